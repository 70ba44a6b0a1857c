"""The momentum slider's positions."""

from __future__ import annotations

from gdwidgets.controls import MomentumSlider


def test_twentieths_and_the_last_one():
    slider = MomentumSlider()
    assert slider.value == 0.9
    assert list(slider.options) == [float(f"{n / 100:.2f}") for n in [*range(0, 100, 5), 99]]
    assert slider.labels[:3] == ("0", "0.05", "0.1")
    assert slider.labels[-1] == "0.99"


def test_anything_between_can_be_set():
    slider = MomentumSlider(value=0.97)
    assert slider.value == 0.97
    assert len(slider.options) == 22
