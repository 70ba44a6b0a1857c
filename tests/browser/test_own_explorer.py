"""An explorer of one's own in the browser: every slider, and a click that sets two of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import Explorer, drag, filled, kernel_says
from tests.explorers import own_explorer

SOURCE = Path(own_explorer.__file__).read_text(encoding="utf-8")
PLACE = """
from gdwidgets.drawing.layers import to_fraction
u, v = to_fraction(explorer.scene.panels[1].ax, ({rate}, {momentum}))
left, right = explorer.scene.spans[1]
print((u - left) / (right - left), v)
"""


@pytest.fixture
def opened(notebook):
    nb = notebook([SOURCE, "explorer = NoiseExplorer()\nexplorer"])
    nb.run_all()
    filled(nb)
    return nb, Explorer(nb.output(1))


def test_each_slider_can_be_dragged_and_the_picture_follows(opened):
    nb, explorer = opened
    nb.reset_traffic()
    for name in "learning rate", "momentum":
        slider = explorer.place.get_by_role("slider", name=name)
        slider.scroll_into_view_if_needed()
        before = [explorer.pixels(), explorer.pixels(explorer.loss)]
        value = slider.get_attribute("aria-valuetext")
        drag(nb.page, slider, [0.6])
        explorer.becomes_other_than(before[0])
        explorer.becomes_other_than(before[1], explorer.loss)  # the mark on the map moves along
        nb.page.mouse.up()
        now = slider.get_attribute("aria-valuetext")
        assert now != value
        attribute = name.replace(" ", "_")
        kernel_says(nb, f"f'{{explorer.{attribute}.value:g}}'", now)
    before = explorer.pixels()
    explorer.place.locator(".noUi-handle").press("ArrowRight")
    explorer.becomes_other_than(before)
    kernel_says(nb, "explorer.seed.value", "1")
    expected = nb.python("print(f'{explorer.trajectory.loss[-1]:.4g}')")
    expect(explorer.numbers).to_contain_text(f"loss {expected[:5]}")
    assert nb.traffic("received")[1].get("comm_open", 0) == 0


def test_a_click_on_the_map_sets_two_controls_and_shows_their_run(opened):
    nb, explorer = opened
    across, up = map(float, nb.python(PLACE.format(rate=0.047, momentum=0.9)).split())
    box = explorer.loss.bounding_box()
    before = explorer.pixels()
    explorer.loss.click(position={"x": across * box["width"], "y": up * box["height"]})
    explorer.becomes_other_than(before)
    momentum = explorer.place.get_by_role("slider", name="momentum")
    expect(explorer.rate).to_have_attribute("aria-valuetext", "0.047")
    expect(momentum).to_have_attribute("aria-valuetext", "0.9")
    kernel_says(nb, "(explorer.learning_rate.value, explorer.momentum.value)", "(0.047, 0.9)")
    expected = nb.python("print(f'{explorer.trajectory.loss[-1]:.4g}')")
    expect(explorer.numbers).to_contain_text(f"loss {expected[:5]}")
    color = explorer.pixel(explorer.loss, across * box["width"], up * box["height"])
    assert color[:3] == (0xD5, 0x5E, 0x00), "the mark is on the cell"
    end = explorer.pixels()
    explorer.canvas.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 60")
    explorer.button("Play").click()
    expect(explorer.numbers).to_contain_text("step 60 of 60")
    expect(explorer.button("Play")).to_be_visible()
    assert explorer.pixels() == end
