"""What the button of a diagnosis does really helps."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.player.packing import unpack_words

LEARNING_RATES = {"too high": 0.27, "zig-zag": 0.198, "too low": 0.0001}


def advised(explorer):
    player = explorer.player
    place = explorer.optimizer.index * 21 + explorer.momentum.index
    shelf = player.shelves[str(player.shelf_of[place])]
    return unpack_words(shelf["facts"])["remedies"][explorer.learning_rate.index]


@pytest.mark.parametrize("rate", LEARNING_RATES.values(), ids=LEARNING_RATES)
def test_the_advised_learning_rate_ends_lower(rate):
    explorer = gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=rate)
    before = explorer.trajectory
    advice = advised(explorer)
    assert advice["control"] == "learning_rate"
    assert (advice["value"] < rate) == (rate > 0.1)
    assert f"{advice['value']:g}" in advice["label"]
    explorer.learning_rate.value = advice["value"]
    after = explorer.trajectory
    assert after.status == "converged"
    assert before.status != "converged"
    assert advised(explorer) is None


def test_too_much_momentum_is_lowered_not_the_rate():
    explorer = gd.DescentExplorer(
        gd.surfaces.ravine(20), optimizer="Momentum", momentum=0.9, learning_rate=0.018, n_steps=60
    )
    advice = advised(explorer)
    assert advice["text"] == "Lower the momentum."
    assert (advice["control"], advice["value"]) == ("momentum", 0.7)
    before = explorer.trajectory.loss[-1]
    explorer.momentum.value = advice["value"]
    assert explorer.trajectory.loss[-1] < before


def test_a_saddle_s_ridge_is_left_by_a_small_push():
    explorer = gd.DescentExplorer(gd.surfaces.saddle, start=(2, 0), learning_rate=0.1)
    advice = advised(explorer)
    assert advice["label"] == "Start elsewhere"
    before = explorer.trajectory
    explorer.start = advice["start"]
    assert np.abs(np.subtract(advice["start"], (2, 0))).max() < 1
    assert explorer.trajectory.loss[-1] < before.loss[-1] - 0.1
