"""The sentence of each kind of ending, in a learner's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.diagnosis.kinds import bottomless
from gdwidgets.core.diagnosis.written import about, apart, number

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence

FADED = 0.1
"""A schedule that has lowered the learning rate to this share of its highest slows a run down."""

NEARLY = 1e-3
"""It is nearly there with less than this share of what it was above its lower bound."""

SLOW = 0.1
"""It is slow to lose less than this share of what is left over half of the steps."""


def no_value(e: Evidence, i: int) -> str:
    """There is no number to go by."""
    if e.huge[i]:
        return "The loss at the start is infinite, or too large to compute."
    if not np.isfinite(e.first[i]):
        return "The function has no value at the start."
    return f"Stepped off after step {e.stop_step[i]}, to where the function has no value."


def diverged(e: Evidence, i: int) -> str:
    """The loss left for good, or is going to."""
    if bottomless(e)[i]:
        return f"Diverged at step {e.stop_step[i]}: the ground falls away without end."
    method = e.method
    because = ""
    if method.unstable[i]:
        factor = "learning rate × curvature" if method.fixed else "scaled rate × curvature"
        product, limit = number(method.product[i], 3), number(method.limit[i], 3)
        because = f" ({factor} {product}, stable below {limit})"
    why = f"each step overshoots by more than it corrects{because}"
    if not (because or method.fixed):
        why = "the loss grows beyond all bounds"
    if e.status[i] == "diverged":
        return f"Diverged at step {e.left_step[i]}: {why}."
    if e.last[i] > e.first[i] and e.left_step[i] < e.stop_step[i]:
        return f"Diverging since step {e.left_step[i]}: {why}."
    return f"Going to diverge: the swings across the steep direction grow{because}."


def shallow_valley(e: Evidence, i: int) -> str:
    """It arrived, or is about to, but not at the deepest place."""
    here, deepest = apart(e.last[i], e.deepest[i])
    depth = f"a valley that isn't the deepest: loss {here} here, {deepest} at the deepest"
    if e.status[i] == "converged":
        return f"Settled at step {e.stop_step[i]} in {depth}."
    return f"Is settling in {depth}."


def converged(e: Evidence, i: int) -> str:
    """It arrived."""
    judged = e.method.asks and not e.noisy
    if judged and e.status[i] != "converged":  # what is left is `AT_BOUND` of the fall, or less
        moves = "" if e.status[i] == "stalled" else ", but the run has not come to rest"
        return f"All but arrived: at most a trillionth of the fall is left{moves}."
    ground = e.place.ground
    level = e.level[i] or e.status[i] == "converged"
    if not level or not (ground.rises[i] or e.convex):
        what = "the loss is as low as it can get"
    elif ground.rises[i] and ground.hessian is not None:
        what = "the ground is level here and rises on every side"
    elif ground.rises[i]:
        what = f"the ground is level here and rises in all {ground.n_looked} directions looked at"
    else:
        what = "the ground is level here, and nothing lies lower"
    when = f" at step {e.stop_step[i]}" if e.status[i] == "converged" else ""
    return f"Converged{when}: {what}."


def noise_floor(e: Evidence, i: int) -> str:  # noqa: ARG001
    """Mini-batches keep it moving."""
    return "At the noise floor: the mini-batches disagree, and shake the loss more than it falls."


def saddle_stall(e: Evidence, i: int) -> str:
    """It stands where the ground is level, but no minimum."""
    ground = e.place.ground
    if ground.highest[i] < 0 and ground.hessian is not None:
        where, lower = "at a summit", "on every side"
    else:
        where, lower = "at a saddle", "to the sides"
    if e.status[i] == "stalled":
        return f"Stalled {where}: level here, but the ground falls away {lower}."
    how = f"Climbs {where.replace('at', 'to', 1)}" if e.late.fall[i] < 0 else f"Held up {where}"
    return f"{how}: nearly level here, but the ground falls away {lower}."


def held_back(e: Evidence, i: int) -> str:  # noqa: ARG001
    """The pull of a weight decay balances the slope."""
    return "Held back: the pull of the weight decay towards zero balances the slope here."


def plateau(e: Evidence, i: int) -> str:
    """There is hardly any slope, and no minimum was found."""
    ground, level = e.place.ground, e.place.ground.n_level[i]
    if e.status[i] == "stalled" and level > 0:
        every = level == ground.n_looked
        some = f"{'any' if every else int(level)} of {ground.n_looked} directions looked at"
        if ground.hessian is not None:
            some = "any direction" if every else some.removesuffix(" looked at")
        return f"Stalled on level ground: it neither rises nor falls in {some}."
    if e.last[i] - e.bound < NEARLY * (e.first[i] - e.bound):
        loss, bound = number(e.last[i]), number(e.bound)
        return f"Nearly as low as it gets: the loss is {loss}, and can't fall below {bound}."
    return "On a plateau: hardly any slope here, and no sign of a minimum nearby."


def hops(e: Evidence, i: int) -> str:  # noqa: ARG001
    """It goes to and fro with steps that don't get shorter."""
    return "Hops back and forth without settling: its steps hardly get shorter."


