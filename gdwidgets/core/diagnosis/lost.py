"""Where a lost run left, and whether it was by a step to where the function has no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.diagnosis.scales import domain_grid

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array, Objective

ABSURD = 1e30
"""Beyond this, what isn't a number is the difference of two that are too large."""


def left_point(loss: Array, end: Any) -> Any:
    """Return the point at which each loss left, which ends at point `end`.

    It is the first of the uninterrupted rise to the end; or, if that rise began above the loss at
    the start, the first after which the loss stayed above it.
    """
    point = np.arange(len(loss))[:, np.newaxis]
    not_up = np.ones(loss.shape, dtype=bool)
    not_up[1:] = ~(loss[1:] > loss[:-1])
    turn = np.where(not_up & (point <= end), point, 0).max(axis=0)
    last_below = np.where(loss <= loss[0], point, 0).max(axis=0)
    left = 1 + np.where(loss[turn, np.arange(loss.shape[1])] <= loss[0], turn, last_below)
    return np.minimum(np.minimum(left, np.maximum(end, 1)), len(loss) - 1)


def stepped_off(run: Trajectory, lost: np.ndarray) -> np.ndarray:
    """Tell which of the runs `lost` were lost by a step to where the function has no value.

    The points after that aren't kept, so the way there is gone once more; only where the
    function may have places without a value.
    """
    off = np.zeros(len(lost), dtype=bool)
    which = np.flatnonzero(lost)
    if not len(which) or not _may_lack_values(run.objective):
        return off
    origin = run.known_origin()
    runs = origin.pick(np.unravel_index(which, run.shape) if run.shape else ()).runs(
        run.params[0].reshape(len(lost), -1)[which] if run.shape else run.params[0]
    )
    stop = np.ravel(run.stop_step)[which]
    while runs.step <= stop.max():
        runs.advance()
        here = stop == runs.step - 1
        if here.any():
            points = runs.params[here]
            none = np.isnan(run.objective.value(points))
            off[which[here]] = none & (np.abs(points) < ABSURD).all(axis=-1)
    return off


def _may_lack_values(objective: Objective) -> bool:
    """Tell whether there may be places without a value: looked for around the domain."""
    if objective.n_rows is not None:
        return False
    if objective.domain is None or objective.n_params > 3:
        return True
    return bool(np.isnan(objective.value(domain_grid(objective, stretch=4.0))).any())
