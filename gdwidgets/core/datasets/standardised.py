"""`standardise`: features of mean 0 and standard deviation 1, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np

from gdwidgets.core.validate import finite_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

ROUNDING = 4 * np.finfo(np.float64).eps
"""A spread below this share of the largest value is nothing but rounding."""


@overload
def standardise(values: ArrayLike, *, return_scale: Literal[False] = ...) -> Array: ...


@overload
def standardise(
    values: ArrayLike, *, return_scale: Literal[True]
) -> tuple[Array, Array, Array]: ...


def standardise(values: ArrayLike, *, return_scale: bool = False) -> Any:
    """Shift and scale each column to mean 0 and (population) standard deviation 1.

    Parameters
    ----------
    values : (n_rows,) or (n_rows, n_columns) array_like
        Finite numbers.
    return_scale : bool
        Return the means and the spreads as well, to map a point there and back:
        ``values == standardised * spread + mean``, to rounding.

    Returns
    -------
    standardised : ndarray of the same shape
        A constant column becomes zeros. A column counts as constant if its standard deviation is
        at most 4 machine epsilons (8.9e-16) times its largest absolute value: that much comes of
        rounding alone.
    mean, spread : float or (n_columns,) ndarray
        Only with `return_scale`. The spread is the standard deviation, and 1 for a constant
        column.

    Raises
    ------
    TypeError
        If `values` are no numbers, or `return_scale` no bool.
    ValueError
        If `values` are ragged, empty, not finite, or of another shape.

    Examples
    --------
    >>> standardise([1.0, 3.0])
    array([-1.,  1.])
    >>> standardise([0.1, 0.1, 0.1])
    array([0., 0., 0.])

    The line y = 2 z + 1 in the standardised z, for an x in the units of the data:

    >>> z, mean, spread = standardise([10.0, 30.0], return_scale=True)
    >>> print(2 * (25.0 - mean) / spread + 1)
    2.0
    """
    if not isinstance(return_scale, bool):
        raise TypeError(f"return_scale must be True or False, not {return_scale!r}")
    array = finite_array("values", values)
    if array.ndim not in (1, 2):
        raise ValueError(
            f"values must have the shape (n_rows,) or (n_rows, n_columns), not {array.shape}"
        )
    # One column after the other, so that each gives the bits that it gives alone.
    columns = np.ascontiguousarray(array.T)
    # A power of two changes no digit, and without it the squares of 1e200 would overflow.
    largest = np.abs(columns).max(axis=-1, keepdims=True)
    unit = np.ldexp(1.0, np.frexp(largest)[1] - 1)
    columns = columns / unit
    mean, spread = columns.mean(axis=-1, keepdims=True), columns.std(axis=-1, keepdims=True)
    constant = spread <= ROUNDING * (largest / unit)
    standardised = np.where(constant, 0.0, (columns - mean) / np.where(constant, 1.0, spread)).T
    if not return_scale:
        return standardised
    spread = np.where(constant, 1.0, spread * unit)
    return standardised, (mean * unit)[..., 0], spread[..., 0]
