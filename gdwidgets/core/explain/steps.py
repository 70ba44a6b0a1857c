"""`explain_step`: one step of any optimizer, taken apart.

An optimizer's code is its formula. So a step is explained by running that code line by line on
what the step was taken with, keeping each named value and writing the line again with the numbers
in place of the names. This works for a learner's own optimizer just as for ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.origin import Moment
from gdwidgets.core.engine.runs import copied
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.explain.chance import draws
from gdwidgets.core.explain.expressions import is_number, of_the_run
from gdwidgets.core.explain.lines import Line
from gdwidgets.core.explain.replay import kept_point, last_step, moments
from gdwidgets.core.explain.source import UnreadableError
from gdwidgets.core.explain.trace import traced
from gdwidgets.core.optimizers import NAMED
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.optimizers.own import FromFunction
from gdwidgets.core.optimizers.settings import schedules, settings, with_settings
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

OURS = frozenset(NAMED.values())

DRAWS = "It draws random numbers of its own: which ones it drew in this step isn't known."
OTHERWISE = (
    "Run again from the same place, its code gave other numbers: it leaves something to chance, or "
    "keeps something outside its memory."
)
UNREADABLE = "The source of its code isn't there: only a function of a file or a cell has one."
"""Why a step has no lines."""


@final
@dataclass(frozen=True, eq=False, repr=False)
class ExplainedStep:
    """A step and its parts.

    Attributes
    ----------
    step : int
        Which step it is: 1 for the first.
    params, gradient : (n_params,) ndarray
        Where it started, and the slope there (of the mini-batch, if there was one). None for a
        method that doesn't ask for the slope there.
    next_params : (n_params,) ndarray
        Where it ended.
    terms : dict of str to ndarray
        Every named value of the step in the order of the formula: the hyperparameters, what
        was remembered from the step before (``"velocity before"``), and what was worked out.
    lines : tuple of Line
        The formula line by line. Empty if it can't be had: then `note` says why.
    rows : (batch_size,) ndarray of int or None
        The rows of data that made the gradient; None for all of them.
    note : str
        Why there are no lines.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.ravine(), gd.optimizers.Momentum(0.1), [2.0, 0.1], 5)
    >>> gd.explain_step(run, 2)
    ExplainedStep(step=2, terms: learning_rate, momentum, gradient, velocity before, velocity)
    """

    step: int
    params: Array
    gradient: Array | None
    next_params: Array
    terms: dict[str, Array]
    lines: tuple[Line, ...]
    rows: np.ndarray | None = None
    note: str = ""

    @property
    def parts(self) -> dict[str, Array]:
        """The step as a sum: what the slope alone would do, and what the method adds to that.

        A part that is no more than rounding is none. A method without a learning rate has the
        step only.

        Examples
        --------
        >>> import gdwidgets as gd
        >>> momentum = gd.optimizers.Momentum(0.1, momentum=0.5)
        >>> run = gd.descend(gd.surfaces.ravine(10), momentum, [2.0, 0.1], 2)
        >>> {name: part.round(3).tolist() for name, part in gd.explain_step(run, 2).parts.items()}
        {'slope': [-0.18, -0.0], 'method': [-0.1, -0.05], 'step': [-0.28, -0.05]}
        """
        with np.errstate(all="ignore"):
            step = self.next_params - self.params
            rate = self.terms.get("learning_rate")
            if rate is None or self.gradient is None:
                return {"step": step}
            slope = -rate * self.gradient
            size = np.maximum(np.abs(self.params), np.abs(self.next_params)) + np.abs(slope)
            rest = step - slope
            rest[np.abs(rest) <= 4 * np.finfo(size.dtype).eps * size] = 0
        return {"slope": slope, **({"method": rest} if rest.any() else {}), "step": step}

    def text(self, coordinate: int = 0) -> str:
        """Return the step's formula with one coordinate's numbers, a line each."""
        self._check(coordinate)
        return "\n".join(line.text(coordinate) for line in self.lines)

    def latex(self, coordinate: int | None = None) -> str:
        """Return the step's formula in LaTeX (an aligned block), with symbols or numbers."""
        if coordinate is not None:
            self._check(coordinate)
        sign = r"\leftarrow" if coordinate is None else "="
        lines = [line.latex(coordinate).replace(sign, f"&{sign}", 1) for line in self.lines]
        return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"

    def _check(self, coordinate: Any) -> None:
        whole_number("coordinate", coordinate, low=0, high=len(self.params) - 1)

    def __repr__(self) -> str:
        return f"ExplainedStep(step={self.step}, terms: {', '.join(self.terms)})"


