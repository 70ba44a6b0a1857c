"""The one place where optimizers are driven: `Runs`, any number of runs side by side."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np

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
        check_leading_axes(objective, self.params)
        self.method = self._now(first)
        self.state = self.method.init(self.params)
        check_state(self.method, self.params, self.state)
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
        if not self.checked or not is_step(here, result):
            result = checked_step(self.method, here, self.state, result)
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
        other = Runs(self.objective, optimizer, starts, Sampling(None, seeds))
        if shape and other.shape != shape:
            raise ValueError(
                f"optimizer must fit the batch of runs of shape {shape}, not make it {other.shape}"
            )
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


def arrays_in(state: Any) -> list[np.ndarray]:
    """Return the arrays that a state is made of, or raise an error if it is of another kind.

    Numbers, text and None are shared by all runs.
    """
    if isinstance(state, np.ndarray):
        return [state]
    if isinstance(state, dict):
        state = tuple(state.values())
    if isinstance(state, tuple | list):
        return [array for part in state for array in arrays_in(part)]
    if state is None or isinstance(state, float | int | str | np.generic):
        return []
    raise TypeError(f"{type(state).__name__} {state!r}")


def checked_arrays(optimizer: Optimizer, method: str, state: Any, n_runs: int) -> list[np.ndarray]:
    """Return the arrays of a state that a method gave, or raise an error that says what it is."""
    wanted = f"{method} of {optimizer.name!r} must return"
    try:
        arrays = arrays_in(state)
    except TypeError as other:
        raise TypeError(
            f"{wanted} a state of arrays and numbers, or tuples, lists or dicts of these, "
            f"not the {other}"
        ) from None
    for array in arrays:
        if array.ndim and len(array) != n_runs:
            raise ValueError(
                f"{wanted} arrays with a run a row in its state, ({n_runs}, ...) here, or plain "
                f"numbers, not an array of shape {array.shape}"
            )
    return arrays


def check_leading_axes(objective: Objective, params: Array) -> None:
    """Raise an error unless an objective takes the points of a path as it takes single ones.

    One that is written for a table of points, ``params[:, 0]``, would take the runs of a path for
    coordinates. So a few runs are looked at, not as many as there are coordinates.
    """
    n_runs = 3 if objective.n_params == 2 else 2
    params = params[np.arange(n_runs) % len(params)]
    here = Here(objective, params, 1)
    for method, known in {"value": here.value, "gradient": here.gradient}.items():
        problem = _leading_axes_problem(getattr(objective, method), params, known)
        if problem:
            raise ValueError(
                f"{method} of {objective.name!r} must take params with any leading axes, "
                f"(..., n_params), but for shape {params[None].shape} it {problem}: write "
                "params[..., 0], not params[:, 0], and sum over the last axis, axis=-1"
            )


def _leading_axes_problem(function: Any, params: Array, known: Array) -> str:
    try:
        stacked = function(params[None])
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    if np.shape(stacked) != (1, *known.shape):
        return f"gave shape {np.shape(stacked)}"
    if np.allclose(stacked[0], known, equal_nan=True):
        return ""
    # What gives other numbers each time leaves something to chance: nothing can be seen from it.
    same = np.array_equal(function(params), known, equal_nan=True)
    return "gave other numbers" if same else ""


def check_state(optimizer: Optimizer, params: Array, state: Any) -> None:
    """Raise an error unless the state's arrays hold a run a row.

    It is seen from the state of another number of runs: an array that has as many rows then as now
    is shared by the runs, and would be taken for theirs.
    """
    if not checked_arrays(optimizer, "init", state, len(params)):
        return
    n_runs = 3 if len(params) == 2 else 2
    first = [0] * n_runs
    settings = {name: value[first] for name, value in array_settings(optimizer).items()}
    checked_arrays(
        optimizer, "init", with_settings(optimizer, settings).init(params[first]), n_runs
    )


def is_step(here: Here, result: Any) -> bool:
    """Tell whether `update` gave params of the right shape and a state; told in a microsecond."""
    return (
        type(result) is tuple
        and len(result) == 2
        and type(result[0]) is np.ndarray
        and result[0].shape == here.params.shape
        and result[0].dtype.kind == "f"
    )


def checked_step(optimizer: Optimizer, here: Here, state: Any, result: Any) -> tuple[Array, Any]:
    """Return what `update` gave, or raise an error that says what it should have given."""
    wanted = f"update of {optimizer.name!r} must return (params, state)"
    if not isinstance(result, tuple) or len(result) != 2 or hasattr(result, "_fields"):
        got = "None: is a return missing?" if result is None else f"{type(result).__name__} alone"
        got = f"{len(result)} things" if isinstance(result, tuple) else got
        raise TypeError(f"{wanted}, the next params and what is remembered, not {got}")
    given, after = result
    try:
        params = np.asarray(given)
    except ValueError:
        params = np.array("ragged")
    if params.dtype.kind not in "iuf":
        got = "None" if given is None else f"{type(given).__name__} of {params.dtype}"
        raise TypeError(f"{wanted} with params of real numbers, not {got}")
    if params.shape != here.params.shape:
        raise ValueError(f"{wanted} with params of shape {here.params.shape}, not {params.shape}")
    if _structure(after) != _structure(state):
        raise TypeError(
            f"{wanted} with a state of the same structure as init's, {_structure(state)}, "
            f"not {_structure(after)}"
        )
    checked_arrays(optimizer, "update", after, len(params))
    return params, after


def _structure(state: Any) -> str:
    """Describe what a state is made of; what is None at first may become anything."""
    if hasattr(state, "_fields"):
        return f"a {type(state).__name__}"
    if isinstance(state, dict):
        return "a dict"
    if isinstance(state, tuple | list):
        return f"a {type(state).__name__} of {len(state)}"
    return "an array or number"
