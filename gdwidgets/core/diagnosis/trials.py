"""Trying changes of many runs at once: what is named as a remedy was run before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.diagnosis.joined import joined
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.going_on import go_on
from gdwidgets.core.engine.status import steepest_entry
from gdwidgets.core.engine.trajectory import Trajectory

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

UNJUDGED = 0.0
"""With this tolerance the judge spares itself the trouble to foresee whether a run stays."""

STRAYED = 3.0
"""So many half widths from the middle of its domain a run has strayed."""


class Trial(NamedTuple):
    """One change of one run.

    Attributes
    ----------
    place : int
        Which of the runs it changes.
    optimizer : Optimizer
        The method, with single numbers as hyperparameters.
    start : (n_params,) ndarray or None
        Another start.
    batch_size : int or None
        Another number of rows in a mini-batch.
    """

    place: int
    optimizer: Optimizer
    start: Array | None = None
    batch_size: int | None = None


class Outcome(NamedTuple):
    """How runs ended: an ``(n_runs,)`` array each.

    Attributes
    ----------
    loss : ndarray
        The last loss; infinite for a run that was lost.
    lately : ndarray
        The mean loss of the last quarter, which mini-batches shake less.
    level : ndarray of bool
        Whether the ground there counts as level.
    fell : ndarray of bool
        Whether it ended below its start.
    strayed : ndarray of bool
        Whether it ended far outside the domain, and began nearer: nobody wants to be sent there.
    """

    loss: Any
    lately: Any
    level: Any
    fell: Any
    strayed: Any


def outcome(run: Trajectory, tolerance: float = 0.0) -> Outcome:
    """Return how each run of a trajectory ended.

    Parameters
    ----------
    run : Trajectory
    tolerance : float
        As in `descend`.
    """
    loss, status = run.loss.reshape(len(run), -1), np.ravel(run.status)
    ends = run.params[[0, -1]].reshape(2, len(status), -1)
    lost = (status == "diverged") | ~np.isfinite(loss[-1])
    last = np.where(lost, np.inf, loss[-1])
    lately = np.where(lost, np.inf, loss[-max(1, len(run) // 4) :].mean(axis=0))
    slope = steepest_entry(run.objective.gradient(ends))
    level = slope[1] <= tolerance * slope[0]
    return Outcome(last, lately, level, last < loss[0], _strayed(run.objective, ends))


def _strayed(objective: Objective, ends: Array) -> Any:
    """Tell which runs ended far outside the domain; unless they began there."""
    if objective.domain is None:
        return np.zeros(ends.shape[1], bool)
    low, high = np.transpose(objective.domain)
    away = (np.abs(ends - (low + high) / 2) / ((high - low) / 2)).max(axis=-1)
    return away[1] > np.maximum(STRAYED, away[0])


def carry_out(run: Trajectory, trials: Sequence[Trial]) -> Outcome:
    """Run changes with the runs' own seeds and numbers of steps: in one call for each method.

    A run that went on from another is changed from there on, with the memory that it had; from
    another start it begins afresh.
    """
    groups: dict[Any, list[int]] = {}
    for k, trial in enumerate(trials):
        afresh = trial.start is not None or run.known_origin().begin is None
        groups.setdefault((type(trial.optimizer), trial.batch_size, afresh), []).append(k)
    found = Outcome(*(np.empty(len(trials), dtype) for dtype in (float, float, bool, bool, bool)))
    for (_, batch_size, afresh), members in groups.items():
        some = [trials[k] for k in members]
        tried = _afresh(run, some, batch_size) if afresh else _gone_on(run, some)
        ended = outcome(tried, run.known_origin().tolerance)
        for part, ends in zip(found, ended, strict=True):
            part[members] = ends
    return found


def more_steps(run: Trajectory, wanted: Sequence[tuple[int, int]]) -> Outcome:
    """Let runs go on, each to its number of steps in all; return how they stood then."""
    places = list(dict.fromkeys(place for place, _ in wanted))
    most = max(n_steps for _, n_steps in wanted)
    some = run.run(*np.unravel_index(places, run.shape)) if run.shape else run
    unjudged = replace(some.known_origin(), tolerance=UNJUDGED)
    far = go_on(replace(some, origin=unjudged), most - run.n_steps)
    first = some.params[:1]
    stages = {}
    for n_steps in dict.fromkeys(n_steps for _, n_steps in wanted):
        end = np.searchsorted(far.steps, n_steps) + 1
        way = replace(far, params=np.concatenate([first, far.params[1:end]]), loss=far.loss[:end])
        there = outcome(way, run.known_origin().tolerance)
        stages[n_steps] = there._replace(fell=there.loss < np.ravel(some.loss[0]))
    rows = [[part[places.index(i)] for part in stages[n]] for i, n in wanted]
    return Outcome(*map(np.array, zip(*rows, strict=True)))


def _afresh(run: Trajectory, trials: list[Trial], batch_size: int | None) -> Trajectory:
    origin, starts = run.known_origin(), run.params[0].reshape(-1, run.params.shape[-1])
    places = [trial.place for trial in trials]
    begin = [starts[t.place] if t.start is None else t.start for t in trials]
    return descend(
        run.objective,
        joined([trial.optimizer for trial in trials]),
        np.array(begin, dtype=starts.dtype),
        run.n_steps,
        batch_size=batch_size or run.batch_size,
        seed=np.broadcast_to(np.asarray(run.seed), run.shape).reshape(-1)[places].tolist(),
        replacement=origin.sampling.replacement,
        tolerance=UNJUDGED,
    )


def _gone_on(run: Trajectory, trials: list[Trial]) -> Trajectory:
    before = as_it_began(run, [trial.place for trial in trials])
    method = joined([trial.optimizer for trial in trials])
    return go_on(before, run.n_steps - before.n_steps, optimizer=method)


def as_it_began(run: Trajectory, places: list[int]) -> Trajectory:
    """Return some of the runs that went on from others as they stood before their first step."""
    origin = run.known_origin()
    assert origin.begin is not None
    places_now = origin.places.reshape(-1)[places]
    here = replace(origin, places=places_now, end=origin.begin, tolerance=UNJUDGED)
    point = np.searchsorted(run.steps, origin.begin.step)
    one = slice(point, point + 1)
    n_params = run.params.shape[-1]
    none = np.zeros((1, len(places)), int)
    return Trajectory(
        run.params[one].reshape(1, -1, n_params)[:, places],
        run.loss[one].reshape(1, -1)[:, places],
        np.array(["running"] * len(places)),
        none[0],
        none,
        none,
        run.steps[one],
        here,
    )
