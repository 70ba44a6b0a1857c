"""A function of one's own: made vectorised, differentiated numerically, and checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.surfaces.calls import Known, known
from gdwidgets.core.surfaces.differences import Curvature, Slope, SlopeOfSlope

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

Domain = tuple[tuple[float, float], ...]

MOST_WRONG = 1e-4
"""A given derivative may differ from central differences by this share of the largest."""


class Prepared(NamedTuple):
    """What a surface needs of a function; see `gdwidgets.core.surfaces.Surface`."""

    height: Callable[..., Any]
    slope: Callable[..., Any]
    curvature: Callable[..., Any]
    notes: tuple[str, ...]
    seconds_per_point: float | None


def prepared(f: Any, gradient: Any, hessian: Any, domain: Domain) -> Prepared:
    """Find out how a function and its derivatives are called; add and check derivatives.

    Raises
    ------
    TypeError, ValueError
        As `gdwidgets.core.surfaces.Surface.from_function` says.
    """
    points = trial_points(domain)
    height = known("f", f, points, 0)
    notes = [height.note]
    if gradient is None:
        slope: Callable[..., Any] = Slope(height.call, domain)
        notes.append("gradient by central differences")
    else:
        given = known("gradient", gradient, points, 1)
        check_derivatives("gradient", given, Slope(height.call, domain), points)
        slope = given.call
        notes.append(given.note)
    numerical = Curvature(height.call, domain) if gradient is None else SlopeOfSlope(slope, domain)
    if hessian is None:
        curvature: Callable[..., Any] = numerical
    else:
        given = known("hessian", hessian, points, 2)
        check_derivatives("hessian", given, numerical, points)
        curvature = given.call
        notes.append(given.note)
    return Prepared(
        height.call, slope, curvature, tuple(filter(None, notes)), height.seconds_per_point
    )


def trial_points(domain: Domain) -> Array:
    """Five points of the domain, (5, n_params), on which a function is tried."""
    low, high = np.array(domain).T
    points: Array = low + np.random.default_rng(0).uniform(0.05, 0.95, (5, len(low))) * (high - low)
    return points


def check_derivatives(
    name: str, given: Known, numerical: Callable[..., Any], points: Array
) -> None:
    """Compare given derivatives with central differences.

    Raises
    ------
    ValueError
        If one is wrong. The message has the place and both numbers.
    """
    expected = np.empty_like(given.values)
    with np.errstate(all="ignore"):
        for i, part in enumerate(numerical(*points.T)):
            expected[i] = part
    there = np.isfinite(expected)
    allowed = MOST_WRONG * max(1e-6, float(np.abs(expected[there]).max(initial=0)))
    off = np.where(there, np.abs(given.values - expected), 0)
    off[np.isnan(off)] = np.inf
    if not (off > allowed).any():
        return
    worst = np.unravel_index(np.argmax(off), off.shape)
    which = [int(i) + 1 for i in worst[:-1]]
    derivative = which[0] if len(which) == 1 else tuple(which)
    place = ", ".join(f"{c:.4g}" for c in points[worst[-1]])
    raise ValueError(
        f"{name} is wrong at ({place}): derivative {derivative} is given as "
        f"{given.values[worst]:.6g}, but central differences say {expected[worst]:.6g}"
    )
