"""`field`: an image that changes from step to step, or along an axis of the family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np

from gdwidgets.core.validate import finite_number
from gdwidgets.player.tracks.track import Track, step_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

SHADES = 64
"""So many colours of a colormap are sent: more can't be told apart behind a picture."""


def field(
    axes: Axes,
    values: ArrayLike,
    *,
    extent: tuple[float, float, float, float] | None = None,
    limits: tuple[float, float] | None = None,
    cmap: str = "viridis",
    opacity: float = 0.6,
    label: str = "field",
    every: int = 1,
    along: str = "",
) -> Track:
    """An image that changes from step to step: a decision boundary, a density, an error.

    List it before the tracks that are to be drawn on top of it. It sends a byte for each value,
    before they are compressed: 40 rows of 40 columns at every fifth of 200 steps are 66 kB.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Which axes it lies over; both of its scales are linear.
    values : (n_images, *family, n_rows, n_columns) array_like
        The image at each step (or at every few), the lowest row first. NaN is left transparent.
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
    every : int
        At every how many steps there is an image: ``n_images`` is then
        ``n_steps // every + 1``, and those between are blended.
    along : str
        An axis of the family instead of the steps: ``values (n_positions, n_rows, n_columns)``
        has an image for each position of that axis, and it is the same at every step.

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
    if along and images.ndim != 3:
        raise ValueError(
            f"values must have the shape (n_positions, n_rows, n_columns) along {along!r}, "
            f"not {images.shape}"
        )
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
    return Track("field", axes, images, label=label, look=look, every=every, along=along)


def in_bytes(track: Track) -> NDArray[np.uint8]:
    """The values of a field's images as 0 to 254 between its limits; 255 where there is none."""
    assert track.look is not None
    low, high = track.look["limits"]
    with np.errstate(invalid="ignore", over="ignore"):
        shares = np.clip((track.points - low) / (high - low), 0, 1) * 254
    return np.where(np.isnan(shares), 255, np.rint(np.nan_to_num(shares))).astype(np.uint8)


def _ascending(name: str, pair: Any) -> tuple[float, float]:
    """Return two numbers of which the second is the greater."""
    if np.shape(pair) != (2,):
        raise ValueError(f"{name} must be two numbers, not {pair!r}")
    low, high = (finite_number(name, each) for each in pair)
    if not low < high:
        raise ValueError(f"{name} must go from low to high, not {pair!r}")
    return low, high
