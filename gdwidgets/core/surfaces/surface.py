"""`Surface`: a function of a few coordinates that gradient descent can walk on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.objective import Objective
from gdwidgets.core.params import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

Point = tuple[float, ...]


@final
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Surface(Objective):
    """A function given by formulas for its height, its slope and its curvature.

    The three formulas take one array for each coordinate, ``f(x, y)``, and work on any
    number of points at once. Constants may be returned as plain numbers.

    Parameters
    ----------
    name : str
        What the surface is called.
    height : callable
        ``height(x, y)`` returns the value.
    slope : callable
        ``slope(x, y)`` returns the partial derivatives ``(f_x, f_y)``.
    curvature : callable, optional
        ``curvature(x, y)`` returns the second derivatives ``((f_xx, f_xy), (f_xy, f_yy))``.
        Without it, the Hessian is taken by central differences of the slope.
    domain : sequence of (float, float) pairs
        The part worth looking at, a ``(low, high)`` pair for each coordinate. It also says
        how many coordinates there are.
    start : sequence of float, optional
        A good place to start a first run from. By default a point off the centre, at a
        fifth of the domain.
    minima, saddles : sequence of points
        What is known of them, the deepest minima first. Surfaces with dozens of minima
        name the deepest only.
    latex : str
        The formula, in LaTeX without dollar signs.
    param_names : sequence of str, optional
        The coordinates' names: x, y for up to two, x1, x2, ... for more.
    notes : sequence of str
        What a learner should know about how it is computed, such as "gradient by central
        differences".

    Examples
    --------
    >>> from gdwidgets.core.surfaces import Surface
    >>> bowl = Surface(
    ...     name="Bowl",
    ...     height=lambda x, y: x**2 + y**2,
    ...     slope=lambda x, y: (2 * x, 2 * y),
    ...     curvature=lambda x, y: ((2, 0), (0, 2)),
    ...     domain=[(-2, 2), (-2, 2)],
    ... )
    >>> bowl.gradient([[1.0, 2.0], [0.5, 0.0]])
    array([[2., 4.],
           [1., 0.]])
    >>> bowl.hessian([1.0, 2.0])
    array([[2., 0.],
           [0., 2.]])
    """

    name: str
    height: Callable[..., Any]
    slope: Callable[..., Sequence[Any]]
    curvature: Callable[..., Sequence[Sequence[Any]]] | None = None
    domain: tuple[tuple[float, float], ...]
    start: Point = ()
    minima: tuple[Point, ...] = ()
    saddles: tuple[Point, ...] = ()
    latex: str = ""
    param_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    n_params: int = field(init=False)

    def __post_init__(self) -> None:
        domain = _as_domain(self.domain)
        n_params = len(domain)
        start = self.start or tuple(low + (high - low) / 5 for low, high in domain)
        names = self.param_names or (
            ("x", "y")[:n_params] if n_params < 3 else [f"x{i + 1}" for i in range(n_params)]
        )
        if len(names) != n_params:
            raise ValueError(f"param_names must have {n_params} names, not {tuple(names)!r}")
        checked: dict[str, Any] = {
            "domain": domain,
            "n_params": n_params,
            "param_names": tuple(names),
            "start": _as_point("start", start, n_params),
            "minima": tuple(_as_point("minima", point, n_params) for point in self.minima),
            "saddles": tuple(_as_point("saddles", point, n_params) for point in self.saddles),
            "notes": tuple(self.notes),
        }
        for attribute, value in checked.items():
            object.__setattr__(self, attribute, value)

    def __repr__(self) -> str:
        return f"Surface({self.name!r}, n_params={self.n_params})"

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The height at `params`; see `Objective.value`."""
        params, points = self._as_points(params)
        height = np.empty(points.shape[:-1], params.dtype)
        with np.errstate(all="ignore"):
            height[...] = self.height(*_coordinates(points))
        return height.reshape(params.shape[:-1])[()]

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The slope at `params`; see `Objective.gradient`."""
        params, points = self._as_points(params)
        # One coordinate after the other in memory, as `stack_coordinates` explains.
        gradient = np.empty((self.n_params, *points.shape[:-1]), params.dtype)
        with np.errstate(all="ignore"):
            for i, derivative in enumerate(self.slope(*_coordinates(points))):
                gradient[i] = derivative
        return gradient.transpose(*range(1, points.ndim), 0).reshape(params.shape)

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature at `params`; see `Objective.hessian`."""
        if self.curvature is None:
            return super().hessian(params)
        params, points = self._as_points(params)
        hessian = np.empty((*points.shape, self.n_params), params.dtype)
        with np.errstate(all="ignore"):
            for i, row in enumerate(self.curvature(*_coordinates(points))):
                for j, derivative in enumerate(row):
                    hessian[..., i, j] = derivative
        return hessian.reshape((*params.shape, self.n_params))

    def _as_points(self, params: ArrayLike) -> tuple[Array, Array]:
        """Return `params` as given and as a batch.

        A single point goes through as a batch of one: NumPy computes powers of lone numbers
        by another routine, and the last bit would differ.
        """
        params = as_params(params, self.n_params)
        return params, params if params.ndim > 1 else params[np.newaxis]


def _coordinates(points: Array) -> list[Array]:
    return [points[..., i] for i in range(points.shape[-1])]


def _as_domain(domain: Any) -> tuple[tuple[float, float], ...]:
    try:
        pairs = tuple((float(low), float(high)) for low, high in domain)
    except (TypeError, ValueError):
        pairs = ()
    if not pairs or not all(math.isfinite(high - low) and low < high for low, high in pairs):
        raise ValueError(
            "domain must be a (low, high) pair of finite numbers with low < high "
            f"for each coordinate, not {domain!r}"
        )
    return pairs


def _as_point(name: str, point: Any, n_params: int) -> Point:
    try:
        numbers = tuple(float(number) for number in point)
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != n_params or not all(map(math.isfinite, numbers)):
        raise ValueError(f"{name} must have {n_params} finite numbers a point, not {point!r}")
    return numbers
