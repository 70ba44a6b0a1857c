"""Learning rates that come back: warm restarts, and two rates in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.schedules.base import Schedule, check_order, counted, power
from gdwidgets.core.schedules.decays import half_cosine
from gdwidgets.core.validate import number_or_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@final
@dataclass(frozen=True)
class WarmRestarts(Schedule):
    """Go down along half a cosine wave, then begin again from the top, each time for longer.

    Parameters
    ----------
    initial : float or array
        The learning rate at each restart; at least 0.
    period : float or array
        How many steps there are up to the first restart (T_0 in the paper); at least 1.
    growth : float or array
        How many times as long as the one before each period is (T_mult); at least 1.
    final : float or array
        The learning rate that each period goes down to; at least 0.

    References
    ----------
    Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017, eq. 5.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.WarmRestarts(1.0, period=10, growth=2)([0, 5, 10, 20, 30])
    array([1. , 0.5, 1. , 0.5, 1. ])
    """

    name: ClassVar[str] = "Warm restarts"
    latex: ClassVar[str] = (
        r"\eta_K + \frac{1}{2} (\eta_0 - \eta_K)(1 + \cos(\pi\,T_\mathrm{cur} / T_i)),\quad "
        r"T_{i + 1} = \gamma\,T_i"
    )
    source: ClassVar[str] = "Loshchilov and Hutter, ICLR 2017, equation 5"

    initial: Hyperparameter = hyperparameter(low=0)
    period: Hyperparameter = hyperparameter(50.0, low=1)
    growth: Hyperparameter = hyperparameter(1.0, low=1)
    final: Hyperparameter = hyperparameter(0.0, low=0)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        k = counted(step)
        more = self.growth - 1
        grows = more > 0
        # Rounding may take the step of a restart for the last one before it.
        turns = np.log1p(k / self.period * more) / np.where(grows, np.log(self.growth), 1)
        turn = np.floor(np.where(grows, turns, k / self.period))
        turn += k >= self._begin(turn + 1)
        begin, end = self._begin(turn), self._begin(turn + 1)
        return half_cosine(self.initial, self.final, (k - begin) / (end - begin))

    def _begin(self, turn: Any) -> Any:
        """Return the step at which a period begins: the sum of those before, a geometric one."""
        more = self.growth - 1
        with np.errstate(over="ignore"):  # a period that never ends
            grown = (power(self.growth, turn) - 1) / np.where(more > 0, more, 1)
            return self.period * np.where(more > 0, grown, turn)


@final
@dataclass(frozen=True)
class Alternating(Schedule):
    """Take two learning rates in turn.

    In a bowl two rates in turn can be faster than any single one: a large one that overshoots the
    steep directions, and a small one that mends that. The best two are `chebyshev`'s.

    Parameters
    ----------
    first, second : float or array
        The two learning rates; at least 0.
    every : float or array
        How many steps each is kept for; at least 1.

    References
    ----------
    Young, On Richardson's method for solving linear systems with positive definite matrices, 1953.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.Alternating(0.1, 0.5)([0, 1, 2, 3])
    array([0.1, 0.5, 0.1, 0.5])
    """

    name: ClassVar[str] = "Two in turn"
    latex: ClassVar[str] = r"\eta_1, \eta_2, \eta_1, \eta_2, \dots"
    source: ClassVar[str] = "Young, Journal of Mathematics and Physics 32, 1953"

    first: Hyperparameter = hyperparameter(low=0)
    second: Hyperparameter = hyperparameter(low=0)
    every: Hyperparameter = hyperparameter(1.0, low=1)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        even = counted(step) // self.every % 2 == 0
        rate: Any = np.where(even, self.first, self.second)
        return rate[()]

    @classmethod
    def chebyshev(cls, lowest: Any, highest: Any) -> Alternating:
        """Return the two rates that shrink a bowl's slowest direction most, the smaller one first.

        They are one over the roots of Chebyshev's polynomial of degree 2, stretched to the bowl's
        curvatures.

        Parameters
        ----------
        lowest, highest : float or array
            The smallest and the largest curvature; above 0.

        Examples
        --------
        With curvatures from 1 to 10 two steps shrink every offset to 0.5031 of itself, or less;
        the best single rate, 2/11, to 0.6694.

        >>> import gdwidgets as gd
        >>> rates = gd.schedules.Alternating.chebyshev(1.0, 10.0)
        >>> round(rates.first, 4), round(rates.second, 4)
        (0.1152, 0.4314)
        >>> round((1 - rates.first * 1.0) * (1 - rates.second * 1.0), 4)
        0.5031
        """
        lowest = number_or_array("lowest", lowest, low=0, low_open=True)
        highest = number_or_array("highest", highest, low=0, low_open=True)
        check_order("lowest", lowest, "highest", highest)
        middle, spread = (highest + lowest) / 2, (highest - lowest) / 2 * np.sqrt(0.5)
        return cls(1 / (middle + spread), 1 / (middle - spread))
