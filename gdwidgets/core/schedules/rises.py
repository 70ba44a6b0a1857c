"""Learning rates that grow all the way: what a finder of rates goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.schedules.base import Schedule, check_order, counted, power

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@final
@dataclass(frozen=True)
class LinearRise(Schedule):
    """Grow the learning rate evenly, and stay at the end.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; at least 0.
    final : float or array
        The learning rate at the end; at least `initial`.
    n_steps : float or array
        The step at which the end is reached; at least 1.

    References
    ----------
    Smith, Cyclical learning rates for training neural networks, WACV 2017, section 3.3.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.LinearRise(0.0, 2.0, n_steps=4)([0, 1, 4, 9])
    array([0. , 0.5, 2. , 2. ])
    """

    name: ClassVar[str] = "Linear rise"
    latex: ClassVar[str] = r"\eta_0 + (\eta_K - \eta_0)\,k / K"
    source: ClassVar[str] = "Smith, WACV 2017, section 3.3"

    initial: Hyperparameter = hyperparameter(low=0)
    final: Hyperparameter = hyperparameter(low=0)
    n_steps: Hyperparameter = hyperparameter(low=1)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_order("initial", self.initial, "final", self.final)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        progress = np.minimum(1, counted(step) / self.n_steps)
        return self.initial + (self.final - self.initial) * progress


@final
@dataclass(frozen=True)
class ExponentialRise(Schedule):
    """Multiply the learning rate by the same factor in every step, and stay at the end.

    So every order of magnitude takes equally many steps: a run with it shows the largest rate that
    an objective bears.

    Parameters
    ----------
    initial : float or array
        The learning rate at the start; above 0.
    final : float or array
        The learning rate at the end; at least `initial`.
    n_steps : float or array
        The step at which the end is reached; at least 1.

    References
    ----------
    Smith, Cyclical learning rates for training neural networks, WACV 2017, section 3.3 (the range
    test, there with a linear rise).

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.ExponentialRise(0.01, 1.0, n_steps=4)([0, 2, 4, 9])
    array([0.01, 0.1 , 1.  , 1.  ])
    """

    name: ClassVar[str] = "Exponential rise"
    latex: ClassVar[str] = r"\eta_0\,(\eta_K / \eta_0)^{k / K}"
    source: ClassVar[str] = "Smith, WACV 2017, section 3.3"

    initial: Hyperparameter = hyperparameter(low=0, low_open=True)
    final: Hyperparameter = hyperparameter(low=0, low_open=True)
    n_steps: Hyperparameter = hyperparameter(low=1)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_order("initial", self.initial, "final", self.final)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        progress = np.minimum(1, counted(step) / self.n_steps)
        return self.initial * power(self.final / self.initial, progress)
