"""`DescentPlayer`: plays runs over any Matplotlib figure, in the browser alone.

The figure is rendered once. Everything that moves is packed and sent once; playing, scrubbing
and choosing another run of the family need no kernel.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets as t

from gdwidgets.core.validate import one_of
from gdwidgets.drawing.layers import Layers, fallback_png, render
from gdwidgets.player.answers import Picks, answering, checked_panels
from gdwidgets.player.recording import Recording
from gdwidgets.player.shelf import Family, Run, is_number, position_of
from gdwidgets.player.still import still_tracks
from gdwidgets.player.tracks import Track
from gdwidgets.player.traits import PlayerTraits
from gdwidgets.web import STAGE, module, reporting, style

if TYPE_CHECKING:
    import numpy as np
    from ipywidgets import Widget
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

HERE = Path(__file__).parent
Runs = Recording | Sequence[Track]


class DescentPlayer(PlayerTraits):
    """Play one run, or any run of a family, over a Matplotlib figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What stands still. Any figure: it is rendered once, as it is now.
    recording : Recording or sequence of Track
        What moves.
    family : mapping of str to sequence, optional
        The axes along which runs differ, in the order of the arrays' axes: a name and the
        value at each position, ``{"learning_rate": rates}``. Each becomes a trait,
        ``learning_rate_index``, that says which run is shown where no control does.
    shelf_of : sequence of int, optional
        For a family whose runs are not all there, or not all different: which shelf (the
        runs along the last axis) stands at each position of the other axes, flattened.
    shelf : int, optional
        Which shelf `recording` is, where it is one shelf only; see `show`.
    layers : Layers, optional
        What `drawing.layers.render` made of the figure, where that has been done already.
    start_axes : matplotlib.axes.Axes, optional
        The axes in which a click or a drag sets `start`.
    drag_axes : sequence of matplotlib.axes.Axes
        Other axes in which a click, a drag or Shift with an arrow key is told as `pointed`.
    picks : mapping of Axes to (str or None, str or None), optional
        Axes in which a click sets controls: the axis of the family whose control takes the
        option nearest to x, and the one that takes the option nearest to y.
    panels : sequence of (left, right) pairs
        Parts of the figure's width, as fractions, that wrap below each other where there is
        little room.
    **traits
        Any attribute below.

    Attributes
    ----------
    value, min, max, step : int
        The step that is shown, its range, and by how much the step buttons move it. The
        browser reports `value` when playing pauses and when a scrub ends, not at each step.
    interval : int
        Milliseconds that a step takes at `speed` 1.
    speed : float
        How many times faster it plays.
    playing, repeat, disabled : bool
        Whether the clock runs, begins again at the end, can't be used. What a run comes to is
        not told while it can't be used: a learner may be about to predict it.
    held : tuple of Widget
        What keeps it from being used; see `hold`.
    hidden : tuple of str
        The labels of the legend that are switched off.
    start : tuple of float
        Where the learner has put the start; empty until then.
    pointed : tuple of float
        What the learner did last in one of `drag_axes`; empty until then. For a drag: the
        axes' place in the figure, then x and y where it is and where it began (a busy kernel
        may hear of its last report only). For keys: the axes' place, then how far they went
        in x and y since the last drag.
    wanted : tuple of int
        The shelves that the browser has asked for last.
    controls : dict of str to ipywidgets.Widget
        Widgets that choose the run along an axis of the family, by a number that they tell as
        `value` or else by their `index`. The browser reads them itself: no message is sent,
        and no kernel is needed.
    description : str
        What is shown, for those who can't see it.

    Raises
    ------
    ValueError, TypeError
        If shapes disagree, or an argument is of the wrong kind.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> surface = gd.surfaces.himmelblau
    >>> run = gd.descend(surface, gd.optimizers.GradientDescent(0.01), (0, 0), 50)
    >>> figure, ax = gd.drawing.figure(600, 450)
    >>> artists = gd.drawing.contour(surface, ax=ax)
    >>> gd.DescentPlayer(figure, [gd.tracks.trail(ax, run.params)])
    DescentPlayer(value=50, max=50)
    """

    _esm = module(HERE / "js" / "player.js")
    _css = style(STAGE, HERE / "player.css")

    _figure: Any
    _layers: Any

    def __init__(
        self,
        figure: Figure,
        recording: Runs,
        *,
        family: Mapping[str, Sequence[Any]] | None = None,
        shelf_of: Sequence[int] | None = None,
        shelf: int | None = None,
        layers: Layers | None = None,
        start_axes: Axes | None = None,
        drag_axes: Sequence[Axes] = (),
        picks: Picks | None = None,
        panels: Sequence[tuple[float, float]] = ((0.0, 1.0),),
        **traits: Any,
    ) -> None:
        for name in traits:
            if not self.has_trait(name):
                raise TypeError(f"DescentPlayer has no argument {name!r}")
        self._family = Family(dict(family or {}), shelf_of)
        recording = recording if isinstance(recording, Recording) else Recording(recording)
        layers = layers or render(figure)
        if recording.figure is not figure:
            raise ValueError("tracks must be over axes of the player's figure")
        self._answers = answering(figure, self._family, start_axes, drag_axes, picks or {})
        self._answers["panels"] = checked_panels(panels)
        indices = [f"{name}_index" for name in self._family.axes]
        self.add_traits(**{name: t.Int(0).tag(sync=True) for name in indices})
        self._from_browser = type(self)._from_browser | set(indices)
        message = self._message(recording, self._family, shelf, layers)
        last = recording.n_steps
        untold = {"pointed": (), "wanted": ()}  # told, so that a first change has a value before
        super().__init__(**{"max": last, "value": last, **untold, **message, **traits})
        self.on_msg(self._receive)

    # -- what is shown -----------------------------------------------------------------------

    def show(
        self,
        recording: Runs,
        *,
        family: Mapping[str, Sequence[Any]] | None = None,
        shelf_of: Sequence[int] | None = None,
        shelf: int | None = None,
        layers: Layers | None = None,
    ) -> None:
        """Show other runs in place of all that were there, in one message.

        Parameters
        ----------
        recording : Recording or sequence of Track
            The whole family, or one shelf of it: the runs along its last axis, or a single run
            where that axis makes no difference.
        family : mapping of str to sequence, optional
            The values along each axis, where they have changed. The names stay.
        shelf_of : sequence of int, optional
            Where they have changed, too.
        shelf : int, optional
            Which shelf `recording` is. The others are forgotten; the browser then asks for
            those that it needs by setting `wanted`, and `fill` brings them.
        layers : Layers, optional
            The tracks' figure as `drawing.layers.render` renders it, where it is another one.
        """
        recording = recording if isinstance(recording, Recording) else Recording(recording)
        known = self._family if family is None else Family(dict(family), shelf_of)
        one_of("family", list(known.axes), [list(self._family.axes)])
        if family is None and shelf_of is not None:
            known = Family(known.axes, shelf_of)
        message = self._message(recording, known, shelf, layers)
        whole, at_end = self.max == self.last, self.value >= self.max
        self._family = known
        with self.hold_sync():
            self.set_trait("revision", self.revision + 1)
            for name, state in message.items():
                self.set_trait(name, state)
            self.max = self.last if whole else min(self.max, self.last)
            self.value = self.max if at_end else min(self.value, self.max)

    def fill(self, shelves: Mapping[int, Recording], *, whole: bool = False) -> None:
        """Bring shelves that were still missing.

        Parameters
        ----------
        shelves : mapping of int to Recording
        whole : bool
            Whether the state is sent anew with all that are there, as a saved page needs it;
            else only these are sent.
        """
        for recording in shelves.values():
            if _places(recording.layout) != _places(self.moving):
                raise ValueError("shelves must have the steps and the columns of those shown")
        packed = {str(shelf): recording.shelves()[0] for shelf, recording in shelves.items()}
        if whole:
            self.shelves = {**self.shelves, **packed}
            return
        # In place, so that the whole is not sent again; a page that is opened anew reads it whole.
        self.shelves.update(packed)
        told = [
            {"name": name, "runs": shelf["runs"], "images": len(shelf["images"])}
            for name, shelf in packed.items()
        ]
        buffers = [
            part
            for shelf in packed.values()
            for part in (shelf["numbers"], shelf["facts"], *shelf["images"])
        ]
        self.send({"shelves": told, "revision": self.revision}, buffers)

    def overlay(
        self, name: str, tracks: Sequence[Track] | None, *, only_at: int | None = None
    ) -> None:
        """Draw one more run on top of what is shown, or take it away.

        Parameters
        ----------
        name : str
            What it is; another overlay of that name is replaced.
        tracks : sequence of Track or None
            What is drawn, for a single run; None takes the overlay away.
        only_at : int, optional
            The step at which it is shown, and then only beside the run that is shown now.
        """
        overlays = {key: value for key, value in self.overlays.items() if key != name}
        if tracks is not None:
            recording = Recording(tracks)
            overlays[name] = {
                "tracks": recording.layout["tracks"],
                "last": recording.n_steps,
                "numbers": recording.numbers.tobytes(),
                "only": None
                if only_at is None
                else [self.revision, only_at, *self.position.values()],
            }
        self.overlays = overlays

    @property
    def last(self) -> int:
        """The last step that the runs have; `max` may be less."""
        return int(self.moving["last"])

    @property
    def tracks(self) -> list[dict[str, Any]]:
        """What moves, and in which columns of `frames`."""
        return list(self.moving["tracks"])

    @property
    def readouts(self) -> list[dict[str, Any]]:
        """Which columns of `frames` are shown as text."""
        return list(self.moving["readouts"])

    @property
    def position(self) -> dict[str, int]:
        """Where the run that is shown stands along each axis of the family."""
        found = {}
        for name, values in self._family.axes.items():
            control = self.controls.get(name)
            place = None if control is None else position_of(control, values)
            own = min(max(getattr(self, f"{name}_index"), 0), len(values) - 1)
            found[name] = own if place is None else place
        return found

    @property
    def frames(self) -> NDArray[np.float32]:
        """The numbers of the run that is shown, as the browser has them, to about six digits.

        Its shape is ``(n_steps + 1, n_columns)``.
        """
        return self._run().numbers

    @property
    def caption(self) -> str:
        """The sentence about the run that is shown."""
        return self._run().caption

    # -- who keeps it from being used --------------------------------------------------------

    def hold(self, reason: Widget) -> None:
        """Put it back to its first step and keep it there until `release`, for each reason."""
        with self.hold_sync():
            self.playing = False
            self.value = self.min
            self.held = (*(each for each in self.held if each is not reason), reason)

    def release(self, reason: Widget) -> None:
        """Let it go, unless something else holds it too."""
        self.held = tuple(each for each in self.held if each is not reason)

    # -- the browser -------------------------------------------------------------------------

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Do what the browser asks for, and say that it was done."""
        if not isinstance(content, dict) or "do" not in content:
            return  # a sign of life
        with reporting(self):
            what, at = content["do"], content.get("at")
            if what == "start":
                self.start = at
            elif what == "point":
                self.pointed = at
            elif what == "want" and content.get("revision") == self.revision:
                self.wanted = ()  # so that the same wish is heard again
                self.wanted = at
        self.send({"heard": content.get("count")})

    # -- where no widget can be shown --------------------------------------------------------

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        parts = [f"value={self.value}", f"max={self.max}"]
        for name, index in self.position.items():
            choice = self._family.axes[name][index]
            parts.append(f"{name}={choice:.4g}" if is_number(choice) else f"{name}={choice}")
        row = self.frames[self.value]
        parts += [f"{each['name']}={row[each['column']]:.4g}" for each in self.readouts]
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        bundle[0]["image/png"] = base64.b64encode(self.png()).decode("ascii")
        return bundle

    def png(self) -> bytes:
        """The picture as it stands at `value`, for where no widget can be shown."""
        artists = still_tracks(
            self._figure, self.tracks, self._run(), self.value, self.position, self.hidden
        )
        return fallback_png(self._figure, artists, layers=self._layers)

    def close(self) -> None:
        """Remove the widget, with all its views, and let go of what it showed."""
        super().close()
        self._figure = self._layers = None
        self.shelves, self.picture, self.controls, self.held = {}, {}, {}, ()

    def _message(
        self, recording: Recording, family: Family, shelf: int | None, layers: Layers | None
    ) -> dict[str, Any]:
        """What the browser must be told to show these runs (over this figure)."""
        expected = family.sizes if shelf is None else family.sizes[-1:]
        alone = shelf is not None and not recording.family_shape  # one run for all positions
        if recording.family_shape != expected and not alone:
            raise ValueError(
                f"recording must have the family shape {expected}, not {recording.family_shape}"
            )
        shelves = recording.shelves()
        names = range(len(shelves)) if shelf is None else [shelf]
        message: dict[str, Any] = {
            "moving": recording.layout,
            "family": family.message(),
            "shelf_of": family.shelf_of,
            "shelves": {str(name): each for name, each in zip(names, shelves, strict=True)},
        }
        if layers is not None:
            self._figure, self._layers = recording.figure, layers
            message["picture"] = {**layers.message(), **self._answers}
        return message

    def _run(self) -> Run:
        """The run that is shown."""
        position = self.position
        shelf = self.shelves.get(str(self._family.shelf(position)))
        if shelf is None:  # still to come: what the browser shows meanwhile is one that it has
            shelf = next(iter(self.shelves.values()))
        return Run.of(shelf, self.moving, self._family.member(position))


def _places(layout: Mapping[str, Any]) -> list[Any]:
    """Where the numbers of a shelf are found."""
    parts = (*layout["tracks"], *layout["readouts"], layout["gauge"])
    return [layout["last"], layout["columns"], *(each.get("column") for each in parts)]
