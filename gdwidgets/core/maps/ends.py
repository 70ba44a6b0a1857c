"""Where runs end, without their paths: what sweeps and maps are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import at_start
from gdwidgets.core.engine.judge import Judge
from gdwidgets.core.engine.runs import Runs, Sampling
from gdwidgets.core.engine.status import CONVERGED, steepest_entry
from gdwidgets.core.maps.arrivals import Arrivals
from gdwidgets.core.maps.leaving import leavers

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gdwidgets.core.maps.bowls import Bowls
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

MOST_RUNS = 131_072
"""So many runs of a few parameters are one piece of work; it bounds the memory."""

SHARED_RUNS = 16_384
"""Work that is shared among processes comes in smaller pieces, so that none waits for another."""

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
    bowls: Bowls | None = None


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

    def note_lost(self, judge: Judge, way: Way) -> None:
        """Keep the last point of each lost run that still meant something."""
        lost = np.flatnonzero(judge.lost)
        if len(lost):
            begin = np.full(len(lost), way.first)
            points = way.points(lost, begin, judge.window)
            last = points[judge.last[lost] - way.first, np.arange(len(lost))]
            self.params[judge.runs.which[lost]] = last
            self.loss[judge.runs.which[lost]] = judge.runs.objective.value(last)

    def write(
        self,
        judge: Judge,
        which: np.ndarray,
        codes: np.ndarray,
        stops: np.ndarray,
        params: Array | None = None,
        loss: Array | None = None,
    ) -> None:
        """Write down how some runs ended, by position: where they stand, or where they will."""
        runs = judge.runs
        at, spent = runs.which.take(which), runs.evaluations
        self.code[at], self.stop_step[at] = codes, stops
        self.evaluations[at] = spent.take(which) if isinstance(spent, np.ndarray) else spent
        if params is None or loss is None:
            which = which[~judge.lost.take(which)]  # the ends of the others were noted
            at = runs.which.take(which)
            params, loss = runs.params.T.take(which, axis=1), judge.loss.take(which)
        for row, values in zip(self.params.T, params, strict=True):
            row[at] = values
        self.loss[at] = loss


def ends_of(block: Block) -> Ends:
    """Run a block; runs whose ends are known leave the computation."""
    with np.errstate(all="ignore"):
        runs = Runs(block.objective, block.optimizer, block.starts, block.sampling)
        loss, slope = at_start(runs)
        judge = Judge(runs, block.n_steps, block.tolerance, loss, slope)
        arrivals = Arrivals(block.bowls, runs) if block.bowls else None
        ends = Ends(runs, loss)
        _let_go(ends, judge, arrivals)
        while runs.step < block.n_steps and len(runs.which):
            steps = min(judge.window, block.n_steps - runs.step)
            way = Way(runs, steps, EVERY if arrivals else 1)
            _look(judge, arrivals, way)
            ends.note_lost(judge, way)
            if runs.step < block.n_steps:
                _let_go(ends, judge, arrivals)
        codes, stops = judge.verdict()
        _write(ends, judge, arrivals, np.arange(len(codes)), codes, stops)
    return ends


def _look(judge: Judge, arrivals: Arrivals | None, way: Way) -> None:
    """Show a judge where its runs have come."""
    runs = judge.runs
    slope = way.slope(judge.settles)
    if arrivals and judge.settles:
        arrivals.see(judge, way, slope)
        # Runs at a minimum are left to whoever knows the minima; but for the last word.
        if arrivals.told and runs.step < judge.n_steps:
            judge.bound = arrivals.place >= 0
        else:
            judge.bound = np.zeros(len(slope), bool)
    loss = runs.objective.value(runs.params)
    step, at, previous = np.array([runs.step]), runs.params[None], runs.before[None]
    judge.see(step, at, previous, loss[None], slope[None], way)


def _let_go(ends: Ends, judge: Judge, arrivals: Arrivals | None) -> None:
    """Write down how the runs end that need not be followed, and go on without them."""
    stays = np.ones(len(judge.lost), bool)
    gone, codes = leavers(judge, arrivals)
    if len(gone):
        stops = np.where(judge.lost.take(gone), judge.last.take(gone), judge.since.take(gone))
        _write(ends, judge, arrivals, gone, codes, stops)
        stays[gone] = False
    if arrivals and arrivals.bound.any():
        which = np.flatnonzero(arrivals.bound)
        ends.write(judge, which, *arrivals.ends(which, judge.n_steps))
        stays[which] = False
    if not stays.all():
        kept = np.flatnonzero(stays)
        judge.keep(kept)
        if arrivals:
            arrivals.keep(kept)


def _write(
    ends: Ends,
    judge: Judge,
    arrivals: Arrivals | None,
    which: np.ndarray,
    codes: np.ndarray,
    stops: np.ndarray,
) -> None:
    """Write down how some runs ended: at a known minimum, since when they were there."""
    if arrivals:
        arrived = (codes == CONVERGED) & (arrivals.place.take(which) >= 0)
        stops = np.where(arrived, arrivals.since.take(which), stops)
    ends.write(judge, which, codes, stops)


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
        steps = [*range(self.first, self.first + n_steps, every), self.first + n_steps]
        self.at = np.array(steps)
        for _ in range(n_steps):
            here = runs.advance()
            if runs.step in steps:
                self.kept.append(runs.params)
        self.asks_here = here.seen_gradient is not None

    def slope(self, settles: bool) -> Any:
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


def pieces(n_runs: int, objective: Objective, batch_size: int | None, executor: Any) -> int:
    """Return how many blocks to split some runs into."""
    rows = batch_size or objective.n_rows or 1
    most = min(MOST_RUNS if executor is None else SHARED_RUNS, MOST_RUNS)
    return math.ceil(n_runs / max(1, min(most, MOST_NUMBERS // max(rows, objective.n_params))))


def run_blocks(blocks: list[Block], executor: Executor | None) -> list[Ends]:
    """Run blocks of runs, by an executor if there is one; their ends in the same order.

    Threads are not the default: on arrays that fit the cache they wait for each other's
    turn in the interpreter more than they gain.
    """
    if executor is None:
        return [ends_of(block) for block in blocks]
    futures = [executor.submit(ends_of, block) for block in blocks]
    return [future.result() for future in futures]


def checked_executor(executor: Any) -> Any:
    """Return an executor or None, or raise an error that says what it should be."""
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise TypeError(
            "executor must be a concurrent.futures.Executor, such as ProcessPoolExecutor(), "
            f"or None, not {executor!r}"
        )
    return executor
