"""Running a function line by line, keeping the formula of each line with its numbers."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.explain.expressions import Leaf, as_latex, as_text, number, symbol, with_values

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


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

    Examples
    --------
    >>> import gdwidgets as gd
    >>> descent = gd.optimizers.GradientDescent(0.1)
    >>> line = gd.explain_step(gd.surfaces.ravine(), descent, [2.0, 0.1], 1).lines[0]
    >>> line.name, line.text(1)
    ('params', 'params = 0.1 - 0.1 * 2 = -0.1')
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


def run_line_by_line(
    function: Callable[..., Any], given: dict[str, Any]
) -> tuple[list[Line], dict[str, Any]]:
    """Run a function's lines one at a time; return its formulas and its named values.

    Examples
    --------
    >>> from gdwidgets.core.validate import one_of
    >>> lines, values = run_line_by_line(one_of, {"name": "a", "value": 1, "allowed": [1, 2]})
    >>> values["choices"]
    [1, 2]
    """
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
    if is_number(value) and (name == "params" or not isinstance(expression, ast.Constant)):
        lines.append(Line(name, of_the_run(value), expression))


def _leaf(line: Line) -> ast.expr:
    return ast.Constant(Leaf(line.name, line.value))  # type: ignore[arg-type]


def is_number(value: Any) -> bool:
    """Tell whether a value is a number or an array, something to show in a formula.

    Examples
    --------
    >>> is_number(2.5), is_number("2.5")
    (True, False)
    """
    return isinstance(value, float | int | np.ndarray | np.number) and not isinstance(value, bool)


def of_the_run(value: Any) -> Any:
    """Return a value without the axis of runs, of which there is one.

    Examples
    --------
    >>> of_the_run(np.array([[1.0, 2.0]]))
    array([1., 2.])
    """
    array = np.asarray(value)
    return array[0] if array.ndim > 1 and len(array) == 1 else array
