"""`Panel`: a part of an explorer's picture, and what moves over it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal

from gdwidgets.drawing.palette import PATH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player import NumberTable
    from gdwidgets.player.tracks import Track


class Panel(ABC):
    """The abstract base of the panels.

    A panel is a description until a `Scene` takes a copy of it and has it drawn. What it is
    made with says how; whatever `draw` finds out may be kept in it.

    Attributes
    ----------
    ax : matplotlib.axes.Axes
        Where it was drawn.
    width : float
        How wide it is, beside the other panels; 0 for one that is not part of the picture.
    answers : {"start", "drag", ""}
        What a pointer does on it: puts the start, drags something, or nothing.
    picks : (str or None, str or None)
        The axes of the explorer whose controls a click sets, by its x and its y.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.scene import Scene
    >>> class Slope(Panel):
    ...     def _draw(self, scene):
    ...         self.ax.set(xlim=(0, scene.n_steps), ylim=(0, 100), title="Half the loss")
    ...
    ...     def tracks(self, runs, settings, *, color="red", label="half"):
    ...         return [gd.tracks.curve(self.ax, runs.loss / 2, color=color, label=label)]
    >>> Scene([Slope()], gd.surfaces.beale, 20).panels[0].ax.get_title()
    'Half the loss'
    """

    ax: Axes
    width: float = 1.0
    answers: Literal["start", "drag", ""] = ""
    picks: tuple[str | None, str | None] = (None, None)

    def draw(self, ax: Axes, scene: Scene) -> None:
        """Draw what stands still.

        Parameters
        ----------
        ax : matplotlib.axes.Axes
            Where.
        scene : Scene
            Which objective and how many steps; and the panels that have been drawn before.
        """
        self.ax = ax
        self._draw(scene)

    @abstractmethod
    def _draw(self, scene: Scene) -> None: ...

    def tracks(
        self,
        runs: Trajectory,  # noqa: ARG002
        settings: dict[str, Any],  # noqa: ARG002
        *,
        color: str = PATH,  # noqa: ARG002
        label: str = "",  # noqa: ARG002
    ) -> list[Track]:
        """What of these runs moves over it.

        Parameters
        ----------
        runs : Trajectory
            Runs with any number of family axes.
        settings : dict of str to value
            What they were run with: of the last axis all values, of the others one each.
        color, label : str
            How they are told from others.
        """
        return []

    def table(self, runs: Trajectory) -> NumberTable | None:  # noqa: ARG002
        """Numbers of these runs in rows and columns, for a panel that shows them."""
        return None
