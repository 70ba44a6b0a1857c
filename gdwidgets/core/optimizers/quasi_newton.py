"""BFGS: Newton's method with a curvature that is learned from the slopes on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.line_search import dot, squared_length, wolfe
from gdwidgets.core.optimizers.newton import check_size
from gdwidgets.core.products import matvec

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here

MOST_PARAMS = 4000
"""A matrix of more parameters than this takes more than 128 MB."""

FLATTER = 0.9
"""The share of the slope along a step that may be left at its end (Nocedal and Wright)."""


class BFGSState(NamedTuple):
    """What BFGS remembers: its inverse Hessian, and the point and the slope of the last step."""

    inverse_hessian: Array
    last_params: Array
    last_gradient: Array


@final
@dataclass(frozen=True)
class BFGS(Optimizer):
    """Newton's method that learns the inverse of the Hessian from how the slope changes.

    The length of each step is searched for so that it meets the Wolfe conditions. Where
    none is found, the run stays for a step, and begins again from the identity. What it learns
    from two slopes is right only if both are of the same rows of data: it is no method for
    mini-batches.

    Parameters
    ----------
    learning_rate : float, array or schedule
        The rate that each step tries first; 1 is the whole quasi-Newton step; at least 0.

    References
    ----------
    Nocedal and Wright, Numerical optimization, 2006, algorithm 6.1 and eq. 6.17.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.rosenbrock, gd.optimizers.BFGS(), [-1.2, 1.0], 60)
    >>> run.status, run.params[-1].round(9)
    ('converged', array([1., 1.]))
    """

    name: ClassVar[str] = "BFGS"
    latex: ClassVar[str] = (
        r"B \leftarrow (I - \rho\, s y^\top)\,B\,(I - \rho\, y s^\top) + \rho\, s s^\top,\quad "
        r"\rho = \frac{1}{y^\top s},\quad x \leftarrow x - r\,B\,\nabla f(x)"
    )
    source: ClassVar[str] = "Nocedal and Wright, Numerical Optimization, 2006, algorithm 6.1"

    learning_rate: Hyperparameter = hyperparameter(1.0, low=0)

    def init(self, params: Array) -> BFGSState:
        """Start with the identity, and with nothing seen."""
        check_size(self, params, MOST_PARAMS)
        return BFGSState(_identities(params), params, np.zeros_like(params))

    def update(self, here: Here, state: BFGSState) -> tuple[Array, BFGSState]:
        """Take one step; see `Optimizer.update`."""
        g = here.gradient
        s, y = here.params - state.last_params, g - state.last_gradient
        inverse_hessian = learned(state.inverse_hessian, s, y)
        direction = -matvec(inverse_hessian, g)
        rate = wolfe(here, direction, self.learning_rate, FLATTER)
        params = here.params + rate * direction
        return params, BFGSState(inverse_hessian, here.params, g)


def learned(inverse_hessian: Array, s: Array, y: Array) -> Any:
    """Return inverse Hessians that know that a step s has changed the slope by y.

    Where the slope hasn't grown along the step, nothing is learned; where no step was taken, the
    identity is returned.

    Parameters
    ----------
    inverse_hessian : (n_runs, n_params, n_params) ndarray
    s, y : (n_runs, n_params) ndarray

    Returns
    -------
    (n_runs, n_params, n_params) ndarray
        Symmetric to the last bit, if `inverse_hessian` is.

    References
    ----------
    Nocedal and Wright, Numerical optimization, 2006, eq. 6.17, multiplied out.

    Examples
    --------
    On a parabola of curvature 4 a step of 1 changes the slope by 4:

    >>> learned(np.array([[[1.0]]]), np.array([[1.0]]), np.array([[4.0]]))
    array([[[0.25]]])
    """
    along = dot(y, s)[:, :, None]
    known = along > np.finfo(along.dtype).tiny
    rho = 1 / np.where(known, along, 1)
    turned = matvec(inverse_hessian, y)
    twice = rho * (1 + rho * dot(y, turned)[:, :, None])
    crossed = _outer(s, turned) + _outer(turned, s)
    new = inverse_hessian - rho * crossed + twice * _outer(s, s)
    kept = np.where(known, new, inverse_hessian)
    return np.where(squared_length(s)[:, :, None] > 0, kept, _identities(s))


def _identities(params: Array) -> Any:
    """Return an identity matrix for each run."""
    n_runs, n_params = params.shape
    return np.broadcast_to(np.eye(n_params, dtype=params.dtype), (n_runs, n_params, n_params))


def _outer(one: Array, other: Array) -> Any:
    return one[:, :, None] * other[:, None, :]
