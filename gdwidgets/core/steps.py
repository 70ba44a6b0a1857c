"""`explain_step`: one step of any optimizer, taken apart.

An optimizer's code is its formula. So a step is explained by running that code line by line,
keeping each named value and writing the line again with the numbers in place of the names.
This works for a learner's own optimizer just as for ours.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.descend import check_kinds, checked_start, lay_out
from gdwidgets.core.expressions import Leaf, as_latex, as_text, number, symbol, with_values
from gdwidgets.core.optimizers.own import FromFunction
from gdwidgets.core.runs import checked_batch_size, mini_batches
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


@final
@dataclass(frozen=True, eq=False)
class Line:
    """One line of an optimizer's formula in one step.

    Attributes
    ----------
    name : str
        What the line works out, such as "velocity".
    value : ndarray
        What came out, with an entry for each coordinate, or one for all.
    """

    name: str
    value: Array
    expression: ast.expr

    def text(self, coordinate: int = 0) -> str:
        """Return the line with one coordinate's numbers: ``v = 0.9 * 2 + 1 = 2.8``."""
        put_in = as_text(self.expression, lambda leaf: number(leaf.value, coordinate))
        result = number(self.value, coordinate)
        return " = ".join([self.name, *([] if put_in == result else [put_in]), result])

    def latex(self, coordinate: int | None = None) -> str:
        """Return the line in LaTeX: with symbols, or with one coordinate's numbers."""
        left = symbol(self.name)
        if coordinate is None:
            formula = as_latex(self.expression, lambda leaf: symbol(leaf.name))
            return rf"{left} \leftarrow {formula}"
        put_in = as_latex(self.expression, lambda leaf: number(leaf.value, coordinate))
        return (
            f"{left} = {put_in} = {as_latex(_leaf(self), lambda _: number(self.value, coordinate))}"
        )


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
    """

    step: int
    params: Array
    gradient: Array
    next_params: Array
    terms: dict[str, Array]
    lines: tuple[Line, ...]

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
        lines, values = _run_line_by_line(function, given)
        runs.rng.bit_generator.state = chance
        next_params, next_state = runs.optimizer.update(here, runs.state)

    before = {f"{name} before": value for name, value in _parts(runs.state)}
    terms = {
        **{name: value for name, value in vars(runs.optimizer).items() if _is_number(value)},
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
        {name: _of_the_run(value) for name, value in terms.items() if _is_number(value)},
        tuple(lines),
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


def _run_line_by_line(
    function: Callable[..., Any], given: dict[str, Any]
) -> tuple[list[Line], dict[str, Any]]:
    """Run a function's lines one at a time; return its formulas and its named values."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        return [], {}
    if not isinstance(tree, ast.FunctionDef):
        return [], {}
    closure = inspect.getclosurevars(function).nonlocals
    namespace = {**function.__globals__, **closure, **given}
    known = set(namespace)
    lines: list[Line] = []
    _walk(tree.body, namespace, lines)
    new = set(namespace) - known
    values = {name: namespace[name] for name in namespace if name in new and name[0] != "_"}
    return lines, values


def _walk(body: list[ast.stmt], namespace: dict[str, Any], lines: list[Line]) -> bool:
    """Run statements until a return; keep a line for each value that is given a name."""
    for statement in body:
        if isinstance(statement, ast.Return):
            result = statement.value
            if isinstance(result, ast.Tuple):
                result = result.elts[0]
            if result is not None and not any(line.name == "params" for line in lines):
                _keep("params", result, namespace, lines)
            return True
        if isinstance(statement, ast.If):
            test = ast.fix_missing_locations(ast.Expression(statement.test))
            taken = (
                statement.body
                if eval(compile(test, "<step>", "eval"), namespace)
                else statement.orelse
            )
            if _walk(taken, namespace, lines):
                return True
            continue
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            _keep(statement.targets[0].id, statement.value, namespace, lines)
        module = ast.fix_missing_locations(ast.Module([statement], []))
        exec(compile(module, "<step>", "exec"), namespace)
    return False


def _keep(name: str, code: ast.expr, namespace: dict[str, Any], lines: list[Line]) -> None:
    """Keep a line if it works something out: a mere new name for a value is none."""
    expression = with_values(code, namespace)
    value = eval(
        compile(ast.fix_missing_locations(ast.Expression(code)), "<step>", "eval"), namespace
    )
    if _is_number(value) and (name == "params" or not isinstance(expression, ast.Constant)):
        lines.append(Line(name, _of_the_run(value), expression))


def _leaf(line: Line) -> ast.expr:
    return ast.Constant(Leaf(line.name, line.value))  # type: ignore[arg-type]


def _parts(state: Any) -> list[tuple[str, Any]]:
    """Return the named parts of an optimizer's state."""
    if hasattr(state, "_asdict"):
        state = state._asdict()
    if isinstance(state, np.ndarray):
        state = {"state": state}
    return list(state.items()) if isinstance(state, dict) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int | np.ndarray | np.number) and not isinstance(value, bool)


def _of_the_run(value: Any) -> Any:
    """Return a value without the axis of runs, of which there is one."""
    array = np.asarray(value)
    return array[0] if array.ndim > 1 and len(array) == 1 else array
