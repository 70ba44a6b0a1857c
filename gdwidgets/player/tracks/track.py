"""What the player can move over a figure: a `Track`, numbers that belong to one axes.

Its points are in the **data coordinates** of those axes, one set of points for every step of
every run::

    points (n_steps + 1, *family, n_points, 2)

`Recording` lays the numbers of all tracks side by side in one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from gdwidgets.core.validate import one_of, whole_number
from gdwidgets.drawing.axes_maps import AxesMap, to_fraction
from gdwidgets.drawing.palette import PATH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

Kind = Literal["trail", "curve", "cloud", "line", "segments", "arrow", "field"]


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
        field, its ``(n_images, *family, n_rows, n_columns)`` values).
    color : str
        A CSS colour.
    width : float
        Line width, or the diameter of a cloud's dots, in CSS pixels.
    label : str
        What it is, in plain words. Those of one label can be shown and hidden together, where
        the recording has a legend.
    recipe : (n_numbers + 1, n_points, 2) ndarray or None
        For a track made by `mixed`: how its points come from the numbers of a step, which
        `points (n_steps + 1, *family, n_numbers)` then holds in their place.
    look : dict or None
        For a field: its shape, extent, limits, colours and opacity.
    every : int
        For a field: at every how many steps there is an image of it.
    along : str
        For a field: the axis of the family that has an image for each of its positions.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> from gdwidgets.player.tracks import trail
    >>> fig, ax = figure(400, 300)
    >>> path = trail(ax, [[0.0, 0.0], [1.0, 2.0], [2.0, 3.0]])
    >>> path.kind, path.points.shape, path.columns().shape
    ('trail', (3, 1, 2), (3, 2))
    """

    kind: Kind
    axes: Axes
    points: NDArray[np.floating[Any]]
    color: str = PATH
    width: float = 2.0
    label: str = ""
    recipe: NDArray[np.floating[Any]] | None = None
    look: dict[str, Any] | None = None
    every: int = 1
    along: str = ""

    def __post_init__(self) -> None:
        one_of("kind", self.kind, Kind.__args__)  # type: ignore[attr-defined]
        whole_number("every", self.every, low=1)

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
            special = {**self.look, "count": 0, "every": self.every, "along": self.along}
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
