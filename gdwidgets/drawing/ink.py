"""Which artists of a figure are ink: the black writing and lines that a theme may tint.

A dark page wants light tick labels, and yet a picture of data should look the same
everywhere. So the furniture of the axes (ticks, labels, spines, titles) is ink if it is
black or grey, and so are black lines and texts that stand on nothing but the page.
Everything else is data and keeps its colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, QuadMesh
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Text
from mpl_toolkits.mplot3d.axis3d import Axis as Axis3D  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure, SubFigure


def split(figure: Figure | SubFigure) -> tuple[list[Artist], list[Artist]]:
    """Sort the artists of a figure into ink and data; hiding one kind leaves the other.

    White backgrounds are in both lists: they never show, so that the page does. A figure
    with a background of its own has no ink: its writing already suits that background.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    ink, data : list of matplotlib.artist.Artist

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> (line,) = ax.plot([0, 1], color="red")
    >>> ink, data = split(fig)
    >>> ax.xaxis in ink, line in data
    (True, True)
    """
    if not _is_page(figure.patch):
        return [], figure.get_children()
    ink: list[Artist] = [figure.patch]
    data: list[Artist] = [figure.patch]
    for child in figure.get_children():
        if isinstance(child, Axes):
            _split_axes(child, ink, data)
        elif child is not figure.patch and child not in figure.subfigs:
            _split_leaves(child, ink, data)
    for part in figure.subfigs:
        part_ink, part_data = split(part)
        ink += part_ink
        data += part_data
    return ink, data


def _split_axes(ax: Axes, ink: list[Artist], data: list[Artist]) -> None:
    covered = not _is_page(ax.patch) or any(
        isinstance(child, ContourSet | QuadMesh) or child in ax.images
        for child in ax.get_children()
    )
    texts = set(ax.texts)
    for child in ax.get_children():
        if child is ax.patch:
            data.append(child)
            if _is_page(child):
                ink.append(child)
        elif isinstance(child, Axis3D):
            _split_axis_3d(child, ink, data)
        elif isinstance(child, Axis | Spine) or (isinstance(child, Text) and child not in texts):
            (ink if _is_black(child) else data).append(child)
        elif covered:
            data.append(child)
        elif isinstance(child, Axes):
            _split_axes(child, ink, data)
        else:
            _split_leaves(child, ink, data)


def _split_axis_3d(axis: Any, ink: list[Artist], data: list[Artist]) -> None:
    """Sort the parts of a 3-D axis: its wall and grid stand behind the data.

    The axis as a whole can't be hidden: it draws its parts even if it is invisible.
    """
    axis.get_ticklabels(which="both")  # makes the ticks that are going to be drawn
    writing = [axis.line, axis.label, axis.offsetText]
    writing += [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    (ink if _is_black(axis) else data).extend(writing)
    data += [axis.pane, axis.gridlines]


def _split_leaves(artist: Artist, ink: list[Artist], data: list[Artist]) -> None:
    """Sort an artist that stands on the page; a legend's parts one by one."""
    if not isinstance(artist, Legend):
        (ink if _is_black(artist) else data).append(artist)
        return
    frame = artist.get_frame()
    for part in artist.findobj(lambda each: isinstance(each, Line2D | Patch | Collection | Text)):
        if part is frame and _is_page(frame):
            ink.append(part)
            data.append(part)
        else:
            (ink if _is_black(part) else data).append(part)


def _is_page(patch: Patch) -> bool:
    """Whether a background is white or nothing, and so may be the page itself."""
    red, green, blue, alpha = to_rgba(patch.get_facecolor())
    return alpha == 0 or not patch.get_visible() or min(red, green, blue) > 0.98


def _is_black(artist: Any) -> bool:
    """Whether all the colours an artist shows are black or dark grey."""
    colors = to_rgba_array([color for color in _colors(artist) if color is not None])
    colors = colors[colors[:, 3] > 0, :3]
    return colors.size > 0 and bool(np.all(np.ptp(colors, axis=1) < 0.1) and colors.max() < 0.7)


def _colors(artist: Any) -> Iterator[Any]:
    """The colours an artist shows; none for a kind of artist that is always data."""
    if isinstance(artist, Axis):
        tick = artist.get_major_ticks(1)[0]
        yield from (artist.label.get_color(), tick.label1.get_color(), tick.tick1line.get_color())
    elif isinstance(artist, Text):
        if artist.get_bbox_patch() is None:
            yield artist.get_color()
    elif isinstance(artist, Line2D):
        if artist.get_linestyle() != "None":
            yield artist.get_color()
        if artist.get_marker() not in ("", " ", "None", "none", None):
            yield from (artist.get_markerfacecolor(), artist.get_markeredgecolor())
    elif isinstance(artist, Patch):
        yield from (artist.get_facecolor(), artist.get_edgecolor())
    elif isinstance(artist, Collection) and artist.get_array() is None:
        yield from (*artist.get_facecolor(), *artist.get_edgecolor())
