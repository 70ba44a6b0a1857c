"""`Line`: one line of an optimizer's formula in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from gdwidgets.core.explain.expressions import Leaf, Node, entry
from gdwidgets.core.explain.symbols import Symbol
from gdwidgets.core.explain.writing import CODE, FINE, LATEX, Piece, Script, Writer, number
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Line:
    """One line of an optimizer's formula in one step.

    Attributes
    ----------
    name : str
        What the line works out, such as "velocity"; "params" is where the step ends.
    symbol : Symbol
        How that is written, ``symbol.text`` or ``symbol.latex``.
    value : () or (n_params,) ndarray
        What came out: a number for all coordinates or one for each.
    role : str
        The part that it plays: "place", "rate", "slope", "memory", "setting" or none, "".
    times : int
        How often it was worked out in the step: in a loop often. It is shown as it was the last
        time.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.ravine(), gd.optimizers.GradientDescent(0.1), [2.0, 0.1], 1)
    >>> line = gd.explain_step(run, 1).lines[0]
    >>> line
    Line(x ← x − η · g)
    >>> line.name, line.text(1)
    ('params', 'params = 0.1 - 0.1 * 2 = -0.1')
    >>> [piece.text for piece in line.pieces()]
    ['x', ' ← ', 'x', ' − ', 'η', ' · ', 'g']
    """

    name: str
    symbol: Symbol
    value: Array
    role: str
    formula: Node
    leaves: Mapping[int, Leaf]
    times: int = 1

    def text(self, coordinate: int = 0) -> str:
        """Return the line with one coordinate's numbers: ``v = 0.9 * 2 + 1 = 2.8``."""
        result = number(self._result(coordinate))
        put_in = self._writer(CODE, coordinate).text(self.formula)
        between = [] if put_in == result else [put_in]
        return " = ".join([self.name, *between, result]) + self._repeated(CODE)

    def latex(self, coordinate: int | None = None) -> str:
        """Return the line in LaTeX: with symbols, or with one coordinate's numbers."""
        result = "" if coordinate is None else number(self._result(coordinate), LATEX)
        put_in = self._writer(LATEX, coordinate).text(self.formula)
        if coordinate is None:
            return rf"{self.symbol.latex} \leftarrow {put_in}" + self._repeated(LATEX)
        between = [] if put_in == result else [put_in]
        return " = ".join([self.symbol.latex, *between, result]) + self._repeated(LATEX)

    def pieces(
        self, coordinate: int | None = None, show: Callable[[float], str] | None = None
    ) -> list[Piece]:
        """Return the line as pieces of text, each with the part that it plays.

        Parameters
        ----------
        coordinate : int, optional
            Whose numbers are put in; with None it is written with symbols.
        show : callable, optional
            How a number is written; to four digits by default.

        Returns
        -------
        list of (text, role)
        """
        value = None if coordinate is None else self._result(coordinate)
        put_in = self._writer(FINE, coordinate, show).pieces(self.formula)
        pieces = [Piece(self.symbol.text, self.role)]
        if value is None:
            pieces += [Piece(" ← ", ""), *put_in]
        else:
            result = Piece(show(value) if show else number(value, FINE), self.role)
            if [piece.text for piece in put_in] != [result.text]:
                pieces += [Piece(" = ", ""), *put_in]
            pieces += [Piece(" = ", ""), result]
        repeated = self._repeated(FINE)
        return [*pieces, Piece(repeated, "")] if repeated else pieces

    def _writer(
        self, script: Script, coordinate: int | None, show: Callable[[float], str] | None = None
    ) -> Writer:
        return Writer(self.leaves, script, coordinate, show)

    def _result(self, coordinate: int) -> Any:
        if self.value.ndim:
            whole_number("coordinate", coordinate, low=0, high=len(self.value) - 1)
        return entry(self.value, coordinate)

    def _repeated(self, script: Script) -> str:
        if self.times == 1:
            return ""
        return rf"\;(\mathrm{{{self.times}\ times}})" if script.latex else f" ({self.times} times)"

    def __repr__(self) -> str:
        return f"Line({''.join(piece.text for piece in self.pieces())})"
