"""Newton's method: steps from the curvature as well as the slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from gdwidgets.core.curvature import principal_axes
from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import NoState, Optimizer
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


@final
@dataclass(frozen=True)
class Newton(Optimizer):
    """Jump to where the parabola that fits the surface here has its level point.

    That point is a minimum only where the surface curves upwards in every direction.
    Where it curves downwards the step leads **uphill**, to a saddle or a maximum: pure
    Newton is drawn to a saddle as strongly as to a minimum. `damping` above the most
    negative curvature turns every step downhill. Where the curvature is zero and the slope
    is not, there is no level point, and the run diverges.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The share of the jump that is taken; 1 is pure Newton; at least 0.
    damping : float or array
        Added to the curvature in every direction (Levenberg's method); at least 0.

    References
    ----------
    Nocedal and Wright, Numerical optimization, 2006, eq. 2.15. Levenberg, A method for the
    solution of certain non-linear problems in least squares, 1944.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(gd.surfaces.ravine(), gd.optimizers.Newton(), [1.0, 1.0], 1).params[-1]
    array([0., 0.])
    """

    name: ClassVar[str] = "Newton"
    latex: ClassVar[str] = r"x \leftarrow x - \eta\,(\nabla^2 f(x) + \lambda I)^{-1}\,\nabla f(x)"
    source: ClassVar[str] = "Nocedal and Wright, Numerical Optimization, 2006, equation 2.15"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)
    damping: Hyperparameter = hyperparameter(0.0, low=0)

    def init(self, params: Array) -> NoState:  # noqa: ARG002
        """Return the empty state."""
        return NoState()

    def update(self, here: Here, state: NoState) -> tuple[Array, NoState]:
        """Take one step; see `Optimizer.update`."""
        curvature, axes = principal_axes(here.hessian)
        slope = matvec(np.swapaxes(axes, -1, -2), here.gradient)
        along_axes = np.where(slope == 0, 0, slope / (curvature + self.damping))
        jump = matvec(axes, along_axes)
        return here.params - self.learning_rate * jump, state
