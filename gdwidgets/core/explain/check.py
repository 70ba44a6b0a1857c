"""`check_optimizer`: does a learner's own optimizer do what a reference does?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import checked_optimizer
from gdwidgets.core.engine.runs import Runs, Sampling
from gdwidgets.core.explain.failures import in_words
from gdwidgets.core.explain.mistakes import mistaken
from gdwidgets.core.optimizers import FromFunction, Optimizer
from gdwidgets.core.optimizers.own import asked_for
from gdwidgets.core.optimizers.settings import several
from gdwidgets.core.surfaces import bowl, himmelblau, ravine, rosenbrock
from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective

PROBLEMS: tuple[tuple[Objective, tuple[float, float]], ...] = (
    (ravine(5.0), (-4.0, 2.0)),
    (himmelblau, (-0.5, -2.5)),
    (rosenbrock, (-1.2, 1.0)),
    (bowl(1e-4, 2e-4), (-5.0, -2.0)),
)
"""Where both optimizers are run, and from which starts; in the last a small epsilon counts."""

MOST_STEPS = 1000
"""More steps would make a learner wait."""


@final
@dataclass(frozen=True)
class OptimizerCheck:
    """What `check_optimizer` found.

    Attributes
    ----------
    same : bool
        Whether both went the same way.
    summary : str
        What was found, in words for a learner.
    largest_difference : float
        The largest difference between two points of the same step, in units of the point's
        size (or 1, if it is smaller). Infinite if the own optimizer could not be run.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> found = gd.check_optimizer(gd.optimizers.Adam(0.1), gd.optimizers.Adam(0.1))
    >>> found.same, found.largest_difference
    (True, 0.0)
    """

    same: bool
    summary: str
    largest_difference: float

    def __str__(self) -> str:
        return self.summary


def check_optimizer(
    own: Optimizer | Callable[..., Any],
    reference: Optimizer,
    *,
    n_steps: int = 40,
    tolerance: float = 1e-9,
) -> OptimizerCheck:
    """Compare an optimizer of your own with a reference, and say in words where they differ.

    Both are run on four surfaces (a ravine, Himmelblau, Rosenbrock, a shallow bowl). If they
    differ, usual mistakes are made in the reference's code, to see which of them does what yours
    does.

    Parameters
    ----------
    own : Optimizer or function
        What to check. A function is given what `gdwidgets.optimizers.FromFunction`
        describes, with the reference's learning rate (0.01 if it has none).
    reference : Optimizer
        What it should do.
    n_steps : int
        How many steps are compared; 1 to 1000.
    tolerance : float
        How far apart two points may be, in units of the point's size; at least 0.

    Returns
    -------
    OptimizerCheck

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or out of range. An error within `own` is not
        raised but reported.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> def mine(params, gradient, learning_rate):
    ...     return params + learning_rate * gradient
    >>> print(gd.check_optimizer(mine, gd.optimizers.GradientDescent(0.01)))
    Yours differs from Gradient descent at step 1 on Ravine: from (-4, 2) it went to
    (-4.04, 2.1), the reference to (-3.96, 1.9). Yours does what Gradient descent does with the
    opposite sign.
    """
    _check_single("reference", checked_optimizer(reference, "reference"))
    if not isinstance(own, Optimizer):
        if not callable(own) or isinstance(own, type):
            raise TypeError(f"own must be an Optimizer or a function, not {own!r}")
        asked_for(own, "own")
        own = FromFunction(own, getattr(reference, "learning_rate", 0.01))
    _check_single("own", own)
    n_steps = whole_number("n_steps", n_steps, low=1, high=MOST_STEPS)
    tolerance = finite_number("tolerance", tolerance, low=0)

    worst = 0.0
    for problem in PROBLEMS:
        theirs, _ = _run(problem, reference, n_steps)
        try:
            ours, runs = _run(problem, own, n_steps)
        except Exception as error:
            # Whatever a learner's code raises is for the learner to read.
            return OptimizerCheck(False, f"Yours could not be run: {in_words(error, own)}", np.inf)
        gap = _gap(ours, theirs)
        worst = max(worst, float(gap.max()))
        if (gap > tolerance).any():
            k = int(np.argmax(gap > tolerance))
            begin, mine, right = _points(theirs[k - 1], ours[k], theirs[k])
            where = (
                f"Yours differs from {reference.name} at step {k} on {problem[0].name}: from "
                f"{begin} it went to {mine}, the reference to {right}."
            )
            hint = _seen(own, ours, runs, problem) or _alike(
                own, reference, problem, n_steps, tolerance
            )
            return OptimizerCheck(False, f"{where} {hint or _hint(ours, theirs, k)}", worst)
    names = ", ".join(objective.name for objective, _ in PROBLEMS)
    return OptimizerCheck(
        True,
        f"Yours does what {reference.name} does: {n_steps} step{'s' * (n_steps > 1)} on each of "
        f"{names}, differences below {max(worst, 1e-16):.1g}.",
        worst,
    )


def _check_single(name: str, optimizer: Optimizer) -> None:
    """Raise an error for an optimizer that is several."""
    arrays = several(optimizer)
    if arrays:
        raise ValueError(
            f"{name} must be a single optimizer, with one number for each hyperparameter, not "
            f"an array for {' and '.join(arrays)}"
        )


def _run(problem: tuple[Objective, Any], optimizer: Optimizer, n_steps: int) -> tuple[Array, Runs]:
    """Return the points of a run, and the run as it stands after its last step."""
    objective, start = problem
    with np.errstate(all="ignore"):
        runs = Runs(objective, optimizer, np.array(start), Sampling())
        points = [runs.params[0].copy()]
        for _ in range(n_steps):
            runs.advance()
            points.append(runs.params[0].copy())
    return np.array(points), runs


def _gap(ours: Array, theirs: Array) -> Array:
    """Return how far apart two paths are at each step; nothing where both have left all bounds."""
    with np.errstate(all="ignore"):
        gap = np.abs(ours - theirs)
    gap[np.isnan(gap)] = np.inf
    gap[~np.isfinite(ours) & ~np.isfinite(theirs)] = 0
    size = np.abs(np.where(np.isfinite(theirs), theirs, 0)).max(axis=1)
    distance: Array = gap.max(axis=1) / np.maximum(1, size)
    return distance


def _seen(own: Optimizer, ours: Array, runs: Runs, problem: tuple[Objective, Any]) -> str:
    """Say what is plain to see from the run alone."""
    if (ours == ours[0]).all():
        return (
            "It doesn't move: it returns the params that it was given. Change that line, and run "
            "its cell again."
        )
    if not np.array_equal(_run(problem, own, len(ours) - 1)[0], ours, equal_nan=True):
        return (
            "It goes another way each time: it draws random numbers of its own, or keeps something "
            "outside its memory."
        )
    if isinstance(own, FromFunction) and own.asks_for("memory") and not runs.state:
        return (
            "Its memory stays empty: return it beside the params, as in "
            'return params, {"velocity": velocity}.'
        )
    return ""


def _alike(
    own: Optimizer,
    reference: Optimizer,
    problem: tuple[Objective, Any],
    n_steps: int,
    tolerance: float,
) -> str:
    """Name another method, or a mistake, that does exactly what `own` does, if there is one."""
    problems = [problem, *(each for each in PROBLEMS if each is not problem)]
    ours = [_run(each, own, n_steps)[0] for each in problems]
    if not np.isfinite(ours[0][1]).any():
        return ""  # nothing is left to tell by
    for words, other in mistaken(reference):
        try:
            paths = (_run(each, other, n_steps)[0] for each in problems)
            alike = all((_gap(a, b) <= tolerance).all() for a, b in zip(ours, paths, strict=True))
        except Exception:  # code that was changed may fail, and then it isn't theirs
            continue
        if alike:
            return f"Yours does what {words}."
    return ""


def _hint(ours: Array, theirs: Array, k: int) -> str:
    """Say what is likely to be wrong, from the first step that differs."""
    if not np.isfinite(ours[k]).all():
        return (
            "It left all bounds: look for a division by zero (steps count from 1: 1 - beta**0 is "
            "zero) or a step that is too long."
        )
    mine, right = ours[k] - ours[k - 1], theirs[k] - theirs[k - 1]
    with np.errstate(all="ignore"):
        ratio = mine / right
    if (np.abs(ratio - 1) < 1e-2).all():
        return "The difference is small: look at epsilon, and whether it is within the root."
    if np.ptp(ratio) <= 1e-6 * np.abs(ratio).max():
        if abs(ratio[0] + 1) < 1e-6:
            return "Its step points the opposite way: look at the sign."
        way = "as long" if ratio[0] > 0 else "as long, and points the opposite way"
        return f"Its step is {abs(ratio[0]):.4g} times {way}: look for a factor."
    if k > 1:
        before = "The first step was" if k == 2 else f"The first {k - 1} steps were"
        return f"{before} right: look at what is remembered from step to step."
    return "The coordinates are scaled differently: look at what each one is divided by."


def _points(begin: Array, mine: Array, right: Array) -> list[str]:
    """Write points with four digits, or with as many as tell the last two apart."""
    written: list[str] = []
    for digits in range(4, 18):
        written = [
            "(" + ", ".join(f"{number:.{digits}g}" for number in point) + ")"
            for point in (begin, mine, right)
        ]
        if written[1] != written[2]:
            break
    return written
