"""The explorer as a learner meets it: by mouse, by keyboard, with a busy and with a dead kernel."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

SETUP = "import gdwidgets as gd"
EXPLORER = "explorer = gd.DescentExplorer({})\nexplorer"
PATH_COLOR = (0xD5, 0x5E, 0x00)


class Explorer:
    """An explorer in the page, and the questions that tests ask of it."""

    def __init__(self, place: Locator) -> None:
        self.place = place
        self.player = place.locator(".gdw-player")
        self.canvas = self.player.locator("canvas").first
        self.loss = self.player.locator("canvas").nth(1)
        self.rate = place.get_by_role("slider", name="learning rate")
        self.numbers = self.player.locator(".gdw-numbers")
        self.caption = self.player.locator(".gdw-caption")
        expect(self.numbers).to_contain_text("step")

    def button(self, name: str) -> Locator:
        return self.player.get_by_role("button", name=name)

    def pixels(self, canvas: Locator | None = None) -> str:
        self.drawn()
        return (canvas or self.canvas).evaluate("canvas => canvas.toDataURL()")

    def drawn(self) -> None:
        """Wait until what was asked for so far is in the picture and in the words."""
        self.place.page.evaluate("() => new Promise((then) => requestAnimationFrame(then))")

    def becomes_other_than(self, before: str, canvas: Locator | None = None) -> None:
        handle = (canvas or self.canvas).element_handle()
        self.place.page.wait_for_function(
            "([canvas, before]) => canvas.toDataURL() !== before", arg=[handle, before]
        )

    def pixel(self, canvas: Locator, x: float, y: float) -> tuple[int, ...]:
        """The colour at a place of the canvas, in CSS pixels."""
        self.drawn()
        return tuple(
            canvas.evaluate(
                """(canvas, [x, y]) => {
                    const ratio = canvas.width / canvas.clientWidth;
                    const context = canvas.getContext("2d");
                    return [...context.getImageData(x * ratio, y * ratio, 1, 1).data];
                }""",
                [x, y],
            )
        )

    def step(self) -> int:
        self.drawn()
        return int(self.numbers.inner_text().split()[1])


def opened(notebook, arguments: str = "", **options) -> tuple:
    nb = notebook([SETUP, EXPLORER.format(arguments)], **options)
    nb.run_all()
    explorer = Explorer(nb.output(1))
    filled(nb)
    return nb, explorer


def filled(nb, index: int = 1) -> None:
    """Wait until the whole family has come to the page."""
    nb.output(index).locator(".gdw-player[data-missing='0']").first.wait_for()
    nb.wait_idle()


def kernel_says(nb, expression: str, expected: str) -> None:
    """Wait until the kernel agrees: what the page sends is on its way for a moment."""
    for _ in range(100):
        if nb.python(f"print({expression})") == expected:
            return
    assert nb.python(f"print({expression})") == expected


def drag(page: Page, slider: Locator, fractions) -> None:
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    at = float(slider.evaluate("range => range.valueAsNumber / range.max"))
    page.mouse.move(box["x"] + 8 + at * (box["width"] - 16), middle)
    page.mouse.down()
    for fraction in fractions:
        page.mouse.move(box["x"] + 8 + fraction * (box["width"] - 16), middle)


def head(nb, index: int = 0) -> tuple[float, float]:
    """Where the kernel says the end of the path is, as a fraction of the figure."""
    code = (
        "from gdwidgets.drawing.layers import to_fraction\n"
        "print(*to_fraction(explorer.scene.start_axes, explorer.trajectory.params[-1]))"
    )
    return tuple(map(float, nb.python(code).split()))


def test_the_path_is_drawn_where_the_kernel_says(notebook):
    nb, explorer = opened(notebook, "learning_rate=0.01")
    u, v = head(nb)
    canvas = explorer.canvas.bounding_box()
    x, y = 2 * u * canvas["width"], v * canvas["height"]  # the panel is the figure's left half
    assert explorer.pixel(explorer.canvas, x, y)[:3] == PATH_COLOR
    assert explorer.pixel(explorer.canvas, 5, 5) == (0, 0, 0, 0), "nothing outside the axes"


def test_the_picture_follows_a_drag_and_nothing_is_sent(notebook):
    nb, explorer = opened(notebook)
    explorer.rate.scroll_into_view_if_needed()
    nb.wait_idle()
    nb.reset_traffic()
    seen = {explorer.pixels()}
    for step in range(20):
        before = explorer.pixels()
        drag(nb.page, explorer.rate, [0.2 + 0.01 * step]) if step == 0 else nb.page.mouse.move(
            explorer.rate.bounding_box()["x"]
            + 8
            + (0.2 + 0.017 * step) * (explorer.rate.bounding_box()["width"] - 16),
            explorer.rate.bounding_box()["y"] + 8,
        )
        explorer.becomes_other_than(before)
        seen.add(explorer.pixels())
    assert len(seen) >= 20
    assert nb.traffic("sent") == (0, {})
    assert nb.traffic("received") == (0, {})
    shown = explorer.rate.get_attribute("aria-valuetext")
    nb.page.mouse.up()
    kernel_says(nb, "f'{explorer.learning_rate.value:g}'", shown)


def test_playing_draws_every_frame_and_sends_nothing(notebook):
    nb, explorer = opened(notebook, "n_steps=60, learning_rate=0.001")
    before = explorer.pixels(), explorer.pixels(explorer.loss)
    nb.reset_traffic()
    explorer.button("Play").click()
    explorer.becomes_other_than(before[0])
    explorer.becomes_other_than(before[1], explorer.loss)
    step = explorer.step()
    nb.page.wait_for_function(
        "([numbers, step]) => Number(numbers.innerText.split(/\\s/)[1]) > step + 5",
        arg=[explorer.numbers.element_handle(), step],
    )
    assert nb.traffic("sent") == (0, {})
    assert nb.traffic("received") == (0, {})
    explorer.button("Pause").click()
    paused = explorer.step()
    kernel_says(nb, "explorer.player.value", str(paused))
    explorer.button("Play").click()
    expect(explorer.numbers).to_contain_text("step 60 of 60")
    expect(explorer.button("Play")).to_be_visible()
    assert (explorer.pixels(), explorer.pixels(explorer.loss)) == before
    kernel_says(nb, "explorer.player.value", "60")


def test_a_click_on_the_landscape_starts_there(notebook):
    nb, explorer = opened(notebook)
    box = explorer.canvas.bounding_box()
    before = explorer.pixels()
    nb.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    explorer.becomes_other_than(before)
    code = (
        "from gdwidgets.drawing.layers import to_fraction\n"
        "u, v = to_fraction(explorer.scene.start_axes, explorer.start)\n"
        "print(round(2 * u, 2), round(v, 2))"
    )
    kernel_says(nb, "explorer.player.revision", "1")
    assert nb.python(code) == "0.7 0.3"
    filled(nb)
    ring = explorer.pixel(explorer.canvas, 0.7 * box["width"], 0.3 * box["height"])
    assert ring[:3] == (255, 255, 255), "the start is marked"
    x = nb.python("print(f'{explorer.trajectory.params[0][0]:.3f}')").replace("-", "−")
    explorer.canvas.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 200")
    expect(explorer.numbers).to_contain_text(f"x {x[:4]}")


def test_dragging_the_start_ends_at_the_last_place(notebook):
    nb, explorer = opened(notebook)
    box = explorer.canvas.bounding_box()
    nb.page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"])
    nb.page.mouse.down()
    for k in range(30):
        nb.page.mouse.move(
            box["x"] + (0.4 + 0.01 * k) * box["width"], box["y"] + 0.5 * box["height"]
        )
    nb.page.mouse.up()
    code = (
        "__import__('gdwidgets.drawing.layers').drawing.layers.to_fraction("
        "explorer.scene.start_axes, explorer.start).round(2).tolist()"
    )
    kernel_says(nb, code, str([round(0.69 / 2, 2), 0.5]))
    filled(nb)


def test_keys_play_step_and_move_the_start(notebook):
    nb, explorer = opened(notebook, "n_steps=30")
    explorer.canvas.focus()
    explorer.canvas.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 30")
    explorer.canvas.press("ArrowRight")
    explorer.canvas.press("ArrowRight")
    explorer.canvas.press("ArrowLeft")
    expect(explorer.numbers).to_contain_text("step 1 of 30")
    explorer.canvas.press("End")
    expect(explorer.numbers).to_contain_text("step 30 of 30")
    explorer.canvas.press(" ")
    expect(explorer.button("Pause")).to_be_visible()
    explorer.canvas.press(" ")
    expect(explorer.button("Play")).to_be_visible()
    explorer.canvas.press("Shift+ArrowRight")
    kernel_says(nb, "round(explorer.start[0], 2)", "-0.26")
    assert nb.page.evaluate("document.querySelectorAll('.jp-Cell').length") == 2


def test_scrubbing_and_stepping(notebook):
    nb, explorer = opened(notebook, "n_steps=40")
    scrub = explorer.player.get_by_role("slider", name="Step")
    scrub.focus()
    scrub.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 40")
    scrub.press("ArrowRight")
    kernel_says(nb, "explorer.player.value", "1")
    explorer.button("Step forward").click()
    explorer.button("Step forward").click()
    explorer.button("Step back").click()
    kernel_says(nb, "explorer.player.value", "2")
    expect(scrub).to_have_attribute("aria-valuetext", "step 2 of 40")


def test_repeat_and_speed(notebook):
    nb, explorer = opened(notebook, "n_steps=12")
    speed = explorer.player.get_by_role("combobox", name="Speed")
    speed.select_option("4")
    kernel_says(nb, "explorer.player.speed", "4.0")
    explorer.button("Repeat").click()
    kernel_says(nb, "explorer.player.repeat", "True")
    nb.page.evaluate(
        """numbers => {
            window.wraps = 0;
            let last = 0;
            new MutationObserver(() => {
                const step = Number(numbers.innerText.split(/\\s/)[1]);
                if (step < last) window.wraps += 1;
                last = step;
            }).observe(numbers, { subtree: true, childList: true, characterData: true });
        }""",
        explorer.numbers.element_handle(),
    )
    explorer.button("Play").click()
    nb.page.wait_for_function("window.wraps >= 2")
    explorer.button("Repeat").click()
    expect(explorer.button("Play")).to_be_visible()


@pytest.mark.parametrize("kernel", ["busy", "dead"])
def test_everything_listed_goes_on_without_the_kernel(notebook, kernel):
    nb = notebook([SETUP, EXPLORER.format("n_steps=60"), "while True:\n    pass"])
    nb.run_cell(0)
    nb.run_cell(1)
    explorer = Explorer(nb.output(1))
    filled(nb)
    if kernel == "busy":
        nb.run_cell(2, wait=False)
    else:
        nb.kernel_shutdown()
    for _ in range(5):
        before = explorer.pixels()
        explorer.rate.press("ArrowLeft")
        explorer.becomes_other_than(before)
    before = explorer.pixels()
    explorer.place.get_by_label("optimizer").select_option("Momentum")
    explorer.becomes_other_than(before)
    momentum = explorer.place.get_by_role("slider", name="momentum")
    expect(momentum).to_be_enabled()
    before = explorer.pixels()
    momentum.press("ArrowLeft")
    explorer.becomes_other_than(before)
    explorer.button("Play").click()
    expect(explorer.button("Pause")).to_be_visible()
    expect(explorer.numbers).to_contain_text("step 60 of 60")
    expect(explorer.button("Play")).to_be_visible()
    if kernel == "busy":
        nb.interrupt()
    else:
        forgive_dead_kernel(nb)


def test_a_click_that_no_kernel_hears_is_not_met_with_silence(notebook):
    nb, explorer = opened(notebook, "n_steps=20")
    nb.kernel_shutdown()
    explorer.canvas.click()
    expect(explorer.player.get_by_role("alert")).to_contain_text("has not answered yet")
    expect(explorer.numbers).to_contain_text("step 20 of 20")
    forgive_dead_kernel(nb)


def test_momentum_is_disabled_where_it_makes_no_difference(notebook):
    _, explorer = opened(notebook)
    momentum = explorer.place.get_by_role("slider", name="momentum")
    choice = explorer.place.get_by_label("optimizer")
    expect(momentum).to_be_disabled()
    choice.select_option("Momentum")
    expect(momentum).to_be_enabled()
    choice.select_option("Adam")
    expect(momentum).to_be_disabled()


def test_a_typed_rate_between_the_positions_gets_its_own_run(notebook):
    nb, explorer = opened(notebook)
    field = explorer.place.get_by_role("textbox", name="learning rate: type a number")
    field.fill("0.0123")
    field.press("Enter")
    kernel_says(nb, "explorer.learning_rate.value", "0.0123")
    kernel_says(nb, "explorer.player.position['learning_rate']", "26")
    expected = nb.python("print(f'{explorer.trajectory.params[-1][0]:.3f}')").replace("-", "−")
    expect(explorer.numbers).to_contain_text(f"x {expected[:4]}")


def test_two_views_agree(notebook):
    nb, explorer = opened(notebook, "n_steps=50")
    second = Explorer(nb.new_view_of_output(1))
    explorer.canvas.press("Home")
    expect(second.numbers).to_contain_text("step 0 of 50")
    second.canvas.press("ArrowRight")
    expect(explorer.numbers).to_contain_text("step 1 of 50")
    explorer.button("Play").click()
    expect(second.button("Pause")).to_be_visible()
    second.button("Pause").click()
    expect(explorer.button("Play")).to_be_visible()
    assert explorer.step() == second.step()
    before = second.pixels()
    explorer.canvas.press("End")
    second.becomes_other_than(before)
    before = second.pixels()
    explorer.rate.press("ArrowLeft")
    second.becomes_other_than(before)
    expect(second.caption).to_have_text(explorer.caption.inner_text())


def test_hovering_reads_out_the_nearest_step(notebook):
    nb, explorer = opened(notebook)
    u, v = head(nb)
    box = explorer.canvas.bounding_box()
    tip = explorer.player.locator(".gdw-tip")
    expect(tip).to_be_hidden()
    nb.page.mouse.move(box["x"] + 2 * u * box["width"] + 3, box["y"] + v * box["height"] + 2)
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("loss")
    expect(tip).to_contain_text("x −3.77")
    nb.page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(tip).to_be_hidden()


def test_another_surface_brings_another_picture(notebook):
    nb, explorer = opened(notebook)
    panel = explorer.player.locator(".gdw-panel").first
    before = panel.evaluate("panel => panel.style.getPropertyValue('--gdw-data')")
    explorer.place.get_by_label("surface").select_option("Rosenbrock")
    nb.page.wait_for_function(
        "([panel, before]) => panel.style.getPropertyValue('--gdw-data') !== before",
        arg=[panel.element_handle(), before],
    )
    kernel_says(nb, "explorer.objective.name", "Rosenbrock")
    expect(explorer.caption).to_have_text(nb.python("print(explorer.player.caption)"))


def test_an_error_in_a_callback_is_shown(notebook):
    nb, explorer = opened(notebook)
    nb.python("explorer._shelves._run = None")
    box = explorer.canvas.bounding_box()
    nb.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    expect(explorer.player.get_by_role("alert")).to_contain_text("not callable")


def test_the_picture_is_crisp_on_a_dense_screen(notebook):
    _, explorer = opened(notebook, device_scale_factor=2)
    sizes = explorer.canvas.evaluate("c => [c.width, c.clientWidth, c.height, c.clientHeight]")
    assert abs(sizes[0] - 2 * sizes[1]) <= 1
    assert abs(sizes[2] - 2 * sizes[3]) <= 1


def test_it_is_sane_at_320_pixels(notebook):
    nb, explorer = opened(notebook)
    nb.set_width(320, 1)
    expect(explorer.canvas).to_be_visible()
    nb.page.wait_for_function(
        "([a, b]) => b.getBoundingClientRect().top >= a.getBoundingClientRect().bottom - 1",
        arg=[explorer.canvas.element_handle(), explorer.loss.element_handle()],
    )
    widths = explorer.player.evaluate(
        """player => [...player.querySelectorAll("*")]
            .filter((each) => !each.closest(".gdw-hidden, svg"))
            .map((each) => each.getBoundingClientRect().right)"""
    )
    right = explorer.player.evaluate("player => player.getBoundingClientRect().right")
    assert max(widths) <= right + 1


def test_axes_and_labels_take_the_theme_s_colour(notebook):
    nb, explorer = opened(notebook)
    ink = explorer.player.locator(".gdw-ink").first

    def tone() -> int:
        color = ink.evaluate("ink => getComputedStyle(ink).backgroundColor")
        numbers = color.replace("rgba", "").replace("rgb", "").strip("()").split(",")
        return sum(int(float(number)) for number in numbers[:3])

    assert tone() < 200
    nb.theme("dark")
    assert tone() > 500


def test_nothing_moves_by_itself_under_reduced_motion(notebook):
    nb = notebook(
        [SETUP, "explorer = gd.DescentExplorer()\nexplorer.player.playing = True\nexplorer"],
        reduced_motion="reduce",
    )
    nb.run_all()
    explorer = Explorer(nb.output(1))
    expect(explorer.button("Play")).to_be_visible()
    assert explorer.step() == 200
    explorer.button("Play").click()  # asked for, it plays
    expect(explorer.button("Pause")).to_be_visible()


def test_python_can_play_scrub_and_disable(notebook):
    nb, explorer = opened(notebook, "n_steps=30")
    nb.python("explorer.player.value = 7")
    expect(explorer.numbers).to_contain_text("step 7 of 30")
    nb.python("explorer.player.playing = True")
    expect(explorer.numbers).to_contain_text("step 30 of 30")
    nb.python("explorer.player.disabled = True")
    expect(explorer.button("Play")).to_be_disabled()
    before = explorer.pixels()
    box = explorer.canvas.bounding_box()
    nb.page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    assert explorer.pixels() == before


def test_screen_readers_are_told(notebook):
    nb, explorer = opened(notebook)
    expect(explorer.canvas).to_have_attribute("role", "img")
    label = explorer.canvas.get_attribute("aria-label")
    assert "Himmelblau" in label
    assert nb.python("print(explorer.player.caption)") in label
    live = explorer.player.locator("[aria-live=polite]")
    explorer.rate.press("Home")
    expect(live).to_contain_text("Still under way")
    expect(live).to_contain_text("From x −0.5, y −4.5, loss 395.1 to x −1.736, y −2.896")
    expect(live).to_contain_text("in 200 steps")


def test_the_gauge_follows_the_clock_and_the_rate_without_the_kernel(notebook):
    nb, explorer = opened(notebook, "gd.surfaces.ravine(10), learning_rate=0.12")
    gauge = explorer.place.locator(".gdw-slider-gauge").first
    expect(gauge).to_contain_text("1.2 here (◆ stable: jumps to the other side)")
    expect(gauge).to_contain_text("★ 1.2 at the minimum · limit 2")
    explorer.place.get_by_label("surface").wait_for(state="detached")
    nb.kernel_shutdown()
    for rate, words in [("0.22", "▲ overshoots"), ("0.082", "● stable: never turns back")]:
        while explorer.rate.get_attribute("aria-valuetext") != rate:
            up = float(explorer.rate.get_attribute("aria-valuetext")) < float(rate)
            explorer.rate.press("ArrowRight" if up else "ArrowLeft")
        expect(gauge).to_contain_text(words)
    explorer.place.get_by_label("optimizer").select_option("Adam")
    expect(gauge).to_contain_text("no fixed limit")
    explorer.place.get_by_label("optimizer").select_option("Momentum")
    expect(gauge).to_contain_text("limit 3.8")
    forgive_dead_kernel(nb)


def test_the_button_of_a_diagnosis_applies_its_remedy_without_the_kernel(notebook):
    nb, explorer = opened(notebook, "gd.surfaces.ravine(10), learning_rate=0.27")
    expect(explorer.caption).to_contain_text("overshoots by more than it corrects")
    nb.kernel_shutdown()
    explorer.button("Set the learning rate to").press("Enter")
    expect(explorer.caption).to_contain_text("Converged")
    assert float(explorer.rate.get_attribute("aria-valuetext")) < 0.2
    expect(explorer.player.locator(".gdw-advice")).to_be_hidden()
    expect(explorer.caption).to_be_focused()  # the button went, and did not take the focus along
    forgive_dead_kernel(nb)


def test_why_this_step_and_a_second_path_by_keyboard(notebook):
    nb, explorer = opened(notebook, "optimizer='Momentum', learning_rate=0.01, n_steps=40")
    explorer.canvas.press("Home")
    for _ in range(3):
        explorer.canvas.press("ArrowRight")
    kernel_says(nb, "explorer.player.value", "3")
    before = explorer.pixels()
    inspector = explorer.place.locator(".gdw-inspector")
    inspector.locator("summary").press("Enter")
    expect(inspector).to_contain_text("The step away from step 3")
    expect(inspector.locator("code").first).to_contain_text("velocity = 0.9 ·")
    explorer.becomes_other_than(before)
    with_arrows = explorer.pixels()
    explorer.canvas.press("ArrowRight")
    expect(inspector).to_contain_text("The step away from step 4")
    explorer.becomes_other_than(with_arrows)

    inspector.get_by_role("button", name="Go on otherwise from here").press("Enter")
    expect(inspector.get_by_role("button", name="Remove the second path")).to_be_visible()
    explorer.canvas.press("End")
    before = explorer.pixels()
    explorer.rate.press("ArrowLeft")
    explorer.becomes_other_than(before)
    assert nb.python("print(explorer._shown.branch.step)") == "4"
    inspector.get_by_role("button", name="Remove the second path").press("Enter")
    kernel_says(nb, "explorer._shown.branch", "None")


def forgive_dead_kernel(nb) -> None:
    """The widget manager says on the console that it could not send, for stock widgets too."""
    lost = "Could not send widget sync message Error: Cannot send"
    nb.console_errors[:] = [each for each in nb.console_errors if lost not in each]


STILL_TO_COME = (
    "any(len(each.shelves) < len(set(each.shelf_of)) for each in "
    "__import__('ipywidgets').widgets.widget._instances.values() if hasattr(each, 'shelves'))"
)
COUNTS = """
import gc, ipywidgets, matplotlib.figure
gc.collect()
figures = sum(isinstance(each, matplotlib.figure.Figure) for each in gc.get_objects())
observers = sum(len(c) for w in ipywidgets.widgets.widget._instances.values()
                for t in w._trait_notifiers.values() for c in t.values())
