"""Three ways to change Adam: AMSGrad, AdamW and NAdam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.adam import AdamState, unbiased
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.response import Response

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class AMSGradState(NamedTuple):
    """What AMSGrad remembers: Adam's means, and the largest second moment so far."""

    first_moment: Array
    second_moment: Array
    largest: Array
    step: int = 0


class NAdamState(NamedTuple):
    """What NAdam remembers: Adam's means, and the product of the momenta so far."""

    first_moment: Array
    second_moment: Array
    momentum_product: Hyperparameter = 1.0
    step: int = 0


@final
@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam that never lets its second moment shrink again.

    Parameters
    ----------
    learning_rate : float, array or schedule
        About the length of a step in each coordinate; at least 0.
    beta1, beta2 : float, array or schedule
        The shares of the two running means that are kept; at least 0 and below 1.
    epsilon : float, array or schedule
        Keeps the divisor off zero (added outside the root); above 0.

    References
    ----------
    Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018, algorithm 2;
    with Adam's bias correction, as in torch.optim.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.AMSGrad(0.1)
    AMSGrad(learning_rate=0.1, beta1=0.9, beta2=0.999, epsilon=1e-08)
    """

    name: ClassVar[str] = "AMSGrad"
    latex: ClassVar[str] = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\,\nabla f(x),\quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2)\,\nabla f(x)^2,\quad "
        r"\bar v \leftarrow \max(\bar v, v),\quad "
        r"\hat m = \frac{m}{1 - \beta_1^t},\quad \hat v = \frac{\bar v}{1 - \beta_2^t},\quad "
        r"x \leftarrow x - \eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    )
    source: ClassVar[str] = "Reddi, Kale and Kumar, ICLR 2018, algorithm 2"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    beta1: Hyperparameter = hyperparameter(0.9, low=0, high=1, high_open=True)
    beta2: Hyperparameter = hyperparameter(0.999, low=0, high=1, high_open=True)
    epsilon: Hyperparameter = hyperparameter(1e-8, low=0, low_open=True)

    def init(self, params: Array) -> AMSGradState:
        """Start with nothing seen."""
        zero = np.zeros_like(params)
        return AMSGradState(zero, zero, zero)

    def update(self, here: Here, state: AMSGradState) -> tuple[Array, AMSGradState]:
        """Take one step; see `Optimizer.update`."""
        t = state.step + 1
        g = here.gradient
        m = self.beta1 * state.first_moment + (1 - self.beta1) * g
        v = self.beta2 * state.second_moment + (1 - self.beta2) * g**2
        largest = np.maximum(state.largest, v)
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = largest / (1 - np.power(self.beta2, t))
        params = here.params - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return params, AMSGradState(m, v, largest, t)

    def response(self, state: AMSGradState, ahead: int = 0) -> Response:
        """What it divides by never forgets."""
        v_hat = unbiased(state.largest, self.beta2, state.step + ahead)
        return Response.adaptive(self.learning_rate / (np.sqrt(v_hat) + self.epsilon), self.beta1)


@final
@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam with a pull towards zero that is kept apart from the slope.

    Parameters
    ----------
    learning_rate : float, array or schedule
        About the length of a step in each coordinate; at least 0.
    beta1, beta2 : float, array or schedule
        The shares of the two running means that are kept; at least 0 and below 1.
    epsilon : float, array or schedule
        Keeps the divisor off zero (added outside the root); above 0.
    weight_decay : float, array or schedule
        How strongly each step pulls the parameters towards zero; at least 0.

    References
    ----------
    Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2; the
    learning rate scales the pull too, as in torch.optim (the paper scales it by the schedule's
    multiplier alone).

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.AdamW(0.1).weight_decay
    0.01
    """

    name: ClassVar[str] = "AdamW"
    latex: ClassVar[str] = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\,\nabla f(x),\quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2)\,\nabla f(x)^2,\quad "
        r"\hat m = \frac{m}{1 - \beta_1^t},\quad \hat v = \frac{v}{1 - \beta_2^t},\quad "
        r"x \leftarrow x - \eta\,\lambda x - \eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}"
    )
    source: ClassVar[str] = "Loshchilov and Hutter, ICLR 2019, algorithm 2"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    beta1: Hyperparameter = hyperparameter(0.9, low=0, high=1, high_open=True)
    beta2: Hyperparameter = hyperparameter(0.999, low=0, high=1, high_open=True)
    epsilon: Hyperparameter = hyperparameter(1e-8, low=0, low_open=True)
    weight_decay: Hyperparameter = hyperparameter(0.01, low=0)

    def init(self, params: Array) -> AdamState:
        """Start with nothing seen."""
        return AdamState(np.zeros_like(params), np.zeros_like(params))

    def update(self, here: Here, state: AdamState) -> tuple[Array, AdamState]:
        """Take one step; see `Optimizer.update`."""
        t = state.step + 1
        g = here.gradient
        decayed = here.params - self.learning_rate * self.weight_decay * here.params
        m = self.beta1 * state.first_moment + (1 - self.beta1) * g
        v = self.beta2 * state.second_moment + (1 - self.beta2) * g**2
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        params = decayed - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return params, AdamState(m, v, t)

    def response(self, state: AdamState, ahead: int = 0) -> Response:
        """As Adam's; the pull towards zero is no answer to a slope."""
        v = state.second_moment * np.power(self.beta2, ahead)
        v_hat = unbiased(v, self.beta2, state.step + ahead)
        return Response.adaptive(self.learning_rate / (np.sqrt(v_hat) + self.epsilon), self.beta1)


