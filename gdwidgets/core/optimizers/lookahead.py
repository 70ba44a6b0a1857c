"""Lookahead: an optimizer that now and then goes back part of its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, final

from gdwidgets.core.hyperparameters import Hyperparameter, count, hyperparameter
from gdwidgets.core.optimizers.base import WITHIN, Optimizer

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


class LookaheadState(NamedTuple):
    """What Lookahead remembers: the slow weights, and what the optimizer within remembers."""

    slow: Array
    inner: Any


@final
@dataclass(frozen=True)
class Lookahead(Optimizer):
    """Let another optimizer run ahead for some steps, then go only part of that way.

    Where it runs ahead is where the run stands (the paper's fast weights); at each multiple of
    `every` it is called back to the slow weights. The optimizer within keeps its memory.

    Parameters
    ----------
    optimizer : Optimizer
        What runs ahead.
    every : int
        How many steps it runs ahead; at least 1.
    alpha : float, array or schedule
        The share of the way that is kept; between 0 and 1.

    References
    ----------
    Zhang, Lucas, Hinton and Ba, Lookahead optimizer: k steps forward, 1 step back, NeurIPS 2019,
    algorithm 1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> method = gd.optimizers.Lookahead(gd.optimizers.GradientDescent(0.5), every=2, alpha=0.5)
    >>> gd.descend(gd.surfaces.ravine(1), method, [8.0, 0.0], 4).params[:, 0]
    array([8.   , 4.   , 5.   , 2.5  , 3.125])
    """

    name: ClassVar[str] = "Lookahead"
    latex: ClassVar[str] = (
        r"\mathrm{every}\; k\; \mathrm{steps}\!:\quad "
        r"\phi \leftarrow \phi + \alpha\,(x - \phi),\quad x \leftarrow \phi"
    )
    source: ClassVar[str] = "Zhang, Lucas, Hinton and Ba, NeurIPS 2019, algorithm 1"

    optimizer: Optimizer = field(metadata=WITHIN)
    every: int = count(5)
    alpha: Hyperparameter = hyperparameter(0.5, low=0, high=1)

    def init(self, params: Array) -> LookaheadState:
        """Start where the optimizer within does."""
        return LookaheadState(params, self.optimizer.init(params))

    def update(self, here: Here, state: LookaheadState) -> tuple[Array, LookaheadState]:
        """Take one step; see `Optimizer.update`."""
        fast, inner = self.optimizer.update(here, state.inner)
        if here.step % self.every != 0:
            return fast, LookaheadState(state.slow, inner)
        slow = state.slow + self.alpha * (fast - state.slow)
        return slow, LookaheadState(slow, inner)
