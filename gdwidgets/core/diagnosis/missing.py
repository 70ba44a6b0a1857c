"""About how many steps a run is still short of, until the ground counts as level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.method import Method
    from gdwidgets.core.diagnosis.place import Place
    from gdwidgets.core.objective import Array


def missing_steps(place: Place, method: Method, least: Array) -> Any:
    """Work out how many steps each run is short of.

    Where the method's recursion is known, in a bowl, the slope along each axis of curvature
    shrinks by a known factor a step; the slowest axis decides.

    Parameters
    ----------
    place : Place
        Where the runs stand.
    method : Method
        How they answer slopes.
    least : (n_runs,) ndarray
        The slope that counts as level.

    Returns
    -------
    (n_runs,) ndarray
        NaN where it can't be told: outside a bowl, for methods whose steps adapt, and where a
        schedule changes the learning rate.

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
    return np.where(known, missing, np.nan)
