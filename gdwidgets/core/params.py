"""What an objective accepts as a point: floats with the coordinates in the last axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


def as_params(params: ArrayLike, n_params: int) -> Array:
    """Return `params` as an array of floats whose last axis has `n_params` entries.

    float32 and float64 are kept as they are; everything else becomes float64.

    Parameters
    ----------
    params : (..., n_params) array_like
        One point, or any number of them.
    n_params : int
        How many parameters a point has.

    Raises
    ------
    TypeError
        If `params` holds something else than real numbers.
    ValueError
        If the last axis has another length.

    Examples
    --------
    >>> as_params([1, 2], 2)
    array([1., 2.])
    >>> as_params([1, 2, 3], 2)
    Traceback (most recent call last):
    ValueError: params must have 2 numbers in the last axis, not shape (3,)
    """
    try:
        array = np.asarray(params)
    except ValueError:
        raise ValueError(
            f"params must be one block of numbers, not the ragged {params!r}"
        ) from None
    if array.dtype.char not in "fd":
        if array.dtype.kind not in "iuf":
            raise TypeError(f"params must be real numbers, not {params!r}")
        array = array.astype(np.float64)
    if array.ndim == 0 or array.shape[-1] != n_params:
        raise ValueError(
            f"params must have {n_params} number{'s' * (n_params != 1)} in the last axis, "
            f"not shape {array.shape}"
        )
    return array
