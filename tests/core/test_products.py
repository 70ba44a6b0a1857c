"""The product that doesn't depend on how many runs there are."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core.products import matvec


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(5, 2), (40, 7), (1, 64), (300, 3)])
def test_many_vectors_give_the_bits_of_each_alone(dtype, shape):
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=shape).astype(dtype)
    vectors = rng.normal(size=(23, shape[1])).astype(dtype)
    alone = np.array([matvec(matrix, vector) for vector in vectors])
    assert_allclose(alone, vectors @ matrix.T, rtol=1e-4, atol=1e-5)
    for n in (1, 2, 23):
        assert_array_equal(matvec(matrix, vectors[:n]), alone[:n])
        assert_array_equal(matvec(matrix, np.asfortranarray(vectors[:n])), alone[:n])


def test_a_matrix_for_each_vector():
    matrices = np.arange(12.0).reshape(2, 3, 2)
    assert_array_equal(
        matvec(matrices, np.array([[1.0, 0.0], [0.0, 1.0]])), [[0, 2, 4], [7, 9, 11]]
    )
