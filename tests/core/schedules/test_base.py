"""Schedules of a learner's own, and what is said of wrong parameters and steps."""

import copy
import pickle
from dataclasses import dataclass

import numpy as np
import pytest

import gdwidgets as gd

o, s = gd.optimizers, gd.schedules
HIMMELBLAU = gd.surfaces.himmelblau


@dataclass(frozen=True)
class SquareRoot(s.Schedule):
    initial: float = 0.01

    def __call__(self, step):
        return self.initial / np.sqrt(1 + np.asarray(step))


@dataclass
class Unfrozen(s.Schedule):
    initial: float = 0.01
    __call__ = SquareRoot.__call__


class NoDataclass(s.Schedule):
    def __init__(self, initial=0.01):
        self.initial = initial

    __call__ = SquareRoot.__call__


@dataclass(frozen=True)
class Ranged(s.Schedule):
    initial: float = o.hyperparameter(0.01, low=0, high=1)
    __call__ = SquareRoot.__call__


KINDS = [SquareRoot, Unfrozen, NoDataclass, Ranged]
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def ends(rate, start=(0.0, 0.0)):
    return gd.descend(HIMMELBLAU, o.GradientDescent(rate), start, 20).params[-1]


@kinds
def test_a_schedule_of_ones_own(kind):
    np.testing.assert_array_equal(ends(kind()), ends(lambda k: 0.01 / np.sqrt(1 + k)))
    assert kind()([0, 3]).tolist() == [0.01, 0.005]
    assert kind().name == kind.__name__


@kinds
@pytest.mark.parametrize("several", [list, tuple, np.array])
def test_several_numbers_are_several_runs(kind, several):
    alone = [ends(kind(rate)) for rate in (0.01, 0.002)]
    np.testing.assert_array_equal(ends(kind(several([0.01, 0.002]))), alone)
    both = ends(kind(several([0.01, 0.002])), [[0.0, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(both, alone)


@kinds
def test_runs_of_a_batch_know_their_own(kind):
    run = gd.descend(HIMMELBLAU, o.Momentum(kind([0.01, 0.002])), [0, 0], 20)
    assert run.run(1).optimizer == o.Momentum(kind(0.002)) or kind is NoDataclass
    more = gd.go_on(run.run(1), 5)
    alone = gd.descend(HIMMELBLAU, o.Momentum(kind(0.002)), [0, 0], 25)
    np.testing.assert_array_equal(more.params[-1], alone.params[-1])


@pytest.mark.parametrize("kind", [SquareRoot, Unfrozen, Ranged])
@pytest.mark.parametrize(
    ("value", "error"),
    [
        *(("a", TypeError), (None, TypeError), (True, TypeError), (1j, TypeError)),
        *((np.nan, ValueError), (np.inf, ValueError), ([], ValueError), (["a"], TypeError)),
        *((SquareRoot(), TypeError), (lambda k: 1, TypeError), (10**400, ValueError)),
    ],
)
def test_a_parameter_must_be_a_number(kind, value, error):
    with pytest.raises(error, match=r"^initial must be "):
        kind(value)


def test_what_is_set_later_is_checked_too():
    for mine in (Unfrozen(), NoDataclass()):
        mine.initial = [0.01, 0.02]
        assert mine.initial.tolist() == [0.01, 0.02]
    with pytest.raises(ValueError, match="0 <= initial <= 1, not 2"):
        Ranged(2)
    with pytest.raises(AttributeError):
        SquareRoot().initial = 1.0


WRONG = [
    ("initial", s.Exponential),
    ("factor", lambda v: s.Exponential(0.1, v)),
    ("factor", lambda v: s.StepDecay(0.1, v)),
    ("every", lambda v: s.StepDecay(0.1, 0.5, v)),
    ("decay", lambda v: s.InverseTime(0.1, v)),
    ("n_steps", lambda v: s.Cosine(0.1, v)),
    ("final", lambda v: s.Cosine(0.1, 10, v)),
    ("peak", s.LinearWarmUp),
    ("n_warm_up", lambda v: s.LinearWarmUp(0.1, v)),
    ("n_warm_up", lambda v: s.WarmUpCosine(0.1, 10, v)),
    ("rise", lambda v: s.OneCycle(0.1, 10, v)),
    ("initial_divisor", lambda v: s.OneCycle(0.1, 10, 0.3, v)),
    ("final_divisor", lambda v: s.OneCycle(0.1, 10, 0.3, 25, v)),
    ("initial", lambda v: s.LinearRise(v, 1.0, 10)),
    ("final", lambda v: s.ExponentialRise(0.1, v, 10)),
    ("period", lambda v: s.WarmRestarts(0.1, v)),
    ("growth", lambda v: s.WarmRestarts(0.1, 10, v)),
    ("first", lambda v: s.Alternating(v, 0.1)),
    ("second", lambda v: s.Alternating(0.1, v)),
    ("offset", s.NesterovMomentum),
    ("lowest", lambda v: s.Alternating.chebyshev(v, 1.0)),
    ("highest", lambda v: s.Alternating.chebyshev(1.0, v)),
]


@pytest.mark.parametrize(("name", "make"), WRONG)
def test_a_wrong_parameter_is_named(name, make):
    for value in ("a", None, True, 1j, s.Cosine(0.1, 10), lambda k: 0.1, s.Cosine):
        with pytest.raises(TypeError, match=f"^{name} must be a number"):
            make(value)
    for value in (np.nan, np.inf, -1, 10**400):
        with pytest.raises(ValueError, match=f"^{name} must be a number"):
            make(value)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: s.Exponential(0.1, 1.1), "0 <= factor <= 1, not 1.1"),
        (lambda: s.Cosine(0.1, 0), "n_steps >= 1, not 0"),
        (lambda: s.WarmRestarts(0.1, 10, 0.5), "growth >= 1, not 0.5"),
        (lambda: s.ExponentialRise(0.0, 1.0, 10), "initial > 0, not 0"),
        (lambda: s.NesterovMomentum(0), "offset > 0, not 0"),
        (lambda: s.OneCycle(0.1, 1), "n_steps >= 2, not 1"),
        (lambda: s.LinearRise(0.2, 0.1, 10), "final must be at least initial, 0.2, not 0.1"),
        (lambda: s.ExponentialRise([0.1, 0.3], 0.2, 10), "final must be at least initial"),
        (lambda: s.LinearRise([0.1, 0.2], [1, 2, 3], 10), r"must broadcast, not \(2,\) and \(3,\)"),
        (lambda: s.Alternating.chebyshev(2.0, 1.0), "highest must be at least lowest, 2.0, not 1"),
    ],
)
def test_ranges(make, said):
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize(
    "points",
    [
        *(5, None, "ab", [], (), [1, 2], {0: 0.1}, [(0, 1, 2)], np.zeros((2, 3)), np.zeros((0, 2))),
        *([(0, 0.1), (0, 0.2)], [(5, 0.1), (0, 0.2)], [(0, "a")], [(0, -1)], [(np.nan, 1)]),
        *([(-1, 0.1)], [(0, np.inf)], [(0, [1, 2])], [(True, 0.1)], iter([(0, 1)])),
    ],
)
def test_points_must_be_pairs_in_order(points):
    with pytest.raises((TypeError, ValueError), match=r"points(\[0\])? must be "):
        s.Points(points)


