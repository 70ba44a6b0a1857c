"""What a run leaves to chance: its mini-batches, and the draws of methods that search."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

PURPOSES = {"rows": 0, "optimizer": 1}
"""Random numbers come from a stream for each purpose: drawing more of one shifts no other."""


@final
class Batches:
    """The rows of each step's mini-batch.

    Every epoch is shuffled anew and gone through without replacement; what remains at its end
    makes a smaller batch. Runs of the same seed see the same batches.

    Parameters
    ----------
    n_rows : int or None
        How many rows of data there are; None if the objective has none.
    batch_size : int or None
        How many rows a batch has. None, or all rows, leaves nothing to chance.
    seeds : (n_seeds,) sequence of int
        Each picks the shuffles of some runs.
    which : (n_runs,) ndarray of int
        Which of the seeds each run has.
    replacement : bool
        Draw each row anew from all rows, instead of going through them.
    in_order : bool
        Go through the rows as they stand, as they arrive from a stream.
    """

    def __init__(
        self,
        n_rows: int | None,
        batch_size: int | None,
        seeds: Any,
        which: np.ndarray,
        *,
        replacement: bool = False,
        in_order: bool = False,
    ) -> None:
        self.n_rows = n_rows
        self.batch_size = batch_size
        self.whole = n_rows is None or (not replacement and batch_size in (None, n_rows))
        self.replacement = replacement
        self.in_order = in_order
        self.which = which
        self.alone = len(seeds) == 1
        self.generators = [] if self.whole else [_generator(seed, "rows") for seed in seeds]
        self.orders = np.empty((len(self.generators), 0), int)
        self.place = 0

    def draw(self) -> Any:
        """Return the next step's rows, (batch_size,) or (n_runs, batch_size); None for all."""
        if self.whole:
            return None
        assert self.n_rows is not None
        size = self.batch_size or self.n_rows
        if self.replacement:
            rows = np.stack([rng.integers(self.n_rows, size=size) for rng in self.generators])
        else:
            if self.place >= self.orders.shape[1]:
                self.orders = np.stack([self._order(rng) for rng in self.generators])
                self.place = 0
            rows = self.orders[:, self.place : self.place + size]
            self.place += size
        return rows[0] if self.alone else rows[self.which]

    def keep(self, kept: np.ndarray) -> None:
        """Go on for some of the runs only."""
        self.which = self.which[kept]

    def copy(self) -> Batches:
        """Return batches that go on from here by themselves."""
        return copy.deepcopy(self)

    def _order(self, rng: np.random.Generator) -> Any:
        assert self.n_rows is not None
        return np.arange(self.n_rows) if self.in_order else rng.permutation(self.n_rows)


@final
class Draws:
    """Random numbers for a method that searches.

    Runs of the same seed share their draws, so that a run does not depend on which others are
    computed along with it.

    Parameters
    ----------
    seeds : (n_seeds,) sequence of int
    which : (n_runs,) ndarray of int
        Which of the seeds each run has.
    """

    def __init__(self, seeds: Any, which: np.ndarray) -> None:
        self.seeds = seeds
        self.which = which
        self.generators: list[np.random.Generator] = []

    def normal(self, n_draws: int, like: Array) -> Any:
        """Standard normal numbers, ``(n_draws, n_runs or 1, n_params)`` for params `like`."""
        return self._draw(like, lambda rng, size: rng.standard_normal(size), n_draws)

    def uniform(self, low: float, high: float, n_draws: int, like: Array) -> Any:
        """Numbers spread evenly from `low` to `high`, shaped as for `normal`."""
        return self._draw(like, lambda rng, size: rng.uniform(low, high, size), n_draws)

    def keep(self, kept: np.ndarray) -> None:
        """Go on for some of the runs only."""
        self.which = self.which[kept]

    def copy(self) -> Draws:
        """Return draws that go on from here by themselves."""
        twin = Draws(self.seeds, self.which)
        twin.generators = copy.deepcopy(self.generators)
        return twin

    def _draw(self, like: Array, draw: Any, n_draws: int) -> Any:
        if not self.generators:  # made when they are first needed: most methods draw nothing
            self.generators = [_generator(seed, "optimizer") for seed in self.seeds]
        size = (n_draws, 1, like.shape[1])
        drawn = [draw(rng, size).astype(like.dtype) for rng in self.generators]
        return drawn[0] if len(drawn) == 1 else np.concatenate(drawn, axis=1)[:, self.which]


def checked_batch_size(batch_size: Any, n_rows: int | None) -> int | None:
    """Return `batch_size`, or raise an error that says what an objective's data allows."""
    if batch_size is None:
        return None
    if n_rows is None:
        raise ValueError(
            f"batch_size must be None for an objective without rows of data, not {batch_size!r}"
        )
    return whole_number("batch_size", batch_size, low=1, high=n_rows)


def checked_seeds(seed: Any, name: str = "seed") -> np.ndarray:
    """Return one seed, or an array of several, as whole numbers from 0 on."""
    if seed is None:
        return np.array(0)
    try:
        seeds = np.asarray(seed)
    except ValueError:
        seeds = np.array("ragged")
    if not isinstance(seed, list | tuple | range | np.ndarray) or seeds.ndim == 0:
        return np.array(whole_number(name, seed, low=0))
    if seeds.dtype.kind not in "iu" or seeds.size == 0 or seeds.min() < 0:
        raise ValueError(f"{name} must be a whole number from 0 on, or several, not {seed!r}")
    return seeds


def _generator(seed: Any, purpose: str) -> np.random.Generator:
    return np.random.default_rng([int(seed), PURPOSES[purpose]])
