"""`Landscape`: the objective from above, or as a curve, with the path on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.drawing.contours import contour, curve
from gdwidgets.drawing.palette import PATH
from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import tracks

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player.tracks import Track


@final
class Landscape(Panel):
    """An objective of two parameters as contours, one of a single parameter as a curve.

    Parameters
    ----------
    domain : sequence of (low, high) pairs, optional
        The part to show; the objective's own by default.
    title : str, optional
        What stands above it; the objective's name by default.

    Attributes
    ----------
    heights : (float, float)
        The lowest and the highest that is drawn.

    Raises
    ------
    ValueError
        If the objective has more than two parameters, or no domain is known.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.scene import Scene
    >>> Scene([Landscape()], gd.surfaces.beale, 50).start_axes.get_title()
    'Beale'
    """

    answers = "start"

    def __init__(
        self, domain: Sequence[tuple[float, float]] | None = None, *, title: str | None = None
    ) -> None:
        self._domain, self._title = domain, title

    def _draw(self, scene: Scene) -> None:
        objective = scene.objective
        if objective.n_params not in (1, 2):
            raise ValueError(
                f"objective must have 1 or 2 parameters to be drawn, not {objective.n_params}"
            )
        if objective.n_params == 2:
            lowest, *_, highest = contour(objective, ax=self.ax, domain=self._domain).levels
        else:
            heights = np.asarray(curve(objective, ax=self.ax, domain=self._domain).get_ydata())
            lowest, highest = np.nanmin(heights), np.nanmax(heights)
        self.heights = float(lowest), float(highest)
        title = objective.name if self._title is None else self._title
        # With a fixed y, Matplotlib need not measure what is around the title.
        self.ax.set_title(title, y=1.0, parse_math=False)

    def tracks(
        self,
        runs: Trajectory,
        settings: dict[str, Any],  # noqa: ARG002
        *,
        color: str = PATH,
        label: str = "path",
    ) -> list[Track]:
        """The path of each run."""
        path = runs.params
        if path.shape[-1] == 1:
            path = np.concatenate([path, runs.loss[..., None]], axis=-1)
        return [tracks.trail(self.ax, path, color=color, label=label)]
