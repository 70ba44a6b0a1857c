"""Where a landscape is deepest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.objective import stack_coordinates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gdwidgets.core.objective import Objective

    Domain = Sequence[tuple[float, float]]
    Point = tuple[float, ...]

FINE, CLOSER = 401, (9,) * 16
"""Points along each side: of the look over everything, then of those ever closer."""


def deepest(objective: Objective, domain: Domain) -> tuple[tuple[Point, ...], float]:
    """Find the deepest points of a landscape, and their height.

    The known minima are taken if they are as deep as what a search finds.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import double_well
    >>> points, height = deepest(double_well, double_well.domain)
    >>> points
    ((-2.0, 0.0),)
    """
    corners = np.asarray(domain, dtype=float)
    lows, highs = corners.T
    best, cell = corners.mean(axis=1), (highs - lows) / 2
    for n in (FINE, *CLOSER):
        sides = [
            np.linspace(max(low, x - d), min(high, x + d), n)
            for x, d, low, high in zip(best, cell, lows, highs, strict=True)
        ]
        grid = stack_coordinates(*np.meshgrid(*sides)).reshape(-1, 2)
        heights = objective.value(grid)
        heights = np.where(np.isfinite(heights), heights, np.inf)
        best, cell = grid[np.argmin(heights)], 2 * cell / (n - 1)
    depth, top = float(np.min(heights)), float(np.max(heights))
    inside = [p for p in objective.minima if np.all((lows <= p) & (p <= highs))]
    with np.errstate(all="ignore"):
        known = [(tuple(map(float, p)), float(objective.value(np.array(p)))) for p in inside]
    slack = 1e-9 * max(1.0, abs(depth), abs(top))
    deep = tuple(point for point, height in known if height <= depth + slack)
    if deep:
        return deep, min(height for _, height in known)
    return ((float(best[0]), float(best[1])),), depth
