"""What a diagnosis is based on: a few measured numbers for each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.diagnosis.missing import missing_steps
from gdwidgets.core.diagnosis.stability import MOST_CURVED_PARAMS, rate_at, stability_limit
from gdwidgets.core.engine.status import default_tolerance

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers import Optimizer


@final
@dataclass(frozen=True)
class Evidence:
    """The measurements, an ``(n_runs,)`` array each; "lately" is over the last half.

    Attributes
    ----------
    status, stop_step : ndarray
        As in `Trajectory`.
    first, last, deepest : ndarray
        The loss at the start and at the end of what is finite; the lowest value known of
        the objective, NaN if none is.
    left_step : ndarray of int
        The step at which the loss left: the first of the uninterrupted rise to the end; or,
        if that rise began above the loss at the start, the first after which the loss stayed
        above it.
    growing : ndarray of bool
        The last five steps went up, each further than the one before; or the loss ended
        ten times as high above the deepest as it began.
    fall, drift, shake : ndarray
        By how much the loss fell lately, from end to end and from the mean of the first half
        of that time to the mean of the second; and its standard deviation in that time.
    rises : ndarray
        The share of the late steps that went up.
    turning : ndarray
        The mean cosine of the angle from one late step to the next: -1 is back and forth.
    level : ndarray of bool
        The gradient at the end counts as zero (`gdwidgets.core.status.default_tolerance`).
    slope : ndarray
        The gradient's length at the end, as a share of what is typical of the objective.
    curvature, lowest_curvature : ndarray
        The Hessian's largest and smallest eigenvalue at the end, or just before the loss
        left; NaN if it isn't known.
    to_go : ndarray
        What is left to go by the steepest curvature: the slope over it, as a share of the
        width of the objective's domain; NaN if the curvature isn't known.
    ahead : ndarray
        The same by the curvature straight ahead, along the gradient: where the slope will be
        zero if it goes on to change as it does here. Negative if it grows.
    near_saddle : ndarray of bool
        The end is within 2 % of the domain's width of a known saddle.
    quadratic : ndarray of bool
        The curvature is the same at the start and at the end.
    rate, limit : ndarray
        The learning rate, and the limit below which learning rate times curvature is
        stable; NaN for methods without such a limit.
    missing : ndarray
        How many steps are missing until the gradient counts as zero, if it goes on to shrink
        as it did lately; infinite if it doesn't shrink.
    """

    status: Any
    stop_step: Any
    first: Any
    last: Any
    deepest: Any
    left_step: Any
    growing: Any
    fall: Any
    drift: Any
    shake: Any
    rises: Any
    turning: Any
    level: Any
    slope: Any
    curvature: Any
    lowest_curvature: Any
    to_go: Any
    ahead: Any
    near_saddle: Any
    quadratic: Any
    rate: Any
    limit: Any
    missing: Any


def gather(
    trajectory: Trajectory, objective: Objective, optimizer: Optimizer, *, noisy: bool
) -> Evidence:
    """Measure every run of `trajectory`; `noisy` if its steps were taken on mini-batches."""
    n_steps, shape, n = trajectory.n_steps, trajectory.shape, objective.n_params
    path = trajectory.params.reshape(n_steps + 1, -1, n)
    loss = trajectory.loss.reshape(n_steps + 1, -1)
    status = np.ravel(trajectory.status)
    stop = np.ravel(trajectory.stop_step)
    runs = np.arange(len(status))
    # What has left is judged by its last finite point, everything else by its end.
    end = np.where(status == "diverged", stop, n_steps)
    first, last = loss[0], loss[end, runs]
    deepest = np.nan
    if objective.minima:
        deepest = float(objective.value(np.array(objective.minima[0])))

    left_step = _left_step(loss, end)
    window = min(n_steps, max(10, n_steps // 2))
    late, late_loss = path[n_steps - window :], loss[n_steps - window :]
    steps = np.diff(late, axis=0)
    lengths = np.sqrt((steps**2).sum(axis=-1))
    up = np.diff(late_loss, axis=0) > 0
    growing = last - deepest > 10 * np.maximum(first - deepest, 1e-300)
    if not noisy:
        growing |= _ever_further(up, lengths)

    look = np.where((status == "diverged") | growing, left_step - 1, end)
    typical, width = _scales(objective, path)
    gradient = objective.gradient(path[end, runs])
    slope = np.sqrt((gradient**2).sum(axis=-1))
    curvature, lowest_curvature, straight, quadratic = _curvature(
        objective, path[0], path[look, runs], gradient
    )
    saddles = np.reshape(objective.saddles, (-1, 1, n))
    distance = np.sqrt(((path[end, runs] - saddles) ** 2).sum(axis=-1))
    return Evidence(
        status=status,
        stop_step=stop,
        first=first,
        last=last,
        deepest=np.full(len(runs), deepest),
        left_step=left_step,
        growing=growing,
        fall=late_loss[0] - late_loss[-1],
        drift=late_loss[: window // 2 + 1].mean(axis=0) - late_loss[window // 2 :].mean(axis=0),
        shake=late_loss.std(axis=0),
        rises=up.sum(axis=0) / max(1, window),
        turning=_turning(steps, lengths),
        level=np.abs(gradient).max(axis=-1) <= default_tolerance(gradient.dtype),
        slope=slope / typical,
        curvature=curvature,
        lowest_curvature=lowest_curvature,
        to_go=slope / np.maximum(np.abs(curvature), np.abs(lowest_curvature)) / width,
        ahead=slope / straight / width,
        near_saddle=(distance <= 0.02 * width).any(axis=0),
        quadratic=quadratic,
        rate=rate_at(optimizer, look, n_steps, shape),
        limit=stability_limit(optimizer, shape),
        missing=missing_steps(
            objective, optimizer, path[end, runs], gradient, late[0], window, shape
        ),
    )


def _left_step(loss: Array, end: Any) -> Any:
    step = np.arange(len(loss))[:, np.newaxis]
    not_up = np.ones(loss.shape, dtype=bool)
    not_up[1:] = ~(loss[1:] > loss[:-1])
    turn = np.where(not_up & (step <= end), step, 0).max(axis=0)
    last_below = np.where(loss <= loss[0], step, 0).max(axis=0)
    left = 1 + np.where(loss[turn, np.arange(loss.shape[1])] <= loss[0], turn, last_below)
    return np.minimum(left, np.maximum(end, 1))


def _ever_further(up: Any, lengths: Array) -> Any:
    if len(lengths) < 6:
        return np.zeros(lengths.shape[1], dtype=bool)
    return up[-5:].all(axis=0) & (np.diff(lengths[-6:], axis=0) > 0).all(axis=0)


def _turning(steps: Array, lengths: Array) -> Any:
    if len(steps) < 2:
        return np.zeros(steps.shape[1])
    lengths = np.maximum(lengths, np.finfo(lengths.dtype).tiny)
    along = (steps[1:] * steps[:-1]).sum(axis=-1)
    return (along / lengths[1:] / lengths[:-1]).mean(axis=0)


def _curvature(
    objective: Objective, start: Array, points: Array, gradient: Array
) -> tuple[Any, Any, Any, Any]:
    """The Hessian's largest and smallest eigenvalue, the curvature along the gradient, and
    whether the Hessian is the same at the start and at a start that is moved a little.
    """
    n_runs = len(points)
    unknown = np.full(n_runs, np.nan)
    if objective.n_params > MOST_CURVED_PARAMS:
        return unknown, unknown, unknown, np.zeros(n_runs, dtype=bool)
    hessian = objective.hessian(points).astype(np.float64)
    known = np.isfinite(hessian).all(axis=(-1, -2))
    eigenvalues = np.full((n_runs, objective.n_params), np.nan)
    eigenvalues[known] = np.linalg.eigvalsh(hessian[known])
    straight = np.einsum("ri,rij,rj->r", gradient, hessian, gradient) / (gradient**2).sum(axis=-1)
    others = objective.hessian(np.stack([start, 1.1 * start + 0.1]))
    change = np.abs(others - hessian).max(axis=(0, -1, -2))
    constant = change <= 1e-6 * np.abs(hessian).max(axis=(-1, -2))
    return eigenvalues[:, -1], eigenvalues[:, 0], straight, constant


def _scales(objective: Objective, path: Array) -> tuple[Any, Any]:
    """A typical slope and the width of the part worth looking at.

    The median slope over a grid of the domain, where there is one of few coordinates; else
    the slope at the start, and the parameters' own size.
    """
    if objective.domain is None or objective.n_params > 3:
        slope = np.sqrt((objective.gradient(path[0]) ** 2).sum(axis=-1))
        return np.maximum(slope, 1e-300), np.maximum(1.0, np.abs(path[0]).max(axis=-1))
    axes = [np.linspace(low, high, 9) for low, high in objective.domain]
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, objective.n_params)
    slopes = np.sqrt((objective.gradient(grid) ** 2).sum(axis=-1))
    return max(float(np.median(slopes)), 1e-300), max(h - low for low, h in objective.domain)
