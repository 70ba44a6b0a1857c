"""Each lesson as a learner opens it: run all, and then do what its text asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.lab import LabServer, Notebook
from tests.browser.test_explorer import Explorer, drag, filled, kernel_says
from tests.browser.test_regression import Regression

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
PLAYERS = ("DescentExplorer(", "DescentPlayer(", "RegressionExplorer(")


class Lesson:
    """A lesson that is open in JupyterLab and has run; its cells are known by their ids."""

    def __init__(self, nb: Notebook, path: Path) -> None:
        self.nb = nb
        self.cells = nbformat.read(path, as_version=4).cells
        nb.run_all()

    def index(self, cell_id: str) -> int:
        return [cell.id for cell in self.cells].index(cell_id)

    def output(self, cell_id: str) -> Locator:
        output = self.nb.output(self.index(cell_id))
        output.scroll_into_view_if_needed()
        return output

    def explorer(self, cell_id: str) -> Explorer:
        return Explorer(self.output(cell_id))

    def chooses(self, cell_id: str, option: str) -> Locator:
        """Make a prediction by mouse; gives its place."""
        place = self.output(cell_id)
        place.get_by_label(option, exact=True).check()
        place.get_by_role("button", name="Commit").click()
        return place

    def chooses_by_keyboard(self, cell_id: str, number: int) -> Locator:
        """Choose an option of a prediction by its number, with the keyboard alone."""
        place, keyboard = self.output(cell_id), self.nb.page.keyboard
        place.get_by_role("radio").first.focus()
        for key in ("Space", *["ArrowDown"] * number, "Tab", "Enter"):
            keyboard.press(key)
        return place

    def types(self, cell_id: str, number: str) -> Locator:
        """Predict a number, by keyboard."""
        place = self.output(cell_id)
        place.get_by_role("textbox", name="Your number").fill(number)
        self.nb.page.keyboard.press("Enter")
        return place

    def sets_rate(self, cell_id: str, name: str, rate: str) -> None:
        """Type the learning rate of an explorer, and wait until the kernel has heard it."""
        field = self.output(cell_id).get_by_role("textbox", name="learning rate: type a number")
        field.fill(rate)
        field.press("Enter")
        kernel_says(self.nb, f"f'{{{name}.learning_rate.value:g}}'", rate)

    def checks(self, cell_id: str, *, by_keyboard: bool = False) -> Locator:
        """Press a challenge's button."""
        place = self.output(cell_id)
        button = place.get_by_role("button", name="Check")
        button.press("Enter") if by_keyboard else button.click()
        return place

    def unlocks_the_first_explorer(self) -> Explorer:
        """Make the prediction in lesson 00 that its explorer waits for, by mouse."""
        place = self.output("predict-star-ask")
        commit = place.get_by_role("button", name="Commit")
        if commit.is_visible():
            place.get_by_role("img").click(position={"x": 60, "y": 250})
            commit.click()
        explorer = self.explorer("explorer")
        expect(explorer.button("Play")).to_be_enabled()
        return explorer

    def stop_kernel(self) -> None:
        """Shut the kernel down; from then on the widget manager complains of every change."""
        self.nb.kernel_shutdown()
        self.nb.console_errors = Silenced(self.nb.console_errors)


class Silenced(list):
    """What is heard on the console but for the one complaint, which stock widgets cause too."""

    def append(self, text: str) -> None:
        if "Could not send widget sync message Error: Cannot send" not in text:
            super().append(text)


@pytest.fixture(scope="module")
def opened(lab: LabServer, context: BrowserContext) -> Iterator[Callable[[str], Lesson]]:
    """Open a lesson by how its name begins, once for all tests here: it takes seconds."""
    lessons: dict[str, Lesson] = {}
    with ExitStack() as stack:

        def open_lesson(beginning: str) -> Lesson:
            (path,) = (each for each in LESSONS if each.name.startswith(beginning))
            if path.name not in lessons:
                notebook = stack.enter_context(Notebook(lab, context, path))
                lessons[path.name] = Lesson(notebook, path)
            lessons[path.name].nb.page.bring_to_front()  # animations rest in the background
            return lessons[path.name]

        open_lesson.all = lessons.values()
        yield open_lesson


