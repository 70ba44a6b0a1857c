"""The harness itself: what it shows is really there, and it notices a dead kernel."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

SLIDER = "import ipywidgets\nslider = ipywidgets.IntSlider(value=3, description='steps')\nslider"


def test_a_stock_slider_shows_up_and_answers(notebook):
    nb = notebook([SLIDER, "1 + 1"])
    nb.run_all()
    handle = nb.output(0).locator(".noUi-handle")
    expect(handle).to_be_visible()
    assert nb.outputs(1)[0]["data"]["text/plain"] == "2"
    nb.reset_traffic()
    handle.press("ArrowRight")
    expect(nb.output(0).locator(".widget-readout")).to_have_text("4")
    nb.page.wait_for_function("gdlab.traffic.some(m => m.type === 'comm_msg')")
    assert nb.python("print(slider.value)") == "4"
    sent_bytes, sent_types = nb.traffic("sent")
    assert sent_bytes > 100
    assert sent_types["comm_msg"] >= 1
    received_bytes, received_types = nb.traffic("received")
    assert received_bytes > 100
    assert received_types["status"] >= 2


def test_a_second_view_shows_the_same_widget(notebook):
    nb = notebook([SLIDER])
    nb.run_all()
    second = nb.new_view_of_output(0)
    second.locator(".noUi-handle").press("ArrowRight")
    expect(nb.output(0).locator(".widget-readout")).to_have_text("4")


def test_a_dead_kernel_is_noticed(notebook):
    nb = notebook([SLIDER])
    nb.run_all()
    nb.kernel_shutdown()
    with pytest.raises(RuntimeError, match="no kernel"):
        nb.python("1")
    expect(nb.output(0).locator(".noUi-handle")).to_be_visible()


def test_a_busy_kernel_is_seen_and_interrupted(notebook):
    nb = notebook(["while True:\n    pass"])
    nb.run_cell(0, wait=False)
    nb.interrupt()
    assert nb.outputs(0)[0]["ename"] == "KeyboardInterrupt"


def test_a_failing_cell_and_a_console_error_are_reported(notebook):
    nb = notebook(["1 / 0"])
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        nb.run_all()
    with nb.page.expect_console_message():
        nb.page.evaluate("console.error('seen')")
    assert "seen" in nb.console_errors.pop()


def test_theme_and_width(notebook):
    nb = notebook([SLIDER], device_scale_factor=2)
    nb.run_all()
    assert nb.page.evaluate("devicePixelRatio") == 2
    nb.theme("dark")
    dark = nb.page.evaluate(
        "getComputedStyle(document.body).getPropertyValue('--jp-layout-color0')"
    )
    assert dark.strip() in {"#111", "#111111"}
    nb.set_width(320)
    assert nb.output(0).bounding_box()["width"] == pytest.approx(320, abs=2)
