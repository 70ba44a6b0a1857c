"""`sensitivity_map`: how a method does over a grid of two settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.draws import checked_seeds
from gdwidgets.core.maps.sweeps import sweep

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


@final
@dataclass(frozen=True, eq=False, repr=False)
class SensitivityMap:
    """How a method does over a grid of two settings.

    Attributes
    ----------
    x_name, y_name : str
        What is varied along each axis.
    x, y : sequences of nx and ny values
        The values.
    loss : (ny, nx) ndarray
        The loss at the end, the median over the seeds; infinite where most runs diverged.
    stop_step : (ny, nx) ndarray
        The step at which a run had converged, the median over the seeds; infinite where
        most did not converge.
    diverged : (ny, nx) ndarray
        The share of the seeds that diverged.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> grid = {"learning_rate": [0.01, 0.1, 1.0], "momentum": [0.0, 0.5]}
    >>> momentum = gd.optimizers.Momentum(0.1)
    >>> gd.sensitivity_map(gd.surfaces.ravine(10.0), momentum, 50, grid).diverged
    array([[0., 0., 1.],
           [0., 0., 1.]])
    """

    x_name: str
    y_name: str
    x: Sequence[Any]
    y: Sequence[Any]
    loss: Array
    stop_step: Array
    diverged: Array

    def best(self) -> dict[str, Any]:
        """Return the settings with the lowest loss.

        Examples
        --------
        >>> import gdwidgets as gd
        >>> grid = {"learning_rate": [0.01, 0.1, 1.0], "momentum": [0.0, 0.5]}
        >>> momentum = gd.optimizers.Momentum(0.1)
        >>> gd.sensitivity_map(gd.surfaces.ravine(10.0), momentum, 50, grid).best()
        {'learning_rate': 0.1, 'momentum': 0.5}
        """
        iy, ix = np.unravel_index(self.loss.argmin(), self.loss.shape)
        return {self.x_name: self.x[int(ix)], self.y_name: self.y[int(iy)]}

    def __repr__(self) -> str:
        best = ", ".join(f"{name} {value:.3g}" for name, value in self.best().items())
        return f"SensitivityMap({len(self.x)} x {len(self.y)}: best at {best})"


def sensitivity_map(
    objective: Objective,
    optimizer: Optimizer,
    n_steps: int,
    grid: Mapping[str, Sequence[Any]],
    *,
    start: ArrayLike | None = None,
    seeds: Sequence[int] = (0,),
    batch_size: int | None = None,
    tolerance: float | None = None,
    executor: Executor | None = None,
) -> SensitivityMap:
    """Tell how well a method does for each pair of two settings.

    Parameters
    ----------
    objective : Objective
        What to minimise.
    optimizer : Optimizer
        The method, with the hyperparameters that are not varied.
    n_steps : int
        How many steps each run may take; at least 0.
    grid : mapping of str to sequence
        The two settings and their values: the one along x, then the one along y. Any
        hyperparameters, or "batch_size".
    start : (n_params,) array_like, optional
        Where to begin; the objective's own start by default.
    seeds : sequence of int
        The runs of each pair, for mini-batches and chance.
    batch_size, tolerance, executor : optional
        As in `sweep`.

    Returns
    -------
    SensitivityMap

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    Examples
    --------
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> grid = {"learning_rate": np.geomspace(1e-3, 1, 30), "momentum": np.linspace(0, 0.95, 20)}
    >>> gd.sensitivity_map(gd.surfaces.ravine(), gd.optimizers.Momentum(0.1), 100, grid)
    SensitivityMap(30 x 20: best at learning_rate 0.117, momentum 0.45)
    """
    if not isinstance(grid, Mapping) or len(grid) != 2:
        raise ValueError(f"grid must be a dict of two settings and their values, not {grid!r}")
    if checked_seeds(seeds, "seeds").ndim != 1:
        raise ValueError(f"seeds must be a sequence of whole numbers from 0 on, not {seeds!r}")
    ends = sweep(
        objective,
        optimizer,
        n_steps,
        grid=grid,
        starts=start,
        seeds=seeds,
        batch_size=batch_size,
        tolerance=tolerance,
        executor=executor,
    )
    if ends.loss.ndim != 3:
        raise ValueError(f"start must be one point, not {start!r}")
    diverged = ends.status == "diverged"
    loss = np.where(diverged, np.inf, ends.loss)
    steps = np.where(ends.status == "converged", ends.stop_step, np.inf)
    (x_name, x), (y_name, y) = grid.items()
    return SensitivityMap(
        x_name,
        y_name,
        x,
        y,
        _median(loss),
        _median(steps),
        diverged.mean(axis=-1).T,
    )


def _median(values: Array) -> Array:
    """Return the median over the seeds, (ny, nx); of an even number the higher middle one."""
    return np.sort(values, axis=-1)[..., values.shape[-1] // 2].T
