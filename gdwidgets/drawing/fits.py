"""Data with a fitted line, and what the line leaves over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection

from gdwidgets.core.validate import finite_number
from gdwidgets.drawing.figures import label_axes, open_frame
from gdwidgets.drawing.palette import CURVE, DATA, RESIDUAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class DataAndLine:
    """The artists of data with a fitted line.

    Attributes
    ----------
    data : Line2D
        The points.
    line : Line2D
        The fitted line, over the width of the axes.
    residuals : LineCollection
        From each point straight to the line.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> fit = data_and_line([0, 1, 2], [1, 3, 5], ax=ax, weight=1.0)
    >>> fit.show(2.0, 1.0)
    >>> fit.line.get_ydata()[0] == 2.0 * fit.line.get_xdata()[0] + 1.0
    np.True_
    """

    data: Line2D
    line: Line2D
    residuals: LineCollection

    def show(self, weight: float, intercept: float) -> None:
        """Move the line (and the residuals) to ``weight * x + intercept``.

        A line of NaN or infinite parameters, as a diverged run leaves it, is not drawn.
        """
        weight, intercept = float(weight), float(intercept)
        with np.errstate(all="ignore"):
            ends = np.asarray(self.line.get_xdata(), dtype=float)
            self.line.set_data(ends, weight * ends + intercept)
            points = np.asarray(self.data.get_xydata(), dtype=float)
            fitted = weight * points[:, 0] + intercept
            feet = np.column_stack([points[:, 0], fitted])
            self.residuals.set_segments(list(np.stack([points, feet], axis=1)))


def data_and_line(
    x: ArrayLike,
    y: ArrayLike,
    *,
    ax: Axes,
    weight: float,
    intercept: float = 0.0,
    x_label: str = "x",
    y_label: str = "y",
) -> DataAndLine:
    """Draw points with the line ``weight * x + intercept`` and the residuals between them.

    Parameters
    ----------
    x, y : (n,) array_like
        The data, finite.
    ax : matplotlib.axes.Axes
        Where to draw. The limits are those of the data, whatever the line does.
    weight, intercept : float
        The line.
    x_label, y_label : str
        What the data are, with their units.

    Returns
    -------
    DataAndLine

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not finite numbers of one length.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> fit = data_and_line([0, 1, 2], [1, 3, 4], ax=ax, weight=1.0)
    >>> fit.show(weight=1.5, intercept=1.0)
    >>> fit.residuals.get_segments()[2].tolist()
    [[2.0, 4.0], [2.0, 4.0]]
    """
    x, y = _column("x", x), _column("y", y)
    if len(x) != len(y):
        raise ValueError(f"y must have as many numbers as x, {len(x)}, not {len(y)}")
    weight, intercept = finite_number("weight", weight), finite_number("intercept", intercept)
    (points,) = ax.plot(
        x, y, linestyle="none", marker="o", markersize=5, color=DATA, alpha=0.75,
        markeredgewidth=0, label="data", zorder=2,
    )  # fmt: skip
    limits = _padded(x), _padded(y)
    (line,) = ax.plot(limits[0], limits[0], color=CURVE, linewidth=2.2, label="line", zorder=3)
    residuals = LineCollection([], colors=RESIDUAL, linewidths=1.0, alpha=0.7, zorder=1)
    ax.add_artist(residuals)
    ax.set(xlim=limits[0], ylim=limits[1])
    open_frame(ax)
    label_axes(ax, x_label, y_label)
    artists = DataAndLine(points, line, residuals)
    artists.show(weight, intercept)
    return artists


def _column(name: str, values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be numbers, not {values!r}")
    if array.ndim != 1 or array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be a sequence of finite numbers, not {values!r}")
    return array.astype(float)


def _padded(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    pad = 0.06 * (high - low) or 1.0
    return low - pad, high + pad