@pytest.fixture(autouse=True)
def _no_errors(opened):
    yield
    assert not [error for lesson in opened.all for error in lesson.nb.console_errors]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_run_all_shows_every_player_and_no_error(opened, path):
    lesson = opened(path.name)
    players = [
        cell.id
        for cell in lesson.cells
        for output in cell.get("outputs", [])
        if any(word in str(output.get("data", {}).get("text/plain")) for word in PLAYERS)
    ]
    assert players
    for cell_id in players:
        player = lesson.output(cell_id).locator(".gdw-player")
        for canvas in player.locator("canvas").all():
            canvas.scroll_into_view_if_needed()
            expect(canvas).to_be_visible()
            drawn = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, "
            assert canvas.evaluate(drawn + "canvas.height).data.some(Boolean)"), cell_id
        expect(player.locator(".gdw-error")).to_have_text("")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_folded_output_unfolds_when_its_cell_is_run(opened, path):
    lesson = opened(path.name)
    folded = [
        cell.id for cell in lesson.cells if cell.metadata.get("jupyter", {}).get("outputs_hidden")
    ]
    assert folded
    for cell_id in folded:
        expect(lesson.output(cell_id).locator(".jp-OutputArea-output").first).to_be_visible()


def test_start_here_asks_for_a_place_and_then_plays(opened):
    lesson = opened("00")
    explorer = lesson.explorer("explorer")
    expect(explorer.button("Play")).to_be_disabled()
    lesson.unlocks_the_first_explorer()
    explorer.player.get_by_role("combobox", name="Speed").select_option("4")
    explorer.button("Play").click()
    expect(lesson.output("predict-star-ask")).to_contain_text("What happenedx = -3.78, y = -3.28")
    expect(lesson.chooses("predict-rate-ask", "at another star")).to_contain_text("Right.")
    expect(lesson.chooses_by_keyboard("predict-rate-ask-more", 2)).to_contain_text("Right.")


def test_start_here_shows_the_first_step_it_computes(opened):
    explorer = opened("00").unlocks_the_first_explorer()
    explorer.canvas.press("Home")
    explorer.button("Step forward").click()
    expect(explorer.numbers).to_contain_text("step 1 of 200")
    expect(explorer.numbers).to_contain_text("x −1.06")
    expect(explorer.numbers).to_contain_text("y −1.9")


def test_start_here_passes_its_challenges(opened):
    lesson = opened("00")
    nb, explorer = lesson.nb, lesson.unlocks_the_first_explorer()
    nb.python("first_step.submit([-1.62, 0.7])")
    expect(lesson.output("first-step-task")).to_contain_text("Passed. Right.")
    nb.python("build.submit(lambda params, gradient, learning_rate: params - gradient)")
    expect(lesson.output("build-task")).to_contain_text("Not passed. Yours differs")
    nb.python(
        "build.submit(lambda params, gradient, learning_rate: params - learning_rate * gradient)"
    )
    expect(lesson.output("build-task")).to_contain_text("Passed. Yours does what")

    expect(lesson.checks("start-task")).to_contain_text("Nothing has changed")
    explorer.canvas.press("Shift+ArrowUp")
    kernel_says(nb, "explorer.start[1] > -4.5", "True")
    expect(lesson.checks("start-task", by_keyboard=True)).to_contain_text("Not passed. A start")
    box = explorer.canvas.bounding_box()
    explorer.canvas.click(position={"x": 0.58 * box["width"], "y": 0.4 * box["height"]})
    kernel_says(nb, "-1 < explorer.start[0] < 1 and 0 < explorer.start[1] < 2", "True")
    expect(lesson.checks("start-task", by_keyboard=True)).to_contain_text("Passed. A start")
    nb.wait_idle()
    nb.python("explorer.start = (-0.5, -4.5)")
    filled(nb, lesson.index("explorer"))


def test_start_here_is_driven_by_keyboard_alone(opened):
    lesson = opened("00")
    explorer, page = lesson.unlocks_the_first_explorer(), lesson.nb.page
    filled(lesson.nb, lesson.index("explorer"))
    explorer.canvas.press("End")  # at its start, a run looks the same at any rate
    expect(explorer.numbers).to_contain_text("step 200 of 200")
    before = explorer.pixels()
    explorer.rate.focus()
    for _ in range(3):  # three positions up from 0.01
        page.keyboard.press("ArrowRight")
    expect(explorer.rate).to_have_attribute("aria-valuetext", "0.018")
    explorer.becomes_other_than(before)
    expect(explorer.caption).to_contain_text("Converged at step 19")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("0.1")
    page.keyboard.press("Enter")
    expect(explorer.caption).to_contain_text("Diverged")
    for _ in range(20):
        page.keyboard.press("Tab")
        if explorer.canvas.evaluate("canvas => canvas === document.activeElement"):
            break
    page.keyboard.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 200")
    page.keyboard.press("ArrowRight")
    expect(explorer.numbers).to_contain_text("step 1 of 200")


