"""Newton's method: steps from the curvature as well as the slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.curvature import principal_axes
from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import NoState, Optimizer
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here

MOST_PARAMS = 1000
"""With more parameters than this the axes of a single Hessian take about a second."""


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
    damping : float, array or schedule
        Added to the curvature in every direction (Levenberg's method); at least 0.

    References
    ----------
    Nocedal and Wright, Numerical optimization, 2006, eq. 2.15. Levenberg, A method for the
    solution of certain non-linear problems in least squares, 1944.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.descend(gd.surfaces.ravine(), gd.optimizers.Newton(), [1.0, 1.0], 1).params[-1].round(9)
    array([0., 0.])
    """

    name: ClassVar[str] = "Newton"
    latex: ClassVar[str] = r"x \leftarrow x - \eta\,(\nabla^2 f(x) + \lambda I)^{-1}\,\nabla f(x)"
    source: ClassVar[str] = "Nocedal and Wright, Numerical Optimization, 2006, equation 2.15"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)
    damping: Hyperparameter = hyperparameter(0.0, low=0)

    def init(self, params: Array) -> NoState:
        """Return the empty state."""
        check_size(self, params, MOST_PARAMS)
        return NoState()

    def update(self, here: Here, state: NoState) -> tuple[Array, NoState]:
        """Take one step; see `Optimizer.update`."""
        curvature, axes = principal_axes(here.hessian)
        slope = matvec(np.swapaxes(axes, -1, -2), here.gradient)
        along_axes = _divided(slope, curvature + self.damping)
        jump = matvec(axes, along_axes)
        return here.params - self.learning_rate * jump, state


@final
@dataclass(frozen=True)
class SaddleFreeNewton(Optimizer):
    """Newton's jump, but downhill along the axes on which the surface curves downwards.

    It divides the slope by the size of the curvature along each principal axis, whatever its
    sign: so it leaves a saddle as quickly as Newton is drawn to it. Where the curvature is zero
    and the slope is not, it has no length to go by, and the run diverges.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The share of the jump that is taken; at least 0.
    damping : float, array or schedule
        Added to the size of the curvature in every direction; at least 0.

    References
    ----------
    Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional
    non-convex optimization, NeurIPS 2014, algorithm 1 (here with all axes, not a Krylov
    subspace of them).

    Examples
    --------
    >>> import gdwidgets as gd
    >>> saddle, start = gd.surfaces.saddle, [1.0, 0.01]
    >>> for method in (gd.optimizers.Newton(), gd.optimizers.SaddleFreeNewton()):
    ...     print(method.name, gd.descend(saddle, method, start, 2).params[-1].round(2))
    Newton [0. 0.]
    Saddle-free Newton [0.   0.04]
    """

    name: ClassVar[str] = "Saddle-free Newton"
    latex: ClassVar[str] = (
        r"x \leftarrow x - \eta\,(|H| + \lambda I)^{-1}\,\nabla f(x),\quad "
        r"H = \nabla^2 f(x) = \sum_i \lambda_i e_i e_i^\top,\quad "
        r"|H| = \sum_i |\lambda_i|\, e_i e_i^\top"
    )
    source: ClassVar[str] = "Dauphin et al., NeurIPS 2014, algorithm 1"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)
    damping: Hyperparameter = hyperparameter(0.0, low=0)

    def init(self, params: Array) -> NoState:
        """Return the empty state."""
        check_size(self, params, MOST_PARAMS)
        return NoState()

    def update(self, here: Here, state: NoState) -> tuple[Array, NoState]:
        """Take one step; see `Optimizer.update`."""
        curvature, axes = principal_axes(here.hessian)
        slope = matvec(np.swapaxes(axes, -1, -2), here.gradient)
        along_axes = _divided(slope, np.abs(curvature) + self.damping)
        jump = matvec(axes, along_axes)
        return here.params - self.learning_rate * jump, state


def check_size(method: Optimizer, params: Array, most: int) -> None:
    """Raise an error where a matrix for each run would take too much time or memory."""
    n_runs, n_params = params.shape
    n_bytes = n_runs * n_params**2 * params.dtype.itemsize
    if n_params > most or n_bytes > 1 << 30:
        raise ValueError(
            f"{method.name} needs a matrix of n_params x n_params for each run: n_params must be "
            f"at most {most:,}, and all matrices must fit into 1 GiB, not {n_runs:,} of "
            f"{n_params:,} x {n_params:,}"
        )


def _divided(slope: Array, curvature: Any) -> Any:
    """Return how far it is to the level point along each axis; 0 where the slope is 0."""
    return np.where(slope == 0, 0, slope / curvature)
