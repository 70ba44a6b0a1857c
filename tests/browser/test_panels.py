"""A classifier's decision over the plane and a table of its numbers, as the browser shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import Explorer, filled

SOURCE = Path(__file__).parents[1] / "explorers" / "test_panels.py"
SHOW = """
explorer = Classifier(
    LOSS,
    axes=[
        Axis("momentum", gd.MomentumSlider(0.5)),
        Axis("learning_rate", gd.LearningRateSlider(1.0)),
    ],
    n_steps=20,
)
explorer
"""
PROBABILITY = """
run = explorer.trajectory
ax = explorer.scene.panels[0].ax
(left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
at = (left + {x} * (right - left), bottom + {y} * (top - bottom))
print(LOSS.probability(run.params[{step}], [at]).item())
"""
PLACE = """
ax = explorer.scene.panels[0].ax
box = ax.get_position()
left, right = explorer.scene.spans[0]
print((box.x0 + {x} * box.width - left) / (right - left), 1 - (box.y0 + {y} * box.height))
"""


@pytest.fixture
def opened(notebook):
    setup = SOURCE.read_text(encoding="utf-8").split("def field_of")[0]
    body = SOURCE.read_text(encoding="utf-8").split("class Classifier")[1].split("\n\n\n")[0]
    nb = notebook([f"{setup}\nclass Classifier{body}\n{SHOW}"])
    nb.run_all()
    filled(nb, 0)
    explorer = Explorer(nb.output(0))
    explorer.canvas.scroll_into_view_if_needed()
    return nb, explorer


def test_the_field_has_the_colour_of_the_decision_at_each_step(opened):
    nb, explorer = opened
    box = explorer.canvas.bounding_box()

    def color(x, y):
        u, v = map(float, nb.python(PLACE.format(x=x, y=y)).split())
        return explorer.pixel(explorer.canvas, u * box["width"], v * box["height"])

    def probability(x, y, step):
        return float(nb.python(PROBABILITY.format(x=x, y=y, step=step)))

    assert probability(0.95, 0.95, 20) > 0.9
    assert probability(0.05, 0.05, 20) < 0.1
    red, _, blue, opacity = color(0.95, 0.95)
    assert blue > red
    assert opacity > 100
    red, _, blue, _ = color(0.05, 0.05)
    assert red > blue
    explorer.canvas.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 20")
    assert probability(0.95, 0.95, 0) == 0.5
    red, green, blue, _ = color(0.95, 0.95)
    assert max(red, green, blue) - min(red, green, blue) < 12, "undecided: grey"
    before = explorer.pixels()
    explorer.canvas.press("ArrowRight")  # between two images
    explorer.becomes_other_than(before)


def test_the_table_follows_the_clock_and_the_slider(opened):
    nb, explorer = opened
    table = explorer.player.get_by_role("table")
    expect(table.locator("caption")).to_have_text("The line")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["weight 1", "weight 2", "half the loss"]
    )
    expect(table.get_by_role("rowheader")).to_have_text(["line"])
    cells = table.get_by_role("cell")

    def agrees(step):
        told = nb.python(f"print(explorer.trajectory.loss[{step}] / 2)")
        shown = f"{float(told):.4g}"
        expect(cells.last).to_contain_text(shown[:5])

    agrees(20)
    explorer.canvas.press("Home")
    agrees(0)
    explorer.canvas.press("End")
    nb.python("explorer.learning_rate.value = 0.1")
    agrees(20)
