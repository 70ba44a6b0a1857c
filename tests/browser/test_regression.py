"""The regression explorer as a learner meets it: a line, a point and a loss that move together."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_explorer import Explorer, filled, forgive_dead_kernel, kernel_says

SETUP = "import gdwidgets as gd"
EXPLORER = "explorer = gd.RegressionExplorer({})\nexplorer"
LINE_COLOR, PATH_COLOR = (0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)


AXES = {"data_axes": "panels[0].ax", "landscape": "panels[1].ax", "loss_axes": "panels[2].ax"}


class Regression(Explorer):
    """The three panels, and places in them."""

    def __init__(self, nb, place: Locator) -> None:
        super().__init__(place)
        self.nb = nb
        canvases = self.player.locator("canvas")
        self.data, self.canvas, self.loss = (canvases.nth(i) for i in range(3))
        self.share = place.get_by_role("slider", name="standardise x")

    def spot(self, axes: str, x: float, y: float) -> tuple[float, float]:
        """Where data coordinates of an axes are on its canvas, in CSS pixels."""
        code = (
            "from gdwidgets.drawing.layers import to_fraction\n"
            f"print(*to_fraction(explorer.scene.{AXES[axes]}, ({x}, {y})))"
        )
        u, v = map(float, self.nb.python(code).split())
        canvas = self.data if axes == "data_axes" else self.canvas
        box = canvas.bounding_box()
        return (3 * u) % 1 * box["width"], v * box["height"]

    def is_painted(self, canvas: Locator, spot: tuple[float, float], color: tuple) -> bool:
        """Whether a place has a colour, edges aside, which are blended with what is beside."""
        found = self.pixel(canvas, *spot)
        return all(abs(one - other) <= 24 for one, other in zip(found, color, strict=False))

    def drag(self, axes: str, *places: tuple[float, float]) -> None:
        """Drag from the first place to the last, in data coordinates of an axes."""
        canvas = self.data if axes == "data_axes" else self.canvas
        canvas.scroll_into_view_if_needed()
        spots = [self.spot(axes, *place) for place in places]
        box = canvas.bounding_box()
        mouse = self.nb.page.mouse
        for k, (x, y) in enumerate(spots):
            mouse.move(box["x"] + x, box["y"] + y)
            if k == 0:
                mouse.down()
        mouse.up()

    def start(self) -> tuple[float, float]:
        return tuple(json.loads(self.nb.python("print(list(explorer.start))")))


def opened(notebook, arguments: str = "", **options) -> tuple:
    nb = notebook([SETUP, EXPLORER.format(arguments)], **options)
    nb.run_all()
    explorer = Regression(nb, nb.output(1))
    filled(nb)
    return nb, explorer


def test_line_and_point_are_drawn_where_the_kernel_says(notebook):
    nb, explorer = opened(notebook, "standardise=1")
    weight, intercept = json.loads(nb.python("print(list(explorer.line))"))
    spot = explorer.spot("data_axes", 200.5, weight * 200.5 + intercept)
    assert explorer.is_painted(explorer.data, spot, LINE_COLOR)
    head = json.loads(nb.python("print(explorer.trajectory.params[-1].tolist())"))
    spot = explorer.spot("landscape", *head)
    assert explorer.is_painted(explorer.canvas, spot, PATH_COLOR)


def test_an_end_of_the_line_is_dragged_and_the_point_moves(notebook):
    nb, explorer = opened(notebook, "standardise=1, n_steps=50")
    before = explorer.pixels(explorer.canvas)
    explorer.drag("data_axes", (228, 3.0), (228, 4.0), (228, 5.0), (228, 5.5))
    kernel_says(nb, "round(explorer.start[0] * 228 + explorer.start[1], 1)", "5.5")
    left = nb.python("print(explorer.scene.panels[0].limits[0][0])")
    kernel_says(nb, f"round(explorer.start[0] * {left} + explorer.start[1], 6)", "2.7")
    explorer.becomes_other_than(before, explorer.canvas)
    expect(explorer.numbers).to_contain_text("step 0 of 50")
    spot = explorer.spot("landscape", *json.loads(nb.python("print(list(explorer.player.start))")))
    assert explorer.is_painted(explorer.canvas, spot, PATH_COLOR)
    weight, intercept = explorer.start()
    spot = explorer.spot("data_axes", 200.5, weight * 200.5 + intercept)
    assert explorer.is_painted(explorer.data, spot, LINE_COLOR)
    explorer.button("Play").click()
    expect(explorer.numbers).to_contain_text("step 50 of 50")
    filled(nb)


def test_the_point_is_dragged_and_the_line_moves(notebook):
    nb, explorer = opened(notebook, "standardise=1")
    before = explorer.pixels(explorer.data)
    explorer.drag("landscape", (1, 5), (1.5, 5), (2, 4))
    kernel_says(nb, "[round(x, 1) for x in explorer.player.start]", "[2.0, 4.0]")
    explorer.becomes_other_than(before, explorer.data)
    expect(explorer.numbers).to_contain_text("step 0 of 100")
    weight, intercept = explorer.start()
    spot = explorer.spot("data_axes", 200.5, weight * 200.5 + intercept)
    assert explorer.is_painted(explorer.data, spot, LINE_COLOR)
    filled(nb)


def test_the_middle_of_the_line_lifts_it(notebook):
    nb, explorer = opened(notebook, "start=(0.02, 0)")
    explorer.drag("data_axes", (201, 4.0), (201, 4.5), (201, 5.0))
    kernel_says(nb, "round(explorer.start[0] * 201 + explorer.start[1], 1)", "5.0")
    kernel_says(nb, "round(explorer.start[0], 9)", "0.02")
    filled(nb)


def test_keys_move_the_line_and_the_point(notebook):
    nb, explorer = opened(notebook, "standardise=1")
    height = "(explorer.scene.panels[0].limits[1][1] - explorer.scene.panels[0].limits[1][0])"
    explorer.data.focus()
    explorer.data.press("Shift+ArrowUp")
    explorer.data.press("Shift+ArrowUp")
    kernel_says(nb, f"round((explorer.start[1] - 2.7) / {height}, 3)", "0.04")
    explorer.data.press("Shift+ArrowRight")
    kernel_says(nb, "explorer.start[0] > 0", "True")
    explorer.data.press("Shift+ArrowLeft")
    kernel_says(nb, "abs(explorer.start[0]) < 1e-12", "True")
    before = explorer.start()
    explorer.canvas.focus()
    explorer.canvas.press("Shift+ArrowDown")
    kernel_says(nb, f"explorer.start[1] < {before[1]} - 0.05", "True")
    expect(explorer.numbers).to_contain_text("step 0 of 100")
    explorer.data.press("End")
    expect(explorer.numbers).to_contain_text("step 100 of 100")
    filled(nb)


def test_standardising_changes_picture_path_and_words(notebook):
    nb, explorer = opened(notebook)
    condition = explorer.place.locator(".widget-html")
    expect(condition).to_contain_text("Condition number 8,300,000: a narrow ravine")
    panel = explorer.player.locator(".gdw-panel").nth(1)
    now = "panel => panel.style.getPropertyValue('--gdw-data')"
    line = explorer.start()
    for key, share in [("ArrowRight", "0.1"), ("ArrowRight", "0.2"), ("End", "1")]:
        picture, path = panel.evaluate(now), explorer.pixels()
        explorer.share.press(key)
        nb.page.wait_for_function(
            f"([panel, before]) => ({now})(panel) !== before", arg=[panel.element_handle(), picture]
        )
        explorer.becomes_other_than(path)
        kernel_says(nb, "f'{explorer.standardise.value:g}'", share)
        assert explorer.start() == pytest.approx(line)
    expect(condition).to_contain_text("Condition number 1: a round bowl")
    expect(explorer.rate).to_have_attribute("aria-valuetext", "0.39")
    expect(explorer.caption).to_contain_text("Converged")
    assert "Condition number 1:" in explorer.canvas.get_attribute("aria-label")
    filled(nb)


@pytest.mark.parametrize("kernel", ["busy", "dead"])
def test_learning_rate_optimizer_and_clock_go_on_without_the_kernel(notebook, kernel):
    nb = notebook([SETUP, EXPLORER.format("standardise=1, n_steps=50"), "while True:\n    pass"])
    nb.run_cell(0)
    nb.run_cell(1)
    explorer = Regression(nb, nb.output(1))
    filled(nb)
    if kernel == "busy":
        nb.run_cell(2, wait=False)
    else:
        nb.kernel_shutdown()
    explorer.player.get_by_role("slider", name="Step").press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 50")
    explorer.button("Step forward").click()
    for _ in range(3):
        data, path = explorer.pixels(explorer.data), explorer.pixels()
        explorer.rate.press("ArrowLeft")
        explorer.becomes_other_than(data, explorer.data)
        explorer.becomes_other_than(path)
    data = explorer.pixels(explorer.data)
    explorer.place.get_by_label("optimizer").select_option("Adam")
    explorer.becomes_other_than(data, explorer.data)
    explorer.button("Play").click()
    expect(explorer.numbers).to_contain_text("step 50 of 50")
    expect(explorer.button("Play")).to_be_visible()
    if kernel == "busy":
        nb.interrupt()
    else:
        forgive_dead_kernel(nb)


def test_playing_moves_all_three_panels_and_sends_nothing(notebook):
    nb, explorer = opened(notebook, "standardise=1, n_steps=60, learning_rate=0.01")
    nb.wait_idle()
    nb.reset_traffic()
    before = [explorer.pixels(each) for each in (explorer.data, explorer.canvas, explorer.loss)]
    explorer.button("Play").click()
    for canvas, pixels in zip((explorer.data, explorer.canvas, explorer.loss), before, strict=True):
        explorer.becomes_other_than(pixels, canvas)
    assert nb.traffic("sent") == (0, {})
    assert nb.traffic("received") == (0, {})
    expect(explorer.numbers).to_contain_text("step 60 of 60")


def test_panels_wrap_at_320_pixels(notebook):
    nb, explorer = opened(notebook)
    nb.set_width(320, 1)
    handles = [each.element_handle() for each in (explorer.data, explorer.canvas, explorer.loss)]
    nb.page.wait_for_function(
        """canvases => canvases.map((each) => each.getBoundingClientRect())
            .every((box, i, all) => i === 0 || box.top >= all[i - 1].bottom - 1)""",
        arg=handles,
    )
    right = explorer.place.evaluate(
        """place => {
            const parts = [...place.querySelectorAll(".widget-html, .widget-dropdown, .gdw-panel")];
            const room = place.getBoundingClientRect().right;
            return Math.max(...parts.map((each) => each.getBoundingClientRect().right)) - room;
        }"""
    )
    assert right <= 1


def test_two_views_agree(notebook):
    nb, explorer = opened(notebook, "standardise=1, n_steps=40")
    second = Regression(nb, nb.new_view_of_output(1))
    before = second.pixels(second.data)
    explorer.data.focus()
    explorer.data.press("Shift+ArrowUp")
    second.becomes_other_than(before, second.data)
    expect(second.numbers).to_contain_text("step 0 of 40")
    filled(nb)


def test_running_a_cell_again_leaves_what_one_run_leaves(notebook):
    nb, _ = opened(notebook)
    count = "len(__import__('ipywidgets').widgets.widget._instances)"
    once = nb.python(f"print({count})")
    for _ in range(5):
        nb.run_cell(1)
    Regression(nb, nb.output(1))
    kernel_says(nb, count, once)
    filled(nb)
