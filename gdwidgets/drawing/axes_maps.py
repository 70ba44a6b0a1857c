"""Where the data of an axes lie in the picture of its figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from mpl_toolkits.mplot3d import proj3d  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class AxesMap:
    """One axes of a rendered figure, for whoever draws over it.

    Attributes
    ----------
    left, top, width, height : float
        Its box as fractions of the figure, counted from the top left corner.
    x_scale, y_scale : str
        The scales' names, such as ``"linear"`` and ``"log"``.
    x_limits, y_limits : (float, float)
        The data at left and right, at bottom and top; the first may be the larger one.
    x_label, y_label : str
        The labels.
    affine : bool
        Whether the scales and limits say where a point lies: they don't for a polar or 3-D
        projection, or scales other than linear and log. `to_fraction` always does.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 200)
    >>> AxesMap.of(ax).affine
    True
    """

    left: float
    top: float
    width: float
    height: float
    x_scale: str
    y_scale: str
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]
    x_label: str
    y_label: str
    affine: bool

    @classmethod
    def of(cls, ax: Axes) -> AxesMap:
        """Describe `ax`, whose figure has been drawn.

        Examples
        --------
        >>> from gdwidgets.drawing import figure
        >>> fig, ax = figure(400, 200)
        >>> ax.set(xlim=(0, 5), yscale="log")
        [...]
        >>> here = AxesMap.of(ax)
        >>> here.x_limits, here.y_scale, here.affine
        ((0.0, 5.0), 'log', True)
        """
        (left, bottom), (right, top) = _fractions(ax, ax.bbox.get_points())
        scales = ax.get_xscale(), ax.get_yscale()
        return cls(
            left=float(left),
            top=float(top),
            width=float(right - left),
            height=float(bottom - top),
            x_scale=scales[0],
            y_scale=scales[1],
            x_limits=_floats(ax.get_xlim()),
            y_limits=_floats(ax.get_ylim()),
            x_label=ax.get_xlabel(),
            y_label=ax.get_ylabel(),
            affine=ax.name == "rectilinear" and {*scales} <= {"linear", "log"},
        )


def to_fraction(ax: Axes, points: ArrayLike) -> NDArray[np.float64]:
    """Map data to fractions of the figure by the axes' own transform, whatever it is.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes; its figure must have been drawn or rendered since its limits changed.
    points : (..., 2) or (..., 3) array_like
        Data coordinates: three of them in a 3-D axes.

    Returns
    -------
    (..., 2) ndarray
        Fractions from the left and from the **top**; NaN where `points` has NaN.

    Raises
    ------
    ValueError
        If the last axis of `points` does not suit `ax`.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 200)
    >>> ax.set(position=(0, 0, 1, 1), xlim=(0, 8), ylim=(0, 1))
    [...]
    >>> to_fraction(ax, [2, 1])
    array([0.25, 0.  ])
    """
    points = np.asarray(points, dtype=float)
    n_coordinates = 3 if ax.name == "3d" else 2
    if points.ndim == 0 or points.shape[-1] != n_coordinates:
        raise ValueError(
            f"points must have {n_coordinates} coordinates in the last axis, "
            f"not shape {points.shape}"
        )
    flat = points.reshape(-1, n_coordinates)
    with np.errstate(all="ignore"):
        if n_coordinates == 3:
            flat = _project(ax, flat)
        pixels = ax.transData.transform(flat)
        fractions = _fractions(ax, pixels)
    return fractions.reshape(*points.shape[:-1], 2)


def _project(ax: Any, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a 3-D axes does to data before its 2-D transform."""
    axes = ax.xaxis, ax.yaxis, ax.zaxis
    scaled = [axis.get_transform().transform(p) for axis, p in zip(axes, points.T, strict=True)]
    x, y, _ = proj3d.proj_transform(*scaled, ax.get_proj())
    return np.stack([x, y], axis=-1)


def _fractions(ax: Axes, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Display pixels, y up, to fractions of the figure, y down."""
    root = ax.get_figure(root=True)
    assert root is not None
    x, y = root.transFigure.inverted().transform(pixels).T
    return np.stack([x, 1 - y], axis=-1)


def _floats(pair: tuple[float, float]) -> tuple[float, float]:
    return float(pair[0]), float(pair[1])
