"""Learning rates that grow first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.schedules.base import Schedule, counted
from gdwidgets.core.schedules.decays import half_cosine

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


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
    >>> import gdwidgets as gd
    >>> gd.schedules.LinearWarmUp(1.0, n_warm_up=4)([0, 1, 3, 10])
    array([0.25, 0.5 , 1.  , 1.  ])
    """

    name: ClassVar[str] = "Linear warm-up"
    latex: ClassVar[str] = r"\eta\,\min(1, (k + 1) / W)"
    source: ClassVar[str] = "Goyal et al., arXiv:1706.02677, 2017, section 2.2"

    peak: Hyperparameter = hyperparameter(low=0)
    n_warm_up: Hyperparameter = hyperparameter(20.0, low=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        return self.peak * np.minimum(1, (counted(step) + 1) / self.n_warm_up)


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

    References
    ----------
    Goyal et al., Accurate, large minibatch SGD, 2017, section 2.2. Loshchilov and Hutter, SGDR:
    stochastic gradient descent with warm restarts, ICLR 2017, eq. 5.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.WarmUpCosine(1.0, n_steps=104, n_warm_up=4)([0, 3, 54, 104])
    array([0.25, 1.  , 0.5 , 0.  ])
    """

    name: ClassVar[str] = "Warm-up, then cosine"
    latex: ClassVar[str] = (
        r"\eta\,\frac{k + 1}{W}\;\mathrm{up\ to}\;k = W,\quad \mathrm{then}\;"
        r"\eta_K + \frac{1}{2} (\eta - \eta_K)(1 + \cos(\pi \frac{k - W}{K - W}))"
    )
    source: ClassVar[str] = "Goyal et al., 2017, section 2.2; Loshchilov and Hutter, ICLR 2017"

    peak: Hyperparameter = hyperparameter(low=0)
    n_steps: Hyperparameter = hyperparameter(low=1)
    n_warm_up: Hyperparameter = hyperparameter(20.0, low=1)
    final: Hyperparameter = hyperparameter(0.0, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        k = counted(step)
        left = np.maximum(1, self.n_steps - self.n_warm_up)
        cosine = half_cosine(self.peak, self.final, (k - self.n_warm_up) / left)
        warm_up = self.peak * (k + 1) / self.n_warm_up
        return np.where(k < self.n_warm_up, warm_up, cosine)[()]


@final
@dataclass(frozen=True)
class OneCycle(Schedule):
    """Grow to a peak along half a cosine wave, then go down along another, and stay at the end.

    Parameters
    ----------
    peak : float or array
        The largest learning rate; at least 0.
    n_steps : float or array
        How many steps the cycle has; at least 2.
    rise : float or array
        The share of these in which it grows; at least 0 and below 1.
    initial_divisor : float or array
        The first rate is the peak divided by this; at least 1.
    final_divisor : float or array
        The last rate is the first one divided by this; at least 1.

    References
    ----------
    Smith and Topin, Super-convergence, 2018; with the two waves, and the meaning of each number, of
    torch.optim.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.OneCycle(1.0, n_steps=12, rise=0.5)([0, 5, 8, 11]).round(2)
    array([0.04, 1.  , 0.5 , 0.  ])
    """

    name: ClassVar[str] = "One cycle"
    latex: ClassVar[str] = (
        r"\frac{\eta}{D} \to \eta \to \frac{\eta}{D D_K}\;\;"
        r"\mathrm{along\ half\ cosine\ waves}"
    )
    source: ClassVar[str] = "Smith and Topin, arXiv:1708.07120, 2018"

    peak: Hyperparameter = hyperparameter(low=0)
    n_steps: Hyperparameter = hyperparameter(low=2)
    rise: Hyperparameter = hyperparameter(0.3, low=0, high=1, high_open=True)
    initial_divisor: Hyperparameter = hyperparameter(25.0, low=1)
    final_divisor: Hyperparameter = hyperparameter(1e4, low=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        k = counted(step)
        initial = self.peak / self.initial_divisor
        top = np.maximum(0, self.rise * self.n_steps - 1)
        end = self.n_steps - 1
        up = half_cosine(initial, self.peak, k / np.where(top > 0, top, 1))
        down = half_cosine(self.peak, initial / self.final_divisor, (k - top) / (end - top))
        return np.where(k < top, up, down)[()]
