"""Where a trajectory comes from: what was minimised, how, and what each step was taken with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np

from gdwidgets.core.engine.runs import Runs, Sampling, copied, pick
from gdwidgets.core.optimizers.settings import array_settings, picked_schedules, with_settings

if TYPE_CHECKING:
    from gdwidgets.core.engine.draws import Draws
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


class Moment(NamedTuple):
    """What a step is taken with.

    Attributes
    ----------
    method : Optimizer
        The method as it is in this step, its schedules resolved.
    params : (n_runs, n_params) ndarray
        Where the runs stand.
    state : object
        What the method remembers.
    draws : Draws
        The random numbers to come.
    gradient : (n_runs, n_params) ndarray or None
        The slope that it saw; None if it didn't ask for one.
    rows : ndarray of int or None
        The mini-batch; None for all rows.
    """

    method: Optimizer
    params: Array
    state: Any
    draws: Draws
    gradient: Array | None = None
    rows: np.ndarray | None = None

    @classmethod
    def now(cls, runs: Runs) -> Moment:
        """Note where runs stand and what they remember."""
        return cls(runs.method, runs.params, copied(runs.state), runs.draws.copy())

    @classmethod
    def of_step(cls, runs: Runs) -> Moment:
        """Take a step, and return what it was taken with."""
        before = cls.now(runs)
        here = runs.advance()
        return before._replace(method=runs.method, gradient=here.seen_gradient, rows=here.rows)

    def of(self, place: int, n_runs: int) -> Moment:
        """Return the moment of one of the runs."""
        kept = np.array([place])
        arrays = array_settings(self.method)
        draws = self.draws.copy()
        draws.keep(kept)
        rows = self.rows
        return Moment(
            with_settings(self.method, {name: a[kept] for name, a in arrays.items()}),
            self.params[kept],
            pick(self.state, kept, n_runs),
            draws,
            None if self.gradient is None else self.gradient[kept],
            rows[place] if rows is not None and rows.ndim > 1 else rows,
        )


@final
@dataclass(frozen=True, eq=False)
class Origin:
    """The provenance of one run, or of a batch of them.

    Attributes
    ----------
    objective : Objective
        What was minimised.
    whole : Optimizer
        The method of the whole batch that was computed, arrays of hyperparameters as given.
    sampling : Sampling
        Mini-batches and seeds.
    tolerance : float
        The share of the steepest slope that counted as level.
    shape : tuple of int
        The shape of the whole batch.
    places : (...) ndarray of int
        Which of the whole batch's runs these are.
    begin : Runs, optional
        The whole batch before the first step, if it went on from another run.
    end : Runs, optional
        The whole batch after the last step.
    moments : tuple of Moment, optional
        What each step was taken with, and what is known at the end, if it was recorded.
    """

    objective: Objective
    whole: Optimizer
    sampling: Sampling
    tolerance: float
    shape: tuple[int, ...]
    places: np.ndarray
    begin: Runs | None = None
    end: Runs | None = None
    moments: tuple[Moment, ...] | None = None

    def pick(self, index: Any) -> Origin:
        """Return the origin of some of the runs."""
        return replace(self, places=self.places[index])

    @property
    def n_runs(self) -> int:
        """How many runs the whole batch has."""
        return math.prod(self.shape)

    @property
    def first(self) -> int:
        """How many steps were taken before these; more points may have been put before them."""
        return 0 if self.begin is None else self.begin.step

    @property
    def optimizer(self) -> Optimizer:
        """The method of these runs."""

        def pick(value: Any) -> Any:
            picked = np.broadcast_to(value, self.shape).reshape(-1)[self.places]
            return picked if picked.ndim else picked.item()

        arrays = {name: pick(value) for name, value in array_settings(self.whole).items()}
        return with_settings(self.whole, arrays | picked_schedules(self.whole, pick))

    @property
    def seed(self) -> Any:
        """The seed of each run."""
        seeds = np.broadcast_to(self.sampling.seeds, self.shape).reshape(-1)[self.places]
        return int(seeds) if seeds.ndim == 0 else seeds

    def last(self) -> Runs:
        """Return these runs after their last step, to look at or to go on."""
        assert self.end is not None
        return self.end.some(self.places.reshape(-1))

    def runs(self, start: Array) -> Runs:
        """Return these runs before their first step; `start` is where they stood."""
        if self.begin is not None:
            return self.begin.some(self.places.reshape(-1)).copy()
        sampling = self.sampling._replace(seeds=np.asarray(self.seed))
        return Runs(self.objective, self.optimizer, start, sampling)
