"""The one place where optimizers are driven: `Runs`, any number of runs side by side."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np

from gdwidgets.core.engine import returned
from gdwidgets.core.engine.draws import Batches, Draws
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.optimizers.settings import (
    array_settings,
    number_settings,
    schedules,
    with_settings,
)
from gdwidgets.core.schedules.base import Schedule

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

arrays_in = returned.arrays_in


class Past(NamedTuple):
    """What the judge has to know of the way to a run that goes on: arrays with an entry a run."""

    loss: Any
    steepest: Any
    size: Any


class Sampling(NamedTuple):
    """How the rows of a step are chosen; see `descend`."""

    batch_size: int | None = None
    seeds: Any = np.array(0)
    replacement: bool = False


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
        The method. Its array hyperparameters broadcast over the batch, as do `starts` and
        the seeds.
    starts : (..., n_params) ndarray
        Where the runs start, float32 or float64.
    sampling : Sampling
        Mini-batches and seeds.

    Attributes
    ----------
    shape : tuple of int
        The shape of the batch; its runs lie in a row.
    params : (n_runs, n_params) ndarray
        Where the runs stand.
    state : object
        What the optimizer remembers.
    step : int
        How many steps have been taken.
    evaluations, rows_seen : int or (n_runs,) ndarray
        What has been spent on them.
    """

    def __init__(
        self,
        objective: Objective,
        optimizer: Optimizer,
        starts: Array,
        sampling: Sampling,
    ) -> None:
        self.objective = objective
        self.dtype = starts.dtype
        self.schedules = schedules(optimizer)
        first = {name: schedule(0) for name, schedule in self.schedules.items()}
        self.shapes = {name: np.shape(value) for name, value in first.items()}
        arrays = array_settings(optimizer)
        self.shape = _batch_shape(starts, {**arrays, **first}, sampling.seeds)
        self.n_runs = n_runs = math.prod(self.shape)
        points = np.broadcast_to(starts, (*self.shape, objective.n_params)).reshape(n_runs, -1)
        self.params = np.array(points.T, order="C").T
        changes = {name: self._column(value) for name, value in arrays.items()}
        if self.dtype == np.float32:
            # As arrays and as single numbers, hyperparameters must round alike.
            changes |= {n: np.float32(v) for n, v in number_settings(optimizer).items()}
        self.optimizer = with_settings(optimizer, changes)
        self.which = np.arange(n_runs)
        seeds, which = np.unique(sampling.seeds, return_inverse=True)
        which = np.broadcast_to(which.reshape(sampling.seeds.shape), self.shape).reshape(-1)
        self.batches = Batches(
            objective.n_rows,
            sampling.batch_size,
            seeds,
            which,
            replacement=sampling.replacement,
            in_order=objective.in_order,
        )
        self.draws = Draws(seeds, which)
        returned.check_leading_axes(objective, self.params)
        self.method = self._now(first)
        self.state = self.method.init(self.params)
        returned.check_state(self.method, self.params, self.state)
        self.step = 0
        self.before = self.params
        self.evaluations: int | np.ndarray = 0
        self.rows_seen: int | np.ndarray = 0
        self.asked_for_slopes = False
        self.checked = False
        self.here: Here | None = None
        self.past: Past | None = None

    def look(self) -> Here:
        """Return what the optimizer sees in the next step."""
        if self.here is None:
            rows = self.batches.draw()
            self.here = Here(self.objective, self.params, self.step + 1, rows, self.draws)
        return self.here

    def advance(self) -> Here:
        """Take one step; return what the optimizer saw."""
        here = self.look()
        if self.schedules and self.step:
            self.method = self._at(self.step)
        try:
            result = self.method.update(here, self.state)
        except (AttributeError, TypeError) as error:
            if self.state is None:
                raise TypeError(
                    f"init of {self.method.name!r} must return the state before the first step, "
                    f"not None: is a return missing? ({error})"
                ) from error
            raise
        if not self.checked or not returned.is_step(here, result):
            result = returned.checked_step(self.method, here, self.state, result)
            self.checked = True
        self.before = self.params
        self.params, self.state = result
        if self.params.dtype != self.dtype:
            self.params = self.params.astype(self.dtype)
        self.step += 1
        self.evaluations = self.evaluations + here.evaluations
        if self.objective.n_rows:
            self.rows_seen = self.rows_seen + here.rows_seen
        self.asked_for_slopes = self.asked_for_slopes or here.asked_for_slopes
        self.here = None
        return here

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the runs only: those of the ascending positions `kept`."""
        n_runs = len(self.params)
        self.which = self.which[kept]
        self.params = pick(self.params, kept, n_runs)
        self.before = pick(self.before, kept, n_runs)
        self.state = pick(self.state, kept, n_runs)
        self.evaluations = pick(self.evaluations, kept, n_runs)
        self.rows_seen = pick(self.rows_seen, kept, n_runs)
        self.batches.keep(kept)
        self.draws.keep(kept)
        if self.past is not None:
            self.past = Past(*(part[kept] for part in self.past))
        arrays = array_settings(self.optimizer)
        picked = {name: pick(value, kept, n_runs) for name, value in arrays.items()}
        self.optimizer = with_settings(self.optimizer, picked)
        self.method = self._at(max(0, self.step - 1))
        if self.here is not None:
            self.here = self.here.some(kept, self.params, self.draws)

    def taken_up_by(self, optimizer: Optimizer, shape: tuple[int, ...]) -> tuple[Runs, np.ndarray]:
        """Return runs of another optimizer that go on from here, without its memory as yet.

        Parameters
        ----------
        optimizer : Optimizer
            Its hyperparameters broadcast against one run; for several they must fit `shape`.
        shape : tuple of int
            The shape of these runs.

        Returns
        -------
        Runs
        (n_runs,) ndarray of int
            Which of these runs each of the others goes on from.
        """
        seeds = np.asarray(self.draws.seeds)[self.draws.which].reshape(shape)
        starts = self.params.reshape(*shape, -1)
        if shape:
            _check_fits(optimizer, shape)
        other = Runs(self.objective, optimizer, starts, Sampling(None, seeds))
        origin = np.broadcast_to(np.arange(len(self.params)).reshape(shape), other.shape)
        origin = origin.reshape(-1)
        other.batches, other.draws = self.batches.copy(), self.draws.copy()
        other.batches.keep(origin)
        other.draws.keep(origin)
        other.step = self.step
        for name in ("evaluations", "rows_seen"):
            spent = getattr(self, name)
            setattr(other, name, spent if np.ndim(spent) == 0 else spent[origin])
        return other, origin

    def some(self, which: np.ndarray) -> Runs:
        """Return some of the runs as they stand, to look at."""
        part = copy.copy(self)
        part.batches, part.draws = copy.copy(self.batches), copy.copy(self.draws)
        part.keep(which)
        return part

    def copy(self) -> Runs:
        """Return runs that go on from here by themselves."""
        twin = copy.copy(self)
        twin.batches, twin.draws = self.batches.copy(), self.draws.copy()
        twin.state = copied(self.state)
        twin.here = None
        return twin

    def steepest_method(self, ahead: int) -> Optimizer:
        """Return the optimizer with each schedule at the highest value of the steps ahead.

        A plain function is asked for the steps that it was given for only, up to this one.
        """
        highest = {}
        for name, schedule in self.schedules.items():
            steps = range(self.step, self.step + ahead, max(1, ahead // 500))
            if not isinstance(schedule.keywords["schedule"], Schedule):
                steps = range(max(0, self.step - 1), max(1, self.step))
            highest[name] = np.max([self._column(schedule(step)) for step in steps], axis=0)
        return self._now(highest, columns=True)

    def _at(self, step: int) -> Optimizer:
        """Return the optimizer with its schedules resolved for a step."""
        values = {name: schedule(step) for name, schedule in self.schedules.items()}
        for name, value in values.items():
            if np.shape(value) != self.shapes[name]:
                raise ValueError(
                    f"{name}({step}) must have the shape {self.shapes[name]} of {name}(0), "
                    f"not {np.shape(value)}"
                )
        return self._now(values)

    def _now(self, values: dict[str, Any], *, columns: bool = False) -> Optimizer:
        if not values:
            return self.optimizer
        resolved = {}
        for name, value in values.items():
            column = value if columns else self._column(value)
            resolved[name] = column[self.which] if np.ndim(column) else column
        return with_settings(self.optimizer, resolved)

    def _column(self, value: Any) -> Any:
        """Return a number as it is, and one number for each run as a column."""
        array = np.asarray(value, self.dtype)
        if array.ndim == 0:
            return float(value) if self.dtype == np.float64 else array[()]
        return np.broadcast_to(array, self.shape).reshape(-1, 1).copy()


def _check_fits(optimizer: Optimizer, shape: tuple[int, ...]) -> None:
    """Raise an error that names the hyperparameter which doesn't fit a batch of runs."""
    settings = array_settings(optimizer)
    settings |= {name: schedule(0) for name, schedule in schedules(optimizer).items()}
    for name, value in settings.items():
        given = np.shape(value)
        places = zip(reversed(given), reversed(shape), strict=False)
        if len(given) > len(shape) or any(n not in (1, n_runs) for n, n_runs in places):
            raise ValueError(
                f"optimizer must fit the batch of runs of shape {shape}, "
                f"but its {name} has shape {given}"
            )


