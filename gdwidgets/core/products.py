"""The product of a matrix and many vectors, with the same bits however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


def matvec(matrix: Array, vectors: Array) -> Array:
    """Multiply a matrix, or one for each run, with a vector for each run.

    The product is taken run by run, so that a batch of runs gives the same bits as each run
    alone; one large product would be rounded differently for each number of runs.

    Parameters
    ----------
    matrix : (m, n) or (..., m, n) ndarray
    vectors : (..., n) ndarray

    Returns
    -------
    (..., m) ndarray

    Examples
    --------
    >>> import numpy as np
    >>> matvec(np.array([[1.0, 1.0], [2.0, 1.0]]), np.array([10.0, 1.0]))
    array([11., 21.])
    """
    matrix = np.ascontiguousarray(matrix)
    product: Array = np.matmul(matrix, np.ascontiguousarray(vectors)[..., np.newaxis])
    return product[..., 0]
