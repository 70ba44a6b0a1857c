"""Linear regression: half the mean squared error of a straight line or plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.losses.data import (
    average_gradient,
    checked_features,
    checked_targets,
    linear_param_names,
    pick_rows,
    with_ones,
)
from gdwidgets.core.losses.view import around_minimum
from gdwidgets.core.objective import Objective
from gdwidgets.core.products import matvec
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class LinearRegression(Objective):
    r"""Half the mean squared error of a linear model.

    .. math:: \frac{1}{2n} \sum_i (w^\top x_i + b - y_i)^2

    With two parameters it can be explored like a surface: `domain`, `start` (all zero) and
    `minima` are derived from the data.

    Over all rows the loss is exactly a quadratic bowl around the solution. So that is what
    is computed, and a step costs the same for a hundred rows as for a million.

    Parameters
    ----------
    X : (n_rows,) or (n_rows, n_features) array_like
        The features.
    y : (n_rows,) array_like
        The targets.
    fit_intercept : bool
        Add an intercept, which becomes the last parameter.

    Raises
    ------
    TypeError, ValueError
        If `X` and `y` are not finite numbers, or their numbers of rows differ.

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
    """

    name = "Linear regression"
    latex = r"\frac{1}{2n}\sum_{i=1}^{n}\left(w^\top x_i + b - y_i\right)^2"

    def __init__(self, X: ArrayLike, y: ArrayLike, fit_intercept: bool = True) -> None:
        features = checked_features(X)
        self.X: Array = features
        self.y: Array = checked_targets(y, len(features))
        self.fit_intercept = fit_intercept
        self._design = with_ones(features, fit_intercept)
        self.n_rows, self.n_params = self._design.shape
        self._hessian = self._design.T @ self._design / self.n_rows
        self._solution = np.linalg.lstsq(self._design, self.y, rcond=None)[0]
        self._lowest = float(0.5 * np.mean((self._design @ self._solution - self.y) ** 2))
        self.param_names = linear_param_names(features.shape[1], fit_intercept)
        self.start = (0.0,) * self.n_params
        self.minima = (tuple(self._solution.tolist()),)
        self.domain = around_minimum(self._solution, self._hessian)

    def __repr__(self) -> str:
        return f"LinearRegression(n_rows={self.n_rows}, n_params={self.n_params})"

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

    def predict(self, params: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The model's predictions for `X`, or for the data it was given.

        Parameters
        ----------
        params : (..., n_params) array_like
        X : (n,) or (n, n_features) array_like, optional

        Returns
        -------
        (..., n) ndarray

        Examples
        --------
        >>> line = LinearRegression([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
        >>> line.predict([2.0, 1.0], [10.0])
        array([21.])
        """
        params = as_params(params, self.n_params)
        design = self._design if X is None else with_ones(checked_features(X), self.fit_intercept)
        return matvec(design.astype(params.dtype, copy=False), params)

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The loss at `params`, over all rows or a mini-batch; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is None:
                offset, slope = self._bowl(params)
                loss: Array = self._lowest + 0.5 * np.sum(offset * slope, axis=-1)
            else:
                loss = 0.5 * np.mean(self._residuals(params, rows)[1] ** 2, axis=-1)
        return loss

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the loss, over all rows or a mini-batch; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is None:
                return self._bowl(params)[1]
            return average_gradient(*self._residuals(params, rows))

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature, the same everywhere; see `Objective.hessian`."""
        params = as_params(params, self.n_params)
        shape = (*params.shape, self.n_params)
        return np.broadcast_to(self._hessian.astype(params.dtype), shape).copy()

    def _bowl(self, params: Array) -> tuple[Array, Array]:
        """The offset from the solution, and the slope there: the Hessian times the offset."""
        offset = np.ascontiguousarray(params - self._solution.astype(params.dtype))
        return offset, matvec(self._hessian.astype(params.dtype), offset)

    def _residuals(self, params: Array, rows: ArrayLike) -> tuple[Array, Array]:
        design = pick_rows(self._design, rows, params.dtype)
        return design, matvec(design, params) - pick_rows(self.y, rows, params.dtype)
