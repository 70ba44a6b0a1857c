"""What losses of a linear model share: features times weights, and a loss of the outcome."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.losses.data import (
    average_gradient,
    checked_features,
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


class LinearModel(Objective):
    """The mean over all rows of a convex loss of ``z = X w + b`` and the target.

    A subclass says what the loss of one row is, with its first and second derivative in z,
    and calls `_set_data` at construction.
    """

    X: Array
    y: Array
    fit_intercept: bool

    @abstractmethod
    def _loss(self, z: Array, y: Array) -> Array:
        """The loss of each row."""

    @abstractmethod
    def _slope(self, z: Array, y: Array) -> Array:
        """Its derivative in z."""

    @abstractmethod
    def _curvature(self, z: Array, y: Array) -> Array:
        """Its second derivative in z."""

    def _set_data(self, X: ArrayLike, y: Array, fit_intercept: bool) -> None:
        self.X, self.y, self.fit_intercept = checked_features(X), y, fit_intercept
        self._design = with_ones(self.X, fit_intercept)
        self.n_rows, self.n_params = self._design.shape
        self.param_names = linear_param_names(self.X.shape[1], fit_intercept)
        self.start = (0.0,) * self.n_params
        found = self._newton()
        self.domain = ((-10.0, 10.0),) * self.n_params
        if found is not None:
            self.minima = (tuple(found.tolist()),)
            self.domain = around_minimum(found, self.hessian(found))

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
        """
        params = as_params(params, self.n_params)
        design = self._design if X is None else with_ones(checked_features(X), self.fit_intercept)
        return matvec(design.astype(params.dtype, copy=False), params)

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The mean loss over all rows or a mini-batch; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            _, z, y = self._outcome(params, rows)
            mean: Array = self._loss(z, y).mean(axis=-1)
        return mean

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the mean loss; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            design, z, y = self._outcome(params, rows)
            return average_gradient(design, self._slope(z, y))

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature of the mean loss; see `Objective.hessian`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            design, z, y = self._outcome(params, None)
            weighted = self._curvature(z, y)[..., np.newaxis] * design
            return np.swapaxes(weighted, -1, -2) @ design / params.dtype.type(len(design))

    def _outcome(self, params: Array, rows: ArrayLike | None) -> tuple[Array, Array, Array]:
        design = pick_rows(self._design, rows, params.dtype)
        return design, matvec(design, params), pick_rows(self.y, rows, params.dtype)

    def _newton(self) -> Any:
        """The minimum by Newton's method with halved steps; None if there is none.

        A share, smaller from step to step, of the largest possible curvature, 1, is added: it
        keeps the first steps short where the loss is straight.
        """
        most = self._design.T @ self._design / len(self._design)
        params = np.zeros(self.n_params)
        for iteration in range(200):
            gradient, value = self.gradient(params), self.value(params)
            hessian = self.hessian(params)
            if np.abs(gradient).max() <= 1e-10 * max(1.0, np.abs(self.y).max()):
                # Where classes are separable the loss gets level only far out, and with it
                # the curvature vanishes.
                bent = np.linalg.eigvalsh(hessian)[0] > 1e-9 * np.linalg.eigvalsh(most)[-1]
                return params if bent else None
            damped = hessian + max(1e-9, 0.1 * 0.3**iteration) * most
            step = np.linalg.lstsq(damped, gradient, rcond=None)[0]
            for share in 0.5 ** np.arange(40):
                if self.value(params - share * step) <= value - 1e-4 * share * (step @ gradient):
                    break
            params = params - share * step
        return None
