"""A momentum that grows as the run goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.schedules.base import Schedule, counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@final
@dataclass(frozen=True)
class NesterovMomentum(Schedule):
    """The momentum of Nesterov's method, k / (k + 3): none at first, ever more later.

    Parameters
    ----------
    offset : float or array
        After so many steps half of the velocity is kept; above 0. From 3 on the method's loss on a
        convex objective falls as fast as 1 / k**2.

    References
    ----------
    Su, Boyd and Candès, A differential equation for modeling Nesterov's accelerated gradient
    method, JMLR 17, 2016, eq. 1, which counts k from 1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> momentum = gd.schedules.NesterovMomentum()
    >>> momentum([0, 3, 27])
    array([0. , 0.5, 0.9])
    >>> gd.optimizers.Nesterov(0.1, momentum)
    Nesterov(learning_rate=0.1, momentum=NesterovMomentum(offset=3.0))
    """

    name: ClassVar[str] = "Nesterov's momentum"
    latex: ClassVar[str] = r"\frac{k}{k + r}"
    source: ClassVar[str] = "Su, Boyd and Candès, JMLR 17, 2016, equation 1"

    offset: Hyperparameter = hyperparameter(3.0, low=0, low_open=True)

    def __call__(self, step: ArrayLike) -> Any:
        """Return the momentum after `step` steps."""
        k = counted(step)
        return k / (k + self.offset)
