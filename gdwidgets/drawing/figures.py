"""Figures without pyplot: nothing global holds them, so they are freed like any object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

DPI = 100.0
"""CSS pixels an inch, so that Matplotlib's 10 points read as 14 pixels in a notebook."""

# The room in CSS pixels that tick labels, axis labels and a title need around each axes.
_LEFT, _RIGHT, _TOP, _BOTTOM = 76.0, 20.0, 32.0, 52.0


def figure(
    width: float = 960.0,
    height: float = 420.0,
    n_axes: int = 1,
    *,
    width_ratios: Sequence[float] | None = None,
) -> tuple[Figure, *tuple[Axes, ...]]:
    """Make a figure with `n_axes` axes side by side, for Agg and without pyplot.

    The margins are fixed numbers of pixels: no layout engine has to measure the text, which
    is most of what a first draw costs.

    Parameters
    ----------
    width, height : float
        The figure's size in CSS pixels, at least 120 each.
    n_axes : int
        How many axes.
    width_ratios : sequence of float, optional
        The relative width of each axes. All are equally wide by default.

    Returns
    -------
    figure : matplotlib.figure.Figure
    *axes : matplotlib.axes.Axes
        From left to right.

    Raises
    ------
    ValueError, TypeError
        If an argument is not as described, or the axes don't fit into `width`.

    Examples
    --------
    >>> fig, left, right = figure(800, 400, n_axes=2, width_ratios=(3, 2))
    >>> fig.get_size_inches() * fig.dpi
    array([800., 400.])
    """
    width = finite_number("width", width, low=120)
    height = finite_number("height", height, low=120)
    n_axes = whole_number("n_axes", n_axes, low=1)
    ratios = [1.0] * n_axes if width_ratios is None else list(width_ratios)
    if len(ratios) != n_axes:
        raise ValueError(f"width_ratios must be {n_axes} numbers, not {width_ratios!r}")
    ratios = [finite_number("width_ratios", ratio, low=0, low_open=True) for ratio in ratios]
    free = width - n_axes * (_LEFT + _RIGHT)
    if free < 20 * n_axes:
        raise ValueError(f"width must leave room for {n_axes} axes, not {width:g}")

    made = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(made)
    left = _LEFT
    for ratio in ratios:
        across = free * ratio / sum(ratios)
        ax = made.add_axes(
            (left / width, _BOTTOM / height, across / width, 1 - (_TOP + _BOTTOM) / height)
        )
        ax.locator_params(nbins=6)  # each tick costs more than a millisecond
        left += across + _RIGHT + _LEFT
    return made, *made.axes


def label_axes(ax: Axes, x: str, y: str) -> None:
    r"""Label both axes with plain text: a stray ``$`` in a name is a dollar, not a formula.

    Examples
    --------
    >>> fig, ax = figure(300, 300)
    >>> label_axes(ax, "price in $", r"bad \math$")
    >>> fig.canvas.draw()
    """
    ax.set_xlabel(x, parse_math=False)
    ax.set_ylabel(y, parse_math=False)


def open_frame(ax: Axes) -> None:
    """Leave the frame open at the top and the right, where nothing is read off.

    Examples
    --------
    >>> fig, ax = figure(300, 300)
    >>> open_frame(ax)
    >>> ax.spines["top"].get_visible()
    False
    """
    ax.spines[["top", "right"]].set_visible(False)


def shorten_ticks(ax: Axes) -> None:
    """Write large numbers at the ticks short, 50k for 50000: the margins are fixed.

    Examples
    --------
    >>> fig, ax = figure(300, 300)
    >>> ax.set_ylim(-60_000, 10_000)
    (-60000.0, 10000.0)
    >>> shorten_ticks(ax)
    >>> ax.yaxis.get_major_formatter()(-50_000)
    '−50k'
    """
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        if max(map(abs, limits)) >= 1e4:
            axis.set_major_formatter(EngFormatter(sep=""))
