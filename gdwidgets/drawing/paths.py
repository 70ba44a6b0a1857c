"""The way that runs took, over a contour or along a curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from gdwidgets.core.validate import whole_number
from gdwidgets.drawing.palette import HALO, PATH, run_color

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gdwidgets.core.engine.trajectory import Trajectory


@dataclass(frozen=True)
class Paths:
    """The artists of the paths of one or more runs.

    Attributes
    ----------
    lines : tuple of Line2D
        The way of each run, with a dot for each step.
    heads : tuple of Line2D
        Where each run has arrived.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> method = gd.optimizers.GradientDescent(0.01)
    >>> run = gd.descend(gd.surfaces.himmelblau, method, (0, 0), 20)
    >>> fig, ax = gd.drawing.figure(400, 300)
    >>> drawn = path(run, ax=ax)
    >>> drawn.show(5)
    >>> len(drawn.lines[0].get_xdata())
    6
    """

    lines: tuple[Line2D, ...]
    heads: tuple[Line2D, ...]
    _points: np.ndarray

    def show(self, step: int) -> None:
        """Show the paths up to `step` (0 is the start), by `set_data`."""
        step = whole_number("step", step, low=0, high=self._points.shape[1] - 1)
        for line, head, points in zip(self.lines, self.heads, self._points, strict=True):
            line.set_data(*points[: step + 1].T)
            arrived = points[: step + 1]
            arrived = arrived[np.isfinite(arrived).all(axis=-1)]
            head.set_data(*arrived[-1:].T)


def path(trajectory: Trajectory, *, ax: Axes) -> Paths:
    """Draw the path of each run; the limits of `ax` stay as they are.

    Runs over two parameters are drawn in their plane, runs over one parameter as points
    (parameter, loss) on its curve. A diverged run ends where its numbers do.

    Parameters
    ----------
    trajectory : Trajectory
        One run or a batch of runs over one or two parameters.
    ax : matplotlib.axes.Axes
        Where to draw.

    Returns
    -------
    Paths

    Raises
    ------
    ValueError
        If the runs have more than two parameters.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.drawing import contour, figure
    >>> fig, ax = figure(400, 300)
    >>> artists = contour(gd.surfaces.himmelblau, ax=ax)
    >>> run = gd.descend(gd.surfaces.himmelblau, gd.optimizers.GradientDescent(0.01), [0, 0], 50)
    >>> paths = path(run, ax=ax)
    >>> paths.show(10)
    >>> len(paths.lines[0].get_xdata())
    11
    """
    params = np.asarray(trajectory.params, dtype=float)
    if params.shape[-1] not in (1, 2):
        raise ValueError(f"trajectory must have 1 or 2 params to be drawn, not {params.shape[-1]}")
    on_surface = params.shape[-1] == 2
    if not on_surface:
        params = np.concatenate([params, np.asarray(trajectory.loss)[..., None]], axis=-1)
    points = np.moveaxis(params.reshape(len(params), -1, 2), 0, 1)
    lines, heads = [], []
    for index in range(len(points)):
        color = PATH if len(points) == 1 else run_color(index)
        # Without add_line the data limits, and so any later autoscale, don't follow the path.
        line = Line2D([], [], color=color, linewidth=1.8, marker="o", markersize=3.2, zorder=5)
        if on_surface:
            line.set_path_effects([Stroke(linewidth=4, foreground=HALO, alpha=0.9), Normal()])
        head = Line2D(
            [], [], color=color, marker="o", markersize=9, linestyle="none", zorder=6,
            markeredgecolor=HALO, markeredgewidth=1.6,
        )  # fmt: skip
        for artist in (line, head):
            ax.add_artist(artist)
        lines.append(line)
        heads.append(head)
    paths = Paths(tuple(lines), tuple(heads), points)
    paths.show(points.shape[1] - 1)
    return paths
