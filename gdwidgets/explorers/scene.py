"""`Scene`: panels side by side on one figure, and the recording of what moves over them."""

from __future__ import annotations

import copy
import itertools
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.drawing.figures import figure
from gdwidgets.drawing.layers import render
from gdwidgets.drawing.palette import PATH
from gdwidgets.player import Recording

if TYPE_CHECKING:
    from collections.abc import Hashable

    from matplotlib.axes import Axes

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective
    from gdwidgets.explorers.panels.panel import Panel
    from gdwidgets.player.tracks import Track

MOST_PARAMS = 3
"""With more parameters than this, their numbers are not listed below the picture."""


@final
class Scene:
    """What an explorer shows of an objective: panels, drawn once, and runs that move over them.

    It depends on the objective alone, never on a run: it is drawn once for every learning
    rate, every optimizer and every start.

    Parameters
    ----------
    panels : sequence of Panel
        What to show, from left to right; a copy of each is drawn.
    objective : Objective
    n_steps : int
        How many steps there must be room for.
    width, height : float
        The size of the whole in CSS pixels.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    panels : list of Panel
        The panels as they were drawn.
    spans : tuple of (float, float)
        The part of the figure's width that belongs to each of them.
    layers : Layers
        The figure, rendered.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.panels import Landscape, LossCurve
    >>> scene = Scene([Landscape(), LossCurve()], gd.surfaces.himmelblau, 200)
    >>> scene.spans
    ((0.0, 0.5), (0.5, 1.0))
    """

    def __init__(
        self,
        panels: Sequence[Panel],
        objective: Objective,
        n_steps: int,
        *,
        width: float = 900.0,
        height: float = 400.0,
    ) -> None:
        self.objective, self.n_steps = objective, n_steps
        self.panels: list[Panel] = []
        ratios = [panel.width for panel in panels if panel.width]
        self.figure, *axes = figure(width, height, n_axes=len(ratios), width_ratios=ratios)
        places = iter(axes)
        for panel in panels:
            drawn = copy.copy(panel)
            self.panels.append(drawn)
            if panel.width:
                drawn.draw(next(places), self)
        lefts = [float(ax.get_position().x0) for ax in axes]
        edges = [0.0, *(left - lefts[0] for left in lefts[1:]), 1.0]
        self.spans = tuple(itertools.pairwise(edges))
        self.layers = render(self.figure)

    @property
    def heights(self) -> tuple[float, float]:
        """The lowest and the highest loss in view: what a landscape shows, or that at the start."""
        for panel in self.panels:
            if hasattr(panel, "heights"):
                return panel.heights  # type: ignore[no-any-return]
        bound, start = self.objective.lower_bound, self.objective.start
        begins = 1.0 if start is None else float(self.objective.value(np.array(start)))
        return (begins - 1.0 if bound is None else bound), begins

    @property
    def start_axes(self) -> Axes | None:
        """Where a click puts the start."""
        return next((panel.ax for panel in self.panels if panel.answers == "start"), None)

    @property
    def drag_axes(self) -> list[Axes]:
        """Where something is dragged."""
        return [panel.ax for panel in self.panels if panel.answers == "drag"]

    @property
    def picks(self) -> dict[Axes, tuple[str | None, str | None]]:
        """Where a click sets controls, and which."""
        return {panel.ax: panel.picks for panel in self.panels if any(panel.picks)}

    def tracks(
        self, runs: Trajectory, settings: dict[str, Any], *, color: str = PATH, label: str = ""
    ) -> list[Track]:
        """What of these runs moves over the panels; see `Panel.tracks`."""
        look = {"color": color, **({"label": label} if label else {})}
        return [track for panel in self.panels for track in panel.tracks(runs, settings, **look)]

    def record(self, runs: Trajectory, settings: dict[str, Any], **details: Any) -> Recording:
        """Record runs so that they can be played over this scene.

        Parameters
        ----------
        runs : Trajectory
            Any number of runs of the objective.
        settings : dict of str to value
            What they were run with; see `Panel.tracks`.
        **details
            `stop_step`, `captions`, `remedies` and `gauge`, as `Recording` takes them.

        Returns
        -------
        Recording
        """
        names = self.objective.param_names if self.objective.n_params <= MOST_PARAMS else ()
        readout = {name: runs.params[..., i] for i, name in enumerate(names)}
        readout["loss"] = runs.loss
        tables = (panel.table(runs) for panel in self.panels)
        return Recording(
            self.tracks(runs, settings),
            readout=readout,
            table=next((table for table in tables if table is not None), None),
            **details,
        )


_scenes: weakref.WeakValueDictionary[Hashable, Scene] = weakref.WeakValueDictionary()


def kept_scene(key: Hashable, make: Callable[[], Scene]) -> Scene:
    """The scene of that key if some explorer still has it, else a new one.

    So a cell that is run again, while the explorer of its last run is still there, is shown at
    once; and no scene outlives the last explorer that shows it.
    """
    scene = _scenes.get(key)
    if scene is None:
        scene = _scenes[key] = make()
    return scene
