"""Softmax regression: the cross-entropy of a question with several answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, learned_labels
from gdwidgets.core.losses.functions import cross_entropy, softmax
from gdwidgets.core.losses.rows import in_pieces, one_hot, pick_rows, with_ones
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
    labels : (n_rows,) or (n_rows, 1) array_like of int or str
        The classes: whole numbers from 0 on, or names, which are numbered in sorted order.
    fit_intercept : bool
        Add an intercept for each class.

    Attributes
    ----------
    labels : (n_rows,) ndarray of int
        The class of each row, from 0 on.
    class_names : tuple of str
        The name of each class.
    weights : (n_params,) ndarray of bool
        True for the weights, False for the intercepts.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers, or `labels` not a whole number from 0 on or a
        name for each row.

    Examples
    --------
    >>> from gdwidgets.core.losses import SoftmaxRegression
    >>> loss = SoftmaxRegression([-1.0, 0.0, 1.0], ["cold", "mild", "hot"])
    >>> loss, loss.class_names
    (SoftmaxRegression(n_rows=3, n_classes=3, n_params=6), ('cold', 'hot', 'mild'))
    >>> print(loss.value([0.0] * 6).round(4))
    1.0986
    """

    name = "Softmax regression"
    loss_name = "mean cross-entropy"
    latex = r"\frac{1}{n}\sum_{i=1}^{n} \log\sum_k e^{z_{ik}} - z_{i y_i}"
    convex = True
    lower_bound = 0.0

    def __init__(self, X: ArrayLike, labels: ArrayLike, fit_intercept: bool = True) -> None:
        self.X = checked_features(X)
        self.labels, self.class_names = learned_labels(labels, len(self.X), "labels")
        self.fit_intercept = fit_intercept
        self.n_classes = len(self.class_names)
        self._design = with_ones(self.X, fit_intercept)
        self._one_hot = one_hot(self.labels, self.n_classes)
        self.n_rows, n_weights = self._design.shape
        self.n_params = n_weights * self.n_classes
        self.weights = np.arange(self.n_params) < self.X.shape[1] * self.n_classes
        self.weights.flags.writeable = False
        rows = [f"weight {i + 1}" for i in range(self.X.shape[1])] + ["intercept"] * fit_intercept
        self.param_names = tuple(f"{row}, class {k}" for row in rows for k in self.class_names)
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

        Raises
        ------
        TypeError, ValueError
            If `X` is not finite numbers, or has another number of columns than the data.

        Examples
        --------
        >>> SoftmaxRegression([0.0, 1.0], [0, 1]).probability([0.0] * 4)
        array([[0.5, 0.5],
               [0.5, 0.5]])
        """
        params = as_params(params, self.n_params)
        design = self._design
        if X is not None:
            design = with_ones(checked_features(X, self.X.shape[1]), self.fit_intercept)
        with np.errstate(all="ignore"):
            probability: Array = softmax(self._outcome(design, params))
        return probability

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The mean cross-entropy over all rows or a mini-batch; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is not None:
                return self._mean(params, rows)
            return in_pieces(self._mean, params, self._one_hot.size)

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the mean cross-entropy; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is not None:
                return self._mean_slope(params, rows)
            return in_pieces(self._mean_slope, params, self._one_hot.size)

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature of the mean cross-entropy; see `Objective.hessian`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            return in_pieces(self._mean_curvature, params, self._design.size)

    def _mean(self, params: Array, rows: ArrayLike | None = None) -> Array:
        z = self._outcome(pick_rows(self._design, rows, params.dtype), params)
        one_hot = pick_rows(self._one_hot, rows, params.dtype)
        mean: Array = cross_entropy(z, one_hot).mean(axis=-1)
        return mean

    def _mean_slope(self, params: Array, rows: ArrayLike | None = None) -> Array:
        design = pick_rows(self._design, rows, params.dtype)
        error = softmax(self._outcome(design, params)) - pick_rows(
            self._one_hot, rows, params.dtype
        )
        slope = np.swapaxes(design, -1, -2) @ error / params.dtype.type(design.shape[-2])
        gradient: Array = slope.reshape((*slope.shape[:-2], self.n_params))
        return gradient

    def _mean_curvature(self, params: Array) -> Array:
        design = self._design.astype(params.dtype, copy=False)
        p = softmax(self._outcome(design, params))
        n_rows, n_weights = design.shape
        shape = (*params.shape[:-1], n_weights, self.n_classes)
        hessian = np.empty((*shape, *shape[-2:]), params.dtype)
        # For two classes at a time, run by run, so that a batch rounds as each run alone.
        for a in range(self.n_classes):
            for b in range(a + 1):
                bend = p[..., a] * ((a == b) - p[..., b]) / params.dtype.type(n_rows)
                block = design.T @ (bend[..., np.newaxis] * design)
                hessian[..., :, a, :, b] = hessian[..., :, b, :, a] = block
        return hessian.reshape((*params.shape, self.n_params))

    def _outcome(self, design: Array, params: Array) -> Any:
        shape = (*params.shape[:-1], design.shape[-1], self.n_classes)
        weights = np.ascontiguousarray(params).reshape(shape)
        return design.astype(params.dtype, copy=False) @ weights
