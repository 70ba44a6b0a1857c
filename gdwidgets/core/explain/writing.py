"""The ways to write a formula: with symbols, or with numbers put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, final

import numpy as np

from gdwidgets.core.explain.expressions import (
    Applied,
    Binary,
    Called,
    Either,
    Filled,
    Leaf,
    Negative,
    Node,
    Number,
    Slot,
    Where,
    entry,
    is_number,
)

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_ATOM = 9
_IN_LATEX = {"exp", "log", "max", "min", "sin", "cos", "tanh"}


class Piece(NamedTuple):
    """A stretch of a written formula and the part that it plays, '' for none."""

    text: str
    role: str


class Script(NamedTuple):
    """The signs that a formula is written with."""

    times: str
    minus: str
    latex: bool = False
    fine: bool = False


CODE = Script("*", "-")
FINE = Script("·", "−", fine=True)
LATEX = Script(r"\cdot", "-", latex=True)


def number(value: Any, script: Script = CODE) -> str:
    r"""Write a number to four digits.

    Examples
    --------
    >>> number(-0.123456), number(-1e-8, FINE), number(-1.5e-8, LATEX)
    ('-0.1235', '−1e−08', '-1.5 \\cdot 10^{-8}')
    """
    written = f"{value + 0.0:.4g}"  # no -0
    if not script.latex:
        written = written.replace("-", script.minus)
        return written.replace("inf", "∞") if script.fine else written
    digits, e, exponent = written.partition("e")
    if e:
        power = f"10^{{{int(exponent)}}}"
        return power if digits == "1" else rf"{digits} \cdot {power}"
    return written.replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")


@final
class Writer:
    """Writes formulas.

    Parameters
    ----------
    leaves : mapping of int to Leaf
        What the slots of the formula hold.
    script : Script
    coordinate : int, optional
        Whose numbers are put in; None for symbols.
    show : callable, optional
        How a number is written; to four digits by default.
    """

    def __init__(
        self,
        leaves: Mapping[int, Leaf],
        script: Script,
        coordinate: int | None = None,
        show: Callable[[float], str] | None = None,
    ) -> None:
        self.leaves = leaves
        self.script = script
        self.coordinate = coordinate
        self.show = show or (lambda value: number(value, script))
        self.in_exponent = False

    def pieces(self, node: Node) -> list[Piece]:
        """Write a formula in pieces, each with the part that it plays."""
        merged: list[Piece] = []
        for piece in self._written(node)[0]:
            if merged and merged[-1].role == piece.role == "":
                merged[-1] = Piece(merged[-1].text + piece.text, "")
            else:
                merged.append(piece)
        return merged

    def text(self, node: Node) -> str:
        """Write a formula."""
        return "".join(piece.text for piece in self._written(node)[0])

    def _written(self, node: Node) -> tuple[list[Piece], int]:
        """Return a formula as written, and how strongly its outermost operation binds."""
        write = getattr(self, f"_{type(node).__name__.lower()}")
        result: tuple[list[Piece], int] = write(node)
        return result

    def _number(self, node: Number | Filled) -> tuple[list[Piece], int]:
        return self._digits(node.value, "")

    _filled = _number

    def _slot(self, node: Slot) -> tuple[list[Piece], int]:
        return self._leaf(self.leaves[node.leaf])

    def _negative(self, node: Negative) -> tuple[list[Piece], int]:
        return [Piece(self.script.minus, ""), *self._inside(node.inner, 3)], 3

    def _called(self, node: Called) -> tuple[list[Piece], int]:
        if self.coordinate is not None:
            return self._leaf(self.leaves[node.leaf])
        written = node.notation.latex if self.script.latex else node.notation.text
        before, _, after = written.partition("{}")
        return [Piece(before, ""), *self._listed(node.parts), Piece(after, "")], _ATOM

    def _either(self, node: Either) -> tuple[list[Piece], int]:
        return self._written(node.yes if node.leaf in self.leaves else node.no)

    def _leaf(self, leaf: Leaf) -> tuple[list[Piece], int]:
        if self.coordinate is not None and is_number(leaf.value):
            return self._digits(entry(leaf.value, self.coordinate), leaf.role)
        written = leaf.symbol.latex if self.script.latex else leaf.symbol.text
        return [Piece(written, leaf.role)], _ATOM

    def _digits(self, value: Any, role: str) -> tuple[list[Piece], int]:
        written = self.show(value)
        is_product = self.script.latex and "^" in written
        return [Piece(written, role)], 1 if written[:1] in "-−" else 2 if is_product else _ATOM

    def _binary(self, node: Binary) -> tuple[list[Piece], int]:
        if node.sign == "**":
            return self._power(node.left, node.right)
        if self.script.latex and node.sign == "/" and not self.in_exponent:
            above, below = self._written(node.left)[0], self._written(node.right)[0]
            return [Piece(r"\frac{", ""), *above, Piece("}{", ""), *below, Piece("}", "")], _ATOM
        strength = _STRENGTH[node.sign]
        left, right = self._inside(node.left, strength), self._inside(node.right, strength + 1)
        sign = {"-": self.script.minus, "*": self.script.times}.get(node.sign, node.sign)
        return [*left, Piece(f" {sign} ", ""), *right], strength

    def _power(self, base: Node, exponent: Node) -> tuple[list[Piece], int]:
        inner = self._inside(base, 5)
        if self.script.latex:
            outside, self.in_exponent = self.in_exponent, True
            power = self._written(exponent)[0]
            self.in_exponent = outside
            return [*inner, Piece("^{", ""), *power, Piece("}", "")], 4
        if self.script.fine and isinstance(exponent, Number) and exponent.value in (2, 3):
            return [*inner, Piece("²" if exponent.value == 2 else "³", "")], 4
        sign = "^" if self.script.fine else " ** "
        return [*inner, Piece(sign, ""), *self._inside(exponent, 4)], 4

    def _applied(self, node: Applied) -> tuple[list[Piece], int]:
        function, parts = node
        inside = self._listed(parts)
        opening, closing = f"{function}(", ")"
        if self.script.latex:
            opening = rf"\{function}(" if function in _IN_LATEX else rf"\mathrm{{{function}}}("
        if function == "sqrt" and self.script.latex:
            opening, closing = r"\sqrt{", "}"
        if function == "sqrt" and self.script.fine:
            strength = self._written(parts[0])[1]
            opening, closing = ("√", "") if strength == _ATOM else ("√(", ")")
        if function == "abs" and (self.script.latex or self.script.fine):
            opening = closing = "|"
        return [Piece(opening, ""), *inside, Piece(closing, "")], _ATOM

    def _where(self, node: Where) -> tuple[list[Piece], int]:
        condition, yes, no = self.leaves[node.leaf], node.yes, node.no
        holds = np.asarray(condition.value, bool)
        if self.coordinate is not None:
            holds = np.asarray(entry(holds, self.coordinate))
        if holds.all() or not holds.any():
            return self._written(yes if holds.all() else no)
        name = r"\mathrm{where}" if self.script.latex else "where"
        listed = [*self._leaf(condition)[0], Piece(", ", ""), *self._listed((yes, no))]
        return [Piece(f"{name}(", ""), *listed, Piece(")", "")], _ATOM

    def _listed(self, parts: Sequence[Node]) -> list[Piece]:
        listed: list[Piece] = []
        for i, part in enumerate(parts):
            listed += [Piece(", ", "")] * (i > 0) + self._written(part)[0]
        return listed

    def _inside(self, node: Node, needed: int) -> list[Piece]:
        written, strength = self._written(node)
        if strength >= needed:
            return written
        tall = any(r"\frac" in piece.text for piece in written)
        opening, closing = (r"\left(", r"\right)") if tall else ("(", ")")
        return [Piece(opening, ""), *written, Piece(closing, "")]
