"""Gradient descent that finds the length of each step by trying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import NoState, Optimizer

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here

MOST_TRIALS = 60
"""A run for which so many step lengths fail does not move: the step is below resolution."""


@final
@dataclass(frozen=True)
class Backtracking(Optimizer):
    """Gradient descent that shortens each step until it goes down far enough.

    A step of rate r is accepted when it lowers the value by `sufficient` times what the
    slope promises (Armijo's condition), ``f(x - r g) <= f(x) - sufficient * r * |g|**2``.
    Every trial costs an evaluation, as `Trajectory.evaluations` counts.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The rate that each step tries first; at least 0.
    shrink : float or array
        What a rate that failed is multiplied by; above 0 and below 1.
    sufficient : float or array
        The share of the promised descent that is enough; between 0 and 1.

    References
    ----------
    Armijo, Minimization of functions having Lipschitz continuous first partial derivatives,
    1966. Nocedal and Wright, Numerical optimization, 2006, algorithm 3.1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(gd.surfaces.himmelblau, gd.optimizers.Backtracking(1.0), [0, 0], 100).status
    'converged'
    """

    name: ClassVar[str] = "Backtracking line search"
    latex: ClassVar[str] = (
        r"x \leftarrow x - r\,\nabla f(x),\quad r = \eta, \tau\eta, \tau^2\eta, \dots"
        r"\;\mathrm{until}\; f(x - r\,\nabla f(x)) \leq f(x) - c\,r\,\|\nabla f(x)\|^2"
    )
    source: ClassVar[str] = "Nocedal and Wright, Numerical Optimization, 2006, algorithm 3.1"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)
    shrink: Hyperparameter = hyperparameter(0.5, low=0, high=1, low_open=True, high_open=True)
    sufficient: Hyperparameter = hyperparameter(1e-4, low=0, high=1)

    def init(self, params: Array) -> NoState:  # noqa: ARG002
        """Return the empty state."""
        return NoState()

    def update(self, here: Here, state: NoState) -> tuple[Array, NoState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        value = here.value[:, None]
        promise = self.sufficient * squared_length(g)
        rate = self.learning_rate + np.zeros_like(promise)
        searching = np.ones_like(promise, bool)
        for _ in range(MOST_TRIALS):
            trial = here.value_at(here.params - rate * g, searching[:, 0])[:, None]
            searching &= ~(trial <= value - rate * promise)
            if not searching.any():
                break
            rate = np.where(searching, self.shrink * rate, rate)
        rate = np.where(searching, 0, rate)
        return here.params - rate * g, state


def squared_length(vectors: Array) -> Any:
    """Return the sum of each run's squares; contiguous, so that each sums in one order.

    Examples
    --------
    >>> squared_length(np.array([[3.0, 4.0], [1.0, 0.0]]))
    array([[25.],
           [ 1.]])
    """
    return np.ascontiguousarray(vectors**2).sum(axis=1, keepdims=True)
