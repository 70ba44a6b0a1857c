"""`standardise`: against its definition, at the ends of what a float holds, and back."""

import re
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core.datasets import standardise

nan, inf = np.nan, np.inf


def test_each_column_gets_mean_0_and_deviation_1():
    values = np.random.default_rng(0).normal(5, 3, (40, 3))
    values[:, 2] = 7
    before = values.copy()
    result = standardise(values)
    assert_allclose(result.mean(axis=0), 0, atol=1e-14)
    assert_allclose(result.std(axis=0), [1, 1, 0])
    assert_array_equal(values, before)
    expected = (values[:, 0] - values[:, 0].mean()) / values[:, 0].std()
    assert_array_equal(result[:, 0], expected)
    assert_array_equal(standardise(values[:, 0]), expected)


@pytest.mark.parametrize(
    "values",
    [
        [0.1] * 3,
        [0.1] * 10,
        [1 / 3] * 7,
        [1e9 + 0.1] * 5,
        [5, 5, 5],
        [0, 0],
        [7],
        [-1e300] * 3,
        [0.3, 0.1 + 0.2, 0.3],
        [5e-324] * 3,
        [1.7e308] * 5,
    ],
)
def test_a_constant_column_becomes_zeros(values):
    standardised, mean, spread = standardise(values, return_scale=True)
    assert standardised.tolist() == [0] * len(values)
    assert_allclose(mean, values[0], rtol=1e-15)
    assert spread == 1


def test_the_limit_of_a_constant_column_is_4_epsilons_of_its_largest_value():
    epsilon = np.finfo(float).eps
    # Two values 1 and 1 + 2 s epsilon have a deviation of s epsilon.
    assert standardise([1, 1 + 8 * epsilon]).tolist() == [0, 0]
    assert standardise([1, 1 + 10 * epsilon]).tolist() == [-1, 1]
    assert standardise([1e12, 1e12 + 0.01]).tolist() == [-1, 1]


@pytest.mark.parametrize(
    "values",
    [
        [1e-300, 2e-300],
        [1e200, -1e200],
        [1e-200, 2e-200, 3e-200],
        [1.7e308, -1.7e308, 0],
        [5e-324, 0],
        [1e308, 1.1e308, 1.2e308],
    ],
)
def test_any_finite_numbers_can_be_standardised(values):
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    scale = max(map(abs, exact))
    offsets = [float((value - mean) / scale) for value in exact]
    expected = np.array(offsets) / np.sqrt(np.mean(np.square(offsets)))
    assert_allclose(standardise(values), expected, rtol=1e-9, atol=1e-12)


def test_the_scale_maps_points_there_and_back():
    values = np.random.default_rng(1).normal(200, 14, (30, 2)) * [1, 1e-3]
    z, mean, spread = standardise(values, return_scale=True)
    assert mean.shape == spread.shape == (2,)
    assert_allclose(z * spread + mean, values, rtol=1e-14)
    assert_allclose(mean, values.mean(axis=0), rtol=1e-14)
    assert_allclose(spread, values.std(axis=0), rtol=1e-14)
    _, mean, spread = standardise(values[:, 0], return_scale=True)
    assert np.ndim(mean) == np.ndim(spread) == 0


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ("a", TypeError, "values must be finite numbers, not 'a'"),
        (["a", "b"], TypeError, "values must be finite numbers, not ['a', 'b']"),
        (None, TypeError, "values must be finite numbers, not None"),
        ({"a": 1}, TypeError, "values must be finite numbers, not {'a': 1}"),
        ([1j], TypeError, "values must be finite numbers, not [1j]"),
        ([1, nan], ValueError, "values must be finite numbers, but 1 of the 2 is NaN or infinite"),
        ([inf, -inf], ValueError, "values must be finite numbers, but 2 of the 2 are NaN or inf"),
        ([], ValueError, "values must be finite numbers, at least one, not an array of shape (0,)"),
        ([[1], [1, 2]], ValueError, "values must be finite numbers in one block, not the ragged"),
        (5, ValueError, "values must have the shape (n_rows,) or (n_rows, n_columns), not ()"),
        ([[[1]]], ValueError, "values must have the shape (n_rows,) or (n_rows, n_columns), not"),
    ],
)
def test_wrong_values_are_refused(values, error, message):
    with pytest.raises(error, match=re.escape(message)):
        standardise(values)


def test_return_scale_is_a_bool():
    with pytest.raises(TypeError, match="return_scale must be True or False, not 1"):
        standardise([1, 2], return_scale=1)
