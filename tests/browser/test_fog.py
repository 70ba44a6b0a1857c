"""The fog game as a learner plays it: by mouse, by keyboard, with a dead kernel, in any theme."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from axe_core_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, expect

import gdwidgets as gd
from gdwidgets.web import module

SETUP = "import gdwidgets as gd"
GAME = "game = gd.FogGame({})\ngame"
LAND_JS = Path(gd.__file__).parent / "explorers" / "fog" / "js" / "land.js"
DESCENT_COLOR = (0xCC, 0x79, 0xA7)
LOST = "Could not send widget sync message Error: Cannot send"  # JupyterLab, without a kernel


class Fog:
    """A game in the page, and the questions that tests ask of it."""

    def __init__(self, nb, index: int = 1) -> None:
        self.nb = nb
        self.place = nb.output(index)
        self.root = self.place.locator(".gdw-fog")
        self.canvas = self.root.locator("canvas")
        self.caption = self.root.locator(".gdw-fog-caption")
        self.steps = self.root.locator(".gdw-fog-steps")
        self.numbers = self.root.locator(".gdw-fog-numbers")
        self.rate = self.place.get_by_role("slider", name="learning rate")
        expect(self.numbers).to_contain_text("height")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name)

    def axes(self) -> tuple[float, float, float, float]:
        """The box of the field in the page: left, top, width and height in CSS pixels."""
        self.canvas.scroll_into_view_if_needed()
        box = self.root.locator(".gdw-fog-cover").bounding_box()
        return box["x"], box["y"], box["width"], box["height"]

    def at(self, point) -> tuple[float, float]:
        """Where a place of the landscape is in the page."""
        (x_low, x_high), (y_low, y_high) = self.domain
        left, top, width, height = self.axes()
        u, v = (point[0] - x_low) / (x_high - x_low), (point[1] - y_low) / (y_high - y_low)
        return left + u * width, top + (1 - v) * height

    def learn(self, code: str):
        """Ask the kernel for something that JSON can carry."""
        return json.loads(self.nb.python(f"import json\nprint(json.dumps({code}))"))

    def know_the_place(self) -> None:
        self.domain = self.learn("game.map.place['domain']")
        self.start = self.learn("list(game.start)")
        self.treasure = self.learn("game.map.place['treasures'][0]")

    def colour(self, point) -> tuple[int, ...]:
        """What is seen at a place of the landscape."""
        x, y = self.at(point)
        image = Image.open(io.BytesIO(self.nb.page.screenshot())).convert("RGB")
        return image.getpixel((round(x), round(y)))

    def click(self, point) -> None:
        self.nb.page.mouse.click(*self.at(point))

    def number(self, name: str) -> list[float]:
        row = self.numbers.locator("div", has=self.root.page.get_by_text(name, exact=True))
        return [float(x.replace("−", "-")) for x in row.locator("dd").inner_text().split(",")]


def opened(notebook, arguments: str = "", **options) -> Fog:
    nb = notebook([SETUP, GAME.format(arguments)], **options)
    nb.run_all()
    fog = Fog(nb)
    fog.know_the_place()
    return fog


def kernel_says(fog: Fog, code: str, expected) -> None:
    """Wait until the kernel agrees: what the page sends is on its way for a moment."""
    for _ in range(100):
        if fog.learn(code) == expected:
            return
    assert fog.learn(code) == expected


def is_fog(colour) -> bool:
    """The mist is greyish: its channels lie close together; the landscape's colours don't."""
    return max(colour) - min(colour) < 30


def far_places(fog: Fog, n: int = 40) -> np.ndarray:
    """Places of the field that are out of sight."""
    lows, highs = np.transpose(fog.domain)
    places = np.random.default_rng(1).random((n, 2))
    here = (np.array(fog.start) - lows) / (highs - lows)
    inner = places * 0.96 + 0.02
    return (lows + (highs - lows) * inner)[np.hypot(*(inner - here).T) > 0.13]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_fog_hides_all_but_the_ground_around_the_walker(notebook, theme):
    fog = opened(notebook, "'Meadow', seed=4")
    fog.nb.theme(theme)
    width = fog.domain[0][1]
    near = [
        (fog.start[0] + 0.06 * width * np.cos(a), fog.start[1] + 0.06 * width * np.sin(a))
        for a in np.linspace(0, 2 * np.pi, 8, endpoint=False)
    ]
    assert sum(not is_fog(fog.colour(point)) for point in near) >= 6, "but for arrow and ring"
    places = far_places(fog)
    hidden = [fog.colour(place) for place in places]
    assert all(map(is_fog, hidden))
    assert is_fog(fog.colour(fog.treasure))
    fog.button("Lift the fog").click()
    expect(fog.root.locator(".gdw-fog-cover")).to_be_hidden()
    assert all(
        np.abs(np.subtract(fog.colour(place), before)).max() > 20
        for place, before in zip(places[:12], hidden[:12], strict=True)
    )
    assert fog.colour(fog.treasure)[2] < 120 < fog.colour(fog.treasure)[0], "a yellow star"


def test_the_numbers_are_the_surface_s_and_the_step_is_gradient_descent_s(notebook):
    fog = opened(notebook, "'Gorge', seed=2, learning_rate=0.05")
    for _ in range(3):
        fog.button("Step down the slope").click()
    expect(fog.steps).to_have_text("step 3 of at most 100")
    kernel_says(fog, "len(game.path)", 4)
    run = "gd.descend(game.objective, gd.optimizers.GradientDescent(0.05), game.start, 3)"
    assert np.allclose(fog.learn("game.path.tolist()"), fog.learn(f"{run}.params.tolist()"))
    point = fog.learn("game.path[-1].tolist()")
    slope = fog.learn("game.objective.gradient(game.path[-1]).tolist()")
    assert fog.number("x, y") == pytest.approx(point, rel=5e-4)
    assert fog.number("height") == pytest.approx(
        [fog.learn("float(game.objective.value(game.path[-1]))")], rel=5e-4
    )
    assert fog.number("slope along x") == pytest.approx(slope[:1], rel=5e-4)
    assert fog.number("slope along y") == pytest.approx(slope[1:], rel=5e-4)
    assert fog.number("next step’s length") == pytest.approx([0.05 * np.hypot(*slope)], rel=5e-4)
    formula = fog.root.locator(".gdw-fog-formula").inner_text().replace("−", "-").splitlines()
    shown = float(formula[1].split("=")[1])
    assert shown == pytest.approx(point[0] - 0.05 * slope[0], rel=5e-4)


@pytest.mark.parametrize("name", gd.FogGame.LANDSCAPES)
def test_the_browser_s_arithmetic_is_the_core_s(browser, name):
    game = gd.FogGame(name, seed=9)
    lows, highs = np.transpose(game.map.place["domain"])
    points = lows + (highs - lows) * np.random.default_rng(2).random((60, 2))
    page = browser.new_page()
    seen = page.evaluate(
        """async ([source, coefficients, domain, points]) => {
            const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
            const { look } = await import(url);
            const size = Math.sqrt(coefficients.length);
            return points.map((point) => look({ coefficients, size, domain }, point));
        }""",
        [
            module(LAND_JS),
            np.frombuffer(game.map.series).tolist(),
            game.map.place["domain"],
            points.tolist(),
        ],
    )
    page.close()
    heights, slopes = game.objective.value(points), game.objective.gradient(points)
    assert np.abs([each["height"] for each in seen] - heights).max() < 1e-11 * np.ptp(heights)
    assert np.abs([each["slope"] for each in seen] - slopes).max() < 1e-10 * np.abs(slopes).max()


def test_by_mouse_one_steps_on_ground_in_sight_and_finds_the_treasure(notebook):
    fog = opened(notebook, "'Meadow', seed=4")
    fog.click(fog.treasure)
    expect(fog.caption).to_contain_text("That is in the fog")
    expect(fog.steps).to_contain_text("step 0")
    start, treasure = np.array(fog.start), np.array(fog.treasure)
    way = treasure - start
    n = int(np.ceil(np.hypot(*way) / (0.095 * fog.domain[0][1])))
    for k in range(1, n + 1):
        fog.click(start + way * k / n)
        expect(fog.steps).to_have_text(re.compile(rf"^(step )?{k} (of|steps)"))
    expect(fog.caption).to_contain_text("You found the treasure in")
    kernel_says(fog, "game.map.over", True)
    assert fog.learn("game.found")
    expect(fog.root.locator(".gdw-fog-note")).to_contain_text("Worked out exactly by the kernel")


def test_by_keyboard_alone_one_descends_aims_and_finds_the_treasure(notebook):
    fog = opened(notebook, "'Meadow', seed=4")
    fog.rate.focus()
    for _ in range(30):
        fog.nb.page.keyboard.press("Tab")
        if fog.canvas.evaluate("canvas => canvas === document.activeElement"):
            break
    expect(fog.canvas).to_be_focused()
    keyboard = fog.nb.page.keyboard
    keyboard.press("ArrowRight")
    expect(fog.caption).to_contain_text("Aim: to the east, the ground there is")
    keyboard.press("ArrowUp")
    expect(fog.caption).to_contain_text("Aim: to the north-east")
    keyboard.press("Enter")
    expect(fog.steps).to_contain_text("step 1")
    side = 0.1 * fog.domain[0][1] / 6
    kernel_says(fog, "(game.path[-1] - game.start).round(6).tolist()", [round(side, 6)] * 2)
    keyboard.press("ArrowLeft")
    keyboard.press("Escape")
    expect(fog.caption).to_contain_text("The ground falls")
    for _ in range(12):
        keyboard.press("Enter")
    expect(fog.caption).to_contain_text("You found the treasure")
    keyboard.press("Tab")
    expect(fog.button("Start again")).to_be_focused()
    keyboard.press("Enter")
    expect(fog.steps).to_contain_text("step 0 of at most 100")
    assert fog.nb.page.evaluate("document.querySelectorAll('.jp-Cell').length") == 2


def test_the_paths_lie_beside_each_other(notebook):
    fog = opened(notebook, "'Meadow', seed=4, learning_rate=0.1", reduced_motion="reduce")
    aside = np.array(fog.start) + 0.05 * fog.domain[0][1] * np.array([1, 1]) / 2
    fog.click(aside)
    for _ in range(4):
        fog.button("Step down the slope").click()
    fog.button("Lift the fog").click()
    expect(fog.button("Start again")).to_be_focused()
    kernel_says(fog, "game.map.judged.get('steps')", 5)
    run = "gd.descend(game.objective, gd.optimizers.GradientDescent(0.1), game.start, 5)"
    params = fog.learn(f"{run}.params.tolist()")
    assert np.allclose(fog.learn("game.map.judged['descent']['path']"), params, rtol=0)
    assert fog.colour(params[5]) == DESCENT_COLOR
    table = fog.root.get_by_role("table").inner_text()
    loss = [fog.learn("float(game.objective.value(game.path[-1]))"), fog.learn(f"{run}.loss[-1]")]
    for each in loss:
        assert f"{each:.4g}" in table
    before = fog.colour(params[5])
    fog.rate.press("ArrowRight")
    fog.nb.page.wait_for_function(
        "([table, before]) => table.innerText !== before",
        arg=[fog.root.get_by_role("table").element_handle(), table],
    )
    assert fog.colour(params[5]) != before, "another rate, another path"


def test_the_deceptive_valley_is_called_by_its_name(notebook):
    fog = opened(notebook, "'Old quarry', seed=1")
    fog.canvas.focus()
    for _ in range(60):
        fog.nb.page.keyboard.press("Enter")
    expect(fog.caption).to_contain_text("almost flat here. Is it the deepest place?")
    fog.button("Lift the fog").click()
    expect(fog.caption).to_contain_text(
        "You stopped where the ground is almost flat, but 2.25 above"
    )
    expect(fog.caption).to_contain_text("You walked just as gradient descent does")
    expect(fog.caption).to_contain_text("comes to rest in another valley")
    expect(fog.root.locator(".gdw-fog-note")).to_contain_text("Double well, turned by")


def test_a_step_off_the_map_is_refused_in_words(notebook):
    fog = opened(notebook, "'Gorge', seed=0, learning_rate=1.0")
    fog.button("Step down the slope").click()
    expect(fog.caption).to_contain_text("lead off the map")
    expect(fog.steps).to_contain_text("step 0")
    fog.button("Lift the fog").click()
    expect(fog.caption).to_contain_text("left the map at step 1: its steps were too long")


def test_the_fog_lifts_when_all_steps_are_taken(notebook):
    fog = opened(notebook, "'River bend', n_steps=3")
    for _ in range(3):
        fog.button("Step down the slope").click()
    expect(fog.caption).to_contain_text("above the treasure, which lies to the")
    expect(fog.button("Step down the slope")).to_be_hidden()
    kernel_says(fog, "game.map.over", True)


def test_the_game_goes_on_without_a_kernel(notebook):
    fog = opened(notebook, "'Meadow', seed=4, learning_rate=0.1")
    treasure = fog.treasure
    fog.nb.kernel_shutdown()
    fog.rate.press("ArrowRight")
    for k in range(1, 20):
        fog.button("Step down the slope").click()
        expect(fog.steps).to_have_text(re.compile(rf"^(step )?{k} (of|steps)"))
        if fog.button("Step down the slope").is_hidden():
            break
    expect(fog.caption).to_contain_text("You found the treasure")
    expect(fog.root.locator(".gdw-fog-note")).to_contain_text("the kernel has not checked it yet")
    expect(fog.root.locator(".gdw-fog-cover")).to_be_hidden()
    assert not is_fog(fog.colour(treasure))
    fog.nb.console_errors[:] = [each for each in fog.nb.console_errors if LOST not in each]


def test_the_browser_and_the_core_judge_alike(notebook):
    fog = opened(notebook, "'Four lakes', seed=3")
    for _ in range(4):
        fog.button("Step down the slope").click()
    fog.button("Lift the fog").click()
    note = fog.root.locator(".gdw-fog-note")
    expect(note).to_contain_text("exactly by the kernel")
    by_core = fog.root.get_by_role("table").inner_text()
    verdict = fog.caption.inner_text()
    fog.nb.python("game.map.judged = {}")
    expect(note).to_contain_text("the kernel has not checked it yet")
    assert fog.root.get_by_role("table").inner_text() == by_core
    assert fog.caption.inner_text() == verdict


def test_another_place_and_another_landscape(notebook):
    fog = opened(notebook, "'Meadow', seed=4")
    fog.button("Step down the slope").click()
    fog.button("Another place").click()
    expect(fog.root.locator(".gdw-fog-label")).to_have_text("Meadow, place 5")
    expect(fog.steps).to_have_text("step 0 of at most 100")
    fog.place.get_by_label("landscape").select_option("Moor")
    expect(fog.root.locator(".gdw-fog-label")).to_have_text("Moor, place 5")
    kernel_says(fog, "game.landscape.label", "Moor")
    fog.know_the_place()
    assert all(is_fog(fog.colour(place)) for place in far_places(fog, 12))


def test_it_is_said_aloud(notebook):
    fog = opened(notebook, "'Meadow', seed=4")
    live = fog.root.locator("[aria-live=polite]")
    expect(live).to_contain_text("Step 0. Height")
    expect(live).to_contain_text("The ground falls")
    expect(fog.canvas).to_have_attribute("role", "application")
    label = fog.canvas.get_attribute("aria-label")
    assert label.startswith("Map of Meadow, place 4 in fog")
    treasure = [f"{x:.3f}"[:4] for x in fog.treasure]
    assert not all(x in label for x in treasure)
    fog.button("Step down the slope").click()
    expect(live).to_contain_text("Step 1. Height")
    fog.button("Lift the fog").click()
    expect(live).to_contain_text("above the treasure")
    expect(fog.canvas).to_have_attribute("role", "img")


def test_keys_that_save_and_run_reach_the_notebook(notebook):
    fog = opened(notebook, "'Meadow', seed=4")
    fog.canvas.focus()
    page, dirty = fog.nb.page, "path => gdlab.panel(path).context.model.dirty"
    assert page.evaluate(dirty, fog.nb.path)
    page.keyboard.press("Control+s")
    page.wait_for_function(f"path => !({dirty})(path)", arg=fog.nb.path)
    page.keyboard.press("a")  # JupyterLab would put a cell above
    expect(fog.steps).to_contain_text("step 0")
    assert page.evaluate("document.querySelectorAll('.jp-Cell').length") == 2
    page.keyboard.press("Shift+Enter")
    fog.nb.cell(1).get_by_text("[3]:", exact=True).first.wait_for()


def test_two_views_agree(notebook):
    fog = opened(notebook, "'Meadow', seed=4")
    second = fog.nb.new_view_of_output(1)
    fog.button("Step down the slope").click()
    expect(second.locator(".gdw-fog-steps")).to_contain_text("step 1")
    second.get_by_role("button", name="Lift the fog").click()
    expect(fog.button("Start again")).to_be_visible()
    expect(fog.button("Lift the fog")).to_be_hidden()
    expect(second.locator(".gdw-fog-caption")).to_have_text(fog.caption.inner_text())


def test_the_fog_lifts_at_once_under_reduced_motion(notebook):
    fog = opened(notebook, "'Meadow', seed=4", reduced_motion="reduce")
    fog.button("Lift the fog").click()
    cover = fog.root.locator(".gdw-fog-cover")
    expect(cover).to_be_hidden()
    assert cover.evaluate("cover => getComputedStyle(cover).transitionDuration") == "0s"


@pytest.mark.parametrize("width", [320, 900])
def test_it_fits(notebook, width):
    fog = opened(notebook, "'Meadow', seed=4", viewport={"width": 1280, "height": 900})
    fog.nb.set_width(width, 1)
    root = fog.root.bounding_box()
    assert root["width"] <= width
    for part in (fog.canvas, fog.numbers, fog.button("Another place")):
        box = part.bounding_box()
        assert box["x"] >= root["x"] - 1
        assert box["x"] + box["width"] <= root["x"] + root["width"] + 1
    assert fog.root.evaluate("root => root.scrollWidth <= root.clientWidth")


# -- the lesson ----------------------------------------------------------------------------------

LESSON = Path(__file__).parents[2] / "notebooks" / "01_down_the_hill_in_the_fog.ipynb"


def test_lesson_01_can_be_done_as_it_asks(notebook):
    nb = notebook(LESSON)
    nb.run_all()
    cells = [cell.id for cell in nbformat.read(LESSON, as_version=4).cells]

    def output(name: str) -> Locator:
        nb.output(cells.index(name)).scroll_into_view_if_needed()
        return nb.output(cells.index(name))

    def go_down(name: str, steps: int) -> Fog:
        output(name)
        fog = Fog(nb, cells.index(name))
        fog.canvas.focus()
        for _ in range(steps):
            nb.page.keyboard.press("Enter")
        return fog

    meadow = go_down("meadow-game", 12)
    expect(meadow.caption).to_contain_text("You found the treasure in 12 steps")

    asked = output("predict-steps-ask")
    asked.get_by_role("radio", name="they get shorter").check()
    asked.get_by_role("button", name="Commit").click()
    expect(asked.locator(".gdw-task-result")).to_contain_text("Right.")

    quarry = go_down("quarry-game", 40)
    quarry.button("Lift the fog").click()
    expect(quarry.caption).to_contain_text("comes to rest in another valley")

    player = output("predict-where-explorer").locator(".gdw-player")
    expect(player.get_by_role("button", name="Play")).to_be_disabled()
    where = output("predict-where-ask")
    where.get_by_role("spinbutton", name="x").fill("-2")
    where.get_by_role("spinbutton", name="y").fill("0")
    where.get_by_role("button", name="Commit").click()
    where.get_by_role("button", name="Show the outcome").click()
    expect(where.locator(".gdw-task-result")).to_contain_text("x = 1, y = 0")

    climb, task = Fog(nb, cells.index("climb-game")), output("climb-task")
    check = task.get_by_role("button", name="Check")
    check.click()
    expect(task).to_contain_text("The fog has not lifted yet")
    output("climb-game")
    climb.domain = json.loads(nb.python("print([list(side) for side in climb.hidden.domain])"))
    start, treasure = json.loads(
        nb.python("print([list(climb.start), list(climb.hidden.treasures[0])])")
    )
    way = np.subtract(treasure, start)
    for k in range(1, 13):
        climb.click(start + way * k / 12)
        if climb.button("Lift the fog").is_hidden():
            break
    expect(climb.caption).to_contain_text("You found the treasure")
    check.click()
    expect(task).to_contain_text("Found in")
    assert nb.python("print(build.submit(walk).passed)") == "False"
    assert nb.python("print(build.submit(ours).passed)") == "True"
    race = Fog(nb, cells.index("race-code"))
    nb.python(
        "race.walk(gd.descend(race.objective, gd.optimizers.GradientDescent(0.05),"
        " race.start, 40).params)"
    )
    expect(race.caption).to_contain_text("You walked just as gradient descent does")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(notebook, theme):
    fog = opened(notebook, "'Meadow', seed=4", reduced_motion="reduce")
    fog.nb.theme(theme)
    for over in (False, True):
        if over:
            fog.button("Lift the fog").click()
            expect(fog.root.get_by_role("table")).to_be_visible()
        found = Axe().run(fog.nb.page, ".gdw-fog")
        assert found["passes"], "it did look"
        assert [each["id"] for each in found["violations"]] == []
