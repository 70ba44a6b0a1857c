"""Tracks that are points and lines: trails, curves, clouds, lines, segments, arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from gdwidgets.core.validate import one_of
from gdwidgets.drawing.palette import PATH
from gdwidgets.player.tracks.track import Track, step_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray


def trail(axes: Axes, points: ArrayLike, *, color: str = PATH, label: str = "path") -> Track:
    """A point that leaves a trail.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Whose data coordinates the points are in; a 3-D axes takes three coordinates.
    points : (n_steps + 1, *family, 2) array_like
        Where the point is at each step.
    color : str
        A CSS colour.
    label : str
        What it is, in plain words.

    Raises
    ------
    ValueError
        If `points` has another shape.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> from gdwidgets.player.tracks import trail
    >>> fig, ax = figure(400, 300)
    >>> trail(ax, [[0, 0], [1, 2], [2, 3]]).points.shape
    (3, 1, 2)
    """
    return Track("trail", axes, _points(axes, points, 2)[..., None, :], color, label=label)


def curve(axes: Axes, values: ArrayLike, *, color: str = PATH, label: str = "loss") -> Track:
    """A height for each step, drawn from left to right over the step number.

    Parameters
    ----------
    axes, color, label
        As in `trail`.
    values : (n_steps + 1, *family) array_like
        The height at each step.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> curve(ax, [9.0, 4.0, 1.0]).points.shape
    (3, 1, 1)
    """
    heights = step_numbers("values", values, 1)
    return Track("curve", axes, heights[..., None, None], color, label=label)


def cloud(
    axes: Axes, points: ArrayLike, *, color: str = PATH, width: float = 5.0, label: str = "cloud"
) -> Track:
    """Many dots that move together: ``points (n_steps + 1, *family, n_points, 2)``.

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> cloud(ax, np.zeros((11, 50, 2))).columns().shape
    (11, 100)
    """
    return Track("cloud", axes, _points(axes, points, 3), color, width, label)


def line(axes: Axes, points: ArrayLike, *, color: str = PATH, label: str = "line") -> Track:
    """A line through ``points (n_steps + 1, *family, n_points, 2)``: a fit, a contour, …

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> line(ax, np.zeros((11, 2, 2))).kind
    'line'
    """
    return Track("line", axes, _points(axes, points, 3), color, label=label)


def segments(
    axes: Axes, points: ArrayLike, *, color: str = PATH, width: float = 1.0, label: str = "segments"
) -> Track:
    """Separate short lines, two of the ``points (n_steps + 1, *family, 2 n, 2)`` for each.

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> segments(ax, np.zeros((11, 6, 2))).points.shape[-2]
    6
    """
    ends = _points(axes, points, 3)
    if ends.shape[-2] % 2:
        raise ValueError(f"points must hold two ends for each segment, not {ends.shape[-2]}")
    return Track("segments", axes, ends, color, width, label)


def arrow(
    axes: Axes, tails: ArrayLike, tips: ArrayLike, *, color: str = PATH, label: str = "arrow"
) -> Track:
    """An arrow from ``tails`` to ``tips``, each ``(n_steps + 1, *family, 2)``.

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> arrow(ax, np.zeros((11, 2)), np.ones((11, 2))).points.shape
    (11, 2, 2)
    """
    ends = np.broadcast_arrays(_points(axes, tails, 2), _points(axes, tips, 2))
    return Track("arrow", axes, np.stack(ends, axis=-2), color, label=label)


def mixed(
    kind: Literal["line", "segments", "cloud"],
    axes: Axes,
    numbers: ArrayLike,
    recipe: ArrayLike,
    *,
    color: str = PATH,
    width: float = 2.0,
    label: str = "",
) -> Track:
    """A line, segments or a cloud whose points are a mix of a few numbers.

    Only the numbers are sent, and those of another track not again: a hundred residuals of a
    straight line cost no more than its two parameters.

    Parameters
    ----------
    kind : {"line", "segments", "cloud"}
        How the points are drawn.
    axes : matplotlib.axes.Axes
        Whose data coordinates the points are in; its scales are linear or logarithmic.
    numbers : (n_steps + 1, *family, n_numbers) array_like
        The numbers at each step.
    recipe : (n_numbers + 1, n_points, 2) array_like
        The points are ``recipe[0] + numbers[0] * recipe[1] + numbers[1] * recipe[2] + …``.
    color, width, label
        As for `Track`.

    Raises
    ------
    ValueError, TypeError
        If `recipe` does not suit the numbers, or the axes has another projection.

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> weights = np.zeros((11, 1))
    >>> mixed("line", ax, weights, [[[0, 0], [5, 0]], [[0, 0], [0, 5]]]).columns().shape
    (11, 1)
    """
    one_of("kind", kind, ("line", "segments", "cloud"))
    array, table = step_numbers("numbers", numbers, 2), step_numbers("recipe", recipe, 3)
    expected = array.shape[-1] + 1
    if table.shape[:1] + table.shape[2:] != (expected, 2):
        raise ValueError(f"recipe must have the shape ({expected}, n_points, 2), not {table.shape}")
    track = Track(kind, axes, array, color, width, label, table)
    if not track.is_affine:
        raise ValueError("axes must have linear or logarithmic scales for a recipe")
    return track


def _points(axes: Axes, points: ArrayLike, ndim: int) -> NDArray[np.floating[Any]]:
    array = step_numbers("points", points, ndim)
    n_coordinates = 3 if axes.name == "3d" else 2
    if array.shape[-1] != n_coordinates:
        raise ValueError(
            f"points must have {n_coordinates} coordinates in the last axis, "
            f"not the shape {array.shape}"
        )
    return array
