"""Polynomial regression: half the mean squared error of a curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.losses.data import checked_features
from gdwidgets.core.losses.linear import LinearRegression
from gdwidgets.core.objective import Objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
class PolynomialRegression(Objective):
    r"""Half the mean squared error of a polynomial of one feature.

    .. math:: \frac{1}{2n} \sum_i (w_1 x_i + w_2 x_i^2 + \dots + w_d x_i^d + b - y_i)^2

    It is the linear regression on the powers of x: a bowl, but the steeper in some directions
    the higher the degree and the larger x. So scale x to about -1 to 1.

    Parameters
    ----------
    x : (n_rows,) array_like
        The feature.
    y : (n_rows,) array_like
        The targets.
    degree : int
        The highest power, at least 1.

    Raises
    ------
    TypeError, ValueError
        If `x` and `y` are not finite numbers, their numbers of rows differ, or `degree` is
        not a whole number of at least 1.

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
    latex = r"\frac{1}{2n}\sum_{i=1}^{n}\left(b + \sum_{k=1}^{d} w_k x_i^k - y_i\right)^2"

    def __init__(self, x: ArrayLike, y: ArrayLike, degree: int = 2) -> None:
        self.degree = whole_number("degree", degree, low=1)
        self.x = checked_features(x)[:, 0]
        if np.ndim(x) != 1:
            raise ValueError(f"x must be one feature of shape (n_rows,), not {np.shape(x)}")
        self._linear = LinearRegression(self._powers(self.x), y)
        self.y = self._linear.y
        self.n_rows, self.n_params = self._linear.n_rows, self._linear.n_params
        self.param_names, self.start = self._linear.param_names, self._linear.start
        self.minima, self.domain = self._linear.minima, self._linear.domain

    def __repr__(self) -> str:
        return f"PolynomialRegression(n_rows={self.n_rows}, degree={self.degree})"

    def solution(self) -> Array:
        """The parameters of the lowest loss, by linear algebra."""
        return self._linear.solution()

    def predict(self, params: ArrayLike, x: ArrayLike | None = None) -> Array:
        """The curve's height at `x`, or at the data it was given: ``(..., n)``."""
        return self._linear.predict(params, None if x is None else self._powers(x))

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The loss over all rows or a mini-batch; see `Objective.value`."""
        return self._linear.value(params, rows)

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the loss; see `Objective.gradient`."""
        return self._linear.gradient(params, rows)

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature, the same everywhere; see `Objective.hessian`."""
        return self._linear.hessian(params)

    def _powers(self, x: ArrayLike) -> Array:
        return np.asarray(x, dtype=float)[:, np.newaxis] ** np.arange(1, self.degree + 1)
