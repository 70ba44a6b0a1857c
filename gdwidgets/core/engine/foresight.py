"""Whether a run that has come to rest stays there, and whether one that grows comes back.

A status is about what happens when the run goes on, for ten times as long. How a method answers
slopes close to level ground is known for most (`Optimizer.response`): then it is worked out. For
the others it is tried, for 2,000 steps at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.curvature import Ground, look_around
from gdwidgets.core.engine.runs import arrays_in
from gdwidgets.core.engine.status import (
    CONVERGED,
    LEFT_TO_GO,
    RUNNING,
    STALLED,
    UNTOLD_STEPS,
    meaningful,
)

if TYPE_CHECKING:
    from gdwidgets.core.engine.judge import Judge


class Verdict(NamedTuple):
    """The status of runs that have come to rest, and whether it is known or has to be tried."""

    code: np.ndarray
    known: np.ndarray


def verdict(judge: Judge, which: np.ndarray) -> Verdict:
    """Say of runs on level ground, or that don't move, whether they converged or stalled."""
    runs = judge.runs.some(which)
    objective, params, size = runs.objective, runs.params, judge.size[which]
    gradient = objective.gradient(params)
    ground = look_around(objective, params, gradient)
    minimum = _is_minimum(judge, which, ground)
    bottom = minimum | _is_at_bound(judge, which)
    ahead = max(1, judge.steps_ahead)
    method = runs.steepest_method(ahead)
    response = method.response(runs.state, ahead)
    if response is None:
        memoryless = not arrays_in(runs.state) and not runs.schedules
        known = np.full(len(which), memoryless) & (judge.still_since[which] >= 0)
        return Verdict(np.where(bottom, CONVERGED, STALLED), known)

    scale = np.broadcast_to(response.scale, params.shape)
    gain = np.broadcast_to(response.gain, (len(which), 1))
    lowest, highest = ground.felt_by(scale)
    near = LEFT_TO_GO * size
    step = np.abs(params - runs.before).max(axis=-1)
    speed = np.maximum(step, (gain * scale * np.abs(gradient)).max(axis=-1))
    stable = highest < np.broadcast_to(response.limit, (len(which), 1))[:, 0]
    stays = ((step * gain[:, 0] <= near) & stable) | (speed == 0)
    # From a ridge the distance grows by a factor a step.
    grows = np.expm1(ahead * np.log1p(np.maximum(0, -gain[:, 0] * lowest)))
    rests = (speed * ahead <= near) & ~(ground.off_ridge * grows > near)
    # Along a bottom that never ends, as of classes that can be separated, a run may go on for ever.
    there = bottom & stays & (minimum | rests)
    code = np.where(there, CONVERGED, np.where(~bottom & rests, STALLED, RUNNING))
    return Verdict(code, np.ones(len(which), bool))


def tried(judge: Judge, which: np.ndarray, verdict: Verdict) -> np.ndarray:
    """Let runs go on whose status isn't known, and take it back if they leave."""
    code = verdict.code.copy()
    doubtful = np.flatnonzero(~verdict.known)
    if not len(doubtful):
        return code
    runs = judge.runs.some(which[doubtful]).copy()
    place = runs.params
    reach = LEFT_TO_GO * judge.size[which[doubtful], None]
    there = np.ones(len(doubtful), bool)
    for step in range(min(judge.steps_ahead, UNTOLD_STEPS)):
        runs.advance()
        if step % 10 == 9 or step == judge.steps_ahead - 1:
            there &= (np.abs(runs.params - place) <= reach).all(axis=-1)
    code[doubtful[~there]] = RUNNING
    return code


def leaves_for_good(judge: Judge, which: np.ndarray) -> np.ndarray:
    """Let runs go on whose loss rose ever faster, and see whether they leave all bounds.

    It is enough that the loss goes on to rise ever faster and to a hundred times as much.
    """
    runs = judge.runs.some(which).copy()
    limit, first = judge.limit[which], judge.loss[which]
    loss, rise = first, judge.rise[which] * judge.window
    gone = np.zeros(len(which), bool)
    faster = ~gone
    for step in range(1, UNTOLD_STEPS + 1):
        runs.advance()
        if step % judge.window:
            continue
        now = runs.objective.value(runs.params)
        gone |= ~meaningful(runs.objective, runs.params, now, limit)
        faster &= now - loss > rise
        loss, rise = now, now - loss
        if not (faster & ~gone).any():
            break
    grown = loss - judge.first_loss[which] >= 100 * np.abs(first - judge.first_loss[which])
    left: np.ndarray = gone | (faster & grown)
    return left


def _is_minimum(judge: Judge, which: np.ndarray, ground: Ground) -> Any:
    """Tell which level points are minima, as far as was looked."""
    objective = judge.runs.objective
    there = ground.to_go <= LEFT_TO_GO * judge.size[which]
    return there & (ground.rises | (objective.convex & ~ground.falls))


def _is_at_bound(judge: Judge, which: np.ndarray) -> Any:
    """Tell which runs have come down to what the loss can't fall below."""
    bound = judge.runs.objective.lower_bound
    if bound is None:
        return np.zeros(len(which), bool)
    fell = judge.first_loss[which] - bound
    return judge.loss[which] - bound <= judge.tolerance * fell
