"""Which runs need not be followed any more, for how they will end is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.curvature import Ground, look_around
from gdwidgets.core.engine import foresight
from gdwidgets.core.engine.runs import arrays_in
from gdwidgets.core.engine.status import CONVERGED, DIVERGED, RUNNING, steepest_entry
from gdwidgets.core.maps.bowls import to_bottom
from gdwidgets.core.maps.recursion import close, coasting, is_calm, response_of, rests_at
from gdwidgets.core.optimizers import FromFunction
from gdwidgets.core.optimizers.settings import is_optimizer, settings
from gdwidgets.core.schedules.base import Schedule

if TYPE_CHECKING:
    from gdwidgets.core.engine.judge import Judge
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.maps.arrivals import Arrivals
    from gdwidgets.core.objective import Array


def leavers(judge: Judge, arrivals: Arrivals | None) -> tuple[np.ndarray, np.ndarray]:
    """Return which runs need not be followed, by position, and the statuses they will have.

    They are lost, or came to rest for a whole window and for good; those that are bound to settle
    at a known minimum are the arrivals' to tell.
    """
    leaves, codes = judge.lost.copy(), np.where(judge.lost, np.int8(DIVERGED), np.int8(RUNNING))
    if judge.settles and _is_foreseeable(judge.runs):
        bound = arrivals.bound if arrivals else False
        came = np.flatnonzero(((judge.level_since >= 0) | (judge.still_since >= 0)) & ~bound)
        rest = came[(judge.since[came] <= judge.step - judge.window) & ~judge.lost[came]]
        if len(rest):
            reach = arrivals.bowls.reach.min() if arrivals else np.inf
            codes[rest] = _rest_for_good(judge, rest, 0.25 * reach)
            leaves[rest] = codes[rest] != RUNNING
    which = np.flatnonzero(leaves)
    return which, codes[which]


def _rest_for_good(judge: Judge, which: np.ndarray, most: float) -> np.ndarray:
    """Return the status of runs that came to rest; "running" where it isn't sure to last.

    Those that are let go will move by no more than `most`.
    """
    verdict = foresight.verdict(judge, which)
    sure = verdict.known & _are_stuck(judge.runs.some(which))
    doubtful = np.flatnonzero(~sure & verdict.known & (verdict.code == CONVERGED))
    if len(doubtful):
        sure[doubtful] = _stay_level(judge, which[doubtful], most)
    return np.where(sure, verdict.code, RUNNING)


def _are_stuck(runs: Runs) -> Any:
    """Tell which runs can't move any more, for nothing can change the next step.

    They didn't move at all, and the method has no memory; or there is no slope to be answered.
    """
    if runs.schedules or not _is_told(runs.optimizer):
        return np.zeros(len(runs.params), bool)
    stuck = (runs.params == runs.before).all(axis=1)
    if arrays_in(runs.state):
        stuck &= (runs.objective.gradient(runs.params) == 0).all(axis=1)
    return stuck


def _stay_level(judge: Judge, which: np.ndarray, most: float) -> Any:
    """Tell which converged runs stand on ground that stays level however far they swing.

    What a judge calls converged stays where it is, to 1 %. But whether the ground is level there
    when the run ends is another thing: momentum may carry it up the slope again.
    """
    runs = judge.runs.some(which)
    objective, step = runs.objective, runs.params - runs.before
    now = response_of(runs)
    if now is None:
        return np.zeros(len(which), bool)
    ahead = max(1, judge.steps_ahead)
    steepest_method = runs.steepest_method(ahead)
    risen: Any = steepest_method.response(runs.state)
    then: Any = steepest_method.response(runs.state, ahead)
    # Half-way of a zig-zag is the bottom, which may be steeper than the ground at its ends.
    middle = runs.params - 0.5 * step
    gradient = objective.gradient(middle)
    ground = look_around(objective, middle, gradient)
    felt, felt_then = (
        ground.felt_by(np.broadcast_to(each.scale, step.shape))[1] for each in (risen, then)
    )
    growth = np.broadcast_to(np.divide(risen.scale, now.scale), step.shape).max(axis=1)
    carried = coasting(now, 0.0) * growth[:, None] * step
    slope = steepest_entry(objective.gradient(runs.params + carried))
    swing = ground.to_go + np.abs(0.5 * step).max(axis=1) + np.abs(carried).max(axis=1)
    return (
        (ground.rises | (objective.convex & ~ground.falls))
        & _is_bowl(runs, ground, middle, gradient)
        & rests_at(runs.params, runs)
        & is_calm(risen.flat(), felt)
        & (felt_then < then.flat().limit)
        & (slope <= judge.tolerance * judge.steepest[which])
        & (swing <= np.minimum(close(risen.flat(), felt) * judge.size[which], most))
    )


def _is_bowl(runs: Runs, ground: Ground, params: Array, gradient: Array) -> Any:
    """Tell whether the level point is where slope and curvature say that it is.

    In a winding valley it isn't: it recedes, and a run goes on for long that seems to be there.
    """
    if ground.hessian is None:
        return True
    objective, step = runs.objective, to_bottom(ground.hessian, gradient)
    params = params + step
    another = to_bottom(objective.hessian(params), objective.gradient(params))
    rounding = 4 * np.finfo(runs.dtype).eps * np.abs(params).max(axis=1)
    return np.abs(another).max(axis=1) <= np.maximum(0.5 * np.abs(step).max(axis=1), rounding)


def _is_foreseeable(runs: Runs) -> bool:
    """Tell whether the schedules' values are known in advance: a function's are not."""
    return all(isinstance(s.keywords["schedule"], Schedule) for s in runs.schedules.values())


def _is_told(optimizer: Any) -> bool:
    """Tell whether it is known what a method's steps depend on: not so of a learner's own."""
    ours = type(optimizer).__module__.startswith("gdwidgets.")
    within = [value for value in settings(optimizer).values() if is_optimizer(value)]
    return ours and not isinstance(optimizer, FromFunction) and all(map(_is_told, within))
