"""Losses of a linear model whose minimum has no formula and is searched for."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.losses.linear_model import LinearModel
from gdwidgets.core.losses.rows import in_pieces
from gdwidgets.core.losses.view import around_minimum
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


class SearchedLinearModel(LinearModel):
    """A linear model with a loss of which each row's value, slope and curvature are known.

    A subclass says what they are, and calls `_set_data` at construction.
    """

    @abstractmethod
    def _loss(self, z: Array, y: Array) -> Array:
        """The loss of each row."""

    @abstractmethod
    def _curvature(self, z: Array, y: Array) -> Array:
        """Its second derivative in z."""

    @abstractmethod
    def _falls_for_ever(self, z: Array, y: Array) -> bool:
        """Whether the loss falls without end along the params that have these outcomes."""

    def _set_data(self, X: Array, y: Array, fit_intercept: bool) -> None:
        self._keep(X, y, fit_intercept)
        found = self._newton()
        self.domain = ((-10.0, 10.0),) * self.n_params
        if found is not None:
            self.minima = (tuple(found.tolist()),)
            self.domain = around_minimum(found, self.hessian(found))

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The mean loss over all rows or a mini-batch; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is not None:
                return self._mean(params, rows)
            return in_pieces(self._mean, params, self._design.shape[0])

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature of the mean loss; see `Objective.hessian`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            return in_pieces(self._mean_curvature, params, self._design.size)

    def _mean(self, params: Array, rows: ArrayLike | None = None) -> Array:
        _, z, y = self._outcome(params, rows)
        mean: Array = self._loss(z, y).mean(axis=-1)
        return mean

    def _mean_curvature(self, params: Array) -> Array:
        design, z, y = self._outcome(params, None)
        weighted = self._curvature(z, y)[..., np.newaxis] * design
        return np.swapaxes(weighted, -1, -2) @ design / params.dtype.type(len(design))

    def _newton(self) -> Any:
        """The minimum by Newton's method with halved steps; None if there is none.

        A share, smaller from step to step, of the largest possible curvature, 1, is added: it
        keeps the first steps short where the loss is straight.
        """
        most = self._design.T @ self._design / len(self._design)
        params = np.zeros(self.n_params)
        for iteration in range(200):
            if self._falls_for_ever(self.predict(params), self.y):
                return None
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
