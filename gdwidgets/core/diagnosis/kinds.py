"""The kinds of ending, and the rules that tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence

KINDS = (
    "no value",
    "diverged",
    "shallow valley",
    "converged",
    "noise floor",
    "saddle stall",
    "held back",
    "plateau",
    "hops",
    "overshoot",
    "zig-zag",
    "crawling",
)
"""In the order in which they are asked for."""

BOTTOMLESS = 1e6
"""A loss that fell to this many times the size of the first, below zero, falls without end."""


def kinds(e: Evidence, n_params: int) -> Any:
    """Return the kind of each run; `diagnose` says what each means."""
    is_lost, stalled = e.status == "diverged", e.status == "stalled"
    adapts = ~np.isnan(e.limit) & (not e.fixed)
    off = e.product > e.limit * (1 + 1e-9)
    no_value = ~np.isfinite(e.first) | (is_lost & (e.last <= e.first) & ~off & ~bottomless(e))
    arrived = (e.status == "converged") | (e.noisy & e.level)
    leaves = (e.growing & ~adapts) | (e.fixed & e.quadratic & off & e.moves)
    near = e.ground.rises & (e.to_go <= 0.025)
    settling = near & (e.span <= 0.1) & ~stalled
    floor = np.where(arrived, e.last, np.minimum(e.last, e.floor))
    higher = floor - e.deepest > 1e-3 * np.maximum(e.first - e.deepest, 1e-12)
    shaking = (e.shake > np.abs(e.drift)) & (e.rises >= 0.2)
    halted = stalled | (e.fall < 0.01 * np.abs(e.first - e.last) + 1e-12)
    ridge = e.ground.off_ridge <= 0.01 * np.maximum(e.ground.to_go / np.maximum(e.to_go, 1e-300), 0)
    far = ~((e.ahead > 0) & (e.ahead < 1))
    unknown = np.isnan(e.ground.strongest)
    gentle = np.where(unknown & ~stalled, np.abs(e.fall) < 1e-3 * np.abs(e.last), e.slope < 0.01)
    back_and_forth = e.turning < -0.5
    moved = e.rate != 0
    bounded = adapts | np.isnan(e.limit)
    rules = {
        "no value": no_value,
        "diverged": is_lost | (~arrived & ~stalled & leaves),
        "shallow valley": (arrived | settling) & higher & (not e.noisy and not e.convex),
        "converged": arrived,
        "noise floor": e.noisy & shaking,
        "saddle stall": halted
        & (e.near_saddle | (e.ground.falls & ridge & (e.to_go < 0.01) & (e.bend > 0.01))),
        "held back": e.decays & e.pulled,
        "plateau": gentle & (far | unknown) & moved & ~near,
        "hops": bounded & e.asks & (shaking | back_and_forth) & (e.evenness > 0.7) & e.moves,
        "overshoot": shaking | (back_and_forth & (n_params == 1)),
        "zig-zag": back_and_forth & (e.fall > 0),
    }
    return np.select(list(rules.values()), list(rules), default="crawling")


def bottomless(e: Evidence) -> Any:
    """Tell which runs were lost because the ground falls away without end."""
    size = np.maximum(np.abs(e.first), 1)
    return (e.status == "diverged") & (e.last < e.first) & (e.last < -BOTTOMLESS * size)
