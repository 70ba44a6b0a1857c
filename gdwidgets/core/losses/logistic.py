"""Logistic regression: the log loss of a yes-or-no question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, two_classes
from gdwidgets.core.losses.functions import log_loss, log_loss_slope, sigmoid
from gdwidgets.core.losses.searched import SearchedLinearModel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class LogisticRegression(SearchedLinearModel):
    r"""The mean log loss of a linear model for two classes.

    .. math:: \frac{1}{n} \sum_i \log(1 + e^{z_i}) - y_i z_i, \quad z_i = w^\top x_i + b

    Where a plane separates the classes without error there is no minimum: the weights grow
    for ever. `minima` is empty then.

    Parameters
    ----------
    X : (n_rows,) or (n_rows, n_features) array_like
        The features.
    y : (n_rows,) or (n_rows, 1) array_like
        The classes: 0 and 1, False and True, or two names, which become 0 and 1 in sorted order.
    fit_intercept : bool
        Add an intercept, which becomes the last parameter.

    Attributes
    ----------
    class_names : tuple of str
        The names of the classes 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers, or `y` not one of two classes for each row.

    Examples
    --------
    >>> from gdwidgets.core.losses import LogisticRegression
    >>> loss = LogisticRegression([-1.0, 0.0, 1.0, 2.0], [0, 1, 0, 1])
    >>> print(loss.value([0.0, 0.0]).round(4))
    0.6931
    >>> loss.probability([1.0, 0.0]).round(2)
    array([0.27, 0.5 , 0.73, 0.88])
    >>> LogisticRegression([-1.0, 0.0, 1.0], ["no", "yes", "no"]).class_names
    ('no', 'yes')
    """

    name = "Logistic regression"
    loss_name = "mean log loss"
    latex = r"\frac{1}{n}\sum_{i=1}^{n} \log\left(1 + e^{z_i}\right) - y_i z_i"

    def __init__(self, X: ArrayLike, y: ArrayLike, fit_intercept: bool = True) -> None:
        features = checked_features(X)
        targets, self.class_names = two_classes(y, len(features))
        self._set_data(features, targets, fit_intercept)

    def probability(self, params: ArrayLike, X: ArrayLike | None = None) -> Array:
        """The probability of class 1 for each row; see `predict` for the parameters.

        Examples
        --------
        >>> LogisticRegression([0.0, 1.0], [0, 1]).probability([0.0, 0.0])
        array([0.5, 0.5])
        """
        z = self.predict(params, X)
        with np.errstate(all="ignore"):
            probability: Array = sigmoid(z)
        return probability

    def _loss(self, z: Array, y: Array) -> Any:
        return log_loss(z, y)

    def _slope(self, z: Array, y: Array) -> Any:
        return log_loss_slope(z, y)

    def _curvature(self, z: Array, y: Array) -> Any:  # noqa: ARG002
        return sigmoid(z) * sigmoid(-z)

    def _falls_for_ever(self, z: Array, y: Array) -> bool:
        # All rows are on their side of the plane: the further out the params, the better.
        return bool(np.all((2 * y - 1) * z > 0))
