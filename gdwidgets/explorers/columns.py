"""Two columns of numbers to fit a line to, given or from a CSV file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core import datasets

if TYPE_CHECKING:
    from gdwidgets.core.datasets import Table
    from gdwidgets.core.objective import Array


def checked_columns(x: Any, y: Any) -> tuple[Array, Array]:
    """Return both as float arrays of one length that a line can be fitted to.

    Raises
    ------
    TypeError, ValueError
        If they are anything else; the message says which, and what is allowed.

    Examples
    --------
    >>> checked_columns([1, 1], [2, 3])
    Traceback (most recent call last):
    ValueError: x must have at least two different values, not only 1
    """
    x, y = _column("x", x), _column("y", y)
    if len(x) != len(y):
        raise ValueError(f"y must have as many numbers as x, {len(x)}, not {len(y)}")
    if len(x) == 0 or x.std() == 0:
        given = f"only {x[0]:g}" if len(x) else "none"
        raise ValueError(f"x must have at least two different values, not {given}")
    return x, y


def two_columns(
    path: str | os.PathLike[str], x: str | None, y: str | None, **reading: Any
) -> tuple[Table, str, str]:
    """Read a CSV file; return its table, and the names of the columns for x and y.

    Parameters
    ----------
    path, **reading
        As for `datasets.from_csv`.
    x, y : str or None
        The columns; both None for a file with just two columns of numbers.

    Raises
    ------
    FileNotFoundError, TypeError, ValueError
        As `datasets.from_csv` does, or if the columns must be named.
    """
    if (x is None) != (y is None):
        raise TypeError(f"x and y must both be names of columns, or neither, not {x!r} and {y!r}")
    if x is not None and y is not None:
        return datasets.from_csv(path, [x, y], **reading), x, y
    table = datasets.from_csv(path, **reading)
    numeric = [name for name, column in table.columns.items() if column.dtype.kind == "f"]
    if len(numeric) != 2:
        listed = ", ".join(map(repr, numeric)) or "none"
        raise ValueError(f"x and y must be named: the columns of numbers in it are {listed}")
    return table, numeric[0], numeric[1]


def checked_text(name: str, value: Any) -> str:
    """Return `value`, or raise a TypeError if it is not text.

    Examples
    --------
    >>> checked_text("x_label", 3)
    Traceback (most recent call last):
    TypeError: x_label must be text, not 3
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {value!r}")
    return value


def _column(name: str, values: Any) -> Array:
    allowed = f"{name} must be a sequence of finite numbers"
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{allowed}, all in one row, not {values!r}") from None
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{allowed}, not {values!r}")
    if array.ndim != 1:
        raise ValueError(f"{allowed}, not of shape {array.shape}")
    # What is larger overflows when it is squared.
    if not (np.abs(array) <= 1e100).all():
        raise ValueError(f"{allowed} up to 1e100, but some of them are not")
    return array.astype(np.float64)
