"""`DescentPlayer`: plays runs over any Matplotlib figure, in the browser alone.

The figure is rendered once. Everything that moves is in one float32 table that is sent
once; playing, scrubbing and choosing another run of the family need no kernel.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets
import numpy as np
import traitlets as t

from gdwidgets.closing import ClosesOwnParts
from gdwidgets.core.validate import one_of
from gdwidgets.drawing.layers import Layers, fallback_png, render
from gdwidgets.player.recording import Recording
from gdwidgets.player.still import still
from gdwidgets.player.tracks import Track

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

HERE = Path(__file__).parent
SCRIPTS = ("geometry", "painting", "view", "player")
"""The browser's side, joined into one module: a later file uses what an earlier one defines."""
COMPUTED = frozenset(
    {"picture", "tracks", "readouts", "gauge", "overlays", "family", "shelf_of", "shelves"}
    | {"arrived", "controls", "revision"}
)
"""The traits that no browser may change."""


class DescentPlayer(ClosesOwnParts, anywidget.AnyWidget, ipywidgets.ValueWidget):  # type: ignore[misc]
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
        ``learning_rate_index``, that says which run is shown.
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
        not told while it is disabled: a learner may be about to predict it.
    start : tuple of float
        Where the learner has put the start; empty until then.
    pointed : tuple of float
        What the learner did last in one of `drag_axes`; empty until then. For a drag: the
        axes' place in the figure, then x and y where it is and where it began (a busy kernel
        may hear of its last report only). For keys: the axes' place, then how far they went
        in x and y since the last drag.
    controls : dict of str to ipywidgets.Widget
        Widgets whose `index` chooses the run along an axis of the family. The browser reads
        them itself: no message is sent, and no kernel is needed.
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

    _esm = "\n".join((HERE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    _css = (HERE / "player.css").read_text(encoding="utf-8")

    value = t.Int(0, help="The step that is shown.").tag(sync=True)
    min = t.Int(0, help="The first step.").tag(sync=True)
    max = t.Int(0, help="The last step.").tag(sync=True)
    step = t.Int(1, min=1, help="By how much the step buttons move.").tag(sync=True)
    interval = t.Int(50, min=1, help="Milliseconds a step takes at speed 1.").tag(sync=True)
    speed = t.Float(1.0, help="How many times faster it plays.").tag(sync=True)
    playing = t.Bool(False, help="Whether the clock runs.").tag(sync=True)
    repeat = t.Bool(False, help="Whether it begins again at the end.").tag(sync=True)
    disabled = t.Bool(False, help="Whether nobody can use it.").tag(sync=True)
    description = t.Unicode("", help="What is shown, in words.").tag(sync=True)
    start = t.Tuple(help="Where the learner put the start.").tag(sync=True)
    pointed = t.Tuple(help="What the learner did last in an axes to drag in.").tag(sync=True)
    error = t.Unicode("", help="What went wrong, in words.").tag(sync=True)

    picture = t.Dict(help="The rendered figure: its layers, axes and panels.").tag(sync=True)
    tracks: t.List[Any] = t.List(help="What moves, and in which columns.").tag(sync=True)
    readouts: t.List[Any] = t.List(help="Which columns are shown as text.").tag(sync=True)
    gauge = t.Dict(help="The stability gauge: its control and its column.").tag(sync=True)
    overlays = t.Dict(help="What is drawn on top, by name.").tag(sync=True)
    family: t.List[Any] = t.List(help="The axes along which runs differ.").tag(sync=True)
    shelf_of: t.List[Any] = t.List(help="Which shelf is at each leading position.").tag(sync=True)
    shelves: t.List[Any] = t.List(help="The runs; null for those to come.").tag(sync=True)
    arrived = t.Dict(help="Shelves that came later, and for which revision.").tag(sync=True)
    controls = t.Dict(help="The controls whose index chooses the run, by family axis.").tag(
        sync=True, **ipywidgets.widget_serialization
    )
    revision = t.Int(0, help="Counts the pictures and families that were sent.").tag(sync=True)
    wanted = t.Tuple(help="Revision and number of the missing shelves asked for.").tag(sync=True)

    def __init__(
        self,
        figure: Figure,
        recording: Recording | Sequence[Track],
        *,
        family: Mapping[str, Sequence[Any]] | None = None,
        shelf_of: Sequence[int] | None = None,
        shelf: int | None = None,
        layers: Layers | None = None,
        start_axes: Axes | None = None,
        drag_axes: Sequence[Axes] = (),
        panels: Sequence[tuple[float, float]] = ((0.0, 1.0),),
        **traits: Any,
    ) -> None:
        for name in traits:
            if not self.has_trait(name):
                raise TypeError(f"DescentPlayer has no argument {name!r}")
        self._family = dict(family or {})
        self._panels = _checked_panels(panels)
        recording = recording if isinstance(recording, Recording) else Recording(recording)
        layers = layers or render(figure)
        if recording.figure is not figure:
            raise ValueError("tracks must be over axes of the player's figure")
        if start_axes is not None and start_axes not in figure.axes:
            raise ValueError(f"start_axes must be an axes of the figure, not {start_axes!r}")
        self._start_axes = None if start_axes is None else figure.axes.index(start_axes)
        if not all(axes in figure.axes for axes in drag_axes):
            raise ValueError(f"drag_axes must be axes of the figure, not {drag_axes!r}")
        self._drag_axes = [figure.axes.index(axes) for axes in drag_axes]
        leading = math.prod(self._sizes()[:-1])
        shelf_of = list(range(leading) if shelf_of is None else shelf_of)
        if len(shelf_of) != leading:
            raise ValueError(
                f"shelf_of must have {leading} entries, one for each leading position of the "
                f"family, not {len(shelf_of)}"
            )
        self.add_traits(**{f"{name}_index": t.Int(0).tag(sync=True) for name in self._family})
        message = self._message(recording, shelf, shelf_of, layers)
        super().__init__(**{"value": recording.n_steps, **message, **traits})

    def show(
        self,
        recording: Recording | Sequence[Track],
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
            The whole family, or one shelf of it: the runs along its last axis.
        family : mapping of str to sequence, optional
            The values along each axis, where they have changed. The names stay.
        shelf_of : sequence of int, optional
            Where they have changed, too.
        shelf : int, optional
            Which shelf `recording` is. The others are forgotten; the browser then asks for them
            by setting `wanted` (to `revision` and how many it misses), and `fill` brings them.
        layers : Layers, optional
            The tracks' figure as `drawing.layers.render` renders it, where it is another one.
        """
        recording = recording if isinstance(recording, Recording) else Recording(recording)
        if family is not None:
            one_of("family", list(family), [list(self._family)])
            self._family = dict(family)
        shelf_of = self.shelf_of if shelf_of is None else list(shelf_of)
        message = self._message(recording, shelf, shelf_of, layers)
        at_end = self.value >= self.max
        with self.hold_sync():
            self.set_trait("revision", self.revision + 1)
            for name, state in message.items():
                self.set_trait(name, state)
            self.value = self.max if at_end else min(self.value, self.max)

    def fill(self, shelves: Mapping[int, Recording]) -> None:
        """Bring shelves that were still missing; only these are sent."""
        arrived = {}
        for shelf, recording in shelves.items():
            (arrived[str(shelf)],) = recording.shelves()
            # In place, so that the whole list isn't sent again; a new page reads it whole.
            self.shelves[shelf] = arrived[str(shelf)]
        self.arrived = {"revision": self.revision, "shelves": arrived}

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
            (shelf,) = recording.shelves()
            overlays[name] = {
                "tracks": recording.layout["tracks"],
                "frames": shelf["frames"],
                "last": recording.n_steps,
                "only": None
                if only_at is None
                else [self.revision, only_at, *self.selected.values()],
            }
        self.overlays = overlays

    @property
    def selected(self) -> dict[str, int]:
        """The position along each axis of the family that is shown."""
        chosen = {}
        for name, values in self._family.items():
            control = self.controls.get(name)
            index = getattr(self, f"{name}_index") if control is None else control.index
            chosen[name] = min(max(index or 0, 0), len(values) - 1)
        return chosen

    @property
    def frames(self) -> NDArray[np.float32]:
        """The numbers of the run that is shown: ``(n_steps + 1, n_columns)``; read-only."""
        return self._shown()[0]

    @property
    def caption(self) -> str:
        """The sentence about the run that is shown."""
        return self._shown()[1]

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        parts = [f"value={self.value}", f"max={self.max}"]
        for name, index in self.selected.items():
            choice = self._family[name][index]
            parts.append(f"{name}={choice:.4g}" if _is_number(choice) else f"{name}={choice}")
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
        return fallback_png(self._figure, self._artists(), layers=self._layers)

    def _sizes(self) -> tuple[int, ...]:
        return tuple(len(values) for values in self._family.values())

    def _message(
        self,
        recording: Recording,
        shelf: int | None,
        shelf_of: list[int],
        layers: Layers | None,
    ) -> dict[str, Any]:
        """What the browser must be told to show these runs (over this figure)."""
        sizes = self._sizes()
        expected = sizes if shelf is None else sizes[-1:]
        if recording.family_shape != expected:
            raise ValueError(
                f"recording must have the family shape {expected}, not {recording.family_shape}"
            )
        shelves: list[dict[str, Any] | None] = list(recording.shelves())
        if shelf is not None:
            shelves = [shelves[0] if k == shelf else None for k in range(max(shelf_of) + 1)]
        message: dict[str, Any] = {
            **recording.layout,
            "max": recording.n_steps,
            "family": [
                {"name": name, "size": len(values), "values": _numbers_in(values)}
                for name, values in self._family.items()
            ],
            "shelf_of": shelf_of,
            "shelves": shelves,
        }
        if layers is not None:
            self._figure, self._layers = recording.figure, layers
            message["picture"] = {
                **layers.message(),
                "panels": self._panels,
                "start_axes": self._start_axes,
                "drag_axes": self._drag_axes,
            }
        return message

    def _shown(self) -> tuple[NDArray[np.float32], str]:
        """The table and the caption of the run that is shown."""
        *leading, member = self.selected.values() or [0]
        position = int(np.ravel_multi_index(leading, self._sizes()[:-1])) if leading else 0
        shelf = self.shelves[self.shelf_of[position]]
        if shelf is None:  # still to come: what the browser shows meanwhile is the one it has
            shelf = next(each for each in self.shelves if each is not None)
        n_members = len(shelf["stops"])
        table = np.frombuffer(shelf["frames"], dtype=np.float32)
        return table.reshape(n_members, self.max + 1, -1)[member], shelf["captions"][member]

    def _artists(self) -> list[Artist]:
        """The moving part as Matplotlib artists, for the still picture."""
        frames = self.frames[: self.value + 1]
        return [
            artist
            for track in self.tracks
            for artist in still(self._figure.axes[track["axes"]], track, frames)
        ]

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, but never what only Python computes."""
        super().set_state({k: v for k, v in sync_data.items() if k not in COMPUTED})

    def close(self) -> None:
        """Remove the widget, with all its views, and let go of what it showed."""
        super().close()
        self._figure = self._layers = None  # type: ignore[assignment]
        self.shelves, self.picture, self.controls = [], {}, {}

    @t.validate("value")
    def _clamp_value(self, proposal: Any) -> int:
        return int(max(self.min, min(proposal["value"], self.max)))

    @t.validate("speed")
    def _check_speed(self, proposal: Any) -> float:
        speed: float = proposal["value"]
        if not (math.isfinite(speed) and speed > 0):
            raise t.TraitError(f"speed must be a finite number > 0, not {speed!r}")
        return speed

    @t.validate("controls")
    def _check_controls(self, proposal: Any) -> dict[str, ipywidgets.Widget]:
        controls: dict[str, ipywidgets.Widget] = proposal["value"]
        for name, control in controls.items():
            if name not in self._family:
                raise t.TraitError(f"controls must be for {list(self._family)}, not {name!r}")
            if "index" not in getattr(control, "keys", ()):
                raise t.TraitError(f"controls must be widgets with an index, not {control!r}")
        return controls

    @t.validate("start", "pointed")
    def _check_numbers(self, proposal: Any) -> tuple[float, ...]:
        given = tuple(proposal["value"])
        numbers = all(isinstance(x, int | float) and math.isfinite(x) for x in given)
        if not numbers or any(isinstance(x, bool) for x in given):
            raise t.TraitError(f"{proposal['trait'].name} must be finite numbers, not {given!r}")
        return tuple(float(x) for x in given)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _numbers_in(values: Sequence[Any]) -> list[float] | None:
    """The values of a family axis, if they are numbers: the browser then goes by them."""
    return [float(value) for value in values] if all(map(_is_number, values)) else None


def _checked_panels(panels: Any) -> list[list[float]]:
    pairs = [list(panel) for panel in panels]
    if not pairs or not all(len(p) == 2 and 0 <= p[0] < p[1] <= 1 for p in pairs):
        raise ValueError(f"panels must be pairs 0 <= left < right <= 1, not {panels!r}")
    return pairs
