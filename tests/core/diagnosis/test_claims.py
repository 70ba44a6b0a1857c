"""What a diagnosis says of the time to come, against what comes when the run goes on."""

import dataclasses

import numpy as np
import pytest

from gdwidgets.core import optimizers, surfaces
from gdwidgets.core.diagnosis import diagnose
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.going_on import go_on
from gdwidgets.core.losses import LinearRegression
from gdwidgets.core.optimizers import GradientDescent, Momentum, Nesterov
from tests.core.diagnosis.problems import random_problem


def runs(kind, how_many, seed=0):
    """Random runs that are diagnosed as of a kind, while the judge calls them running."""
    found = 0
    while found < how_many:
        seed += 1
        run = random_problem(seed).descend()
        if run.status == "running":
            diagnosis = diagnose(run)
            if diagnosis.kind == kind:
                found += 1
                yield seed, run, diagnosis


def test_who_is_settling_in_a_valley_stays_in_it():
    for seed, run, found in runs("shallow valley", 12):
        assert "settling in a valley that isn't the deepest" in found.summary
        later = go_on(run, 5 * run.n_steps)
        away = np.abs(later.params - run.params[-1]).max() / np.max(found.evidence.place.width)
        assert away < 0.1, seed
        assert later.loss[-1] > found.evidence.deepest[0] + 1e-3 * abs(run.loss[-1]), seed


@pytest.mark.parametrize("method", [GradientDescent, Momentum, Nesterov])
def test_who_is_going_to_diverge_does(method):
    limit = {GradientDescent: 2.0, Momentum: 3.8, Nesterov: 3.8 / 2.8}[method]
    told = 0
    for share in (0.9, 0.98, 0.995, 1.005, 1.02, 1.1, 1.3):
        for n_steps in (7, 12, 30):
            rate = float(share * limit / 20)
            run = descend(surfaces.ravine(20), method(rate), (-5, -1e-4), n_steps)
            found = diagnose(run)
            assert (found.kind == "diverged") == (share > 1 + 1e-9), (share, n_steps)
            if run.status != "diverged" and found.kind == "diverged":
                told += 1
                assert go_on(run, 3000).status == "diverged", (share, n_steps)
    assert told > 5


def steps_said(summary):
    words = summary.split("about ")
    return int(words[1].split()[0].replace(",", "")) if len(words) > 1 else None


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
    needed = descend(surface, method, surface.start, 20_000)
    assert needed.status == "converged"
    missing = diagnose(run).evidence.missing[0]
    assert missing == pytest.approx(needed.stop_step - n_steps, rel=0.1)


def test_the_number_of_steps_that_is_said_is_about_right():
    method = GradientDescent(0.001)
    run = descend(surfaces.parabola, method, (10,), 100)
    needed = descend(surfaces.parabola, method, (10,), 20_000).stop_step - 100
    assert steps_said(diagnose(run).summary) == pytest.approx(needed, rel=0.05)


def test_wherever_a_number_of_steps_is_said_it_is_about_right():
    x = np.random.default_rng(0).normal(size=(40, 3))
    line = LinearRegression(x, x @ [1.0, -2.0, 0.5])
    told = 0
    for surface in (line, surfaces.himmelblau, surfaces.rosenbrock, surfaces.booth, surfaces.beale):
        for seed in range(20):
            draw = np.random.default_rng(seed)
            method = (GradientDescent, Momentum, Nesterov)[seed % 3](10 ** draw.uniform(-4, -1))
            run = descend(surface, method, draw.uniform(-2, 2, surface.n_params), 60)
            said = steps_said(diagnose(run).summary)
            if said is not None and said < 5000:
                told += 1
                later = go_on(run, 3 * said + 20)
                assert later.status == "converged"
                assert 0.65 < (later.stop_step - 60) / said < 1.5
    assert told > 15


