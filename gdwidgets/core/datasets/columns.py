"""What a `Table` takes for a column, for labels, for a selection of rows and for a condition."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdwidgets.core.entries import numbers_or_text
from gdwidgets.core.labels import encode_labels


def checked_column(name: Any, values: Any) -> Any:
    """Return a read-only copy of a column, float64 or text, or say what is wrong with it."""
    if not isinstance(name, str) or not name:
        raise TypeError(f"columns must have text for names, not {name!r}")
    column = numbers_or_text(f"columns: {name!r} must be a sequence of numbers or of text", values)
    if column.dtype.kind != "U":
        column = column.astype(np.float64)
    column.flags.writeable = False
    return column


def class_codes(column: str, entries: Any) -> tuple[Any, tuple[str, ...]]:
    """Number the different entries of a column in sorted order; return the numbers and them."""
    if entries.dtype.kind == "U":
        n_empty = int(np.count_nonzero(entries == ""))
        if n_empty:
            raise ValueError(
                f"column {column!r} must name a class in each row, but is empty in {n_empty}; "
                "pick the others with where, by a list of the classes"
            )
        return encode_labels(entries)
    numbers, codes = np.unique(entries, return_inverse=True)
    whole = np.isfinite(numbers) & (numbers == np.floor(numbers))
    if not whole.all():
        raise TypeError(
            f"column {column!r} must hold text or whole numbers to be labels, "
            f"not {numbers[~whole][0]}"
        )
    return encode_labels(codes, [f"{number:.0f}" for number in numbers])


def picked_rows(selection: Any, n_rows: int) -> Any:
    """Return the numbers of the rows that `selection` picks."""
    allowed = "selection must be a bool for each row, row numbers or a slice"
    if isinstance(selection, slice):
        try:
            picked = np.arange(n_rows)[selection]
        except (TypeError, ValueError) as error:
            raise type(error)(f"{allowed}, not {selection!r}: {error}") from None
    else:
        try:
            picked = np.asarray(selection)
        except ValueError:
            raise ValueError(f"{allowed}, not ragged") from None
        if picked.ndim != 1 or (picked.size and picked.dtype.kind not in "biu"):
            raise TypeError(f"{allowed}, not {picked.dtype} of shape {picked.shape}")
        if picked.dtype.kind == "b":
            if len(picked) != n_rows:
                raise ValueError(f"{allowed}: {len(picked)} bools don't fit {n_rows} rows")
            picked = np.flatnonzero(picked)
    if not picked.size:
        raise ValueError("selection must pick at least one row")
    if picked.min() < -n_rows or picked.max() >= n_rows:
        raise ValueError(
            f"selection must be row numbers below {n_rows}, not {picked.min()} to {picked.max()}"
        )
    return picked


def meeting(column: str, entries: Any, condition: Any) -> Any:
    """Return for each row whether its entry in a column meets a condition."""
    if callable(condition):
        met = np.asarray(condition(entries))
        if met.dtype.kind != "b" or met.shape != entries.shape:
            raise TypeError(
                f"the condition on {column!r} must return a bool for each of the {len(entries)} "
                f"rows, not {met.dtype} of shape {met.shape}"
            )
        return met
    if isinstance(condition, np.ndarray):
        condition = condition.tolist()
    several = isinstance(condition, list | tuple | set | frozenset | range)
    values = list(condition) if several else [condition]
    kinds = (str,) if entries.dtype.kind == "U" else (int, float, np.integer, np.floating)
    found = set(entries.tolist())
    for value in values:
        if not isinstance(value, kinds) or isinstance(value, bool):
            word = "text" if kinds == (str,) else "numbers"
            raise TypeError(
                f"the condition on {column!r} must be {word}, as the column is, a list of such "
                f"or a function, not {value!r}"
            )
        if value not in found:
            raise ValueError(f"column {column!r} has no {value!r}, only {_range(entries)}")
    return np.isin(entries, values)


def _range(entries: Any) -> str:
    """Which entries there are, in a few words."""
    if entries.dtype.kind == "f":
        return f"numbers from {entries.min():g} to {entries.max():g}"
    found = np.unique(entries)
    return ", ".join(map(repr, found[:6].tolist())) + (", ..." if len(found) > 6 else "")
