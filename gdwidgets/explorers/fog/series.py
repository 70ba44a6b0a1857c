"""A landscape as a Chebyshev series: so few numbers that a browser can walk on it alone.

A smooth function on a rectangle is, to nearly all the digits of a float, a short sum of
Chebyshev polynomials (Trefethen, Approximation Theory and Approximation Practice, 2013,
chapter 8); a polynomial is one exactly. The sum gives height and slope anywhere, so a step
in the browser is the same step as in the core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev

from gdwidgets.core.objective import stack_coordinates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gdwidgets.core.objective import Objective

SIZES = (16, 32, 64, 128)
TOLERANCE = 1e-5
"""The largest error allowed, as a share of the range of heights, or of the steepest slope."""


def fit_series(objective: Objective, domain: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Fit a Chebyshev series to an objective of two parameters.

    Parameters
    ----------
    objective : Objective
        With ``n_params == 2``.
    domain : pair of (low, high) pairs
        Where the series holds.

    Returns
    -------
    (n, n) ndarray
        ``numpy.polynomial.chebyshev.chebval2d(s, t, series)`` is the height, where s and t
        go from -1 to 1 along the two sides of `domain`. n is the least of 16, 32, 64 and 128
        that makes heights and slopes right to `TOLERANCE`.

    Raises
    ------
    ValueError
        If the objective is not finite all over `domain`, or not smooth enough.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> series = fit_series(gd.surfaces.himmelblau, gd.surfaces.himmelblau.domain)
    >>> series.shape
    (16, 16)
    >>> round(float(chebyshev.chebval2d(0.5, 1 / 3, series)), 10)  # at (3, 2), a minimum
    0.0
    """
    middle = np.mean(domain, axis=1)
    half = np.ptp(np.asarray(domain, dtype=float), axis=1) / 2
    places = np.random.default_rng(0).uniform(-1, 1, (400, 2))
    heights = objective.value(middle + half * places)
    slopes = objective.gradient(middle + half * places)
    for n in SIZES:
        nodes = chebyshev.chebpts1(n)
        grid = stack_coordinates(*np.meshgrid(nodes, nodes, indexing="ij"))
        values = objective.value(middle + half * grid)
        if not np.all(np.isfinite(values)):
            raise ValueError(f"landscape must be finite all over {domain!r}: {objective.name}")
        basis = chebyshev.chebvander(nodes, n - 1)
        series = np.asarray(basis.T @ values @ basis * (2 / n) ** 2, dtype=float)
        series[0] /= 2
        series[:, 0] /= 2
        s, t = places.T
        fitted = chebyshev.chebval2d(s, t, series)
        misses = [_share(fitted - heights, np.ptp(heights))]
        for i in range(2):
            fitted = chebyshev.chebval2d(s, t, np.asarray(chebyshev.chebder(series, axis=i)))
            misses.append(_share(fitted / half[i] - slopes[..., i], np.abs(slopes).max()))
        if max(misses) <= TOLERANCE:
            return series
    raise ValueError(
        f"landscape must be smooth, so that the browser can know it: {objective.name} would "
        f"be wrong by {100 * max(misses):.2g} %"
    )


def _share(misses: NDArray[np.floating], scale: np.floating) -> float:
    return float(np.abs(misses).max() / scale) if scale else 0.0
