"""What every slider promises: one position under two names, exact, told in one message."""

from __future__ import annotations

import base64
import struct
from typing import Any

import ipywidgets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets.widgets import widget as registry
from traitlets import TraitError

from gdwidgets.controls import BatchSizePicker, LearningRateSlider, MomentumSlider, OptionSlider

SLIDERS = [LearningRateSlider, MomentumSlider, lambda **traits: BatchSizePicker(344, **traits)]
every_slider = pytest.mark.parametrize("make", SLIDERS, ids=["rate", "momentum", "batch"])


def sent_by(slider: OptionSlider) -> list[dict[str, Any]]:
    """The state messages that `slider` sends to the browser from now on."""
    sent: list[dict[str, Any]] = []
    slider.comm.send = lambda data, buffers=None: sent.append(data)
    return sent


@every_slider
def test_each_index_is_its_option_and_the_reverse(make):
    slider = make()
    for index, option in enumerate(slider.options):
        slider.index = index
        assert slider.value == option
        assert type(slider.value) is type(option)
    for index, option in enumerate(slider.options):
        slider.value = option
        assert slider.index == index
    assert len(slider.labels) == len(slider.options)


@every_slider
def test_it_always_agrees_with_itself_for_those_who_watch(make):
    slider = make()
    seen = []

    def look(change: Any) -> None:
        assert slider.options[slider.index] == slider.value
        assert len(slider.labels) == len(slider.options)
        seen.append((change["name"], change["new"]))

    slider.observe(look, names=["value", "index", "options"])
    slider.index = 3
    third = slider.value
    assert sorted(seen) == [("index", 3), ("value", third)]
    seen.clear()
    slider.value = slider.options[0]
    assert sorted(seen) == [("index", 0), ("value", slider.options[0])]


def test_a_thousand_values_are_read_back_exactly():
    rng = np.random.default_rng(0)
    slider = LearningRateSlider()
    values = [1e-4, 10.0, np.nextafter(1e-4, 1), np.nextafter(10.0, 1)]
    values += list(10 ** rng.uniform(-4, 1, 1000))
    for value in values:
        slider.value = value
        assert slider.value == float(value)
        assert slider.options[slider.index] == slider.value
        assert float(slider.labels[slider.index]) == slider.value
        assert list(slider.options) == sorted(set(slider.options))
        assert 61 <= len(slider.options) <= 62


@given(st.floats(1e-4, 10.0))
def test_any_float_in_range_is_read_back_exactly(value):
    slider = LearningRateSlider(value=value)
    assert slider.value == value
    slider.close()


def test_an_added_number_makes_room_for_the_next_one():
    slider = LearningRateSlider(value=0.0123)
    assert 0.0123 in slider.options
    slider.value = 0.1
    assert 0.0123 in slider.options, "it can still be gone back to"
    slider.value = 0.0456
    assert 0.0123 not in slider.options
    assert len(slider.options) == 62


def test_minus_zero_is_zero():
    slider = MomentumSlider(value=-0.0)
    assert slider.index == 0
    assert repr(slider) == "MomentumSlider(value=0)"


# -- messages ------------------------------------------------------------------------------------


@every_slider
def test_value_and_index_travel_in_one_message(make):
    slider = make()
    sent = sent_by(slider)
    slider.index = 2
    assert [message["state"] for message in sent] == [{"index": 2, "value": slider.options[2]}]
    sent.clear()
    slider.value = slider.options[5]
    assert [message["state"] for message in sent] == [{"index": 5, "value": slider.options[5]}]


def test_a_number_that_is_added_travels_in_one_message():
    slider = LearningRateSlider(value=0.1)
    sent = sent_by(slider)
    slider.value = 0.0123
    assert len(sent) == 1
    assert set(sent[0]["state"]) == {"options", "labels", "_added", "index", "value"}


def test_another_data_set_travels_in_one_message():
    picker = BatchSizePicker(344)
    sent = sent_by(picker)
    picker.n_rows = 500
    assert [set(message["state"]) for message in sent] == [{"options", "labels", "_ticks"}]


def test_what_the_browser_sends_is_not_sent_back():
    slider = LearningRateSlider()
    sent = sent_by(slider)
    slider.set_state({"index": 4, "value": slider.options[4]})
    assert slider.value == slider.options[4]
    assert {message["method"] for message in sent} <= {"echo_update"}


def test_a_number_typed_in_the_browser_is_added():
    slider = LearningRateSlider()
    index = sum(option < 0.0123 for option in slider.options)
    slider.set_state({"index": index, "value": 0.0123})
    assert (slider.value, slider.index) == (0.0123, index)
    assert slider.options[index] == 0.0123


