"""Where runs end, without their paths: what sweeps and maps are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.runs import Runs, mini_batches, pick, scheduled_rates
from gdwidgets.core.status import first_of_the_last, is_minimum, meaningful, rises_ever_faster

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

CHECK_EVERY = 10
"""After so many steps it is looked which runs have finished (sooner in short runs)."""


@final
@dataclass(frozen=True)
class Goal:
    """Places at which a run counts as arrived, whatever the gradient there.

    Attributes
    ----------
    points : (n_points, n_params) ndarray
        Where they are.
    reach : (n_params,) ndarray
        How far from one a run may be, in each coordinate.

    Examples
    --------
    >>> goal = Goal(np.array([[0.0, 0.0], [3.0, 2.0]]), reach=np.array([0.1, 0.1]))
    >>> goal.reached(np.array([[2.95, 2.0], [1.0, 1.0]]))
    array([ 1, -1])
    """

    points: Array
    reach: Array

    def reached(self, params: Array) -> Any:
        """Return which of the goal's points each of ``(n, n_params)`` is at; -1 for none."""
        place = np.full(len(params), -1)
        for i in range(len(self.points)):
            place[self.at(params, i)] = i
        return place

    def at(self, params: Array, place: Any) -> Any:
        """Tell which of ``(..., n, n_params)`` are within reach of the point `place`."""
        target = self.points.T.astype(params.dtype)[:, place]
        within: Any = True
        for i, reach in enumerate(self.reach):
            within = within & (np.abs(params[..., i] - target[i]) <= reach)
        return within


@final
@dataclass(frozen=True)
class Block:
    """A batch of runs small enough to stay in the cache: one piece of work.

    It can be pickled whenever its objective can, and gives the same ends wherever it runs.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import GradientDescent
    >>> from gdwidgets.core.surfaces import parabola
    >>> starts = np.array([[1.0], [2.0]])
    >>> block = Block(parabola, GradientDescent(0.5), starts, 100, None, 0, 1e-6)
    >>> ends_of(block).stop_step <= 100
    array([ True,  True])
    """

    objective: Objective
    optimizer: Optimizer
    starts: Array
    n_steps: int
    batch_size: int | None
    seed: int
    tolerance: float
    goal: Goal | None = None


@final
class Ends:
    """The ends of a block's runs: an array with an entry for each run.

    Attributes
    ----------
    params, loss, status, stop_step, evaluations : ndarray
        As in a `Trajectory`, at the end of each run.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import GradientDescent
    >>> from gdwidgets.core.surfaces import parabola
    >>> starts = np.array([[1.0], [2.0]])
    >>> Ends(Block(parabola, GradientDescent(0.5), starts, 100, None, 0, 1e-6)).status
    array(['running', 'running'], dtype='<U9')
    """

    def __init__(self, block: Block) -> None:
        n_runs = len(block.starts)
        self.params = block.starts.copy()
        self.loss = block.objective.value(block.starts).astype(block.starts.dtype)
        self.status = np.full(n_runs, "running", dtype="<U9")
        self.stop_step = np.full(n_runs, block.n_steps)
        self.evaluations = np.zeros(n_runs, dtype=int)


def ends_of(block: Block) -> Ends:
    """Run a block; runs that have converged, stalled or diverged leave the computation.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import GradientDescent
    >>> from gdwidgets.core.surfaces import parabola
    >>> starts = np.array([[1.0], [2.0]])
    >>> ends_of(Block(parabola, GradientDescent(0.5), starts, 100, None, 0, 1e-6)).status
    array(['converged', 'converged'], dtype='<U9')
    """
    with np.errstate(all="ignore"):
        return _Watch(block).ends


