"""Each schedule's values, against torch (see tests/core/recorded) or its formula by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.interpolate
from matplotlib.mathtext import MathTextParser

import gdwidgets as gd

s = gd.schedules
RECORDED = json.loads(
    (Path(__file__).parents[1] / "recorded" / "torch_schedules.json").read_text(encoding="utf-8")
)["rates"]
CLASSES = [
    value
    for value in vars(s).values()
    if isinstance(value, type) and issubclass(value, s.Schedule) and value is not s.Schedule
]


@pytest.mark.parametrize("ours", RECORDED)
def test_equals_torch(ours):
    schedule = eval(ours, vars(s))
    rates = RECORDED[ours]
    np.testing.assert_allclose(schedule(np.arange(len(rates))), rates, rtol=1e-11, atol=1e-17)
    each = [float(schedule(k)) for k in range(len(rates))]
    np.testing.assert_allclose(schedule(np.arange(len(rates))), each, rtol=1e-15)


# What torch lacks, by hand: the schedule, and what it gives after 0, 1, 2, ... steps.
BY_HAND = [
    (s.Constant(0.3), [0.3, 0.3, 0.3]),
    (s.NesterovMomentum(), [0, 1 / 4, 2 / 5, 3 / 6, 4 / 7]),
    (s.NesterovMomentum(8.0), [0, 1 / 9, 2 / 10, 3 / 11]),
    (s.Alternating(0.1, 0.5), [0.1, 0.5, 0.1, 0.5, 0.1]),
    (s.Alternating(0.1, 0.5, every=3), [0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.1]),
    (s.Points([(1, 0.2), (3, 0.6), (4, 0.0)]), [0.2, 0.2, 0.4, 0.6, 0.0, 0.0]),
    (s.Points([(5, 0.2)]), [0.2] * 8),
    # Past their ends:
    (s.Cosine(0.3, 2, final=0.1), [0.3, 0.2, 0.1, 0.1, 0.1]),
    (s.ExponentialRise(0.01, 1.0, 2), [0.01, 0.1, 1.0, 1.0, 1.0]),
    (s.WarmUpCosine(0.3, 4, 2, final=0.1), [0.15, 0.3, 0.3, 0.2, 0.1, 0.1]),
    (s.OneCycle(0.3, 4, 0.5, 3.0, 10.0), [0.1, 0.3, 0.155, 0.01, 0.01]),
    # At the edges of what is allowed:
    (s.OneCycle(0.3, 2, 0.9, 3.0, 10.0), [0.1, 0.01, 0.01]),
    (s.OneCycle(0.3, 3, 0.0, 3.0, 10.0), [0.3, 0.155, 0.01]),
    (s.WarmRestarts(0.3, 1), [0.3, 0.3, 0.3]),
    (s.WarmRestarts(0.4, 2, 1.5), [0.4, 0.2, 0.4, 0.3, 0.1, 0.4]),
    (s.LinearRise(0.3, 0.3, 5), [0.3] * 7),
    (s.WarmRestarts(0.4, 2, 1e200), [0.4, 0.2, 0.4, 0.4, 0.4]),
]


@pytest.mark.parametrize(("schedule", "expected"), BY_HAND, ids=lambda each: repr(each)[:50])
def test_by_hand(schedule, expected):
    each = [float(schedule(k)) for k in range(len(expected))]
    np.testing.assert_allclose(each, expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(schedule(np.arange(len(expected))), each, rtol=1e-15)
    np.testing.assert_allclose(schedule(list(range(len(expected)))), each, rtol=1e-15)


def test_every_schedule_is_tried():
    tried = {type(eval(ours, vars(s))) for ours in RECORDED}
    assert tried | {type(schedule) for schedule, _ in BY_HAND} == set(CLASSES)


def test_points_are_joined_as_scipy_joins_them():
    rng = np.random.default_rng(0)
    steps = np.unique(rng.integers(0, 500, 30))
    rates = rng.uniform(0, 1, len(steps))
    ours = s.Points(list(zip(steps.tolist(), rates.tolist(), strict=True)))
    inside = np.linspace(steps[0], steps[-1], 300)
    theirs = scipy.interpolate.interp1d(steps, rates)(inside)
    np.testing.assert_allclose(ours(inside), theirs, rtol=1e-12)


@pytest.mark.parametrize("growth", [1.0, 1.5, 2.0, 3.0, 7.0])
@pytest.mark.parametrize("period", [1.0, 3.0, 10.0, 33.0])
def test_each_period_begins_at_the_top_of_its_very_step(period, growth):
    schedule = s.WarmRestarts(0.3, period, growth)
    begin, length, begins = 0.0, period, [0.0]
    while begin + length < 1e6 and len(begins) < 200:
        begin, length = begin + length, length * growth
        begins.append(begin)
    whole = np.array([b for b in begins if b == int(b)])
    assert len(whole) >= 2
    np.testing.assert_allclose(schedule(whole), 0.3, rtol=1e-9)
    assert (schedule(whole[1:] - 1e-6 * whole[1:]) < 0.3).all()


def test_a_rise_passes_every_order_of_magnitude_in_as_many_steps():
    rates = s.ExponentialRise(1e-6, 1.0, 60)(np.arange(0, 61, 10))
    np.testing.assert_allclose(rates, [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0], rtol=1e-12)


@pytest.mark.parametrize(("lowest", "highest"), [(1.0, 10.0), (1.0, 1000.0), (0.5, 0.5)])
def test_chebyshevs_two_rates_are_the_best_two(lowest, highest):
    rates = s.Alternating.chebyshev(lowest, highest)
    curvatures = np.linspace(lowest, highest, 1001)

    def worst(first, second):
        return np.abs((1 - first * curvatures) * (1 - second * curvatures)).max()

    middle = (highest + lowest) / (highest - lowest) if highest > lowest else np.inf
    assert worst(rates.first, rates.second) == pytest.approx(1 / (2 * middle**2 - 1), abs=1e-9)
    for first in rates.first * np.array([0.9, 0.99, 1.01, 1.1]):
        for second in rates.second * np.array([0.9, 0.99, 1.01, 1.1]):
            assert worst(first, second) >= worst(rates.first, rates.second) - 1e-12
    single = 2 / (lowest + highest)
    assert worst(rates.first, rates.second) <= worst(single, single) + 1e-12


ARRAYS = [
    (s.Constant, {"initial": [0.1, 0.2]}),
    (s.StepDecay, {"initial": [0.1, 0.2], "factor": [0.5, 0.1], "every": [3, 7]}),
    (s.Exponential, {"initial": [0.1, 0.2], "factor": [0.9, 0.8]}),
    (s.InverseTime, {"initial": [0.1, 0.2], "decay": [0.1, 0.5]}),
    (s.Cosine, {"initial": [0.1, 0.2], "n_steps": [10, 20], "final": [0.0, 0.1]}),
    (s.LinearWarmUp, {"peak": [0.1, 0.2], "n_warm_up": [5, 9]}),
    (s.WarmUpCosine, {"peak": [0.1, 0.2], "n_steps": [20, 30], "n_warm_up": [5, 9]}),
    (s.OneCycle, {"peak": [0.1, 0.2], "n_steps": [20, 30], "rise": [0.2, 0.5]}),
    (s.LinearRise, {"initial": [0.1, 0.2], "final": [0.3, 0.4], "n_steps": [9, 19]}),
    (s.ExponentialRise, {"initial": [0.1, 0.2], "final": [0.3, 0.4], "n_steps": [9, 19]}),
    (s.WarmRestarts, {"initial": [0.1, 0.2], "period": [4, 5], "growth": [1.0, 2.0]}),
    (s.Alternating, {"first": [0.1, 0.2], "second": [0.3, 0.4], "every": [1, 3]}),
    (s.NesterovMomentum, {"offset": [3.0, 5.0]}),
]


def test_every_schedule_but_points_takes_arrays():
    assert {kind for kind, _ in ARRAYS} | {s.Points} == set(CLASSES)


@pytest.mark.parametrize(("kind", "arrays"), ARRAYS, ids=lambda each: getattr(each, "__name__", ""))
def test_arrays_are_for_runs(kind, arrays):
    both = kind(**arrays)
    each = [kind(**{name: values[i] for name, values in arrays.items()}) for i in range(2)]
    for k in range(40):
        assert both(k).tolist() == [float(one(k)) for one in each]
    column = kind(**{name: np.array(values)[:, None] for name, values in arrays.items()})
    assert column(3).tolist() == [[float(one(3))] for one in each]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_says_what_it_is(kind):
    assert kind.name
    assert "$" not in kind.latex
    MathTextParser("path").parse(f"${kind.latex}$")
    old = {"Constant", "StepDecay", "Exponential", "Points"}  # in use for ever
    assert bool(kind.source) == (kind.__name__ not in old)


def test_names_are_unique():
    assert len({kind.name for kind in CLASSES}) == len(CLASSES)
