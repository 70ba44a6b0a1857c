"""Finding the length of a step by trying, and gradient descent that does so."""

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

SUFFICIENT = 1e-4
"""The share of the promised descent that is enough, as Nocedal and Wright suggest."""


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
    shrink : float, array or schedule
        What a rate that failed is multiplied by; above 0 and below 1.
    sufficient : float, array or schedule
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
    sufficient: Hyperparameter = hyperparameter(SUFFICIENT, low=0, high=1)

    def init(self, params: Array) -> NoState:  # noqa: ARG002
        """Return the empty state."""
        return NoState()

    def update(self, here: Here, state: NoState) -> tuple[Array, NoState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        rate = self.learning_rate + np.zeros_like(g[:, :1])
        promise = self.sufficient * squared_length(g)
        searching = np.ones_like(rate, bool)
        for _ in range(MOST_TRIALS):
            trial = here.value_at(here.params - rate * g, searching[:, 0])[:, None]
            searching &= ~(trial <= here.value[:, None] - rate * promise)
            if not searching.any():
                break
            rate = np.where(searching, self.shrink * rate, rate)
        rate = np.where(searching, 0, rate)
        return here.params - rate * g, state


def wolfe(here: Here, direction: Array, first: Any, flatter: float) -> Any:
    """Return how far each run goes along its direction: to where it has gone down and is flatter.

    The Wolfe conditions are looked for by bisection: ``f(x + r d) <= f(x) + 1e-4 r g.d`` (but for
    rounding) and ``g(x + r d).d >= flatter * g.d``. A rate that fails the first is too long; one
    that fails the second alone is too short. Where no rate is found, it is the longest that was too
    short, or 0.

    Parameters
    ----------
    here : Here
        Where the runs stand.
    direction : (n_runs, n_params) ndarray
        Where they go, downhill.
    first : float or (n_runs, 1) ndarray
        The rate that is tried first.
    flatter : float
        The share of the slope along the direction that may be left.

    Returns
    -------
    (n_runs, 1) ndarray

    References
    ----------
    Nocedal and Wright, Numerical optimization, 2006, eq. 3.6; for the bisection Lewis and Overton,
    Nonsmooth optimization via quasi-Newton methods, 2013, algorithm 2.6.

    Examples
    --------
    Along a parabola the lowest point is at a rate of 1. A rate of 4 is too long, 0.8 will do.

    >>> import gdwidgets as gd
    >>> from gdwidgets.core.optimizers.here import Here
    >>> here = Here(gd.surfaces.ravine(1.0), np.array([[2.0, 0.0]]), 1)
    >>> wolfe(here, -here.params, 4.0, 0.3)
    array([[0.8]])
    """
    value, slope = here.value[:, None], dot(here.gradient, direction)
    rounding = 4 * np.finfo(value.dtype).eps * np.abs(value)
    short, long = np.zeros_like(slope), np.full_like(slope, np.inf)
    rate = first + np.zeros_like(slope)
    found = np.zeros_like(slope, bool)
    searching = slope < 0
    for _ in range(MOST_TRIALS // 2):
        trial = here.params + rate * direction
        searching &= (trial != here.params).any(axis=1, keepdims=True)
        if not searching.any():
            break
        enough = value + SUFFICIENT * rate * slope + rounding
        lower = searching & (here.value_at(trial, searching[:, 0])[:, None] <= enough)
        there = dot(here.gradient_at(trial, lower[:, 0]), direction)
        found |= lower & (there >= flatter * slope)
        searching &= ~found
        long = np.where(searching & ~lower, rate, long)
        short = np.where(searching & lower, rate, short)
        between = np.where(short > 0, 0.5 * (short + long), 0.2 * long)
        rate = np.where(searching, np.where(np.isinf(long), 2 * rate, between), rate)
    return np.where(found, rate, short)


def dot(one: Array, other: Array) -> Any:
    """Return each run's product of two vectors; contiguous, so that each sums in one order.

    Examples
    --------
    >>> dot(np.array([[3.0, 4.0], [1.0, 0.0]]), np.array([[1.0, 1.0], [5.0, 6.0]]))
    array([[7.],
           [5.]])
    """
    return np.ascontiguousarray(one * other).sum(axis=1, keepdims=True)


def squared_length(vectors: Array) -> Any:
    """Return the sum of each run's squares.

    Examples
    --------
    >>> squared_length(np.array([[3.0, 4.0], [1.0, 0.0]]))
    array([[25.],
           [ 1.]])
    """
    return dot(vectors, vectors)
