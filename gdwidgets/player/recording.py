"""`Recording`: everything that moves, laid out and packed for the browser."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.player.advice import Gauge, NumberTable, Remedy
from gdwidgets.player.packing import pack_images, pack_numbers, pack_words
from gdwidgets.player.tracks.fields import in_bytes
from gdwidgets.player.tracks.track import Track, step_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

LARGEST = 1e30
"""Numbers further out than this are sent as this: far outside any picture, yet finite."""


@dataclass(frozen=True, eq=False)
class Recording:
    """The moving part of a picture: tracks, readouts, and where each run ends.

    A track ends where its numbers end: from the first NaN that no number follows, it stays
    where it was, and the others go on.

    Parameters
    ----------
    tracks : sequence of Track
        At least one. All have the same steps and the same family of runs:
        ``(n_steps + 1, *family, …)``.
    readout : mapping of str to (n_steps + 1, *family) array_like, optional
        Numbers that are shown as text at each step; NaN is shown as a dash. An array that a
        track has already (the array itself, or a part of it) is not sent again.
    stop_step : (*family) array_like of int, optional
        The last step of each run that is worth showing; the last one of all by default.
    captions : (*family) array_like of str, optional
        A sentence about each run.
    remedies : sequence of Remedy or None, optional
        What helps, for each run of a family of one axis.
    gauge : Gauge, optional
        How close each run is to instability, at each step.
    table : NumberTable, optional
        Numbers that are shown in rows and columns at each step.
    legend : sequence of str
        The labels of tracks that are listed with their colours, each with a switch that hides
        what has this label.

    Attributes
    ----------
    numbers : (*family, n_steps + 1, n_columns) ndarray of float32
        The numbers of all tracks and readouts side by side.
    layout : dict
        What the browser needs to know to draw them.

    Raises
    ------
    ValueError
        If there is no track, or if steps or family of the parts disagree.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> from gdwidgets.player.tracks import curve
    >>> fig, ax = figure(400, 300)
    >>> loss = np.array([9.0, 4.0, 1.0])
    >>> recording = Recording([curve(ax, loss)], readout={"loss": loss})
    >>> recording.n_steps, recording.family_shape, recording.numbers.shape
    (2, (), (3, 1))
    """

    tracks: Sequence[Track]
    readout: Mapping[str, ArrayLike] = field(default_factory=dict)
    stop_step: ArrayLike | None = None
    captions: ArrayLike | None = None
    remedies: Sequence[Remedy | None] | None = None
    gauge: Gauge | None = None
    table: NumberTable | None = None
    legend: Sequence[str] = ()
    numbers: NDArray[np.float32] = field(init=False)
    layout: dict[str, Any] = field(init=False)
    _ends: NDArray[np.int_] = field(init=False, repr=False)
    _images: list[NDArray[np.uint8]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.tracks:
            raise ValueError("tracks must hold at least one track, not none")
        if any(track.figure is not self.figure for track in self.tracks):
            raise ValueError("tracks must all be over axes of one figure")
        columns = _Columns()
        tracks = [self._lay_out(track, columns) for track in self.tracks]
        layout: dict[str, Any] = {"tracks": tracks, "gauge": {}, "table": {}}
        layout["readouts"] = [
            {"name": name, "column": columns.place(f"readout[{name!r}]", values)}
            for name, values in self.readout.items()
        ]
        if self.gauge is not None:
            here = columns.place("gauge", self.gauge.here)
            layout["gauge"] = {"control": self.gauge.control, "column": here}
        if self.table is not None:
            layout["table"] = self.table.describe(columns.place)
        numbers = columns.joined(self.tracks[0])
        labels = {track.label: track.color for track in self.tracks}
        unknown = [label for label in self.legend if label not in labels]
        if unknown:
            raise ValueError(f"legend must list labels of tracks, not {unknown[0]!r}")
        layout["legend"] = [{"label": each, "color": labels[each]} for each in self.legend]
        layout["last"], layout["columns"] = numbers.shape[-2] - 1, numbers.shape[-1]
        object.__setattr__(self, "numbers", numbers)
        object.__setattr__(self, "layout", layout)
        object.__setattr__(self, "_images", self._stepwise_images())
        family = self.family_shape
        ends = [_end(track, self.n_steps, family) for track in self.tracks]
        object.__setattr__(self, "_ends", np.stack(ends, axis=-1))
        self._per_run("stop_step", self.stop_step, self.n_steps)
        self._per_run("captions", self.captions, "")

    @property
    def figure(self) -> Figure:
        """The figure that the tracks are over."""
        return self.tracks[0].figure

    @property
    def n_steps(self) -> int:
        """How many steps each run has."""
        return int(self.numbers.shape[-2]) - 1

    @property
    def family_shape(self) -> tuple[int, ...]:
        """How many runs there are along each axis of the family."""
        return self.numbers.shape[:-2]

    def shelves(self) -> list[dict[str, Any]]:
        """The runs as they are sent: one shelf for all along the last axis of the family."""
        *leading, n_runs = self.family_shape or (1,)
        n_shelves = math.prod(leading)
        tables = self.numbers.reshape(n_shelves, n_runs, *self.numbers.shape[-2:])
        ends = self._ends.reshape(n_shelves, n_runs, len(self.tracks))
        stops = self._per_run("stop_step", self.stop_step, self.n_steps).reshape(-1, n_runs)
        captions = self._per_run("captions", self.captions, "").reshape(-1, n_runs)
        images = [each.reshape(n_shelves, -1) for each in self._images]
        return [
            {
                "runs": n_runs,
                "numbers": pack_numbers(tables[k]),
                "images": [pack_images(each[k]) for each in images],
                "facts": pack_words(
                    {
                        "stops": stops[k].tolist(),
                        "captions": captions[k].tolist(),
                        "ends": ends[k].tolist() if (ends[k] < self.n_steps).any() else None,
                        **self._advice(k, n_runs),
                    }
                ),
            }
            for k in range(n_shelves)
        ]

    def _advice(self, shelf: int, n_runs: int) -> dict[str, Any]:
        """What helps each run of a shelf, and what its gauge is measured by."""
        made: dict[str, Any] = {}
        if self.remedies is not None and shelf == 0:
            made["remedies"] = [each and asdict(each) for each in self.remedies]
        for name in ("minimum", "limit") if self.gauge is not None else ():
            values = self._per_run(name, getattr(self.gauge, name), math.nan)
            row = values.reshape(-1, n_runs)[shelf]
            made[name] = [x if math.isfinite(x) else None for x in row.tolist()]
        return made

    def _lay_out(self, track: Track, columns: _Columns) -> dict[str, Any]:
        axes = self.figure.axes.index(track.axes)
        if track.kind != "field":
            return track.describe(axes, columns.block(track))
        described = {**track.describe(axes, 0), "images": None}
        if track.along:
            described["images"] = pack_images(in_bytes(track))
        return described

    def _stepwise_images(self) -> list[NDArray[np.uint8]]:
        """The images of each field that changes from step to step: ``(*family, n_images, …)``."""
        found = []
        for track in self.tracks:
            if track.kind != "field" or track.along:
                continue
            images = in_bytes(track)
            expected = (self.n_steps // track.every + 1, *self.family_shape)
            if images.shape[:-2] != expected:
                raise ValueError(
                    f"tracks and readout must agree in steps and family: the field's values "
                    f"must begin with the shape {expected}, not {images.shape[:-2]}"
                )
            found.append(np.moveaxis(images, 0, -3))
        return found

    def _per_run(self, name: str, given: ArrayLike | None, default: Any) -> NDArray[Any]:
        values = np.asarray(default if given is None else given)
        if given is not None and values.shape != self.family_shape:
            raise ValueError(
                f"{name} must have one entry a run, shape {self.family_shape}, not {values.shape}"
            )
        return np.broadcast_to(values, self.family_shape)


class _Columns:
    """The columns of a table, each array in it only once.

    Arrays that only happen to hold the same numbers stand apart: where a column is found must
    not depend on the numbers, for all shelves of a player are read by the layout of one.
    """

    def __init__(self) -> None:
        self._given: list[NDArray[Any]] = []
        self._kept: list[NDArray[Any]] = []
        self._width = 0

    def block(self, track: Track) -> int:
        """The first column of a track's numbers, which stand side by side."""
        numbers = track.columns()
        first = 0
        for given in self._given:
            if _same_memory(numbers, given):
                return first
            first += given.shape[-1]
        return self._add(numbers, _carried_on(numbers))

    def place(self, name: str, values: ArrayLike) -> int:
        """The column of one number a step, as a path holds its coordinates."""
        numbers = step_numbers(name, values, 1)
        columns = (piece[..., i] for piece in self._given for i in range(piece.shape[-1]))
        for place, column in enumerate(columns):
            if _same_memory(numbers, column):
                return place
        numbers = numbers[..., None]
        broken = _broken(numbers)
        ended = np.logical_and.accumulate(broken[::-1])[::-1]  # and never goes on
        stays = (ended & ~broken.all(axis=0))[..., None]
        return self._add(numbers, np.where(stays, _carried_on(numbers), numbers))

    def _add(self, given: NDArray[Any], kept: NDArray[Any]) -> int:
        self._given.append(given)
        self._kept.append(kept)
        self._width += given.shape[-1]
        return self._width - int(given.shape[-1])

    def joined(self, first: Track) -> NDArray[np.float32]:
        """All columns: ``(*family, n_steps + 1, n_columns)``; none for fields alone."""
        if not self._kept:
            n_images, *family = first.points.shape[:-2]
            return np.empty((*family, (n_images - 1) * first.every + 1, 0), dtype=np.float32)
        shapes = {piece.shape[:-1] for piece in self._kept}
        if len(shapes) > 1:
            raise ValueError(
                f"tracks and readout must agree in steps and family, not have {sorted(shapes)}"
            )
        table = np.moveaxis(np.concatenate(self._kept, axis=-1), 0, -2)
        return np.ascontiguousarray(np.clip(table, -LARGEST, LARGEST), dtype=np.float32)


