"""`DataLine`: rows of data and the line that is fitted to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.drawing.fits import data_and_line
from gdwidgets.drawing.palette import CURVE, PATH, RESIDUAL
from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import tracks

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array
    from gdwidgets.explorers.coordinates import Coordinates
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player.tracks import Track

DRAWN_ROWS = 2000
DRAWN_RESIDUALS = 100


@final
class DataLine(Panel):
    """The data with the line of each step and its residuals; the line can be dragged.

    Parameters
    ----------
    x, y : (n_rows,) ndarray
        The data, raw. At most 2,000 rows are drawn, and 100 residuals, spread evenly over the
        rows in the order of x; the loss is always that of all rows.
    coordinates : Coordinates
        In which the objective's parameters are.
    labels : (str, str)
        What x and y are, with their units.

    Attributes
    ----------
    limits : pair of (float, float)
        What it shows of x and of y.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.coordinates import Coordinates
    >>> from gdwidgets.explorers.scene import Scene
    >>> x, y = np.array([0.0, 1, 2]), np.array([1.0, 3, 5])
    >>> line = DataLine(x, y, Coordinates.of(x, 0.0), ("hours", "marks"))
    >>> Scene([line], gd.losses.LinearRegression(x, y), 20).drag_axes[0].get_ylabel()
    'marks'
    """

    answers = "drag"

    def __init__(
        self, x: Array, y: Array, coordinates: Coordinates, labels: tuple[str, str]
    ) -> None:
        self._x, self._y, self._coordinates, self._labels = x, y, coordinates, labels

    def _draw(self, scene: Scene) -> None:  # noqa: ARG002
        x, y = self._x, self._y
        drawn = np.union1d(_spread(x, DRAWN_ROWS), [y.argmin(), y.argmax()])
        x_label, y_label = self._labels
        fit = data_and_line(
            x[drawn], y[drawn], ax=self.ax, weight=0.0, x_label=x_label, y_label=y_label
        )
        fit.line.remove()  # both are going to move
        fit.residuals.remove()
        some = _spread(x, DRAWN_RESIDUALS)
        title = "Line and residuals"
        if len(drawn) < len(x):
            title = f"{len(drawn):,} of {len(x):,} rows, {len(some)} residuals"
        elif len(some) < len(x):
            title = f"Line and {len(some)} of {len(x)} residuals"
        self.ax.set_title(title, y=1.0)
        self.limits = self.ax.get_xlim(), self.ax.get_ylim()
        self._some = x[some], y[some]

    def tracks(
        self,
        runs: Trajectory,
        settings: dict[str, Any],  # noqa: ARG002
        *,
        color: str = PATH,
        label: str = "line",
    ) -> list[Track]:
        """The line of each step, and its residuals where there is no other line beside it."""
        ends = self._points(np.array(self.limits[0]))
        shown = CURVE if color == PATH else color
        line = tracks.mixed("line", self.ax, runs.params, ends, color=shown, label=label)
        if color != PATH:
            return [line]
        residuals = tracks.mixed(
            "segments",
            self.ax,
            runs.params,
            self._residuals(),
            color=RESIDUAL,
            width=1.0,
            label="residuals",
        )
        return [residuals, line]

    def _points(self, x: Array) -> Array:
        """Where lines are at raw `x`: what to add, for weight 1 and for intercept 1."""
        points = np.zeros((3, len(x), 2))
        points[0, :, 0], points[1, :, 1], points[2, :, 1] = x, self._coordinates.feature(x), 1.0
        return points

    def _residuals(self) -> Array:
        """From each chosen row straight to the line, as `_points` has it."""
        x, y = self._some
        rows = np.zeros((3, len(x), 2))
        rows[0] = np.stack([x, y], axis=-1)
        return np.stack([rows, self._points(x)], axis=-2).reshape(3, -1, 2)


def _spread(x: Array, most: int) -> Any:
    """At most `most` rows, evenly in the order of x."""
    count = min(most, len(x))
    return np.argsort(x, kind="stable")[np.linspace(0, len(x) - 1, count).round().astype(int)]
