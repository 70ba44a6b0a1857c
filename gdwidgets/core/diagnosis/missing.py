"""About how many steps a run is still short of, until its slope counts as zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core import optimizers
from gdwidgets.core.diagnosis.stability import MOST_CURVED_PARAMS, rate_at
from gdwidgets.core.engine.status import default_tolerance

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers import Optimizer


def missing_steps(
    objective: Objective,
    optimizer: Optimizer,
    ends: Array,
    gradient: Array,
    before: Array,
    window: int,
    shape: tuple[int, ...],
) -> Any:
    """Estimate how many steps each run is short of.

    For gradient descent, momentum and Nesterov's momentum in a bowl, the slope along each
    axis of curvature shrinks by a known factor a step; the slowest axis decides. Elsewhere,
    the slope is taken to shrink on as it did lately.

    Parameters
    ----------
    objective, optimizer
        What was run.
    ends : (n_runs, n_params) ndarray
        Where the runs stand.
    gradient : (n_runs, n_params) ndarray
        The slope there.
    before : (n_runs, n_params) ndarray
        Where they stood `window` steps before.
    window : int
        How many steps "lately" is.
    shape : tuple of int
        The shape of the batch of runs.

    Returns
    -------
    (n_runs,) ndarray
        Infinite where it can't be told.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964, theorem 9.
    """
    tolerance = default_tolerance(gradient.dtype)
    now = np.abs(gradient).max(axis=-1)
    then = np.abs(objective.gradient(before)).max(axis=-1)
    shrinks = (now < then) & (now > 0)
    pace = np.log(np.where(shrinks, now / then, 0.5)) / max(1, window)
    lately = np.log(tolerance / np.where(shrinks, now, 1.0)) / pace
    missing = np.where(shrinks, np.maximum(lately, 0), np.inf)
    if objective.n_params > MOST_CURVED_PARAMS:
        return missing

    hessian = objective.hessian(ends).astype(np.float64)
    known = np.asarray(np.isfinite(hessian).all(axis=(-1, -2)))
    curvature, directions = np.linalg.eigh(np.where(known[:, None, None], hessian, 0))
    rate = np.asarray(rate_at(optimizer, np.full(len(ends), 0), 1, shape), dtype=float)
    factor = _shrinks_by(optimizer, rate[:, None] * curvature, shape)
    along = np.abs(np.einsum("rji,rj->ri", directions, gradient))
    by_axis = np.log(tolerance / np.maximum(along, tolerance)) / np.log(factor)
    bowl = known & (curvature > 0).all(axis=-1) & (factor < 1).all(axis=-1)
    return np.where(bowl, by_axis.max(axis=-1), missing)


def _shrinks_by(optimizer: Optimizer, product: Any, shape: tuple[int, ...]) -> Any:
    """The factor by which a step shrinks a slope, for learning rate times curvature.

    A method with momentum repeats ``x[k+1] = b x[k] - c x[k-1]`` in each axis of a bowl; the
    larger root of ``z**2 - b z + c`` is the factor. NaN for methods of another kind.
    """
    if isinstance(optimizer, optimizers.GradientDescent):
        return np.abs(1 - product)
    if not isinstance(optimizer, optimizers.Momentum | optimizers.Nesterov):
        return np.full(product.shape, np.nan)
    beta = np.broadcast_to(optimizer.momentum, shape).reshape(-1, 1)
    b, c = 1 + beta - product, beta
    if isinstance(optimizer, optimizers.Nesterov):
        b, c = (1 + beta) * (1 - product), beta * (1 - product)
    root = np.sqrt((b * b - 4 * c).astype(complex))
    return np.maximum(np.abs(b + root), np.abs(b - root)) / 2
