"""The words for how a run ended, and the thresholds behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective

STATUSES = ("running", "converged", "stalled", "diverged")
"""All there are; `Trajectory` says in words what each means."""

RUNNING, CONVERGED, STALLED, DIVERGED = range(len(STATUSES))

LOSS_LIMIT = 1e12
"""Outside of the domain a loss of so many times its scale at the start has left all meaning."""

LEFT_TO_GO = 0.01
"""Level ground is reached when this share of the parameters' size, or less, is left to go."""

GOING_ON = 10
"""A status must hold when the run goes on for this many times as long."""

UNTOLD_STEPS = 2000
"""A method that doesn't tell how it answers slopes is tried for so many steps at most."""


PIECE = 1 << 16
"""Long paths are evaluated in pieces of so many points (or rows), which fit the cache."""


def default_tolerance(dtype: np.dtype) -> float:
    """What share of the steepest slope so far counts as level: 1e-6, or 1e-3 in float32."""
    return 1e-6 if dtype == np.float64 else 1e-3


def window(n_steps: int, settles: bool) -> int:
    """After how many steps the judge looks again: it looks ten times in a run at least.

    Runs that may settle are looked at every twenty steps, so that sweeps can let them go; those on
    mini-batches every hundred, for the loss over all rows costs as much as many of their steps.
    """
    return min(20 if settles else 100, max(1, n_steps // 10))


def meaningful(objective: Objective, params: Array, loss: Array, limit: Any) -> Any:
    """Tell where a run is still finite and not absurd: a bool for each point.

    Within the domain no finite loss is absurd: from a plateau as low as 1e-16 a run may well get
    to a minimum of -1.
    """
    low = np.abs(loss) <= limit
    if objective.domain is not None and not low.all():
        lowest, highest = np.transpose(objective.domain)
        low |= np.isfinite(loss) & ((params >= lowest) & (params <= highest)).all(axis=-1)
    return low & np.isfinite(params).all(axis=-1)


def steepest_entry(gradient: Array) -> Any:
    """Return the size of each gradient: its largest entry, NaN where it has none."""
    return np.abs(gradient).max(axis=-1)


def along(objective: Objective, method: str, path: Array) -> Array:
    """Evaluate an objective's value or gradient at every point of a ``(steps, ...)`` path."""
    function = getattr(objective, method)
    size = max(1, PIECE // max(1, path[0].size * (objective.n_rows or 1)))
    pieces = [function(path[i : i + size]) for i in range(0, len(path), size)]
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)


def first_of_the_last(holds: np.ndarray) -> Any:
    """Return the first step from which on ``holds (n_steps, ...)`` is true to the end.

    Examples
    --------
    >>> int(first_of_the_last(np.array([True, False, True, True])))
    2
    """
    steps = np.arange(1, len(holds) + 1, dtype=np.int32).reshape(-1, *[1] * (holds.ndim - 1))
    return (steps * ~holds).max(axis=0, initial=0)
