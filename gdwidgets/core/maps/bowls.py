"""The bowls around known minima: within one, a run's way to the bottom can be foreseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.curvature import LEVEL, curvatures, principal_axes
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective

NEAR = 0.04
"""A run is at a minimum if it is within this share of the picture's width of it."""

RINGS = (1 / 16, 1 / 4, 1 / 2, 1)
"""Within so many shares of that it is known how the ground bends."""

N_DIRECTIONS = 16
"""So many points of each ring are looked at."""


@final
@dataclass(frozen=True)
class Bowls:
    """Minima of two parameters, and how the ground bends around them.

    Attributes
    ----------
    points : (n_bowls, 2) ndarray
        Where the minima are.
    reach : (2,) ndarray
        How far from one counts as near, in each coordinate; the unit of distances, see `apart`.
    loss : (n_bowls,) ndarray
        How high the minima lie.
    bottom : (n_bowls, 2, 2) ndarray
        The Hessians there.
    softer, steeper : (n_bowls, n_rings) ndarray
        Within each ring the Hessian is between so many times the one at the bottom. NaN where it
        isn't known to bend upwards all around.
    """

    points: Array
    reach: Array
    loss: Array
    bottom: Array
    softer: Array
    steeper: Array

    @classmethod
    def of(cls, objective: Objective, reach: Array, dtype: np.dtype) -> Bowls:
        """Look around the known minima of an objective, for runs in a precision."""
        points = np.array(objective.minima, float).reshape(-1, 2)
        angle = np.linspace(0, 2 * np.pi, N_DIRECTIONS, endpoint=False)
        circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        around = np.multiply.outer(RINGS, circle * reach)
        softer, steeper = np.full((2, len(points), len(RINGS)), np.nan)
        with np.errstate(all="ignore"):
            loss = objective.value(points)
            bottom = objective.hessian(points)
            for i, (lowest, highest) in enumerate(curvatures(bottom)):
                if LEVEL * highest < lowest < np.inf:
                    root = np.linalg.inv(np.linalg.cholesky(bottom[i]))
                    times = curvatures(root @ objective.hessian(points[i] + around) @ root.T)
                    softer[i] = np.minimum.accumulate(times[..., 0].min(axis=1))
                    steeper[i] = np.maximum.accumulate(times[..., 1].max(axis=1))
            softer[~(softer > 0)] = np.nan
            facts = (points, reach, loss, bottom, softer, steeper)
            return cls(*(fact.astype(dtype) for fact in facts))

    @property
    def softest(self) -> Any:
        """The least of `softer` in each bowl; NaN if nothing is known of it."""
        return np.fmin.reduce(self.softer, axis=1)

    @property
    def rounding(self) -> Any:
        """How far from each minimum a run may be and still be at it to the last bit."""
        size = np.abs(self.points).max(axis=1) + self.reach.max()
        return np.finfo(self.points.dtype).eps * size / self.reach.min()

    def felt_by(self, scale: Array, place: np.ndarray) -> tuple[Any, Any]:
        """Return the extreme curvatures at the bottom for methods that scale each slope.

        `scale` is ``(1 or 2, 1 or n)``, as is `Response.flat`'s.
        """
        a, b, d = (self.bottom[:, i, j].take(place) for i, j in ((0, 0), (0, 1), (1, 1)))
        a, d, b = a * scale[0], d * scale[-1], b * b * (scale[0] * scale[-1])
        highest = 0.5 * (a + d + np.sqrt((a - d) ** 2 + 4 * b))
        return (a * d - b) / highest, highest

    def slope_at(self, distance: Array, place: np.ndarray) -> Any:
        """Return how steep it is at most at a distance, if it bends as at the bottom."""
        steepest = (np.abs(self.bottom) * self.reach).sum(axis=2).max(axis=1)
        return steepest.take(place) * distance

    def bends(self, distance: Array, place: Any) -> tuple[Any, Any]:
        """Return `softer` and `steeper` for runs that get no further than a distance."""
        ring = place * len(RINGS) + sum(distance > inner for inner in RINGS[:-1])
        return self.softer.take(ring), self.steeper.take(ring)


def apart(params: Array, points: Array, reach: Array) -> Any:
    """Return the squared distances of ``(2, n)`` params from points (2,) or (2, n).

    The unit of each coordinate is its reach.
    """
    (a, b), (x, y) = (1 / reach).astype(params.dtype), points.astype(params.dtype, copy=False)
    return ((params[0] - x) * a) ** 2 + ((params[1] - y) * b) ** 2


def nearest(params: Array, points: Array, reach: Array) -> tuple[np.ndarray, Any]:
    """Return which of some points each of ``(2, n)`` params is at, and the squared distance.

    They are -1 and 1 for those that are at none.
    """
    place = np.full(params.shape[1], -1, np.int8 if len(points) < 128 else int)
    least = np.ones(params.shape[1], params.dtype)
    for i, point in enumerate(points):
        distance = apart(params, point, reach)
        np.putmask(place, distance <= least, i)
        least = np.minimum(least, distance)
    return place, least


def to_bottom(hessian: Array, gradient: Array) -> Any:
    """Return Newton's steps, (n, n_params), along the axes in which the ground bends."""
    curvature, axes = principal_axes(hessian)
    slopes = matvec(np.swapaxes(axes, -1, -2), gradient)
    bends = np.abs(curvature) > LEVEL * np.abs(curvature).max(axis=-1, keepdims=True)
    return -matvec(axes, np.divide(slopes, curvature, out=np.zeros_like(slopes), where=bends))
