"""The whole Hessian from its products with the axes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.losses.rows import in_pieces

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

MOST_CURVATURES = 1 << 27
"""Hessians of more entries in all than this (1 GiB) are refused."""


def hessian_by_products(
    product: Callable[[Array, Array], Array], params: Array, size: int, piece: int
) -> Array:
    """Multiply the Hessian at each of the ``(..., n_params)`` points with every axis.

    Parameters
    ----------
    product : callable
        From params and a vector to the Hessian times the vector.
    params : (..., n_params) ndarray
    size, piece : int
        How many numbers one product handles, and how many may be handled at once.

    Raises
    ------
    ValueError
        If the Hessians would need more than 1 GiB.

    Examples
    --------
    >>> hessian_by_products(lambda params, vector: 3 * vector, np.zeros(2), 2, 100)
    array([[3., 0.],
           [0., 3.]])
    """
    n_params = params.shape[-1]
    if params.size * n_params > MOST_CURVATURES:
        raise ValueError(
            f"params must be few enough for their Hessians to fit into 1 GiB, not of shape "
            f"{params.shape}: each has {n_params:,} x {n_params:,} entries"
        )
    axes = np.eye(n_params, dtype=params.dtype)
    if size * n_params <= piece:  # some points together
        together = size * n_params
        hessian = in_pieces(lambda p: product(p[..., np.newaxis, :], axes), params, together, piece)
    else:
        points = params.reshape(-1, n_params)
        rows = [in_pieces(partial(product, point), axes, size, piece) for point in points]
        hessian = np.reshape(rows, (*params.shape, n_params))
    symmetric: Array = 0.5 * (hessian + np.swapaxes(hessian, -1, -2))
    return symmetric
