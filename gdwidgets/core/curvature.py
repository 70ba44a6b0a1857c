"""How sharply an objective bends: the number that says which learning rates are stable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective


def largest_curvature(objective: Objective, params: ArrayLike) -> Array:
    r"""The largest curvature in any direction: the largest eigenvalue of the Hessian.

    On a quadratic bowl gradient descent settles if learning rate times this number is below
    2. Below 1 it never turns back; between 1 and 2 it zig-zags.

    Parameters
    ----------
    objective : Objective
        What is looked at.
    params : (..., n_params) array_like
        Where. NaN where a run has diverged gives NaN.

    Returns
    -------
    (...) ndarray
        Negative where the ground bends down in every direction.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, 2nd edition, 2006, section 2.1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> print(largest_curvature(gd.surfaces.ravine(50), [1.0, 1.0]))
    50.0
    """
    with np.errstate(all="ignore"):
        hessian = np.asarray(objective.hessian(params), dtype=float)
        if objective.n_params == 1:
            largest: Array = hessian[..., 0, 0]
        elif objective.n_params == 2:  # the formula is a hundred times faster than LAPACK here
            a, b, d = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
            largest = 0.5 * (a + d) + np.hypot(0.5 * (a - d), b)
        else:
            finite = np.isfinite(hessian).all(axis=(-1, -2))
            largest = np.full(hessian.shape[:-2], np.nan)
            largest[finite] = np.linalg.eigvalsh(hessian[finite])[..., -1]
    return largest
