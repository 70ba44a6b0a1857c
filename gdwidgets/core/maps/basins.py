"""`basin_map`: which minimum each start reaches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import MOST_STEPS, checked_optimizer, checked_tolerance
from gdwidgets.core.engine.runs import Sampling
from gdwidgets.core.maps.arrivals import Targets
from gdwidgets.core.maps.ends import Block, block_length, run_blocks
from gdwidgets.core.maps.grids import checked_single
from gdwidgets.core.objective import checked_objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

NEAR = 0.02
"""A run is at a minimum if it is within this share of the domain's width of it."""

TOLERANCE = 0.01
"""Fine enough for a picture: runs still have to be close to a minimum, and bound to stay."""

MOST_RESOLUTION = 5_000
"""A finer map than any screen would take minutes and gigabytes."""


@final
@dataclass(frozen=True, eq=False, repr=False)
class BasinMap:
    """Where the runs from a grid of starts went.

    Attributes
    ----------
    x, y : (nx,), (ny,) ndarray
        The starts' coordinates.
    basin : (ny, nx) ndarray of int
        Which of `minima` each run ended within 2 % of the domain's width of; -1 for none.
    minima : (n_minima, 2) ndarray
        The objective's known minima, and others at which runs converged.
    status, stop_step : (ny, nx) ndarray
        As in a `Trajectory` of the same precision: how each run ended, and when; for a run that
        reached a known minimum, when it came within reach of it for good. To five steps.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> found = gd.basin_map(gd.surfaces.himmelblau, gd.optimizers.Adam(0.3), resolution=20)
    >>> found.basin.shape, len(found.minima)
    ((20, 20), 4)
    """

    x: Array
    y: Array
    basin: np.ndarray
    minima: Array
    status: np.ndarray
    stop_step: np.ndarray

    def share(self) -> Array:
        """Return the share of the starts that reach each minimum.

        Examples
        --------
        >>> import gdwidgets as gd
        >>> adam = gd.optimizers.Adam(0.3)
        >>> gd.basin_map(gd.surfaces.himmelblau, adam, resolution=40).share().round(1)
        array([0.2, 0.3, 0.3, 0.2])
        """
        counts = [(self.basin == i).mean() for i in range(len(self.minima))]
        return np.array(counts)

    def __repr__(self) -> str:
        ny, nx = self.basin.shape
        diverged = (self.status == "diverged").mean()
        shares = ", ".join(f"{share:.0%}" for share in self.share())
        return f"BasinMap({nx} x {ny}: to the minima {shares}; {diverged:.0%} diverged)"


def basin_map(
    objective: Objective,
    optimizer: Optimizer,
    n_steps: int = 200,
    *,
    domain: Sequence[tuple[float, float]] | None = None,
    resolution: int = 300,
    tolerance: float | None = None,
    dtype: Any = np.float32,
    executor: Executor | None = None,
) -> BasinMap:
    """Start a run from every point of a grid, and tell which minimum each one reaches.

    Parameters
    ----------
    objective : Objective
        What to minimise, of two parameters.
    optimizer : Optimizer
        The method.
    n_steps : int
        How many steps each run may take; at least 0.
    domain : pair of (float, float), optional
        The part to map; the objective's domain by default.
    resolution : int
        How many starts there are along each side; 2 to 5,000.
    tolerance : float, optional
        As in `descend`; 0.01 by default.
    dtype : float32 or float64
        What to compute in. The default is exact enough for a picture and three times as
        fast.
    executor : concurrent.futures.Executor, optional
        As in `sweep`.

    Returns
    -------
    BasinMap

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> descent = gd.optimizers.GradientDescent(0.01)
    >>> gd.basin_map(gd.surfaces.himmelblau, descent, resolution=50)
    BasinMap(50 x 50: to the minima 26%, 26%, 24%, 24%; 0% diverged)
    """
    checked_objective(objective)
    checked_single(checked_optimizer(optimizer))
    n_steps = whole_number("n_steps", n_steps, low=0, high=MOST_STEPS)
    if objective.n_params != 2:
        raise ValueError(f"objective must have 2 parameters, not {objective.n_params}")
    resolution = whole_number("resolution", resolution, low=2, high=MOST_RESOLUTION)
    dtype = _checked_dtype(dtype)
    limits = _checked_limits(objective.domain if domain is None else domain)
    tolerance = checked_tolerance(TOLERANCE if tolerance is None else tolerance, dtype)
    x, y = (np.linspace(low, high, resolution) for low, high in limits)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype(dtype)
    reach = NEAR * (limits[:, 1] - limits[:, 0])
    targets = Targets.of(objective, reach)
    parts = np.array_split(starts, math.ceil(len(starts) / block_length(objective, None)))
    ends = run_blocks(
        [
            Block(objective, optimizer, part, n_steps, Sampling(), tolerance, targets)
            for part in parts
        ],
        executor,
    )
    status = np.concatenate([end.status for end in ends])
    known = np.array(objective.minima, float).reshape(-1, 2)
    basin, minima = _assign(np.concatenate([end.params for end in ends]), status, known, reach)
    shape = (resolution, resolution)
    stop_step = np.concatenate([end.stop_step for end in ends])
    return BasinMap(
        x, y, basin.reshape(shape), minima, status.reshape(shape), stop_step.reshape(shape)
    )


def _assign(
    points: Array, status: np.ndarray, known: Array, reach: Array
) -> tuple[np.ndarray, Array]:
    """Return which minimum each end is at; converged ends elsewhere make new minima."""
    minima: list[Array] = []
    basin = np.full(len(points), -1)
    sane = status != "diverged"

    def claim(minimum: Array) -> None:
        near = (np.abs(points - minimum.astype(points.dtype)) <= reach).all(axis=1)
        basin[near & sane & (basin < 0)] = len(minima)
        minima.append(minimum)

    for minimum in known:
        claim(minimum)
    while len(unknown := np.flatnonzero((basin < 0) & (status == "converged"))):
        claim(points[unknown[0]].astype(float))
    return basin, np.array(minima).reshape(-1, 2)


def _checked_dtype(dtype: Any) -> np.dtype:
    try:
        checked = np.dtype(dtype)
    except TypeError:
        checked = None
    if checked not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, not {dtype!r}")
    return checked


def _checked_limits(domain: Any) -> Array:
    try:
        limits = np.asarray(domain, float)
    except (TypeError, ValueError):
        limits = np.empty(0)
    if limits.shape != (2, 2) or not np.isfinite(limits).all() or (np.diff(limits) <= 0).any():
        raise ValueError(f"domain must be two (low, high) pairs with low < high, not {domain!r}")
    return limits
