"""The controls as a learner meets them: by mouse, by keyboard, typed, and with a dead kernel."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import Notebook

SETUP = """
import ipywidgets
import gdwidgets as gd

def listening(slider):
    slider.heard = []
    slider.observe(lambda change: slider.heard.append(change.new), names="value")
    return slider

def linked():
    slider = gd.LearningRateSlider()
    whole, number = ipywidgets.IntText(0), ipywidgets.FloatText(0)
    ipywidgets.jslink((slider, "index"), (whole, "value"))
    ipywidgets.jslink((slider, "value"), (number, "value"))
    return slider, ipywidgets.VBox([slider, whole, number])
"""
# Each test has cells of its own in one notebook: opening one takes seconds.
CELLS = {
    "setup": SETUP,
    "dragged": "a = listening(gd.LearningRateSlider(continuous_update=False)); a",
    "second view": "a",
    "follows": "b = listening(gd.LearningRateSlider()); b",
    "interact": "ipywidgets.interact(lambda lr, b: print('got', lr, b),\n"
    "    lr=gd.LearningRateSlider(), b=gd.BatchSizePicker(344, description=''));",
    "keyboard": "c = listening(gd.LearningRateSlider(continuous_update=False)); c",
    "left": "d = gd.LearningRateSlider(continuous_update=False); d",
    "typed": "e = gd.LearningRateSlider(); e",
    "typed, second view": "e",
    "refused": "f = listening(gd.LearningRateSlider()); f",
    "whole": "g = gd.BatchSizePicker(344); g",
    "traits": "h = gd.LearningRateSlider(disabled=True); h",
    "wrong": "i = gd.LearningRateSlider(); i",
    "linked": "j, box = linked(); box",
    "dropdowns": "k, m = gd.OptimizerDropdown(), gd.SurfaceDropdown(); ipywidgets.VBox([k, m])",
    "again": "gd.LearningRateSlider()",
}


@pytest.fixture(scope="module")
def nb(lab, context):
    with Notebook(lab, context, CELLS.values()) as opened:
        opened.run_all()
        yield opened


@pytest.fixture(autouse=True)
def _no_errors(nb):
    yield
    assert not nb.console_errors


def output(nb: Notebook, cell: str) -> Locator:
    return nb.output(list(CELLS).index(cell))


def rate(place: Locator) -> Locator:
    return place.get_by_role("slider", name="learning rate")


def field(place: Locator) -> Locator:
    return place.get_by_role("textbox", name="learning rate: type a number")


def enter(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")


def shows(slider: Locator, text: str) -> None:
    expect(slider).to_have_attribute("aria-valuetext", text)


def drag(nb: Notebook, slider: Locator, fractions) -> list[str]:
    """Drag the thumb with the mouse, which stays down; gives what was shown on the way."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    at = float(slider.evaluate("range => range.valueAsNumber / range.max"))
    seen = []
    nb.page.mouse.move(box["x"] + 8 + at * (box["width"] - 16), middle)
    nb.page.mouse.down()
    for fraction in fractions:
        nb.page.mouse.move(box["x"] + 8 + fraction * (box["width"] - 16), middle)
        seen.append(slider.get_attribute("aria-valuetext"))
    return seen


def hears(nb: Notebook, expression: str, expected: str) -> None:
    """Wait until the kernel agrees: what the page sends is on its way for a moment."""
    for _ in range(100):
        if nb.python(f"print({expression})") == expected:
            return
    assert nb.python(f"print({expression})") == expected


def test_nothing_is_sent_while_it_is_dragged_and_both_views_follow(nb):
    first, second = rate(output(nb, "dragged")), rate(output(nb, "second view"))
    first.scroll_into_view_if_needed()
    nb.wait_idle()
    nb.reset_traffic()
    seen = drag(nb, first, [0.6 + 0.01 * step for step in range(1, 31)])
    assert seen[-1] == "3.3"
    assert len(set(seen)) == 18, "each position on the way was shown"
    shows(second, "3.3")
    assert nb.traffic("sent") == (0, {})
    nb.page.mouse.up()
    hears(nb, "a, a.heard", "LearningRateSlider(value=3.3) [3.3]")
    assert nb.traffic("sent")[1]["comm_msg"] == 1
    second.press("Home")
    shows(first, "0.0001")


def test_python_follows_the_drag_by_default(nb):
    drag(nb, rate(output(nb, "follows")), [0.7, 0.8])
    hears(nb, "b.heard[-1]", "1.0")
    nb.page.mouse.up()


