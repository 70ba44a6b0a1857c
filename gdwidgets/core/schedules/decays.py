"""Numbers that shrink as the run goes on, or stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.schedules.base import Schedule, counted, power

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@final
@dataclass(frozen=True)
class Constant(Schedule):
    """The same learning rate in every step.

    Parameters
    ----------
    initial : float or array
        The learning rate; at least 0.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.Constant(0.5)([0, 10])
    array([0.5, 0.5])
    """

    name: ClassVar[str] = "Constant"
    latex: ClassVar[str] = r"\eta_0"

    initial: Hyperparameter = hyperparameter(low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial + 0.0 * counted(step)


@final
@dataclass(frozen=True)
class StepDecay(Schedule):
    """Cut the learning rate by a factor every so many steps.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    factor : float or array
        What it is multiplied by at each cut; between 0 and 1.
    every : float or array
        How many steps there are from cut to cut; at least 1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.StepDecay(1.0, factor=0.5, every=10)([0, 9, 10, 20])
    array([1.  , 1.  , 0.5 , 0.25])
    """

    name: ClassVar[str] = "Step decay"
    latex: ClassVar[str] = r"\eta_0\,\gamma^{\lfloor k / K \rfloor}"

    initial: Hyperparameter = hyperparameter(low=0)
    factor: Hyperparameter = hyperparameter(0.5, low=0, high=1)
    every: Hyperparameter = hyperparameter(50.0, low=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial * power(self.factor, counted(step) // self.every)


@final
@dataclass(frozen=True)
class Exponential(Schedule):
    """Multiply the learning rate by the same factor in every step.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    factor : float or array
        What it is multiplied by from step to step; between 0 and 1. One that grows is
        `ExponentialRise`.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.Exponential(1.0, factor=0.5)([0, 1, 2])
    array([1.  , 0.5 , 0.25])
    """

    name: ClassVar[str] = "Exponential"
    latex: ClassVar[str] = r"\eta_0\,\gamma^k"

    initial: Hyperparameter = hyperparameter(low=0)
    factor: Hyperparameter = hyperparameter(0.99, low=0, high=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial * power(self.factor, counted(step))


@final
@dataclass(frozen=True)
class InverseTime(Schedule):
    """Divide the learning rate by a number that grows evenly with the steps.

    Robbins and Monro prove that such a schedule lets the noise of mini-batches die down and still
    gets anywhere.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    decay : float or array
        How much the divisor grows in each step; at least 0.

    References
    ----------
    Robbins and Monro, A stochastic approximation method, 1951.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.InverseTime(1.0, decay=1.0)([0, 1, 3])
    array([1.  , 0.5 , 0.25])
    """

    name: ClassVar[str] = "Inverse time"
    latex: ClassVar[str] = r"\frac{\eta_0}{1 + \gamma k}"
    source: ClassVar[str] = "Robbins and Monro, Annals of Mathematical Statistics 22(3), 1951"

    initial: Hyperparameter = hyperparameter(low=0)
    decay: Hyperparameter = hyperparameter(0.01, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial / (1 + self.decay * counted(step))


@final
@dataclass(frozen=True)
class Cosine(Schedule):
    """Go down along half a cosine wave, and stay at the end.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    n_steps : float or array
        The step at which the end is reached; at least 1.
    final : float or array
        The learning rate at the end; at least 0.

    References
    ----------
    Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017, eq. 5.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.Cosine(1.0, n_steps=100)([0, 50, 100, 150])
    array([1. , 0.5, 0. , 0. ])
    """

    name: ClassVar[str] = "Cosine"
    latex: ClassVar[str] = r"\eta_K + \frac{1}{2} (\eta_0 - \eta_K)(1 + \cos(\pi k / K))"
    source: ClassVar[str] = "Loshchilov and Hutter, ICLR 2017, equation 5"

    initial: Hyperparameter = hyperparameter(low=0)
    n_steps: Hyperparameter = hyperparameter(low=1)
    final: Hyperparameter = hyperparameter(0.0, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return half_cosine(self.initial, self.final, counted(step) / self.n_steps)


def half_cosine(first: Any, last: Any, progress: Any) -> Any:
    """Return a number on the way from `first` to `last`, for a progress from 0 to 1.

    Examples
    --------
    >>> half_cosine(2.0, 0.0, np.array([0, 0.5, 1]))
    array([2., 1., 0.])
    """
    return last + 0.5 * (first - last) * (1 + np.cos(np.pi * np.clip(progress, 0, 1)))