def _batch_shape(starts: Array, settings: dict[str, Any], seeds: np.ndarray) -> tuple[int, ...]:
    """Broadcast starts, hyperparameters and seeds against each other."""
    shapes = {"start": starts.shape[:-1], "seed": seeds.shape}
    shapes |= {name: np.shape(value) for name, value in settings.items()}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(
            f"the leading axes of start, the hyperparameters and seed must broadcast, not {listed}"
        ) from None


def pick(state: Any, kept: np.ndarray, n_runs: int) -> Any:
    """Return the part of a state that belongs to the runs `kept`, of `n_runs`.

    Arrays with a run a row are cut; other arrays and numbers are shared by all runs and stay.
    Tuples, lists and dicts are gone through.
    """
    if isinstance(state, np.ndarray):
        if state.ndim == 0 or len(state) != n_runs:
            return state
        return np.take(state.T, kept, axis=-1).T
    if isinstance(state, tuple):
        parts = [pick(part, kept, n_runs) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
    if isinstance(state, list):
        return [pick(part, kept, n_runs) for part in state]
    if isinstance(state, dict):
        return {name: pick(part, kept, n_runs) for name, part in state.items()}
    return state


def copied(state: Any) -> Any:
    """Return a state that stays as it is when a method changes its arrays in place."""
    if isinstance(state, np.ndarray):
        return state.copy(order="K")
    if isinstance(state, tuple):
        parts = [copied(part) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
    if isinstance(state, list):
        return [copied(part) for part in state]
    if isinstance(state, dict):
        return {name: copied(part) for name, part in state.items()}
    return state