def test_start_here_works_with_other_widgets(opened):
    lesson = opened("00")
    tool = lesson.output("interact")
    expect(tool).to_contain_text("running, loss 0.074")
    tool.get_by_role("slider").press("End")
    expect(tool).to_contain_text("diverged")

    observed = lesson.output("observe-label")
    observed.get_by_role("slider").press("End")
    expect(observed).to_contain_text("342 of 342 penguins")

    linked = Explorer(lesson.output("jslink-family"))
    lesson.stop_kernel()
    before = linked.pixels()
    linked.rate.press("ArrowRight")
    linked.becomes_other_than(before)


def test_the_learning_rate_asks_before_it_plays(opened):
    lesson = opened("02")
    explorer = lesson.explorer("explorer")
    expect(explorer.button("Play")).to_be_disabled()
    expect(explorer.caption).not_to_contain_text("Zig-zags")
    place = lesson.chooses_by_keyboard("predict-four-ask", 2)
    expect(place).to_contain_text("Play the run to see.")
    explorer.player.get_by_role("combobox", name="Speed").select_option("4")
    explorer.button("Play").click()
    expect(place).to_contain_text("What happenedIt zig-zags")
    expect(place).to_contain_text("Right. Each step lands on the other wall")
    expect(lesson.types("predict-steps-small", "4700")).to_contain_text("What happened4715")
    expect(lesson.chooses("predict-steps-large", "about 47 steps")).to_contain_text(
        "What happenedit never gets there"
    )
    expect(lesson.chooses("predict-paid-ask", "0.095")).to_contain_text("Right.")
    expect(lesson.types("predict-warm-ask", "24")).to_contain_text("Right.")


def test_the_learning_rate_passes_its_challenges(opened):
    lesson = opened("02")
    nb = lesson.nb
    expect(lesson.checks("choose-task")).to_contain_text("Nothing has changed")
    lesson.sets_rate("choose-explorer", "steeper", "0.056")
    expect(lesson.checks("choose-task")).to_contain_text("Not passed. Diverged")
    lesson.sets_rate("choose-explorer", "steeper", "0.05")
    expect(lesson.checks("choose-task", by_keyboard=True)).to_contain_text("Passed. Reached")

    lesson.sets_rate("hills-explorer", "hills_explorer", "0.018")
    expect(lesson.checks("hills-task", by_keyboard=True)).to_contain_text("so does a larger rate")
    lesson.sets_rate("hills-explorer", "hills_explorer", "0.024")
    expect(lesson.checks("hills-task")).to_contain_text("Passed. At 0.024 it settles")

    nb.python("build.submit(lambda step: 0.25 * (1 + np.cos(np.pi * step / 300)))")
    expect(lesson.output("build-task")).to_contain_text("Passed. Right for all 4 inputs.")
    nb.python("beat.submit(lambda step: 0.26 if step % 2 == 0 else 0.058)")
    expect(lesson.output("beat-task")).to_contain_text("Passed. Yours comes down to")


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["mouse", "keyboard"])
def test_the_learning_rate_goes_on_by_a_second_path(opened, by_keyboard):
    lesson = opened("02")
    nb, explorer = lesson.nb, lesson.explorer("second-path-explorer")
    explorer.canvas.press("Home")
    for _ in range(5):
        explorer.canvas.press("ArrowRight")
    kernel_says(nb, "steep.player.value", "5")
    summary = explorer.place.get_by_text("Why this step?", exact=True)
    summary.press("Enter") if by_keyboard else summary.click()
    expect(explorer.place).to_contain_text("The step away from step 5")
    fork = explorer.place.get_by_role("button", name="Go on otherwise from here")
    fork.press("Enter") if by_keyboard else fork.click()
    kernel_says(nb, "steep.inspector.branched", "True")
    lesson.sets_rate("second-path-explorer", "steep", "0.018")
    place = lesson.checks("second-path-task", by_keyboard=by_keyboard)
    expect(place).to_contain_text("Passed. After 20 steps: converged at (3, 2).")
    lesson.sets_rate("second-path-explorer", "steep", "0.0033")
    explorer.place.get_by_role("button", name="Remove the second path").click()
    kernel_says(nb, "steep.inspector.branched", "False")
    summary.click()


