"""A line as a point: its weight and intercept for a raw, a standardised or a halfway feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.validate import finite_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True)
class Coordinates:
    r"""The feature that the weight is multiplied with, between raw (0) and standardised (1).

    .. math:: z = \frac{x - t \bar x}{s^t}

    Every line through the data is a point in each of these coordinates. The lines and their
    losses stay the same as t goes from 0 to 1; where the points lie changes.

    Attributes
    ----------
    mean, spread : float
        Mean and (population) standard deviation of x.
    share : float
        How far the feature is standardised: t.

    Examples
    --------
    >>> whole = Coordinates.of([1.0, 3.0], 1.0)
    >>> whole.feature([1.0, 2.0, 3.0])
    array([-1., 0., 1.])
    >>> whole.params([2.0, 5.0]), whole.line([2.0, 9.0])
    (array([2., 9.]), array([2., 5.]))
    """

    mean: float
    spread: float
    share: float

    @classmethod
    def of(cls, x: ArrayLike, share: float) -> Coordinates:
        """The coordinates for a feature.

        Parameters
        ----------
        x : (n_rows,) array_like
            The raw feature, of at least two different values.
        share : float
            From 0, raw, to 1, standardised.

        Raises
        ------
        ValueError, TypeError
            If `share` is out of its range.
        """
        share = finite_number("standardise", share, low=0, high=1)
        x = np.asarray(x, dtype=np.float64)
        return cls(float(x.mean()), float(x.std()), share)

    @property
    def largest_curvature(self) -> float:
        """The largest curvature of the loss, the same for every line."""
        mean, spread = self._mean_and_spread
        half = 0.5 * (mean**2 + spread**2)
        return float(0.5 + half + np.hypot(half - 0.5, mean))

    @property
    def condition_number(self) -> float:
        """Largest by smallest curvature of the loss: 1 for a round bowl."""
        _, spread = self._mean_and_spread
        return (self.largest_curvature / spread) ** 2  # spread² is both curvatures' product

    def feature(self, x: ArrayLike) -> Array:
        """The feature of raw `x`, an array of any shape."""
        shift, width = self._shift_and_width
        return (np.asarray(x, dtype=np.float64) - shift) / width

    def params(self, line: ArrayLike) -> Array:
        """Weight and intercept here, ``(..., 2)``, of a line's in raw units."""
        shift, width = self._shift_and_width
        weight, intercept = np.moveaxis(np.asarray(line, dtype=np.float64), -1, 0)
        return np.stack([weight * width, intercept + weight * shift], axis=-1)

    def line(self, params: ArrayLike) -> Array:
        """A line's weight and intercept in raw units, ``(..., 2)``, of those here."""
        shift, width = self._shift_and_width
        weight, intercept = np.moveaxis(np.asarray(params, dtype=np.float64), -1, 0)
        with np.errstate(all="ignore"):
            return np.stack([weight / width, intercept - weight * shift / width], axis=-1)

    @property
    def _mean_and_spread(self) -> tuple[float, float]:
        """Of the feature here."""
        shift, width = self._shift_and_width
        return (self.mean - shift) / width, self.spread / width

    @property
    def _shift_and_width(self) -> tuple[float, float]:
        return self.share * self.mean, self.spread**self.share
