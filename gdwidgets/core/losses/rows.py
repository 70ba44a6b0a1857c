"""Rows of data: which of them, how they are laid out, and averages over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

MOST_CELLS = 1 << 27
"""A table of one number for each row and class with more cells than this (1 GiB) is refused."""

PIECE = 1 << 13
"""Work on many points goes on in pieces of about so many numbers.

Arrays of 64 kB stay in the cache, and the C library hands them out again without asking the
system for fresh pages: measured, a family of runs takes half the time or less.
"""


def with_ones(features: Array, fit_intercept: bool) -> Array:
    """Append the column of ones that carries the intercept, if there is to be one.

    Examples
    --------
    >>> import numpy as np
    >>> with_ones(np.array([[2.0], [3.0]]), fit_intercept=True)
    array([[2., 1.],
           [3., 1.]])
    """
    if not isinstance(fit_intercept, bool):
        raise TypeError(f"fit_intercept must be True or False, not {fit_intercept!r}")
    if fit_intercept:
        features = np.column_stack([features, np.ones(len(features))])
    # Products of a tall table with one vector at a time are fastest column by column.
    return np.asfortranarray(features)


def pick_rows(table: Array, rows: ArrayLike | None, dtype: Any) -> Array:
    """Return the rows of a mini-batch (all for None) in the runs' precision.

    Raises
    ------
    TypeError, ValueError
        If `rows` are not whole numbers, or there is no such row.

    Examples
    --------
    >>> import numpy as np
    >>> pick_rows(np.array([10.0, 20.0, 30.0]), [2, 0], np.float32)
    array([30., 10.], dtype=float32)
    """
    if rows is None:
        return table.astype(dtype, copy=False)
    rows = np.asarray(rows)
    if rows.dtype.kind not in "iu" or rows.ndim == 0 or rows.shape[-1] == 0:
        raise TypeError(f"rows must be one or more whole numbers, not {rows!r}")
    if rows.min() < 0 or rows.max() >= len(table):
        raise ValueError(f"rows must lie between 0 and {len(table) - 1}, not {rows!r}")
    # Laid out alike for one run and for many, so that products round alike.
    return np.ascontiguousarray(table[rows], dtype)


def average_gradient(features: Array, slopes: Array) -> Array:
    """Average each row's features, weighted by the slope of its loss in its prediction.

    Examples
    --------
    >>> import numpy as np
    >>> average_gradient(np.array([[1.0, 1.0], [2.0, 1.0]]), np.array([4.0, 0.0]))
    array([2., 2.])
    """
    slopes = np.ascontiguousarray(slopes)[..., np.newaxis, :]
    total: Array = np.matmul(slopes, features)[..., 0, :]
    return total / total.dtype.type(features.shape[-2])


def in_pieces(
    function: Callable[[Array], Array], points: Array, size: int, piece: int = PIECE
) -> Array:
    """Evaluate a function of ``(..., n_params)`` points, some of them at a time if they are many.

    Parameters
    ----------
    function : callable
        Maps ``(..., n_params)`` to ``(..., *shape)``, each point by itself.
    points : (..., n_params) ndarray
    size : int
        How many numbers the function handles for one point.
    piece : int
        How many it may handle at once.

    Examples
    --------
    >>> import numpy as np
    >>> in_pieces(lambda points: points.sum(axis=-1), np.ones((2, 3, 4)), size=10**9)
    array([[4., 4., 4.],
           [4., 4., 4.]])
    """
    shape = points.shape[:-1]
    n_together = max(1, piece // size)
    row = points.reshape(-1, points.shape[-1]) if points.ndim != 2 else points
    if len(row) <= n_together:
        return function(points)
    pieces = [function(row[i : i + n_together]) for i in range(0, len(row), n_together)]
    whole: Array = np.concatenate(pieces)
    return whole.reshape(*shape, *whole.shape[1:])


def one_hot(codes: Any, n_classes: int) -> Any:
    """Return a row for each label, 1 for its class and 0 for the others.

    Raises
    ------
    ValueError
        If that would need more than 1 GiB.

    Examples
    --------
    >>> import numpy as np
    >>> one_hot(np.array([1, 0]), 2)
    array([[0., 1.],
           [1., 0.]])
    """
    if len(codes) * n_classes > MOST_CELLS:
        raise ValueError(
            f"labels must be of fewer classes than {n_classes}: with {len(codes)} rows that is "
            f"more than {MOST_CELLS} probabilities (1 GiB)"
        )
    table = np.zeros((len(codes), n_classes))
    table[np.arange(len(codes)), codes] = 1
    return table
