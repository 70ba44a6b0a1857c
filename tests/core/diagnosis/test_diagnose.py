"""What `diagnose` returns: for one run and for families, and when which step is named."""

import dataclasses
import inspect
import sys

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core import datasets, surfaces
from gdwidgets.core.diagnosis import Diagnosis, diagnose
from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.going_on import go_on
from gdwidgets.core.losses import LinearRegression
from gdwidgets.core.networks import MLP
from gdwidgets.core.optimizers import NAMED, Adam, GradientDescent, Momentum, Nesterov
from gdwidgets.core.schedules import Cosine
from tests.core.diagnosis.problems import random_problem


def diagnosed(objective, optimizer, start, n_steps, **options):
    run = descend(objective, optimizer, start, n_steps, seed=1, **options)
    return run, diagnose(run)


@pytest.mark.parametrize("given", [None, 3, "run", surfaces.parabola, [1.0]])
def test_only_a_trajectory_is_diagnosed(given):
    with pytest.raises(TypeError, match=r"run must be a Trajectory, as gd.descend returns it, not"):
        diagnose(given)


def test_a_trajectory_of_unknown_origin_is_refused():
    run = descend(surfaces.parabola, GradientDescent(0.1), (10,), 5)
    with pytest.raises(ValueError, match=r"must be one that gd.descend returned"):
        diagnose(dataclasses.replace(run, origin=None))


@pytest.mark.parametrize("rate", [1.0005, 1.1, 3.0, 1e200])
def test_a_bowl_is_left_at_the_first_step(rate):
    _, found = diagnosed(surfaces.parabola, GradientDescent(rate), (10,), 100)
    assert (found.kind, found.step) == ("diverged", 1)
    assert found.summary.startswith("Diverged at step 1: each step overshoots by more than it")
    assert found.stability == pytest.approx(2 * rate)
    assert found.stability_limit == 2


def test_the_step_of_divergence_is_the_first_of_the_last_rise():
    # Along x the loss falls at first while the swings across grow from almost nothing.
    run, found = diagnosed(surfaces.ravine(20), GradientDescent(0.11), (-5, -1e-3), 400)
    loss = run.loss[np.isfinite(run.loss)]
    turn = int(np.argmin(loss))
    assert turn > 10
    assert found.step == turn + 1
    assert np.all(np.diff(loss[turn:]) > 0)


def test_a_run_that_is_going_to_diverge_is_told_so_before_the_loss_rises():
    run, found = diagnosed(surfaces.ravine(20), GradientDescent(0.101), (-5, -1e-6), 10)
    assert np.all(np.diff(run.loss) < 0)
    assert found.summary.startswith("Going to diverge")
    assert found.stability == pytest.approx(2.02)
    assert found.remedies.settings["learning_rate"] <= 2 / 20
    assert go_on(run, 2000).status == "diverged"


def test_swinging_growth_leaves_when_it_stays_above_the_start():
    run, found = diagnosed(surfaces.parabola, Momentum(2.0, 0.9), (1e-3,), 60)
    assert found.kind == "diverged"
    assert np.nanmin(run.loss[found.step :]) > run.loss[0] >= run.loss[found.step - 1]


@pytest.mark.parametrize("swings", [1.9, 1.95])
def test_a_round_bowl_has_no_ravine_to_zig_zag_across(swings):
    _, found = diagnosed(surfaces.bowl(0.5, 0.5), GradientDescent(swings), (3, 1), 25)
    assert found.kind == "zig-zag"
    assert "ravine" not in found.summary
    assert found.remedy == "Lower the learning rate to 1."


def test_a_schedule_counts_with_the_rate_of_its_step():
    falling = GradientDescent(lambda step: 2.0 if step < 3 else 0.25)
    run, found = diagnosed(surfaces.parabola, falling, (10,), 100)
    assert run.status == found.kind == "converged"
    assert found.stability == pytest.approx(0.5)


def test_a_schedule_that_came_to_an_end_is_named_with_its_rates():
    rates = Cosine(0.02, 50)
    _, found = diagnosed(surfaces.parabola, GradientDescent(rates), (10,), 50)
    last = float(f"{rates(49):.1e}")
    assert found.summary == (
        f"Slowed down by its schedule, which has lowered the learning rate from 0.02 to {last:.5f}."
    )


def test_noise_is_known_from_the_run_itself():
    moons = datasets.moons(100)
    network = MLP((2, 8, 2), "tanh")
    loss = network.on(moons.X, moons.labels)
    run, found = diagnosed(loss, GradientDescent(1.0), network.start(1), 400, batch_size=4)
    assert found.kind == "noise floor"
    assert diagnose(run.run()).kind == "noise floor"


