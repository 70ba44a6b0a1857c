"""Polynomial regression: the mean squared error, or half of it, of a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.losses.data import LARGEST, finite_numbers
from gdwidgets.core.losses.linear import LinearRegression, squared_error_factor
from gdwidgets.core.objective import Objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

HIGHEST_DEGREE = 999
"""So that there are at most 1,000 parameters."""


@final
class PolynomialRegression(Objective):
    r"""Half the mean squared error of a polynomial of one feature, or all of it.

    .. math:: \frac{1}{2n} \sum_i (w_1 x_i + w_2 x_i^2 + \dots + w_d x_i^d + b - y_i)^2

    It is the linear regression on the powers of x: a bowl, but the steeper in some directions
    the higher the degree and the larger x. So scale x to about -1 to 1.

    Parameters
    ----------
    x : (n_rows,) or (n_rows, 1) array_like
        The feature.
    y : (n_rows,) or (n_rows, 1) array_like
        The targets.
    degree : int
        The highest power, 1 to 999.
    half : bool
        Take half the mean squared error, or with False all of it; see `LinearRegression`.

    Attributes
    ----------
    loss_name : str
        "half the mean squared error", or "mean squared error".
    weights : (n_params,) ndarray of bool
        True for the weights, False for the intercept.

    Raises
    ------
    TypeError, ValueError
        If `x` and `y` are not finite numbers, their numbers of rows differ, `degree` is not a
        whole number from 1 to 999, or a power of `x` is too large for a float.

    Examples
    --------
    >>> from gdwidgets.core.losses import PolynomialRegression
    >>> curve = PolynomialRegression([-1.0, 0.0, 1.0, 2.0], [2.0, 1.0, 2.0, 5.0], degree=2)
    >>> curve.param_names
    ('weight 1', 'weight 2', 'intercept')
    >>> curve.solution().round(12) + 0.0
    array([0., 1., 1.])
    """

    name = "Polynomial regression"
    convex = True
    lower_bound = 0.0

    def __init__(self, x: ArrayLike, y: ArrayLike, degree: int = 2, *, half: bool = True) -> None:
        self.degree = whole_number("degree", degree, low=1, high=HIGHEST_DEGREE)
        self.x = _checked_feature(x)
        self._linear = LinearRegression(self._powers(self.x), y, half=half)
        self.half, self.loss_name = self._linear.half, self._linear.loss_name
        curve = r"\sum_{i=1}^{n}\left(b + \sum_{k=1}^{d} w_k x_i^k - y_i\right)^2"
        self.latex = squared_error_factor(self.half) + curve
        self.y, self.weights = self._linear.y, self._linear.weights
        self.n_rows, self.n_params = self._linear.n_rows, self._linear.n_params
        self.param_names, self.start = self._linear.param_names, self._linear.start
        self.minima, self.domain = self._linear.minima, self._linear.domain

    def __repr__(self) -> str:
        return f"PolynomialRegression(n_rows={self.n_rows}, degree={self.degree})"

    def solution(self) -> Array:
        """The parameters of the lowest loss, by linear algebra."""
        return self._linear.solution()

    def ridge_solution(self, l2: float) -> Array:
        """The parameters of the lowest penalised loss; see `LinearRegression.ridge_solution`."""
        return self._linear.ridge_solution(l2)

    def predict(self, params: ArrayLike, x: ArrayLike | None = None) -> Array:
        """The curve's height at `x`, or at the data it was given: ``(..., n)``."""
        powers = None if x is None else self._powers(_checked_feature(x))
        return self._linear.predict(params, powers)

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The loss over all rows or a mini-batch; see `Objective.value`."""
        return self._linear.value(params, rows)

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the loss; see `Objective.gradient`."""
        return self._linear.gradient(params, rows)

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature, the same everywhere; see `Objective.hessian`."""
        return self._linear.hessian(params)

    def _powers(self, x: Array) -> Array:
        with np.errstate(all="ignore"):
            powers: Array = x[:, np.newaxis] ** np.arange(1, self.degree + 1)
        if np.abs(powers).max() > LARGEST:
            raise ValueError(
                f"x must be small enough for its powers up to the degree {self.degree}, not as "
                f"large as {np.abs(x).max():g}"
            )
        return powers


def _checked_feature(x: ArrayLike) -> Array:
    feature = finite_numbers("x", x)
    if feature.ndim == 2 and feature.shape[1] == 1:
        feature = feature[:, 0]
    if feature.ndim != 1:
        raise ValueError(f"x must be one feature of shape (n_rows,), not {feature.shape}")
    return feature
