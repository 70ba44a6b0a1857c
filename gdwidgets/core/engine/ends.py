"""Where runs end, without their paths: what sweeps and maps are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.runs import Runs, mini_batches, scheduled_rates
from gdwidgets.core.engine.status import (
    STATUSES,
    first_of_the_last,
    is_minimum,
    last_half,
    meaningful,
)

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
            np.copyto(place, i, where=self.at(params, i))
        return place

    def at(self, params: Array, place: Any) -> Any:
        """Tell which of ``(..., n, n_params)`` are within reach of the point `place`."""
        target = self.points.T.astype(params.dtype).take(place, axis=1)
        reach = self.reach.astype(params.dtype)
        within: Any = np.abs(params[..., 0] - target[0]) <= reach[0]
        for i in range(1, len(reach)):
            within &= np.abs(params[..., i] - target[i]) <= reach[i]
        return within


@final
@dataclass(frozen=True)
class Block:
    """A batch of runs: one piece of work, for this process or for another.

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


RUNNING, CONVERGED, STALLED, DIVERGED = range(len(STATUSES))


@final
class Ends:
    """The ends of a block's runs: an array with an entry for each run.

    Attributes
    ----------
    params, loss, stop_step, evaluations : ndarray
        As in a `Trajectory`, at the end of each run.
    code : ndarray of int8
        The status, as its place in `STATUSES`: words are slow to compare and to send.

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
        self.params = np.array(block.starts.T, order="C").T
        self.loss = block.objective.value(block.starts).astype(block.starts.dtype)
        self.code = np.full(n_runs, RUNNING, dtype=np.int8)
        self.stop_step = np.full(n_runs, block.n_steps)
        self.evaluations = np.zeros(n_runs, dtype=int)

    @property
    def status(self) -> np.ndarray:
        """The status of each run, in words."""
        return np.array(STATUSES)[self.code]


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

    Its arrays have an entry for each run of the block, those of `Runs` for each that is still
    under way. Runs are picked by their positions: by masks it takes several times as long.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        self.ends = ends = Ends(block)
        self.settles = block.batch_size in (None, block.objective.n_rows)
        self.first_loss = ends.loss.copy()
        # By how much the loss rose since the last look; at how many looks ever faster.
        self.rise = np.zeros_like(ends.loss)
        self.faster = np.zeros_like(ends.stop_step)
        self.n_looks = 0
        still = self._flat(ends.params) | (self._place(ends.params) >= 0)
        # Since when a run has not moved, or stood still; and the last step it was seen to.
        self.same_since = np.zeros_like(ends.stop_step)
        self.same_last = np.zeros_like(ends.stop_step)
        self.still_since = np.zeros_like(ends.stop_step)
        self.still_last = np.where(still, 0, -1)
        self._run()

    def _run(self) -> None:
        block = self.block
        window = min(CHECK_EVERY, max(1, block.n_steps // CHECK_EVERY))
        batches = mini_batches(block.objective.n_rows, block.batch_size, block.seed)
        rates = scheduled_rates(block.optimizer)
        runs = Runs(block.objective, block.optimizer, block.starts, rates, block.seed)
        while runs.step < block.n_steps and len(runs.which):
            points = [runs.params]
            for _ in range(min(window, block.n_steps - runs.step)):
                runs.advance(next(batches))
                points.append(runs.params)
            self._look(runs, points)
        self._judge_the_rest(runs)

    def _look(self, runs: Runs, points: list[Array]) -> None:
        """See how the runs did over the last window; let go of those that have finished."""
        ends = self.ends
        loss = self.block.objective.value(runs.params)
        self._note(runs.which, loss)
        finished = ~meaningful(runs.params, loss, self.first_loss.take(runs.which))
        lost = np.flatnonzero(finished)
        if self.settles:
            settled, place = self._settle(runs, points)
            alive = ~finished.take(settled)
            settled, place = settled[alive], place[alive]
            finished[settled] = True
            which = runs.which.take(settled)
            ends.params.T[:, which] = runs.params.T.take(settled, axis=1)
            self._arrive(which, place)
        if len(lost):
            self._diverge(runs, lost, points)
        if finished.any():
            gone = np.flatnonzero(finished)
            spent = runs.spent if isinstance(runs.spent, int) else runs.spent.take(gone)
            ends.evaluations[runs.which.take(gone)] = spent
            runs.keep(np.flatnonzero(~finished))

    def _note(self, which: np.ndarray, loss: Array) -> None:
        """Note the loss, and whether it rises by more at each look: see `rises_ever_faster`."""
        rise = loss - self.ends.loss.take(which)
        faster = (rise > 0) & (rise > self.rise.take(which))
        self.faster[which] = np.where(faster, self.faster.take(which) + 1, rise > 0)
        self.rise[which] = rise
        self.ends.loss[which] = loss
        self.n_looks += 1

    def _diverge(self, runs: Runs, lost: np.ndarray, points: list[Array]) -> None:
        """Find the last point of each lost run that still meant something."""
        which, ends = runs.which[lost], self.ends
        path = _path(points, lost)
        loss = self.block.objective.value(path)
        last = np.maximum(0, meaningful(path, loss, self.first_loss[which]).argmin(axis=0) - 1)
        each = np.arange(len(lost))
        ends.code[which] = DIVERGED
        ends.stop_step[which] = runs.step - (len(points) - 1) + last
        ends.params[which], ends.loss[which] = path[last, each], loss[last, each]

    def _settle(self, runs: Runs, points: list[Array]) -> tuple[np.ndarray, np.ndarray]:
        """Return which runs stood still for the whole window; note since when others do.

        Returns
        -------
        settled : (n_settled,) ndarray
            Their positions.
        place : (n_settled,) ndarray
            Which point of the goal each of them is at; -1 for none.
        """
        now, before = runs.step, runs.step - (len(points) - 1)
        same = np.flatnonzero((points[-1] == points[-2]).all(axis=1))
        if len(same):
            which, path = runs.which.take(same), _path(points, same)
            since = first_of_the_last((path == path[-1]).all(axis=2))
            seen = (since == 0) & (self.same_last.take(which) == before)
            self.same_since[which] = np.where(seen, self.same_since.take(which), before + since)
            self.same_last[which] = now

        place = self._place(points[-1])
        still = np.flatnonzero(self._flat(points[-1]) | (place >= 0))
        place = place.take(still)
        if not len(still):
            return still, place
        which = runs.which.take(still)
        since = first_of_the_last(self._stays(_path(points[1:], still), place))
        whole = since == 0
        seen = whole & (self.still_last.take(which) == before)
        self.still_since[which] = np.where(seen, self.still_since.take(which), before + 1 + since)
        self.still_last[which] = now
        return still[whole], place[whole]

    def _stays(self, path: Array, place: np.ndarray) -> Any:
        """Tell at which points of a path each run is at its place of the goal, or on the flat."""
        on_flat = place < 0
        if self.block.goal is None or on_flat.all():
            return self._flat(path)
        stays = self.block.goal.at(path, place)
        if on_flat.any():
            stays[:, on_flat] = self._flat(path[:, on_flat])
        return stays

    def _arrive(self, which: np.ndarray, place: np.ndarray) -> None:
        """Say of runs that stand still whether they are at a minimum."""
        minimum = place >= 0
        elsewhere = which[~minimum]
        if len(elsewhere):
            params = self.ends.params[elsewhere]
            gradient = self.block.objective.gradient(params)
            minimum[~minimum] = is_minimum(self.block.objective, params, gradient)
        self.ends.code[which] = np.where(minimum, CONVERGED, STALLED)
        self.ends.stop_step[which] = self.still_since.take(which)

    def _judge_the_rest(self, runs: Runs) -> None:
        """Say of runs that took all steps what a `Trajectory` would."""
        which, ends, n_steps = runs.which, self.ends, self.block.n_steps
        ends.params[which] = runs.params
        ends.evaluations[which] = runs.spent
        worse = self.faster[which] >= last_half(self.n_looks + 1)
        worse &= ends.loss[which] > self.first_loss[which]
        ends.code[which[worse]] = DIVERGED
        if not self.settles:
            return
        still = ~worse & (self.still_last[which] == n_steps)
        self._arrive(which[still], self._place(runs.params[still]))
        if n_steps and not self.block.optimizer.is_random:
            stuck = which[~worse & ~still & (self.same_last[which] == n_steps)]
            ends.code[stuck] = STALLED
            ends.stop_step[stuck] = self.same_since[stuck]

    def _flat(self, params: Array) -> Any:
        """Tell where the gradient is as good as zero."""
        gradient = np.abs(self.block.objective.gradient(params))
        return gradient.max(axis=-1) <= self.block.tolerance

    def _place(self, params: Array) -> Any:
        """Return which point of the goal each run is at; -1 for none."""
        goal = self.block.goal
        return np.full(len(params), -1) if goal is None else goal.reached(params)


def _path(points: list[Array], some: np.ndarray) -> Array:
    """Return the paths of some runs, (len(points), n_some, n_params)."""
    by_coordinate = np.stack([point.T.take(some, axis=1) for point in points], axis=1)
    return by_coordinate.transpose(1, 2, 0)
