"""Each lesson as a learner opens it: run all, and then do what its text asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.lab import LabServer, Notebook
from tests.browser.test_explorer import Explorer, drag, filled, kernel_says

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
PLAYERS = ("DescentExplorer(", "DescentPlayer(")


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


def test_start_here_shows_the_first_step_it_computes(opened):
    explorer = opened("00").explorer("explorer")
    explorer.canvas.press("Home")
    explorer.button("Step forward").click()
    expect(explorer.numbers).to_contain_text("step 1 of 200")
    expect(explorer.numbers).to_contain_text("x −1.06")
    expect(explorer.numbers).to_contain_text("y −1.9")


def test_start_here_is_driven_by_keyboard_alone(opened):
    lesson = opened("00")
    explorer, page = lesson.explorer("explorer"), lesson.nb.page
    filled(lesson.nb)
    before = explorer.pixels()
    explorer.rate.focus()
    for _ in range(3):  # three positions up from 0.01
        page.keyboard.press("ArrowRight")
    expect(explorer.rate).to_have_attribute("aria-valuetext", "0.018")
    explorer.becomes_other_than(before)
    expect(explorer.caption).to_contain_text("Converged at step 26")
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


def test_the_learning_rate_is_dragged_typed_played_and_clicked(opened):
    lesson = opened("02")
    explorer, nb = lesson.explorer("explorer"), lesson.nb
    filled(nb)
    explorer.rate.scroll_into_view_if_needed()
    seen = {explorer.pixels()}
    for fraction in (0.3, 0.4, 0.5):
        before = explorer.pixels()
        drag(nb.page, explorer.rate, [fraction])
        explorer.becomes_other_than(before)
        nb.page.mouse.up()
        seen.add(explorer.pixels())
    assert len(seen) == 4

    field = explorer.place.get_by_role("textbox", name="learning rate: type a number")
    for rate, words in {
        "0.0018": "crawling",
        "0.047": "under way|crawling",
        "0.095": "Zig-zags",
        "0.12": "Diverged",
    }.items():
        field.fill(rate)
        field.press("Enter")
        explorer.place.page.wait_for_function(
            "([caption, words]) => new RegExp(words).test(caption.textContent)",
            arg=[explorer.caption.element_handle(), words],
        )

    field.fill("0.047")
    field.press("Enter")
    kernel_says(nb, "explorer.learning_rate.value", "0.047")
    explorer.canvas.press("Home")
    before = explorer.pixels()
    explorer.player.get_by_role("combobox", name="Speed").select_option("4")
    explorer.button("Play").click()
    explorer.becomes_other_than(before)
    expect(explorer.numbers).to_contain_text("step 100 of 100")

    before, box = explorer.pixels(), explorer.canvas.bounding_box()
    nb.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.3 * box["height"])
    explorer.becomes_other_than(before)
    kernel_says(nb, "explorer.start[0] > 0 and explorer.start[1] > 0", "True")


def test_the_learning_rate_judges_the_learner_s_answer(opened):
    lesson = opened("02")
    source = lesson.cells[lesson.index("hills-check")].source
    for answer, verdict in {"0.022": "Right.", "0.027": "Not that one."}.items():
        assert lesson.nb.python(source.replace("None", answer, 1)) == verdict


def test_fitting_a_line_moves_line_and_point_together(opened):
    player = opened("03").explorer("together-player")
    player.canvas.press("Home")
    expect(player.numbers).to_contain_text("weight 0")
    line, point = player.pixels(), player.pixels(player.loss)
    player.button("Play").click()
    player.becomes_other_than(line)
    player.becomes_other_than(point, player.loss)
    expect(player.numbers).to_contain_text("step 60 of 60")
    expect(player.numbers).to_contain_text("weight 0.6964")


def test_fitting_a_line_crawls_and_then_diverges_on_raw_data(opened):
    explorer = opened("03").explorer("raw-explorer")
    expect(explorer.caption).to_contain_text("crawling")
    explorer.rate.focus()
    for _ in range(9):  # 0.00001, 0.000012, … up to 0.000056
        explorer.rate.press("ArrowRight")
    expect(explorer.rate).to_have_attribute("aria-valuetext", "0.000056")
    expect(explorer.caption).to_contain_text("Diverged")


def test_the_learning_rate_goes_on_without_a_kernel(opened):
    lesson = opened("02")
    explorer = lesson.explorer("explorer")
    filled(lesson.nb)
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
    expect(explorer.numbers).to_contain_text("step 100 of 100")
