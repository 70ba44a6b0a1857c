"""The batch sizes that a data set of a given size offers."""

from __future__ import annotations

import pytest

from gdwidgets.controls import BatchSizePicker


@pytest.mark.parametrize("n_rows", [1, 2, 3, 4, 5, 32, 33, 344, 1024, 1_000_000])
def test_one_powers_of_two_and_the_whole(n_rows):
    picker = BatchSizePicker(n_rows)
    expected = sorted({2**k for k in range(21) if 2**k < n_rows} | {n_rows})
    assert list(picker.options) == expected
    assert all(type(size) is int for size in picker.options)
    assert picker.labels[-1] == f"{n_rows} (whole data)"
    assert picker.value == min(32, n_rows)


def test_labels_say_what_the_ends_mean():
    picker = BatchSizePicker(344)
    assert picker.labels[0] == "1 (one example)"
    assert picker.labels[5] == "32"
    assert BatchSizePicker(1).labels == ("1 (whole data)",)


def test_value_stays_whole():
    picker = BatchSizePicker(344)
    picker.set_state({"value": 50})
    assert picker.value == 50
    assert type(picker.value) is int
    assert "50" in picker.labels


def test_another_data_set():
    picker = BatchSizePicker(344, value=344)
    picker.n_rows = 500
    assert (picker.value, picker.n_rows) == (500, 500)
    assert picker.labels[-1] == "500 (whole data)"
    picker.value = 64
    picker.n_rows = 1000
    assert picker.value == 64
    picker.n_rows = 20
    assert (picker.value, picker.options) == (20, (1, 2, 4, 8, 16, 20))