def test_a_value_from_a_link_alone_takes_the_index_along():
    slider = LearningRateSlider()
    heard = []
    slider.observe(lambda change: heard.append(change.new), names="value")
    slider.set_state({"value": 1})  # JavaScript's 1.0
    assert [(number, type(number)) for number in (slider.value, *heard)] == [(1.0, float)] * 2
    assert slider.options[slider.index] == 1.0
    slider.set_state({"index": 0})
    assert slider.value == 0.0001


def test_the_browser_cannot_change_what_is_not_its_own():
    slider = LearningRateSlider()
    before = (slider.options, slider.labels, slider._esm)
    slider.set_state({"options": [1], "labels": ["x"], "error": "<b>", "_esm": "", "index": 1})
    assert (slider.options, slider.labels, slider._esm) == before
    assert slider.error == ""
    assert slider.index == 1


def test_first_state_is_complete_and_small():
    state = LearningRateSlider(value=0.22).get_state()
    assert state["options"][state["index"]] == state["value"] == 0.22
    assert state["labels"][state["index"]] == "0.22"
    assert len(state["_esm"]) + len(state["_css"]) < 25_000


# -- in the company of ipywidgets ----------------------------------------------------------------


@every_slider
def test_interact_follows(make):
    slider = make()
    seen = []

    def tell(x: float) -> None:
        seen.append(x)

    tool = ipywidgets.interactive(tell, x=slider)
    slider.index = 2
    assert seen[-1] == slider.options[2]
    assert tool.kwargs == {"x": slider.value}


def test_interactive_output_follows():
    rate, momentum = LearningRateSlider(), MomentumSlider()
    seen = []
    ipywidgets.interactive_output(lambda **now: seen.append(now), {"a": rate, "b": momentum})
    rate.value, momentum.value = 0.5, 0.25
    assert seen[-1] == {"a": 0.5, "b": 0.25}


@pytest.mark.parametrize("trait", ["index", "value"])
@every_slider
def test_jslink_takes_both_names(make, trait):
    slider = make()
    link = ipywidgets.jslink((slider, trait), (ipywidgets.FloatText(), "value"))
    assert link.source == (slider, trait)


def test_link_in_python_keeps_two_together():
    a, b = LearningRateSlider(value=0.1), LearningRateSlider(value=0.2)
    ipywidgets.link((a, "value"), (b, "value"))
    a.value = 0.0123
    assert b.value == 0.0123
    b.index = 0
    assert a.value == 0.0001


def test_observers_do_not_pile_up():
    slider = LearningRateSlider()
    before = repr(slider._trait_notifiers)
    for value in (0.3, 0.0123, 0.0456, 1.0):
        slider.value = value
    slider.max = 2.0
    assert repr(slider._trait_notifiers) == before


def test_an_error_of_an_observer_is_the_observers_own():
    slider = LearningRateSlider()

    def fail(_change: Any) -> None:
        raise TraitError("mine")

    slider.observe(fail, names="value")
    with pytest.raises(TraitError, match="mine"):
        slider.set_state({"value": 1.0})
    assert slider.error == ""


@every_slider
def test_closing_leaves_no_model_behind(make):
    before = set(registry._instances)
    slider = make()
    assert len(set(registry._instances) - before) == 2
    slider.close()
    assert set(registry._instances) == before


def test_closing_spares_a_layout_that_was_given():
    layout = ipywidgets.Layout(width="50%")
    LearningRateSlider(layout=layout).close()
    assert layout.comm is not None
    layout.close()


# -- how it shows itself -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slider", "text"),
    [
        (LearningRateSlider(value=0.1), "LearningRateSlider(value=0.1)"),
        (LearningRateSlider(value=1e-4), "LearningRateSlider(value=0.0001)"),
        (MomentumSlider(value=0), "MomentumSlider(value=0)"),
        (BatchSizePicker(344, value=344), "BatchSizePicker(value=344)"),
    ],
)
def test_repr_is_short_and_plain(slider, text):
    assert repr(slider) == text


def test_mimebundle_has_text_widget_and_picture():
    slider = LearningRateSlider(value=0.22)
    data, _ = slider._repr_mimebundle_()
    assert data["text/plain"] == "LearningRateSlider(value=0.22)"
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == slider.model_id
    picture = base64.b64decode(data["image/png"])
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (840, 104)
    assert len(picture) < 3000


def test_the_picture_shows_where_the_slider_stands():
    def picture(value: float) -> str:
        return LearningRateSlider(value=value)._repr_mimebundle_()[0]["image/png"]

    assert picture(0.1) == picture(0.1)
    assert picture(0.1) != picture(1.0)
