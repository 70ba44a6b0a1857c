"""Learning rates that change as the run goes on; usable wherever a learning rate is.

A schedule is a function of the number of steps taken so far (0 in the first step) that
returns the learning rate of the next one. The classes here are such functions; a plain
function of your own does as well. Their parameters may be arrays that broadcast over runs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.optimizers.base import Hyperparameter, hyperparameter

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Schedule(ABC):
    """A learning rate for each step: call it with the number of steps taken so far.

    Attributes
    ----------
    name : str
        How it is called in a dropdown.
    latex : str
        The learning rate of step k, in LaTeX without dollar signs.

    Raises
    ------
    TypeError, ValueError
        At construction, if a parameter is no number or out of its range.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class SquareRoot(Schedule):
    ...     initial: float = hyperparameter(low=0)
    ...
    ...     def __call__(self, step):
    ...         return self.initial / np.sqrt(1 + np.asarray(step))
    >>> SquareRoot(1.0)([0, 3])
    array([1. , 0.5])
    """

    name: ClassVar[str]
    latex: ClassVar[str]

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            object.__setattr__(self, field.name, field.metadata["check"](field.name, value))

    @abstractmethod
    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps: one, or an array for many steps."""


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
    >>> Constant(0.5)([0, 10])
    array([0.5, 0.5])
    """

    name: ClassVar[str] = "Constant"
    latex: ClassVar[str] = r"\eta_0"

    initial: Hyperparameter = hyperparameter(low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial + 0.0 * np.asarray(step)


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
    >>> StepDecay(1.0, factor=0.5, every=10)([0, 9, 10, 20])
    array([1.  , 1.  , 0.5 , 0.25])
    """

    name: ClassVar[str] = "Step decay"
    latex: ClassVar[str] = r"\eta_0\,\gamma^{\lfloor k / K \rfloor}"

    initial: Hyperparameter = hyperparameter(low=0)
    factor: Hyperparameter = hyperparameter(0.5, low=0, high=1)
    every: Hyperparameter = hyperparameter(50.0, low=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial * np.power(self.factor, np.asarray(step) // self.every)


@final
@dataclass(frozen=True)
class Exponential(Schedule):
    """Multiply the learning rate by the same factor in every step.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    factor : float or array
        What it is multiplied by from step to step; between 0 and 1.

    Examples
    --------
    >>> Exponential(1.0, factor=0.5)([0, 1, 2])
    array([1.  , 0.5 , 0.25])
    """

    name: ClassVar[str] = "Exponential"
    latex: ClassVar[str] = r"\eta_0\,\gamma^k"

    initial: Hyperparameter = hyperparameter(low=0)
    factor: Hyperparameter = hyperparameter(0.99, low=0, high=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial * np.power(self.factor, np.asarray(step, float))


@final
@dataclass(frozen=True)
class InverseTime(Schedule):
    """Divide the learning rate by a number that grows evenly with the steps.

    Robbins and Monro (1951) prove that such a schedule lets the noise of mini-batches die
    down and still gets anywhere.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    decay : float or array
        How much the divisor grows in each step; at least 0.

    Examples
    --------
    >>> InverseTime(1.0, decay=1.0)([0, 1, 3])
    array([1.  , 0.5 , 0.25])
    """

    name: ClassVar[str] = "Inverse time"
    latex: ClassVar[str] = r"\frac{\eta_0}{1 + \gamma k}"

    initial: Hyperparameter = hyperparameter(low=0)
    decay: Hyperparameter = hyperparameter(0.01, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.initial / (1 + self.decay * np.asarray(step))


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
    Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, 2017, eq. 5.

    Examples
    --------
    >>> Cosine(1.0, n_steps=100)([0, 50, 100, 150])
    array([1. , 0.5, 0. , 0. ])
    """

    name: ClassVar[str] = "Cosine"
    latex: ClassVar[str] = r"\eta_K + \frac{1}{2} (\eta_0 - \eta_K)(1 + \cos(\pi k / K))"

    initial: Hyperparameter = hyperparameter(low=0)
    n_steps: Hyperparameter = hyperparameter(low=1)
    final: Hyperparameter = hyperparameter(0.0, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return _half_cosine(self.initial, self.final, np.asarray(step) / self.n_steps)


@final
@dataclass(frozen=True)
class LinearWarmUp(Schedule):
    """Grow the learning rate evenly over the first steps, then keep it.

    The first step already has ``peak / n_warm_up``: none is wasted at a rate of 0.

    Parameters
    ----------
    peak : float or array
        The learning rate after warming up; at least 0.
    n_warm_up : float or array
        How many steps that takes; at least 1.

    References
    ----------
    Goyal et al., Accurate, large minibatch SGD, 2017, section 2.2.

    Examples
    --------
    >>> LinearWarmUp(1.0, n_warm_up=4)([0, 1, 3, 10])
    array([0.25, 0.5 , 1.  , 1.  ])
    """

    name: ClassVar[str] = "Linear warm-up"
    latex: ClassVar[str] = r"\eta\,\min(1, (k + 1) / W)"

    peak: Hyperparameter = hyperparameter(low=0)
    n_warm_up: Hyperparameter = hyperparameter(20.0, low=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.peak * np.minimum(1, (np.asarray(step) + 1) / self.n_warm_up)


@final
@dataclass(frozen=True)
class WarmUpCosine(Schedule):
    """Warm up evenly, then go down along half a cosine wave, and stay at the end.

    Parameters
    ----------
    peak : float or array
        The learning rate after warming up; at least 0.
    n_steps : float or array
        The step at which the end is reached, warm-up included; at least 1.
    n_warm_up : float or array
        How many steps the warm-up takes; at least 1.
    final : float or array
        The learning rate at the end; at least 0.

    Examples
    --------
    >>> WarmUpCosine(1.0, n_steps=104, n_warm_up=4)([0, 3, 54, 104])
    array([0.25, 1.  , 0.5 , 0.  ])
    """

    name: ClassVar[str] = "Warm-up, then cosine"
    latex: ClassVar[str] = (
        r"\min\left(\eta\,\frac{k + 1}{W},\; \eta_K + \frac{1}{2} (\eta - \eta_K)"
        r"(1 + \cos(\pi \frac{k - W}{K - W}))\right)"
    )

    peak: Hyperparameter = hyperparameter(low=0)
    n_steps: Hyperparameter = hyperparameter(low=1)
    n_warm_up: Hyperparameter = hyperparameter(20.0, low=1)
    final: Hyperparameter = hyperparameter(0.0, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        step = np.asarray(step)
        left = np.maximum(1, self.n_steps - self.n_warm_up)
        cosine = _half_cosine(self.peak, self.final, (step - self.n_warm_up) / left)
        warm_up = self.peak * (step + 1) / self.n_warm_up
        return np.where(step < self.n_warm_up, warm_up, cosine)


def _half_cosine(high: Any, low: Any, progress: Any) -> Any:
    return low + 0.5 * (high - low) * (1 + np.cos(np.pi * np.clip(progress, 0, 1)))