def test_the_learning_rate_shows_the_step_that_its_text_works_out(opened):
    lesson = opened("02")
    explorer = lesson.explorer("explorer")
    if explorer.button("Play").is_disabled():
        lesson.chooses_by_keyboard("predict-four-ask", 2)
    lesson.sets_rate("explorer", "explorer", "0.12")
    explorer.canvas.press("Home")
    kernel_says(lesson.nb, "explorer.player.value", "0")
    explorer.place.get_by_text("Why this step?", exact=True).click()
    expect(explorer.place).to_contain_text("−2 − 0.12 · (−40) = 2.8")
    explorer.place.get_by_text("Why this step?", exact=True).click()
    expect(explorer.place).not_to_contain_text("rate × curvature:")
    gauged = lesson.explorer("gauge-explorer")
    expect(gauged.place).to_contain_text("rate × curvature: 1.12 here")
    lesson.sets_rate("gauge-explorer", "gauged", "0.12")
    expect(gauged.place).to_contain_text("2.4 here")
    gauged.place.get_by_role("button", name="Set the learning rate to").click()
    expect(gauged.caption).to_contain_text("Converged")


def test_the_learning_rate_is_dragged_typed_played_and_clicked(opened):
    lesson = opened("02")
    explorer, nb = lesson.explorer("explorer"), lesson.nb
    if explorer.button("Play").is_disabled():
        lesson.chooses_by_keyboard("predict-four-ask", 2)
    filled(nb, lesson.index("explorer"))
    explorer.canvas.press("End")
    explorer.rate.scroll_into_view_if_needed()
    seen = {explorer.pixels()}
    for fraction in (0.3, 0.4, 0.5):
        before = explorer.pixels()
        drag(nb.page, explorer.rate, [fraction])
        explorer.becomes_other_than(before)
        nb.page.mouse.up()
        seen.add(explorer.pixels())
    assert len(seen) == 4

    for rate, words in {
        "0.0018": "crawling",
        "0.056": "Converged",
        "0.0999": "Zig-zags",
        "0.12": "Diverged",
    }.items():
        lesson.sets_rate("explorer", "explorer", rate)
        expect(explorer.caption).to_contain_text(words)

    lesson.sets_rate("explorer", "explorer", "0.056")
    explorer.canvas.press("Home")
    before = explorer.pixels()
    explorer.player.get_by_role("combobox", name="Speed").select_option("4")
    explorer.button("Play").click()
    explorer.becomes_other_than(before)
    expect(explorer.numbers).to_contain_text("step 300 of 300")

    before, box = explorer.pixels(), explorer.canvas.bounding_box()
    nb.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    explorer.becomes_other_than(before)
    kernel_says(nb, "explorer.start[0] > 0 and explorer.start[1] > 0", "True")


def test_fitting_a_line_is_fitted_by_hand(opened):
    lesson = opened("03")
    nb = lesson.nb
    expect(lesson.checks("hand-task")).to_contain_text("Nothing has changed")
    nb.python("explorer = by_hand")  # the name by which `Regression` asks the kernel
    line = Regression(nb, lesson.output("hand-explorer"))
    line.drag("data_axes", (201, 2.7), (201, 3.5), (201, 4.2))
    kernel_says(nb, "round(by_hand.line[0] * 201 + by_hand.line[1], 1)", "4.2")
    expect(lesson.checks("hand-task", by_keyboard=True)).to_contain_text("Not passed. The loss")
    left, right = json.loads(
        nb.python("print(list(map(float, by_hand.scene.panels[0].limits[0])))")
    )
    line.drag("data_axes", (right - 2, 4.2), (right - 2, 5.0), (right - 2, 5.9))
    line.drag("data_axes", (left + 2, 4.2), (left + 2, 3.5), (left + 2, 2.75))
    kernel_says(nb, "0.045 < by_hand.start[0] < 0.055", "True")
    expect(lesson.checks("hand-task")).to_contain_text("Passed. The loss of your line is 0.0")
    before = nb.python("print(by_hand.start[1])")
    line.data.press("Shift+ArrowUp")
    kernel_says(nb, f"by_hand.start[1] > {before}", "True")


