"""`Bowl`: the loss of a line, as what it is, ellipses around the best line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patheffects import withStroke

from gdwidgets.drawing.figures import label_axes
from gdwidgets.drawing.palette import HALO, HEIGHTS, MINIMUM, PATH
from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import tracks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.losses import LinearRegression
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player.tracks import Track

LEVELS = np.geomspace(0.004, 1000.0, 17)
"""The losses that the ellipses stand for, in shares of that of the line in view."""
MARGIN = 1.5
"""How far it is shown: the ellipse through the line in view, times this."""


@final
class Bowl(Panel):
    """Weight and intercept of a line, with the loss as ellipses and the path on it.

    A grid of heights would turn a ravine that is narrower than its cells into beads.

    Parameters
    ----------
    in_view : (2,) array_like
        The weight and intercept that the view is made for.
    title : str

    Attributes
    ----------
    heights : (float, float)
        The lowest loss, and that of the line in view.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.scene import Scene
    >>> loss = gd.losses.LinearRegression([0.0, 1, 2], [1.0, 3, 5])
    >>> Scene([Bowl((0.0, 0.0))], loss, 20).start_axes.get_xlabel()
    'weight'
    """

    answers = "start"

    def __init__(self, in_view: ArrayLike, *, title: str = "") -> None:
        self._in_view, self._title = in_view, title

    def _draw(self, scene: Scene) -> None:
        objective: LinearRegression = scene.objective  # type: ignore[assignment]
        solution = objective.solution()
        lowest = float(objective.value(solution))
        above = float(objective.value(self._in_view)) - lowest
        size = float(np.abs(objective.y).max()) or 1.0
        if above <= 1e-12 * size**2:  # it is the best line already
            above = 0.5 * size**2
        self.heights = lowest, lowest + above
        z = objective.X[:, 0]
        mean, spread = z.mean(), z.std()
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
        self.ax.set_facecolor(HEIGHTS(1.0))
        self.ax.add_artist(bands)
        self.ax.plot(
            *solution, marker="*", color=MINIMUM, markersize=15, markeredgecolor="#1B1B1B",
            markeredgewidth=0.9, linestyle="none", zorder=4,
            path_effects=[withStroke(linewidth=3, foreground=HALO)],
        )  # fmt: skip
        reach = MARGIN * np.sqrt(2 * above) * np.array([1, np.hypot(mean, spread)]) / spread
        low, high = solution - reach, solution + reach
        self.ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        label_axes(self.ax, "weight", "intercept")
        self.ax.set_title(self._title, y=1.0)

    def tracks(
        self,
        runs: Trajectory,
        settings: dict[str, Any],  # noqa: ARG002
        *,
        color: str = PATH,
        label: str = "path",
    ) -> list[Track]:
        """The path of each run."""
        return [tracks.trail(self.ax, runs.params, color=color, label=label)]