@pytest.mark.parametrize("step", ["a", None, [[1], [1, 2]], 1j, [True], object()])
@pytest.mark.parametrize(
    "schedule",
    [
        *(s.Constant(0.1), s.StepDecay(0.1), s.Exponential(0.1), s.InverseTime(0.1)),
        *(s.Cosine(0.1, 9), s.LinearWarmUp(0.1), s.WarmUpCosine(0.1, 9), s.OneCycle(0.1, 9)),
        *(s.LinearRise(0.1, 0.2, 9), s.ExponentialRise(0.1, 0.2, 9), s.WarmRestarts(0.1)),
        *(s.Alternating(0.1, 0.2), s.NesterovMomentum(), s.Points([(0, 0.1)])),
    ],
    ids=repr,
)
def test_a_step_must_be_a_number_of_steps(schedule, step):
    with pytest.raises(
        (TypeError, ValueError), match=r"^step must be a number of steps, 0 or more"
    ):
        schedule(step)
    for below in (-1, [0, -1], np.nan):
        with pytest.raises(ValueError, match=r"^step must be a number of steps, 0 or more"):
            schedule(below)


VALUES = [
    s.Constant([0.1, 0.2]),
    s.Constant([0.1, 0.3]),
    s.Constant(0.1),
    s.Cosine(0.1, 10),
    s.Points([(0, 0.1), (9, 0.2)]),
    s.WarmRestarts([[0.1], [0.2]], 10, 2),
    SquareRoot([0.1, 0.2]),
    NoDataclass(0.1),
]


@pytest.mark.parametrize("i", range(len(VALUES)))
def test_schedules_are_values(i):
    assert [VALUES[i] == other for other in VALUES] == [i == j for j in range(len(VALUES))]
    for twin in (pickle.loads(pickle.dumps(VALUES[i])), copy.deepcopy(VALUES[i])):
        assert twin == VALUES[i]
        assert hash(twin) == hash(VALUES[i])
        np.testing.assert_array_equal(twin(5), VALUES[i](5))
    assert s.Points(np.array([[0, 0.1], [9, 0.2]])) == VALUES[4]
