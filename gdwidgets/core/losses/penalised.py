"""`Penalised`: an objective with a penalty on large weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.linear import LinearRegression
from gdwidgets.core.losses.polynomial import PolynomialRegression
from gdwidgets.core.losses.view import around_minimum
from gdwidgets.core.objective import Objective
from gdwidgets.core.validate import as_params, finite_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class Penalised(Objective):
    r"""An objective plus a penalty on its weights, but not on its intercepts or biases.

    .. math:: f(w, b) + \frac{\lambda_2}{2} \sum_j w_j^2 + \lambda_1 \sum_j |w_j|

    With `l2` alone a linear regression becomes ridge regression, and descent on a network what is
    known as weight decay: each step of plain gradient descent then also multiplies the weights
    by ``1 - learning_rate * l2``. With `l1` alone a linear regression becomes the lasso. Each
    mini-batch has the whole penalty.

    Parameters
    ----------
    objective : Objective
        What is penalised. Its attribute `weights`, a bool for each parameter, says which are
        weights; without it all are.
    l2, l1 : float
        How strong the penalties are, at least 0.

    Attributes
    ----------
    objective : Objective
    l2, l1 : float
    weights : (n_params,) ndarray of bool
        Which parameters are penalised.
    minima : tuple of tuple of float
        Those of the objective without a penalty, the solution of ridge regression in closed
        form, and else none.

    Raises
    ------
    TypeError, ValueError
        If `objective` is none, its `weights` are no bools, or a penalty is not a number from 0.

    References
    ----------
    Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 2nd edition, 2009,
    section 3.4. Krogh and Hertz, A simple weight decay can improve generalization, NIPS 4, 1991.

    Examples
    --------
    >>> from gdwidgets.core.losses import LinearRegression, Penalised
    >>> line = LinearRegression([-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0])
    >>> ridge = Penalised(line, l2=2 / 3)
    >>> ridge
    Penalised(LinearRegression(n_rows=3, n_params=2), l2=0.666667, l1=0)
    >>> ridge.gradient([1.0, 0.0]).round(12) + 0.0
    array([0., 0.])
    >>> print(ridge.name)
    Linear regression with an l2 penalty
    """

    def __init__(self, objective: Objective, l2: float = 0.0, l1: float = 0.0) -> None:
        if not isinstance(objective, Objective):
            raise TypeError(f"objective must be an Objective, not {objective!r}")
        self.objective = objective
        self.l2, self.l1 = finite_number("l2", l2, low=0), finite_number("l1", l1, low=0)
        self.n_params, self.n_rows = objective.n_params, objective.n_rows
        self.weights = _checked_weights(objective)
        self.param_names, self.start = objective.param_names, objective.start
        self.domain, self.minima, self.saddles = objective.domain, (), ()
        self.convex = getattr(objective, "convex", False)
        self.lower_bound = getattr(objective, "lower_bound", None)
        penalties = {"l2": self.l2, "l1": self.l1}
        added = " and ".join(name for name, strength in penalties.items() if strength)
        self.name, self.latex = objective.name, objective.latex or "f(w)"
        self.loss_name = getattr(objective, "loss_name", "value")
        if not added:
            self.minima, self.saddles = objective.minima, objective.saddles
            return
        self.name += f" with an {added} penalty"
        self.loss_name += " and penalty"
        self.latex += r" + \frac{\lambda_2}{2}\sum_j w_j^2" if self.l2 else ""
        self.latex += r" + \lambda_1\sum_j \left|w_j\right|" if self.l1 else ""
        if isinstance(objective, LinearRegression | PolynomialRegression) and not self.l1:
            solution = objective.ridge_solution(self.l2)
            self.minima = (tuple(solution.tolist()),)
            self.domain = around_minimum(solution, self.hessian(solution))

    def __repr__(self) -> str:
        return f"Penalised({self.objective!r}, l2={self.l2:g}, l1={self.l1:g})"

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The objective's value plus the penalty; see `Objective.value`."""
        params, weights = self._weights_of(params)
        with np.errstate(all="ignore"):
            squares, sizes = np.sum(weights**2, axis=-1), np.sum(np.abs(weights), axis=-1)
            value = self.objective.value(params, rows)
            # A penalty of strength 0 is none, even where the weights are infinite.
            value = value + (0.5 * self.l2 * squares if self.l2 else 0)
            penalised: Array = value + (self.l1 * sizes if self.l1 else 0)
        return penalised

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope; where a weight is 0, and |w| has a kink, that of its penalty counts as 0."""
        params, weights = self._weights_of(params)
        with np.errstate(all="ignore"):
            slope = self.objective.gradient(params, rows)
            slope = slope + (self.l2 * weights if self.l2 else 0)
            penalised: Array = slope + (self.l1 * np.sign(weights) if self.l1 else 0)
        return penalised

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature: the l2 penalty adds the same everywhere, the l1 penalty nothing."""
        hessian = self.objective.hessian(params)
        penalised: Array = hessian + np.diag(self.l2 * self.weights).astype(hessian.dtype)
        return penalised

    def hessian_product(self, params: ArrayLike, vector: ArrayLike) -> Array:
        """The curvature at `params` times `vector`; see `Objective.hessian_product`."""
        objective: Any = self.objective
        product = objective.hessian_product(params, vector)
        penalised: Array = product + self.l2 * np.where(self.weights, vector, 0)
        return penalised

    def _weights_of(self, params: ArrayLike) -> tuple[Array, Any]:
        """The params, and these with 0 for what is no weight."""
        params = as_params(params, self.n_params)
        # Laid out alike for one run and for many, so that sums round alike.
        return params, np.ascontiguousarray(np.where(self.weights, params, 0))


def _checked_weights(objective: Objective) -> Any:
    given = getattr(objective, "weights", None)
    if given is None:
        given = np.ones(objective.n_params, bool)
    weights = np.array(given)
    if weights.dtype != bool or weights.shape != (objective.n_params,):
        raise ValueError(
            f"objective must have weights of True or False for each of its {objective.n_params} "
            f"parameters, not {given!r}"
        )
    weights.flags.writeable = False
    return weights
