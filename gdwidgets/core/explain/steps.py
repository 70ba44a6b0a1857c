"""`explain_step`: one step of any optimizer, taken apart.

An optimizer's code is its formula. So a step is explained by running that code line by line on
what the step was taken with, keeping each named value and writing the line again with the numbers
in place of the names. This works for a learner's own optimizer just as for ours.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.origin import Moment
from gdwidgets.core.engine.runs import copied
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.explain.traced import (
    Line,
    Untraceable,
    is_number,
    of_the_run,
    run_line_by_line,
)
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.optimizers.own import FromFunction
from gdwidgets.core.optimizers.settings import settings
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

CHANCE = "It gave other numbers when it was run again: it leaves something to chance."
"""What is said of a function that draws random numbers of its own."""


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
        step = self.next_params - self.params
        rate = self.terms.get("learning_rate")
        if rate is None or self.gradient is None:
            return {"step": step}
        slope = -rate * self.gradient
        size = np.maximum(np.abs(self.params), np.abs(self.next_params))
        rest = step - slope
        if (np.abs(rest) <= 4 * np.finfo(size.dtype).eps * (size + np.abs(slope))).all():
            return {"slope": slope, "step": step}
        return {"slope": slope, "method": rest, "step": step}

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
    first = int(run.steps[0]) + 1
    last = int(run.stop_step) if run.status == "diverged" else run.n_steps
    step = whole_number("step", step, low=first, high=max(first, last))
    if last < first:
        raise ValueError(f"step must be one that was taken, but {run!r} has none")
    with np.errstate(all="ignore"):
        before, after = _moments(run)[step - first : step - first + 2]
        where = run.params[step - first : step - first + 2]
        same = len(run.steps) <= run.n_steps or np.array_equal(
            where, np.concatenate([before.params, after.params]), equal_nan=True
        )
        note, lines, values = CHANCE, [], {}
        if same:
            note, lines, values = _taken_apart(run, before, after, step)
    terms = {
        **{name: value for name, value in settings(before.method).items() if is_number(value)},
        **({} if before.gradient is None else {"gradient": before.gradient}),
        **{f"{name} before": value for name, value in _parts(before.state)},
        **values,
        **dict(_parts(after.state)),
    }
    return ExplainedStep(
        step,
        before.params[0],
        None if before.gradient is None else before.gradient[0],
        after.params[0],
        {name: of_the_run(value) for name, value in terms.items() if is_number(value)},
        tuple(lines),
        before.rows,
        note,
    )


def _moments(run: Trajectory) -> list[Moment]:
    """Return what each step of a run was taken with; kept with the run once it is known."""
    known: list[Moment] | None = run.__dict__.get("known_moments")
    if known is None:
        origin = run.known_origin()
        if origin.moments is not None:
            known = [moment.of(int(origin.places), origin.n_runs) for moment in origin.moments]
        else:
            runs = origin.runs(run.params[0])
            known = [Moment.of_step(runs) for _ in range(run.n_steps - runs.step)]
            known.append(Moment.now(runs))
        object.__setattr__(run, "known_moments", known)
    return known


def _taken_apart(
    run: Trajectory, before: Moment, after: Moment, step: int
) -> tuple[str, list[Line], dict[str, Any]]:
    """Run the method's code line by line; return a note if that can't be done, and the lines."""
    state = copied(before.state)
    here = Here(
        run.objective,
        before.params.copy(),
        step,
        before.rows,
        before.draws.copy(),
        gradient=before.gradient,
    )
    method = before.method
    try:
        if isinstance(method, FromFunction):
            given = method.given(here, state)
            remembered = frozenset(after.state) | frozenset(state)
            result, lines, values = run_line_by_line(method.function, given, remembered)
            params, _ = method.checked(result, here, given.get("memory", state))
        else:
            update = type(method).update
            names = list(inspect.signature(update).parameters)
            given = dict(zip(names, (method, here, state), strict=True))
            remembered = frozenset(name for name, _ in _parts(state)) | frozenset(names[2:])
            (params, _), lines, values = run_line_by_line(update, given, remembered)
    except Untraceable:
        return "Its code can't be followed line by line.", [], {}
    if not np.array_equal(params, after.params, equal_nan=True):
        return CHANCE, [], {}
    return "", lines, values


def _parts(state: Any) -> list[tuple[str, Any]]:
    """Return the named parts of an optimizer's state."""
    if hasattr(state, "_asdict"):
        state = state._asdict()
    if isinstance(state, np.ndarray):
        state = {"state": state}
    return list(state.items()) if isinstance(state, dict) else []
