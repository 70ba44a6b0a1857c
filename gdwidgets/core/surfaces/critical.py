"""A search for the places where an objective's gradient is zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.objective import checked_objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Objective

MOST_NUMBERS = 2**24
"""The Hessians at all starts may hold so many numbers, 128 MiB."""


class CriticalPoints(NamedTuple):
    """Places where the gradient is zero.

    Attributes
    ----------
    points : (n, n_params) ndarray
        The places, each once.
    downhill : (n,) ndarray of int
        In how many directions the ground falls away: 0 at a minimum, `n_params` at a maximum,
        between these at a saddle.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> surfaces.critical_points(surfaces.saddle).downhill.tolist()
    [0, 0, 1]
    """

    points: Any
    downhill: Any

    @property
    def saddle_share(self) -> float:
        """The share of saddles among them; NaN if there are none."""
        n_params = self.points.shape[1]
        saddles = (self.downhill > 0) & (self.downhill < n_params)
        return float(saddles.mean()) if len(saddles) else float("nan")


def critical_points(objective: Objective, n_starts: int = 200, seed: int = 0) -> CriticalPoints:
    """Search an objective's domain for critical points, by Newton's method.

    Newton's method is drawn to saddles and maxima as much as to minima. It begins at random
    points; what it doesn't bring to a zero gradient within the domain is left out.

    Parameters
    ----------
    objective : Objective
        It must have a `domain`.
    n_starts : int
        From how many points the search begins, at least 1. The Hessians at all of them must
        fit into 128 MiB.
    seed : int
        Picks these points.

    Returns
    -------
    CriticalPoints
        Sorted by `downhill`.

    Raises
    ------
    TypeError, ValueError
        If the objective is none or has no domain, or a number is out of its range.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> found = critical_points(surfaces.random_landscape(8))
    >>> found.saddle_share > 0.9
    True
    """
    if checked_objective(objective).domain is None:
        raise ValueError(f"objective must have a domain, which {objective!r} has not")
    rng = np.random.default_rng(whole_number("seed", seed, low=0))
    low, high = np.array(objective.domain).T
    n_params = objective.n_params
    n_starts = whole_number("n_starts", n_starts, low=1, high=max(1, MOST_NUMBERS // n_params**2))
    points = rng.uniform(low, high, (n_starts, n_params))
    longest = 0.1 * np.linalg.norm(high - low)
    with np.errstate(all="ignore"):
        for _ in range(100):
            inverse = np.linalg.pinv(objective.hessian(points), hermitian=True)
            step = np.einsum("nij,nj->ni", inverse, objective.gradient(points))
            length = np.linalg.norm(step, axis=1, keepdims=True)
            points = points - step * np.minimum(1, longest / np.maximum(length, 1e-300))
            points = points[np.isfinite(points).all(axis=1) & (np.abs(points) < 1e6).all(axis=1)]
        curvature = np.linalg.eigvalsh(objective.hessian(points))
        steepest = np.abs(curvature).max(axis=1)
        level = np.abs(objective.gradient(points)).max(axis=1) <= 1e-9 * np.maximum(1, steepest)
    keep = level & ((low <= points) & (points <= high)).all(axis=1)
    points, curvature = points[keep], curvature[keep]
    _, first = np.unique(np.round(points / (high - low), 6) + 0.0, axis=0, return_index=True)
    downhill = (curvature[first] < 0).sum(axis=1)
    order = np.argsort(downhill, kind="stable")
    return CriticalPoints(points[first][order], downhill[order])
