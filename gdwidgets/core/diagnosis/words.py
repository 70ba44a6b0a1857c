"""The sentences of a diagnosis: what happened, and one remedy, in a learner's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence

Words = tuple[str, str]


def converged(e: Evidence, i: int) -> Words:
    """It arrived."""
    return (
        f"Converged at step {e.stop_step[i]}: the ground is level here and rises on every side.",
        "None needed.",
    )


def shallow_valley(e: Evidence, i: int) -> Words:
    """It arrived, but not at the deepest place."""
    return (
        f"Settled at step {e.stop_step[i]} in a valley that isn't the deepest: "
        f"loss {e.last[i]:.3g} here, {e.deepest[i]:.3g} at the deepest.",
        "Start somewhere else, or let momentum or noise carry it over the ridge.",
    )


def diverged(e: Evidence, i: int) -> Words:
    """The loss left for good, or is going to."""
    product, limit = e.rate[i] * e.curvature[i], e.limit[i]
    if e.last[i] < e.first[i] and e.status[i] == "diverged":
        return (
            f"Diverged at step {e.stop_step[i]}: the ground falls away without end.",
            "Choose a function that has a bottom, or start elsewhere.",
        )
    because, remedy = "", "Lower the learning rate, to a tenth for a start."
    if product > limit:
        because = f" (learning rate × curvature {product:.4g}, stable below {limit:.3g})"
        remedy = f"Lower the learning rate below {limit / e.curvature[i]:.2g}."
    if e.status[i] == "diverged":
        beginning = f"Diverged at step {e.left_step[i]}"
    elif e.left_step[i] < e.stop_step[i]:
        beginning = f"Diverging since step {e.left_step[i]}"
    else:
        return f"Going to diverge: the swings across the steep direction grow{because}.", remedy
    return f"{beginning}: each step overshoots by more than it corrects{because}.", remedy


def noise_floor(e: Evidence, i: int) -> Words:  # noqa: ARG001
    """Mini-batches keep it moving."""
    return (
        "At the noise floor: the mini-batches disagree, and push it around the minimum.",
        "Let the learning rate fall with a schedule, or take larger batches.",
    )


def saddle_stall(e: Evidence, i: int) -> Words:  # noqa: ARG001
    """It stands where the ground is level, but no minimum."""
    return (
        "Stalled at a saddle: level here, but the ground falls away to the sides.",
        "Start a little off the ridge, or let the noise of mini-batches push it off.",
    )


def plateau(e: Evidence, i: int) -> Words:  # noqa: ARG001
    """There is hardly any slope, and no minimum near."""
    return (
        "Stuck on a plateau: there is hardly any slope here, and no minimum near.",
        "Use a method that scales small slopes up, such as Adam, or start elsewhere.",
    )


def overshoot(e: Evidence, i: int) -> Words:
    """It jumps over the minimum and back."""
    if e.turning[i] > 0:
        return (
            "Overshoots: its velocity carries it past the minimum and back again.",
            "Lower the momentum.",
        )
    rate = 1 / e.curvature[i]
    advice = f" to about {rate:.2g}" if np.isfinite(e.limit[i]) and 0 < rate < e.rate[i] else ""
    return (
        "Overshoots: it jumps from one side of the valley to the other.",
        f"Lower the learning rate{advice}.",
    )


def zig_zag(e: Evidence, i: int) -> Words:
    """It bounces across a ravine while it creeps along, or across a round bowl."""
    if e.lowest_curvature[i] > 0.5 * e.curvature[i]:
        return (
            "Jumps from one side of the bowl to the other: each step goes past the bottom.",
            f"Lower the learning rate to about {1 / e.curvature[i]:.2g}.",
        )
    return (
        "Zig-zags across a ravine: it overshoots where the ground is steep "
        "and crawls where it is flat.",
        "Add momentum: it cancels what flips and adds up what stays.",
    )


def crawling(e: Evidence, i: int) -> Words:
    """It is on its way, but not there."""
    missing = e.missing[i]
    if e.rate[i] == 0:
        return "Doesn't move: the learning rate is 0.", "Raise the learning rate."
    if not np.isfinite(missing):
        return "Still under way: too early to say how far it is.", "Take more steps."
    more = f"{_about(missing)} more step{'s' if missing > 1 else ''}"
    if missing <= e.stop_step[i]:
        return f"Still under way: {more} at this pace.", f"Take {more}."
    ceiling = e.limit[i] / e.curvature[i]
    hint = f"; it is stable below {ceiling:.2g} here" if ceiling > e.rate[i] else ""
    return f"Still crawling: {more} at this pace.", f"Raise the learning rate{hint}."


def _about(steps: float) -> str:
    """Round to one digit below a hundred, to two above."""
    if steps >= 1e6:
        return "millions of"
    return f"about {float(f'{max(steps, 1):.{int(steps >= 100)}e}'):,.0f}"


WORDS: dict[str, Callable[[Evidence, int], Words]] = {
    "converged": converged,
    "shallow valley": shallow_valley,
    "diverged": diverged,
    "noise floor": noise_floor,
    "saddle stall": saddle_stall,
    "plateau": plateau,
    "overshoot": overshoot,
    "zig-zag": zig_zag,
    "crawling": crawling,
}
"""The sentences of each kind of ending."""