def test_the_tolerance_of_the_run_is_the_diagnosis_s():
    line = gd.losses.LinearRegression([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    options = {"batch_size": 2, "tolerance": 0.2}
    _, found = diagnosed(line, GradientDescent(0.2), (0, 0), 100, **options)
    _, strict = diagnosed(line, GradientDescent(0.2), (0, 0), 100, batch_size=2, tolerance=1e-13)
    assert (found.kind, strict.kind) == ("converged", "crawling")


def test_a_family_equals_its_members():
    rates = np.geomspace(1e-4, 3, 25)
    momenta = np.array([0.0, 0.5, 0.95])
    for surface in (surfaces.himmelblau, surfaces.ravine(20), surfaces.saddle):
        family = Momentum(rates, momentum=momenta[:, None])
        _, found = diagnosed(surface, family, surface.start, 80)
        shapes = {np.shape(part) for part in (found.kind, found.summary, found.stability)}
        assert shapes == {(3, 25)} == {found.remedies.shape}
        for i, momentum in enumerate(momenta):
            for j in range(0, 25, 4):
                _, alone = diagnosed(surface, Momentum(rates[j], momentum), surface.start, 80)
                assert found.kind[i, j] == alone.kind
                assert found.step[i, j] == alone.step
                assert found.summary[i, j] == alone.summary
                assert found.remedy[i, j] == alone.remedy


@pytest.mark.parametrize("seed", range(12))
def test_a_random_family_equals_its_members(seed):
    problem = random_problem(seed, steps=(7, 30))
    method = problem.optimizer
    if not hasattr(method, "learning_rate"):
        return
    rates = np.geomspace(1e-4, 10, 5)
    schedule = method.learning_rate
    changed = {"initial": rates} if hasattr(schedule, "initial") else {"peak": rates}
    rate = dataclasses.replace(schedule, **changed) if callable(schedule) else rates
    run = problem.descend(optimizer=dataclasses.replace(method, learning_rate=rate))
    found = diagnose(run)
    for i in range(5):
        alone = diagnose(problem.descend(optimizer=run.run(i).optimizer))
        for name in ("kind", "summary", "step", "remedy"):
            assert getattr(found, name)[i] == getattr(alone, name)


def test_a_member_of_a_family_is_diagnosed_as_it_is_within():
    run, found = diagnosed(surfaces.himmelblau, GradientDescent([1e-4, 0.01, 0.03]), (0, 0), 100)
    assert [diagnose(run.run(i)).summary for i in range(3)] == found.summary.tolist()


def test_a_run_that_went_on_is_diagnosed_from_where_it_did():
    whole = descend(surfaces.rosenbrock, Momentum(0.001, 0.9), (-1, 1), 120)
    half = go_on(descend(surfaces.rosenbrock, Momentum(0.001, 0.9), (-1, 1), 60), 60)
    assert diagnose(half).kind == diagnose(whole).kind
    assert diagnose(half).step == diagnose(whole).step


def test_float32_and_many_parameters():
    _, found = diagnosed(surfaces.ravine(20), GradientDescent(0.02), np.float32([-5, -2]), 500)
    assert found.kind == "converged"
    rng = np.random.default_rng(0)
    wide = LinearRegression(rng.normal(size=(80, 70)), rng.normal(size=80))
    _, found = diagnosed(wide, GradientDescent(0.001), wide.start, 50)
    assert found.kind == "crawling"
    assert np.isnan(found.stability)


@pytest.mark.parametrize("method_type", [Momentum, Nesterov])
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_the_limit_is_where_divergence_begins(method_type, momentum):
    surface = surfaces.ravine(20)
    limit = gd.core.diagnosis.stability_limit(method_type(1.0, momentum))
    for factor, kinds in [(0.98, {"converged", "zig-zag", "overshoot"}), (1.02, {"diverged"})]:
        method = method_type(factor * limit / 20, momentum)
        _, found = diagnosed(surface, method, (-5, -2), 400)
        assert found.kind in kinds


@pytest.mark.parametrize("method", NAMED.values(), ids=NAMED.keys())
def test_every_method_gets_a_sentence_on_every_surface(method):
    for surface in [*surfaces.NAMED.values(), surfaces.parabola, surfaces.waves]:
        for n_steps in (0, 1, 20):
            takes_rate = "learning_rate" in inspect.signature(method).parameters
            optimizer = method(learning_rate=0.1) if takes_rate else method()
            _, found = diagnosed(surface, optimizer, surface.start, n_steps)
            assert found.kind in WORDS
            assert "nan" not in found.summary


def test_the_text_of_a_diagnosis_is_short():
    _, found = diagnosed(surfaces.parabola, GradientDescent([0.001, 0.4, 0.4]), (10,), 40)
    assert repr(found) == "Diagnosis(runs=(3,): 2 converged, 1 crawling)"
    _, found = diagnosed(surfaces.parabola, GradientDescent(0.4), (10,), 40)
    assert repr(found) == f"Diagnosis('converged', {found.summary!r})"
    assert isinstance(found, Diagnosis)


def test_the_picture_does_not_wait_for_remedies(monkeypatch):
    calls = []
    module = sys.modules["gdwidgets.core.diagnosis.diagnose"]
    monkeypatch.setattr(module, "find_remedies", lambda *_: calls.append(1) or [None])
    _, found = diagnosed(surfaces.himmelblau, Adam(0.001), (0, 0), 50)
    assert not calls
    assert found.remedies is found.remedies is None
    assert calls == [1]