print(len(ipywidgets.widgets.widget._instances), observers, figures)
"""


@pytest.mark.parametrize(
    "cell", ["explorer = gd.DescentExplorer()\nexplorer", "gd.DescentExplorer()"]
)
def test_running_a_cell_a_hundred_times_leaves_what_one_run_leaves(notebook, cell):
    nb = notebook([SETUP, cell])
    nb.page.evaluate(
        """() => {
            window.request ??= window.requestAnimationFrame.bind(window);
            window.frames = 0;
            window.uncounted = () => new Promise(window.request);
            window.requestAnimationFrame = (callback) => window.request((now) => {
                window.frames += 1;
                callback(now);
            });
        }"""
    )
    nb.run_all()
    Explorer(nb.output(1))

    def left() -> tuple:
        return nb.python(COUNTS), *nb.page.evaluate(
            "() => ['.gdw-player', '.widget-box', 'style'].map((each) => "
            "document.querySelectorAll(each).length)"
        )

    once = left()
    for _ in range(99):
        nb.page.evaluate("([path, i]) => gdlab.run(path, i)", [nb.path, 1])
    nb.wait_idle()
    Explorer(nb.output(1))
    assert left() == once
    kernel_says(nb, STILL_TO_COME, "False")
    frames = nb.page.evaluate(
        """async () => {
            for (let i = 0; i < 3; i += 1) await window.uncounted();
            window.frames = 0;
            for (let i = 0; i < 20; i += 1) await window.uncounted();
            return window.frames;
        }"""
    )
    assert frames <= 1, "no animation goes on in the background"
