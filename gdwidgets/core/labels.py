"""Class labels as whole numbers from 0 on, with the names of the classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.entries import numbers_or_text

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

HIGHEST_LABEL = 10_000
"""A number above it is no class but something else, and one weight for each would not fit."""


def encode_labels(
    labels: ArrayLike, class_names: Sequence[str] = (), name: str = "labels"
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Turn labels, text or whole numbers, into whole numbers from 0 on and the classes' names.

    Text is numbered in sorted order. Whole numbers (also as floats, as a CSV file has them, or
    as bools) stay what they are, and each class is named by its number. So 0 and 2 are two of
    three classes.

    Parameters
    ----------
    labels : (n_rows,) array_like of str, int, float or bool
    class_names : sequence of str, optional
        The classes that are known already, in their order: labels to test on must be numbered
        as those that were learned from.
    name : str
        The argument's name, as the caller knows it.

    Returns
    -------
    codes : (n_rows,) ndarray of int64
    class_names : tuple of str
        ``class_names[code]`` is the name of a class.

    Raises
    ------
    TypeError
        If `labels` are neither text nor whole numbers, or `class_names` not text.
    ValueError
        If there are no labels, one is empty, negative, above 10,000 or none of `class_names`.

    Examples
    --------
    >>> codes, class_names = encode_labels(["yes", "no", "yes"])
    >>> codes, class_names
    (array([1, 0, 1]), ('no', 'yes'))
    >>> encode_labels(["yes"], class_names)
    (array([1]), ('no', 'yes'))
    >>> encode_labels([0.0, 2.0])
    (array([0, 2]), ('0', '1', '2'))
    """
    array = numbers_or_text(f"{name} must be text or whole numbers from 0 on", labels)
    names = _checked_names(class_names)
    codes, names = (_of_text if array.dtype.kind == "U" else _of_numbers)(array, names, name)
    if len(names) > HIGHEST_LABEL + 1:
        raise ValueError(f"{name} must have at most {HIGHEST_LABEL + 1} classes, not {len(names)}")
    return codes, names


def _of_text(labels: Any, names: tuple[str, ...], argument: str) -> tuple[Any, tuple[str, ...]]:
    n_empty = int(np.count_nonzero(labels == ""))
    if n_empty:
        raise ValueError(f"{argument} must name a class each, but {n_empty} of them are empty")
    found, codes = np.unique(labels, return_inverse=True)
    if not names:
        return codes.astype(np.int64), tuple(found.tolist())
    place = {name: code for code, name in enumerate(names)}
    unknown = [name for name in found.tolist() if name not in place]
    if unknown:
        raise ValueError(f"{argument} must be among {_listed(names)}, not {unknown[0]!r}")
    return np.array([place[name] for name in found.tolist()])[codes].astype(np.int64), names


def _of_numbers(labels: Any, names: tuple[str, ...], argument: str) -> tuple[Any, tuple[str, ...]]:
    highest = len(names) - 1 if names else HIGHEST_LABEL
    # Written so that NaN is refused as well.
    if not (labels.min() >= 0 and labels.max() <= highest):
        raise ValueError(
            f"{argument} must lie between 0 and {highest}, not {labels.min()} to {labels.max()}"
        )
    codes = labels.astype(np.int64)
    wrong = codes != labels
    if wrong.any():
        raise TypeError(
            f"{argument} must be text or whole numbers from 0 on, not {labels[wrong][0]}"
        )
    return codes, names or tuple(map(str, range(int(codes.max()) + 1)))


def _checked_names(class_names: Any) -> tuple[str, ...]:
    if isinstance(class_names, str) or not isinstance(class_names, Sequence | np.ndarray):
        raise TypeError(f"class_names must be a sequence of text, not {class_names!r}")
    names = tuple(class_names)
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"class_names must be a sequence of text, not {class_names!r}")
    if len(set(names)) < len(names) or "" in names:
        raise ValueError(f"class_names must be different names, none empty, not {class_names!r}")
    return tuple(map(str, names))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:6]))
    return shown + (f", ... ({len(names)} in all)" if len(names) > 6 else "")
