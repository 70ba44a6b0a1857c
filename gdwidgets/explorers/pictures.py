"""The figure behind an explorer, and what moves over it: the landscape and the loss curve."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.drawing.contours import contour, curve
from gdwidgets.drawing.figures import figure
from gdwidgets.drawing.layers import render
from gdwidgets.drawing.losses import scale_loss_axes
from gdwidgets.drawing.palette import PATH
from gdwidgets.player import Recording, tracks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective
    from gdwidgets.player.tracks import Track

WIDTH, HEIGHT = 900.0, 400.0
DEEPEST = 1e-12
"""How far down a logarithmic loss axis goes, as a share of the highest loss in view."""


def picture_of(
    objective: Objective, n_steps: int, domain: Sequence[tuple[float, float]] | None = None
) -> DescentPicture:
    """The picture of an objective; the sixteen that were wanted last are kept.

    So a cell that is run again, or a surface that is chosen again, is shown at once.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> picture_of(gd.surfaces.beale, 50) is picture_of(gd.surfaces.beale, 50)
    True
    """
    return _kept(objective, n_steps, None if domain is None else tuple(map(tuple, domain)))


@lru_cache(maxsize=16)
def _kept(objective: Objective, n_steps: int, domain: Any) -> DescentPicture:
    return DescentPicture(objective, n_steps, domain)


@final
class DescentPicture:
    """A landscape and a loss curve side by side, ready for runs to move over both.

    The picture depends on the objective alone, never on a run: it is drawn once for every
    learning rate, every optimizer and every start.

    Parameters
    ----------
    objective : Objective
        Of one or two parameters.
    n_steps : int
        How many steps the loss curve has room for.
    domain : sequence of (low, high) pairs, optional
        The part of the landscape to show; the objective's own by default.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    landscape, loss_axes : matplotlib.axes.Axes
    panels : tuple of (float, float)
        The part of the figure's width that belongs to each of them.
    layers : Layers
        The figure, rendered.
    floor : float
        What is taken off each loss before it is drawn: the lowest known loss where the loss
        axis is logarithmic, else 0.

    Raises
    ------
    ValueError
        If the objective has more than two parameters, or no domain is known.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> picture = DescentPicture(gd.surfaces.himmelblau, 200)
    >>> picture.loss_axes.get_yscale(), picture.floor
    ('log', 0.0)
    """

    def __init__(
        self,
        objective: Objective,
        n_steps: int,
        domain: Sequence[tuple[float, float]] | None = None,
    ) -> None:
        if objective.n_params not in (1, 2):
            raise ValueError(
                f"objective must have 1 or 2 parameters to be drawn, not {objective.n_params}"
            )
        self.objective = objective
        self.figure, *axes = figure(WIDTH, HEIGHT, n_axes=2)
        self.landscape, self.loss_axes = axes
        if objective.n_params == 2:
            lowest, *_, highest = contour(objective, ax=self.landscape, domain=domain).levels
        else:
            heights = np.asarray(curve(objective, ax=self.landscape, domain=domain).get_ydata())
            lowest, highest = np.nanmin(heights), np.nanmax(heights)
        # With a fixed y, Matplotlib need not measure what is around the title.
        self.landscape.set_title(objective.name, y=1.0, parse_math=False)
        self.floor = self._prepare_loss_axes(n_steps, float(lowest), float(highest))
        boundary = self.loss_axes.get_position().x0 - self.landscape.get_position().x0
        self.panels = ((0.0, boundary), (boundary, 1.0))
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
        coordinates = {
            name: trajectory.params[..., i] for i, name in enumerate(self.objective.param_names)
        }
        readout = {**coordinates, "loss": trajectory.loss}
        return Recording(self.tracks(trajectory), readout=readout, **details)

    def tracks(self, trajectory: Trajectory, *, color: str = PATH) -> list[Track]:
        """The path of each run on the landscape, and its loss curve."""
        path = trajectory.params
        if self.objective.n_params == 1:
            path = np.concatenate([path, trajectory.loss[..., None]], axis=-1)
        return [
            tracks.trail(self.landscape, path, color=color),
            tracks.curve(self.loss_axes, trajectory.loss - self.floor, color=color),
        ]

    def _prepare_loss_axes(self, n_steps: int, lowest: float, highest: float) -> float:
        """Scale and label the loss axis; return what is to be taken off each loss."""
        ax = self.loss_axes
        ax.set_title("Loss at each step", y=1.0)
        with np.errstate(all="ignore"):
            minima = [float(self.objective.value(np.array(m))) for m in self.objective.minima]
        floor = min(minima, default=-np.inf)
        if not np.isfinite(floor) or highest <= floor:  # nothing known to measure from
            margin = 0.05 * (highest - lowest) or 1.0
            scale_loss_axes(ax, n_steps, lowest - margin, highest + margin, log=False)
            return 0.0
        above = highest - floor
        scale_loss_axes(ax, n_steps, DEEPEST * above, 4 * above, log=True)
        if abs(floor) < DEEPEST * above:
            return 0.0
        ax.set_ylabel("loss above the lowest")
        return floor
