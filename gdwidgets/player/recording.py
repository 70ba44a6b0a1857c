"""`Recording`: everything that moves, as one float32 table that the browser reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.player.advice import Gauge, Remedy
from gdwidgets.player.tracks import Track, step_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

GAUGE = "gauge"
LARGEST = 1e30
"""Numbers further out than this are sent as this: far outside any picture, yet finite."""


@dataclass(frozen=True, eq=False)
class Recording:
    """The moving part of a picture: tracks, readouts, and where each run ends.

    Parameters
    ----------
    tracks : sequence of Track
        At least one. All have the same steps and the same family of runs:
        ``(n_steps + 1, *family, …)``.
    readout : mapping of str to (n_steps + 1, *family) array_like, optional
        Numbers that are shown as text at each step.
    stop_step : (*family) array_like of int, optional
        The last step of each run that is worth showing; the last one of all by default.
    captions : (*family) array_like of str, optional
        A sentence about each run.
    remedies : sequence of Remedy or None, optional
        What helps, for each run of a family of one axis.
    gauge : Gauge, optional
        How close each run is to instability, at each step.

    Raises
    ------
    ValueError
        If there is no track, or if steps or family of the parts disagree.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> from gdwidgets.player.tracks import curve
    >>> fig, ax = figure(400, 300)
    >>> recording = Recording([curve(ax, [9.0, 4.0, 1.0])], readout={"loss": [9.0, 4.0, 1.0]})
    >>> recording.n_steps, recording.family_shape, recording.table.shape
    (2, (), (3, 1))
    """

    tracks: Sequence[Track]
    readout: Mapping[str, ArrayLike] = field(default_factory=dict)
    stop_step: ArrayLike | None = None
    captions: ArrayLike | None = None
    remedies: Sequence[Remedy | None] | None = None
    gauge: Gauge | None = None
    table: NDArray[np.float32] = field(init=False)
    layout: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        if not self.tracks:
            raise ValueError("tracks must hold at least one track, not none")
        pieces: list[NDArray[Any]] = []
        tracks, readouts, column = [], [], 0
        for track in self.tracks:
            if track.figure is not self.figure:
                raise ValueError("tracks must all be over axes of one figure")
            numbers = track.columns()
            first = None if track.recipe is None else _block_of(numbers, pieces)
            if first is None:
                first = column
                pieces.append(numbers)
                column += numbers.shape[-1]
            tracks.append(track.describe(self.figure.axes.index(track.axes), first))
        gauged = {} if self.gauge is None else {GAUGE: np.nan_to_num(self.gauge.here, nan=-1.0)}
        for name, values in {**self.readout, **gauged}.items():
            numbers = step_numbers(f"readout[{name!r}]", values, 1)
            place = _column_of(numbers, pieces)
            if place is None:
                place = column
                pieces.append(numbers[..., None])
                column += 1
            readouts.append({"name": name, "column": place})
        shapes = {piece.shape[:-1] for piece in pieces}
        if len(shapes) > 1:
            raise ValueError(
                f"tracks and readout must agree in steps and family, not have {sorted(shapes)}"
            )
        table = np.moveaxis(np.concatenate(pieces, axis=-1), 0, -2)
        object.__setattr__(self, "table", _finite(table))
        layout: dict[str, Any] = {"tracks": tracks, "readouts": readouts, "gauge": {}}
        if self.gauge is not None:
            layout["gauge"] = {"control": self.gauge.control, "column": readouts.pop()["column"]}
        object.__setattr__(self, "layout", layout)
        self._per_run("stop_step", self.stop_step, self.n_steps)
        self._per_run("captions", self.captions, "")

    @property
    def figure(self) -> Figure:
        """The figure that the tracks are over."""
        return self.tracks[0].figure

    @property
    def n_steps(self) -> int:
        """How many steps each run has."""
        return int(self.table.shape[-2]) - 1

    @property
    def family_shape(self) -> tuple[int, ...]:
        """How many runs there are along each axis of the family."""
        return self.table.shape[:-2]

    def shelves(self) -> list[dict[str, Any]]:
        """The runs as they are sent: one shelf for all along the last axis of the family."""
        n_members = self.family_shape[-1] if self.family_shape else 1
        tables = self.table.reshape(-1, n_members, *self.table.shape[-2:])
        stops = self._per_run("stop_step", self.stop_step, self.n_steps).reshape(-1, n_members)
        captions = self._per_run("captions", self.captions, "").reshape(-1, n_members)
        shelves: list[dict[str, Any]] = [
            {"frames": table.tobytes(), "stops": stop.tolist(), "captions": caption.tolist()}
            for table, stop, caption in zip(tables, stops, captions, strict=True)
        ]
        if self.remedies is not None:
            shelves[0]["remedies"] = [each and asdict(each) for each in self.remedies]
        if self.gauge is not None:
            for name in ("minimum", "limit"):
                values = self._per_run(name, getattr(self.gauge, name), math.nan)
                for shelf, row in zip(shelves, values.reshape(-1, n_members), strict=True):
                    shelf[name] = [x if math.isfinite(x) else None for x in row.tolist()]
        return shelves

    def _per_run(self, name: str, given: ArrayLike | None, default: Any) -> NDArray[Any]:
        values = np.asarray(default if given is None else given)
        if given is not None and values.shape != self.family_shape:
            raise ValueError(
                f"{name} must have one entry a run, shape {self.family_shape}, not {values.shape}"
            )
        return np.broadcast_to(values, self.family_shape)


def _column_of(numbers: NDArray[Any], pieces: Sequence[NDArray[Any]]) -> int | None:
    """The column that holds these very numbers already, as a path holds its coordinates."""
    columns = (piece[..., i] for piece in pieces for i in range(piece.shape[-1]))
    same = (np.array_equal(numbers, column, equal_nan=True) for column in columns)
    return next((place for place, found in enumerate(same) if found), None)


def _block_of(numbers: NDArray[Any], pieces: Sequence[NDArray[Any]]) -> int | None:
    """The first column of these very numbers side by side, as a path's are for its line."""
    first = 0
    for piece in pieces:
        if np.array_equal(numbers, piece, equal_nan=True):
            return first
        first += piece.shape[-1]
    return None


def _finite(table: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Carry the last finite row of a run on to its end, and clip what float32 can't hold."""
    table = np.clip(table, -LARGEST, LARGEST)
    broken = np.isnan(table).any(axis=-1)
    if broken.any():
        steps = np.where(broken, 0, np.arange(table.shape[-2]))
        last = np.maximum.accumulate(steps, axis=-1)
        table = np.nan_to_num(np.take_along_axis(table, last[..., None], axis=-2))
    return np.ascontiguousarray(table, dtype=np.float32)