def test_interact_calls_with_the_value(nb):
    out = output(nb, "interact")
    expect(out).to_contain_text("got 0.1 32")
    rate(out).press("ArrowRight")
    expect(out).to_contain_text("got 0.12 32")
    out.get_by_role("slider", name="b", exact=True).press("End")
    expect(out).to_contain_text("got 0.12 344")


def test_by_keyboard_alone(nb):
    out = output(nb, "keyboard")
    slider = rate(out)
    slider.focus()
    for key, text in [
        ("ArrowRight", "0.12"),
        ("ArrowUp", "0.15"),
        ("ArrowLeft", "0.12"),
        ("ArrowDown", "0.1"),
        ("PageUp", "0.33"),
        ("PageDown", "0.1"),
        ("End", "10"),
        ("Home", "0.0001"),
    ]:
        nb.page.keyboard.press(key)
        shows(slider, text)
        expect(slider).to_be_focused()
    hears(nb, "c.value", "0.0001")
    nb.python("c.heard.clear()")
    nb.reset_traffic()
    for _ in range(6):
        nb.page.keyboard.down("ArrowRight")  # as a key that is held down repeats itself
    shows(slider, "0.00033")
    assert nb.traffic("sent") == (0, {})
    nb.page.keyboard.up("ArrowRight")
    hears(nb, "c.heard", "[0.00033]")
    nb.page.keyboard.press("Shift+Tab")
    expect(field(out)).to_be_focused()
    nb.page.keyboard.type("0.5")
    nb.page.keyboard.press("Enter")
    shows(slider, "0.5")
    hears(nb, "c.value", "0.5")


def test_leaving_the_slider_tells_python_at_once(nb):
    out = output(nb, "left")
    rate(out).focus()
    nb.page.keyboard.down("End")
    field(out).focus()
    hears(nb, "d.value", "10.0")
    nb.page.keyboard.up("End")


def test_a_typed_number_is_taken_exactly(nb):
    out = output(nb, "typed")
    enter(field(out), "0.0123")
    for place in (out, output(nb, "typed, second view")):
        shows(rate(place), "0.0123")
        expect(field(place)).to_have_value("0.0123")
    hears(nb, "e, e.options[e.index], len(e.options)", "LearningRateSlider(value=0.0123) 0.0123 62")
    enter(field(out), "1e-3")
    expect(field(out)).to_have_value("0.001")
    field(out).fill("0.0456")
    field(out).blur()
    hears(nb, "e.value, 0.0123 in e.options", "0.0456 False")
    rate(out).press("ArrowRight")
    shows(rate(out), "0.047")
    hears(nb, "e.value, not e.error", "0.047 True")


@pytest.mark.parametrize("text", ["abc", "20", "0", "-1", "0,1", "1e999", "NaN", ""])
def test_a_number_that_cannot_be_is_refused_in_words(nb, text):
    out = output(nb, "refused")
    alert = out.get_by_role("alert")
    enter(field(out), text)
    expect(alert).to_contain_text("learning rate must be a number from 0.0001 to 10, not")
    expect(field(out)).to_have_attribute("aria-invalid", "true")
    expect(field(out)).to_have_value(text)
    shows(rate(out), "0.1")
    assert nb.python("print(f.value, f.heard)") == "0.1 []"
    field(out).press("Escape")
    expect(field(out)).to_have_value("0.1")
    expect(alert).to_be_empty()


def test_only_whole_batch_sizes(nb):
    out = output(nb, "whole")
    typed = out.get_by_role("textbox")
    enter(typed, "2.5")
    expect(out.get_by_role("alert")).to_have_text(
        "batch size must be a whole number from 1 to 344, not 2.5"
    )
    enter(typed, "344")
    expect(typed).to_have_value("344 (whole data)")
    hears(nb, "g, type(g.value)", "BatchSizePicker(value=344) <class 'int'>")
    nb.python("g.n_rows = 500")
    expect(typed).to_have_value("500 (whole data)")
    expect(out.locator(".gdw-slider-ticks span").last).to_have_text("500")


def test_disabled_and_other_traits_are_respected_live(nb):
    out = output(nb, "traits")
    expect(rate(out)).to_be_disabled()
    expect(field(out)).to_be_disabled()
    rate(out).click(force=True, position={"x": 5, "y": 10})
    shows(rate(out), "0.1")
    nb.python("h.disabled = False; h.readout = False; h.tabbable = False; h.tooltip = 'tip'")
    expect(rate(out)).to_be_enabled()
    expect(field(out)).to_be_hidden()
    expect(rate(out)).to_have_attribute("tabindex", "-1")
    expect(out.locator(".gdw-slider")).to_have_attribute("title", "tip")
    nb.python("h.description = '<b>rate</b>'; h.focus()")
    slider = out.get_by_role("slider", name="<b>rate</b>")
    expect(slider).to_be_focused()
    nb.python("h.value = 0.0123; h.max = 1")
    shows(slider, "0.0123")
    expect(out.locator(".gdw-slider-ticks span").last).to_have_text("1")


