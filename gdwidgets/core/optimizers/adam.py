"""Adam and its family: momentum and scaling together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter, switch
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.response import Response

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class AdamState(NamedTuple):
    """What Adam remembers: two running means, and how many steps they have seen."""

    first_moment: Array
    second_moment: Array
    step: int = 0


@final
@dataclass(frozen=True)
class Adam(Optimizer):
    """Step along a running mean of the slope, divided by a running mean of its size.

    Parameters
    ----------
    learning_rate : float, array or schedule
        About the length of a step in each coordinate; at least 0.
    beta1 : float, array or schedule
        The share of the mean slope that is kept from step to step; 0 <= beta1 < 1.
    beta2 : float, array or schedule
        The share of the mean squared slope that is kept; 0 <= beta2 < 1.
    epsilon : float, array or schedule
        Keeps the divisor off zero (added outside the root); above 0.
    bias_correction : bool
        Make up for the means having started at zero. Without it, the first step is
        ``(1 - beta1) / sqrt(1 - beta2)`` times as long: 3.2 times.

    References
    ----------
    Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.Adam(0.1)
    Adam(learning_rate=0.1, beta1=0.9, beta2=0.999, epsilon=1e-08, bias_correction=True)
    """

    name: ClassVar[str] = "Adam"
    latex: ClassVar[str] = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\,\nabla f(x),\quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2)\,\nabla f(x)^2,\quad "
        r"\hat m = \frac{m}{1 - \beta_1^t},\quad \hat v = \frac{v}{1 - \beta_2^t},\quad "
        r"x \leftarrow x - \eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    )
    source: ClassVar[str] = "Kingma and Ba, ICLR 2015, algorithm 1"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    beta1: Hyperparameter = hyperparameter(0.9, low=0, high=1, high_open=True)
    beta2: Hyperparameter = hyperparameter(0.999, low=0, high=1, high_open=True)
    epsilon: Hyperparameter = hyperparameter(1e-8, low=0, low_open=True)
    bias_correction: bool = switch(True)

    def init(self, params: Array) -> AdamState:
        """Start with nothing seen."""
        return AdamState(np.zeros_like(params), np.zeros_like(params))

    def update(self, here: Here, state: AdamState) -> tuple[Array, AdamState]:
        """Take one step; see `Optimizer.update`."""
        t = state.step + 1
        g = here.gradient
        m = self.beta1 * state.first_moment + (1 - self.beta1) * g
        v = self.beta2 * state.second_moment + (1 - self.beta2) * g**2
        m_hat = m / (1 - np.power(self.beta1, t)) if self.bias_correction else m
        v_hat = v / (1 - np.power(self.beta2, t)) if self.bias_correction else v
        params = here.params - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return params, AdamState(m, v, t)

    def response(self, state: AdamState, ahead: int = 0) -> Response:
        """The divisor forgets the slopes of the way: it shrinks while the ground is level."""
        v = state.second_moment * np.power(self.beta2, ahead)
        if self.bias_correction:
            v = unbiased(v, self.beta2, state.step + ahead)
        return Response.adaptive(self.learning_rate / (np.sqrt(v) + self.epsilon), self.beta1)


def unbiased(mean: Array, beta: Hyperparameter, t: int) -> Any:
    """Return a running mean after t steps without the pull of the zero that it began with."""
    return mean / (1 - np.power(beta, max(1, t)))
