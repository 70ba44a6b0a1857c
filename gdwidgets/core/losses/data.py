"""What losses on data ask of the data that they are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.labels import encode_labels
from gdwidgets.core.validate import finite_array

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

LARGEST = 1e150
"""The largest number of a data set: squares of it can still be summed."""


def checked_features(X: Any, n_features: int | None = None) -> Array:
    """Return the features as an (n_rows, n_features) array of finite numbers.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers with at least one row and one column, or with
        another number of columns than `n_features`.

    Examples
    --------
    >>> checked_features([1, 2, 3]).shape
    (3, 1)
    >>> checked_features([1, 2, 3], 2)
    Traceback (most recent call last):
    ValueError: X must have 2 columns, not 1
    """
    features = finite_numbers("X", X)
    if features.ndim == 1:
        features = features[:, np.newaxis]
    if features.ndim != 2:
        raise ValueError(
            f"X must have the shape (n_rows,) or (n_rows, n_features), not {features.shape}"
        )
    if n_features not in (None, features.shape[1]):
        columns = "column" if n_features == 1 else "columns"
        raise ValueError(f"X must have {n_features} {columns}, not {features.shape[1]}")
    return features


def checked_targets(y: Any, n_rows: int) -> Array:
    """Return the targets, also those in a column, as an (n_rows,) array of finite numbers.

    Raises
    ------
    TypeError, ValueError
        If `y` is something else, or has another number of rows than the features.

    Examples
    --------
    >>> checked_targets([[1], [2]], 2)
    array([1., 2.])
    >>> checked_targets([1, 2], 3)
    Traceback (most recent call last):
    ValueError: y must have one number for each of the 3 rows of X, not shape (2,)
    """
    targets: Array = _without_column(finite_numbers("y", y))
    if targets.shape != (n_rows,):
        raise ValueError(
            f"y must have one number for each of the {n_rows} rows of X, not shape {targets.shape}"
        )
    return targets


def checked_labels(
    labels: Any, n_rows: int, class_names: Sequence[str] = (), name: str = "labels"
) -> tuple[Any, tuple[str, ...]]:
    """Return class labels as (n_rows,) whole numbers from 0 on, and the names of the classes.

    Raises
    ------
    TypeError, ValueError
        If there is not one label for each row, or `encode_labels` refuses them.

    Examples
    --------
    >>> checked_labels(["b", "c", "a"], 3)
    (array([1, 2, 0]), ('a', 'b', 'c'))
    """
    codes, names = encode_labels(labels, class_names, name)
    if len(codes) != n_rows:
        raise ValueError(
            f"{name} must have one label for each of the {n_rows} rows of X, not {len(codes)}"
        )
    return codes, names


def learned_labels(
    labels: Any, n_rows: int, name: str, class_names: Sequence[str] = ()
) -> tuple[Any, tuple[str, ...]]:
    """Return labels to learn from as `checked_labels` does, also those in a column.

    Raises
    ------
    ValueError
        If they are text that names one class only: nothing could be told apart.

    Examples
    --------
    >>> learned_labels([["yes"], ["no"]], 2, "y")
    (array([1, 0]), ('no', 'yes'))
    """
    labels = _without_column(labels)
    codes, names = checked_labels(labels, n_rows, class_names, name)
    if len(names) == 1 and np.asarray(labels).dtype.kind not in "biuf":
        raise ValueError(f"{name} must name at least two classes, not only {names[0]!r}")
    return codes, names


def two_classes(
    y: Any, n_rows: int, class_names: Sequence[str] = ()
) -> tuple[Array, tuple[str, ...]]:
    """Return the answers to a yes-or-no question as 0.0 and 1.0, and the names of the two.

    Raises
    ------
    TypeError, ValueError
        If `y` is not 0 or 1, or one of two names, for each row.

    Examples
    --------
    >>> two_classes([True, False], 2)
    (array([1., 0.]), ('0', '1'))
    """
    codes, names = learned_labels(y, n_rows, "y", class_names)
    if len(names) > 2:
        shown = ", ".join(names[:5]) + ", ..." * (len(names) > 5)
        raise ValueError(f"y must be 0 or 1, or two names, not the {len(names)} classes {shown}")
    return codes.astype(np.float64), names if len(names) == 2 else ("0", "1")


def finite_numbers(name: str, values: Any) -> Array:
    """Return a new array of finite float64 numbers whose squares can be summed, or raise.

    Examples
    --------
    >>> finite_numbers("y", [1, 2])
    array([1., 2.])
    """
    array = finite_array(name, values)
    if np.abs(array).max() > LARGEST:
        raise ValueError(
            f"{name} must be numbers of at most {LARGEST:g} in size, for their squares are summed, "
            f"not {array.flat[np.abs(array).argmax()]:g}"
        )
    return array


def _without_column(values: Any) -> Any:
    """Return a column (n_rows, 1) as (n_rows,), and anything else as it is."""
    try:
        shape = np.shape(values)
    except ValueError:  # ragged, which is refused in words later
        return values
    return np.asarray(values)[:, 0] if len(shape) == 2 and shape[1] == 1 else values
