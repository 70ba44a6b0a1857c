"""Every kind of ending, on a run constructed to end that way."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core import datasets, surfaces
from gdwidgets.core.diagnosis import diagnose, stability_limit
from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.losses import LinearRegression
from gdwidgets.core.networks import MLP
from gdwidgets.core.optimizers import NAMED, Adam, GradientDescent, Momentum, Nesterov
from gdwidgets.core.surfaces import Surface

rng = np.random.default_rng(0)
X = rng.normal(size=60)
NOISY_LINE = LinearRegression(X, 2 * X + 1 + rng.normal(size=60))
EXACT_LINE = LinearRegression(X, 2 * X + 1)
BOTTOMLESS = Surface(
    name="Slide", height=lambda x: -(x**3), slope=lambda x: (-3 * x**2,), domain=[(-1, 9)]
)
SHELF = Surface(
    name="Shelf",
    height=lambda x, y: np.tanh(x) + y**2,
    slope=lambda x, y: (1 / np.cosh(x) ** 2, 2 * y),
    domain=[(-9, 9), (-2, 2)],
)

CASES = [
    ("converged", surfaces.ravine(5), GradientDescent(0.3), (-5, -2), 100, None),
    ("converged", surfaces.himmelblau, Adam(0.3), (0, 0), 400, None),
    ("converged", EXACT_LINE, GradientDescent(0.3), (0, 0), 900, 8),
    ("shallow valley", surfaces.two_valleys, GradientDescent(0.1), (1.8,), 200, None),
    ("diverged", surfaces.parabola, GradientDescent(1.1), (10,), 40, None),
    ("diverged", surfaces.parabola, GradientDescent(1.0005), (10,), 8, None),
    ("diverged", surfaces.ravine(20), Momentum(0.2, 0.9), (-5, -2), 60, None),
    ("diverged", surfaces.rosenbrock, GradientDescent(0.01), (-1.2, 1), 100, None),
    ("diverged", surfaces.ravine(20), GradientDescent(0.101), (-5, -1e-6), 10, None),
    ("diverged", NOISY_LINE, GradientDescent(3.0), (0, 0), 60, 10),
    ("diverged", BOTTOMLESS, GradientDescent(0.1), (1,), 100, None),
    ("noise floor", NOISY_LINE, GradientDescent(0.3), (0, 0), 200, 5),
    ("saddle stall", surfaces.saddle, GradientDescent(0.1), (-1.7, 0), 60, None),
    ("saddle stall", surfaces.saddle, GradientDescent(0.1), (-1.7, 0), 1000, None),
    ("saddle stall", surfaces.saddle, GradientDescent(0.1), (-1.7, 1e-6), 80, None),
    ("plateau", SHELF, GradientDescent(0.1), (6, 1), 200, None),
    ("overshoot", surfaces.parabola, GradientDescent(0.995), (10,), 40, None),
    ("overshoot", surfaces.ravine(1), Momentum(0.05, 0.99), (-5, -2), 120, None),
    ("zig-zag", surfaces.ravine(50), GradientDescent(0.0395), (-5, -2), 60, None),
    ("crawling", surfaces.parabola, GradientDescent(0.001), (10,), 100, None),
    ("crawling", surfaces.ravine(100), GradientDescent(0.01), (-5, -2), 100, None),
    ("crawling", surfaces.parabola, GradientDescent(0.0), (10,), 100, None),
    ("crawling", surfaces.beale, GradientDescent(0.01), (1, 1.5), 0, None),
]


def run_and_diagnose(objective, optimizer, start, n_steps, batch_size=None):
    run = descend(objective, optimizer, start, n_steps, batch_size=batch_size, seed=1)
    return run, diagnose(run, objective, optimizer, batch_size=batch_size)


@pytest.mark.parametrize(("kind", "objective", "optimizer", "start", "n_steps", "batch"), CASES)
def test_each_kind_is_named_with_one_remedy(kind, objective, optimizer, start, n_steps, batch):
    _, found = run_and_diagnose(objective, optimizer, start, n_steps, batch)
    assert found.kind == kind
    for sentence in (found.summary, found.remedy):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
        assert "nan" not in sentence
        assert "inf" not in sentence
    assert ". " not in found.summary, "one sentence"
    assert isinstance(found.step, int)
    assert 0 <= found.step <= n_steps


@pytest.mark.parametrize("rate", [1.0005, 1.1, 3.0, 1e200])
def test_a_bowl_is_left_at_the_first_step(rate):
    _, found = run_and_diagnose(surfaces.parabola, GradientDescent(rate), (10,), 100)
    assert (found.kind, found.step) == ("diverged", 1)
    assert found.summary.startswith("Diverged at step 1: each step overshoots by more than it")
    assert found.stability == pytest.approx(2 * rate)
    assert found.stability_limit == 2


def test_the_step_of_divergence_is_the_first_of_the_last_rise():
    # Along x the loss falls at first while the swings across grow from almost nothing.
    run, found = run_and_diagnose(surfaces.ravine(20), GradientDescent(0.11), (-5, -1e-3), 400)
    loss = run.loss[np.isfinite(run.loss)]
    turn = int(np.argmin(loss))
    assert turn > 10
    assert found.step == turn + 1
    assert np.all(np.diff(loss[turn:]) > 0)
    _, early = run_and_diagnose(surfaces.ravine(20), GradientDescent(0.11), (-5, -1e-3), turn + 4)
    assert early.summary.startswith(f"Diverging since step {turn + 1}: each step overshoots")


def test_a_run_that_is_going_to_diverge_is_told_so_before_the_loss_rises():
    _, found = run_and_diagnose(surfaces.ravine(20), GradientDescent(0.101), (-5, -1e-6), 10)
    assert found.summary.startswith("Going to diverge")
    assert found.remedy == "Lower the learning rate below 0.1."


def test_swinging_growth_leaves_when_it_stays_above_the_start():
    run, found = run_and_diagnose(surfaces.parabola, Momentum(2.0, 0.9), (1e-3,), 60)
    assert found.kind == "diverged"
    assert np.nanmin(run.loss[found.step :]) > run.loss[0] >= run.loss[found.step - 1]


def test_missing_steps_are_about_right():
    method = GradientDescent(0.01)
    _, found = run_and_diagnose(surfaces.parabola, method, (10,), 100)
    about = int(found.summary.split("about ")[1].split()[0].replace(",", ""))
    needed = descend(surfaces.parabola, method, (10,), 3000).stop_step - 100
    assert about == pytest.approx(needed, rel=0.05)


@pytest.mark.parametrize(
    ("method", "n_steps"),
    [
        (GradientDescent(0.001), 100),
        (GradientDescent(0.0018), 100),
        (Momentum(0.0005, 0.9), 100),
        (Momentum(0.05, 0.98), 60),
        (Nesterov(0.001, 0.5), 100),
    ],
)
def test_the_slow_direction_decides_how_many_steps_are_missing(method, n_steps):
    surface = surfaces.ravine(20)
    run = descend(surface, method, surface.start, n_steps)
    evidence = gather(run, surface, method, noisy=False)
    needed = descend(surface, method, surface.start, 20_000)
    assert needed.status == "converged"
    assert evidence.missing[0] == pytest.approx(needed.stop_step - n_steps, rel=0.1)


def test_a_round_bowl_has_no_ravine_to_zig_zag_across():
    _, found = run_and_diagnose(surfaces.bowl(0.5, 0.5), GradientDescent(1.95), (3, 1), 100)
    assert found.kind == "zig-zag"
    assert "ravine" not in found.summary
    assert found.remedy == "Lower the learning rate to about 1."


def test_remedies_that_name_a_rate_work():
    for rate in (1.1, 0.995):
        _, found = run_and_diagnose(surfaces.parabola, GradientDescent(rate), (10,), 50)
        better = float(found.remedy.rstrip(".").split()[-1])
        run = descend(surfaces.parabola, GradientDescent(0.95 * better), (10,), 200)
        assert run.status == "converged"


def test_a_schedule_counts_with_the_rate_of_its_step():
    falling = GradientDescent(lambda step: 2.0 if step < 3 else 0.25)
    run, found = run_and_diagnose(surfaces.parabola, falling, (10,), 100)
    assert run.status == found.kind == "converged"
    assert found.stability == pytest.approx(0.5)


def test_a_family_equals_its_members():
    rates = np.geomspace(1e-4, 3, 25)
    momenta = np.array([0.0, 0.5, 0.95])
    for surface in (surfaces.himmelblau, surfaces.ravine(20), surfaces.saddle):
        family = Momentum(rates, momentum=momenta[:, None])
        _, found = run_and_diagnose(surface, family, surface.start, 80)
        assert found.kind.shape == found.summary.shape == found.stability.shape == (3, 25)
        for i, momentum in enumerate(momenta):
            for j in range(0, 25, 4):
                alone = run_and_diagnose(surface, Momentum(rates[j], momentum), surface.start, 80)[
                    1
                ]
                assert found.kind[i, j] == alone.kind
                assert found.step[i, j] == alone.step
                assert found.summary[i, j] == alone.summary
                assert found.remedy[i, j] == alone.remedy


@pytest.mark.parametrize("method_type", [Momentum, Nesterov])
def test_the_limit_is_where_divergence_begins(method_type):
    surface = surfaces.ravine(20)
    for momentum in (0.0, 0.5, 0.9):
        limit = stability_limit(method_type(1.0, momentum))[0]
        for factor, kinds in [(0.98, {"converged", "zig-zag", "overshoot"}), (1.02, {"diverged"})]:
            method = method_type(factor * limit / 20, momentum)
            assert run_and_diagnose(surface, method, (-5, -2), 400)[1].kind in kinds
    assert_array_equal(stability_limit(Adam(0.1), (3,)), [np.nan] * 3)


def test_float32_and_many_parameters():
    run = descend(surfaces.ravine(20), GradientDescent(0.02), np.float32([-5, -2]), 500)
    assert diagnose(run, surfaces.ravine(20), GradientDescent(0.02)).kind == "converged"
    wide = LinearRegression(rng.normal(size=(80, 30)), rng.normal(size=80))
    _, found = run_and_diagnose(wide, GradientDescent(0.001), wide.start, 50)
    assert found.kind == "crawling"
    assert np.isnan(found.stability)


def test_without_curvature_a_standstill_is_a_plateau():
    moons = datasets.moons(40)
    network = MLP((2, 8, 8, 2), "sigmoid", init="small")
    loss = network.on(moons.X, moons.labels)
    assert loss.n_params > 20
    _, found = run_and_diagnose(loss, GradientDescent(1e-4), loss.start, 60)
    assert found.kind == "plateau"


@pytest.mark.parametrize("method", NAMED.values(), ids=NAMED.keys())
def test_every_method_gets_a_sentence_on_every_surface(method):
    for surface in [*surfaces.NAMED.values(), surfaces.parabola, surfaces.waves]:
        for n_steps in (0, 1, 20):
            takes_rate = "learning_rate" in inspect.signature(method).parameters
            optimizer = method(learning_rate=0.1) if takes_rate else method()
            _, found = run_and_diagnose(surface, optimizer, surface.start, n_steps)
            assert found.kind in WORDS
            assert "nan" not in found.summary + found.remedy
