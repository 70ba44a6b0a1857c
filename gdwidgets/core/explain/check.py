"""`check_optimizer`: does a learner's own optimizer do what a reference does?"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers import NAMED, Adam, FromFunction, Momentum, Optimizer
from gdwidgets.core.surfaces import himmelblau, ravine, rosenbrock
from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective

PROBLEMS: tuple[tuple[Objective, tuple[float, float]], ...] = (
    (ravine(5.0), (-4.0, 2.0)),
    (himmelblau, (-0.5, -2.5)),
    (rosenbrock, (-1.2, 1.0)),
)
"""Where both optimizers are run, and from which starts."""


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

    Both are run on three surfaces (a ravine, Himmelblau, Rosenbrock).

    Parameters
    ----------
    own : Optimizer or function
        What to check. A function is given what `gdwidgets.optimizers.FromFunction`
        describes, with the reference's learning rate.
    reference : Optimizer
        What it should do.
    n_steps : int
        How many steps are compared; at least 1.
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
    (-4.04, 2.1), the reference to (-3.96, 1.9). Its step points the opposite way: look at
    the sign.
    """
    if not isinstance(reference, Optimizer):
        raise TypeError(f"reference must be an Optimizer, not {reference!r}")
    if not isinstance(own, Optimizer):
        if not callable(own) or isinstance(own, type):
            raise TypeError(f"own must be an Optimizer or a function, not {own!r}")
        own = FromFunction(own, getattr(reference, "learning_rate", 0.01))
    n_steps = whole_number("n_steps", n_steps, low=1)
    tolerance = finite_number("tolerance", tolerance, low=0)

    worst = 0.0
    for objective, start in PROBLEMS:
        theirs = _path(objective, reference, start, n_steps)
        try:
            ours = _path(objective, own, start, n_steps)
        except Exception as error:
            # Whatever a learner's code raises is for the learner to read.
            reason = f"Yours could not be run: {type(error).__name__}: {error}"
            return OptimizerCheck(False, reason, np.inf)
        gap = _gap(ours, theirs)
        worst = max(worst, float(gap.max()))
        if (gap > tolerance).any():
            k = int(np.argmax(gap > tolerance))
            where = (
                f"Yours differs from {reference.name} at step {k} on {objective.name}: from "
                f"{_point(theirs[k - 1])} it went to {_point(ours[k])}, the reference to "
                f"{_point(theirs[k])}."
            )
            hint = _alike(own, reference, n_steps, tolerance) or _hint(ours, theirs, k)
            return OptimizerCheck(False, f"{where} {hint}", worst)
    names = ", ".join(objective.name for objective, _ in PROBLEMS)
    return OptimizerCheck(
        True,
        f"Yours does what {reference.name} does: {n_steps} steps on each of {names}, "
        f"differences below {max(worst, 1e-16):.1g}.",
        worst,
    )


def _path(objective: Objective, optimizer: Optimizer, start: Any, n_steps: int) -> Array:
    return descend(objective, optimizer, start, n_steps).params


def _gap(ours: Array, theirs: Array) -> Array:
    """Return how far apart two paths are at each step; nothing where both are NaN."""
    size = np.maximum(1, np.abs(theirs).max(axis=1))
    gap = np.abs(ours - theirs).max(axis=1) / size
    both_lost = np.isnan(ours).any(axis=1) & np.isnan(theirs).any(axis=1)
    return np.where(both_lost, 0, np.where(np.isnan(gap), np.inf, gap))


def _alike(own: Optimizer, reference: Optimizer, n_steps: int, tolerance: float) -> str:
    """Name another method or setting that does exactly what `own` does, if there is one."""
    objective, start = PROBLEMS[1]
    ours = _path(objective, own, start, n_steps)
    for words, other in _others(reference):
        if (_gap(ours, _path(objective, other, start, n_steps)) <= tolerance).all():
            return f"Yours does what {words} does."
    return ""


def _others(reference: Optimizer) -> list[tuple[str, Optimizer]]:
    """Return what a mistake is likely to turn the reference into."""
    others: list[tuple[str, Optimizer]] = []
    if isinstance(reference, Adam):
        flipped = dataclasses.replace(reference, bias_correction=not reference.bias_correction)
        words = f"{reference.name} with bias_correction={flipped.bias_correction}"
        others.append((words, flipped))
    if isinstance(reference, Momentum) and not callable(reference.learning_rate):
        scaled = reference.learning_rate * (1 - reference.momentum)
        words = "Momentum with the gradient scaled by (1 - momentum) before it joins the velocity"
        others.append((words, dataclasses.replace(reference, learning_rate=scaled)))
    settings = {f.name: getattr(reference, f.name) for f in dataclasses.fields(reference)}  # type: ignore[arg-type]
    for name, method in NAMED.items():
        fields = [field.name for field in dataclasses.fields(method)]
        if method is not type(reference) and "learning_rate" in {*fields} & {*settings}:
            shared = {field: settings[field] for field in fields if field in settings}
            others.append((f"{name} with the same settings", method(**shared)))
    return others


def _hint(ours: Array, theirs: Array, k: int) -> str:
    """Say what is likely to be wrong, from the first step that differs."""
    if not np.isfinite(ours[k]).all():
        return "It left all bounds: look for a division by zero or a step that is too long."
    mine, right = ours[k] - ours[k - 1], theirs[k] - theirs[k - 1]
    with np.errstate(all="ignore"):
        ratio = mine / right
    if (np.abs(ratio - 1) < 1e-3).all():
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


def _point(point: Array) -> str:
    return "(" + ", ".join(f"{number:.4g}" for number in point) + ")"
