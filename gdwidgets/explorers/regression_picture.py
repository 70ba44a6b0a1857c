"""The figure behind the regression explorer: data, parameter space and loss on one clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patheffects import withStroke

from gdwidgets.drawing.figures import figure, label_axes
from gdwidgets.drawing.fits import data_and_line
from gdwidgets.drawing.layers import render
from gdwidgets.drawing.losses import scale_loss_axes
from gdwidgets.drawing.palette import CURVE, HALO, HEIGHTS, MINIMUM, RESIDUAL
from gdwidgets.explorers.pictures import DEEPEST
from gdwidgets.explorers.words import in_figures
from gdwidgets.player import Recording, tracks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.losses import LinearRegression
    from gdwidgets.core.objective import Array
    from gdwidgets.explorers.coordinates import Coordinates

WIDTH, HEIGHT = 1080.0, 348.0  # so that parameter space is as high as it is wide
LEVELS = np.geomspace(0.004, 1000.0, 17)
"""The losses that the ellipses stand for, in shares of that at the first start."""
MARGIN = 1.5
"""How far parameter space is shown: the ellipse through the first start, times this."""
DRAWN_ROWS = 2000
DRAWN_RESIDUALS = 100


@final
class RegressionPicture:
    """Data, parameter space and loss side by side, ready for runs to move over all three.

    Parameters
    ----------
    objective : LinearRegression
        Of the feature in `coordinates`.
    x, y : (n_rows,) ndarray
        The data, raw. At most 2,000 rows are drawn, and 100 residuals, spread evenly over the
        rows in the order of x; the loss is always that of all rows.
    coordinates : Coordinates
        In which the objective's parameters are.
    first_start : (2,) ndarray
        The line, raw, whose loss the view is made for.
    n_steps : int
        How many steps the loss curve has room for.
    labels : (str, str)
        What x and y are, with their units.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    data_axes, landscape, loss_axes : matplotlib.axes.Axes
    panels : tuple of (float, float)
        The part of the figure's width that belongs to each of them.
    layers : Layers
        The figure, rendered.
    data_limits : pair of (float, float)
        What the data's picture shows of x and of y.
    lowest : float
        The lowest loss.
    """

    def __init__(
        self,
        objective: LinearRegression,
        x: Array,
        y: Array,
        coordinates: Coordinates,
        first_start: Array,
        n_steps: int,
        labels: tuple[str, str],
    ) -> None:
        self.objective, self.coordinates = objective, coordinates
        self.figure, *axes = figure(WIDTH, HEIGHT, n_axes=3)
        self.data_axes, self.landscape, self.loss_axes = axes
        self._draw_data(x, y, labels)
        self.lowest = float(objective.value(objective.solution()))
        above = float(objective.value(coordinates.params(first_start))) - self.lowest
        size = float(np.abs(y).max()) or 1.0
        if above <= 1e-12 * size**2:  # the first start is the best line already
            above = 0.5 * size**2
        _draw_bowl(objective, above, self.landscape)
        condition = in_figures(coordinates.condition_number, 2)
        self.landscape.set_title(f"Condition number {condition}", y=1.0)
        scale_loss_axes(self.loss_axes, n_steps, DEEPEST * above, 4 * above, log=True)
        self.loss_axes.set_ylabel("loss above the lowest")
        self.loss_axes.set_title("Loss at each step", y=1.0)
        self.panels = ((0.0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1.0))
        self.layers = render(self.figure)

    def recording(self, trajectory: Trajectory, **details: Any) -> Recording:
        """Record runs so that they can be played over this picture.

        Parameters
        ----------
        trajectory : Trajectory
            Any number of runs of the objective.
        **details
            `stop_step`, `captions`, `remedies` and `gauge`, as `Recording` takes them.

        Returns
        -------
        Recording
        """
        params = trajectory.params
        return Recording(
            [
                tracks.trail(self.landscape, params),
                tracks.curve(self.loss_axes, trajectory.loss - self.lowest),
                tracks.mixed(
                    "segments",
                    self.data_axes,
                    params,
                    self._residuals(),
                    color=RESIDUAL,
                    width=1.0,
                    label="residuals",
                ),
                tracks.mixed(
                    "line",
                    self.data_axes,
                    params,
                    self._points(np.array(self.data_limits[0])),
                    color=CURVE,
                    label="line",
                ),
            ],
            readout={
                "weight": params[..., 0],
                "intercept": params[..., 1],
                "loss": trajectory.loss,
            },
            **details,
        )

    def _draw_data(self, x: Array, y: Array, labels: tuple[str, str]) -> None:
        drawn = np.union1d(_spread(x, DRAWN_ROWS), [y.argmin(), y.argmax()])
        x_label, y_label = labels
        fit = data_and_line(
            x[drawn], y[drawn], ax=self.data_axes, weight=0.0, x_label=x_label, y_label=y_label
        )
        fit.line.remove()  # both are going to move
        fit.residuals.remove()
        some = _spread(x, DRAWN_RESIDUALS)
        title = "Line and residuals"
        if len(drawn) < len(x):
            title = f"{len(drawn):,} of {len(x):,} rows, {len(some)} residuals"
        elif len(some) < len(x):
            title = f"Line and {len(some)} of {len(x)} residuals"
        self.data_axes.set_title(title, y=1.0)
        self.data_limits = self.data_axes.get_xlim(), self.data_axes.get_ylim()
        self._some = x[some], y[some]

    def _points(self, x: Array) -> Array:
        """Where lines are at raw `x`: what to add, for weight 1 and for intercept 1."""
        points = np.zeros((3, len(x), 2))
        points[0, :, 0], points[1, :, 1], points[2, :, 1] = x, self.coordinates.feature(x), 1.0
        return points

    def _residuals(self) -> Array:
        """From each chosen row straight to the line, as `_points` has it."""
        x, y = self._some
        rows = np.zeros((3, len(x), 2))
        rows[0] = np.stack([x, y], axis=-1)
        return np.stack([rows, self._points(x)], axis=-2).reshape(3, -1, 2)


def _draw_bowl(objective: LinearRegression, above: float, ax: Axes) -> None:
    """Draw the loss as what it is, ellipses around the solution, and mark that.

    A grid of heights would turn a ravine that is narrower than its cells into beads.
    """
    z = objective.X[:, 0]
    mean, spread = z.mean(), z.std()
    solution = objective.solution()
    angle = np.linspace(0, 2 * np.pi, 361)
    # Twice the loss above the lowest is (intercept + mean * weight)² + (spread * weight)².
    weight = np.cos(angle) / spread
    circle = np.stack([weight, np.sin(angle) - mean * weight], axis=-1)
    radii = np.sqrt(2 * above * LEVELS)
    bands = PolyCollection(
        list(solution + radii[::-1, None, None] * circle),
        facecolors=HEIGHTS(np.linspace(0, 1, len(radii) + 1)[-2::-1]),
        edgecolors=(0.0, 0.0, 0.0, 0.22),
        linewidths=0.4,
    )
    ax.set_facecolor(HEIGHTS(1.0))
    ax.add_artist(bands)
    ax.plot(
        *solution, marker="*", color=MINIMUM, markersize=15, markeredgecolor="#1B1B1B",
        markeredgewidth=0.9, linestyle="none", zorder=4,
        path_effects=[withStroke(linewidth=3, foreground=HALO)],
    )  # fmt: skip
    reach = MARGIN * np.sqrt(2 * above) * np.array([1, np.hypot(mean, spread)]) / spread
    low, high = solution - reach, solution + reach
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    label_axes(ax, "weight", "intercept")


def _spread(x: Array, most: int) -> Any:
    """At most `most` rows, evenly in the order of x."""
    count = min(most, len(x))
    return np.argsort(x, kind="stable")[np.linspace(0, len(x) - 1, count).round().astype(int)]
