"""Conjugate gradients: directions that don't undo what the ones before have done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.line_search import dot, squared_length, wolfe

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


FLATTER = 0.1
"""The share of the slope along a step that may be left at its end (Nocedal and Wright)."""

AHEAD = 1e-3
"""So far ahead, in units of the point's size, the slope is looked at."""


class DirectionState(NamedTuple):
    """What conjugate gradients remember: the last slope and the last direction."""

    last_gradient: Array
    last_direction: Array


@final
@dataclass(frozen=True)
class ConjugateGradients(Optimizer):
    """Search along the slope, with as much of the last direction as keeps the two conjugate.

    The share of the last direction is Polak's and Ribière's, at least 0; where the direction would
    not lead downhill, it is the slope alone. The length of each step is searched for so that it
    meets the Wolfe conditions, from where the slope along the direction would vanish, going by the
    slope a bit ahead. On a quadratic bowl that is exact: the minimum of n parameters is found in n
    steps. No method for mini-batches, for the directions before were those of other rows.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The share of the way to that point that each step tries first; 1 is all; at least 0.

    References
    ----------
    Nocedal and Wright, Numerical optimization, 2006, algorithm 5.4 with eq. 5.45. Shewchuk, An
    introduction to the conjugate gradient method without the agonizing pain, 1994, section 14.2
    (the first rate).

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(
    ...     gd.surfaces.ravine(100.0), gd.optimizers.ConjugateGradients(), [3.0, 1.0], 2
    ... ).params[-1].round(12) + 0.0
    array([0., 0.])
    """

    name: ClassVar[str] = "Conjugate gradients"
    latex: ClassVar[str] = (
        r"\beta = \max\left(0, \frac{g^\top (g - g_{-})}{g_{-}^\top g_{-}}\right),\quad "
        r"d \leftarrow -g + \beta d,\quad x \leftarrow x + r\,d,\quad g = \nabla f(x)"
    )
    source: ClassVar[str] = "Nocedal and Wright, Numerical Optimization, 2006, equation 5.45"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)

    def init(self, params: Array) -> DirectionState:
        """Start with nothing seen."""
        return DirectionState(np.zeros_like(params), np.zeros_like(params))

    def update(self, here: Here, state: DirectionState) -> tuple[Array, DirectionState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        before = squared_length(state.last_gradient)
        before = np.where(before > 0, before, np.inf)
        beta = np.maximum(0, dot(g, g - state.last_gradient) / before)
        direction = -g + beta * state.last_direction
        direction = np.where(dot(g, direction) < 0, direction, -g)
        first = self.learning_rate * _level_point(here, direction)
        rate = wolfe(here, direction, first, FLATTER)
        return here.params + rate * direction, DirectionState(g, direction)


def _level_point(here: Here, direction: Array) -> Any:
    """Return where the slope along a direction vanishes, by the slope here and a bit ahead.

    Where the slope doesn't grow, that is nowhere: then it is as far as the point is large.
    """
    size = np.maximum(1, np.abs(here.params).max(axis=1, keepdims=True))
    length = np.abs(direction).max(axis=1, keepdims=True)
    far = size / np.where(length > 0, length, 1)
    ahead = AHEAD * far
    further = here.gradient_at(here.params + ahead * direction)
    bend = dot(further - here.gradient, direction)
    rate = -dot(here.gradient, direction) * ahead / np.where(bend > 0, bend, np.inf)
    return np.where(rate > 0, rate, far)