def test_fitting_a_line_asks_before_it_plays_crawls_and_then_diverges(opened):
    lesson = opened("03")
    explorer = lesson.explorer("raw-explorer")
    expect(explorer.button("Play")).to_be_disabled()
    numbers = explorer.place.get_by_text("is the best line, by linear algebra")
    expect(numbers).to_be_hidden()
    expect(
        lesson.output("hand-explorer").get_by_text("is the best line, by linear algebra")
    ).to_be_hidden()
    place = lesson.chooses("predict-raw-ask", "It crawls: at the last step it is still on its way")
    explorer.player.get_by_role("combobox", name="Speed").select_option("4")
    line, point = (explorer.pixels(explorer.player.locator("canvas").nth(k)) for k in (0, 1))
    explorer.button("Play").click()
    explorer.becomes_other_than(line, explorer.player.locator("canvas").nth(0))
    explorer.becomes_other_than(point, explorer.player.locator("canvas").nth(1))
    expect(explorer.numbers).to_contain_text("step 200 of 200", timeout=30_000)
    expect(place).to_contain_text("Right. It fell onto the valley floor")
    expect(numbers).to_be_visible()
    explorer.rate.focus()
    for _ in range(9):  # 0.00001, 0.000012, … up to 0.000056
        explorer.rate.press("ArrowRight")
    expect(explorer.rate).to_have_attribute("aria-valuetext", "0.000056")
    expect(explorer.caption).to_contain_text("Diverged")
    for _ in range(9):
        explorer.rate.press("ArrowLeft")

    expect(lesson.chooses_by_keyboard("predict-flat-ask", 0)).to_contain_text("Right.")
    falls = lesson.chooses("predict-points-ask", "on a line that falls to the right")
    expect(falls).to_contain_text("Right. Through the middle means")
    expect(lesson.types("predict-standard-ask", "1")).to_contain_text("Right.")


def test_fitting_a_line_passes_its_other_challenges(opened):
    lesson = opened("03")
    nb = lesson.nb
    nb.python("cost.submit(0.165)")
    expect(lesson.output("cost-task")).to_contain_text("Passed. Right.")
    lesson.sets_rate("bill-explorer", "bill_explorer", "0.0012")
    expect(lesson.checks("bill-task")).to_contain_text("Not passed. At 0.0012 it doesn't settle")
    lesson.sets_rate("bill-explorer", "bill_explorer", "0.001")
    expect(lesson.checks("bill-task", by_keyboard=True)).to_contain_text("Passed. At 0.001")

    expect(lesson.checks("morph-task")).to_contain_text("ot")
    place = lesson.output("raw-explorer")
    place.get_by_role("slider", name="standardise x").press("End")
    kernel_says(nb, "raw_explorer.standardise.value", "1.0")
    expect(place).to_contain_text("Condition number 1: a round bowl")
    expect(lesson.checks("morph-task")).to_contain_text("Not passed. At step 28: converged.")
    lesson.sets_rate("raw-explorer", "raw_explorer", "1")
    expect(lesson.checks("morph-task")).to_contain_text("Passed. At step 1: converged.")

    mine = "lambda w, b: (np.mean((w * z + b - mass) * z), np.mean(w * z + b - mass))"
    nb.python(f"build.submit({mine})")
    expect(lesson.output("build-task")).to_contain_text("Passed. Right for all 3 inputs.")


def test_fitting_a_line_takes_one_step_with_rate_one(opened):
    lesson = opened("03")
    explorer = lesson.explorer("standard-explorer")
    expect(explorer.place).to_contain_text("rate × curvature: 0.1 here")
    lesson.sets_rate("standard-explorer", "standard_explorer", "1")
    expect(explorer.caption).to_contain_text("Converged at step 1")


def test_the_learning_rate_goes_on_without_a_kernel(opened):
    lesson = opened("02")
    explorer = lesson.explorer("explorer")
    if explorer.button("Play").is_disabled():
        lesson.chooses_by_keyboard("predict-four-ask", 2)
        expect(explorer.button("Play")).to_be_enabled()
    filled(lesson.nb, lesson.index("explorer"))
    lesson.stop_kernel()
    explorer.rate.scroll_into_view_if_needed()
    before = explorer.pixels()
    drag(lesson.nb.page, explorer.rate, [0.4, 0.5])
    explorer.becomes_other_than(before)
    lesson.nb.page.mouse.up()
    explorer.canvas.press("Home")
    before = explorer.pixels(), explorer.pixels(explorer.loss)
    explorer.button("Play").click()
    explorer.becomes_other_than(before[0])
    explorer.becomes_other_than(before[1], explorer.loss)
    expect(explorer.numbers).to_contain_text("step 300 of 300")
