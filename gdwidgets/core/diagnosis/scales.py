"""What is typical of an objective: how steep and how wide it is, and how low it may get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective


class Scales(NamedTuple):
    """What is typical of an objective: a number, or an ``(n_runs,)`` array.

    Attributes
    ----------
    slope : float or ndarray
        A slope: the median over a grid of the domain, where there is one of few coordinates. Else
        that at the start, or that which would lead down to zero within the width, where data are
        fitted.
    steepest : float or ndarray
        The steepest on that grid; else the same.
    width : float or ndarray
        How wide the part worth looking at is: the domain, or the size of the parameters.
    """

    slope: Any
    steepest: Any
    width: Any

    @classmethod
    def of(cls, objective: Objective, start: Array, first: Array) -> Scales:
        """Measure them; `start` is (n_runs, n_params) and `first` the loss there."""
        if objective.domain is None or objective.n_params > 3:
            width = np.maximum(1.0, np.abs(start).max(axis=-1))
            slope = np.sqrt((objective.gradient(start) ** 2).sum(axis=-1))
            slope = np.fmax(slope, (first - lower_bound(objective, first)) / width)
            slope = np.maximum(slope, 1e-300)
            return cls(slope, slope, width)
        grid = domain_grid(objective)
        slopes = np.sqrt((objective.gradient(grid) ** 2).sum(axis=-1))
        slopes = slopes[np.isfinite(slopes)]
        steepest = float(slopes.max()) if len(slopes) else 1.0
        # Where nearly all is flat, the few steep places still say what a slope is.
        slope = max(float(np.median(slopes)) if len(slopes) else 1.0, 1e-6 * steepest, 1e-300)
        return cls(slope, max(steepest, slope), max(high - low for low, high in objective.domain))


def lower_bound(objective: Objective, loss: Array) -> Any:
    """Return what the loss can't be expected to fall below; NaN if nothing is known.

    A loss on data that is positive is taken for one that can't be negative.
    """
    if objective.lower_bound is not None:
        return objective.lower_bound
    return np.where((loss >= 0) & (objective.n_rows is not None), 0.0, np.nan)


def domain_grid(objective: Objective, stretch: float = 1.0) -> Array:
    """Return a grid of points over the domain, or over one wider by a factor."""
    assert objective.domain is not None
    axes = []
    for low, high in objective.domain:
        middle, half = (low + high) / 2, stretch * (high - low) / 2
        axes.append(np.linspace(middle - half, middle + half, 9))
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, objective.n_params)
