"""Softmax regression: the cross-entropy of a question with several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, checked_labels, pick_rows, with_ones
from gdwidgets.core.objective import Objective
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class SoftmaxRegression(Objective):
    r"""The mean cross-entropy of a linear model for several classes.

    .. math:: \frac{1}{n} \sum_i \log \sum_k e^{z_{ik}} - z_{i y_i}, \quad z_i = W^\top x_i + b

    The parameters are one row of `n_classes` weights for each feature, and one of intercepts
    at the end, laid out one row after the other.

    Parameters
    ----------
    X : (n_rows,) or (n_rows, n_features) array_like
        The features.
    labels : (n_rows,) array_like of int
        The classes, from 0 on.
    fit_intercept : bool
        Add an intercept for each class.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers, or `labels` not a whole number from 0 on for
        each row.

    Examples
    --------
    >>> from gdwidgets.core.losses import SoftmaxRegression
    >>> loss = SoftmaxRegression([-1.0, 0.0, 1.0], [0, 1, 2])
    >>> loss
    SoftmaxRegression(n_rows=3, n_classes=3, n_params=6)
    >>> print(loss.value([0.0] * 6).round(4))
    1.0986
    """

    name = "Softmax regression"
    latex = r"\frac{1}{n}\sum_{i=1}^{n} \log\sum_k e^{z_{ik}} - z_{i y_i}"

    def __init__(self, X: ArrayLike, labels: ArrayLike, fit_intercept: bool = True) -> None:
        self.X = checked_features(X)
        self.labels = checked_labels(labels, len(self.X))
        self.fit_intercept = fit_intercept
        self.n_classes = int(self.labels.max()) + 1
        self._design = with_ones(self.X, fit_intercept)
        self._one_hot = np.eye(self.n_classes)[self.labels]
        self.n_rows, n_weights = self._design.shape
        self.n_params = n_weights * self.n_classes
        rows = [f"weight {i + 1}" for i in range(self.X.shape[1])] + ["intercept"] * fit_intercept
        self.param_names = tuple(f"{row}, class {k}" for row in rows for k in range(self.n_classes))
        self.start = (0.0,) * self.n_params

    def __repr__(self) -> str:
        sizes = f"n_rows={self.n_rows}, n_classes={self.n_classes}, n_params={self.n_params}"
        return f"SoftmaxRegression({sizes})"

    def probability(self, params: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The probability of each class for each row.

        Parameters
        ----------
        params : (..., n_params) array_like
        X : (n,) or (n, n_features) array_like, optional
            By default the data it was given.

        Returns
        -------
        (..., n, n_classes) ndarray

        Examples
        --------
        >>> SoftmaxRegression([0.0, 1.0], [0, 1]).probability([0.0] * 4)
        array([[0.5, 0.5],
               [0.5, 0.5]])
        """
        params = as_params(params, self.n_params)
        design = self._design if X is None else with_ones(checked_features(X), self.fit_intercept)
        with np.errstate(all="ignore"):
            probability: Array = np.exp(self._log_probability(design, params))
        return probability

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The mean cross-entropy over all rows or a mini-batch; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            log_probability = self._log_probability(
                pick_rows(self._design, rows, params.dtype), params
            )
            one_hot = pick_rows(self._one_hot, rows, params.dtype)
            # Where a class is ruled out, 0 times minus infinity is to be 0.
            per_row = -np.where(one_hot > 0, log_probability, 0).sum(axis=-1)
            mean: Array = per_row.mean(axis=-1)
        return mean

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the mean cross-entropy; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            design = pick_rows(self._design, rows, params.dtype)
            probability = np.exp(self._log_probability(design, params))
            error = probability - pick_rows(self._one_hot, rows, params.dtype)
            slope = np.swapaxes(design, -1, -2) @ error / params.dtype.type(design.shape[-2])
        gradient: Array = slope.reshape((*slope.shape[:-2], self.n_params))
        return gradient

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature of the mean cross-entropy; see `Objective.hessian`."""
        params = as_params(params, self.n_params)
        design = self._design.astype(params.dtype)
        with np.errstate(all="ignore"):
            p = np.exp(self._log_probability(design, params))
            spread = p[..., np.newaxis] * (
                np.eye(self.n_classes, dtype=p.dtype) - p[..., np.newaxis, :]
            )
            hessian = np.einsum("ni,nj,...nab->...iajb", design, design, spread, optimize=True)
        scaled: Array = hessian / params.dtype.type(len(design))
        return scaled.reshape((*params.shape, self.n_params))

    def _log_probability(self, design: Array, params: Array) -> Any:
        shape = (*params.shape[:-1], design.shape[-1], self.n_classes)
        z = design.astype(params.dtype, copy=False) @ np.ascontiguousarray(params).reshape(shape)
        z -= z.max(axis=-1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
