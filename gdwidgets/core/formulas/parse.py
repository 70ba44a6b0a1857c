"""From a checked syntax tree to functions, by SymPy."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from gdwidgets.core.formulas.check import OPERATORS, checked_tree

LARGEST_INTEGER = 2**53


@final
@dataclass(frozen=True)
class Formula:
    """A formula, ready to be computed: three functions of one array for each coordinate.

    Attributes
    ----------
    variables : tuple of str
        The coordinates' names.
    height, slope, curvature : callable
        As `gdwidgets.core.surfaces.Surface` takes them.
    latex : str
        The formula in LaTeX.

    Examples
    --------
    >>> parse_formula("x*y").latex
    'x y'
    """

    variables: tuple[str, ...]
    height: Callable[..., Any]
    slope: Callable[..., Any]
    curvature: Callable[..., Any]
    latex: str


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
        If `text` is something else than such a formula. The message shows the place.
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
    tree = checked_tree(text, tuple(variables))
    try:
        sympy = importlib.import_module("sympy")
    except ImportError:
        raise ImportError('formulas need SymPy: pip install "gdwidgets[formulas]"') from None
    symbols = {name: sympy.Symbol(name, real=True) for name in variables}
    # SymPy's own Abs can't be differentiated unless its argument is known to be real.
    sign = type("sign_of", (sympy.Function,), {"fdiff": lambda *_: sympy.Integer(0)})
    names = symbols | {"pi": sympy.pi, "e": sympy.E}
    shown = _build(tree, sympy, names, sympy.Abs)
    height = _build(tree, sympy, names, lambda u: sign(u) * u)
    slope = [sympy.diff(height, symbol) for symbol in symbols.values()]
    curvature = [[sympy.diff(first, symbol) for symbol in symbols.values()] for first in slope]

    def compiled(expression: Any) -> Callable[..., Any]:
        function: Callable[..., Any] = sympy.lambdify(
            list(symbols.values()),
            _without_large_integers(expression, sympy),
            modules=[{"sign_of": np.sign}, "numpy"],
            cse=True,
        )
        return function

    return Formula(
        variables=tuple(variables),
        height=compiled(height),
        slope=compiled(slope),
        curvature=compiled(curvature),
        latex=sympy.latex(shown),
    )


def variables_in(text: str) -> tuple[str, ...]:
    """Say whether a formula is one of x alone or of x and y.

    Examples
    --------
    >>> variables_in("exp(x)"), variables_in("exp(y)")
    (('x',), ('x', 'y'))
    """
    return ("x", "y") if re.search(r"(?<![a-z0-9])y(?![a-z0-9(])", str(text)) else ("x",)


def _build(node: Any, sympy: Any, names: dict[str, Any], absolute: Callable[[Any], Any]) -> Any:
    """Build the SymPy expression of a checked tree."""

    def build(part: Any) -> Any:
        return _build(part, sympy, names, absolute)

    if isinstance(node, ast.Constant):
        return sympy.Integer(node.value) if isinstance(node.value, int) else sympy.Float(node.value)
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.UnaryOp):
        operand = build(node.operand)
        return -operand if isinstance(node.op, ast.USub) else operand
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](build(node.left), build(node.right))
    argument = build(node.args[0])
    name = node.func.id
    return absolute(argument) if name == "abs" else getattr(sympy, name)(argument)


def _without_large_integers(expression: Any, sympy: Any) -> Any:
    """Turn whole numbers that no array holds exactly into floats."""
    if isinstance(expression, list):
        return [_without_large_integers(part, sympy) for part in expression]
    large = [n for n in expression.atoms(sympy.Integer) if abs(n) > LARGEST_INTEGER]
    return expression.xreplace({n: sympy.Float(n) for n in large})
