"""What losses of a linear model share: features times weights, and a loss of the outcome."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.losses.data import checked_features
from gdwidgets.core.losses.rows import average_gradient, in_pieces, pick_rows, with_ones
from gdwidgets.core.objective import Objective
from gdwidgets.core.products import matvec
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from gdwidgets.core.objective import Array

MOST_PARAMS = 1000
"""With more parameters the Hessian, which says where the minimum is, would take too long."""


class LinearModel(Objective):
    """The mean over all rows of a convex loss of ``z = X w + b`` and the target.

    A subclass says what the slope of one row's loss is in z, and calls `_keep` first.

    Attributes
    ----------
    X : (n_rows, n_features) ndarray
    y : (n_rows,) ndarray
    fit_intercept : bool
    loss_name : str
        What is averaged, in plain words, as it labels an axis.
    weights : (n_params,) ndarray of bool
        True for the weights, False for the intercept.
    """

    X: Array
    y: Array
    n_rows: int
    fit_intercept: bool
    loss_name: str
    weights: NDArray[np.bool_]
    convex = True
    lower_bound = 0.0

    @abstractmethod
    def _slope(self, z: Array, y: Array) -> Array:
        """The derivative in z of each row's loss; `z` may be overwritten by it."""

    def _keep(self, X: Array, y: Array, fit_intercept: bool) -> None:
        self.X, self.y, self.fit_intercept = X, y, fit_intercept
        self._design = with_ones(X, fit_intercept)
        self.n_rows, self.n_params = self._design.shape
        if self.n_params > MOST_PARAMS:
            raise ValueError(
                f"X must have at most {MOST_PARAMS - fit_intercept} columns, not {X.shape[1]}"
            )
        n = X.shape[1]
        names = ["weight"] if n == 1 else [f"weight {i + 1}" for i in range(n)]
        self.param_names = (*names, *["intercept"] * fit_intercept)
        self.weights = np.arange(self.n_params) < n
        self.weights.flags.writeable = False
        self.start = (0.0,) * self.n_params

    def __repr__(self) -> str:
        return f"{type(self).__name__}(n_rows={self.n_rows}, n_params={self.n_params})"

    def predict(self, params: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The linear model's outcome z for `X`, or for the data it was given.

        Parameters
        ----------
        params : (..., n_params) array_like
        X : (n,) or (n, n_features) array_like, optional

        Returns
        -------
        (..., n) ndarray

        Raises
        ------
        TypeError, ValueError
            If `X` is not finite numbers, or has another number of columns than the data.
        """
        params = as_params(params, self.n_params)
        design = self._design
        if X is not None:
            design = with_ones(checked_features(X, self.X.shape[1]), self.fit_intercept)
        with np.errstate(all="ignore"):
            return matvec(design.astype(params.dtype, copy=False), params)

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the mean loss, over all rows or a mini-batch; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is not None:
                return self._mean_slope(params, rows)
            return in_pieces(self._mean_slope, params, self._design.shape[0])

    def _mean_slope(self, params: Array, rows: ArrayLike | None = None) -> Array:
        design, z, y = self._outcome(params, rows)
        return average_gradient(design, self._slope(z, y))

    def _outcome(self, params: Array, rows: ArrayLike | None) -> tuple[Array, Array, Array]:
        design = pick_rows(self._design, rows, params.dtype)
        return design, matvec(design, params), pick_rows(self.y, rows, params.dtype)
