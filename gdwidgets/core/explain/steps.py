"""`explain_step`: one step of any optimizer, taken apart.

An optimizer's code is its formula. So a step is explained by running that code line by line,
keeping each named value and writing the line again with the numbers in place of the names.
This works for a learner's own optimizer just as for ours.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import check_kinds, checked_start, lay_out
from gdwidgets.core.engine.runs import checked_batch_size, mini_batches
from gdwidgets.core.explain.traced import Line, is_number, of_the_run, run_line_by_line
from gdwidgets.core.optimizers.own import FromFunction
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


@final
@dataclass(frozen=True, eq=False, repr=False)
class ExplainedStep:
    """A step and its parts.

    Attributes
    ----------
    step : int
        Which step it is: 1 for the first.
    params, gradient : (n_params,) ndarray
        Where it started, and the slope there (of the mini-batch, if there was one).
    next_params : (n_params,) ndarray
        Where it ended.
    terms : dict of str to ndarray
        Every named value of the step in the order of the formula: the hyperparameters, what
        was remembered from the step before (``"velocity before"``), and what was worked out.
    lines : tuple of Line
        The formula line by line. Empty if the optimizer's source code can't be found.
    rows : (batch_size,) ndarray of int or None
        The rows of data that made the gradient; None for all of them.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.explain_step(gd.surfaces.ravine(), gd.optimizers.Momentum(0.1), [2.0, 0.1], 2)
    ExplainedStep(step=2, terms: learning_rate, momentum, gradient, velocity before, velocity)
    """

    step: int
    params: Array
    gradient: Array
    next_params: Array
    terms: dict[str, Array]
    lines: tuple[Line, ...]
    rows: np.ndarray | None = None

    def text(self, coordinate: int = 0) -> str:
        """Return the step's formula with one coordinate's numbers, a line each."""
        return "\n".join(line.text(coordinate) for line in self.lines)

    def latex(self, coordinate: int | None = None) -> str:
        """Return the step's formula in LaTeX (an aligned block), with symbols or numbers."""
        sign = r"\leftarrow" if coordinate is None else "="
        lines = [line.latex(coordinate).replace(sign, f"&{sign}", 1) for line in self.lines]
        return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"

    def __repr__(self) -> str:
        return f"ExplainedStep(step={self.step}, terms: {', '.join(self.terms)})"


def explain_step(
    objective: Objective,
    optimizer: Optimizer,
    start: ArrayLike,
    step: int,
    *,
    batch_size: int | None = None,
    seed: int | None = None,
) -> ExplainedStep:
    r"""Take one step of a run apart: the same step that `descend` takes.

    Parameters
    ----------
    objective : Objective
        What is minimised.
    optimizer : Optimizer
        The method, ours or a learner's own; its hyperparameters are single numbers.
    start : (n_params,) array_like
        Where the run begins.
    step : int
        Which step to explain; 1 is the first.
    batch_size, seed : int, optional
        As in `descend`.

    Returns
    -------
    ExplainedStep
        With every named value in ``terms``, and the formula with numbers in ``text()`` and
        ``latex()``.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or describes more than one run.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> momentum = gd.optimizers.Momentum(0.1, momentum=0.5)
    >>> explained = gd.explain_step(gd.surfaces.ravine(), momentum, [2.0, 0.1], 2)
    >>> print(explained.text(0))
    velocity = 0.5 * 2 + 1.8 = 2.8
    params = 1.8 - 0.1 * 2.8 = 1.52
    >>> print(explained.lines[0].latex(), "and", explained.lines[0].latex(0))
    v \leftarrow \beta \cdot v + g and v = 0.5 \cdot 2 + 1.8 = 2.8
    """
    check_kinds(objective, optimizer)
    step = whole_number("step", step, low=1)
    batch_size = checked_batch_size(batch_size, objective.n_rows)
    seed = 0 if seed is None else whole_number("seed", seed, low=0)
    with np.errstate(all="ignore"):
        runs, shape = lay_out(objective, optimizer, checked_start(start, objective), step, seed)
        if shape:
            raise ValueError(f"start and optimizer must describe one run, not {shape}")
        batches = mini_batches(objective.n_rows, batch_size, seed)
        for _ in range(step - 1):
            runs.advance(next(batches))
        here = runs.look(next(batches))
        chance = runs.rng.bit_generator.state
        function, given = _code_of(runs.optimizer, here, runs.state)
        lines, values = run_line_by_line(function, given)
        runs.rng.bit_generator.state = chance
        next_params, next_state = runs.optimizer.update(here, runs.state)

    before = {f"{name} before": value for name, value in _parts(runs.state)}
    terms = {
        **{name: value for name, value in vars(runs.optimizer).items() if is_number(value)},
        "learning_rate": here.learning_rate,
        "gradient": here.gradient,
        **before,
        **values,
        **dict(_parts(next_state)),
    }
    if not hasattr(runs.optimizer, "learning_rate"):
        del terms["learning_rate"]
    return ExplainedStep(
        step,
        here.params[0],
        here.gradient[0],
        next_params[0],
        {name: of_the_run(value) for name, value in terms.items() if is_number(value)},
        tuple(lines),
        here.rows,
    )


def _code_of(
    optimizer: Optimizer, here: Any, state: Any
) -> tuple[Callable[..., Any], dict[str, Any]]:
    """Return the function whose code is the formula, and its arguments."""
    if isinstance(optimizer, FromFunction):
        return optimizer.function, optimizer.given(here, state)
    function = type(optimizer).update
    names = list(inspect.signature(function).parameters)
    return function, dict(zip(names, (optimizer, here, state), strict=True))


def _parts(state: Any) -> list[tuple[str, Any]]:
    """Return the named parts of an optimizer's state."""
    if hasattr(state, "_asdict"):
        state = state._asdict()
    if isinstance(state, np.ndarray):
        state = {"state": state}
    return list(state.items()) if isinstance(state, dict) else []
