"""`sweep`: the ends of every combination of hyperparameters, starts and seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import (
    MOST_STEPS,
    checked_optimizer,
    checked_sampling,
    checked_start,
    checked_tolerance,
)
from gdwidgets.core.engine.runs import Sampling
from gdwidgets.core.engine.status import STATUSES
from gdwidgets.core.maps.ends import Block, Ends, checked_executor, pieces, run_blocks
from gdwidgets.core.maps.grids import alike, check_single, check_size, checked_values, with_values
from gdwidgets.core.objective import checked_objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


@final
@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    """Where each run of a sweep ended.

    Attributes
    ----------
    axes : dict of str to sequence
        What was varied, in the order of the result's axes: each hyperparameter, then
        "start" and "seed" if there were several.
    params : (..., n_params) ndarray
        The end of each run; for a diverged one the last point that meant something.
    loss : (...) ndarray
        The loss there.
    status, stop_step, evaluations : (...) ndarray
        As in a `Trajectory`. A run stops paying for evaluations when it has finished.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> grid = {"learning_rate": [0.001, 0.01, 0.1], "momentum": [0.0, 0.9]}
    >>> momentum = gd.optimizers.Momentum(0.1)
    >>> result = gd.sweep(gd.surfaces.himmelblau, momentum, 200, grid=grid)
    >>> result.shape, result.best()
    ((3, 2), {'learning_rate': 0.01, 'momentum': 0.0})
    """

    axes: dict[str, Sequence[Any]]
    params: Array
    loss: Array
    status: np.ndarray
    stop_step: np.ndarray
    evaluations: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return self.loss.shape

    def best(self) -> dict[str, Any]:
        """Return the settings of the run that ended lowest; diverged runs don't count.

        Raises
        ------
        ValueError
            If all of them diverged.
        """
        loss = np.where((self.status == "diverged") | np.isnan(self.loss), np.inf, self.loss)
        if not np.isfinite(loss).any():
            raise ValueError("there is no best run: all of them diverged")
        place = np.unravel_index(loss.argmin(), self.shape)
        return {
            name: values[int(i)] for (name, values), i in zip(self.axes.items(), place, strict=True)
        }

    def __repr__(self) -> str:
        words, counts = np.unique(self.status, return_counts=True)
        how = ", ".join(f"{n} {word}" for word, n in zip(words, counts, strict=True))
        axes = ", ".join(f"{name} {len(values)}" for name, values in self.axes.items())
        return f"Sweep({axes}: {how})" if axes else f"Sweep({how})"


def sweep(
    objective: Objective,
    optimizer: Optimizer,
    n_steps: int,
    *,
    grid: Mapping[str, Sequence[Any]] | None = None,
    starts: ArrayLike | None = None,
    seeds: Sequence[int] | int | None = None,
    batch_size: int | None = None,
    replacement: bool = False,
    tolerance: float | None = None,
    executor: Executor | None = None,
) -> Sweep:
    """Run every combination of hyperparameters, starts and seeds; keep where each one ends.

    Each end is that of the same run under `descend`, with the same status. Only, runs that are
    decided are let go: one that is lost, and one that came to rest and is foreseen to stay, which
    is looked for every ten steps (more often in short runs). Its end is where it stood then.

    Memory stays bounded: besides the result (about ``8 * n_params + 60`` bytes a run) only
    the blocks that are being worked on are held, each of at most 131,072 runs (fewer for
    losses on data), some 80 arrays of ``8 * n_params`` bytes a run however many its steps.

    Parameters
    ----------
    objective : Objective
        What to minimise.
    optimizer : Optimizer
        The method, with the hyperparameters that are not varied.
    n_steps : int
        How many steps each run may take; at least 0.
    grid : mapping of str to sequence, optional
        The values of each hyperparameter, by name; also of "batch_size".
    starts : (n_params,) or (n_starts, n_params) array_like, optional
        Where to begin. The objective's own start by default.
    seeds : int or sequence of int, optional
        Each one picks mini-batches and draws of chance, as in `descend`.
    batch_size, replacement, tolerance : optional
        As in `descend`.
    executor : concurrent.futures.Executor, optional
        Who does the work: a process pool, Dask's ``client.get_executor()``, or any other.
        This process alone by default. The numbers are the same whoever does it.

    Returns
    -------
    Sweep

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    Examples
    --------
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> rates = np.geomspace(1e-3, 1, 4)
    >>> gd.sweep(
    ...     gd.surfaces.himmelblau,
    ...     gd.optimizers.Adam(0.1),
    ...     300,
    ...     grid={"learning_rate": rates},
    ...     starts=[[0, 0], [-3, -3]],
    ... )
    Sweep(learning_rate 4, start 2: 1 converged, 7 running)
    """
    checked_objective(objective)
    check_single(checked_optimizer(optimizer), "what varies belongs in grid")
    n_steps = whole_number("n_steps", n_steps, low=0, high=MOST_STEPS)
    axes = checked_values("grid", objective, optimizer, {} if grid is None else grid)
    if starts is None:
        if objective.start is None:
            raise ValueError(f"starts must be given, for {objective.name!r} has none of its own")
        starts = objective.start
    points = checked_start(starts, objective)
    if points.ndim > 2:
        raise ValueError(f"starts must be (n_starts, n_params), not shape {points.shape}")
    if points.ndim == 2:
        axes["start"] = points
    sampling = checked_sampling(objective, batch_size, seeds, replacement, "seeds")
    if sampling.seeds.ndim:
        axes["seed"] = sampling.seeds.tolist()
    tolerance = checked_tolerance(tolerance, points.dtype)
    checked_executor(executor)

    shape = tuple(len(values) for values in axes.values())
    check_size(math.prod(shape))
    places = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), int)
    at = dict(zip(axes, places, strict=True))
    blocks: list[Block] = []
    parts: list[np.ndarray] = []
    for chosen, part in alike(optimizer, axes, at):
        picked = dict(chosen)
        size = picked.pop("batch_size", batch_size)
        base = with_values(optimizer, picked) if picked else optimizer
        for some in np.array_split(part, pieces(len(part), objective, size, executor)):
            own = {
                name: np.asarray(axes[name])[at[name][some]] for name in axes if name not in chosen
            }
            begin = own.pop("start") if "start" in own else points[None].repeat(len(some), 0)
            seeds = own.pop("seed", sampling.seeds)
            method = with_values(base, own) if own else base
            parts.append(some)
            blocks.append(
                Block(
                    objective, method, begin, n_steps, Sampling(size, seeds, replacement), tolerance
                )
            )
    return _joined(axes, shape, parts, run_blocks(blocks, executor))


def _joined(
    axes: dict[str, Any], shape: tuple[int, ...], parts: list[np.ndarray], ends: list[Ends]
) -> Sweep:
    """Put the blocks' ends where they belong."""
    order = np.concatenate(parts).argsort()

    def join(name: str) -> Any:
        joined = np.concatenate([getattr(end, name) for end in ends])[order]
        return joined.reshape((*shape, *joined.shape[1:]))[()]

    names = ("params", "loss", "code", "stop_step", "evaluations")
    params, loss, code, stop_step, evaluations = (join(name) for name in names)
    return Sweep(axes, params, loss, np.array(STATUSES)[code], stop_step, evaluations)
