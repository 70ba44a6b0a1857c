"""What counts as a point."""

import numpy as np
import pytest

from gdwidgets.core.validate import as_params


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_kept_as_they_are(dtype):
    params = np.zeros((3, 2), dtype)
    assert as_params(params, 2) is params


@pytest.mark.parametrize("params", [[1, 2], (1, 2.0), np.array([1, 2], "u1"), np.float16([1, 2])])
def test_other_numbers_become_float64(params):
    assert as_params(params, 2).dtype == np.float64


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        (1.0, ValueError, r"params must have 2 numbers in the last axis, not shape \(\)"),
        ([], ValueError, r"not shape \(0,\)"),
        (np.zeros((2, 3)), ValueError, r"not shape \(2, 3\)"),
        ([[1, 2], [3]], ValueError, "params must be one block of numbers, not the ragged"),
        ([True, False], TypeError, "params must be real numbers"),
        (["1", "2"], TypeError, "params must be real numbers"),
        ([1j, 2], TypeError, "params must be real numbers"),
        (None, TypeError, "params must be real numbers, not None"),
    ],
)
def test_everything_else_is_refused(params, error, message):
    with pytest.raises(error, match=message):
        as_params(params, 2)


def test_one_number_is_not_called_numbers():
    with pytest.raises(ValueError, match="params must have 1 number in the last axis"):
        as_params([1.0, 2.0], 1)
