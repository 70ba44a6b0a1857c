"""`go_on`: take up a run where it stopped, or at one of its steps, with what it remembers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.descend import MOST_STEPS, checked_optimizer, follow
from gdwidgets.core.engine.origin import Origin
from gdwidgets.core.engine.runs import Past, Runs, pick
from gdwidgets.core.engine.status import along, steepest_entry
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.validate import one_of, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.optimizers.base import Optimizer


def go_on(
    run: Trajectory,
    n_steps: int,
    *,
    step: int | None = None,
    optimizer: Optimizer | None = None,
    record: bool = False,
) -> Trajectory:
    """Let runs go on, with their memory: velocity, averages, mini-batches, counts.

    Going on with the same method gives the same points as one long run, bit for bit.

    Parameters
    ----------
    run : Trajectory
        One run or a batch, as `descend` or `go_on` returned it.
    n_steps : int
        How many more steps to take; 0 to 1,000,000.
    step : int, optional
        The step to go on from; the last one by default.
    optimizer : Optimizer, optional
        Another method, or the same with another learning rate. Its hyperparameters broadcast
        against the batch of a single run; for a batch they must fit its shape. What both methods
        remember under the same name it takes along, and `Trajectory.kept` says what that was; of
        the rest it begins afresh.
    record : bool
        As in `descend`.

    Returns
    -------
    Trajectory
        From `step` on: ``steps`` begins with it, and so do the points.

    Raises
    ------
    TypeError, ValueError
        If `run` doesn't know where it comes from, or an argument is out of range.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> method = gd.optimizers.Momentum(0.02, momentum=0.8)
    >>> run = gd.descend(gd.surfaces.ravine(), method, [5.0, 1.0], 30)
    >>> more = gd.go_on(run, 70, optimizer=gd.optimizers.Nesterov(0.02, momentum=0.8))
    >>> more.n_steps, more.kept
    (100, ('velocity',))
    """
    if not isinstance(run, Trajectory):
        raise TypeError(f"run must be a Trajectory, as gd.descend returns it, not {run!r}")
    origin = run.known_origin()
    n_steps = whole_number("n_steps", n_steps, low=0, high=MOST_STEPS)
    first, last = origin.first, run.n_steps
    step = last if step is None else whole_number("step", step, low=first, high=last)
    one_of("record", record, (True, False))
    method = origin.optimizer if optimizer is None else checked_optimizer(optimizer)
    with np.errstate(all="ignore"):
        if step == last and origin.end is not None:
            runs = origin.last().copy()
        else:
            runs = origin.runs(run.params[0])
            for _ in range(step - first):
                runs.advance()
        kept = tuple(_named(runs.state))
        if optimizer is not None:
            runs, kept = _taken_up(runs, method, run.shape)
        runs.past = _past(run, step, len(runs.params))
        shape = run.shape if optimizer is None else runs.shape
        n_runs = math.prod(shape)
        whole = Origin(
            origin.objective,
            method,
            origin.sampling._replace(seeds=np.asarray(origin.seed)),
            origin.tolerance,
            shape,
            np.arange(n_runs).reshape(shape),
            begin=runs.copy(),
        )
        return replace(follow(runs, n_steps, whole, record=record), kept=kept)


def _taken_up(
    runs: Runs, method: Optimizer, shape: tuple[int, ...]
) -> tuple[Runs, tuple[str, ...]]:
    """Return the runs with another method, and the names of what it takes along."""
    other, origin = runs.taken_up_by(method, shape)
    n_runs = len(runs.params)
    wanted = _named(other.state)
    kept = {
        name: pick(value, origin, n_runs)
        for name, value in _named(runs.state).items()
        if name in wanted
    }
    if kept:
        state = other.state
        other.state = state._replace(**kept) if hasattr(state, "_replace") else {**state, **kept}
    return other, tuple(kept)


def _named(state: Any) -> dict[str, Any]:
    """Return what a state remembers by name; nothing if it has no names."""
    if hasattr(state, "_asdict"):
        return dict(state._asdict())
    return dict(state) if isinstance(state, dict) else {}


def _past(run: Trajectory, step: int, n_runs: int) -> Past:
    """Return what the way up to a step was like."""
    way = run.params[run.steps <= step].reshape(
        -1, max(1, math.prod(run.shape)), run.params.shape[-1]
    )
    before = run.known_origin().begin
    slope = np.nan_to_num(steepest_entry(along(run.objective, "gradient", way)), posinf=0)
    past = Past(
        run.loss[0].reshape(-1), slope.max(axis=0), np.nan_to_num(np.abs(way)).max(axis=(0, 2))
    )
    if before is not None and before.past is not None:
        places = run.known_origin().places.reshape(-1)
        earlier = Past(*(part[places] for part in before.past))
        past = Past(
            earlier.loss,
            np.fmax(past.steepest, earlier.steepest),
            np.fmax(past.size, earlier.size),
        )
    return Past(*(np.broadcast_to(part, n_runs) for part in past))
