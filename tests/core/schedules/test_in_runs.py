"""What schedules do to runs: each step at its own rate, noise that dies down, a rate finder."""

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.optimizers.problems import Quadratic

o, s = gd.optimizers, gd.schedules
SCHEDULES = [
    s.StepDecay(0.3, 0.1, 40),
    s.Cosine(0.3, 100, final=0.01),
    s.WarmUpCosine(0.3, 100, 20),
    s.WarmRestarts(0.3, 4, 2),
    s.OneCycle(0.3, 30),
    s.Alternating(0.1, 0.3),
    s.Points([(0, 0.1), (5, 0.3), (9, 0.05)]),
    s.ExponentialRise(1e-3, 0.3, 15),
    lambda k: 0.3 / (1 + k),
]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_each_step_is_taken_at_the_schedules_rate(schedule):
    parabola = gd.surfaces.parabola
    run = gd.descend(parabola, o.GradientDescent(schedule), [1.0], 120)
    g = parabola.gradient(run.params[:-1])
    rates = -np.diff(run.params, axis=0)[:20, 0] / g[:20, 0]
    np.testing.assert_allclose(rates, [schedule(k) for k in range(20)], rtol=1e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_of_schedules_equals_the_single_runs(dtype):
    start = np.zeros(2, dtype)
    batch = gd.descend(
        gd.surfaces.himmelblau,
        o.Adam(s.WarmRestarts([0.1, 0.2], 10, [1.0, 2.0]), beta1=s.Points([(0, 0.5), (20, 0.9)])),
        start,
        50,
    )
    for i, (rate, growth) in enumerate([(0.1, 1.0), (0.2, 2.0)]):
        alone = o.Adam(s.WarmRestarts(rate, 10, growth), beta1=s.Points([(0, 0.5), (20, 0.9)]))
        run = gd.descend(gd.surfaces.himmelblau, alone, start, 50)
        assert run.params.tobytes() == batch.params[:, i].tobytes()


def test_a_plain_function_and_a_schedule_of_arrays():
    family = gd.descend(
        gd.surfaces.himmelblau,
        o.Adam(s.Exponential(np.array([0.1, 0.2]), factor=0.97)),
        [0, 0],
        50,
    )
    for i, first in enumerate([0.1, 0.2]):
        one = gd.descend(
            gd.surfaces.himmelblau,
            o.Adam(lambda k, first=first: first * np.power(0.97, float(k))),
            [0, 0],
            50,
        )
        np.testing.assert_allclose(family.run(i).params, one.params, rtol=1e-12)


def test_inverse_time_lets_mini_batch_noise_die_down():
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    loss = gd.losses.LinearRegression(x, 2 * x + 1 + rng.normal(size=200))
    lowest = float(loss.value(loss.solution()))
    left = [
        gd.descend(loss, o.GradientDescent(rate), np.zeros(2), 3000, batch_size=1, seed=range(10))
        .loss[-500:]
        .mean()
        - lowest
        for rate in (s.Constant(0.1), s.InverseTime(0.1, decay=0.05))
    ]
    assert left[1] < left[0] / 10


def test_two_rates_in_turn_beat_every_constant_one():
    curvatures = np.linspace(1, 30, 12)
    bowl = Quadratic(np.diag(curvatures))
    start = np.ones(12)
    in_turn = gd.descend(bowl, o.GradientDescent(s.Alternating.chebyshev(1, 30)), start, 60)
    rates = np.linspace(0.001, 2.2 / 30, 1000)
    constant = gd.descend(bowl, o.GradientDescent(rates), start, 60)
    left = np.abs(np.nan_to_num(constant.params[-1], nan=np.inf)).max(axis=-1)
    assert np.abs(in_turn.params[-1]).max() < left.min() / 5
    middle = 31 / 29
    shrinks = 1 / (2 * middle**2 - 1)
    np.testing.assert_allclose(np.abs(in_turn.params[-1]).max(), shrinks**30, rtol=1e-6)


def test_a_rate_finder_turns_up_at_the_limit():
    bowl = gd.surfaces.ravine(10.0)  # stable below 2 / 10
    rise = s.ExponentialRise(1.1e-3, 10.0, 400)
    run = gd.descend(bowl, o.GradientDescent(rise), [1.0, 1.0], 400)
    passed = int(np.searchsorted(rise(np.arange(400)), 0.2))
    steep = np.abs(run.params[:, 1])
    assert (np.diff(steep[:passed]) <= 0).all()
    assert (np.diff(steep[passed + 1 : run.stop_step]) > 0).all()


def test_a_sweep_may_go_over_schedules():
    grid = {"learning_rate": [0.01, s.Cosine(0.01, 30), lambda k: 0.01 / (1 + k)]}
    swept = gd.sweep(
        gd.surfaces.himmelblau, o.Momentum(0.1), 30, grid=grid, starts=[[0.0, 0.0], [1.0, 1.0]]
    )
    for i, rate in enumerate(grid["learning_rate"]):
        for j, start in enumerate([[0.0, 0.0], [1.0, 1.0]]):
            run = gd.descend(gd.surfaces.himmelblau, o.Momentum(rate), start, 30)
            assert swept.params[i, j].tobytes() == run.params[-1].tobytes()
