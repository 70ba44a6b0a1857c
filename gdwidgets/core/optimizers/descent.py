"""Gradient descent, and gradient descent with a memory: momentum and Nesterov's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import NoState, Optimizer
from gdwidgets.core.optimizers.response import Response

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class VelocityState(NamedTuple):
    """What momentum remembers."""

    velocity: Array


@final
@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """Step against the slope.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The step's length for each unit of slope; at least 0.

    References
    ----------
    Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent(0.25), [2.0], 3).status
    'running'
    """

    name: ClassVar[str] = "Gradient descent"
    latex: ClassVar[str] = r"x \leftarrow x - \eta\,\nabla f(x)"
    source: ClassVar[str] = "Cauchy, Comptes rendus de l'Académie des sciences 25, 1847"

    learning_rate: Hyperparameter = hyperparameter(low=0)

    def init(self, params: Array) -> NoState:  # noqa: ARG002
        """Return the empty state."""
        return NoState()

    def update(self, here: Here, state: NoState) -> tuple[Array, NoState]:
        """Take one step; see `Optimizer.update`."""
        return here.params - self.learning_rate * here.gradient, state

    def response(self, state: NoState, ahead: int = 0) -> Response:  # noqa: ARG002
        """It answers a slope by the learning rate."""
        return Response(self.learning_rate)


@final
@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with a velocity that gathers past slopes (the heavy ball).

    The convention is torch.optim's: the learning rate scales the velocity, not the slope.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The step's length for each unit of velocity; at least 0.
    momentum : float, array or schedule
        The share of the velocity that is kept from step to step; between 0 and 1.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964, eq. 9.
    Sutskever et al., On the importance of initialization and momentum in deep learning, 2013.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.Momentum(0.1)
    Momentum(learning_rate=0.1, momentum=0.9)
    """

    name: ClassVar[str] = "Momentum"
    latex: ClassVar[str] = r"v \leftarrow \beta v + \nabla f(x),\quad x \leftarrow x - \eta\,v"
    source: ClassVar[str] = "Polyak, USSR Computational Mathematics 4(5), 1964, equation 9"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    momentum: Hyperparameter = hyperparameter(0.9, low=0, high=1)

    def init(self, params: Array) -> VelocityState:
        """Start at rest."""
        return VelocityState(np.zeros_like(params))

    def update(self, here: Here, state: VelocityState) -> tuple[Array, VelocityState]:
        """Take one step; see `Optimizer.update`."""
        velocity = self.momentum * state.velocity + here.gradient
        return here.params - self.learning_rate * velocity, VelocityState(velocity)

    def response(self, state: VelocityState, ahead: int = 0) -> Response:  # noqa: ARG002
        """A slope that stays is answered again and again."""
        return Response.with_momentum(self.learning_rate, self.momentum)


@final
@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Momentum that corrects its course by the slope it is about to meet.

    In torch.optim's form (``SGD(nesterov=True)``) the point that is followed is already the
    one looked ahead to, so that the slope is needed in one place only.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The step's length for each unit of velocity; at least 0.
    momentum : float, array or schedule
        The share of the velocity that is kept from step to step; between 0 and 1.

    References
    ----------
    Nesterov, A method of solving a convex programming problem with convergence rate
    O(1/k^2), 1983. Sutskever et al., On the importance of initialization and momentum in
    deep learning, 2013, eq. 3 and 4.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.optimizers.Nesterov(0.1)
    Nesterov(learning_rate=0.1, momentum=0.9)
    """

    name: ClassVar[str] = "Nesterov momentum"
    latex: ClassVar[str] = (
        r"v \leftarrow \beta v + \nabla f(x),\quad x \leftarrow x - \eta\,(\nabla f(x) + \beta v)"
    )
    source: ClassVar[str] = "Nesterov, 1983; Sutskever et al., ICML 2013, equations 3 and 4"

    learning_rate: Hyperparameter = hyperparameter(low=0)
    momentum: Hyperparameter = hyperparameter(0.9, low=0, high=1)

    def init(self, params: Array) -> VelocityState:
        """Start at rest."""
        return VelocityState(np.zeros_like(params))

    def update(self, here: Here, state: VelocityState) -> tuple[Array, VelocityState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        velocity = self.momentum * state.velocity + g
        ahead = g + self.momentum * velocity
        return here.params - self.learning_rate * ahead, VelocityState(velocity)

    def response(self, state: VelocityState, ahead: int = 0) -> Response:  # noqa: ARG002
        """As momentum, but it is thrown off sooner."""
        kept = 1 + self.momentum
        return Response(self.learning_rate, kept, kept, self.momentum, self.momentum)
