"""What the player can move over a figure: trails, curves, clouds, lines, arrows, fields, …

A `Track` says which numbers belong to which axes. Its points are in the **data coordinates**
of those axes, one set of points for every step of every run::

    points (n_steps + 1, *family, n_points, 2)

`Recording` lays the numbers of all tracks side by side in one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import matplotlib as mpl
import numpy as np

from gdwidgets.core.validate import finite_number, one_of
from gdwidgets.drawing.axes_maps import AxesMap, to_fraction
from gdwidgets.drawing.palette import PATH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

Kind = Literal["trail", "curve", "cloud", "line", "segments", "arrow", "field"]

SHADES = 64
"""So many colours of a colormap are sent: more can't be told apart behind a picture."""


@dataclass(frozen=True, eq=False)
class Track:
    """Numbers that move over one axes of a figure; made by `trail`, `curve`, `cloud`, …

    Attributes
    ----------
    kind : str
        How the points are drawn.
    axes : matplotlib.axes.Axes
        Whose data coordinates the points are in.
    points : (n_steps + 1, *family, n_points, 2) ndarray
        The points of each step (for a curve, ``(n_steps + 1, *family, 1, 1)`` heights; for a
        field, its ``(n_steps + 1, *family, n_rows, n_columns)`` values).
    color : str
        A CSS colour.
    width : float
        Line width, or the diameter of a cloud's dots, in CSS pixels.
    label : str
        What it is, in plain words.
    recipe : (n_numbers + 1, n_points, 2) ndarray or None
        For a track made by `mixed`: how its points come from the numbers of a step, which
        `points (n_steps + 1, *family, n_numbers)` then holds in their place.
    look : dict or None
        For a field: its shape, extent, limits, colours and opacity.
    """

    kind: Kind
    axes: Axes
    points: NDArray[np.floating[Any]]
    color: str = PATH
    width: float = 2.0
    label: str = ""
    recipe: NDArray[np.floating[Any]] | None = None
    look: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        one_of("kind", self.kind, Kind.__args__)  # type: ignore[attr-defined]

    @property
    def figure(self) -> Figure:
        """The whole figure that the axes are part of."""
        return cast("Figure", self.axes.get_figure(root=True))

    @property
    def is_affine(self) -> bool:
        """Whether the browser can map the points itself (linear and log axes)."""
        return AxesMap.of(self.axes).affine

    def columns(self) -> NDArray[np.floating[Any]]:
        """The numbers that are sent: ``(n_steps + 1, *family, n_columns)``."""
        points = self.points
        if self.recipe is not None:
            return points
        if not self.is_affine:
            if self.kind == "curve":
                steps = np.arange(points.shape[0], dtype=float)
                steps = steps.reshape(-1, *[1] * (points.ndim - 1))
                points = np.concatenate([np.broadcast_to(steps, points.shape), points], axis=-1)
            self.figure.draw_without_rendering()  # settles limits and projections
            points = to_fraction(self.axes, points)
        return points.reshape(*points.shape[:-2], -1)

    def describe(self, axes_index: int, column: int) -> dict[str, Any]:
        """What the browser needs to know to draw it."""
        special: dict[str, Any] = {}
        if self.recipe is not None:
            special = {"recipe": self.recipe.tolist(), "count": self.recipe.shape[1]}
        if self.look is not None:
            special = {**self.look, "count": 0}
        return {
            "kind": "trail" if self.kind == "curve" and not self.is_affine else self.kind,
            "axes": axes_index,
            "column": column,
            "count": self.points.shape[-2],
            "space": "data" if self.is_affine else "figure",
            "color": self.color,
            "width": self.width,
            "label": self.label,
            **special,
        }


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


def field(
    axes: Axes,
    values: ArrayLike,
    *,
    extent: tuple[float, float, float, float] | None = None,
    limits: tuple[float, float] | None = None,
    cmap: str = "viridis",
    opacity: float = 0.6,
    label: str = "field",
) -> Track:
    """An image that changes from step to step: a decision boundary, a density, an error.

    List it before the tracks that are to be drawn on top of it. It sends four bytes for each
    value: 40 rows of 40 columns over 200 steps are 1.3 MB.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Which axes it lies over; both of its scales are linear.
    values : (n_steps + 1, *family, n_rows, n_columns) array_like
        The image at each step, the lowest row first.
    extent : (left, right, bottom, top), optional
        Where the outer edges of the image are, in data coordinates; by default at the
        limits of the axes.
    limits : (low, high), optional
        The values that get the first and the last colour; by default the least and the
        greatest of all.
    cmap : str
        The name of a Matplotlib colormap.
    opacity : float
        From 0, which can't be seen, to 1, which hides what is behind.
    label : str
        What it is, in plain words.

    Raises
    ------
    TypeError, ValueError
        If an argument is no number, of the wrong shape or out of its range, or the axes has
        other scales.

    Examples
    --------
    >>> import numpy as np
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> field(ax, np.zeros((11, 20, 30))).columns().shape
    (11, 600)
    """
    images = step_numbers("values", values, 3)
    if not images.size:
        raise ValueError(f"values must have rows and columns, not the shape {images.shape}")
    if axes.name != "rectilinear" or {axes.get_xscale(), axes.get_yscale()} != {"linear"}:
        raise ValueError("axes must have linear scales for a field")
    if cmap not in list(mpl.colormaps):
        raise ValueError(f"cmap must be the name of a Matplotlib colormap, not {cmap!r}")
    finite = images[np.isfinite(images)]
    if limits is None:
        limits = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    else:
        limits = _ascending("limits", limits)
    low, high = limits
    edges = (*sorted(axes.get_xlim()), *sorted(axes.get_ylim())) if extent is None else extent
    if np.shape(edges) != (4,):
        raise ValueError(f"extent must be (left, right, bottom, top), not {extent!r}")
    across, up = _ascending("extent", edges[:2]), _ascending("extent", edges[2:])
    shades = mpl.colormaps[cmap](np.linspace(0, 1, SHADES), bytes=True)
    look = {
        "shape": list(images.shape[-2:]),
        "extent": [*across, *up],
        "limits": [float(low), float(high) if high > low else float(low) + 1.0],
        "shades": shades[:, :3].tolist(),
        "opacity": finite_number("opacity", opacity, low=0, high=1),
    }
    return Track("field", axes, images, label=label, look=look)


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


def _ascending(name: str, pair: Any) -> tuple[float, float]:
    """Return two numbers of which the second is the greater."""
    if np.shape(pair) != (2,):
        raise ValueError(f"{name} must be two numbers, not {pair!r}")
    low, high = (finite_number(name, each) for each in pair)
    if not low < high:
        raise ValueError(f"{name} must go from low to high, not {pair!r}")
    return low, high


def _points(axes: Axes, points: ArrayLike, ndim: int) -> NDArray[np.floating[Any]]:
    array = step_numbers("points", points, ndim)
    n_coordinates = 3 if axes.name == "3d" else 2
    if array.shape[-1] != n_coordinates:
        raise ValueError(
            f"points must have {n_coordinates} coordinates in the last axis, "
            f"not the shape {array.shape}"
        )
    return array


def step_numbers(name: str, values: ArrayLike, ndim: int) -> NDArray[np.floating[Any]]:
    """Return `values` as floats with at least `ndim` axes, the first one of steps."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must be numbers, not {values!r}") from error
    if array.ndim < ndim or not array.shape[0]:
        raise ValueError(
            f"{name} must have a first axis of steps and at least {ndim} axes in all, "
            f"not the shape {array.shape}"
        )
    return array