def overshoot(e: Evidence, i: int) -> str:
    """It goes past the minimum and back."""
    if e.late.turning[i] < -0.5:
        return "Overshoots: it jumps from one side of the valley to the other."
    if e.method.carries[i] and e.late.turning[i] > 0:
        return "Overshoots: its velocity carries it past the minimum and back again."
    return "Overshoots: its steps go too far, and the loss goes up and down."


def zig_zag(e: Evidence, i: int) -> str:
    """It bounces across a ravine while it creeps along, or across a round bowl."""
    ground = e.place.ground
    if ground.lowest[i] > 0.5 * ground.highest[i]:
        return "Jumps from one side of the bowl to the other: each step goes past the bottom."
    if np.abs(ground.lowest[i]) < 0.2 * ground.highest[i]:
        return (
            "Zig-zags across a ravine: it overshoots where the ground is steep "
            "and crawls where it is flat."
        )
    return "Zig-zags: its steps keep turning back, so that it makes slow progress."


def crawling(e: Evidence, i: int) -> str:
    """It is on its way, but not there."""
    late, method, missing = e.late, e.method, e.missing[i]
    standing = _standing(e, i)
    if standing:
        return standing
    if not method.asks:
        return f"Still searching after step {e.stop_step[i]}: it can't tell whether it has arrived."
    if method.rate[i] < FADED * method.highest_rate[i]:
        rates = f"from {number(method.highest_rate[i])} to {number(method.rate[i])}"
        return f"Slowed down by its schedule, which has lowered the learning rate {rates}."
    if np.isfinite(missing):
        more = f"{about(missing)} more step{'s' if missing > 1 else ''} at this pace"
        slow = missing > e.stop_step[i]
        return f"Still crawling: {more}." if slow else f"Still under way: {more}."
    left = e.last[i] - np.fmax(e.deepest[i], e.bound)
    return _went(late.began[i], e.last[i], late.n_steps, left)


def _standing(e: Evidence, i: int) -> str:
    """Say why it doesn't move at all; nothing if it does."""
    if e.method.highest_rate[i] == 0:
        return "Doesn't move: the learning rate is 0."
    if not e.n_steps:
        return "Not under way yet: no step has been taken."
    if e.status[i] == "stalled":
        return "Stands still: its steps have become too small to change the parameters."
    return ""


def _went(began: float, last: float, n_steps: int, left: float) -> str:
    """Say how the loss went lately; `left` is what it is above the deepest, if that is known."""
    lately = f"over the last {n_steps} steps" if n_steps > 1 else "in the last step"
    if number(began, 4) == number(last, 4):
        return f"Still crawling: the loss has hardly changed {lately}."
    change = f"from {number(began, 4)} to {number(last, 4)} {lately}"
    if last > began:
        return f"Going uphill: the loss rose {change}."
    if began - last < SLOW * left:
        return f"Still crawling: the loss fell only {change}."
    return f"Still under way: the loss fell {change}."


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
