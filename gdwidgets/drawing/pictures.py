"""A figure that stands still, as the output of a cell."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARPNESS = 2
"""Picture pixels for a CSS pixel: crisp on most screens."""


@final
@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """Show a figure that was made without pyplot.

    Pyplot shows the figures that it made; those of `gdwidgets.drawing.figure` are nobody's
    until they are put here, as the last expression of a cell.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure. It is drawn when the picture is shown.
    description : str
        What is to be seen, for those who can't: an exported page has it as the picture's
        alternative text.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> figure, ax = gd.drawing.figure(400, 300)
    >>> gd.drawing.Picture(figure, "An empty box.")
    Picture(width=400, height=300, n_axes=1)
    """

    figure: Figure
    description: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.figure, Figure):
            kind = type(self.figure).__name__
            raise TypeError(f"figure must be a matplotlib Figure, not {self.figure!r} ({kind})")
        if not isinstance(self.description, str):
            raise TypeError(f"description must be text, not {self.description!r}")

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        width, height = self._size()
        return f"Picture(width={width}, height={height}, n_axes={len(self.figure.axes)})"

    def _repr_png_(self) -> tuple[bytes, Mapping[str, Any]]:
        width, height = self._size()
        png = io.BytesIO()
        self.figure.savefig(
            png, format="png", dpi=SHARPNESS * self.figure.dpi, metadata={"Software": None}
        )
        return png.getvalue(), {"width": width, "height": height, "alt": self.description}

    def _size(self) -> tuple[int, int]:
        """Width and height in CSS pixels."""
        width, height = (round(side) for side in self.figure.get_size_inches() * self.figure.dpi)
        return width, height
