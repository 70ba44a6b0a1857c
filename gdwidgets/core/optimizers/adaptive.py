"""Methods that scale each coordinate by the size of its past slopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.optimizers.base import Hyperparameter, Optimizer, hyperparameter

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class SecondMomentState(NamedTuple):
    """What RMSprop remembers."""

    second_moment: Array


@final
@dataclass(frozen=True)
class RMSprop(Optimizer):
    """Divide the slope by a running mean of its size, coordinate by coordinate.

    Parameters
    ----------
    learning_rate : float, array or schedule
        About the length of a step in each coordinate; at least 0.
    alpha : float or array
        The share of the running mean that is kept from step to step; between 0 and 1.
    epsilon : float or array
        Keeps the divisor off zero (added outside the root); above 0.

    References
    ----------
    Tieleman and Hinton, Neural networks for machine learning, Lecture 6.5, 2012.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.RMSprop(0.1)
    RMSprop(learning_rate=0.1, alpha=0.99, epsilon=1e-08)
    """

    name: ClassVar[str] = "RMSprop"
    latex: ClassVar[str] = (
        r"s \leftarrow \alpha s + (1 - \alpha)\,\nabla f(x)^2,\quad "
        r"x \leftarrow x - \eta\,\frac{\nabla f(x)}{\sqrt{s} + \epsilon}"
    )
    source: ClassVar[str] = "Tieleman and Hinton, Lecture 6.5, 2012"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    alpha: Hyperparameter = hyperparameter(0.99, low=0, high=1)
    epsilon: Hyperparameter = hyperparameter(1e-8, low=0, low_open=True)

    def init(self, params: Array) -> SecondMomentState:
        """Start with nothing seen."""
        return SecondMomentState(np.zeros_like(params))

    def update(self, here: Here, state: SecondMomentState) -> tuple[Array, SecondMomentState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        second_moment = self.alpha * state.second_moment + (1 - self.alpha) * g**2
        scaled = g / (np.sqrt(second_moment) + self.epsilon)
        return here.params - here.learning_rate * scaled, SecondMomentState(second_moment)
