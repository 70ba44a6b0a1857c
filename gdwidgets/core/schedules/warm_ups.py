"""Learning rates that grow first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.schedules.base import Schedule
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
        cosine = half_cosine(self.peak, self.final, (step - self.n_warm_up) / left)
        warm_up = self.peak * (step + 1) / self.n_warm_up
        return np.where(step < self.n_warm_up, warm_up, cosine)
