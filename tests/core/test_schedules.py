"""Schedules: their values, and that descend uses them step by step."""

import numpy as np
import pytest

import gdwidgets as gd

s = gd.schedules
STEPS = np.arange(0, 130)

EXPECTED = {
    "Constant": (s.Constant(0.3), lambda k: 0.3),
    "StepDecay": (s.StepDecay(0.3, 0.1, 40), lambda k: 0.3 * 0.1 ** (k // 40)),
    "Exponential": (s.Exponential(0.3, 0.98), lambda k: 0.3 * 0.98**k),
    "InverseTime": (s.InverseTime(0.3, 0.05), lambda k: 0.3 / (1 + 0.05 * k)),
    "Cosine": (
        s.Cosine(0.3, 100, final=0.01),
        lambda k: 0.01 + 0.29 * np.cos(np.pi / 2 * min(k, 100) / 100) ** 2,
    ),
    "LinearWarmUp": (s.LinearWarmUp(0.3, 25), lambda k: 0.3 * min(1, (k + 1) / 25)),
    "WarmUpCosine": (
        s.WarmUpCosine(0.3, 100, 20, final=0.01),
        lambda k: (
            0.3 * (k + 1) / 20
            if k < 20
            else 0.01 + 0.29 * np.cos(np.pi / 2 * min(k - 20, 80) / 80) ** 2
        ),
    ),
}


@pytest.mark.parametrize(("schedule", "expected"), EXPECTED.values(), ids=EXPECTED)
def test_values(schedule, expected):
    each = [float(schedule(int(k))) for k in STEPS]
    np.testing.assert_allclose(each, [expected(int(k)) for k in STEPS], rtol=1e-13)
    np.testing.assert_allclose(schedule(STEPS), each, rtol=1e-15)


def test_every_schedule_is_in_the_table():
    classes = {
        value
        for value in vars(s).values()
        if isinstance(value, type) and issubclass(value, s.Schedule) and value is not s.Schedule
    }
    assert {type(schedule) for schedule, _ in EXPECTED.values()} == classes


@pytest.mark.parametrize(("schedule", "expected"), EXPECTED.values(), ids=EXPECTED)
def test_descend_takes_each_step_at_the_schedules_rate(schedule, expected):
    parabola = gd.surfaces.parabola
    run = gd.descend(parabola, gd.optimizers.GradientDescent(schedule), [1.0], 120)
    g = parabola.gradient(run.params[:-1])
    rates = -np.diff(run.params, axis=0)[:10, 0] / g[:10, 0]
    np.testing.assert_allclose(rates, [expected(k) for k in range(10)], rtol=1e-9)


def test_a_plain_function_and_a_schedule_of_arrays():
    family = gd.descend(
        gd.surfaces.himmelblau,
        gd.optimizers.Adam(s.Exponential(np.array([0.1, 0.2]), factor=0.97)),
        [0, 0],
        50,
    )
    for i, first in enumerate([0.1, 0.2]):
        one = gd.descend(
            gd.surfaces.himmelblau,
            gd.optimizers.Adam(lambda k, first=first: first * np.power(0.97, float(k))),
            [0, 0],
            50,
        )
        np.testing.assert_allclose(family.run(i).params, one.params, rtol=1e-12)


def test_inverse_time_lets_mini_batch_noise_die_down():
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    loss = gd.losses.LinearRegression(x, 2 * x + 1 + rng.normal(size=200))
    lowest = float(loss.value(loss.solution()))
    ends = [
        gd.descend(loss, gd.optimizers.GradientDescent(rate), np.zeros(2), 3000, batch_size=1)
        .loss[-500:]
        .mean()
        - lowest
        for rate in (s.Constant(0.1), s.InverseTime(0.1, decay=0.05))
    ]
    assert ends[1] < ends[0] / 10


def test_learned_formulas_are_drawable():
    from matplotlib.mathtext import MathTextParser

    for schedule, _ in EXPECTED.values():
        MathTextParser("path").parse(f"${schedule.latex}$")
