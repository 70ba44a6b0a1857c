"""Logistic regression: the log loss of a yes-or-no question."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, checked_targets
from gdwidgets.core.losses.linear_model import LinearModel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class LogisticRegression(LinearModel):
    r"""The mean log loss of a linear model for two classes.

    .. math:: \frac{1}{n} \sum_i \log(1 + e^{z_i}) - y_i z_i, \quad z_i = w^\top x_i + b

    Where a plane separates the classes without error there is no minimum: the weights grow
    for ever. `minima` is empty then.

    Parameters
    ----------
    X : (n_rows,) or (n_rows, n_features) array_like
        The features.
    y : (n_rows,) array_like
        The classes, 0 or 1.
    fit_intercept : bool
        Add an intercept, which becomes the last parameter.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers, or `y` not a 0 or 1 for each row.

    Examples
    --------
    >>> from gdwidgets.core.losses import LogisticRegression
    >>> loss = LogisticRegression([-1.0, 0.0, 1.0, 2.0], [0, 1, 0, 1])
    >>> print(loss.value([0.0, 0.0]).round(4))
    0.6931
    >>> loss.probability([1.0, 0.0]).round(2)
    array([0.27, 0.5 , 0.73, 0.88])
    """

    name = "Logistic regression"
    latex = r"\frac{1}{n}\sum_{i=1}^{n} \log\left(1 + e^{z_i}\right) - y_i z_i"

    def __init__(self, X: ArrayLike, y: ArrayLike, fit_intercept: bool = True) -> None:
        targets = checked_targets(y, len(checked_features(X)))
        if not np.isin(targets, (0, 1)).all():
            raise ValueError(f"y must be 0 or 1 in each row, not {np.unique(targets)[:5]}")
        self._set_data(X, targets, fit_intercept)

    def probability(self, params: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The probability of class 1 for each row; see `predict` for the parameters.

        Examples
        --------
        >>> LogisticRegression([0.0, 1.0], [0, 1]).probability([0.0, 0.0])
        array([0.5, 0.5])
        """
        return _sigmoid(self.predict(params, X))

    def _loss(self, z: Array, y: Array) -> Array:
        # log(1 + e^z) without overflow.
        return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z

    def _slope(self, z: Array, y: Array) -> Array:
        return _sigmoid(z) - y

    def _curvature(self, z: Array, y: Array) -> Array:  # noqa: ARG002
        probability = _sigmoid(z)
        return probability * (1 - probability)


def _sigmoid(z: Array) -> Array:
    sigmoid: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return sigmoid
