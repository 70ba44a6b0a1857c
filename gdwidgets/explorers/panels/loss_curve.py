"""`LossCurve`: the loss at each step, above the lowest that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.drawing.losses import scale_loss_axes
from gdwidgets.drawing.palette import PATH
from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import tracks

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player.tracks import Track

DEEPEST = 1e-12
"""How far down a logarithmic loss axis goes, as a share of the highest loss in view."""


@final
class LossCurve(Panel):
    """The loss at each step: on a logarithmic axis where the lowest loss is known.

    Parameters
    ----------
    heights : (float, float), optional
        The lowest and the highest loss that is worth showing; what the landscape beside it
        shows by default.
    lowest : float, optional
        The lowest loss; that at the objective's known minima by default.
    title : str

    Attributes
    ----------
    floor : float
        What is taken off each loss before it is drawn: the lowest known loss where the axis
        is logarithmic, else 0.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.scene import Scene
    >>> scene = Scene([LossCurve()], gd.surfaces.himmelblau, 200)
    >>> scene.panels[0].ax.get_yscale(), scene.panels[0].floor
    ('log', 0.0)
    """

    def __init__(
        self,
        heights: tuple[float, float] | None = None,
        *,
        lowest: float | None = None,
        title: str = "Loss at each step",
    ) -> None:
        self._heights, self._lowest, self._title = heights, lowest, title

    def _draw(self, scene: Scene) -> None:
        objective, n_steps = scene.objective, scene.n_steps
        low, high = self._heights or scene.heights
        self.floor = 0.0
        self.ax.set_title(self._title, y=1.0)
        floor = _lowest(objective) if self._lowest is None else self._lowest
        if not np.isfinite(floor) or high <= floor:  # nothing known to measure from
            margin = 0.05 * (high - low) or 1.0
            scale_loss_axes(self.ax, n_steps, low - margin, high + margin, log=False)
            return
        above = high - floor
        scale_loss_axes(self.ax, n_steps, DEEPEST * above, 4 * above, log=True)
        if abs(floor) >= DEEPEST * above:
            self.floor = floor
            self.ax.set_ylabel("loss above the lowest")

    def tracks(
        self,
        runs: Trajectory,
        settings: dict[str, Any],  # noqa: ARG002
        *,
        color: str = PATH,
        label: str = "loss",
    ) -> list[Track]:
        """The loss of each run."""
        # Where nothing is taken off, it is the readout's own column, which is not sent twice.
        above = runs.loss - self.floor if self.floor else runs.loss
        return [tracks.curve(self.ax, above, color=color, label=label)]


def _lowest(objective: Objective) -> float:
    with np.errstate(all="ignore"):
        minima = [float(objective.value(np.array(each))) for each in objective.minima]
    return min(minima, default=-np.inf)
