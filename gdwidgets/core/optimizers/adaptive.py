"""Methods that scale each coordinate by the size of its past slopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.response import Response

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class SquaresState(NamedTuple):
    """What Adagrad remembers: each coordinate's sum of squared slopes."""

    sum_of_squares: Array


class SecondMomentState(NamedTuple):
    """What RMSprop remembers."""

    second_moment: Array


class AdadeltaState(NamedTuple):
    """What Adadelta remembers: the mean squares of the slopes and of the moves."""

    second_moment: Array
    squared_move: Array


@final
@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Divide the slope by the root of the sum of all its squares so far.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The length of the first step in each coordinate; at least 0.
    epsilon : float, array or schedule
        Keeps the divisor off zero (added outside the root); above 0.

    References
    ----------
    Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and stochastic
    optimization, JMLR 12, 2011.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.Adagrad(0.1)
    Adagrad(learning_rate=0.1, epsilon=1e-10)
    """

    name: ClassVar[str] = "Adagrad"
    latex: ClassVar[str] = (
        r"s \leftarrow s + \nabla f(x)^2,\quad "
        r"x \leftarrow x - \eta\,\frac{\nabla f(x)}{\sqrt{s} + \epsilon}"
    )
    source: ClassVar[str] = "Duchi, Hazan and Singer, JMLR 12, 2011"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    epsilon: Hyperparameter = hyperparameter(1e-10, low=0, low_open=True)

    def init(self, params: Array) -> SquaresState:
        """Start with nothing seen."""
        return SquaresState(np.zeros_like(params))

    def update(self, here: Here, state: SquaresState) -> tuple[Array, SquaresState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        sum_of_squares = state.sum_of_squares + g**2
        scaled = g / (np.sqrt(sum_of_squares) + self.epsilon)
        return here.params - self.learning_rate * scaled, SquaresState(sum_of_squares)

    def response(self, state: SquaresState, ahead: int = 0) -> Response:  # noqa: ARG002
        """Its sum never forgets."""
        return Response.adaptive(
            self.learning_rate / (np.sqrt(state.sum_of_squares) + self.epsilon)
        )


@final
@dataclass(frozen=True)
class RMSprop(Optimizer):
    """Divide the slope by a running mean of its size, coordinate by coordinate.

    Parameters
    ----------
    learning_rate : float, array or schedule
        About the length of a step in each coordinate; at least 0.
    alpha : float, array or schedule
        The share of the running mean that is kept from step to step; between 0 and 1.
    epsilon : float, array or schedule
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
        return here.params - self.learning_rate * scaled, SecondMomentState(second_moment)

    def response(self, state: SecondMomentState, ahead: int = 0) -> Response:
        """The divisor forgets the slopes of the way: it shrinks while the ground is level."""
        second_moment = state.second_moment * np.power(self.alpha, ahead)
        return Response.adaptive(self.learning_rate / (np.sqrt(second_moment) + self.epsilon))


@final
@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Give each coordinate steps as long as its last moves, without a rate to choose.

    Parameters
    ----------
    learning_rate : float, array or schedule
        Multiplies the step; 1 in the paper; at least 0.
    rho : float, array or schedule
        The share of the running means that is kept from step to step; between 0 and 1.
    epsilon : float, array or schedule
        Added to both means, within the roots; it sets the length of the first steps;
        above 0.

    References
    ----------
    Zeiler, ADADELTA: an adaptive learning rate method, 2012, algorithm 1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.Adadelta()
    Adadelta(learning_rate=1.0, rho=0.9, epsilon=1e-06)
    """

    name: ClassVar[str] = "Adadelta"
    latex: ClassVar[str] = (
        r"s \leftarrow \rho s + (1 - \rho)\,\nabla f(x)^2,\quad "
        r"\Delta = \sqrt{\frac{u + \epsilon}{s + \epsilon}}\,\nabla f(x),\quad "
        r"u \leftarrow \rho u + (1 - \rho)\,\Delta^2,\quad x \leftarrow x - \eta\,\Delta"
    )
    source: ClassVar[str] = "Zeiler, arXiv:1212.5701, 2012, algorithm 1"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)
    rho: Hyperparameter = hyperparameter(0.9, low=0, high=1)
    epsilon: Hyperparameter = hyperparameter(1e-6, low=0, low_open=True)

    def init(self, params: Array) -> AdadeltaState:
        """Start with nothing seen."""
        return AdadeltaState(np.zeros_like(params), np.zeros_like(params))

    def update(self, here: Here, state: AdadeltaState) -> tuple[Array, AdadeltaState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        second_moment = self.rho * state.second_moment + (1 - self.rho) * g**2
        length = np.sqrt(state.squared_move + self.epsilon)
        move = length / np.sqrt(second_moment + self.epsilon) * g
        squared_move = self.rho * state.squared_move + (1 - self.rho) * move**2
        params = here.params - self.learning_rate * move
        return params, AdadeltaState(second_moment, squared_move)

    def response(self, state: AdadeltaState, ahead: int = 0) -> Response:
        """Both means forget, until epsilon is left above and below."""
        kept = np.power(self.rho, ahead)
        length = np.sqrt(state.squared_move * kept + self.epsilon)
        size = np.sqrt(state.second_moment * kept + self.epsilon)
        return Response.adaptive(self.learning_rate * length / size)