def _same_memory(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Whether two arrays are the same numbers in the same places of memory."""

    def look(array: NDArray[Any]) -> tuple[Any, ...]:
        steps = [step for step, n in zip(array.strides, array.shape, strict=True) if n > 1]
        return array.ctypes.data, array.shape, steps, array.dtype

    return look(one) == look(other)


def _broken(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    broken: NDArray[np.bool_] = np.isnan(numbers).any(axis=-1)
    return broken


def _carried_on(numbers: NDArray[Any]) -> NDArray[Any]:
    """Keep the last whole row of each run where the numbers are broken off."""
    broken = _broken(numbers)
    if not broken.any():
        return numbers
    steps = np.arange(len(numbers)).reshape(-1, *[1] * (broken.ndim - 1))
    last = np.maximum.accumulate(np.where(broken, 0, steps), axis=0)
    carried: NDArray[Any] = np.nan_to_num(np.take_along_axis(numbers, last[..., None], axis=0))
    return carried


def _end(track: Track, n_steps: int, family: tuple[int, ...]) -> NDArray[np.int_]:
    """The last step at which a track has numbers; -1 where it never has."""
    if track.kind == "field":
        return np.full(family, n_steps)
    whole = ~_broken(track.columns())
    last = n_steps - np.argmax(whole[::-1], axis=0)
    return np.where(whole.any(axis=0), last, -1)
