"""What a diagnosis is based on: a few measured numbers for each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.curvature import MOST_AXES, Ground, look_around, principal_axes
from gdwidgets.core.diagnosis.missing import missing_steps
from gdwidgets.core.engine.status import steepest_entry
from gdwidgets.core.optimizers.settings import settings
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array, Objective


@final
@dataclass(frozen=True)
class Evidence:
    """The measurements, an ``(n_runs,)`` array each; "lately" is over the last half.

    Attributes
    ----------
    status, stop_step : ndarray
        As in `Trajectory`.
    n_steps : int
        How many steps were taken.
    noisy : bool
        Whether the steps were taken on mini-batches.
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
    evenness : ndarray
        The mean length of the steps in the last quarter as a share of that in the one before.
    span : ndarray
        How far apart the late points lie, as a share of half the width.
    moves : ndarray of bool
        The last step was longer than rounding.
    level : ndarray of bool
        The gradient at the end counts as zero.
    slope : ndarray
        The gradient's length at the end, as a share of what is typical of the objective.
    ground : Ground
        The curvature around the end, or just before the loss left.
    to_go, ahead : ndarray
        What is left to go by slope and curvature, as a share of the width: along the directions
        that bend, and straight ahead, where it is negative if the slope grows.
    floor : ndarray
        The loss at the level point that slope and curvature promise; NaN if it isn't known.
    bend : ndarray
        The strongest curvature over the width, as a share of the typical slope.
    near_saddle : ndarray of bool
        The end is within 2 % of the domain's width of a known saddle.
    quadratic : ndarray of bool
        The curvature is the same at the start and at the end.
    rate : ndarray
        The learning rate at the end; NaN for a method that has none.
    product, limit : ndarray
        The largest curvature as the method feels it, times its learning rate, and what that must
        stay below; NaN where it isn't known.
    fixed : bool
        Whether the method's scale stays whatever it meets; False where that isn't known.
    pulled : ndarray of bool
        It has stopped on a slope: something else than the slope holds it.
    convex : bool
        The objective bends upwards everywhere.
    decays : bool
        The method pulls its parameters towards zero.
    asks : bool
        The method asks for slopes.
    missing : ndarray
        How many steps are missing until the ground counts as level, if it goes on as it does;
        infinite if it can't be told.
    """

    status: Any
    stop_step: Any
    n_steps: int
    noisy: bool
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
    evenness: Any
    span: Any
    moves: Any
    level: Any
    slope: Any
    ground: Ground
    to_go: Any
    ahead: Any
    floor: Any
    bend: Any
    near_saddle: Any
    quadratic: Any
    rate: Any
    product: Any
    limit: Any
    fixed: bool
    pulled: Any
    convex: bool
    decays: bool
    asks: bool
    missing: Any


def gather(run: Trajectory) -> Evidence:
    """Measure every run of a trajectory."""
    objective, n = run.objective, run.params.shape[-1]
    path = run.params.reshape(len(run), -1, n)
    loss = run.loss.reshape(len(run), -1)
    status, stop = np.ravel(run.status), np.ravel(run.stop_step)
    each = np.arange(len(status))
    last_point = len(run) - 1
    # What has left is judged by its last finite point, everything else by its end.
    end = np.where(status == "diverged", np.searchsorted(run.steps, stop), last_point)
    first, last = loss[0], loss[end, each]
    deepest = np.nan
    if objective.minima:
        deepest = float(objective.value(np.array(objective.minima[0])))
    noisy = run.batch_size not in (None, objective.n_rows)

    left = _left_point(loss, end)
    window = min(last_point, max(10, last_point // 2))
    late, late_loss = path[last_point - window :], loss[last_point - window :]
    steps = np.diff(late, axis=0)
    lengths = np.sqrt((steps**2).sum(axis=-1))
    up = np.diff(late_loss, axis=0) > 0
    growing = last - deepest > 10 * np.maximum(first - deepest, 1e-300)
    if not noisy:
        growing |= _ever_further(up, lengths)

    gone = (status == "diverged") | growing
    points = path[end, each]
    gradient = objective.gradient(points)
    typical, width = _scales(objective, path)
    slope = np.sqrt((gradient**2).sum(axis=-1))
    look = np.where(gone, np.maximum(left - 1, 0), end)
    ground, straight = _ground(objective, path[look, each], status)
    ends_runs = run.known_origin().last()
    response = ends_runs.method.response(ends_runs.state)
    product, limit = _product(response, ground, points.shape)
    size = np.maximum(np.abs(points).max(axis=-1), width / 2)
    moves = lengths[-1] > 4 * np.finfo(path.dtype).eps * size if len(lengths) else gone
    tolerance = run.known_origin().tolerance
    at_start = steepest_entry(objective.gradient(path[0]))
    steepest = np.fmax(at_start, steepest_entry(gradient))
    level = steepest_entry(gradient) <= tolerance * steepest
    saddles = np.reshape(objective.saddles, (-1, 1, n))
    distance = np.sqrt(((points - saddles) ** 2).sum(axis=-1))
    rate = getattr(ends_runs.method, "learning_rate", np.nan)
    return Evidence(
        status=status,
        stop_step=stop,
        n_steps=run.n_steps,
        noisy=noisy,
        first=first,
        last=last,
        deepest=np.full(len(each), deepest),
        left_step=run.steps[left],
        growing=growing,
        fall=late_loss[0] - late_loss[-1],
        drift=late_loss[: window // 2 + 1].mean(axis=0) - late_loss[window // 2 :].mean(axis=0),
        shake=late_loss.std(axis=0),
        rises=up.sum(axis=0) / max(1, window),
        turning=_turning(steps, lengths),
        evenness=_evenness(lengths),
        span=np.ptp(late, axis=0).max(axis=-1) / width * 2,
        moves=moves,
        level=level,
        slope=slope / typical,
        ground=ground,
        to_go=ground.to_go / width,
        ahead=slope / straight / width,
        floor=_floor(objective, points, gradient, ground),
        bend=ground.strongest * width / typical,
        near_saddle=(distance <= 0.02 * width).any(axis=0),
        quadratic=_quadratic(objective, path[0], ground),
        rate=np.broadcast_to(np.ravel(rate), len(each)),
        product=product,
        limit=limit,
        fixed=response is not None and response.fixed,
        pulled=~moves & ~level & (at_start > 0),
        convex=objective.convex,
        decays=bool(np.any(settings(ends_runs.method).get("weight_decay", 0.0))),
        asks=ends_runs.asked_for_slopes,
        missing=missing_steps(run, ends_runs, response, late[0], window, tolerance * steepest),
    )


def _left_point(loss: Array, end: Any) -> Any:
    point = np.arange(len(loss))[:, np.newaxis]
    not_up = np.ones(loss.shape, dtype=bool)
    not_up[1:] = ~(loss[1:] > loss[:-1])
    turn = np.where(not_up & (point <= end), point, 0).max(axis=0)
    last_below = np.where(loss <= loss[0], point, 0).max(axis=0)
    left = 1 + np.where(loss[turn, np.arange(loss.shape[1])] <= loss[0], turn, last_below)
    return np.minimum(np.minimum(left, np.maximum(end, 1)), len(loss) - 1)


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


def _evenness(lengths: Array) -> Any:
    half = len(lengths) // 2
    if not half:
        return np.zeros(lengths.shape[1])
    return lengths[-half:].mean(axis=0) / np.maximum(lengths[:half].mean(axis=0), 1e-300)


def _ground(objective: Objective, points: Array, status: Any) -> tuple[Ground, Any]:
    """The ground around points, and the curvature straight down the slope.

    With many parameters only where a run has come to rest: it costs 64 gradients.
    """
    gradient = objective.gradient(points)
    squared = (gradient**2).sum(axis=-1)
    if objective.n_params <= MOST_AXES:
        ground = look_around(objective, points, gradient)
        straight = np.einsum("ri,rij,rj->r", gradient, ground.hessian, gradient) / squared
        return ground, straight
    unknown = np.full(len(points), np.nan)
    parts = [unknown.copy() for _ in range(5)]
    n_looked = 0
    rest = np.flatnonzero((status == "converged") | (status == "stalled"))
    if len(rest):
        looked = look_around(objective, points[rest], gradient[rest])
        n_looked = looked.n_looked
        for part, found in zip(parts, looked, strict=False):
            part[rest] = found
    straight = (objective.hessian_product(points, gradient) * gradient).sum(axis=-1) / squared
    return Ground(*parts, n_looked), straight


def _floor(objective: Objective, points: Array, gradient: Array, ground: Ground) -> Any:
    """The value at the point to which Newton's method would jump."""
    if ground.hessian is None:
        return np.full(len(points), np.nan)
    curvature, axes = principal_axes(ground.hessian)
    along = matvec(np.swapaxes(axes, -1, -2), gradient.astype(float)) / curvature
    return objective.value(points - matvec(axes, np.where(np.isfinite(along), along, 0)))


def _product(response: Any, ground: Ground, shape: tuple[int, ...]) -> tuple[Any, Any]:
    unknown = np.full(shape[0], np.nan)
    if response is None:
        return unknown, unknown
    felt = ground.felt_by(np.broadcast_to(response.scale, shape))[1]
    return felt, np.broadcast_to(response.limit, (shape[0], 1))[:, 0]


def _quadratic(objective: Objective, start: Array, ground: Ground) -> Any:
    """Whether the curvature is the same at the start and a little beside it as at the end."""
    if ground.hessian is None:
        return np.zeros(len(start), dtype=bool)
    others = objective.hessian(np.stack([start, 1.1 * start + 0.1]))
    change = np.abs(others - ground.hessian).max(axis=(0, -1, -2))
    return change <= 1e-6 * np.abs(ground.hessian).max(axis=(-1, -2))


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
    slopes = slopes[np.isfinite(slopes)]
    # Where nearly all is flat, the few steep places still say what a slope is.
    typical = float(max(np.median(slopes), 1e-6 * slopes.max())) if len(slopes) else 1.0
    return max(typical, 1e-300), max(h - low for low, h in objective.domain)
