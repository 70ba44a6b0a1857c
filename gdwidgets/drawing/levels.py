"""Heights for contours that show where the valley is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SKEW = 0.35
"""Where the median height lies lower than this in the range, levels are spaced by ratio."""


def choose_levels(heights: NDArray[np.floating], n_levels: int = 16) -> NDArray[np.float64]:
    """Choose heights for contours that show where the valley is.

    Where most of the surface lies low, as in a bowl or a valley between walls, the levels
    are spaced by a constant ratio **above the lowest value** (so negative heights are no
    problem); otherwise evenly.

    Parameters
    ----------
    heights : (n,) ndarray
        The finite heights that are to be shown.
    n_levels : int
        How many levels, at least 3.

    Returns
    -------
    (n_levels,) ndarray
        Ascending, from the lowest height to the highest.

    Examples
    --------
    >>> choose_levels(np.linspace(0, 4, 100), 5)
    array([0., 1., 2., 3., 4.])
    >>> choose_levels(np.append(np.linspace(0, 200, 999), 1e4), 6).astype(int)
    array([    0,     1,    10,   100,  1000, 10000])
    """
    low, high = float(np.min(heights)), float(np.max(heights))
    span = high - low
    if not np.isfinite(span):  # the difference of two huge numbers overflowed
        return np.linspace(0.5 * low, 0.5 * high, n_levels) * 2
    if span <= 1e-12 * max(abs(low), abs(high)):
        pad = 0.5 * max(abs(low), 1.0)
        return np.linspace(low - pad, high + pad, n_levels)
    if float(np.median(heights)) - low >= _SKEW * span:
        return np.linspace(low, high, n_levels)
    floor = np.clip(np.quantile(heights, 0.005) - low, 1e-6 * span, 0.02 * span)
    above = np.geomspace(floor, span, n_levels - 1)
    return np.concatenate([[low], low + above[:-1], [high]])
