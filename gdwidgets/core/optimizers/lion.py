"""Lion: steps of one size, whose direction alone is learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import Optimizer

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class LionState(NamedTuple):
    """What Lion remembers."""

    first_moment: Array


@final
@dataclass(frozen=True)
class Lion(Optimizer):
    """Step by the sign of a running mean: every coordinate moves by the learning rate.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The length of a step in each coordinate; at least 0.
    beta1 : float, array or schedule
        The share of the running mean in the direction of the step; between 0 and 1.
    beta2 : float, array or schedule
        The share of the running mean that is kept from step to step; between 0 and 1.
    weight_decay : float, array or schedule
        How strongly each step pulls the parameters towards zero; at least 0.

    References
    ----------
    Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023, algorithm 2.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.Lion(0.1)
    Lion(learning_rate=0.1, beta1=0.9, beta2=0.99, weight_decay=0.0)
    """

    name: ClassVar[str] = "Lion"
    latex: ClassVar[str] = (
        r"c = \beta_1 m + (1 - \beta_1)\,\nabla f(x),\quad "
        r"x \leftarrow x - \eta\,(\mathrm{sign}(c) + \lambda x),\quad "
        r"m \leftarrow \beta_2 m + (1 - \beta_2)\,\nabla f(x)"
    )
    source: ClassVar[str] = "Chen et al., NeurIPS 2023, algorithm 2"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    beta1: Hyperparameter = hyperparameter(0.9, low=0, high=1)
    beta2: Hyperparameter = hyperparameter(0.99, low=0, high=1)
    weight_decay: Hyperparameter = hyperparameter(0.0, low=0)

    def init(self, params: Array) -> LionState:
        """Start with nothing seen."""
        return LionState(np.zeros_like(params))

    def update(self, here: Here, state: LionState) -> tuple[Array, LionState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        direction = self.beta1 * state.first_moment + (1 - self.beta1) * g
        first_moment = self.beta2 * state.first_moment + (1 - self.beta2) * g
        move = np.sign(direction) + self.weight_decay * here.params
        return here.params - self.learning_rate * move, LionState(first_moment)
