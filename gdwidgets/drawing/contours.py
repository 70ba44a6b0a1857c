"""The surface of an objective, seen from above: filled contours that show the valley floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from gdwidgets.core.objective import Objective, stack_coordinates
from gdwidgets.core.validate import finite_number, whole_number
from gdwidgets.drawing.figures import label_axes, open_frame, shorten_ticks
from gdwidgets.drawing.levels import choose_levels
from gdwidgets.drawing.palette import CURVE, HALO, HEIGHTS, MINIMUM, SADDLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.contour import QuadContourSet
    from numpy.typing import ArrayLike, NDArray

    Domain = Sequence[tuple[float, float]]

_STAR = {"marker": "*", "color": MINIMUM, "markersize": 15, "label": "minimum"}
_CROSS = {"marker": "X", "color": SADDLE, "markersize": 9, "label": "saddle"}


@dataclass(frozen=True)
class Contour:
    """The artists of a contour, and the heights of its levels.

    Attributes
    ----------
    filled : QuadContourSet
        The bands, with thin lines between them.
    levels : (n_levels,) ndarray
        The heights that bound the bands, ascending.
    minima, saddles : Line2D or None
        The marks, where there are any in view.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> drawn = contour(surfaces.himmelblau, ax=ax)
    >>> len(drawn.minima.get_xdata()), len(drawn.saddles.get_xdata())
    (4, 4)
    """

    filled: QuadContourSet
    levels: NDArray[np.float64]
    minima: Line2D | None
    saddles: Line2D | None


def contour(
    objective: Objective,
    *,
    ax: Axes,
    domain: Domain | None = None,
    n_points: int = 201,
    levels: int | ArrayLike = 16,
) -> Contour:
    """Draw filled contours of an objective of two parameters.

    Parameters
    ----------
    objective : Objective
        With ``n_params == 2``. Points where its value is NaN or infinite are left blank.
    ax : matplotlib.axes.Axes
        Where to draw; its limits and labels are set.
    domain : pair of (low, high) pairs, optional
        What to show. By default ``objective.domain``.
    n_points : int
        The grid has ``n_points`` along each parameter, at least 3.
    levels : int or array_like
        How many levels to choose (at least 3, see `choose_levels`), or the ascending heights
        themselves.

    Returns
    -------
    Contour

    Raises
    ------
    ValueError, TypeError
        If an argument is not as described, or the objective is nowhere finite in the domain.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> contour(surfaces.rosenbrock, ax=ax).levels.size
    16
    """
    _expect_params(objective, 2)
    (x_low, x_high), (y_low, y_high) = _domain(objective, domain)
    n_points = whole_number("n_points", n_points, low=3)
    x, y = np.linspace(x_low, x_high, n_points), np.linspace(y_low, y_high, n_points)
    with np.errstate(all="ignore"):
        heights = objective.value(stack_coordinates(*np.meshgrid(x, y)))
    heights = np.ma.masked_invalid(np.asarray(heights, dtype=float))
    if heights.count() == 0:
        raise ValueError(f"objective must be finite somewhere in {domain or objective.domain}")
    chosen, extend = _levels(levels, heights.compressed())
    filled = ax.contourf(
        x,
        y,
        heights,
        levels=chosen,
        colors=HEIGHTS(np.linspace(0, 1, chosen.size - 1)),
        extend=extend,
    )
    # The edge of each band is the contour line: tracing the lines apart would double the cost.
    filled.set(edgecolor=(0.0, 0.0, 0.0, 0.22), linewidth=0.4)
    limits = (x_low, x_high), (y_low, y_high)
    minima = _mark(ax, objective.minima, limits, **_STAR)
    saddles = _mark(ax, objective.saddles, limits, **_CROSS)
    ax.set(xlim=(x_low, x_high), ylim=(y_low, y_high))
    shorten_ticks(ax)
    label_axes(ax, *objective.param_names)
    return Contour(filled, chosen, minima, saddles)


def curve(
    objective: Objective,
    *,
    ax: Axes,
    domain: Domain | None = None,
    n_points: int = 401,
) -> Line2D:
    """Draw the graph of an objective of one parameter, and mark its minima.

    Parameters
    ----------
    objective : Objective
        With ``n_params == 1``.
    ax, domain, n_points
        As for `contour`; `domain` holds a single pair.

    Returns
    -------
    matplotlib.lines.Line2D

    Raises
    ------
    ValueError, TypeError
        As for `contour`.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> curve(surfaces.parabola, ax=ax).get_xdata().size
    401
    """
    _expect_params(objective, 1)
    ((low, high),) = _domain(objective, domain)
    x = np.linspace(low, high, whole_number("n_points", n_points, low=3))
    with np.errstate(all="ignore"):
        heights = np.asarray(objective.value(x[:, None]), dtype=float)
    heights = np.where(np.isfinite(heights), heights, np.nan)
    if np.isnan(heights).all():
        raise ValueError(f"objective must be finite somewhere in {domain or objective.domain}")
    (line,) = ax.plot(x, heights, color=CURVE, linewidth=2.2)
    low_height, high_height = np.nanmin(heights), np.nanmax(heights)
    margin = 0.06 * (high_height - low_height) or 1.0
    limits = (low, high), (low_height - margin, high_height + margin)
    with np.errstate(all="ignore"):
        minima = [(*point, float(objective.value(np.array(point)))) for point in objective.minima]
    _mark(ax, minima, limits, **_STAR)
    ax.set(xlim=limits[0], ylim=limits[1])
    open_frame(ax)
    label_axes(ax, objective.param_names[0], "loss")
    return line


def _levels(
    levels: int | ArrayLike, heights: NDArray[np.floating]
) -> tuple[NDArray[np.float64], str]:
    if np.ndim(levels) == 0:
        return choose_levels(heights, whole_number("levels", levels, low=3)), "neither"
    given = np.asarray(levels)
    numeric = given.dtype.kind in "iuf" and given.ndim == 1 and given.size >= 2
    if not numeric or not np.all(np.isfinite(given)) or not np.all(np.diff(given) > 0):
        raise ValueError(f"levels must be a number of levels or ascending heights, not {levels!r}")
    return given.astype(float), "both"


def _expect_params(objective: Objective, n_params: int) -> None:
    if not isinstance(objective, Objective):
        raise TypeError(
            f"objective must be an Objective, not {objective!r} ({type(objective).__name__})"
        )
    if objective.n_params != n_params:
        raise ValueError(f"objective must have n_params {n_params}, not {objective.n_params}")


def _domain(objective: Objective, domain: Domain | None) -> list[tuple[float, float]]:
    if domain is None:
        domain = objective.domain
    n_params = objective.n_params
    if domain is None:
        raise ValueError(
            f"domain must be given, {n_params} (low, high) pair(s): {objective.name} has none"
        )
    try:
        shape: tuple[int, ...] = np.shape(domain)
    except ValueError:  # ragged
        shape = ()
    if shape != (n_params, 2):
        raise ValueError(f"domain must be {n_params} (low, high) pair(s), not {domain!r}")
    pairs = [(finite_number("domain", a), finite_number("domain", b)) for a, b in domain]
    if any(low >= high for low, high in pairs):
        raise ValueError(f"domain must have low < high in each pair, not {domain!r}")
    return pairs


def _mark(
    ax: Axes, points: Sequence[Sequence[float]], limits: Domain, **style: Any
) -> Line2D | None:
    """Mark those points that lie within the limits, with a white halo."""
    inside = [
        point
        for point in points
        if all(low <= p <= high for p, (low, high) in zip(point, limits, strict=True))
    ]
    if not inside:
        return None
    marks = Line2D(
        *np.transpose(inside),
        linestyle="none",
        markeredgecolor="#1B1B1B",
        markeredgewidth=0.9,
        zorder=4,
        path_effects=[withStroke(linewidth=3, foreground=HALO)],
        **style,
    )
    ax.add_artist(marks)
    return marks
