"""Averaging: another optimizer takes the steps, and the run stands at the mean of its points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, final

from gdwidgets.core.hyperparameters import Hyperparameter, count, hyperparameter
from gdwidgets.core.optimizers.base import WITHIN, Optimizer

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class AveragedState(NamedTuple):
    """What averaging remembers: where the optimizer within stands, and what that remembers."""

    iterate: Array
    inner: Any


@final
@dataclass(frozen=True)
class Averaged(Optimizer):
    """Stand at the mean of all the points that another optimizer has gone through.

    The other one goes its way as if it were alone; its noise averages out.

    Parameters
    ----------
    optimizer : Optimizer
        What takes the steps.
    begin : int
        After so many steps the points begin to count; until then the last one stands for the mean.
        0 leaves out the start only.

    References
    ----------
    Polyak and Juditsky, Acceleration of stochastic approximation by averaging, 1992. Ruppert,
    Efficient estimations from a slowly convergent Robbins-Monro process, 1988.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> method = gd.optimizers.Averaged(gd.optimizers.GradientDescent(0.5))
    >>> gd.descend(gd.surfaces.ravine(1), method, [8.0, 0.0], 3).params[:, 0]
    array([8.        , 4.        , 3.        , 2.33333333])
    """

    name: ClassVar[str] = "Averaged"
    latex: ClassVar[str] = r"\bar x \leftarrow \bar x + \frac{x - \bar x}{\max(1, t - t_0)}"
    source: ClassVar[str] = "Polyak and Juditsky, SIAM J. Control and Optimization 30(4), 1992"

    optimizer: Optimizer = field(metadata=WITHIN)
    begin: int = count(0, low=0)

    def init(self, params: Array) -> AveragedState:
        """Start where the optimizer within does."""
        return AveragedState(params, self.optimizer.init(params))

    def update(self, here: Here, state: AveragedState) -> tuple[Array, AveragedState]:
        """Take one step; see `Optimizer.update`."""
        iterate, inner = self.optimizer.update(here.at(state.iterate), state.inner)
        n_points = max(1, here.step - self.begin)
        params = here.params + (iterate - here.params) / n_points
        return params, AveragedState(iterate, inner)


@final
@dataclass(frozen=True)
class ExponentiallyAveraged(Optimizer):
    """Stand at a running mean of the points that another optimizer goes through.

    The other one goes its way as if it were alone; the mean forgets the beginning by itself.

    Parameters
    ----------
    optimizer : Optimizer
        What takes the steps.
    decay : float, array or schedule
        The share of the mean that is kept from step to step; at least 0 and below 1.

    References
    ----------
    Tarvainen and Valpola, Mean teachers are better role models, NeurIPS 2017, eq. 2.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> method = gd.optimizers.ExponentiallyAveraged(gd.optimizers.GradientDescent(0.5), decay=0.5)
    >>> gd.descend(gd.surfaces.ravine(1), method, [8.0, 0.0], 3).params[:, 0]
    array([8. , 6. , 4. , 2.5])
    """

    name: ClassVar[str] = "Exponentially averaged"
    latex: ClassVar[str] = r"\bar x \leftarrow \gamma\,\bar x + (1 - \gamma)\,x"
    source: ClassVar[str] = "Tarvainen and Valpola, NeurIPS 2017, equation 2"

    optimizer: Optimizer = field(metadata=WITHIN)
    decay: Hyperparameter = hyperparameter(0.9, low=0, high=1, high_open=True)

    def init(self, params: Array) -> AveragedState:
        """Start where the optimizer within does."""
        return AveragedState(params, self.optimizer.init(params))

    def update(self, here: Here, state: AveragedState) -> tuple[Array, AveragedState]:
        """Take one step; see `Optimizer.update`."""
        iterate, inner = self.optimizer.update(here.at(state.iterate), state.inner)
        params = self.decay * here.params + (1 - self.decay) * iterate
        return params, AveragedState(iterate, inner)
