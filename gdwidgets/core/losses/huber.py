"""Huber regression: squared errors that turn into absolute ones for outliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, checked_targets
from gdwidgets.core.losses.searched import SearchedLinearModel
from gdwidgets.core.validate import finite_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class HuberRegression(SearchedLinearModel):
    r"""The mean Huber loss of a linear model, which a few outliers can't pull far.

    For a residual r it is :math:`r^2 / 2` up to :math:`|r| = \delta`, and
    :math:`\delta (|r| - \delta / 2)` beyond.

    Parameters
    ----------
    X : (n_rows,) or (n_rows, n_features) array_like
        The features.
    y : (n_rows,) or (n_rows, 1) array_like
        The targets.
    delta : float
        The residual from which on a row counts as an outlier; above 0.
    fit_intercept : bool
        Add an intercept, which becomes the last parameter.

    Raises
    ------
    TypeError, ValueError
        If `X` and `y` are not finite numbers, their numbers of rows differ, or `delta` is not
        a positive number.

    References
    ----------
    Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 35,
    1964.

    Examples
    --------
    >>> from gdwidgets.core.losses import HuberRegression
    >>> loss = HuberRegression([0.0, 1.0, 2.0], [0.0, 1.0, 50.0], delta=1.0)
    >>> loss.gradient([1.0, 0.0])
    array([-0.66666667, -0.33333333])
    """

    name = "Huber regression"
    loss_name = "mean Huber loss"
    latex = r"\frac{1}{n}\sum_{i=1}^{n} H_\delta\left(w^\top x_i + b - y_i\right)"

    def __init__(
        self, X: ArrayLike, y: ArrayLike, delta: float = 1.0, fit_intercept: bool = True
    ) -> None:
        self.delta = finite_number("delta", delta, low=0, low_open=True)
        features = checked_features(X)
        self._set_data(features, checked_targets(y, len(features)), fit_intercept)

    def _loss(self, z: Array, y: Array) -> Array:
        clipped = np.clip(z - y, -self.delta, self.delta)
        return clipped * (z - y - 0.5 * clipped)

    def _slope(self, z: Array, y: Array) -> Array:
        return np.clip(z - y, -self.delta, self.delta)

    def _curvature(self, z: Array, y: Array) -> Array:
        return (np.abs(z - y) < self.delta).astype(z.dtype)

    def _falls_for_ever(self, z: Array, y: Array) -> bool:  # noqa: ARG002
        return False
