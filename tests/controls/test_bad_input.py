"""Wrong input is refused by name, with what was given and what is allowed."""

from __future__ import annotations

import math
import re

import pytest
from traitlets import TraitError

from gdwidgets.controls import (
    BatchSizePicker,
    LearningRateSlider,
    MomentumSlider,
    OptimizerDropdown,
    SurfaceDropdown,
)

RATE = "value must be a number with 0.0001 <= value <= 10, not "
PLACE = "index must be a whole number with 0 <= index <= 60, not "

CONSTRUCTED = [
    (LearningRateSlider, {"value": 20}, TraitError, RATE + "20"),
    (LearningRateSlider, {"value": math.nan}, TraitError, RATE + "nan"),
    (LearningRateSlider, {"value": "0.1"}, TraitError, RATE + "'0.1' (str)"),
    (LearningRateSlider, {"min": 0}, ValueError, "min must be a number with 1e-12 <= min"),
    (LearningRateSlider, {"min": -1.0}, ValueError, "not -1.0"),
    (LearningRateSlider, {"min": "low"}, TypeError, "not 'low' (str)"),
    (LearningRateSlider, {"max": math.inf}, ValueError, "not inf"),
    (LearningRateSlider, {"min": 1.0, "max": 1.0}, ValueError, "1 < max <= 1e+12, not 1.0"),
    (LearningRateSlider, {"step": 1}, TypeError, "LearningRateSlider has no argument 'step'"),
    (LearningRateSlider, {"options": (1, 2)}, TypeError, "options"),
    (LearningRateSlider, {"_esm": "x"}, TypeError, "has no argument '_esm'"),
    (LearningRateSlider, {"disabled": "very"}, TraitError, "disabled"),
    (LearningRateSlider, {"description": 3}, TraitError, "description"),
    (MomentumSlider, {"value": 1.0}, TraitError, "0 <= value <= 0.99, not 1.0"),
    (MomentumSlider, {"value": -0.1}, TraitError, "not -0.1"),
    (MomentumSlider, {"value": True}, TraitError, "not True (bool)"),
    (BatchSizePicker, {"n_rows": 0}, ValueError, "n_rows must be a whole number with n_rows >= 1"),
    (BatchSizePicker, {"n_rows": 10.5}, TypeError, "not 10.5 (float)"),
    (BatchSizePicker, {"n_rows": "all"}, TypeError, "not 'all' (str)"),
    (BatchSizePicker, {"n_rows": 9, "value": 10}, TraitError, "1 <= value <= 9, not 10"),
    (BatchSizePicker, {"n_rows": 9, "value": 2.5}, TraitError, "not 2.5 (float)"),
    (OptimizerDropdown, {"value": "Adams"}, TraitError, "'RMSprop', 'Adam', not 'Adams'"),
    (OptimizerDropdown, {"value": 3}, TraitError, "value must be one of 'Gradient descent'"),
    (OptimizerDropdown, {"options": []}, TraitError, "options must have at least one"),
    (OptimizerDropdown, {"options": [3]}, TraitError, "options must have names: give (name, 3)"),
    (OptimizerDropdown, {"options": 3}, TraitError, "options must be a list or a mapping, not 3"),
    (OptimizerDropdown, {"option": []}, TypeError, "has no argument 'option'"),
    (SurfaceDropdown, {"value": "Everest"}, TraitError, "value must be one of 'Ravine', 'Rosen"),
    (SurfaceDropdown, {"options": "Beale"}, TraitError, "not 'Beale'"),
]

ASSIGNED = [
    ("value", 10.000001, RATE + "10.000001"),
    ("value", 0, RATE + "0"),
    ("value", -1.0, RATE + "-1.0"),
    ("value", math.nan, RATE + "nan"),
    ("value", math.inf, RATE + "inf"),
    ("value", "nan", RATE + "'nan' (str)"),
    ("value", None, RATE + "None (NoneType)"),
    ("value", True, RATE + "True (bool)"),
    ("value", [0.1], RATE + "[0.1] (list)"),
    ("value", 0.1 + 0j, RATE + "(0.1+0j) (complex)"),
    ("index", -1, PLACE + "-1"),
    ("index", 61, PLACE + "61"),
    ("index", 2.0, PLACE + "2.0 (float)"),
    ("index", math.nan, PLACE + "nan (float)"),
    ("index", "2", PLACE + "'2' (str)"),
    ("index", None, PLACE + "None (NoneType)"),
    ("index", False, PLACE + "False (bool)"),
]


@pytest.mark.parametrize(("make", "arguments", "error", "message"), CONSTRUCTED)
def test_wrong_arguments(make, arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make(**arguments)


@pytest.mark.parametrize(("name", "given", "message"), ASSIGNED)
def test_wrong_assignments_leave_the_slider_as_it_was(name, given, message):
    slider = LearningRateSlider(value=0.1)
    with pytest.raises(TraitError, match=f"^{re.escape(message)}$"):
        setattr(slider, name, given)
    assert (slider.value, slider.index) == (0.1, 36)


@pytest.mark.parametrize(("name", "given", "message"), ASSIGNED)
def test_wrong_values_from_the_browser_are_refused_and_the_truth_sent_back(name, given, message):
    slider = LearningRateSlider(value=0.1)
    sent = []
    slider.comm.send = lambda data, buffers=None: sent.append(data)
    slider.set_state({name: given})
    assert (slider.value, slider.index) == (0.1, 36)
    assert slider.error == message
    state = {key: value for each in sent for key, value in each["state"].items()}
    assert (state["value"], state["index"], state["error"]) == (0.1, 36, message)
    slider.set_state({"index": 3})
    assert slider.error == ""


@pytest.mark.parametrize("name", ["options", "labels"])
def test_options_are_for_reading(name):
    with pytest.raises(TraitError, match=name):
        setattr(LearningRateSlider(), name, (1, 2))


def test_wrong_ends_leave_the_slider_as_it_was():
    slider = LearningRateSlider(value=0.1)
    with pytest.raises(ValueError, match="min must be"):
        slider.min = 0
    with pytest.raises(ValueError, match="max must be"):
        slider.max = 1e-5
    assert (slider.min, slider.max, slider.value) == (1e-4, 10.0, 0.1)


def test_a_wrong_n_rows_leaves_the_picker_as_it_was():
    picker = BatchSizePicker(344)
    with pytest.raises(TypeError, match="n_rows"):
        picker.n_rows = None
    assert (picker.n_rows, picker.options[-1]) == (344, 344)


@pytest.mark.parametrize("given", ["Everest", 3])
def test_a_wrong_choice_leaves_the_dropdown_as_it_was(given):
    dropdown = SurfaceDropdown("Beale")
    with pytest.raises(TraitError, match="value must be one of"):
        dropdown.value = given
    assert dropdown.label == "Beale"
