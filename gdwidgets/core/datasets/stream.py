"""A stream of data whose law changes while one learns from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True)
class DriftingStream:
    """Rows of a line ``y = weight x + intercept`` whose weight and intercept drift.

    Both wander on a circle of radius 2: after ``1 / drift`` batches they are back. Any batch
    can be asked for at any time, and is always the same.

    Parameters
    ----------
    drift : float
        The share of the circle that the law moves with each batch; 0 stands still.
    noise : float
        The standard deviation of y around the line, at least 0.
    seed : int
        Picks the rows.

    Raises
    ------
    TypeError, ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> stream = DriftingStream(drift=0.25, noise=0.0)
    >>> stream.true_params(1).round(6) + 0.0
    array([0., 2.])
    >>> x, y = stream.batch(0, 3)
    >>> (y / x).round(6)
    array([2., 2., 2.])
    """

    drift: float = 0.002
    noise: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        finite_number("drift", self.drift)
        finite_number("noise", self.noise, low=0)
        whole_number("seed", self.seed, low=0)

    def true_params(self, step: Any) -> Array:
        """The weight and the intercept behind batch `step`.

        Parameters
        ----------
        step : (...) array_like of int

        Returns
        -------
        (..., 2) ndarray
        """
        angle = 2 * np.pi * self.drift * np.asarray(step, dtype=np.float64)
        return 2 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)

    def batch(self, step: int, batch_size: int) -> tuple[Array, Array]:
        """The rows that arrive at `step`.

        Parameters
        ----------
        step : int
            Which batch, from 0 on.
        batch_size : int
            How many rows, at least 1.

        Returns
        -------
        x, y : (batch_size,) ndarray
            x is standard normal.

        Raises
        ------
        TypeError, ValueError
            If an argument is out of its range.
        """
        whole_number("step", step, low=0)
        whole_number("batch_size", batch_size, low=1)
        rng = np.random.default_rng([self.seed, step])
        weight, intercept = self.true_params(step)
        x = rng.normal(size=batch_size)
        return x, weight * x + intercept + self.noise * rng.normal(size=batch_size)
