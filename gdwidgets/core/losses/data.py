"""What the data losses share: checked data, mini-batches and their mean gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


def checked_features(X: Any) -> Array:
    """Return the features as an (n_rows, n_features) array of finite numbers.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers with at least one row and one column.

    Examples
    --------
    >>> checked_features([1, 2, 3]).shape
    (3, 1)
    """
    features = _finite_numbers("X", X)
    if features.ndim == 1:
        features = features[:, np.newaxis]
    if features.ndim != 2 or 0 in features.shape:
        raise ValueError(
            f"X must have the shape (n_rows,) or (n_rows, n_features), not {features.shape}"
        )
    return features


def checked_targets(y: Any, n_rows: int) -> Array:
    """Return the targets as an (n_rows,) array of finite numbers.

    Raises
    ------
    TypeError, ValueError
        If `y` is something else, or has another number of rows than the features.

    Examples
    --------
    >>> checked_targets([1, 2], 3)
    Traceback (most recent call last):
    ValueError: y must have one number for each of the 3 rows of X, not shape (2,)
    """
    targets = _finite_numbers("y", y)
    if targets.shape != (n_rows,):
        raise ValueError(
            f"y must have one number for each of the {n_rows} rows of X, not shape {targets.shape}"
        )
    return targets


def checked_labels(labels: Any, n_rows: int) -> Any:
    """Return class labels as an (n_rows,) array of whole numbers from 0 on.

    Raises
    ------
    TypeError, ValueError
        If `labels` is something else.

    Examples
    --------
    >>> checked_labels([0, 2, 1], 3)
    array([0, 2, 1])
    """
    array = np.asarray(labels)
    if array.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers from 0 on, not {array.dtype}")
    if array.shape != (n_rows,):
        raise ValueError(
            f"labels must have one number for each of the {n_rows} rows, not shape {array.shape}"
        )
    if array.min() < 0 or array.max() > 10_000:
        raise ValueError(f"labels must lie between 0 and 10000, not {array.min()} to {array.max()}")
    return array


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
    if not fit_intercept:
        return features
    return np.column_stack([features, np.ones(len(features))])


def linear_param_names(n_features: int, fit_intercept: bool) -> tuple[str, ...]:
    """Name the weights, and the intercept after them.

    Examples
    --------
    >>> linear_param_names(1, True)
    ('weight', 'intercept')
    >>> linear_param_names(2, False)
    ('weight 1', 'weight 2')
    """
    weights = ["weight"] if n_features == 1 else [f"weight {i + 1}" for i in range(n_features)]
    return (*weights, *["intercept"] * fit_intercept)


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
    batch: Array = table[rows].astype(dtype, copy=False)
    return batch


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


def _finite_numbers(name: str, values: Any) -> Array:
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "biuf":
            raise TypeError
        array = array.astype(np.float64)
    except (TypeError, ValueError):
        kind = type(values).__name__
        raise TypeError(f"{name} must be an array of numbers, not this {kind}") from None
    if not np.isfinite(array).all():
        count = int(np.count_nonzero(~np.isfinite(array)))
        raise ValueError(f"{name} must be finite, but {count} of its numbers are NaN or infinite")
    return array
