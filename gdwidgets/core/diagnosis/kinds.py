"""The kinds of ending, and the rules that tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence

AT_BOUND = 1e-12
"""This share of what it was above its lower bound at the start is nothing."""

BOTTOMLESS = 1e6
"""A loss that fell to this many times the size of the first, below zero, falls without end."""


def kinds(e: Evidence) -> Any:
    """Return the kind of each run: the first whose rule applies; see `diagnose`."""
    late, place, method = e.late, e.place, e.method
    stalled = e.status == "stalled"
    reached = arrived(e)
    near = place.ground.rises & (place.to_go <= 0.025)
    small = late.span <= 0.05 * place.width
    settling = near & small & (late.span > 0) & ~stalled & ~method.unstable
    leaves = ~reached & ~stalled & _leaves(e)
    halted = np.abs(late.fall) <= 0.01 * np.abs(e.first - e.last) + 1e-12
    halted |= (late.fall < 0) & (late.evenness < 0.9)
    in_vain = (late.shake > np.abs(late.drift)) | ((late.climb > 0.8) & (not e.noisy))
    shaking = in_vain & (late.rises >= 0.2)
    back_and_forth = late.turning < -0.5
    hopping = (shaking | back_and_forth) & ~(method.carries & (late.turning > 0.5))
    under_way = (method.highest_rate != 0) & (e.n_steps > 0)
    rules = {
        "no value": ~np.isfinite(e.first) | e.off,
        "diverged": (e.status == "diverged") | leaves,
        "shallow valley": (reached | settling) & _higher(e, reached) & (not e.noisy),
        "converged": reached,
        "noise floor": e.noisy & shaking,
        "saddle stall": (stalled | (halted & small)) & _on_a_ridge(e) & method.asks,
        "held back": (late.stride < 0.1 * method.pull) & ~e.level,
        "plateau": (stalled & e.level) | (_flat(e, near) & ~shaking & under_way),
        "hops": hopping & (not method.fixed) & method.asks & (late.evenness > 0.7) & late.moves,
        "overshoot": shaking | (back_and_forth & (late.fall <= 0)),
        "zig-zag": back_and_forth,
    }
    return np.select(list(rules.values()), list(rules), default="crawling")


def arrived(e: Evidence) -> Any:
    """Tell which runs are at a minimum, as far as was looked.

    The judge doesn't say it of runs on mini-batches, nor of methods that ask for no slope.
    """
    ground, near = e.place.ground, e.place.to_go <= 0.01
    minimum = (ground.rises & near) | (e.convex & ~ground.falls)
    unjudged = e.noisy | (not e.method.asks)
    return (e.status == "converged") | (unjudged & e.level & minimum) | at_bound(e)


def at_bound(e: Evidence) -> Any:
    """Tell which runs have come down to what the loss can't fall below."""
    return (e.status != "diverged") & (e.last - e.bound <= AT_BOUND * (e.first - e.bound))


def bottomless(e: Evidence) -> Any:
    """Tell which runs were lost because the ground falls away without end."""
    size = np.maximum(np.abs(e.first), 1)
    return (e.status == "diverged") & (e.last < e.first) & (e.last / BOTTOMLESS < -size)


def _leaves(e: Evidence) -> Any:
    """It is thrown off a bowl, and the loss grows already or must: a quadratic bowl has no edge."""
    method, late = e.method, e.late
    known = method.fixed and not method.scheduled
    unstable = np.bool_(known) & method.unstable & late.moves
    return unstable & (e.quadratic | (late.further & (not e.noisy)))


def _higher(e: Evidence, reached: Any) -> Any:
    """The bottom of the valley lies above the deepest known, by more than what is left to fall."""
    floor = np.where(reached, e.last, np.fmin(e.last, e.place.floor))
    share = 1e-3 * np.maximum(e.first - e.deepest, 1e-12)
    above = floor - e.deepest > np.maximum(share, e.last - floor)
    return above & ~e.place.near_deepest & (not e.convex)


def _on_a_ridge(e: Evidence) -> Any:
    """A known saddle is near; or level ground is, and a way down from it to the sides."""
    place = e.place
    off_ridge = place.ground.off_ridge <= 0.01 * place.width
    level = (place.to_go < 0.01) & (place.bend > 0.01)
    return (place.steepness < 0.2) & (place.near_saddle | (place.ground.falls & off_ridge & level))


def _flat(e: Evidence, near: Any) -> Any:
    """There is hardly any slope, and slope and curvature promise no level ground soon.

    Ripples that can't be seen promise nothing.
    """
    place = e.place
    far = ~((place.ahead > 0) & (place.ahead < 1)) | np.isnan(place.ground.strongest)
    return (place.slope < 0.01) & ((far & ~near) | (place.bend < 0.01))