def test_what_goes_wrong_is_shown_as_text(nb):
    out = output(nb, "wrong")
    nb.python("i.error = '<img src=x onerror=alert(1)>'")
    expect(out.get_by_role("alert")).to_have_text("<img src=x onerror=alert(1)>")
    rate(out).press("ArrowRight")
    expect(out.get_by_role("alert")).to_be_empty()


def test_jslink_by_index_and_by_value(nb):
    out = output(nb, "linked")
    whole, number = out.locator("input[type=number]").all()
    rate(out).press("End")
    expect(whole).to_have_value("60")
    expect(number).to_have_value("10")
    enter(whole, "1")
    shows(rate(out), "0.00012")
    enter(number, "0.0123")
    shows(rate(out), "0.0123")
    expect(whole).to_have_value("26")
    hears(nb, "j.value, j.index, not j.error", "0.0123 26 True")
    enter(whole, "99")
    expect(out.get_by_role("alert")).to_have_text(
        "index must be a whole number from 0 to 61, not 99"
    )
    enter(number, "20")
    expect(out.get_by_role("alert")).to_have_text(
        "learning rate must be a number from 0.0001 to 10, not 20"
    )
    shows(rate(out), "0.0123")
    hears(nb, "j.value, j.index", "0.0123 26")
    nb.python("j.value = 1.0")
    expect(out.get_by_role("alert")).to_be_empty()


def test_dropdowns_choose_the_thing(nb):
    optimizer, surface = output(nb, "dropdowns").get_by_role("combobox").all()
    optimizer.select_option("Adam")
    surface.select_option("Beale")
    hears(nb, "k.value is gd.optimizers.Adam, m.value is gd.surfaces.beale", "True True")


def test_running_a_cell_again_leaves_nothing_behind(nb):
    count = "len(ipywidgets.widgets.widget._instances)"
    before = nb.python(f"print({count})")
    for _ in range(5):
        nb.run_cell(list(CELLS).index("again"))
    hears(nb, count, before)
    expect(rate(output(nb, "again"))).to_be_visible()


def test_it_fits_from_280_pixels_up(notebook):
    nb = notebook(
        [
            "import gdwidgets as gd, ipywidgets\n"
            "ipywidgets.VBox([gd.LearningRateSlider(), gd.MomentumSlider(), "
            "gd.BatchSizePicker(344), gd.BatchSizePicker(10**6), "
            "gd.LearningRateSlider(min=1e-8, max=1)])"
        ]
    )
    nb.run_all()
    sliders = nb.output(0).locator(".gdw-slider")
    labelled = ".gdw-slider-ticks span:not(:empty)"
    for width, most in [(600, 420), (280, 280)]:
        nb.set_width(width)
        expect(sliders).to_have_count(5)
        expect(sliders.first.locator(labelled)).to_have_count(6)
        for slider in sliders.all():
            box = slider.bounding_box()
            assert most - 20 <= box["width"] <= most
            ticks = [tick.bounding_box() for tick in slider.locator(labelled).all()]
            assert len(ticks) >= 4
            for left, right in pairwise(ticks):
                assert left["x"] + left["width"] < right["x"]
            assert ticks[0]["x"] >= box["x"]
            assert ticks[-1]["x"] + ticks[-1]["width"] <= box["x"] + box["width"]
            label = slider.locator("label").bounding_box()
            assert label["x"] + label["width"] <= slider.get_by_role("textbox").bounding_box()["x"]


def test_it_goes_on_without_a_kernel(notebook):
    nb = notebook([SETUP, "slider, box = linked(); box"])
    nb.run_all()
    nb.kernel_shutdown()
    out = nb.output(1)
    seen = drag(nb, rate(out), [0.7, 0.8])
    nb.page.mouse.up()
    assert seen == ["0.33", "1"]
    whole, number = out.locator("input[type=number]").all()
    expect(whole).to_have_value("48")
    rate(out).press("ArrowRight")
    shows(rate(out), "1.2")
    enter(field(out), "0.0123")
    shows(rate(out), "0.0123")
    expect(number).to_have_value("0.0123")
    # ipywidgets notes each message that could not be sent; nothing else went wrong.
    assert all("Could not send widget sync message" in error for error in nb.console_errors)
    nb.console_errors.clear()
