"""Which axes of a figure answer to a pointer, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gdwidgets.player.shelf import Family

Picks = Mapping["Axes", tuple[str | None, str | None]]


def answering(
    figure: Figure,
    family: Family,
    start_axes: Axes | None,
    drag_axes: Sequence[Axes],
    picks: Picks,
) -> dict[str, Any]:
    """Say which axes answer to a pointer, by their place in the figure.

    Raises
    ------
    ValueError
        If they are no axes of the figure, or a pick names no axis of the family.
    """
    if start_axes is not None and start_axes not in figure.axes:
        raise ValueError(f"start_axes must be an axes of the figure, not {start_axes!r}")
    if not all(axes in figure.axes for axes in drag_axes):
        raise ValueError(f"drag_axes must be axes of the figure, not {drag_axes!r}")
    for axes, names in picks.items():
        if axes not in figure.axes:
            raise ValueError(f"picks must be for axes of the figure, not {axes!r}")
        if len(names) != 2 or not all(name is None or name in family.axes for name in names):
            known = list(family.axes)
            raise ValueError(f"picks must name two of {known}, or None, not {names!r}")
    return {
        "start_axes": None if start_axes is None else figure.axes.index(start_axes),
        "drag_axes": [figure.axes.index(axes) for axes in drag_axes],
        "picks": [
            {"axes": figure.axes.index(axes), "controls": list(names)}
            for axes, names in picks.items()
        ],
    }


def checked_panels(panels: Any) -> list[list[float]]:
    """Return the panels as lists, or raise a ValueError."""
    pairs = [list(panel) for panel in panels]
    if not pairs or not all(len(p) == 2 and 0 <= p[0] < p[1] <= 1 for p in pairs):
        raise ValueError(f"panels must be pairs 0 <= left < right <= 1, not {panels!r}")
    return pairs
