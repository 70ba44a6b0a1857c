"""`explain_step`: one step of any optimizer, taken apart.

An optimizer's code is its formula. So a step is explained by running that code line by line on
what the step was taken with, keeping each named value and writing the line again with the numbers
in place of the names. This works for a learner's own optimizer just as for ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gdwidgets.core.engine.origin import Moment
from gdwidgets.core.engine.runs import copied
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.explain.chance import draws
from gdwidgets.core.explain.explained import ExplainedStep
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

__all__ = ["ExplainedStep", "explain_step"]

OURS = frozenset(NAMED.values())

DRAWS = "It may draw random numbers of its own: so the step can't be worked out again."
OTHERWISE = (
    "Run again from the same place, its code gave other numbers: it leaves something to chance, or "
    "keeps something outside its memory."
)
UNREADABLE = "The source of its code isn't there: only a function of a file or a cell has one."
"""Why a step has no lines."""


def explain_step(run: Trajectory, step: int) -> ExplainedStep:
    r"""Take one step of a run apart: the numbers are those of that very step.

    They come from what the run recorded (``descend(..., record=True)``); else its steps are taken
    again, which gives the same. The method's code is run once more for its formula, in a copy of
    what is around it. Code that gives other numbers then has no formula, and `note` says why; its
    ends and its slope are those of the run all the same.

    Parameters
    ----------
    run : Trajectory
        A single run, as `descend` returned it.
    step : int
        Which step to explain; 1 is the first, unless the run went on from another.

    Returns
    -------
    ExplainedStep
        With every named value in ``terms``, and the formula with numbers in ``text()`` and
        ``latex()``.

    Raises
    ------
    TypeError, ValueError
        If `run` is not a single run of `descend`, or has no such step; or if the method leaves
        something to chance, and the step's ends were not kept.

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
    first, last = run.known_origin().first + 1, last_step(run)
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
        lines, values, note = _taken_apart(run, before, after, step)
        if note == OTHERWISE and run.known_origin().moments is None:
            return _as_recorded(run, step, note)  # so the steps taken again may be others, too
        return _explained(step, before, after, lines, values, note)


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
