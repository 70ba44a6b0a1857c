"""What the ground is like where each run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.curvature import MOST_AXES, Ground, look_around, principal_axes
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.scales import Scales
    from gdwidgets.core.objective import Array, Objective

NEAR_SADDLE = 0.02
"""Within this share of the domain's width a known saddle counts as near."""

NEAR_MINIMUM = 0.05
"""Within this share a known minimum does."""


class Place(NamedTuple):
    """Measurements where each run ended, or just before its loss left: an ``(n_runs,)`` array each.

    Attributes
    ----------
    width : float or ndarray
        How wide the part worth looking at is: the domain, or the size of the parameters.
    slope : ndarray
        The gradient's length, as a share of what is typical of the objective.
    ground : Ground
        The curvature; NaN where it wasn't looked at.
    along : (n_runs, n_params) ndarray or None
        The slope along each principal axis.
    curvature : (n_runs, n_params) ndarray or None
        The curvature along each, ascending.
    to_go : ndarray
        How far away the level point is, by slope and curvature along the directions that bend, as
        a share of the width.
    ahead : ndarray
        The same, straight ahead; negative if the slope grows there.
    bottom : (n_runs, n_params) ndarray
        That level point; where it isn't known, the end.
    floor : ndarray
        The loss there; NaN if it isn't known.
    bowl : ndarray of bool
        Whether the ground rises on every side, and that loss is as slope and curvature promise.
    near_deepest : ndarray of bool
        Whether one of the deepest known minima is near: within 5 % of the width.
    steepness, bend : ndarray
        The gradient's length, and the strongest curvature over the width, as a share of a slope
        that can be seen: the typical one, or a thousandth of the steepest where nearly all is flat.
    near_saddle : ndarray of bool
        Whether a known saddle is near.
    """

    width: Any
    slope: Any
    ground: Ground
    along: Any
    curvature: Any
    to_go: Any
    ahead: Any
    bottom: Any
    floor: Any
    bowl: Any
    near_deepest: Any
    steepness: Any
    bend: Any
    near_saddle: Any


def look_at(objective: Objective, points: Array, resting: np.ndarray, scales: Scales) -> Place:
    """Measure the ground at the ends of runs.

    Parameters
    ----------
    objective : Objective
    points : (n_runs, n_params) ndarray
    resting : (n_runs,) ndarray of bool
        Where it matters most: with more than 64 parameters the curvature costs 64 gradients, so
        it is looked at there only.
    scales : Scales
        What is typical of the objective.
    """
    typical, width = scales.slope, scales.width
    seen = np.maximum(typical, 1e-3 * scales.steepest)
    points = points.astype(float)
    gradient = objective.gradient(points)
    squared = (gradient**2).sum(axis=-1)
    slope = np.sqrt(squared)
    along = curvature = None
    bottom = points
    floor, bowl = np.full(len(points), np.nan), np.zeros(len(points), dtype=bool)
    if objective.n_params <= MOST_AXES:
        ground = look_around(objective, points, gradient)
        curvature, axes = principal_axes(ground.hessian)
        along = matvec(np.swapaxes(axes, -1, -2), gradient)
        jump = along / curvature
        bottom = points - matvec(axes, np.where(np.isfinite(jump), jump, 0))
        floor = objective.value(bottom)
        value, promised = objective.value(points), (jump * along).sum(axis=-1) / 2
        off = np.abs(value - floor - promised)
        bowl = ground.rises & (off <= 0.1 * promised + 1e-12 * np.abs(value))
        straight = (along**2 * curvature).sum(axis=-1) / squared
    else:
        ground = _ground_at_rest(objective, points, gradient, resting)
        straight = (objective.hessian_product(points, gradient) * gradient).sum(axis=-1) / squared
    return Place(
        width=width,
        slope=slope / typical,
        ground=ground,
        along=along,
        curvature=curvature,
        to_go=ground.to_go / width,
        ahead=slope / straight / width,
        bottom=bottom,
        floor=floor,
        bowl=bowl,
        near_deepest=_near(points, _deepest_minima(objective), NEAR_MINIMUM * width),
        steepness=slope / seen,
        bend=ground.strongest * width / seen,
        near_saddle=_near(points, objective.saddles, NEAR_SADDLE * width),
    )


def _near(points: Array, places: Any, distance: Any) -> Any:
    """Tell which points are within a distance of one of some places."""
    places = np.reshape(places, (-1, 1, points.shape[-1]))
    return (((points - places) ** 2).sum(axis=-1) <= distance**2).any(axis=0)


def _deepest_minima(objective: Objective) -> Any:
    minima = np.reshape(objective.minima, (-1, objective.n_params))
    heights = objective.value(minima)
    return minima[heights <= heights.min(initial=np.inf) + 1e-9 * np.abs(heights).max(initial=0)]


def _ground_at_rest(
    objective: Objective, points: Array, gradient: Array, resting: np.ndarray
) -> Ground:
    unknown = np.full(len(points), np.nan)
    which = np.flatnonzero(resting)
    if not len(which):
        return Ground(unknown, unknown, unknown, unknown, unknown, 0)
    looked = look_around(objective, points[which], gradient[which])

    def spread(found: Any) -> Any:
        whole = unknown.copy()
        whole[which] = found
        return whole

    return Ground(
        spread(looked.lowest),
        spread(looked.highest),
        spread(looked.to_go),
        spread(looked.off_ridge),
        spread(looked.n_level),
        looked.n_looked,
    )
