"""What a diagnosis is based on: a few measured numbers for each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.diagnosis.late import Late, look_back
from gdwidgets.core.diagnosis.lost import left_point, stepped_off
from gdwidgets.core.diagnosis.method import Method, look_into
from gdwidgets.core.diagnosis.missing import missing_steps
from gdwidgets.core.diagnosis.place import Place, look_at
from gdwidgets.core.diagnosis.scales import Scales
from gdwidgets.core.engine.status import steepest_entry

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory


@final
@dataclass(frozen=True)
class Evidence:
    """The measurements, an ``(n_runs,)`` array each.

    Attributes
    ----------
    status, stop_step : ndarray
        As in `Trajectory`.
    n_steps : int
        How many steps were taken.
    noisy : bool
        Whether the steps were taken on mini-batches.
    convex : bool
        Whether the objective is known to bend upwards everywhere.
    first, last : ndarray
        The loss at the start, and at the end of what is finite.
    deepest : ndarray
        The lowest value that is known of the objective; NaN if none is.
    bound : float
        What it is known not to fall below; NaN if nothing is.
    left_step : ndarray of int
        The step at which the loss left: the first of the uninterrupted rise to the end; or, if that
        rise began above the loss at the start, the first after which the loss stayed above it.
    huge : ndarray of bool
        Whether the loss at the start is too large for a number.
    off : ndarray of bool
        Whether the run was lost by a step to where the function has no value.
    level : ndarray of bool
        Whether the gradient at the end counts as zero.
    late : Late
        How the loss and the steps went over the last half.
    place : Place
        The ground where it ended.
    method : Method
        What is known of the method there.
    quadratic : ndarray of bool
        The curvature is the same at the start and at the end.
    missing : ndarray
        How many steps are missing until the ground counts as level; NaN if it can't be told.
    """

    status: Any
    stop_step: Any
    n_steps: int
    noisy: bool
    convex: bool
    first: Any
    last: Any
    deepest: Any
    bound: float
    left_step: Any
    huge: Any
    off: Any
    level: Any
    late: Late
    place: Place
    method: Method
    quadratic: Any
    missing: Any


def gather(run: Trajectory) -> Evidence:
    """Measure every run of a trajectory."""
    objective, n_params = run.objective, run.params.shape[-1]
    path = run.params.reshape(len(run), -1, n_params)
    loss = run.loss.reshape(len(run), -1)
    status, stop = np.ravel(run.status), np.ravel(run.stop_step)
    each, lost = np.arange(len(status)), status == "diverged"
    # What is lost is judged by its last finite point, everything else by its end.
    end = np.where(lost, np.searchsorted(run.steps, stop), len(run) - 1)
    first, last, points = loss[0], loss[end, each], path[end, each]
    scales = Scales.of(objective, path[0], first)
    size = np.maximum(np.abs(points).max(axis=-1), scales.width / 2)
    late = look_back(run.steps, path, loss, size)

    left = left_point(loss, end)
    steepest = steepest_entry(objective.gradient(path[0]))
    slope = steepest_entry(objective.gradient(points))
    least = run.known_origin().tolerance * np.fmax(steepest, slope)
    level = slope <= least
    look = np.where(lost, np.maximum(left - 1, 0), end)
    resting = level | (status == "converged") | (status == "stalled")
    place = look_at(objective, path[look, each], resting, scales)
    ends = run.known_origin().last()
    method = look_into(ends, points, place.ground)
    deepest = float(objective.value(objective.minima[0])) if objective.minima else np.nan
    return Evidence(
        status=status,
        stop_step=stop,
        n_steps=run.n_steps,
        noisy=run.batch_size not in (None, objective.n_rows),
        convex=objective.convex,
        first=first,
        last=last,
        deepest=np.full(len(each), deepest),
        bound=np.nan if objective.lower_bound is None else objective.lower_bound,
        left_step=run.steps[left],
        huge=~np.isfinite(first) & (objective.value(path[0]) == np.inf),
        off=stepped_off(run, lost & np.isfinite(first)),
        level=level,
        late=late,
        place=place,
        method=method,
        quadratic=_quadratic(run, path[0], place, method.unstable & late.moves),
        missing=missing_steps(objective, place, method, least),
    )


def _quadratic(run: Trajectory, start: Any, place: Place, which: Any) -> Any:
    """Whether the curvature is the same at the start and a little beside it as at the end.

    It is looked at for runs `which` only.
    """
    found = np.zeros(len(start), dtype=bool)
    if place.ground.hessian is not None and which.any():
        start, here = start[which], place.ground.hessian[which]
        change = np.abs(run.objective.hessian(np.stack([start, 1.1 * start + 0.1])) - here)
        found[which] = change.max(axis=(0, -1, -2)) <= 1e-6 * np.abs(here).max(axis=(-1, -2))
    return found
