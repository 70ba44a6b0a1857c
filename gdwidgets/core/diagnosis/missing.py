"""About how many steps a run is still short of, until the ground counts as level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.curvature import MOST_AXES, principal_axes
from gdwidgets.core.engine.status import steepest_entry
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.response import Response


def missing_steps(
    run: Trajectory,
    ends: Runs,
    response: Response | None,
    before: Array,
    window: int,
    level: Array,
) -> Any:
    """Estimate how many steps each run is short of.

    Where the method's recursion is known, in a bowl, the slope along each axis of curvature
    shrinks by a known factor a step; the slowest axis decides. Elsewhere the slope is taken to
    shrink on as it did lately.

    Parameters
    ----------
    run : Trajectory
        What was run.
    ends : Runs
        Where the runs stand.
    response : Response or None
        How the method answers slopes.
    before : (n_runs, n_params) ndarray
        Where they stood `window` points before.
    window : int
        How many points "lately" is.
    level : (n_runs,) ndarray
        The slope that counts as level.

    Returns
    -------
    (n_runs,) ndarray
        Infinite where it can't be told.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964, theorem 9.
    """
    objective = run.objective
    gradient = objective.gradient(ends.params)
    now, then = steepest_entry(gradient), steepest_entry(objective.gradient(before))
    shrinks = (now < then) & (now > 0)
    n_steps = max(1, int(run.steps[-1] - run.steps[len(run) - 1 - window]))
    pace = np.log(np.where(shrinks, now / then, 0.5)) / n_steps
    lately = np.log(level / np.where(shrinks, now, 1.0)) / pace
    missing = np.where(shrinks, np.maximum(lately, 0), np.inf)
    if objective.n_params > MOST_AXES or response is None or not response.fixed:
        return missing

    curvature, axes = principal_axes(objective.hessian(ends.params).astype(np.float64))
    factor = response.factor(np.broadcast_to(response.scale, (len(now), 1)) * curvature)
    along = np.abs(matvec(np.swapaxes(axes, -1, -2), gradient.astype(float)))
    least = level[:, None]
    by_axis = np.log(least / np.maximum(along, least)) / np.log(factor)
    bowl = (curvature > 0).all(axis=-1) & (factor < 1).all(axis=-1)
    return np.where(bowl, by_axis.max(axis=-1), missing)
