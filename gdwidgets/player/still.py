"""The moving part of a picture as ordinary Matplotlib artists, as it stands at one step."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.transforms import Transform

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from gdwidgets.player.shelf import Run


def still_tracks(
    figure: Figure,
    tracks: Sequence[dict[str, Any]],
    run: Run,
    step: int,
    position: Mapping[str, int],
    hidden: Sequence[str],
) -> list[Artist]:
    """Draw all tracks of a run as they stand at a step.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure that they are over.
    tracks : sequence of dict
        As `Recording.layout` has them.
    run : Run
        The run that is shown.
    step : int
        The step at which it is shown.
    position : mapping of str to int
        Where the run stands along each axis of the family.
    hidden : sequence of str
        The labels of tracks that are not shown.

    Returns
    -------
    list of matplotlib.artist.Artist
        Artists that belong to the axes but have not been added to them.
    """
    stepwise = iter(run.images)
    artists = []
    for track, end in zip(tracks, run.ends or [step] * len(tracks), strict=True):
        image = None
        if track["kind"] == "field":
            size = track["shape"][0] * track["shape"][1]
            if track["along"]:
                images = np.frombuffer(zlib.decompress(track["images"]), np.uint8)
                place = position[track["along"]]
            else:
                images, place = next(stepwise), step // track["every"]
            image = images.reshape(-1, size)[place].reshape(track["shape"])
        if track["label"] in hidden or end < 0:
            continue
        numbers = run.numbers[: min(step, end) + 1]
        artists += still(figure.axes[track["axes"]], track, numbers, image)
    return artists


def still(
    axes: Axes,
    track: dict[str, Any],
    frames: NDArray[np.floating[Any]],
    image: NDArray[np.uint8] | None = None,
) -> list[Artist]:
    """Draw one track as it stands at the last of `frames`.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The axes that the track is over.
    track : dict
        The track as `Track.describe` gives it.
    frames : (n_steps + 1, n_columns) ndarray
        The run up to the step that is shown.
    image : (n_rows, n_columns) ndarray of uint8, optional
        For a field: its values from 0 to 254, and 255 where there is none.

    Returns
    -------
    list of matplotlib.artist.Artist
        Artists that belong to `axes` but have not been added to it.

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> from gdwidgets.player.tracks import trail
    >>> fig, ax = figure(400, 300)
    >>> track = trail(ax, [[0, 0], [1, 2]])
    >>> [line, dot] = still(ax, track.describe(0, 0), track.columns())
    >>> line.get_xydata().tolist()
    [[0.0, 0.0], [1.0, 2.0]]
    """
    first = track["column"]
    kind, color, width = track["kind"], track["color"], track["width"]
    if kind == "field":
        assert image is not None
        return [_owned(_picture(axes, track, image), axes)]
    if kind == "curve":
        steps = np.arange(len(frames))
        history = np.column_stack([steps, frames[:, first]])
    else:
        now = _points(frames[-1, first:], track)
        history = frames[:, first : first + 2] if kind == "trail" else now
    if track["space"] == "figure":  # sent with y down, as a browser counts
        history = history * (1, -1) + (0, 1)
        transform: Transform = axes.get_figure(root=True).transFigure  # type: ignore[union-attr]
    else:
        transform = axes.transData
    dots: dict[str, Any] = {"linestyle": "none", "marker": "o", "markeredgecolor": "white"}
    if kind in ("trail", "curve"):
        lines = [
            Line2D(*history.T, color=color, linewidth=width),
            Line2D(*history[-1:].T, color=color, markersize=7, **dots),
        ]
    elif kind == "cloud":
        lines = [Line2D(*history.T, color=color, markersize=width, markeredgewidth=0.5, **dots)]
    elif kind == "segments":
        pairs = history.reshape(-1, 2, 2)
        lines = [Line2D(*pair.T, color=color, linewidth=width) for pair in pairs]
    elif kind == "arrow":
        head = FancyArrowPatch(
            history[0], history[1], color=color, linewidth=width, arrowstyle="-|>",
            mutation_scale=12, shrinkA=0, shrinkB=0, transform=transform,
        )  # fmt: skip
        return [_owned(head, axes)]
    else:
        lines = [Line2D(*history.T, color=color, linewidth=width)]
    for each in lines:
        each.set_transform(transform)
    artists = [_owned(each, axes) for each in lines]
    if kind in ("trail", "curve") and axes.bbox.padded(0.01).contains(
        *transform.transform(history[-1])
    ):
        artists[-1].set_clip_on(False)  # a head on the edge of its axes is whole
    return artists


def _points(numbers: NDArray[np.floating[Any]], track: dict[str, Any]) -> NDArray[Any]:
    """The points of a track, from a row of the table that begins with its columns."""
    if "recipe" in track:
        still, *moving = np.asarray(track["recipe"])
        points: NDArray[Any] = still + np.tensordot(numbers[: len(moving)], moving, axes=1)
        return points
    return numbers[: 2 * track["count"]].reshape(-1, 2)


def _owned(artist: Artist, axes: Axes) -> Artist:
    artist.set_figure(axes.get_figure(root=True))  # type: ignore[arg-type]
    artist.axes = axes
    artist.set_clip_path(axes.patch)
    return artist


def _picture(axes: Axes, track: dict[str, Any], image: NDArray[np.uint8]) -> AxesImage:
    picture = AxesImage(
        axes,
        cmap=ListedColormap(np.array(track["shades"]) / 255),
        norm=Normalize(0, 254),
        interpolation="bilinear",
        origin="lower",
        extent=track["extent"],
        alpha=track["opacity"],
    )
    picture.set_transform(axes.transData)
    picture.set_data(np.ma.masked_equal(image, 255))
    return picture
