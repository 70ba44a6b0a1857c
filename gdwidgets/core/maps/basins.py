"""`basin_map`: which minimum each start reaches."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.curvature import look_around
from gdwidgets.core.engine.descend import MOST_STEPS, checked_optimizer, checked_tolerance
from gdwidgets.core.engine.runs import Sampling
from gdwidgets.core.engine.status import CONVERGED, DIVERGED, STATUSES
from gdwidgets.core.maps.bowls import NEAR, Bowls, apart, nearest, to_bottom
from gdwidgets.core.maps.ends import Block, checked_executor, pieces, run_blocks
from gdwidgets.core.maps.grids import check_single
from gdwidgets.core.objective import checked_objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

TOLERANCE = 0.01
"""Fine enough for a picture: runs still have to be close to a minimum, and bound to stay."""

MOST_RESOLUTION = 2_000
"""A finer map than any screen would take minutes and gigabytes."""


N_REFINEMENTS = 20
"""So many of Newton's steps lead from a run's end to the minimum."""


@final
@dataclass(frozen=True, eq=False, repr=False)
class BasinMap:
    """Where the runs from a grid of starts went.

    Attributes
    ----------
    x, y : (nx,), (ny,) ndarray
        The starts' coordinates.
    basin : (ny, nx) ndarray of int
        Which of `minima` each run ended at: within an ellipse of 4 % of the picture's width and
        height around it. -1 for none.
    minima : (n_minima, 2) ndarray
        The objective's known minima, and others at which runs converged.
    loss : (ny, nx) ndarray
        The loss at the end of each run.
    status, stop_step : (ny, nx) ndarray
        As in a `Trajectory` of the same precision: how each run ended, and when. When a run
        converged at a known minimum, that is since when it was at it. To five steps.

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
    loss: Array
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
        shares = self.share()
        most = ", ".join(f"{share:.0%}" for share in shares[:6])
        more = f" and {len(shares) - 6} more" if len(shares) > 6 else ""
        reached = f"to the minima {most}{more}" if len(shares) else "to no minimum"
        diverged = (self.status == "diverged").mean()
        return f"BasinMap({nx} x {ny}: {reached}; {diverged:.0%} diverged)"


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

    Each run has the status that it has under `descend`, in the same precision and with the same
    tolerance. Close to a known minimum it is foreseen how the method's recursion goes on there
    (Polyak 1964): a run that is bound to settle counts as being at the minimum.

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
        How many starts there are along each side; 2 to 2,000.
    tolerance : float, optional
        As in `descend`; 0.01 by default.
    dtype : float32 or float64
        What to compute in. The default is exact enough for a picture and twice as fast.
    executor : concurrent.futures.Executor, optional
        As in `sweep`.

    Returns
    -------
    BasinMap

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964, section 2.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> descent = gd.optimizers.GradientDescent(0.01)
    >>> gd.basin_map(gd.surfaces.himmelblau, descent, resolution=50)
    BasinMap(50 x 50: to the minima 26%, 26%, 24%, 24%; 0% diverged)
    """
    checked_objective(objective)
    check_single(checked_optimizer(optimizer), "a basin map is that of one method")
    n_steps = whole_number("n_steps", n_steps, low=0, high=MOST_STEPS)
    if objective.n_params != 2:
        raise ValueError(f"objective must have 2 parameters, not {objective.n_params}")
    resolution = whole_number("resolution", resolution, low=2, high=MOST_RESOLUTION)
    dtype = _checked_dtype(dtype)
    limits = _checked_limits(objective.domain if domain is None else domain)
    tolerance = checked_tolerance(TOLERANCE if tolerance is None else tolerance, dtype)
    checked_executor(executor)
    x, y = (np.linspace(low, high, resolution) for low, high in limits)
    starts = np.stack([np.tile(x, resolution), np.repeat(y, resolution)]).astype(dtype).T
    reach = NEAR * (limits[:, 1] - limits[:, 0])
    bowls = Bowls.of(objective, reach, dtype)
    parts = np.array_split(starts, pieces(len(starts), objective, None, executor))
    ends = run_blocks(
        [
            Block(objective, optimizer, part, n_steps, Sampling(), tolerance, bowls)
            for part in parts
        ],
        executor,
    )
    params, loss, codes, stop_step = (
        np.concatenate([getattr(end, name) for end in ends])
        for name in ("params", "loss", "code", "stop_step")
    )
    basin, minima = _basins(objective, params, loss, codes, reach)
    shape = (resolution, resolution)
    status = np.array(STATUSES).take(codes)
    return BasinMap(
        x, y, basin.reshape(shape), minima, *(a.reshape(shape) for a in (loss, status, stop_step))
    )


def _basins(
    objective: Objective, params: Array, loss: Array, codes: np.ndarray, reach: Array
) -> tuple[np.ndarray, Array]:
    """Return which minimum each end is at, and all minima: the known, and those found."""
    known = np.array(objective.minima, float).reshape(-1, 2)
    basin, _ = nearest(params.T, known, reach)
    elsewhere = np.flatnonzero((basin < 0) & (codes == CONVERGED))
    minima = known
    if len(elsewhere):
        lowest_first = elsewhere[loss[elsewhere].argsort(kind="stable")]
        found = _found(objective, params[lowest_first].astype(float), known, reach)
        minima = np.concatenate([known, found])
        basin, _ = nearest(params.T, minima, reach)
    basin = basin.astype(int)
    basin[codes == DIVERGED] = -1
    return basin, minima


def _found(objective: Objective, ends: Array, known: Array, reach: Array) -> Array:
    """Return the minima that are not known yet, close to which runs converged."""
    with np.errstate(all="ignore"):
        ground = look_around(objective, ends, objective.gradient(ends))
        # Where the loss has come down to its bound, the minimum itself may still be far away.
        ends = ends[(ground.to_go <= 0.5 * reach.min()) & ~ground.falls]
        minima = [*known]
        while len(ends):
            minimum = ends[:1]
            for _ in range(N_REFINEMENTS):
                slope = objective.gradient(minimum)
                minimum = minimum + to_bottom(objective.hessian(minimum), slope)
            is_new = nearest(minimum.T, np.array(minima).reshape(-1, 2), reach)[0][0] < 0
            if is_new and apart(minimum.T, ends[0], reach)[0] <= 1:
                minima.append(minimum[0])
            ends = ends[1:]
            ends = ends[nearest(ends.T, np.array(minima).reshape(-1, 2), reach)[0] < 0]
    return np.array(minima[len(known) :]).reshape(-1, 2)


def _checked_dtype(dtype: Any) -> Any:
    try:
        checked = np.dtype(dtype)
    except TypeError:
        checked = None
    if dtype is None or checked not in (np.float32, np.float64):
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
