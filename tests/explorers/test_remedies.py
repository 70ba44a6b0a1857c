"""What the button of a diagnosis does really helps."""

import dataclasses

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.explorers.branch import Branch
from gdwidgets.explorers.remedies import remedies
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


RATES = list(np.geomspace(1e-4, 1, 25))
FAMILIES = {
    "Himmelblau": (gd.surfaces.himmelblau, gd.optimizers.GradientDescent, {}),
    "Himmelblau, momentum": (gd.surfaces.himmelblau, gd.optimizers.Momentum, {"momentum": 0.9}),
    "Himmelblau, Adam": (gd.surfaces.himmelblau, gd.optimizers.Adam, {}),
    "Rastrigin": (gd.surfaces.rastrigin, gd.optimizers.GradientDescent, {}),
    "Rastrigin, Adam": (gd.surfaces.rastrigin, gd.optimizers.Adam, {}),
    "ravine, momentum": (gd.surfaces.ravine(20), gd.optimizers.Momentum, {"momentum": 0.95}),
    "ravine, Nesterov": (gd.surfaces.ravine(20), gd.optimizers.Nesterov, {"momentum": 0.95}),
    "saddle": (gd.surfaces.saddle, gd.optimizers.GradientDescent, {}),
    "Easom": (gd.surfaces.easom, gd.optimizers.GradientDescent, {}),
    "Rosenbrock, RMSprop": (gd.surfaces.rosenbrock, gd.optimizers.RMSprop, {}),
    "Ackley, Lion": (gd.surfaces.ackley, gd.optimizers.Lion, {}),
    "valleys, Newton": (gd.surfaces.two_valleys, gd.optimizers.Newton, {}),
}
STARTS = {"saddle": (1.5, 0.0), "Easom": (7.0, 6.5), "valleys, Newton": (1.8,)}


def shelf(name, n_steps=80):
    surface, method, settings = FAMILIES[name]
    start = STARTS.get(name, surface.start)
    return gd.descend(surface, method(RATES, **settings), start, n_steps)


def pressed(runs, i, remedy):
    """What the button of a run does, without the code that found it."""
    if remedy.control == "learning_rate":
        return runs.run(RATES.index(remedy.value))
    run = runs.run(i)
    method, start = run.optimizer, run.params[0]
    if remedy.control == "momentum":
        method = dataclasses.replace(method, momentum=remedy.value)
    return gd.descend(runs.objective, method, remedy.start or start, runs.n_steps)


@pytest.mark.parametrize("name", FAMILIES)
def test_whatever_is_named_ends_lower(name):
    runs = shelf(name)
    diagnosis = gd.diagnose(runs)
    made = remedies(runs, diagnosis, RATES, calmer=0.7)
    assert len(made) == len(RATES)
    needy = [i for i, kind in enumerate(diagnosis.kind) if kind != "converged"]
    named = [i for i in range(len(made)) if made[i] is not None]
    assert set(named) <= set(needy)
    assert len(named) >= 0.7 * len(needy)
    for i in named:
        remedy, after = made[i], pressed(runs, i, made[i])
        assert after.status != "diverged"
        before = np.inf if runs.status[i] == "diverged" else runs.loss[-1, i]
        assert after.loss[-1] < before
        if remedy.control == "learning_rate":
            assert ("Lower" in remedy.text) == (remedy.value < RATES[i])
            words = remedy.label.removeprefix("Set the learning rate to ")
            assert float(words) == remedy.value
        if remedy.control == "momentum":
            assert (remedy.value, "momentum" in FAMILIES[name][2]) == (0.7, True)


def test_the_nearest_rate_that_does_about_as_well_is_named():
    runs = shelf("saddle")
    slow = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent(RATES), (10,), 80)
    made = remedies(slow, gd.diagnose(slow), RATES)
    best = min(
        rate for rate, status in zip(RATES, slow.status, strict=True) if status == "converged"
    )
    assert {each.value for each in made[:5]} == {best}
    assert runs.shape == (25,)


def test_a_momentum_is_lowered_for_the_rest_of_a_branch_only():
    bowl = gd.surfaces.ravine(20)
    first = gd.descend(bowl, gd.optimizers.GradientDescent(0.01), bowl.start, 60)
    branch = Branch(first, 30)
    runs = branch.descend(gd.optimizers.Momentum(RATES, 0.98), 60)
    made = remedies(runs, gd.diagnose(runs), RATES, calmer=0.5)
    calmed = [i for i, each in enumerate(made) if each and each.control == "momentum"]
    assert calmed
    for i in calmed:
        after = branch.descend(gd.optimizers.Momentum(RATES[i], 0.5), 60)
        assert after.loss[-1] < runs.loss[-1, i]


def test_who_needs_no_help_or_has_none_gets_no_button():
    runs = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent([0.3, 0.4]), (10,), 90)
    assert remedies(runs, gd.diagnose(runs), [0.3, 0.4]) == [None, None]
    short = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent([0.1, 0.2]), (10,), 0)
    assert remedies(short, gd.diagnose(short), [0.1, 0.2]) == [None, None]


def test_a_plateau_that_no_rate_leads_away_from_is_left_by_the_start():
    runs = shelf("Easom")
    made = remedies(runs, gd.diagnose(runs), RATES)
    assert {each.text for each in made if each} == {"Start elsewhere."}
