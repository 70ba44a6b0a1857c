"""A track as ordinary Matplotlib artists: the moving part of a picture that stands still."""

from __future__ import annotations

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
    from numpy.typing import NDArray


def still(axes: Axes, track: dict[str, Any], frames: NDArray[np.floating[Any]]) -> list[Artist]:
    """Draw one track as it stands at the last of `frames`.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The axes that the track is over.
    track : dict
        The track as `Track.describe` gives it.
    frames : (n_steps + 1, n_columns) ndarray
        The run up to the step that is shown.

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
        rows, columns = track["shape"]
        image = AxesImage(
            axes,
            cmap=ListedColormap(np.array(track["shades"]) / 255),
            norm=Normalize(*track["limits"]),
            interpolation="bilinear",
            origin="lower",
            extent=track["extent"],
            alpha=track["opacity"],
        )
        image.set_transform(axes.transData)
        image.set_data(frames[-1, first : first + rows * columns].reshape(rows, columns))
        return [_owned(image, axes)]
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
    return [_owned(each, axes) for each in lines]


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
