"""About how many steps a run is still short of, until the ground counts as level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.curvature import curvatures

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.method import Method
    from gdwidgets.core.diagnosis.place import Place
    from gdwidgets.core.objective import Array, Objective

ALIKE = 0.2
"""The curvature stays what it is if it changes by this share at most on the way down."""


def missing_steps(objective: Objective, place: Place, method: Method, least: Array) -> Any:
    """Work out how many steps each run is short of.

    Where the method's recursion is known, in a bowl, the slope along each axis of curvature
    shrinks by a known factor a step; the slowest axis decides.

    Parameters
    ----------
    objective : Objective
    place : Place
        Where the runs stand.
    method : Method
        How they answer slopes.
    least : (n_runs,) ndarray
        The slope that counts as level.

    Returns
    -------
    (n_runs,) ndarray
        NaN where it can't be told: where the ground doesn't bend all the way down as it does here,
        for methods whose steps adapt, and where a schedule changes the learning rate.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964, theorem 9.
    """
    response = method.response
    if place.curvature is None or response is None or not response.fixed or method.scheduled:
        return np.full(len(least), np.nan)
    scale = np.broadcast_to(response.scale, (len(least), 1))
    factor = response.factor(scale * place.curvature)
    along = np.maximum(np.abs(place.along), least[:, None])
    missing = (np.log(least[:, None] / along) / np.log(factor)).max(axis=-1)
    known = place.bowl & (factor < 1).all(axis=-1)
    which = np.flatnonzero(known)
    if len(which):
        there = curvatures(objective.hessian(place.bottom[which]))
        change = np.abs(there - place.curvature[which]) / place.curvature[which]
        known[which] = (change <= ALIKE).all(axis=-1)
    return np.where(known, missing, np.nan)
