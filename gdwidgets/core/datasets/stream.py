"""A stream of data whose law changes while one learns from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.datasets.made_up import MOST_NOISE, MOST_ROWS
from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.losses import LinearRegression
    from gdwidgets.core.objective import Array

LAST_ROW = 2**40
"""Up to here the law's angle is right to a thousandth of a turn, for any drift."""
_BLOCK = 1024


@final
@dataclass(frozen=True)
class DriftingStream:
    """Rows of a line ``y = weight x + intercept`` whose weight and intercept drift.

    Both wander on a circle of radius 2: after ``1 / drift`` rows they are back. Any row can be
    asked for at any time, and is always the same.

    Who learns from the rows as they arrive must forget: a learning rate that stays keeps up with
    the law, at a distance that grows with the drift, and one that vanishes falls behind.

    Parameters
    ----------
    drift : float
        The share of the circle, from -1 to 1, that the law moves with each row; 0 stands still.
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
    >>> x, y = stream.batch(0, 4)
    >>> (y / x)[[0, 2]].round(6), y[[1, 3]].round(6)
    (array([ 2., -2.]), array([ 2., -2.]))
    >>> stream.loss(4)
    LinearRegression(n_rows=4, n_params=2)
    """

    drift: float = 0.0005
    noise: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        finite_number("drift", self.drift, low=-1, high=1)
        finite_number("noise", self.noise, low=0, high=MOST_NOISE)
        whole_number("seed", self.seed, low=0)

    def true_params(self, row: Any) -> Array:
        """The weight and the intercept behind a row.

        Parameters
        ----------
        row : (...) array_like of int
            Which row, from 0 on.

        Returns
        -------
        (..., 2) ndarray

        Raises
        ------
        TypeError, ValueError
            If `row` is something else.

        Examples
        --------
        >>> DriftingStream(drift=0.5).true_params([0, 1, 2]).round(6) + 0.0
        array([[ 2.,  0.],
               [-2.,  0.],
               [ 2.,  0.]])
        """
        allowed = f"row must be whole numbers from 0 to {LAST_ROW}"
        try:
            rows = np.asarray(row)
        except ValueError:
            raise ValueError(f"{allowed}, not the ragged {row!r}") from None
        if rows.dtype.kind not in "iu":
            raise TypeError(f"{allowed}, not {row!r}")
        if rows.size and not (rows.min() >= 0 and rows.max() <= LAST_ROW):
            raise ValueError(f"{allowed}, not {rows.min()} to {rows.max()}")
        angle = 2 * np.pi * (self.drift * rows % 1)
        return 2 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)

    def batch(self, step: int, batch_size: int) -> tuple[Array, Array]:
        """The rows that arrive at a step, `batch_size` at each.

        Parameters
        ----------
        step : int
            Which batch, from 0 on.
        batch_size : int
            How many rows, from 1 to 1,000,000.

        Returns
        -------
        x, y : (batch_size,) ndarray
            The rows from ``step * batch_size`` on. x is standard normal.

        Raises
        ------
        TypeError, ValueError
            If an argument is out of its range.

        Examples
        --------
        >>> stream = DriftingStream()
        >>> bool(np.all(stream.batch(1, 5)[0] == stream.batch(0, 10)[0][5:]))
        True
        """
        batch_size = whole_number("batch_size", batch_size, low=1, high=MOST_ROWS)
        step = whole_number("step", step, low=0, high=LAST_ROW // batch_size - 1)
        rows = np.arange(step * batch_size, (step + 1) * batch_size)
        x, scatter = self._draws(rows)
        weight, intercept = self.true_params(rows).T
        return x, weight * x + intercept + self.noise * scatter

    def loss(self, n_rows: int) -> LinearRegression:
        """The loss of a line over the first rows, to be descended on in the order of arrival.

        Parameters
        ----------
        n_rows : int
            How many rows, from 2 to 1,000,000.

        Returns
        -------
        LinearRegression
            With ``in_order = True``: mini-batches of it are its rows in their order, not
            shuffled ones. Over all rows, `value` and `solution` know of no order; compare a run
            with `true_params` instead.

        Raises
        ------
        TypeError, ValueError
            If `n_rows` is out of its range.

        Examples
        --------
        >>> loss = DriftingStream(drift=0.01).loss(100)
        >>> loss.in_order
        True

        Over a whole turn the law cancels itself out:

        >>> print(np.abs(loss.solution()).max() < 0.5)
        True
        """
        # The losses know the labels of this package: at the top it would be a circle.
        from gdwidgets.core.losses import LinearRegression  # noqa: PLC0415

        loss: Any = LinearRegression(
            *self.batch(0, whole_number("n_rows", n_rows, low=2, high=MOST_ROWS))
        )
        loss.in_order = True
        return loss  # type: ignore[no-any-return]

    def _draws(self, rows: Any) -> Any:
        """Return x and the scatter of each row: random numbers that depend on the row only."""
        first, last = rows[0] // _BLOCK, rows[-1] // _BLOCK
        blocks = [
            np.random.default_rng([self.seed, block]).normal(size=(_BLOCK, 2))
            for block in range(first, last + 1)
        ]
        return np.concatenate(blocks)[rows - first * _BLOCK].T
