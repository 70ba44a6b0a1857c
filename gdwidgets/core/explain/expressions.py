"""A line of an optimizer's code as a formula: with symbols, or with numbers put in."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, final

import numpy as np

FUNCTIONS = {"sqrt", "abs", "sign", "maximum", "minimum", "exp", "power"}
"""NumPy functions that are written out; other calls show their value."""

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_STRENGTH = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.USub: 3, ast.Pow: 4}


@final
@dataclass(frozen=True)
class Leaf:
    """A name in the code, the value it had, and the part it plays."""

    name: str
    value: Any
    role: str = ""


class Piece(NamedTuple):
    """A stretch of a written formula and the part that it plays, '' for none."""

    text: str
    role: str


class Style(NamedTuple):
    """How a formula is written.

    Attributes
    ----------
    leaf : callable
        Writes a `Leaf`.
    latex : bool
        In LaTeX, with fractions and roots; else in one line of plain characters.
    times, minus, power : str
        The signs that differ.
    """

    leaf: Callable[[Leaf], str]
    latex: bool = False
    times: str = "*"
    minus: str = "-"
    power: str = "**"


def pieces(node: ast.expr, style: Style) -> list[Piece]:
    """Write an expression as pieces, each with the part that it plays."""
    return _merged(_written(node, style)[0])


def text(node: ast.expr, style: Style) -> str:
    """Write an expression."""
    return "".join(piece.text for piece in _written(node, style)[0])


def entry(value: Any, coordinate: int) -> Any:
    """Return the entry of a run's array that belongs to a coordinate."""
    flat = np.asarray(value).reshape(-1)
    return flat[coordinate if flat.size > 1 else 0]


def number(value: Any, coordinate: int) -> str:
    """Return the entry that belongs to a coordinate, to four digits.

    Examples
    --------
    >>> number(np.array([[1.0, -0.123456]]), 1)
    '-0.1235'
    """
    return f"{entry(value, coordinate):.4g}"


def function_name(node: ast.expr) -> str:
    """Return the name of the NumPy function that is called; empty if it is none."""
    function = node.func if isinstance(node, ast.Call) else None
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return ""
    return function.attr if function.value.id in {"np", "numpy"} else ""


def _written(node: ast.expr, style: Style) -> tuple[list[Piece], int]:
    """Return an expression as written, and how strongly its outermost operation binds."""
    if isinstance(node, ast.Constant):
        leaf: Leaf = node.value  # type: ignore[assignment]
        written = style.leaf(leaf)
        written = _power_of_ten(written) if style.latex else written
        return [Piece(written, leaf.role)], 1 if written[:1] in "-−" else 9
    if isinstance(node, ast.UnaryOp):
        return [Piece(style.minus, ""), *_inside(node.operand, 3, style)], 3
    if isinstance(node, ast.Call):
        return _written_call(node, style)
    assert isinstance(node, ast.BinOp)
    if isinstance(node.op, ast.Pow):
        return _written_power(node.left, node.right, style)
    strength = _STRENGTH[type(node.op)]
    if style.latex and isinstance(node.op, ast.Div):
        above, below = (_written(part, style)[0] for part in (node.left, node.right))
        return [Piece(r"\frac{", ""), *above, Piece("}{", ""), *below, Piece("}", "")], 9
    left = _inside(node.left, strength, style)
    right = _inside(node.right, strength + 1, style)
    signs = {"-": style.minus, "*": r"\cdot" if style.latex else style.times}
    sign = signs.get(SIGNS[type(node.op)], SIGNS[type(node.op)])
    return [*left, Piece(f" {sign} ", ""), *right], strength


def _written_power(base: ast.expr, exponent: ast.expr, style: Style) -> tuple[list[Piece], int]:
    inner = _inside(base, 5, style)
    if style.latex:
        power = _written(exponent, style)[0]
        return [*inner, Piece("^{", ""), *power, Piece("}", "")], 4
    spaced = f" {style.power} " if style.power == "**" else style.power
    return [*inner, Piece(spaced, ""), *_inside(exponent, 4, style)], 4


def _written_call(node: ast.Call, style: Style) -> tuple[list[Piece], int]:
    name = function_name(node)
    if name == "power":
        return _written_power(node.args[0], node.args[1], style)
    inside: list[Piece] = []
    for i, argument in enumerate(node.args):
        inside += [Piece(", ", "")] * (i > 0) + _written(argument, style)[0]
    if style.latex:
        opening = r"\sqrt{" if name == "sqrt" else rf"\mathrm{{{name}}}("
        return [Piece(opening, ""), *inside, Piece("}" if name == "sqrt" else ")", "")], 9
    return [Piece(f"{name}(", ""), *inside, Piece(")", "")], 9


def _inside(node: ast.expr, needed: int, style: Style) -> list[Piece]:
    written, strength = _written(node, style)
    if strength >= needed:
        return written
    return [Piece("(", ""), *written, Piece(")", "")]


def _power_of_ten(written: str) -> str:
    digits, e, exponent = written.partition("e")
    is_number = e and exponent.lstrip("+-").isdigit()
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if is_number else written


def _merged(written: list[Piece]) -> list[Piece]:
    """Join neighbours that play the same part."""
    merged: list[Piece] = []
    for piece in written:
        if merged and merged[-1].role == piece.role == "":
            merged[-1] = Piece(merged[-1].text + piece.text, "")
        else:
            merged.append(piece)
    return merged