def test_a_plateau_is_flat_and_stays_so_for_as_far_as_can_be_seen():
    for start in ((-5.0, -5.0), (8.0, 8.0), (6.0, 7.0)):
        run = descend(surfaces.easom, GradientDescent(0.1), start, 100)
        found = diagnose(run)
        assert found.kind == "plateau"
        assert np.abs(run.loss).max() < 1e-3 * abs(found.evidence.deepest[0])


@pytest.mark.parametrize("batch_size", [2, 5, 15])
@pytest.mark.parametrize("rate", [0.1, 0.3])
def test_the_noise_floor_is_not_left_by_going_on(batch_size, rate):
    x = np.random.default_rng(1).normal(size=60)
    line = LinearRegression(x, 2 * x + 1 + np.random.default_rng(2).normal(size=60))
    run = descend(line, GradientDescent(rate), (0, 0), 200, batch_size=batch_size)
    assert diagnose(run).kind == "noise floor"
    later = go_on(run, 1000)
    lately = run.loss[100:]
    assert later.loss.mean() > lately.mean() - lately.std()
    calm = descend(line, GradientDescent(rate), (0, 0), 200)
    assert calm.loss[-1] < lately.mean()


def test_at_half_the_limit_nothing_is_said_to_swing():
    for curvature in (1, 5, 50):
        run = descend(surfaces.ravine(curvature), GradientDescent(0.9 / curvature), (-5, -2), 60)
        assert diagnose(run).kind in ("converged", "crawling")


def test_what_is_said_lately_is_what_the_loss_did():
    said = 0
    for _, run, found in runs("crawling", 40):
        words = found.summary.rstrip(".").split()
        if "from" not in words or "schedule," in words:
            continue
        said += 1
        n_steps = int(words[-2]) if words[-1] == "steps" else 1
        began, ended = (float(words[words.index(w) + 1].replace(",", "")) for w in ("from", "to"))
        assert began == pytest.approx(run.loss[run.n_steps - n_steps], rel=1e-3)
        assert ended == pytest.approx(run.loss[-1], rel=1e-3)
        assert ("fell" in words) == (ended < began)
    assert said > 10


def test_a_rate_of_a_schedule_is_what_the_run_had():
    seen = 0
    for _, run, found in runs("crawling", 40):
        if "schedule" in found.summary:
            seen += 1
            schedule = run.optimizer.learning_rate
            rates = [float(schedule(step)) for step in range(run.n_steps)]
            said = found.summary.rstrip(".").split()
            assert float(said[-1]) == pytest.approx(rates[-1], rel=0.06)
            assert float(said[-3]) == pytest.approx(max(rates), rel=0.06)
    assert seen > 3


def test_every_field_of_the_evidence_has_an_entry_for_each_run():
    run = descend(surfaces.himmelblau, Momentum(np.geomspace(1e-4, 0.1, 7)), (0, 0), 40)
    evidence = diagnose(run).evidence
    for field in dataclasses.fields(evidence):
        value = getattr(evidence, field.name)
        if isinstance(value, np.ndarray):
            assert value.shape == (7,), field.name
    for part in (evidence.late, evidence.place):
        for name, value in part._asdict().items():
            if isinstance(value, np.ndarray):
                assert len(value) == 7, name


METHODS = [
    getattr(optimizers, name)
    for name in ("GradientDescent", "Momentum", "Nesterov", "RMSprop", "Adam", "Lion")
]


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each.__name__)
def test_only_who_converged_is_told_so(method):
    told, low = 0, 0
    for surface in surfaces.NAMED.values():
        runs = descend(surface, method(np.geomspace(1e-4, 1, 25)), surface.start, 200)
        found = zip(runs.status, diagnose(runs).summary, runs.loss[0], runs.loss[-1], strict=True)
        for status, words, first, last in found:
            assert status == "converged" or "onverged" not in words
            assert status == "running" or not words.endswith("the run has not come to rest.")
            told += "onverged" in words
            if words.startswith("All but arrived: at most a trillionth of the fall is left"):
                assert last - surface.lower_bound <= 1e-12 * (first - surface.lower_bound)
                low += 1
    assert told or method is not optimizers.GradientDescent
    assert low or method is not optimizers.RMSprop
