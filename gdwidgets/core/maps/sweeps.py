"""`sweep`: the ends of every combination of hyperparameters, starts and seeds."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import check_kinds, checked_start
from gdwidgets.core.engine.ends import Block, Ends, ends_of
from gdwidgets.core.engine.runs import checked_batch_size
from gdwidgets.core.engine.status import default_tolerance
from gdwidgets.core.maps.grids import alike, checked_grid
from gdwidgets.core.optimizers.base import with_fields
from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

BLOCK = 49_152
"""So many runs of a few parameters are one piece of work; it bounds the memory."""

BLOCK_NUMBERS = 1 << 20
"""Blocks of runs on data, or of many parameters, have about so many numbers at most."""


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
        """Return the settings of the run that ended lowest; diverged runs don't count."""
        loss = np.where((self.status == "diverged") | np.isnan(self.loss), np.inf, self.loss)
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
    tolerance: float | None = None,
    executor: Executor | None = None,
) -> Sweep:
    """Run every combination of hyperparameters, starts and seeds; keep where each one ends.

    Each end is that of the same run under `descend`, except that finished runs are let go:
    one whose gradient stayed below the tolerance for ten steps (fewer in runs of less than
    100 steps) counts as arrived, and a run that has diverged is not followed. Both are
    looked for every ten steps, and so is a loss that rises ever faster.

    Memory stays bounded: besides the result (about ``8 * n_params + 60`` bytes a run) only
    the blocks that are being worked on are held, each of at most 49,152 runs (fewer for
    losses on data), some 30 arrays of ``8 * n_params`` bytes a run.

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
    batch_size, tolerance : optional
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
    Sweep(learning_rate 4, start 2: 8 running)
    """
    check_kinds(objective, optimizer)
    n_steps = whole_number("n_steps", n_steps, low=0)
    axes = checked_grid(optimizer, {} if grid is None else grid)
    if starts is None:
        if objective.start is None:
            raise ValueError(f"starts must be given, for {objective.name!r} has none of its own")
        starts = objective.start
    points = checked_start(starts, objective)
    if points.ndim > 2:
        raise ValueError(f"starts must be (n_starts, n_params), not shape {points.shape}")
    if points.ndim == 2:
        axes["start"] = points
    one_seed = seeds is None or np.ndim(seeds) == 0
    all_seeds = [0 if seeds is None else seeds] if one_seed else list(seeds)  # type: ignore[arg-type]
    all_seeds = [whole_number("seeds", seed, low=0) for seed in all_seeds]
    if not one_seed:
        axes["seed"] = all_seeds
    sizes = axes.get("batch_size", [batch_size])
    sizes = [checked_batch_size(size, objective.n_rows) for size in sizes]
    if tolerance is None:
        tolerance = default_tolerance(points.dtype)
    tolerance = finite_number("tolerance", tolerance, low=0)

    shape = tuple(len(values) for values in axes.values())
    places = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), int)
    at = dict(zip(axes, places, strict=True))
    blocks: list[Block] = []
    parts: list[np.ndarray] = []
    for chosen, part in alike(optimizer, axes, at):
        picked = {"batch_size": sizes[0], "seed": all_seeds[0], **chosen}
        size, seed = picked.pop("batch_size"), picked.pop("seed")
        base = dataclasses.replace(optimizer, **picked) if picked else optimizer  # type: ignore[type-var]
        length = block_length(objective, size)
        for some in np.array_split(part, math.ceil(len(part) / length)):
            varied = {
                name: np.asarray(axes[name], float)[at[name][some]]
                for name in axes
                if name not in {*chosen, "start"}
            }
            begin = (
                points[at["start"][some]] if "start" in at else points[None].repeat(len(some), 0)
            )
            parts.append(some)
            blocks.append(
                Block(objective, with_fields(base, varied), begin, n_steps, size, seed, tolerance)
            )
    return _joined(axes, shape, parts, run_blocks(blocks, executor))


def run_blocks(blocks: list[Block], executor: Executor | None) -> list[Ends]:
    """Run blocks of runs, by an executor if there is one; their ends in the same order.

    Threads are not the default: on arrays that fit the cache they wait for each other's
    turn in the interpreter more than they gain.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import GradientDescent
    >>> from gdwidgets.core.surfaces import parabola
    >>> blocks = [
    ...     Block(parabola, GradientDescent(0.5), np.array([[start]]), 100, None, 0, 1e-6)
    ...     for start in (1.0, 2.0)
    ... ]
    >>> [ends.status[0].item() for ends in run_blocks(blocks, None)]
    ['converged', 'converged']
    """
    if executor is None:
        return [ends_of(block) for block in blocks]
    futures = [executor.submit(ends_of, block) for block in blocks]
    return [future.result() for future in futures]


def block_length(objective: Objective, batch_size: int | None) -> int:
    """Return how many runs a block may have.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import himmelblau
    >>> block_length(himmelblau, None)
    49152
    """
    rows = batch_size or objective.n_rows or 1
    return max(1, min(BLOCK, BLOCK_NUMBERS // max(rows, objective.n_params)))


def _joined(
    axes: dict[str, Any], shape: tuple[int, ...], parts: list[np.ndarray], ends: list[Ends]
) -> Sweep:
    """Put the blocks' ends where they belong."""
    order = np.concatenate(parts).argsort()

    def join(name: str) -> Any:
        joined = np.concatenate([getattr(end, name) for end in ends])[order]
        return joined.reshape((*shape, *joined.shape[1:]))[()]

    names = ("params", "loss", "status", "stop_step", "evaluations")
    return Sweep(axes, *(join(name) for name in names))