class _Watch:
    """Steps a block's runs, a window of some steps at a time, and sees which ones finish.

    A run has arrived when its gradient was small (or it was at its goal) at every step of a
    whole window: momentum that passes through a zero has left it by then. `Ends.stop_step`
    is exact all the same, for the window's points are kept until they have been looked at.

    Arrays other than `ends` and `losses` hold the runs that are still under way.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        self.ends = ends = Ends(block)
        self.settles = block.batch_size in (None, block.objective.n_rows)
        rates = scheduled_rates(block.optimizer)
        self.runs = Runs(block.objective, block.optimizer, block.starts, rates, block.seed)
        self.first_loss = ends.loss.copy()
        still = self._flat(block.starts) | (self._place(block.starts) >= 0)
        self.still_since = np.where(still, 0, 1)
        self.same_since = np.zeros(len(block.starts), dtype=int)
        self.spent: Any = 0
        self.losses = [ends.loss.copy()]
        self._run()
        self._judge_the_rest()

    def _run(self) -> None:
        block, runs = self.block, self.runs
        window = min(CHECK_EVERY, max(1, block.n_steps // CHECK_EVERY))
        batches = mini_batches(block.objective.n_rows, block.batch_size, block.seed)
        while runs.step < block.n_steps and len(runs.which):
            points = [runs.params]
            for _ in range(min(window, block.n_steps - runs.step)):
                self.spent = self.spent + runs.advance(next(batches))
                points.append(runs.params)
            self._look(points)

    def _look(self, points: list[Array]) -> None:
        """See how the runs did over the last window; let go of those that have finished."""
        runs, ends = self.runs, self.ends
        loss = self.block.objective.value(runs.params)
        lost = ~meaningful(runs.params, loss, self.first_loss)
        self.losses.append(self.losses[-1].copy())
        self.losses[-1][runs.which] = loss
        finished = lost.copy()
        if self.settles:
            finished |= self._settle(points) & ~lost
            self._arrive(np.flatnonzero(finished & ~lost))
        if lost.any():
            self._diverge(np.flatnonzero(lost), points)
        if finished.any():
            gone = finished & ~lost
            ends.params[runs.which[gone]], ends.loss[runs.which[gone]] = (
                runs.params[gone],
                loss[gone],
            )
            self._let_go(finished)

    def _let_go(self, finished: np.ndarray) -> None:
        n_runs, kept = len(finished), np.flatnonzero(~finished)
        spent = np.broadcast_to(self.spent, n_runs)
        self.ends.evaluations[self.runs.which[finished]] = spent[finished]
        aligned = (self.first_loss, self.still_since, self.same_since, self.spent)
        self.first_loss, self.still_since, self.same_since, self.spent = pick(aligned, kept, n_runs)
        self.runs.keep(kept)

    def _diverge(self, lost: np.ndarray, points: list[Array]) -> None:
        """Find the last point of each lost run that still meant something."""
        which, ends = self.runs.which[lost], self.ends
        path = _path(points, lost)
        loss = self.block.objective.value(path)
        last = np.maximum(0, meaningful(path, loss, self.first_loss[lost]).argmin(axis=0) - 1)
        each = np.arange(len(lost))
        ends.status[which] = "diverged"
        ends.stop_step[which] = self.runs.step - (len(points) - 1) + last
        ends.params[which], ends.loss[which] = path[last, each], loss[last, each]

    def _settle(self, points: list[Array]) -> np.ndarray:
        """Return which runs stood still for the whole window; note since when others do."""
        step = self.runs.step
        first = step - (len(points) - 2)
        same = np.flatnonzero((points[-1] == points[-2]).all(axis=1))
        path = _path(points, same)
        unchanged = (path == path[-1]).all(axis=2)
        since = first - 1 + first_of_the_last(unchanged)
        before = self.same_since[same]
        self.same_since[:] = step
        self.same_since[same] = np.where(since < first, before, since)

        goal, place = self.block.goal, self._place(points[-1])
        still = np.flatnonzero(self._flat(points[-1]) | (place >= 0))
        path, place = _path(points[1:], still), place[still]
        stays = self._flat(path) if goal is None else goal.at(path, place)
        stays[:, place < 0] = self._flat(path[:, place < 0])
        since = first_of_the_last(stays)
        before = self.still_since[still]
        self.still_since[:] = step + 1
        self.still_since[still] = np.where(since == 0, np.minimum(before, first), first + since)
        finished = np.zeros(len(points[-1]), dtype=bool)
        finished[still[since == 0]] = True
        return finished

    def _arrive(self, still: np.ndarray) -> None:
        """Say of runs that stand still whether they are at a minimum."""
        params, block = self.runs.params[still], self.block
        minimum = self._place(params) >= 0
        unknown = ~minimum
        gradient = block.objective.gradient(params[unknown])
        minimum[unknown] = is_minimum(block.objective, params[unknown], gradient)
        which = self.runs.which[still]
        self.ends.status[which] = np.where(minimum, "converged", "stalled")
        self.ends.stop_step[which] = self.still_since[still]

    def _judge_the_rest(self) -> None:
        """Say of the runs that took all steps what a `Trajectory` would."""
        which, ends, n_steps = self.runs.which, self.ends, self.block.n_steps
        ends.params[which], ends.loss[which] = self.runs.params, self.losses[-1][which]
        ends.evaluations[which] = self.spent
        worse = rises_ever_faster(np.array(self.losses)[:, which])
        ends.status[which[worse]] = "diverged"
        if not self.settles:
            return
        still = ~worse & (self.still_since <= n_steps)
        self._arrive(np.flatnonzero(still))
        if n_steps and not self.block.optimizer.is_random:
            stuck = ~worse & ~still & (self.same_since < n_steps)
            ends.status[which[stuck]] = "stalled"
            ends.stop_step[which[stuck]] = self.same_since[stuck]

    def _flat(self, params: Array) -> Any:
        """Tell where the gradient is as good as zero."""
        gradient = self.block.objective.gradient(params)
        return np.abs(gradient).max(axis=-1) <= self.block.tolerance

    def _place(self, params: Array) -> Any:
        """Return which point of the goal each run is at; -1 for none."""
        goal = self.block.goal
        return np.full(len(params), -1) if goal is None else goal.reached(params)


def _path(points: list[Array], some: np.ndarray) -> Array:
    """Return the paths of some runs, (len(points), n_some, n_params)."""
    by_coordinate = np.stack([point.T.take(some, axis=1) for point in points], axis=1)
    return by_coordinate.transpose(1, 2, 0)