def explain_step(run: Trajectory, step: int) -> ExplainedStep:
    r"""Take one step of a run apart: the numbers are those of that very step.

    They come from what the run recorded (``descend(..., record=True)``); else it is run once more
    and recorded now.

    Parameters
    ----------
    run : Trajectory
        A single run, as `descend` returned it.
    step : int
        Which step to explain; 1 is the first.

    Returns
    -------
    ExplainedStep
        With every named value in ``terms``, and the formula with numbers in ``text()`` and
        ``latex()``.

    Raises
    ------
    TypeError, ValueError
        If `run` is not a single run of `descend`, or has no such step.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> momentum = gd.optimizers.Momentum(0.1, momentum=0.5)
    >>> run = gd.descend(gd.surfaces.ravine(), momentum, [2.0, 0.1], 2)
    >>> explained = gd.explain_step(run, 2)
    >>> print(explained.text(0))
    velocity = 0.5 * 2 + 1.8 = 2.8
    params = 1.8 - 0.1 * 2.8 = 1.52
    >>> print(explained.lines[0].latex(), "and", explained.lines[0].latex(0))
    v \leftarrow \beta \cdot v + g and v = 0.5 \cdot 2 + 1.8 = 2.8
    """
    if not isinstance(run, Trajectory):
        raise TypeError(f"run must be a Trajectory, as gd.descend returns it, not {run!r}")
    if run.shape:
        raise ValueError(f"run must be a single run: pick one of {run.shape} with run.run(...)")
    run.known_origin()
    first, last = int(run.steps[0]) + 1, last_step(run)
    step = whole_number("step", step, low=first, high=max(first, last))
    if last < first:
        raise ValueError(f"step must be one that was taken, but {run!r} has none")
    with np.errstate(all="ignore"):
        by_chance = _draws(run.known_origin().whole)
        is_known = run.known_origin().moments is not None or not by_chance
        found = moments(run, step) if is_known else None
        if found is None:
            return _as_recorded(run, step, DRAWS if by_chance else OTHERWISE)
        before, after = found
        if by_chance:
            return _explained(step, before, after, [], {}, DRAWS)
        return _explained(step, before, after, *_taken_apart(run, before, after, step))


def _draws(method: Any) -> bool:
    """Tell whether a method may draw random numbers that are not its `Here`'s."""
    if type(method) in OURS:
        return False
    if isinstance(method, FromFunction):
        return draws(method.function)
    return draws(type(method).update, *settings(method).values())


def _taken_apart(
    run: Trajectory, before: Moment, after: Moment, step: int
) -> tuple[list[Line], dict[str, Any], str]:
    """Run the method's code once more; return its lines and variables, or why there are none."""
    gradient = None if before.gradient is None else before.gradient.copy()
    place, draws = before.params.copy(), before.draws.copy()
    here = Here(run.objective, place, step, before.rows, draws, gradient=gradient)
    state, method = copied(before.state), before.method
    remembered = frozenset(name for at in (before, after) for name, _ in _parts(at.state))
    options = {"remembered": remembered, "n_params": place.shape[1]}
    try:
        if isinstance(method, FromFunction):
            given = method.given(here, state)
            result, lines, values = traced(method.function, (), given, **options)
            result = method.checked(result, here, given.get("memory", state))
        else:
            ours = method.name if type(method) in OURS else ""
            code = type(method).update
            result, lines, values = traced(code, (method, here, state), {}, **options, method=ours)
    except UnreadableError:
        return [], {}, UNREADABLE
    params, remembers = result
    if _same(params.astype(after.params.dtype), after.params) and _same(remembers, after.state):
        return lines, values, ""
    return [], {}, OTHERWISE


def _as_recorded(run: Trajectory, step: int, note: str) -> ExplainedStep:
    """Explain a step by its two ends, which is all that is known of it."""
    start, end = kept_point(run, step - 1), kept_point(run, step)
    if start is None or end is None:
        raise ValueError(
            f"step must be one whose two ends were kept, not {step}: the run can't be repeated; "
            "descend with record=True"
        )
    origin = run.known_origin()
    runs = origin.runs(run.params[0])
    rows = None
    for _ in range(step - runs.step):
        rows = runs.batches.draw()
    now = {
        name: np.asarray(schedule(step - 1), start.dtype)
        for name, schedule in schedules(runs.optimizer).items()
    }
    method = with_settings(runs.optimizer, now)
    gradient = None
    if origin.end is None or origin.end.asked_for_slopes:
        gradient = run.objective.gradient(start[None], rows)
    before = Moment(method, start[None], None, runs.draws, gradient, rows)
    return _explained(step, before, before._replace(params=end[None]), [], {}, note)


def _explained(
    step: int,
    before: Moment,
    after: Moment,
    lines: list[Line],
    values: dict[str, Any],
    note: str,
) -> ExplainedStep:
    given = settings(before.method)
    if isinstance(before.method, FromFunction) and not before.method.asks_for("learning_rate"):
        del given["learning_rate"]
    if before.gradient is not None:
        given["gradient"] = before.gradient
    terms = {
        **given,
        **{f"{name} before": value for name, value in _parts(before.state)},
        **{name: value for name, value in values.items() if name not in given},
        **{line.name: line.value for line in lines if line.name not in given},
        **dict(_parts(after.state)),
    }
    n_params = before.params.shape[1]
    return ExplainedStep(
        step,
        before.params[0],
        None if before.gradient is None else before.gradient[0],
        after.params[0],
        {name: of_the_run(value, n_params) for name, value in terms.items() if is_number(value)},
        tuple(lines),
        before.rows,
        note,
    )


def _same(ours: Any, recorded: Any) -> bool:
    """Tell whether what a method gave is what it gave before, as far as it is numbers."""
    if isinstance(recorded, dict):
        return ours.keys() == recorded.keys() and all(
            _same(ours[name], recorded[name]) for name in recorded
        )
    if isinstance(recorded, tuple | list):
        return len(ours) == len(recorded) and all(map(_same, ours, recorded))
    if is_number(recorded):
        return np.array_equal(ours, recorded, equal_nan=True)
    return True


def _parts(state: Any) -> list[tuple[str, Any]]:
    """Return the named parts of an optimizer's state."""
    if hasattr(state, "_asdict"):
        state = state._asdict()
    if isinstance(state, np.ndarray):
        state = {"state": state}
    return list(state.items()) if isinstance(state, dict) else []
