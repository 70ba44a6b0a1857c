"""Tracks of the player that no explorer of the first lessons shows, as the browser paints them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

FIELD = """
import gdwidgets as gd
import numpy as np
fig, ax = gd.drawing.figure(400, 300)
ax.set(xlim=(0, 4), ylim=(0, 2), position=(0, 0, 1, 1))
ax.set_axis_off()
values = np.zeros((11, 2, 2))
values[:, 1, 0] = np.linspace(0, 1, 11)
tracks = [
    gd.tracks.field(ax, values, extent=(0.4, 2.4, 0, 2), cmap="gray", opacity=1, limits=(0, 1)),
    gd.tracks.trail(ax, np.full((11, 2), (3.0, 1.0))),
]
player = gd.DescentPlayer(fig, tracks, start_axes=ax)
player
"""


@pytest.fixture
def shade(notebook):
    """The red, green, blue and opacity at a place of the picture, in data coordinates."""
    nb = notebook([FIELD])
    nb.run_all()
    player = nb.output(0).locator(".gdw-player")
    canvas = player.locator("canvas")
    expect(player.locator(".gdw-numbers")).to_contain_text("step 10 of 10")

    def at(x: float, y: float) -> list[int]:
        return canvas.evaluate(
            """async (canvas, [u, v]) => {
                await new Promise((then) => requestAnimationFrame(then));
                const context = canvas.getContext("2d");
                return [...context.getImageData(u * canvas.width, v * canvas.height, 1, 1).data];
            }""",
            [x / 4, 1 - y / 2],
        )

    return nb, player, at


def test_a_field_shows_the_values_of_the_step_at_their_place(shade):
    nb, player, at = shade
    assert at(0.5, 1.9) == [255, 255, 255, 255], "the highest value, at the upper left"
    assert at(0.5, 0.1) == at(2.3, 1.9) == [0, 0, 0, 255]
    assert at(0.2, 1.9) == at(2.6, 1.9) == [0, 0, 0, 0], "nothing beyond its extent"
    player.get_by_role("slider", name="Step").press("Home")
    expect(player.locator(".gdw-numbers")).to_contain_text("step 0 of 10")
    assert at(0.5, 1.9) == [0, 0, 0, 255]
    nb.python("player.value = 5")
    expect(player.locator(".gdw-numbers")).to_contain_text("step 5 of 10")
    assert 110 <= at(0.5, 1.9)[0] <= 145


def test_a_field_on_an_axes_turned_round_is_turned_with_it(shade):
    nb, player, at = shade
    nb.python("ax.invert_yaxis(); player.show(tracks, layers=gd.drawing.layers.render(fig))")
    player.get_by_role("slider", name="Step").press("End")
    assert at(0.5, 0.1) == [255, 255, 255, 255]
    assert at(0.5, 1.9) == [0, 0, 0, 255]


def test_the_start_can_be_moved_by_keys_though_a_field_comes_first(shade):
    nb, player, _ = shade
    player.locator("canvas").press("Shift+ArrowRight")
    for _ in range(100):
        if nb.python("print(len(player.start))") == "2":
            break
    assert nb.python("print(round(player.start[0], 2), player.start[1])") == "3.08 1.0"
