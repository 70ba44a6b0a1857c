"""Where runs end, without their paths: what sweeps and maps are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.engine.descend import at_start
from gdwidgets.core.engine.judge import Judge
from gdwidgets.core.engine.runs import Runs, Sampling
from gdwidgets.core.engine.status import (
    STATUSES,
    steepest_entry,
)
from gdwidgets.core.maps.arrivals import Arrivals, Targets

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

MOST_RUNS = 49_152
"""So many runs of a few parameters are one piece of work; it bounds the memory."""

MOST_NUMBERS = 1 << 20
"""Pieces of runs on data, or of many parameters, have about so many numbers at most."""


EVERY = 5
"""Maps keep every so many points of the way."""


@final
@dataclass(frozen=True)
class Block:
    """A batch of runs: one piece of work, for this process or for another.

    It can be pickled whenever its objective can, and gives the same ends wherever it runs.
    """

    objective: Objective
    optimizer: Optimizer
    starts: Array
    n_steps: int
    sampling: Sampling
    tolerance: float
    targets: Targets | None = None


@final
class Ends:
    """The ends of a block's runs: an array with an entry for each run.

    Attributes
    ----------
    params, loss, stop_step, evaluations : ndarray
        As in a `Trajectory`, at the end of each run.
    code : ndarray of int8
        The status, as its place in `STATUSES`: words are slow to compare and to send.
    """

    def __init__(self, runs: Runs, loss: Array) -> None:
        self.params = np.array(runs.params.T, order="C").T
        self.loss = loss.copy()
        self.code = np.zeros(len(loss), dtype=np.int8)
        self.stop_step = np.zeros(len(loss), dtype=int)
        self.evaluations = np.zeros(len(loss), dtype=int)

    @property
    def status(self) -> np.ndarray:
        """The status of each run, in words."""
        return np.array(STATUSES)[self.code]


def ends_of(block: Block) -> Ends:
    """Run a block; runs that are lost, or that came to rest for good, leave the computation."""
    with np.errstate(all="ignore"):
        runs = Runs(block.objective, block.optimizer, block.starts, block.sampling)
        loss, slope = at_start(runs)
        judge = Judge(runs, block.n_steps, block.tolerance, loss, slope)
        ends = Ends(runs, loss)
        arrivals = block.targets and Arrivals(block.targets, runs.params)
        gone, codes = judge.finished()
        _let_go(ends, judge, arrivals, gone, codes)
        while runs.step < block.n_steps and len(runs.which):
            every = EVERY if block.targets else 1
            way = Way(runs, min(judge.window, block.n_steps - runs.step), every)
            slope = way.slope(judge.settles)
            if arrivals and judge.settles:
                judge.bound = arrivals.see(judge, way, slope)
            loss = runs.objective.value(runs.params)
            step, at, previous = np.array([runs.step]), runs.params[None], runs.before[None]
            judge.see(step, at, previous, loss[None], slope[None], way)
            _note_lost(ends, judge, way)
            gone, codes = judge.finished()
            _let_go(ends, judge, arrivals, gone, codes)
        codes, stops = judge.verdict()
        _write(ends, judge, np.arange(len(codes)), codes, stops)
    return ends


@final
class Way:
    """Some steps of a batch of runs: taken, and kept until they have been looked at.

    Maps keep every fifth point only: what is kept is pushed out of the processor's cache, and
    that would cost more time than the steps themselves.

    Attributes
    ----------
    first : int
        The step of the first point.
    kept : list of (n_runs, n_params) ndarray
        The points, from the first to the last.
    at : (n_kept,) ndarray of int
        The steps of these.
    """

    def __init__(self, runs: Runs, n_steps: int, every: int = 1) -> None:
        self.runs = runs
        self.first = runs.step
        self.kept = [runs.params]
        self.at = self.first + np.append(np.arange(0, n_steps, every), n_steps)
        for _ in range(n_steps):
            here = runs.advance()
            if runs.step in self.at:
                self.kept.append(runs.params)
        self.asks_here = here.seen_gradient is not None

    def slope(self, settles: bool) -> Array:
        """Return the size of the gradient at the last point."""
        if not settles:
            return np.zeros(len(self.runs.params))
        # Where the method asks for the slope, it is the next step's too.
        here = self.runs.look() if self.asks_here else None
        return steepest_entry(
            here.gradient if here else self.runs.objective.gradient(self.runs.params)
        )

    def points(self, which: np.ndarray, begin: np.ndarray, length: int) -> Array:  # noqa: ARG002
        """Return the way of some runs, as `Stretch` says: it is one look long.

        A point that wasn't kept is stood for by the next one that was.
        """
        wanted = np.searchsorted(self.at, self.first + np.arange(length + 1))
        last = len(self.kept) - 1
        points = [self.kept[min(k, last)].T.take(which, axis=1) for k in wanted]
        return np.stack(points, axis=1).transpose(1, 2, 0)


def run_blocks(blocks: list[Block], executor: Executor | None) -> list[Ends]:
    """Run blocks of runs, by an executor if there is one; their ends in the same order.

    Threads are not the default: on arrays that fit the cache they wait for each other's
    turn in the interpreter more than they gain.
    """
    if executor is None:
        return [ends_of(block) for block in blocks]
    if not hasattr(executor, "submit"):
        raise TypeError(
            "executor must be a concurrent.futures.Executor, such as ProcessPoolExecutor(), "
            f"not {executor!r}"
        )
    futures = [executor.submit(ends_of, block) for block in blocks]
    return [future.result() for future in futures]


def block_length(objective: Objective, batch_size: int | None) -> int:
    """Return how many runs a block may have."""
    rows = batch_size or objective.n_rows or 1
    return max(1, min(MOST_RUNS, MOST_NUMBERS // max(rows, objective.n_params)))


def _note_lost(ends: Ends, judge: Judge, way: Way) -> None:
    """Keep the last point of each lost run that still meant something."""
    lost = np.flatnonzero(judge.lost)
    if len(lost):
        begin = np.full(len(lost), way.first)
        points = way.points(lost, begin, judge.window)
        last = points[judge.last[lost] - way.first, np.arange(len(lost))]
        ends.params[judge.runs.which[lost]] = last
        ends.loss[judge.runs.which[lost]] = judge.runs.objective.value(last)


def _let_go(
    ends: Ends, judge: Judge, arrivals: Arrivals | None, gone: np.ndarray, codes: np.ndarray
) -> None:
    """Write down how some runs ended, and go on without them."""
    if not len(gone):
        return
    since = np.where(judge.bound, arrivals.since, judge.since) if arrivals else judge.since
    stops = np.where(judge.lost, judge.last, since)
    _write(ends, judge, gone, codes, stops[gone])
    kept = np.ones(len(judge.lost), bool)
    kept[gone] = False
    kept = np.flatnonzero(kept)
    judge.keep(kept)
    if arrivals:
        arrivals.keep(kept)


def _write(
    ends: Ends, judge: Judge, which: np.ndarray, codes: np.ndarray, stops: np.ndarray
) -> None:
    runs = judge.runs
    at = runs.which.take(which)
    ends.code[at], ends.stop_step[at] = codes, stops
    spent = runs.evaluations
    ends.evaluations[at] = spent if np.ndim(spent) == 0 else spent.take(which)
    alive = which[~judge.lost.take(which)]
    ends.params.T[:, runs.which.take(alive)] = runs.params.T.take(alive, axis=1)
    ends.loss[runs.which.take(alive)] = judge.loss.take(alive)
