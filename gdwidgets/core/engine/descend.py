"""`descend`: run an optimizer on an objective, for any number of runs at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.draws import checked_batch_size, checked_seeds
from gdwidgets.core.engine.judge import Judge
from gdwidgets.core.engine.origin import Moment, Origin
from gdwidgets.core.engine.runs import Runs, Sampling
from gdwidgets.core.engine.status import STATUSES, along, default_tolerance, steepest_entry
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.objective import checked_objective
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.validate import as_params, finite_number, one_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective

MOST_BYTES = 4 << 30
"""A call whose paths would need more memory than this (4 GiB) is refused."""

MOST_STEPS = 1_000_000
"""More steps than this would take minutes; to go on is possible."""


def descend(
    objective: Objective,
    optimizer: Optimizer,
    start: ArrayLike,
    n_steps: int,
    *,
    batch_size: int | None = None,
    seed: int | Sequence[int] | None = None,
    replacement: bool = False,
    tolerance: float | None = None,
    record: bool = False,
    record_every: int = 1,
) -> Trajectory:
    """Run an optimizer and record where it goes.

    Any number of runs is computed in one call: the leading axes of `start`, the axes of every
    hyperparameter that is an array, and those of `seed` broadcast against each other. A run in a
    batch equals the same run alone, bit for bit. All `n_steps` are really taken: a run is not cut
    short because its gradient got small.

    Divergence is a result, not an error: it neither warns nor raises.

    Parameters
    ----------
    objective : Objective
        What to minimise: a surface or a loss on data.
    optimizer : Optimizer
        The method, with its hyperparameters.
    start : (..., n_params) array_like
        Where to begin. float32 is kept, everything else becomes float64.
    n_steps : int
        How many steps to take; 0 to 1,000,000.
    batch_size : int, optional
        How many rows of data each step looks at, drawn without replacement from epochs that
        are shuffled anew; the last batch of an epoch may be smaller. Runs of the same seed see
        the same batches. None takes all rows in every step.
    seed : int or (...) sequence of int, optional
        Picks the mini-batches, and the draws of an optimizer that uses chance; at least 0.
        None is the same as 0: the same call always gives the same runs. Several seeds are several
        runs.
    replacement : bool
        Draw each row of a mini-batch from all rows, instead of going through them in epochs.
    tolerance : float, optional
        The share of the steepest slope so far below which the ground counts as level: 1e-6 by
        default, 1e-3 in float32. It changes the status only, never the path.
    record : bool
        Also keep what each step was taken with, for `explain_step`.
    record_every : int
        Keep the points and losses of every so many steps only, and of the last. The loss over all
        rows is most of the work where steps look at few of them.

    Returns
    -------
    Trajectory
        With ``params (n_steps + 1, ..., n_params)``, ``loss (n_steps + 1, ...)`` and, for
        each run, ``status`` and ``stop_step``.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    Examples
    --------
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent(0.1), [2.0], 100)
    >>> run.status
    'converged'

    A whole family of learning rates in one call:

    >>> rates = np.geomspace(1e-4, 1, 61)
    >>> family = gd.descend(
    ...     gd.surfaces.himmelblau, gd.optimizers.GradientDescent(rates), [0, 0], 200
    ... )
    >>> family.params.shape
    (201, 61, 2)
    """
    checked_objective(objective)
    checked_optimizer(optimizer)
    first = checked_start(start, objective)
    n_steps = whole_number("n_steps", n_steps, low=0, high=MOST_STEPS)
    sampling = checked_sampling(objective, batch_size, seed, replacement)
    tolerance = checked_tolerance(tolerance, first.dtype)
    one_of("record", record, (True, False))
    record_every = whole_number("record_every", record_every, low=1)
    with np.errstate(all="ignore"):
        runs = Runs(objective, optimizer, first, sampling)
        places = np.arange(runs.n_runs).reshape(runs.shape)
        origin = Origin(objective, optimizer, sampling, tolerance, runs.shape, places)
        return follow(runs, n_steps, origin, record=record, record_every=record_every)


def follow(
    runs: Runs, n_steps: int, origin: Origin, *, record: bool = False, record_every: int = 1
) -> Trajectory:
    """Take `n_steps` more steps with some runs, keep their paths and judge them."""
    objective, first = runs.objective, runs.step
    steps = first + np.append(np.arange(0, n_steps, record_every), n_steps)
    _check_memory(len(steps), runs, n_steps)
    loss, slope = at_start(runs)
    judge = Judge(runs, first + n_steps, origin.tolerance, loss, slope)
    moments: list[Moment] = []
    parts: list[Array] = []
    spent: list[Any] = []
    losses = []
    # In one stretch; or, where points are left out, from look to look.
    length = n_steps if record_every == 1 else judge.window
    while runs.step < first + n_steps or not spent:
        begin = runs.step
        way, counts = _walk(runs, min(length, first + n_steps - begin), moments, record)
        kept = steps[(steps >= begin + (begin > first)) & (steps <= runs.step)]
        at = kept - begin
        parts.append(way if len(at) == way.shape[1] else way[:, at])
        losses.append(look_along(judge, way, begin, at))
        spent += [counts[i] for i in at]
    if record:
        moments.append(Moment.now(runs))
    codes, stop = judge.verdict()

    path = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
    points, loss = path.transpose(1, 2, 0), np.concatenate(losses)
    over = (steps[:, None] > stop) & judge.lost
    np.copyto(path, np.nan, where=over)
    np.copyto(loss, np.nan, where=over | ~np.isfinite(loss))
    shape = origin.places.shape
    status = np.array(STATUSES)[codes]
    return Trajectory(
        points.reshape(len(steps), *shape, objective.n_params),
        loss.reshape(len(steps), *shape),
        status.reshape(shape) if shape else str(status[0]),
        stop.reshape(shape) if shape else int(stop[0]),
        _totals([evaluations for evaluations, _ in spent], shape),
        _totals([rows for _, rows in spent], shape),
        steps,
        replace(origin, end=runs, moments=tuple(moments) if record else None),
    )


def _walk(
    runs: Runs, n_steps: int, moments: list[Moment], record: bool
) -> tuple[Array, list[tuple[Any, Any]]]:
    """Take some steps; return the points, (n_params, n_steps + 1, n_runs), and what was spent."""
    # One coordinate after the other, as in `Runs`, and therein one step after the other.
    way = np.empty((runs.params.shape[1], n_steps + 1, len(runs.params)), runs.dtype)
    way[:, 0] = runs.params.T
    spent = [(runs.evaluations, runs.rows_seen)]
    for k in range(1, n_steps + 1):
        if record:
            moments.append(Moment.of_step(runs))
        else:
            runs.advance()
        spent.append((runs.evaluations, runs.rows_seen))
        way[:, k] = runs.params.T
    return way, spent


def look_along(judge: Judge, way: Array, begin: int, kept: np.ndarray) -> Array:
    """Show a judge the way that its runs have come from step `begin` on.

    Returns the losses at the points `kept` of the way; they are not computed at all the others.
    """
    objective = judge.runs.objective
    path = way.transpose(1, 2, 0)
    n_steps = len(path) - 1
    if not n_steps:
        return along(objective, "value", path[kept])
    looks = np.append(np.arange(judge.window, n_steps, judge.window), n_steps)
    wanted = np.union1d(looks, kept)
    losses = along(objective, "value", path if len(wanted) == len(path) else path[wanted])
    at_looks = losses[np.searchsorted(wanted, looks)]
    slope = np.zeros_like(at_looks)
    if judge.settles:
        slope = steepest_entry(along(objective, "gradient", path[looks]))
    steps, at, previous = begin + looks, path[looks], path[looks - 1]
    judge.see(steps, at, previous, at_looks, slope, Way(begin, path))
    return losses[np.searchsorted(wanted, kept)]


@final
class Way:
    """The points that a batch of runs passed from step `first` on."""

    def __init__(self, first: int, path: Array) -> None:
        self.first = first
        self.path = path

    def points(self, which: np.ndarray, begin: np.ndarray, length: int) -> Array:
        """Return a part of the way of some runs, as `Stretch` says."""
        steps = begin - self.first + np.arange(length + 1)[:, None]
        part: Array = self.path[np.minimum(steps, len(self.path) - 1), which]
        return part


def at_start(runs: Runs) -> tuple[Array, Array]:
    """Return the loss where runs stand and the size of its gradient, both checked in shape."""
    here = Here(runs.objective, runs.params, runs.step + 1)
    return here.value, steepest_entry(here.gradient)


def checked_optimizer(optimizer: Any, name: str = "optimizer") -> Optimizer:
    """Return an optimizer, or raise an error that says what it should be."""
    if isinstance(optimizer, type) and issubclass(optimizer, Optimizer):
        raise TypeError(
            f"{name} must be an Optimizer such as gd.optimizers.Adam(0.1), not the class "
            f"{optimizer.__name__}: call it"
        )
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"{name} must be an Optimizer such as gd.optimizers.Adam(0.1), not {optimizer!r}"
        )
    return optimizer


def checked_start(start: ArrayLike, objective: Objective) -> Array:
    """Return `start` as finite floats, or raise an error that says what is wrong with it."""
    array = as_params(start, objective.n_params, "start")
    if array.size == 0:
        raise ValueError(f"start must have at least one point, not shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"start must be finite numbers, not {start!r}")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def checked_sampling(
    objective: Objective, batch_size: Any, seed: Any, replacement: Any, name: str = "seed"
) -> Sampling:
    """Return how rows are chosen, or raise an error that says what is allowed."""
    return Sampling(
        checked_batch_size(batch_size, objective.n_rows),
        checked_seeds(seed, name),
        one_of("replacement", replacement, (True, False)),
    )


def checked_tolerance(tolerance: Any, dtype: np.dtype) -> float:
    """Return the tolerance, or the default for a precision."""
    if tolerance is None:
        return default_tolerance(dtype)
    return finite_number("tolerance", tolerance, low=0)


def _check_memory(n_points: int, runs: Runs, n_steps: int) -> None:
    n_runs, n_params = runs.params.shape
    n_bytes = n_points * n_runs * (n_params + 1) * runs.dtype.itemsize
    if n_bytes > MOST_BYTES:
        raise ValueError(
            f"n_steps must be small enough for the paths of {n_runs} runs to fit into 4 GiB, "
            f"not {n_steps} ({n_bytes / 2**30:.3g} GiB); record_every leaves points out, and "
            "gd.sweep keeps the ends only"
        )


def _totals(spent: list[Any], shape: tuple[int, ...]) -> np.ndarray:
    """Return what was spent up to each point, for each run."""
    if np.ndim(spent[-1]) == 0:
        counts = np.array(spent).reshape(-1, *[1] * len(shape))
        return np.broadcast_to(counts, (len(spent), *shape))
    n_runs = len(spent[-1])
    return np.array([np.broadcast_to(count, n_runs) for count in spent]).reshape(-1, *shape)
