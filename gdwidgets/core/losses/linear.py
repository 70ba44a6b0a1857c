"""Linear regression: the mean squared error, or half of it, of a straight line or plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, checked_targets
from gdwidgets.core.losses.linear_model import LinearModel
from gdwidgets.core.losses.view import around_minimum
from gdwidgets.core.products import matvec
from gdwidgets.core.validate import as_params, one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class LinearRegression(LinearModel):
    r"""Half the mean squared error of a linear model, or all of it.

    .. math:: \frac{1}{2n} \sum_i (w^\top x_i + b - y_i)^2

    With two parameters it can be explored like a surface: `domain`, `start` (all zero) and
    `minima` are derived from the data.

    The gradient is averaged over the rows as the formula says, :math:`X^\top (X w - y) / n`: it
    doesn't know the solution. The value over all rows does. It is computed as what it exactly
    is, a quadratic bowl around the solution: that costs the same for a hundred rows as for a
    million at each of the many points of a path, and near the solution it falls smoothly where
    a sum over the rows would jitter with its rounding.

    Parameters
    ----------
    X : (n_rows,) or (n_rows, n_features) array_like
        The features.
    y : (n_rows,) or (n_rows, 1) array_like
        The targets.
    fit_intercept : bool
        Add an intercept, which becomes the last parameter.
    half : bool
        Take half the mean squared error, whose gradient needs no factor 2. With False the loss,
        its gradient and its Hessian are twice as large, and the stable learning rates half.

    Attributes
    ----------
    loss_name : str
        "half the mean squared error", or "mean squared error".

    Raises
    ------
    TypeError, ValueError
        If `X` and `y` are not finite numbers, their numbers of rows differ, or there are more
        than 1,000 parameters.

    References
    ----------
    With the half: Bishop, Pattern Recognition and Machine Learning, 2006, equation 3.12, there of
    the sum. Without it: Géron, Hands-On Machine Learning, 3rd edition, 2022, equation 4-3 and,
    for the gradient, 4-6.

    Examples
    --------
    >>> from gdwidgets.core.losses import LinearRegression
    >>> line = LinearRegression([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    >>> line
    LinearRegression(n_rows=3, n_params=2)
    >>> line.param_names
    ('weight', 'intercept')
    >>> print(line.value([1.0, 1.0]))
    0.8333333333333...
    >>> line.solution()
    array([2., 1.])
    >>> whole = LinearRegression([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], half=False)
    >>> print(whole.loss_name, whole.value([1.0, 1.0]))
    mean squared error 1.6666666666666...
    """

    name = "Linear regression"

    def __init__(
        self, X: ArrayLike, y: ArrayLike, fit_intercept: bool = True, *, half: bool = True
    ) -> None:
        features = checked_features(X)
        self._keep(features, checked_targets(y, len(features)), fit_intercept)
        self.half = bool(one_of("half", half, [True, False]))
        self.loss_name = squared_error_name(half)
        factor = squared_error_factor(half)
        self.latex = factor + r"\sum_{i=1}^{n}\left(w^\top x_i + b - y_i\right)^2"
        self._factor = 1.0 if half else 2.0
        self._hessian = self._factor * (self._design.T @ self._design / self.n_rows)
        self._solution = np.linalg.lstsq(self._design, self.y, rcond=None)[0]
        residuals = self._design @ self._solution - self.y
        self._lowest = 0.5 * self._factor * float(np.mean(residuals**2))
        # Half the square of root times offset is the height above the lowest: never below 0.
        share = np.sqrt(self._factor / self.n_rows)
        self._root: Any = np.linalg.qr(share * self._design, mode="r")
        self.minima = (tuple(self._solution.tolist()),)
        self.domain = around_minimum(self._solution, self._hessian)

    def solution(self) -> Array:
        """The parameters of the lowest loss, by linear algebra.

        Where the features leave several solutions, it is the one of the smallest norm.

        Returns
        -------
        (n_params,) ndarray

        Examples
        --------
        >>> LinearRegression([1.0, 2.0, 4.0], [2.0, 4.0, 8.0], fit_intercept=False).solution()
        array([2.])
        """
        return self._solution.copy()

    def ridge_solution(self, l2: float) -> Array:
        """The parameters of the lowest loss with a penalty of ``l2 / 2`` times the weights squared.

        Parameters
        ----------
        l2 : float
            The penalty's strength, at least 0; the intercept has none.

        Returns
        -------
        (n_params,) ndarray

        References
        ----------
        Hoerl and Kennard, Ridge regression, Technometrics 12, 1970. As the least squares of the
        data and of one more row for each weight: Hastie, Tibshirani, Friedman, The Elements of
        Statistical Learning, 2nd edition, 2009, exercise 3.12.

        Examples
        --------
        >>> line = LinearRegression([-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0])
        >>> line.ridge_solution(2 / 3).round(12) + 0.0
        array([1., 0.])
        """
        share = np.sqrt(self._factor / self.n_rows)
        rows = np.vstack([share * self._design, np.sqrt(l2) * np.eye(self.n_params)[self.weights]])
        targets = np.append(share * self.y, np.zeros(len(rows) - self.n_rows))
        solution: Array = np.linalg.lstsq(rows, targets, rcond=None)[0]
        return solution

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The loss at `params`, over all rows or a mini-batch; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is None:
                offset = np.ascontiguousarray(params - self._solution.astype(params.dtype))
                climb = matvec(self._root.astype(params.dtype), offset)
                loss: Array = self._lowest + 0.5 * np.sum(climb**2, axis=-1)
            else:
                _, z, y = self._outcome(params, rows)
                loss = 0.5 * self._factor * np.mean((z - y) ** 2, axis=-1)
        return loss

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature, the same everywhere; see `Objective.hessian`."""
        params = as_params(params, self.n_params)
        shape = (*params.shape, self.n_params)
        return np.broadcast_to(self._hessian.astype(params.dtype), shape).copy()

    def _slope(self, z: Array, y: Array) -> Any:
        z -= y
        if not self.half:
            z *= 2
        return z


def squared_error_name(half: bool) -> str:
    """What a regression's loss is, in plain words."""
    return "half the mean squared error" if half else "mean squared error"


def squared_error_factor(half: bool) -> str:
    """What stands before the sum of squares, in LaTeX."""
    return r"\frac{1}{2n}" if half else r"\frac{1}{n}"
