"""`Shelves`: the runs that an explorer's controls can point at, computed when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, final

from gdwidgets.player import DescentPlayer, Recording
from gdwidgets.web import LOCK, reporting

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.explorers.axes import Axes
    from gdwidgets.explorers.shown import Shown
    from gdwidgets.player.shelf import Family


@final
class Shelves:
    """Joins the axes, what runs a shelf, and the player.

    The life of a shelf: it is *wanted* when the controls point at it, when the browser asks
    for it, or when all are; it is *run* for what is shown at that moment, and *brought* to the
    player only if that is still shown then. `show` forgets all of them and brings the one at
    which the controls stand; the browser asks for the others when it has time.

    Parameters
    ----------
    axes : Axes
    shown : Shown
        What to begin with.
    run : callable
        ``run(shown, **settings)`` runs a shelf.
    record : callable
        ``record(shown, runs, settings)`` makes the `Recording` of it.

    Attributes
    ----------
    player : DescentPlayer
    shown : Shown
        What is shown now.
    """

    def __init__(
        self,
        axes: Axes,
        shown: Shown,
        run: Callable[..., Trajectory],
        record: Callable[[Shown, Trajectory, dict[str, Any]], Recording],
    ) -> None:
        self.axes, self.shown = axes, shown
        self._run, self._record = run, record
        self._family: Family = axes.family()
        shelf = axes.shelf(self._family)
        scene = shown.scene
        self.player = DescentPlayer(
            scene.figure,
            self._compute(shown, shelf),
            family=self._family.axes,
            shelf_of=self._family.shelf_of,
            shelf=shelf,
            layers=scene.layers,
            start_axes=scene.start_axes,
            drag_axes=scene.drag_axes,
            picks=scene.picks,
            panels=scene.spans,
            start=shown.start,
            controls=axes.controls,
        )
        self.player.observe(self._bring_wanted, names="wanted")
        for control in axes.controls.values():
            control.observe(self._bring_chosen, names=["index", "value"])
            control.observe(self._change_family, names="options")

    def show(self, shown: Shown) -> None:
        """Show something else, at the settings where the controls are."""
        with LOCK:
            self.axes.refresh()
            self._family = self.axes.family()
            shelf = self.axes.shelf(self._family)
            recording = self._compute(shown, shelf)
            layers = None if shown.scene is self.shown.scene else shown.scene.layers
            self.shown = shown
            with self.player.hold_sync():
                self.player.start = shown.start
                self.player.show(
                    recording,
                    family=self._family.axes,
                    shelf_of=self._family.shelf_of,
                    shelf=shelf,
                    layers=layers,
                )

    def complete(self) -> None:
        """Bring all shelves, and send the whole state anew, as a saved page needs it."""
        with LOCK:
            self._bring(set(self._family.shelf_of or ()), whole=True)

    def _bring(self, shelves: Iterable[int], *, whole: bool = False) -> None:
        missing = [shelf for shelf in shelves if str(shelf) not in self.player.shelves]
        if missing or whole:
            shown = self.shown
            found = {shelf: self._compute(shown, shelf) for shelf in missing}
            if shown is self.shown:  # a learner's function may have put the start elsewhere
                self.player.fill(found, whole=whole)

    def _compute(self, shown: Shown, shelf: int) -> Recording:
        settings = self.axes.settings(shelf)
        return self._record(shown, self._run(shown, **settings), settings)

    # -- what asks for them ------------------------------------------------------------------

    def _bring_wanted(self, change: Any) -> None:
        with reporting(self.player):
            self._bring(change["new"])

    def _bring_chosen(self, _change: Any) -> None:
        with reporting(self.player):
            if self.axes.labels == self._family.axes:  # else other options are on their way
                self._bring([self.axes.shelf(self._family)])

    def _change_family(self, _change: Any) -> None:
        with reporting(self.player):
            self.show(self.shown)
