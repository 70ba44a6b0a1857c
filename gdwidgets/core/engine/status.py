"""How a run ended: the thresholds behind a `Trajectory`'s status.

`Trajectory` says in words what each status means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from gdwidgets.core.objective import Array, Objective

STATUSES = ("running", "converged", "stalled", "diverged")
"""All there are."""

LOSS_LIMIT = 1e12
"""A loss that grows to this many times its start's size (or 1) has left all meaning."""

LEFT_TO_GO = 0.01
"""A minimum is reached when this share of the parameters' size, or less, is left to go."""

MOST_PARAMS = 64
"""With more parameters than this the curvature is not looked at: it costs too much."""

PIECE = 1 << 16
"""Long paths are evaluated in pieces of so many points (or rows), which fit the cache."""


def default_tolerance(dtype: np.dtype) -> float:
    """How small a gradient counts as zero: 1e-6, or 1e-3 in float32.

    Examples
    --------
    >>> default_tolerance(np.dtype("float32"))
    0.001
    """
    return 1e-6 if dtype == np.float64 else 1e-3


def along(function: Callable[[Array], Array], path: Array, n_rows: int | None) -> Array:
    """Evaluate the objective's `function` at every point of a ``(steps, ...)`` path.

    Examples
    --------
    >>> along(lambda points: points.sum(axis=-1), np.ones((3, 1, 2)), None)
    array([[2.],
           [2.],
           [2.]])
    """
    size = max(1, PIECE // max(1, path[0].size * (n_rows or 1)))
    pieces = [function(path[i : i + size]) for i in range(0, len(path), size)]
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


def meaningful(params: Array, loss: Array, first_loss: Array) -> Any:
    """Tell where a run is still finite and not absurd: a bool for each point.

    Examples
    --------
    >>> meaningful(np.zeros((3, 2)), np.array([1.0, np.inf, 1e15]), 1.0)
    array([ True, False, False])
    """
    limit = LOSS_LIMIT * np.maximum(1, np.abs(first_loss))
    return (np.abs(loss) <= limit) & np.isfinite(loss) & np.isfinite(params).all(axis=-1)


def last_half(n_points: int) -> int:
    """How many of the last rises, of a loss known at `n_points`, tell that it rises for good.

    Examples
    --------
    >>> last_half(21), last_half(3)
    (10, 5)
    """
    return max(5, n_points // 2)


def rises_ever_faster(loss: Array) -> Any:
    """Tell which runs end above their start, and rise by more at each of the last steps.

    Examples
    --------
    >>> steps = np.arange(12.0)[:, None]
    >>> rises_ever_faster(np.hstack([1.1**steps, 2 - 0.9**steps]))
    array([ True, False])
    """
    half = last_half(len(loss))
    if len(loss) <= half:
        return np.zeros(loss.shape[1:], bool)
    rise = np.diff(loss[-half - 1 :], axis=0)
    faster = (rise > 0).all(axis=0) & (np.diff(rise, axis=0) > 0).all(axis=0)
    return faster & (loss[-1] > loss[0])


def is_minimum(objective: Objective, params: Array, gradient: Array) -> Any:
    """Tell whether points ``(n, n_params)`` of small gradient are minima, by the curvature.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import saddle
    >>> is_minimum(saddle, np.array([[0.0, 0.0]]), np.array([[0.0, 0.0]]))
    array([False])
    """
    if objective.n_params > MOST_PARAMS or not len(params):
        return np.ones(len(params), bool)
    hessian = objective.hessian(params).astype(float)
    known = np.isfinite(hessian).all(axis=(1, 2))
    curvature, axes = np.linalg.eigh(np.where(known[:, None, None], hessian, 0))
    slope = np.abs(np.einsum("nij,ni->nj", axes, gradient.astype(float)))
    strongest = np.abs(curvature).max(axis=1, keepdims=True)
    # A direction without any curvature, such as along a valley's level floor, is as low as
    # its neighbours: no reason to call the point no minimum.
    level = np.abs(curvature) <= 1e-9 * strongest
    size = np.maximum(1, np.abs(params).max(axis=1, keepdims=True))
    arrived = level | (slope <= LEFT_TO_GO * size * np.abs(curvature))
    downhill = curvature < -1e-6 * strongest
    return known & (strongest[:, 0] > 0) & (arrived & ~downhill).all(axis=1)


def first_of_the_last(holds: np.ndarray) -> Any:
    """Return the first step from which on ``holds (n_steps, ...)`` is true to the end.

    Examples
    --------
    >>> int(first_of_the_last(np.array([True, False, True, True])))
    2
    """
    steps = np.arange(1, len(holds) + 1, dtype=np.int32).reshape(-1, *[1] * (holds.ndim - 1))
    return (steps * ~holds).max(axis=0, initial=0)


def judge(
    objective: Objective,
    path: Array,
    loss: Array,
    *,
    tolerance: float,
    settles: bool,
    may_wait: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the status and the stop step of each run.

    Parameters
    ----------
    objective : Objective
        What was minimised.
    path : (n_steps + 1, n_runs, n_params) ndarray
        The points of the runs.
    loss : (n_steps + 1, n_runs) ndarray
        The values there.
    tolerance : float
        How small a gradient counts as zero.
    settles : bool
        False for runs on mini-batches: they only ever diverge.
    may_wait : bool
        True for a method that may stay where it is for a while, as a random search does.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import parabola
    >>> path = np.zeros((4, 1, 1))
    >>> judge(
    ...     parabola, path, parabola.value(path), tolerance=1e-6, settles=True, may_wait=False
    ... )
    (array(['converged'], dtype='<U9'), array([0]))
    """
    n_steps = len(path) - 1
    status = np.full(path.shape[1], "running", dtype="<U9")
    stop_step = np.full(path.shape[1], n_steps)

    sane = meaningful(path, loss, loss[0])
    lost = ~sane.all(axis=0)
    stop_step[lost] = np.maximum(0, sane.argmin(axis=0)[lost] - 1)
    status[lost | rises_ever_faster(loss)] = "diverged"
    if not settles:
        return status, stop_step

    gradient = objective.gradient(path[-1])
    flat = (status == "running") & (np.abs(gradient).max(axis=-1) <= tolerance)
    if flat.any():
        ends = path[-1][flat]
        minimum = is_minimum(objective, ends, gradient[flat])
        status[flat] = np.where(minimum, "converged", "stalled")
        slopes = along(objective.gradient, path[:, flat], objective.n_rows)
        stop_step[flat] = first_of_the_last(np.abs(slopes).max(axis=-1) <= tolerance)

    if n_steps and not may_wait:
        stuck = (status == "running") & (path[-1] == path[-2]).all(axis=-1)
        if stuck.any():
            status[stuck] = "stalled"
            unchanged = (path[:, stuck] == path[-1, stuck]).all(axis=-1)
            stop_step[stuck] = first_of_the_last(unchanged)
    return status, stop_step
