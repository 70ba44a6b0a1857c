"""Predictions and challenges as a learner meets them: by mouse, by keyboard, without a kernel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.lab import Notebook

SETUP = """
import gdwidgets as gd

def explorer(rate=0.09):
    return gd.DescentExplorer(gd.surfaces.ravine(20), learning_rate=rate)
"""
# Each test has cells of its own in one notebook: opening one takes seconds.
CELLS = {
    "setup": SETUP,
    "ways": "a = explorer(0.11)\np = gd.Prediction('How will it go?', on=a); p",
    "ways, played": "a",
    "keys": "k = gd.Prediction('Which is fastest?', [0.01, 0.1, 1.0], outcome=0.1, why='So.'); k",
    "keys, second view": "k",
    "number": "n = gd.Prediction('How many?', kind='number', outcome=50, within=0.2); n",
    "place": "b = explorer()\nwhere = gd.Prediction('Where?', kind='place', on=b); where",
    "place, by keyboard": "d = explorer()\n"
    "typed = gd.Prediction('And here?', kind='place', on=d); typed",
    "curve": "curve = gd.Prediction('On a curve?', kind='place',\n"
    "    on=gd.DescentExplorer(gd.surfaces.parabola)); curve",
    "challenge": "e = explorer(0.01)\nc = gd.Challenge('Bring the loss to 1e-6 in 120 steps.',\n"
    "    gd.goals.reaches(loss=1e-6, within=120), on=e, hint='Faster.', answer='Take 0.09.'); c",
    "challenge, set": "e",
    "submit": "s = gd.Challenge('Give an even number.', lambda n: n % 2 == 0); s",
    "markup": "gd.Challenge('<b>not bold</b>', bool, on=gd.LearningRateSlider())",
    "report": "gd.teaching.report()",
}


@pytest.fixture(scope="module")
def nb(lab, context) -> Iterator[Notebook]:
    with Notebook(lab, context, CELLS.values()) as opened:
        opened.run_all()
        yield opened


@pytest.fixture(autouse=True)
def _no_errors(nb) -> Iterator[None]:
    yield
    assert not nb.console_errors


def output(nb: Notebook, cell: str) -> Locator:
    return nb.output(list(CELLS).index(cell))


def button(place: Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name, exact=True)


def alert(place: Locator) -> Locator:
    return place.get_by_role("alert")


def hears(nb: Notebook, expression: str, expected: str) -> None:
    """Wait until the kernel agrees: what the page sends is on its way for a moment."""
    for _ in range(100):
        if nb.python(f"print({expression})") == expected:
            return
    assert nb.python(f"print({expression})") == expected


def test_the_player_waits_for_the_commitment_and_its_end_shows_the_outcome(nb):
    place, player = output(nb, "ways"), output(nb, "ways, played").locator(".gdw-player")
    play = button(player, "Play")
    expect(play).to_be_disabled()
    expect(player.locator(".gdw-numbers")).to_contain_text("step 0 of 200")
    button(place, "Commit").click()
    expect(alert(place)).to_have_text("Choose one of the options first.")
    expect(play).to_be_disabled()
    place.get_by_label("It settles at a lowest point").check()
    button(place, "Commit").click()
    expect(place).to_contain_text("You predictedIt settles")
    expect(place).to_contain_text("Play the run to see.")
    expect(alert(place)).to_be_empty()
    expect(play).to_be_enabled()
    player.locator(".gdw-speed").select_option("4")
    play.click()
    expect(place).to_contain_text("What happenedIt diverges")
    expect(place).to_contain_text("Not what happened. Diverg")
    button(place, "Change my mind").click()
    place.get_by_label("It diverges").check()
    button(place, "Commit").click()
    expect(place).to_contain_text("after the run: It diverges: it leaves for good (right)")
    expect(place).to_contain_text("You predictedIt settles")
    hears(nb, "[entry['answer'] for entry in p.entries], p.value", "['settle', 'diverge'] settle")


def test_an_option_is_chosen_by_keyboard_alone(nb):
    place, keyboard = output(nb, "keys"), nb.page.keyboard
    place.get_by_role("radio").first.focus()
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    expect(place.get_by_label("0.1", exact=True)).to_be_checked()
    keyboard.press("Tab")
    expect(button(place, "Commit")).to_be_focused()
    keyboard.press("Enter")
    expect(place).to_contain_text("Right. So.")
    expect(place.locator(".gdw-task-result")).to_be_focused()
    keyboard.press("Tab")
    expect(button(place, "Change my mind")).to_be_focused()
    keyboard.press("Space")
    keyboard.press("Tab")
    keyboard.press("Tab")
    expect(button(place, "Cancel")).to_be_focused()
    keyboard.press("Enter")
    expect(place.get_by_role("radio").first).to_be_hidden()
    expect(output(nb, "keys, second view")).to_contain_text("Right. So.")
    hears(nb, "k.value, len(k.entries)", "0.1 1")
    assert nb.page.evaluate("document.querySelectorAll('.jp-Cell').length") == len(CELLS)


def test_a_typed_number_nothing_and_nonsense(nb):
    place = output(nb, "number")
    field = place.get_by_role("textbox", name="Your number")
    field.press("Enter")
    expect(alert(place)).to_have_text("Type a number first.")
    for nonsense in ("about 50", "5 0", "NaN", "1e999"):
        field.fill(nonsense)
        field.press("Enter")
        expect(alert(place)).to_have_text(f"Type a number, such as 0.1 or 1e-3, not “{nonsense}”.")
    hears(nb, "n.entries", "[]")
    field.fill("6e1")
    field.press("Enter")
    expect(place).to_contain_text("off by 10 (20 %)")
    expect(place).to_contain_text("Right.")
    expect(alert(place)).to_be_empty()


def test_a_place_is_clicked_and_both_are_marked(nb):
    place = output(nb, "place")
    picture = place.get_by_role("img")
    button(place, "Commit").click()
    expect(alert(place)).to_have_text("Click on the landscape first, or type the coordinates.")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    x, y = box["x"] + 0.5 * box["width"], box["y"] + 0.3 * box["height"]
    nb.page.mouse.click(x, y)
    expect(picture).to_have_accessible_name(re.compile("Your place: x "))
    assert sum(shade(picture, 0.5, 0.3, right=8)) < 200, "the dark edge of the ring"
    button(place, "Commit").click()
    button(place, "Show the outcome").click()
    expect(picture).to_have_accessible_name(re.compile("Where it ended: x 0, y 0."))
    expect(place).to_contain_text("What happenedx = 0, y = 0")
    # Where the kernel says the click was, and where the run ended, in the picture.
    code = (
        "from gdwidgets.drawing.layers import to_fraction\n"
        "(left, right), ax = b.scene.spans[0], b.scene.start_axes\n"
        "for point in (where.value, where.outcome_place, b.start):\n"
        "    u, v = to_fraction(ax, point)\n"
        "    print((u - left) / (right - left), v)"
    )
    said, ended, began = (map(float, line.split()) for line in nb.python(code).splitlines())
    assert tuple(said) == pytest.approx((0.5, 0.3), abs=0.01)
    assert shade(picture, *ended) == (0xD5, 0x5E, 0x00)
    assert shade(picture, *began) == (255, 255, 255)


def shade(canvas, u: float, v: float, *, right: float = 0.0) -> tuple[int, ...]:
    """The colour at a place, in shares of the canvas, or some pixels right of it."""
    return tuple(
        canvas.evaluate(
            """async (canvas, [u, v, right]) => {
                await new Promise((then) => requestAnimationFrame(then));
                const ratio = canvas.width / canvas.clientWidth;
                const context = canvas.getContext("2d");
                const x = u * canvas.width + right * ratio;
                return [...context.getImageData(x, v * canvas.height, 1, 1).data].slice(0, 3);
            }""",
            [u, v, right],
        )
    )


def test_a_place_is_typed_by_keyboard_alone(nb):
    place, keyboard = output(nb, "place, by keyboard"), nb.page.keyboard
    place.get_by_role("spinbutton", name="x").focus()
    keyboard.type("-2")
    keyboard.press("Tab")
    keyboard.type("1")
    keyboard.press("ArrowUp")
    picture = place.get_by_role("img")
    expect(picture).to_have_accessible_name(re.compile(r"Your place: x -2, y 1\.\d"))
    before = picture.get_attribute("aria-label")
    keyboard.press("ArrowUp")
    expect(picture).not_to_have_accessible_name(before)
    keyboard.press("Enter")
    expect(place).to_contain_text("You predictedx = -2, y = 1.")
    hears(nb, "typed.value[0], 1 < typed.value[1] < 2", "-2.0 True")
    keyboard.press("Tab")
    expect(button(place, "Show the outcome")).to_be_focused()
    keyboard.press("Enter")
    expect(place).to_contain_text("What happenedx = 0, y = 0")
    label = place.get_by_role("img").get_attribute("aria-label")
    assert label.startswith("The landscape. The start: x ")
    assert " Your place: x -2, y 1." in label
    assert label.endswith("Where it ended: x 0, y 0.")


def test_a_curve_asks_for_one_coordinate(nb):
    place = output(nb, "curve")
    expect(place.get_by_role("spinbutton")).to_have_count(1)
    place.get_by_role("img").click()
    button(place, "Commit").click()
    expect(button(place, "Show the outcome")).to_be_visible()
    hears(nb, "len(curve.value)", "1")


def test_a_challenge_is_checked_missed_helped_and_passed(nb):
    place, sliders = output(nb, "challenge"), output(nb, "challenge, set")
    rate = sliders.get_by_role("textbox", name="learning rate: type a number")

    def check(number: str) -> None:
        rate.fill(number)
        rate.press("Enter")
        hears(nb, "f'{e.learning_rate.value:g}'", number)
        button(place, "Check").click()

    button(place, "Check").click()
    expect(place).to_contain_text("Nothing has changed since the task was set")
    expect(button(place, "Show the answer")).to_be_hidden()
    check("0.02")
    expect(place).to_contain_text("1 attempt")
    expect(place).not_to_contain_text("Faster.")
    check("0.2")
    expect(place).to_contain_text("Not passed. Diverg")
    expect(place).to_contain_text("HintFaster.")
    button(place, "Show the answer").focus()
    nb.page.keyboard.press("Enter")
    expect(place).to_contain_text("Worked answerTake 0.09.")
    check("0.09")
    expect(place).to_contain_text("Passed. Reached at step 87")
    expect(place).to_contain_text("Passed at attempt 3")


def test_what_is_handed_in_from_a_cell_is_shown_in_the_widget(nb):
    place = output(nb, "submit")
    expect(place).to_contain_text("Hand in your answer with submit(…).")
    expect(button(place, "Check")).to_be_hidden()
    nb.python("s.submit(3)")
    expect(place).to_contain_text("Not passed. Not yet.")
    nb.python("s.submit(4)")
    expect(place).to_contain_text("Passed. That is it.")


def test_a_question_is_never_markup(nb):
    expect(output(nb, "markup")).to_contain_text("<b>not bold</b>")
    assert output(nb, "markup").locator("b").count() == 0


@contextmanager
def narrow(nb: Notebook, pixels: int) -> Iterator[None]:
    size = nb.page.viewport_size
    nb.set_width(pixels, 1)
    yield
    nb.page.set_viewport_size(size)


def test_nothing_sticks_out_at_320_pixels(nb):
    with narrow(nb, 320):
        for cell in list(CELLS)[1:]:
            for card in output(nb, cell).locator(".gdw-task").all():
                wide = card.evaluate(
                    "el => [el, ...el.querySelectorAll('*')].filter((each) => "
                    "each.getBoundingClientRect().right > "
                    "el.closest('.jp-OutputArea-output').getBoundingClientRect().right + 0.5)"
                    ".map((each) => each.className)"
                )
                assert not wide, cell


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(nb, theme):
    nb.theme(theme)
    found = Axe().run(nb.page, ".gdw-task")
    complaints = [
        (each["id"], node["html"]) for each in found["violations"] for node in each["nodes"]
    ]
    nb.theme("light")
    assert found["passes"], "it did look"
    assert not complaints


def test_a_cell_that_is_run_again_keeps_what_was_said_and_the_report_shows_it(nb):
    index = list(CELLS).index("keys")
    nb.run_cell(index)
    expect(nb.output(index)).to_contain_text("Right. So.")
    nb.run_cell(list(CELLS).index("report"))
    expect(output(nb, "report").get_by_role("row", name="Which is fastest?")).to_contain_text(
        "right"
    )
    (saved,) = nb.outputs(list(CELLS).index("report"))
    assert "prediction | Which is fastest?" in saved["data"]["text/plain"]
    assert saved["data"]["text/plain"].count("Which is fastest?") == 1


def test_without_a_kernel_the_learner_is_told_and_may_play(notebook):
    nb = notebook(
        [
            "import gdwidgets as gd\na = gd.DescentExplorer(gd.surfaces.ravine(20))",
            "gd.Prediction('How will it go?', on=a)",
            "gd.Challenge('Do it.', bool, on=a)",
            "a",
        ]
    )
    nb.run_all()
    play = button(nb.output(3).locator(".gdw-player"), "Play")
    expect(play).to_be_disabled()
    nb.kernel_shutdown()
    nb.output(1).get_by_role("radio").first.check()
    button(nb.output(1), "Commit").click()
    expect(alert(nb.output(1))).to_contain_text("The kernel has not answered yet.")
    expect(alert(nb.output(1))).to_contain_text("play the run and compare for yourself")
    expect(play).to_be_enabled()
    button(nb.output(2), "Check").click()
    expect(alert(nb.output(2))).to_contain_text("without a kernel it can't be judged")
    # JupyterLab's own words about a message that it could not send.
    assert all("Could not send widget sync message" in error for error in nb.console_errors)
    nb.console_errors.clear()
