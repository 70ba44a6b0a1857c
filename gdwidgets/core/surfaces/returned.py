"""What a height, a slope or a curvature returned, checked and written into an array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


def fill(name: str, target: Array, given: Any, order: int) -> None:
    """Write what the function called `name` returned into `target`.

    Parameters
    ----------
    name : str
        What an error calls the function.
    target : (n_params,) * order + (...) ndarray
        Becomes the values at any number of points.
    given : object
        A number or an array for each derivative of this order: one value, `n_params` first
        derivatives, `n_params` rows of as many second ones. With one parameter the parentheses
        around the only derivative may be left out.
    order : {0, 1, 2}

    Raises
    ------
    TypeError
        If something is not a real number.
    ValueError
        If there are more or fewer derivatives, or numbers, than asked for.

    Examples
    --------
    >>> block = np.empty((2, 3))
    >>> fill("slope", block, (np.arange(3.0), 7), 1)
    >>> block
    array([[0., 1., 2.],
           [7., 7., 7.]])
    >>> fill("slope", block, (1, 2, 3), 1)
    Traceback (most recent call last):
    ValueError: slope must return 2 derivatives, not 3
    """
    n_params = len(target) if order else 0
    if order == 0:
        _put(name, target, ..., given)
    elif n_params == 1:
        _put(name, target, (0,) * order, _unwrapped(given, order, target.ndim))
    elif order == 1:
        for i, part in enumerate(_parts(name, given, n_params, "")):
            _put(name, target, i, part)
    else:
        for i, row in enumerate(_parts(name, given, n_params, f"{n_params} rows of ")):
            for j, part in enumerate(_parts(name, row, n_params, f"{n_params} rows of ")):
                _put(name, target, (i, j), part)


def _parts(name: str, given: Any, n_params: int, rows: str) -> Any:
    if not isinstance(given, tuple | list) and not (isinstance(given, np.ndarray) and given.ndim):
        raise ValueError(f"{name} must return {rows}{n_params} derivatives, not {given!r:.60}")
    if len(given) != n_params:
        raise ValueError(f"{name} must return {rows}{n_params} derivatives, not {len(given)}")
    return given


def _unwrapped(given: Any, order: int, ndim: int) -> Any:
    """The only derivative, taken out of sequences of its own, if it stands in such."""
    for axes in range(ndim, ndim - order, -1):
        own = (
            given.ndim >= axes if isinstance(given, np.ndarray) else isinstance(given, tuple | list)
        )
        if own and len(given) == 1:
            given = given[0]
    return given


def _put(name: str, target: Array, where: Any, given: Any) -> None:
    try:
        if type(given) is np.ndarray and given.dtype is target.dtype:
            target[where] = given
            return
        values = np.asarray(given)
        known = values.dtype.kind in "fiub"
    except ValueError:  # ragged, or not of the right shape
        values, known = given, type(given) is np.ndarray
    if not known:
        raise TypeError(f"{name} must return real numbers, not {given!r:.60}")
    try:
        target[where] = values
    except (TypeError, ValueError):
        n_points = target[where].size
        raise ValueError(
            f"{name} must return one number for each of {n_points} point{'s' * (n_points != 1)}, "
            f"not an array of shape {values.shape}"
        ) from None
