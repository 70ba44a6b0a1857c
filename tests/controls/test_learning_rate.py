"""The learning-rate slider's scale."""

from __future__ import annotations

import numpy as np
import pytest

from gdwidgets.controls import LearningRateSlider

# IEC 60063: the E12 series.
E12 = [1.0, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7, 5.6, 6.8, 8.2]


def test_five_decades_of_preferred_numbers():
    slider = LearningRateSlider()
    expected = [float(f"{digits}e{decade}") for decade in range(-4, 1) for digits in E12] + [10.0]
    assert list(slider.options) == expected
    assert slider.value == 0.1


def test_labels_are_plain_and_exact():
    slider = LearningRateSlider(min=1e-12, max=1e12, value=1.0)
    assert [float(label) for label in slider.labels] == list(slider.options)
    assert not any("e" in label for label in slider.labels)
    default = LearningRateSlider()
    assert [default.labels[0], default.labels[40], default.labels[60]] == ["0.0001", "0.22", "10"]


@pytest.mark.parametrize(
    ("low", "high"), [(1e-4, 10.0), (0.003, 0.7), (0.5, 0.6), (1e-12, 1e12), (1.0, 1.2), (9, 11)]
)
def test_any_range_has_its_ends_and_even_steps_between(low, high):
    slider = LearningRateSlider(value=low, min=low, max=high)
    assert (slider.min, slider.max) == (slider.options[0], slider.options[-1]) == (low, high)
    ratios = np.divide(slider.options[1:], slider.options[:-1])
    assert np.all(ratios > 1)
    assert np.all(ratios < 1.27)


def test_a_narrower_range_keeps_the_value_within():
    slider = LearningRateSlider(value=5.6)
    slider.max = 1.0
    assert (slider.value, slider.max) == (1.0, 1.0)
    slider.min = 0.01
    assert (slider.value, slider.min) == (1.0, 0.01)
    slider.max = 100.0
    assert slider.value == 1.0


def test_a_number_in_between_survives_another_range():
    slider = LearningRateSlider(value=0.0123)
    slider.max = 1.0
    assert slider.value == 0.0123
    slider.value = 0.0456
    assert 0.0123 not in slider.options


def test_decades_are_marked():
    assert LearningRateSlider()._ticks == (1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0)
    assert LearningRateSlider(min=0.03, max=3)._ticks == (0.1, 1.0)
    assert LearningRateSlider(0.3, min=0.2, max=0.5)._ticks == (0.2, 0.5)
