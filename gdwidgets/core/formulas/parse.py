"""From a checked syntax tree to functions, by SymPy."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from gdwidgets.core.formulas.check import CONSTANTS, FUNCTIONS, OPERATORS, Checked

LARGEST_INTEGER = 2**53


@final
@dataclass(frozen=True)
class Formula:
    """A formula, ready to be computed; `parse_formula` makes it.

    Attributes
    ----------
    text : str
        The formula as it was typed.
    variables : tuple of str
        The coordinates' names.
    latex : str
        The formula in LaTeX.

    Examples
    --------
    >>> parse_formula("x*y").latex
    'x y'
    """

    text: str
    variables: tuple[str, ...]
    latex: str
    _functions: tuple[Callable[..., Any], ...] = field(repr=False, compare=False)

    def height(self, *coordinates: Any) -> Any:
        """The value, as `gdwidgets.core.surfaces.Surface` takes it."""
        return self._functions[0](*coordinates)

    def slope(self, *coordinates: Any) -> Any:
        """The first derivatives, as `gdwidgets.core.surfaces.Surface` takes them."""
        return [self._where_defined(each, coordinates) for each in self._functions[1](*coordinates)]

    def curvature(self, *coordinates: Any) -> Any:
        """The second derivatives, as `gdwidgets.core.surfaces.Surface` takes them."""
        return [
            [self._where_defined(each, coordinates) for each in row]
            for row in self._functions[2](*coordinates)
        ]

    def _where_defined(self, derivative: Any, coordinates: tuple[Any, ...]) -> Any:
        """Return a derivative, NaN where the formula has no value: 1/x has one beside log(x)."""
        if "log" not in self.text:
            return derivative
        return np.where(np.isnan(self.height(*coordinates)), np.nan, derivative)

    def __reduce__(self) -> Any:
        return parse_formula, (self.text, self.variables)


def parse_formula(text: str, variables: Sequence[str] = ("x", "y")) -> Formula:
    """Turn a typed formula into functions for its value, gradient and Hessian.

    A formula is made of numbers, the variables, ``pi``, ``e``, ``+ - * /``, powers written
    ``**`` or ``^``, parentheses, and the functions sin, cos, tan, asin, acos, atan, sinh,
    cosh, tanh, exp, log, sqrt and abs. The text is never run as code.

    Parameters
    ----------
    text : str
        The formula.
    variables : sequence of str
        The names that stand for the coordinates.

    Returns
    -------
    Formula

    Raises
    ------
    TypeError
        If `text` is not a string.
    ValueError
        If `text` is something else than such a formula, or a part of it has no value, such as
        ``1/(x - x)``. The message shows the place.
    ImportError
        If SymPy is not installed.

    Examples
    --------
    >>> formula = parse_formula("x^2 + 3*y")
    >>> formula.height(2.0, 1.0)
    7.0
    >>> formula.slope(2.0, 1.0)
    [4.0, 3]
    >>> parse_formula("x + foo(y)")
    Traceback (most recent call last):
    ValueError: formula: there is no function 'foo', at character 5:
      x + foo(y)
          ^
    """
    checked = Checked(text, _names(variables))
    try:
        sympy = importlib.import_module("sympy")
    except ImportError:
        raise ImportError('formulas need SymPy: pip install "gdwidgets[formulas]"') from None
    builder = _Builder(checked, sympy, checked.variables)
    height = builder.expression(checked.tree)
    slope, curvature = builder.derivatives(height)
    builder.check_derivatives(slope, curvature)

    def compiled(expression: Any) -> Callable[..., Any]:
        function: Callable[..., Any] = sympy.lambdify(
            builder.symbols,
            _without_large_integers(expression, sympy),
            modules=[{"sign_of": np.sign}, "numpy"],
            cse=True,
        )
        return function

    return Formula(
        text,
        checked.variables,
        sympy.latex(builder.expression(checked.tree, sympy.Abs)),
        tuple(map(compiled, (height, slope, curvature))),
    )


def variables_in(text: str) -> tuple[str, ...]:
    """Say whether a formula is one of x alone or of x and y.

    Examples
    --------
    >>> variables_in("exp(x)"), variables_in("exp(y)")
    (('x',), ('x', 'y'))
    """
    return ("x", "y") if re.search(r"(?<![a-z0-9])y(?![a-z0-9(])", str(text)) else ("x",)


def _names(variables: Any) -> tuple[str, ...]:
    names = () if isinstance(variables, str) else tuple(variables)
    taken = {*CONSTANTS, *FUNCTIONS}
    if (
        not names
        or len(set(names)) != len(names)
        or not all(
            isinstance(name, str)
            and re.fullmatch("[A-Za-z][A-Za-z0-9]*", name)
            and name not in taken
            for name in names
        )
    ):
        raise ValueError(
            "variables must be different names of letters and digits, "
            f"none of them that of a constant or a function, not {variables!r}"
        )
    return names


@final
class _Builder:
    """Builds the SymPy expression of a checked formula, and refuses parts without a value."""

    def __init__(self, checked: Checked, sympy: Any, variables: Sequence[str]) -> None:
        self.checked, self.sympy = checked, sympy
        self.symbols = [sympy.Symbol(name, real=True) for name in variables]
        self.names = dict(zip(variables, self.symbols, strict=True))
        self.names |= {"pi": sympy.pi, "e": sympy.E}
        # SymPy's own Abs can't be differentiated unless its argument is known to be real.
        self.sign = type("sign_of", (sympy.Function,), {"fdiff": lambda *_: sympy.Integer(0)})
        self.wrong = (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)

    def expression(self, node: Any, absolute: Callable[[Any], Any] | None = None) -> Any:
        """Build the expression of a node of the tree; `absolute` stands for abs."""

        def build(part: Any) -> Any:
            return self.expression(part, absolute)

        if isinstance(node, ast.Constant):
            kind = self.sympy.Integer if isinstance(node.value, int) else self.sympy.Float
            return kind(node.value)
        if isinstance(node, ast.Name):
            return self.names[node.id]
        if isinstance(node, ast.UnaryOp):
            operand = build(node.operand)
            return -operand if isinstance(node.op, ast.USub) else operand
        if isinstance(node, ast.BinOp):
            made = OPERATORS[type(node.op)](build(node.left), build(node.right))
        else:
            argument = build(node.args[0])
            if node.func.id == "abs":
                return absolute(argument) if absolute else self.sign(argument) * argument
            made = getattr(self.sympy, node.func.id)(argument)
        if made.has(*self.wrong) or not (made.free_symbols or made.is_extended_real is not False):
            self.checked.refuse("this has no value, or none that is real and finite", node)
        return made

    def derivatives(self, expression: Any) -> tuple[list[Any], list[list[Any]]]:
        """The first and the second derivatives."""
        first = [self.sympy.diff(expression, symbol) for symbol in self.symbols]
        return first, [[self.sympy.diff(each, symbol) for symbol in self.symbols] for each in first]

    def check_derivatives(self, first: list[Any], second: list[list[Any]]) -> None:
        """Refuse the innermost part of the formula that can't be differentiated, if one can't."""
        if not self._is_wrong(first, second):
            return
        for node in reversed(list(ast.walk(self.checked.tree))):
            if isinstance(node, ast.BinOp | ast.Call) and self._is_wrong(
                *self.derivatives(self.expression(node))
            ):
                self.checked.refuse("this can't be differentiated", node)

    def _is_wrong(self, first: list[Any], second: list[list[Any]]) -> bool:
        return any(each.has(*self.wrong) for row in [first, *second] for each in row)


def _without_large_integers(expression: Any, sympy: Any) -> Any:
    """Turn whole numbers that no array holds exactly into floats."""
    if isinstance(expression, list):
        return [_without_large_integers(part, sympy) for part in expression]
    large = [n for n in expression.atoms(sympy.Integer) if abs(n) > LARGEST_INTEGER]
    return expression.xreplace({n: sympy.Float(n) for n in large})
