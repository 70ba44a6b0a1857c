"""The one place where optimizers are driven: `Runs`, any number of runs side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.optimizers.base import array_fields, with_fields
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.validate import number_or_array, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


@final
class Runs:
    """Where a batch of runs stands, and the way to its next step.

    All runs of a batch take their steps together. Every array has the runs in its first
    axis, but lies in memory with the runs last: so arithmetic on one coordinate of many
    runs is contiguous, and a run gives the same bits however many others are beside it.

    Parameters
    ----------
    objective : Objective
        What is minimised.
    optimizer : Optimizer
        The method; its array hyperparameters have one entry for each run, or one in all.
    params : (n_runs, n_params) ndarray
        Where the runs start, float32 or float64.
    rates : iterator, optional
        The learning rate of each step, a number or an array of `n_runs`, if a schedule sets
        it (see `scheduled_rates`).
    seed : int
        Picks the random numbers of an optimizer that draws any.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> starts = np.array([[1.0, 1.0], [2.0, 0.0]])
    >>> descent = gd.optimizers.GradientDescent(0.1)
    >>> runs = Runs(gd.surfaces.ravine(), descent, starts, None, seed=0)
    >>> runs.advance(None)
    >>> runs.params, runs.spent
    (array([[ 0.9, -1. ],
           [ 1.8,  0. ]]), 1)
    """

    def __init__(
        self,
        objective: Objective,
        optimizer: Optimizer,
        params: Array,
        rates: Iterator[Any] | None,
        seed: int,
    ) -> None:
        self.n_runs = n_runs = len(params)
        self.objective = objective
        self.dtype = params.dtype
        self.params = np.array(params.T, order="C").T
        fields: dict[str, Any] = array_fields(optimizer)
        if self.dtype == np.float32:
            # As arrays and as single numbers, hyperparameters must round alike.
            fields |= _numbers(optimizer)
        self.optimizer = with_fields(
            optimizer, {name: self._column(value, n_runs) for name, value in fields.items()}
        )
        self.rates = rates
        self.rate = getattr(self.optimizer, "learning_rate", 0.0)
        self.rng = _generator(seed, "optimizer")
        self.state = self.optimizer.init(self.params)
        self.spent: int | np.ndarray = 0
        self.step = 0
        self.which = np.arange(n_runs)

    def look(self, rows: np.ndarray | None) -> Here:
        """Return what the optimizer sees in the next step, on a mini-batch of `rows`."""
        self.step += 1
        if self.rates is not None:
            rate = self._column(next(self.rates), self.n_runs)
            self.rate = rate[self.which] if np.ndim(rate) else rate
        return Here(self.objective, self.params, self.step, self.rate, rows, self.rng)

    def advance(self, rows: np.ndarray | None) -> None:
        """Take one step on a mini-batch of `rows`; `spent` counts the evaluations."""
        here = self.look(rows)
        self.params, self.state = self.optimizer.update(here, self.state)
        if self.params.dtype != self.dtype:
            self.params = self.params.astype(self.dtype)
        self.spent = self.spent + here.evaluations

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the runs only: those of the ascending positions `kept`."""
        n_runs = len(self.params)
        self.which = self.which[kept]
        self.params = pick(self.params, kept, n_runs)
        self.state = pick(self.state, kept, n_runs)
        self.rate = pick(self.rate, kept, n_runs)
        self.spent = pick(self.spent, kept, n_runs)
        fields = array_fields(self.optimizer)
        picked = {name: pick(value, kept, n_runs) for name, value in fields.items()}
        self.optimizer = with_fields(self.optimizer, picked)

    def _column(self, value: Any, n_runs: int) -> Any:
        """Return a number as it is, and one number for each run as a column."""
        array = np.asarray(value, self.dtype)
        if array.ndim == 0:
            return float(value) if self.dtype == np.float64 else array[()]
        return np.broadcast_to(array.reshape(-1, 1), (n_runs, 1)).copy()


def pick(state: Any, kept: np.ndarray, n_runs: int) -> Any:
    """Return the part of a state that belongs to the runs `kept`, of `n_runs`.

    Arrays whose first axis counts the runs are cut; other arrays and numbers are shared by
    all runs and stay. Tuples and dicts are gone through.

    Examples
    --------
    >>> pick({"velocity": np.zeros((3, 2)), "step": 4}, np.array([0, 2]), 3)
    {'velocity': array([[0., 0.],
           [0., 0.]]), 'step': 4}
    """
    if isinstance(state, np.ndarray):
        if state.ndim == 0 or len(state) != n_runs:
            return state
        return np.take(state.T, kept, axis=-1).T
    if isinstance(state, tuple):
        parts = [pick(part, kept, n_runs) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
    if isinstance(state, dict):
        return {name: pick(part, kept, n_runs) for name, part in state.items()}
    if state is None or isinstance(state, float | int | np.generic):
        return state
    raise TypeError(f"an optimizer's state must be arrays, tuples or dicts of them, not {state!r}")


def scheduled_rates(optimizer: Optimizer) -> Iterator[Any] | None:
    """Return the learning rates that the optimizer's schedule gives, if it has one.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> rates = scheduled_rates(gd.optimizers.Adam(gd.schedules.Exponential(0.1, factor=0.5)))
    >>> next(rates), next(rates)
    (0.1, 0.05)
    """
    schedule = getattr(optimizer, "learning_rate", None)
    if not callable(schedule):
        return None
    steps = itertools.count()
    return (number_or_array(f"learning_rate({k})", schedule(k), low=0) for k in steps)


def mini_batches(
    n_rows: int | None, batch_size: int | None, seed: int
) -> Iterator[np.ndarray | None]:
    """Yield the rows of each step's mini-batch, without end; None stands for all rows.

    Every epoch is shuffled anew and gone through without replacement; what remains at its
    end makes a smaller batch.

    Parameters
    ----------
    n_rows : int or None
        How many rows of data there are; None if the objective has none.
    batch_size : int or None
        How many rows a batch has, 1 <= batch_size <= n_rows. None, or all rows, leaves
        nothing to chance.
    seed : int
        Picks the shuffles.

    Examples
    --------
    >>> batches = mini_batches(5, 2, seed=0)
    >>> [len(next(batches)) for _ in range(4)]
    [2, 2, 1, 2]
    """
    if n_rows is None or batch_size is None or batch_size == n_rows:
        while True:
            yield None
    rng = _generator(seed, "rows")
    while True:
        order = rng.permutation(n_rows)
        for first in range(0, len(order), batch_size):
            yield order[first : first + batch_size]


def checked_batch_size(batch_size: Any, n_rows: int | None) -> int | None:
    """Return `batch_size`, or raise an error that says what an objective's data allows.

    Examples
    --------
    >>> checked_batch_size(8, 5)
    Traceback (most recent call last):
    ValueError: batch_size must be a whole number with 1 <= batch_size <= 5, not 8
    """
    if batch_size is None:
        return None
    if n_rows is None:
        raise ValueError(
            f"batch_size must be None for an objective without rows of data, not {batch_size!r}"
        )
    return whole_number("batch_size", batch_size, low=1, high=n_rows)


def _generator(seed: int, purpose: str) -> np.random.Generator:
    """Return random numbers for one purpose, so that optimizers can't shift the batches."""
    return np.random.default_rng([seed, {"rows": 0, "optimizer": 1}[purpose]])


def _numbers(optimizer: Optimizer) -> dict[str, float]:
    fields = vars(optimizer)
    return {name: value for name, value in fields.items() if isinstance(value, float)}
