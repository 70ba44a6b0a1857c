"""Where runs end, without their paths: what sweeps and maps are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.runs import Runs, mini_batches, scheduled_rates
from gdwidgets.core.status import first_of_the_last, is_minimum, meaningful, rises_ever_faster

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

CHECK_EVERY = 10
"""After so many steps it is looked which runs have finished (sooner in short runs)."""


@final
@dataclass(frozen=True)
class Block:
    """A batch of runs small enough to stay in the cache: one piece of work.

    It can be pickled whenever its objective can, and gives the same ends wherever it runs.
    """

    objective: Objective
    optimizer: Optimizer
    starts: Array
    n_steps: int
    batch_size: int | None
    seed: int
    tolerance: float


@final
class Ends:
    """The ends of a block's runs: an array with an entry for each run.

    Attributes
    ----------
    params, loss, status, stop_step, evaluations : ndarray
        As in a `Trajectory`, at the end of each run.
    """

    def __init__(self, block: Block) -> None:
        n_runs = len(block.starts)
        self.params = block.starts.copy()
        self.loss = block.objective.value(block.starts).astype(block.starts.dtype)
        self.status = np.full(n_runs, "running", dtype="<U9")
        self.stop_step = np.full(n_runs, block.n_steps)
        self.evaluations = np.zeros(n_runs, dtype=int)


def ends_of(block: Block) -> Ends:
    """Run a block; runs that have converged, stalled or diverged leave the computation."""
    with np.errstate(all="ignore"):
        return _Watch(block).ends


class _Watch:
    """Steps a block's runs, a window of some steps at a time, and sees which ones finish.

    A run has converged or stalled when its gradient was small at every step of a whole
    window: momentum that passes through a zero has left it by then. `Ends.stop_step` is
    exact all the same, for the window's points are kept until they have been looked at.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        self.ends = ends = Ends(block)
        self.settles = block.batch_size in (None, block.objective.n_rows)
        self.runs = Runs(
            block.objective,
            block.optimizer,
            block.starts,
            scheduled_rates(block.optimizer),
            block.seed,
        )
        self.first_loss = ends.loss.copy()
        self.flat_since = np.where(self._flat(block.starts), 0, 1)
        self.same_since = np.zeros(len(block.starts), dtype=int)
        window = min(CHECK_EVERY, max(1, block.n_steps // CHECK_EVERY))
        losses = [ends.loss.copy()]
        batches = mini_batches(block.objective.n_rows, block.batch_size, block.seed)
        points = [self.runs.params]
        while self.runs.step < block.n_steps and len(self.runs.which):
            before = self.runs.step
            for _ in range(min(window, block.n_steps - before)):
                ends.evaluations[self.runs.which] += self.runs.advance(next(batches))
                points.append(self.runs.params)
            self._look(points)
            losses.append(ends.loss.copy())
            points = [self.runs.params]
        self._judge_the_rest(np.array(losses))

    def _look(self, points: list[Array]) -> None:
        """See how the runs did over the last window; let go of those that have finished."""
        runs, ends, which = self.runs, self.ends, self.runs.which
        objective = self.block.objective
        loss = objective.value(runs.params)
        sane = meaningful(runs.params, loss, self.first_loss[which])
        ends.params[which], ends.loss[which] = runs.params, loss
        finished = ~sane
        if not sane.all():
            self._diverge(np.flatnonzero(~sane), points)
        if self.settles:
            finished |= self._settle(sane, points)
        if finished.any():
            runs.keep(np.flatnonzero(~finished))

    def _diverge(self, lost: np.ndarray, points: list[Array]) -> None:
        """Find the last point of each lost run that still meant something."""
        which = self.runs.which[lost]
        path = np.stack([point[lost] for point in points])
        loss = self.block.objective.value(path)
        last = np.maximum(0, meaningful(path, loss, self.first_loss[which]).argmin(axis=0) - 1)
        each = np.arange(len(lost))
        self.ends.status[which] = "diverged"
        self.ends.stop_step[which] = self.runs.step - (len(points) - 1) + last
        self.ends.params[which], self.ends.loss[which] = path[last, each], loss[last, each]

    def _settle(self, sane: np.ndarray, points: list[Array]) -> np.ndarray:
        """Mark the runs whose gradient stayed small; note since when others are as they are."""
        which, step = self.runs.which, self.runs.step
        first = step - (len(points) - 2)
        same = np.flatnonzero((points[-1] == points[-2]).all(axis=1))
        unchanged = np.stack([(points[-1][same] == p[same]).all(axis=1) for p in points])
        since = first - 1 + first_of_the_last(unchanged)
        self.same_since[np.delete(which, same)] = step
        self.same_since[which[same]] = np.where(since < first, self.same_since[which[same]], since)
        flat = np.flatnonzero(self._flat(self.runs.params) & sane)
        path = np.stack([point[flat] for point in points[1:]])
        steps_flat = first_of_the_last(self._flat(path))
        whole = steps_flat == 0
        since = np.where(whole, np.minimum(self.flat_since[which[flat]], first), first + steps_flat)
        self.flat_since[np.delete(which, flat)] = step + 1
        self.flat_since[which[flat]] = since
        finished = np.zeros(len(which), dtype=bool)
        finished[flat[whole]] = True
        self._arrive(np.flatnonzero(finished))
        return finished

    def _arrive(self, flat: np.ndarray) -> None:
        """Say of runs with a zero gradient whether they are at a minimum."""
        which, params = self.runs.which[flat], self.runs.params[flat]
        objective = self.block.objective
        minimum = is_minimum(objective, params, objective.gradient(params))
        self.ends.status[which] = np.where(minimum, "converged", "stalled")
        self.ends.stop_step[which] = self.flat_since[which]

    def _judge_the_rest(self, losses: np.ndarray) -> None:
        """Say of the runs that took all steps what a `Trajectory` would."""
        which, ends, n_steps = self.runs.which, self.ends, self.block.n_steps
        worse = rises_ever_faster(losses[:, which])
        ends.status[which[worse]] = "diverged"
        if not self.settles:
            return
        flat = ~worse & (self.flat_since[which] <= n_steps)
        self._arrive(np.flatnonzero(flat))
        if n_steps and not self.block.optimizer.is_random:
            stuck = which[~worse & ~flat & (self.same_since[which] < n_steps)]
            ends.status[stuck] = "stalled"
            ends.stop_step[stuck] = self.same_since[stuck]

    def _flat(self, params: Array) -> Any:
        gradient = self.block.objective.gradient(params)
        return np.abs(gradient).max(axis=-1) <= self.block.tolerance
