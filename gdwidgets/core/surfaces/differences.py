"""Derivatives by central differences of fourth order.

The steps are powers of two, which adds nothing to the rounding, in proportion to the width of the
domain: a 4096th part of a tenth of it for a slope, a 512th for a curvature. On the surfaces of
this package slopes are right to 1e-11 of the largest, curvatures to 2e-8. Where a step leads out
of where the function is defined, 64 times smaller steps are taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.surfaces.returned import fill

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

FIRST, SECOND = 2.0**-12, 2.0**-9
SMALLER = 2.0**-6

Domain = tuple[tuple[float, float], ...]


@final
@dataclass(frozen=True)
class Slope:
    """The first derivatives of a function, for 4 evaluations a coordinate.

    Examples
    --------
    >>> slope = Slope(lambda x, y: np.sin(x) * y, ((-5.0, 5.0), (-5.0, 5.0)))
    >>> print(*(float(abs(d).round(9)) for d in slope(0.0, 2.0)))
    2.0 0.0
    """

    function: Callable[..., Any]
    domain: Domain

    def __call__(self, *coordinates: Any) -> list[Array]:
        """Return an array for each coordinate, in float64."""
        at = _doubles(coordinates)
        return [_first(self.function, at, i, self.domain) for i in range(len(at))]


@final
@dataclass(frozen=True)
class Curvature:
    """The second derivatives of a function, for ``4 n**2 + 1`` evaluations.

    Examples
    --------
    >>> curvature = Curvature(lambda x, y: x**2 * y, ((-5.0, 5.0), (-5.0, 5.0)))
    >>> np.round(curvature(1.0, 3.0), 8)
    array([[6., 2.],
           [2., 0.]])
    """

    function: Callable[..., Any]
    domain: Domain

    def __call__(self, *coordinates: Any) -> list[list[Array]]:
        """Return a row of arrays for each coordinate, in float64."""
        at = _doubles(coordinates)
        n = len(at)
        centre = np.asarray(self.function(*at), dtype=float)
        upper = {
            (i, j): _second(self.function, at, (i, j), self.domain, centre)
            for i in range(n)
            for j in range(i, n)
        }
        return [[upper[min(i, j), max(i, j)] for j in range(n)] for i in range(n)]


@final
@dataclass(frozen=True)
class SlopeOfSlope:
    """The second derivatives of a function with a given slope, for ``4 n`` slopes."""

    slope: Callable[..., Any]
    domain: Domain

    def __call__(self, *coordinates: Any) -> Array:
        """Return an (n, n, ...) array, in float64."""
        at = _doubles(coordinates)
        hessian = np.stack([_first(self._stacked, at, i, self.domain) for i in range(len(at))])
        symmetric: Array = 0.5 * (hessian + np.swapaxes(hessian, 0, 1))
        return symmetric

    def _stacked(self, *at: Array) -> Array:
        block = np.empty((len(at), *at[0].shape))
        fill("slope", block, self.slope(*at), 1)
        return block


def _doubles(coordinates: tuple[Any, ...]) -> list[Array]:
    return list(np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in coordinates)))


def _first(
    function: Callable[..., Any], at: list[Array], i: int, domain: Domain, share: float = FIRST
) -> Array:
    step = _step(at[i], domain[i], share)

    def there(k: int) -> Array:
        return np.asarray(function(*at[:i], at[i] + k * step, *at[i + 1 :]), dtype=float)

    derivative = (8 * (there(1) - there(-1)) - (there(2) - there(-2))) / (12 * step)
    if share == FIRST and not np.isfinite(derivative).all():
        nearer = _first(function, at, i, domain, share * SMALLER)
        derivative = np.where(np.isfinite(derivative), derivative, nearer)
    return derivative


def _second(
    function: Callable[..., Any],
    at: list[Array],
    pair: tuple[int, int],
    domain: Domain,
    centre: Array,
    share: float = SECOND,
) -> Array:
    """One second derivative; a mixed one is half the difference of those along two diagonals."""
    i, j = pair
    steps = [_step(x, side, share) for x, side in zip(at, domain, strict=True)]

    def along(sign: int) -> Array:
        def there(k: int) -> Array:
            moved = list(at)
            moved[i] = at[i] + k * steps[i]
            if j != i:
                moved[j] = at[j] + sign * k * steps[j]
            return np.asarray(function(*moved), dtype=float) - centre

        bend: Array = (16 * (there(1) + there(-1)) - (there(2) + there(-2))) / 12
        return bend

    bend = along(1) if i == j else (along(1) - along(-1)) / 4
    derivative = bend / (steps[i] * steps[j])
    if share == SECOND and not np.isfinite(derivative).all():
        nearer = _second(function, at, pair, domain, centre, share * SMALLER)
        derivative = np.where(np.isfinite(derivative), derivative, nearer)
    return derivative


def _step(x: Array, side: tuple[float, float], share: float) -> Array:
    """A power of two; beyond the domain it grows with the distance."""
    low, high = side
    width = 2.0 ** np.round(np.log2((high - low) / 10))
    _, exponent = np.frexp((x - (low + high) / 2) / (high - low))
    step: Array = np.ldexp(share * width, np.maximum(exponent, 0))
    return step
