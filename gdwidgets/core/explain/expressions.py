"""A line of an optimizer's code as a formula: with symbols, or with numbers put in."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

SYMBOLS = {
    "params": "x",
    "gradient": "g",
    "g": "g",
    "learning_rate": r"\eta",
    "velocity": "v",
    "momentum": r"\beta",
    "alpha": r"\alpha",
    "rho": r"\rho",
    "epsilon": r"\epsilon",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "beta1_power": r"\beta_1^t",
    "beta2_power": r"\beta_2^t",
    "first_moment": "m",
    "second_moment": "s",
    "sum_of_squares": "s",
    "squared_move": "u",
    "weight_decay": r"\lambda",
    "damping": r"\lambda",
    "hessian": "H",
    "value": "f(x)",
    "step": "t",
    "sigma": r"\sigma",
}
"""How names of the code are written in formulas; others stay words."""

FUNCTIONS = {"sqrt", "abs", "sign", "maximum", "minimum", "exp"}
"""NumPy functions that are written out; other calls show their value."""

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.USub: 3, ast.Pow: 4}


@final
@dataclass(frozen=True)
class Leaf:
    """A name in the code and the value it had.

    Examples
    --------
    >>> Leaf("momentum", 0.9)
    Leaf(name='momentum', value=0.9)
    """

    name: str
    value: Any


def with_values(node: ast.expr, namespace: dict[str, Any]) -> ast.expr:
    """Return an expression whose names, attributes and calls are replaced by `Leaf`s.

    Examples
    --------
    >>> code = ast.parse("self_rate * g", mode="eval").body
    >>> filled = with_values(code, {"self_rate": 0.1, "g": 3.0})
    >>> as_text(filled, lambda leaf: f"{leaf.name}={leaf.value}")
    'self_rate=0.1 * g=3.0'
    """
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        left, right = with_values(node.left, namespace), with_values(node.right, namespace)
        return ast.BinOp(left, node.op, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ast.UnaryOp(node.op, with_values(node.operand, namespace))
    if isinstance(node, ast.IfExp):
        taken = node.body if _evaluate(node.test, namespace) else node.orelse
        return with_values(taken, namespace)
    if isinstance(node, ast.Call) and function_name(node) in FUNCTIONS and not node.keywords:
        return ast.Call(node.func, [with_values(a, namespace) for a in node.args], [])
    return ast.Constant(Leaf(_last_name(node), _evaluate(node, namespace)))  # type: ignore[arg-type]


def as_text(node: ast.expr, leaf: Callable[[Leaf], str]) -> str:
    """Write an expression as a line of text; `leaf` writes a leaf.

    Examples
    --------
    >>> code = with_values(ast.parse("(a + b) / a", mode="eval").body, {"a": 2, "b": 3})
    >>> as_text(code, lambda leaf: number(leaf.value, 0))
    '(2 + 3) / 2'
    """
    return _written(node, leaf, latex=False)[0]


def as_latex(node: ast.expr, leaf: Callable[[Leaf], str]) -> str:
    r"""Write an expression in LaTeX; `leaf` writes a leaf.

    Examples
    --------
    >>> code = with_values(ast.parse("(a + b) / a", mode="eval").body, {"a": 2, "b": 3})
    >>> print(as_latex(code, lambda leaf: number(leaf.value, 0)))
    \frac{2 + 3}{2}
    """
    return _written(node, leaf, latex=True)[0]


def symbol(name: str) -> str:
    r"""Return a name of the code as a LaTeX symbol.

    Examples
    --------
    >>> symbol("beta1"), symbol("my_own")
    ('\\beta_1', '\\mathrm{my\\ own}')
    """
    if name[:1].isdigit():
        return name
    return SYMBOLS.get(name, rf"\mathrm{{{name.replace('_', chr(92) + ' ')}}}")


def number(value: Any, coordinate: int) -> str:
    """Return the entry of a run's array that belongs to a coordinate, to four digits.

    Examples
    --------
    >>> number(np.array([[1.0, -0.123456]]), 1)
    '-0.1235'
    """
    flat = np.asarray(value).reshape(-1)
    return f"{flat[coordinate if flat.size > 1 else 0]:.4g}"


def function_name(node: ast.Call) -> str:
    """Return the name of the NumPy function that is called; empty if it is none.

    Examples
    --------
    >>> function_name(ast.parse("np.sqrt(x)", mode="eval").body)
    'sqrt'
    """
    function = node.func
    is_numpy = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return function.attr if is_numpy and function.value.id in {"np", "numpy"} else ""  # type: ignore[attr-defined]


def _written(node: ast.expr, leaf: Callable[[Leaf], str], *, latex: bool) -> tuple[str, int]:
    """Return an expression as written, and how strongly its outermost operation binds."""
    if isinstance(node, ast.Constant):
        text = leaf(node.value)  # type: ignore[arg-type]
        text = _power_of_ten(text) if latex else text
        return text, 1 if text.startswith("-") else 9
    if isinstance(node, ast.UnaryOp):
        return f"-{_inside(node.operand, 3, leaf, latex)}", 3
    if isinstance(node, ast.Call):
        return _written_call(node, leaf, latex), 9
    assert isinstance(node, ast.BinOp)
    strength = _STRENGTH[type(node.op)]
    if latex and isinstance(node.op, ast.Div):
        above, below = (_written(n, leaf, latex=True)[0] for n in (node.left, node.right))
        return rf"\frac{{{above}}}{{{below}}}", 9
    if latex and isinstance(node.op, ast.Pow):
        power = _written(node.right, leaf, latex=True)[0]
        return f"{_inside(node.left, 5, leaf, latex)}^{{{power}}}", strength
    left = _inside(node.left, strength + (strength == 4), leaf, latex)
    right = _inside(node.right, strength + (strength < 4), leaf, latex)
    sign = r"\cdot" if latex and isinstance(node.op, ast.Mult) else _SIGNS[type(node.op)]
    return f"{left} {sign} {right}", strength


def _written_call(node: ast.Call, leaf: Callable[[Leaf], str], latex: bool) -> str:
    parts = ", ".join(_written(argument, leaf, latex=latex)[0] for argument in node.args)
    name = function_name(node)
    if not latex:
        return f"{name}({parts})"
    return rf"\sqrt{{{parts}}}" if name == "sqrt" else rf"\mathrm{{{name}}}({parts})"


def _inside(node: ast.expr, needed: int, leaf: Callable[[Leaf], str], latex: bool) -> str:
    text, strength = _written(node, leaf, latex=latex)
    return text if strength >= needed else f"({text})"


def _power_of_ten(text: str) -> str:
    digits, e, exponent = text.partition("e")
    is_number = e and exponent.lstrip("+-").isdigit()
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if is_number else text


def _last_name(node: ast.expr) -> str:
    """Return what a name is called, whatever holds it: ``state.velocity`` is velocity."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return _key(node.args[0]) if node.func.attr == "get" else ast.unparse(node)
    if isinstance(node, ast.Subscript):
        return _key(node.slice)
    return ast.unparse(node)


def _key(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _evaluate(node: ast.expr, namespace: dict[str, Any]) -> Any:
    code = compile(ast.fix_missing_locations(ast.Expression(node)), "<formula>", "eval")
    return eval(code, namespace)