@final
@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam with Nesterov's look ahead, its momentum warming up as the paper proposes.

    Parameters
    ----------
    learning_rate : float, array or schedule
        About the length of a step in each coordinate; at least 0.
    beta1, beta2 : float, array or schedule
        The shares of the two running means that are kept; at least 0 and below 1.
    epsilon : float, array or schedule
        Keeps the divisor off zero (added outside the root); above 0.

    References
    ----------
    Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016, algorithm 2, as in
    torch.optim: with the momentum ``mu_t = beta1 * (1 - 0.96**(t / 250) / 2)``, and the mean
    kept by `beta1` itself.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.NAdam(0.1)
    NAdam(learning_rate=0.1, beta1=0.9, beta2=0.999, epsilon=1e-08)
    """

    name: ClassVar[str] = "NAdam"
    latex: ClassVar[str] = (
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\,g,\quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2,\quad "
        r"\mu_t = \beta_1 (1 - 0.5 \cdot 0.96^{t / 250}),\quad "
        r"\hat m = \frac{\mu_{t+1} m}{1 - \prod_{i \leq t+1} \mu_i}"
        r" + \frac{(1 - \mu_t)\,g}{1 - \prod_{i \leq t} \mu_i},\quad "
        r"\hat v = \frac{v}{1 - \beta_2^t},\quad "
        r"x \leftarrow x - \eta\,\frac{\hat m}{\sqrt{\hat v} + \epsilon},\quad g = \nabla f(x)"
    )
    source: ClassVar[str] = "Dozat, ICLR workshop 2016, algorithm 2"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    beta1: Hyperparameter = hyperparameter(0.9, low=0, high=1, high_open=True)
    beta2: Hyperparameter = hyperparameter(0.999, low=0, high=1, high_open=True)
    epsilon: Hyperparameter = hyperparameter(1e-8, low=0, low_open=True)

    def init(self, params: Array) -> NAdamState:
        """Start with nothing seen."""
        return NAdamState(np.zeros_like(params), np.zeros_like(params))

    def update(self, here: Here, state: NAdamState) -> tuple[Array, NAdamState]:
        """Take one step; see `Optimizer.update`."""
        t = state.step + 1
        g = here.gradient
        m = self.beta1 * state.first_moment + (1 - self.beta1) * g
        v = self.beta2 * state.second_moment + (1 - self.beta2) * g**2
        mu = self.beta1 * (1 - 0.5 * 0.96 ** (t / 250))
        next_mu = self.beta1 * (1 - 0.5 * 0.96 ** ((t + 1) / 250))
        product = mu * state.momentum_product
        m_hat = next_mu * m / (1 - product * next_mu) + (1 - mu) * g / (1 - product)
        v_hat = v / (1 - np.power(self.beta2, t))
        params = here.params - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
        return params, NAdamState(m, v, product, t)

    def response(self, state: NAdamState, ahead: int = 0) -> Response:
        """As Adam's; looking ahead, it is thrown off sooner (its momenta at their final values)."""
        v = state.second_moment * np.power(self.beta2, ahead)
        v_hat = unbiased(v, self.beta2, state.step + ahead)
        scale = self.learning_rate / (np.sqrt(v_hat) + self.epsilon)
        beta, rest = self.beta1, 1 - self.beta1
        return Response(scale, 1 + beta, rest * (1 + beta), beta, rest * beta, fixed=False)
