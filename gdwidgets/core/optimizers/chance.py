"""Methods that need no slope: they try points by chance and keep the best."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, count, hyperparameter
from gdwidgets.core.optimizers.base import Optimizer

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


MOST_POINTS = 1000
"""More points a step than this would take much memory where many runs are computed at once."""


class SearchState(NamedTuple):
    """What a random search remembers: its centre, and the value of the best point."""

    center: Array
    value: Array | None = None


class EvolutionState(NamedTuple):
    """What the evolution strategy remembers: its step size, and the parent's value."""

    sigma: Array
    value: Array | None = None


@final
@dataclass(frozen=True)
class RandomSearch(Optimizer):
    """Try points drawn evenly from a box around the start; keep the best so far.

    Parameters
    ----------
    radius : float, array or schedule
        Half the width of the box, the same in every coordinate; above 0.
    n_candidates : int
        How many points are tried in each step, 1 to 1,000; each costs one evaluation, and the start
        one more (so does each step on mini-batches).

    References
    ----------
    Brooks, A discussion of random methods for seeking maxima, 1958.
    Bergstra and Bengio, Random search for hyper-parameter optimization, 2012.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.himmelblau, gd.optimizers.RandomSearch(4.0), [0, 0], 100)
    >>> bool(run.loss[-1] < run.loss[0]), int(run.evaluations[-1])
    (True, 101)
    """

    name: ClassVar[str] = "Random search"
    latex: ClassVar[str] = (
        r"z \sim \mathcal{U}[x_0 - r, x_0 + r],\quad x \leftarrow z \;\mathrm{if}\; f(z) < f(x)"
    )
    source: ClassVar[str] = "Brooks, Operations Research 6(2), 1958"

    radius: Hyperparameter = hyperparameter(1.0, low=0, low_open=True)
    n_candidates: int = count(1, high=MOST_POINTS)

    def init(self, params: Array) -> SearchState:
        """Put the box around the start."""
        return SearchState(params)

    def update(self, here: Here, state: SearchState) -> tuple[Array, SearchState]:
        """Take one step; see `Optimizer.update`."""
        candidates = state.center + self.radius * here.uniform(-1, 1, self.n_candidates)
        candidate, height = _lowest(candidates, here)
        value = _current_value(here, state.value)
        better = height < value
        params = np.where(better[:, None], candidate, here.params)
        return params, SearchState(state.center, np.where(better, height, value))


@final
@dataclass(frozen=True)
class EvolutionStrategy(Optimizer):
    """Try small random changes of the best point; learn how large they should be.

    The (1 + lambda) strategy with the one-fifth success rule: the step size grows when an
    offspring is at least as good as its parent and shrinks when none is.

    Parameters
    ----------
    sigma : float, array or schedule
        The standard deviation of the first changes, in each coordinate; above 0.
    n_offspring : int
        How many points are tried in each step, 1 to 1,000; each costs one evaluation, and the start
        one more (so does each step on mini-batches).

    References
    ----------
    Rechenberg, Evolutionsstrategie, 1973. Hansen, Arnold and Auger, Evolution strategies,
    in: Handbook of computational intelligence, 2015, algorithm 4.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> strategy = gd.optimizers.EvolutionStrategy(0.5)
    >>> run = gd.descend(gd.surfaces.himmelblau, strategy, [0, 0], 400)
    >>> run.params[-1].round(6)
    array([-2.805118,  3.131313])
    """

    name: ClassVar[str] = "Evolution strategy"
    latex: ClassVar[str] = (
        r"z = x + \sigma\,\mathcal{N}(0, I),\quad "
        r"x \leftarrow z \;\mathrm{if}\; f(z) \leq f(x),\quad "
        r"\sigma \leftarrow \sigma \exp\frac{[f(z) \leq f(x)] - 1/5}{\sqrt{n + 1}}"
    )
    source: ClassVar[str] = "Rechenberg, 1973; Hansen, Arnold and Auger, 2015, algorithm 4"

    sigma: Hyperparameter = hyperparameter(1.0, low=0, low_open=True)
    n_offspring: int = count(1, high=MOST_POINTS)

    def init(self, params: Array) -> EvolutionState:
        """Start with the step size that is given."""
        return EvolutionState(self.sigma + np.zeros_like(params[:, :1]))

    def update(self, here: Here, state: EvolutionState) -> tuple[Array, EvolutionState]:
        """Take one step; see `Optimizer.update`."""
        n_params = here.params.shape[1]
        offspring = here.params + state.sigma * here.normal(self.n_offspring)
        child, height = _lowest(offspring, here)
        value = _current_value(here, state.value)
        success = height <= value
        params = np.where(success[:, None], child, here.params)
        grow = math.exp(0.8 / math.sqrt(n_params + 1))
        shrink = math.exp(-0.2 / math.sqrt(n_params + 1))
        sigma = np.where(success[:, None], grow * state.sigma, shrink * state.sigma)
        return params, EvolutionState(sigma, np.where(success, height, value))


def _lowest(candidates: Array, here: Here) -> tuple[Any, Any]:
    """Return each run's lowest candidate, and its value (infinite if none has any)."""
    heights = here.value_at(candidates)
    heights = np.where(np.isnan(heights), np.inf, heights)
    lowest = heights.argmin(axis=0)[None]
    candidate = np.take_along_axis(candidates, lowest[..., None], axis=0)[0]
    return candidate, np.take_along_axis(heights, lowest, axis=0)[0]


def _current_value(here: Here, remembered: Array | None) -> Array:
    """Return the value here; a new mini-batch gives it anew."""
    return here.value if remembered is None or here.rows is not None else remembered
