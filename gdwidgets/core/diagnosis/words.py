"""The sentence of each kind of ending, in a learner's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.curvature import MOST_AXES
from gdwidgets.core.diagnosis.kinds import bottomless

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence


def no_value(e: Evidence, i: int) -> str:
    """There is no number to go by."""
    if not np.isfinite(e.first[i]):
        return "The function has no value at the start."
    return f"Stepped off after step {e.stop_step[i]}, to where the function has no value."


def diverged(e: Evidence, i: int) -> str:
    """The loss left for good, or is going to."""
    if bottomless(e)[i]:
        return f"Diverged at step {e.stop_step[i]}: the ground falls away without end."
    because = ""
    if e.product[i] > e.limit[i]:
        because = f" ({_factor(e)} {e.product[i]:.4g}, stable below {e.limit[i]:.3g})"
    if e.status[i] == "diverged":
        beginning = f"Diverged at step {e.left_step[i]}"
    elif e.left_step[i] < e.stop_step[i]:
        beginning = f"Diverging since step {e.left_step[i]}"
    else:
        return f"Going to diverge: the swings across the steep direction grow{because}."
    return f"{beginning}: each step overshoots by more than it corrects{because}."


def shallow_valley(e: Evidence, i: int) -> str:
    """It arrived, or is about to, but not at the deepest place."""
    depth = f"loss {e.last[i]:.3g} here, {e.deepest[i]:.3g} at the deepest"
    if e.status[i] == "converged":
        return f"Settled at step {e.stop_step[i]} in a valley that isn't the deepest: {depth}."
    return f"Is settling in a valley that isn't the deepest: {depth}."


def converged(e: Evidence, i: int) -> str:
    """It arrived."""
    if e.noisy:
        return "Converged: the ground is level here, whatever the mini-batch."
    if e.ground.rises[i] and e.ground.n_looked < MOST_AXES:
        what = "the ground is level here and rises on every side"
    elif e.ground.rises[i]:
        what = f"the ground is level here and rises in all {e.ground.n_looked} directions looked at"
    elif e.convex:
        what = "the ground is level here, and none lies lower"
    else:
        what = "the loss is as low as it can get"
    return f"Converged at step {e.stop_step[i]}: {what}."


def noise_floor(e: Evidence, i: int) -> str:  # noqa: ARG001
    """Mini-batches keep it moving."""
    return "At the noise floor: the mini-batches disagree, and push it around the minimum."


def saddle_stall(e: Evidence, i: int) -> str:
    """It stands where the ground is level, but no minimum."""
    if e.status[i] == "stalled":
        return "Stalled at a saddle: level here, but the ground falls away to the sides."
    return "Held up at a saddle: level here, but the ground falls away to the sides."


def held_back(e: Evidence, i: int) -> str:  # noqa: ARG001
    """The pull of a weight decay balances the slope."""
    return "Held back: the pull of the weight decay towards zero balances the slope here."


def plateau(e: Evidence, i: int) -> str:
    """There is hardly any slope, and no minimum was found."""
    level = e.ground.n_level[i]
    if e.status[i] == "stalled" and level > 0:
        return (
            f"Stalled on level ground: it neither rises nor falls in {int(level)} of the "
            f"{e.ground.n_looked} directions looked at."
        )
    return "Stuck on a plateau: there is hardly any slope here, and no minimum near."


def hops(e: Evidence, i: int) -> str:  # noqa: ARG001
    """Its steps don't get shorter as the slopes do."""
    return "Hops to and fro: its steps don't get shorter where the slope does."


def overshoot(e: Evidence, i: int) -> str:
    """It goes past the minimum and back."""
    if e.turning[i] > 0:
        return "Overshoots: its velocity carries it past the minimum and back again."
    return "Overshoots: it jumps from one side of the valley to the other."


def zig_zag(e: Evidence, i: int) -> str:
    """It bounces across a ravine while it creeps along, or across a round bowl."""
    if e.ground.lowest[i] > 0.5 * e.ground.highest[i]:
        return "Jumps from one side of the bowl to the other: each step goes past the bottom."
    return (
        "Zig-zags across a ravine: it overshoots where the ground is steep "
        "and crawls where it is flat."
    )


def crawling(e: Evidence, i: int) -> str:
    """It is on its way, but not there."""
    missing = e.missing[i]
    if e.rate[i] == 0:
        return "Doesn't move: the learning rate is 0."
    if not e.n_steps:
        return "Not under way yet: no step has been taken."
    if not e.asks:
        return f"Still searching after step {e.stop_step[i]}: it can't tell whether it has arrived."
    if not np.isfinite(missing):
        return "Still under way: too early to say how far it is."
    more = f"{about(missing)} more step{'s' if missing > 1 else ''} at this pace"
    return f"Still under way: {more}." if missing <= e.stop_step[i] else f"Still crawling: {more}."


def about(steps: float) -> str:
    """Round to one digit below a hundred, to two above."""
    if steps >= 1e6:
        return "millions"
    return f"about {float(f'{max(steps, 1):.{int(steps >= 100)}e}'):,.0f}"


def _factor(e: Evidence) -> str:
    return "learning rate × curvature" if e.fixed else "scaled rate × curvature"


WORDS: dict[str, Callable[[Evidence, int], str]] = {
    "no value": no_value,
    "diverged": diverged,
    "shallow valley": shallow_valley,
    "converged": converged,
    "noise floor": noise_floor,
    "saddle stall": saddle_stall,
    "held back": held_back,
    "plateau": plateau,
    "hops": hops,
    "overshoot": overshoot,
    "zig-zag": zig_zag,
    "crawling": crawling,
}
"""The sentence of each kind of ending."""
