"""`descend`: run an optimizer on an objective, for any number of runs at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.runs import Runs, checked_batch_size, mini_batches, scheduled_rates
from gdwidgets.core.engine.status import along, default_tolerance, judge
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.objective import Objective
from gdwidgets.core.optimizers.base import Optimizer, array_fields, with_fields
from gdwidgets.core.validate import as_params, finite_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

MOST_BYTES = 4 << 30
"""A call whose paths would need more memory than this (4 GiB) is refused."""


def descend(
    objective: Objective,
    optimizer: Optimizer,
    start: ArrayLike,
    n_steps: int,
    *,
    batch_size: int | None = None,
    seed: int | None = None,
    tolerance: float | None = None,
) -> Trajectory:
    """Run an optimizer and record where it goes.

    Any number of runs is computed in one call: the leading axes of `start` and the axes of
    every hyperparameter that is an array broadcast against each other. A run in a batch
    equals the same run alone, bit for bit. All `n_steps` are really taken: a run is not cut
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
        How many steps to take; at least 0.
    batch_size : int, optional
        How many rows of data each step looks at, drawn without replacement from epochs that
        are shuffled anew; the last batch of an epoch may be smaller. All runs of the call
        see the same batches. None takes all rows in every step.
    seed : int, optional
        Picks the mini-batches, and the draws of an optimizer that uses chance; at least 0.
        None is the same as 0: the same call always gives the same runs.
    tolerance : float, optional
        How small the largest entry of the gradient must be to count as zero: 1e-6 by
        default, 1e-3 in float32. It changes the status only, never the path.

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
    check_kinds(objective, optimizer)
    first = checked_start(start, objective)
    n_steps = whole_number("n_steps", n_steps, low=0)
    batch_size = checked_batch_size(batch_size, objective.n_rows)
    seed = 0 if seed is None else whole_number("seed", seed, low=0)
    if tolerance is None:
        tolerance = default_tolerance(first.dtype)
    tolerance = finite_number("tolerance", tolerance, low=0)

    with np.errstate(all="ignore"):
        runs, shape = lay_out(objective, optimizer, first, n_steps, seed)
        path, evaluations = _walk(runs, n_steps, mini_batches(objective.n_rows, batch_size, seed))
        loss = along(objective.value, path, objective.n_rows)
        status, stop_step = judge(
            objective,
            path,
            loss,
            tolerance=tolerance,
            settles=batch_size in (None, objective.n_rows),
            may_wait=optimizer.is_random,
        )
        over = (np.arange(n_steps + 1)[:, None] > stop_step) & (status == "diverged")
        path[over] = np.nan
        loss[over | ~np.isfinite(loss)] = np.nan
    return Trajectory(
        path.reshape(n_steps + 1, *shape, objective.n_params),
        loss.reshape(n_steps + 1, *shape),
        status.reshape(shape) if shape else str(status[0]),
        stop_step.reshape(shape) if shape else int(stop_step[0]),
        evaluations.reshape(n_steps + 1, *shape),
    )


def check_kinds(objective: Any, optimizer: Any) -> None:
    """Raise an error unless these are an objective and an optimizer.

    Examples
    --------
    >>> check_kinds("himmelblau", None)
    Traceback (most recent call last):
    TypeError: objective must be an Objective, not 'himmelblau'
    """
    if not isinstance(objective, Objective):
        raise TypeError(f"objective must be an Objective, not {objective!r}")
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"optimizer must be an Optimizer such as gd.optimizers.Adam(0.1), not {optimizer!r}"
        )


def checked_start(start: ArrayLike, objective: Objective) -> Array:
    """Return `start` as finite floats, or raise an error that says what is wrong with it.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> checked_start([1, 2], gd.surfaces.himmelblau)
    array([1., 2.])
    """
    array = as_params(start, objective.n_params, "start")
    if array.size == 0:
        raise ValueError(f"start must have at least one point, not shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"start must be finite numbers, not {start!r}")
    return array


def lay_out(
    objective: Objective, optimizer: Optimizer, start: Array, n_steps: int, seed: int
) -> tuple[Runs, tuple[int, ...]]:
    """Broadcast start and hyperparameters against each other; lay the runs out in a row.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> optimizer = gd.optimizers.GradientDescent([0.1, 0.2, 0.3])
    >>> start = np.zeros((2, 1, 2))
    >>> runs, shape = lay_out(gd.surfaces.himmelblau, optimizer, start, 10, seed=0)
    >>> shape, runs.params.shape
    ((2, 3), (6, 2))
    """
    fields = array_fields(optimizer)
    first_rate = next(scheduled_rates(optimizer) or iter([0.0]))
    shapes = {
        "start": start.shape[:-1],
        **{name: value.shape for name, value in fields.items()},
        "schedule": np.shape(first_rate),
    }
    try:
        shape = np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items() if shape)
        raise ValueError(
            f"the leading axes of start and the hyperparameters must broadcast, not {listed}"
        ) from None
    n_runs = math.prod(shape)
    n_bytes = (n_steps + 1) * n_runs * (objective.n_params + 1) * start.dtype.itemsize
    if n_bytes > MOST_BYTES:
        raise ValueError(
            f"n_steps must be small enough for the paths of {n_runs} runs to fit into 4 GiB, "
            f"not {n_steps} ({n_bytes / 2**30:.3g} GiB); gd.sweep keeps their ends only"
        )

    def flat(value: Any) -> Any:
        return value if np.ndim(value) == 0 else np.broadcast_to(value, shape).reshape(-1)

    points = np.broadcast_to(start, (*shape, objective.n_params)).reshape(n_runs, -1)
    bound = with_fields(optimizer, {name: flat(value) for name, value in fields.items()})
    rates = scheduled_rates(optimizer)
    flat_rates = None if rates is None else map(flat, rates)
    return Runs(objective, bound, points, flat_rates, seed), shape


def _walk(runs: Runs, n_steps: int, batches: Any) -> tuple[Array, np.ndarray]:
    """Take all steps; return the points, and the evaluations spent up to each."""
    n_runs, n_params = runs.params.shape
    # One coordinate after the other, as in `Runs`, and therein one step after the other.
    by_coordinate = np.empty((n_params, n_steps + 1, n_runs), runs.dtype)
    by_coordinate[:, 0] = runs.params.T
    spent: list[Any] = [0]
    for k in range(1, n_steps + 1):
        runs.advance(next(batches))
        spent.append(runs.spent)
        by_coordinate[:, k] = runs.params.T
    return by_coordinate.transpose(1, 2, 0), _totals(spent, n_runs)


def _totals(spent: list[Any], n_runs: int) -> np.ndarray:
    if np.ndim(spent[-1]) == 0:
        return np.broadcast_to(np.array(spent)[:, None], (len(spent), n_runs))
    return np.array([np.broadcast_to(count, n_runs) for count in spent])
