"""Optimizers of a learner's own: as strict, and as vectorised, as the built-in ones."""

import copy
import pickle
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pytest

import gdwidgets as gd

o, s = gd.optimizers, gd.schedules
HIMMELBLAU = gd.surfaces.himmelblau


class Velocity(NamedTuple):
    velocity: np.ndarray


@dataclass(frozen=True)
class MyMomentum(o.Optimizer):
    learning_rate: float = 0.01
    momentum: float = 0.9

    def init(self, params):
        return Velocity(np.zeros_like(params))

    def update(self, here, state):
        velocity = self.momentum * state.velocity + here.gradient
        return here.params - self.learning_rate * velocity, Velocity(velocity)


@dataclass
class Unfrozen(MyMomentum.__base__):
    learning_rate: float = 0.01
    momentum: float = 0.9
    init, update = MyMomentum.init, MyMomentum.update


class NoDataclass(o.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate, self.momentum = learning_rate, momentum
        self._notes = [1, 2, 3]

    init, update = MyMomentum.init, MyMomentum.update


@dataclass(frozen=True)
class OwnPostInit(o.Optimizer):
    learning_rate: float = 0.01
    momentum: float = 0.9
    init, update = MyMomentum.init, MyMomentum.update

    def __post_init__(self):
        object.__setattr__(self, "momentum", self.momentum)


@dataclass(frozen=True)
class ListState(MyMomentum):
    def init(self, params):
        return [np.zeros_like(params), {"calls": 0, "phase": "warm"}]

    def update(self, here, state):
        velocity = self.momentum * state[0] + here.gradient
        memory = {"calls": state[1]["calls"] + 1, "phase": "warm"}
        return here.params - self.learning_rate * velocity, [velocity, memory]


class Undeclared(o.Optimizer):
    def __init__(self, learning_rate, rest):
        self.learning_rate, self.rest = learning_rate, rest

    def init(self, params):
        return ()

    def update(self, here, state):
        return here.params - self.learning_rate * here.gradient, state


KINDS = [MyMomentum, Unfrozen, NoDataclass, OwnPostInit, ListState]
two = pytest.mark.parametrize("several", [list, tuple, np.array], ids=lambda each: each.__name__)
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.__name__)


def ends(optimizer, start=(0.0, 0.0), n_steps=20):
    return gd.descend(HIMMELBLAU, optimizer, start, n_steps).params[-1]


@two
@kinds
def test_several_numbers_are_several_runs(kind, several):
    reference = [ends(o.Momentum(0.01, momentum)) for momentum in (0.5, 0.9)]
    np.testing.assert_array_equal(ends(kind(0.01, several([0.5, 0.9]))), reference)
    rates = [ends(o.Momentum(rate)) for rate in (0.01, 0.002, 0.005)]
    np.testing.assert_array_equal(ends(kind(several([0.01, 0.002, 0.005]))), rates)


@kinds
def test_two_runs_in_two_coordinates_have_a_momentum_each(kind):
    both = ends(kind(0.01, [0.5, 0.9]), [[0.0, 0.0], [1.0, -1.0]])
    np.testing.assert_array_equal(both[1], ends(o.Momentum(0.01, 0.9), [1.0, -1.0]))


@kinds
def test_a_sweep_and_a_batch_agree_with_single_runs(kind):
    grid = {"momentum": [0.5, 0.9], "learning_rate": [0.01, 0.001]}
    swept = gd.sweep(HIMMELBLAU, kind(), 20, grid=grid, starts=[0.0, 0.0])
    for i, momentum in enumerate(grid["momentum"]):
        for j, rate in enumerate(grid["learning_rate"]):
            np.testing.assert_array_equal(swept.params[i, j], ends(o.Momentum(rate, momentum)))


@kinds
def test_float32_rounds_a_batch_as_the_single_runs(kind):
    start = np.zeros(2, np.float32)
    both = ends(kind([0.01, 0.003], [0.5, 0.9]), start)
    assert both.dtype == np.float32
    for i, (rate, momentum) in enumerate([(0.01, 0.5), (0.003, 0.9)]):
        np.testing.assert_array_equal(both[i], ends(kind(rate, momentum), start))


@two
@pytest.mark.parametrize("kind", [Unfrozen, NoDataclass], ids=lambda each: each.__name__)
def test_what_is_set_later_is_checked_too(kind, several):
    mine = kind()
    mine.momentum = several([0.5, 0.9])
    assert mine.momentum.tolist() == [0.5, 0.9]
    with pytest.raises(ValueError, match="learning_rate must be a number with learning_rate >= 0"):
        mine.learning_rate = -1.0


@dataclass(frozen=True, slots=True)
class Weighted(o.Optimizer):
    learning_rate: float = 0.01
    _weights: np.ndarray = field(default_factory=lambda: np.array([1.0, 0.0]))

    def init(self, params):
        return ()

    def update(self, here, state):
        return here.params - self.learning_rate * self._weights * here.gradient, state


def test_names_with_an_underscore_are_ones_own():
    assert NoDataclass()._notes == [1, 2, 3]
    assert NoDataclass() == NoDataclass()
    assert Weighted() == Weighted()
    assert Weighted() != Weighted(_weights=np.array([1.0, 1.0]))
    both = ends(Weighted([0.01, 0.002]))
    assert both[:, 1].tolist() == [0.0, 0.0]
    np.testing.assert_array_equal(both[1], ends(Weighted(0.002)))
    swept = gd.sweep(HIMMELBLAU, Weighted(), 20, grid={"learning_rate": [0.01, 0.002]})
    np.testing.assert_array_equal(swept.params[1], ends(Weighted(0.002), HIMMELBLAU.start))


@kinds
@pytest.mark.parametrize(
    "schedule",
    [s.Cosine(0.02, 20), lambda k: 0.02 / (1 + k), s.Constant([0.01, 0.002])],
    ids=["schedule", "function", "of arrays"],
)
def test_any_number_may_be_a_schedule(kind, schedule):
    np.testing.assert_array_equal(ends(kind(schedule)), ends(o.Momentum(schedule)))
    momentum = s.NesterovMomentum() if isinstance(schedule, s.Schedule) else lambda k: k / (k + 3)
    if kind is not NoDataclass or isinstance(momentum, s.Schedule):
        ours = ends(o.Momentum(0.01, momentum))
        np.testing.assert_array_equal(ends(kind(0.01, momentum)), ours)


@pytest.mark.parametrize("kind", [MyMomentum, Unfrozen, OwnPostInit])
@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        ("a", TypeError, "not 'a'"),
        (None, TypeError, "not None"),
        (True, TypeError, "not True"),
        (np.nan, ValueError, "not nan"),
        (np.inf, ValueError, "not inf"),
        (1j, TypeError, "not 1j"),
        ([], ValueError, "not an empty one"),
        (["a"], TypeError, r"not \['a'\]"),
        ([[1], [1, 2]], ValueError, r"not \[\[1\], \[1, 2\]\]"),
        ({1.0}, TypeError, "not {1.0}"),
        (s.Cosine, TypeError, "not the class Cosine: call it"),
        (o.Adam(0.1), TypeError, r"not Adam\("),
    ],
)
def test_a_number_must_be_one(kind, value, error, shown):
    with pytest.raises(error, match=rf"momentum must be .*{shown}"):
        kind(0.01, value)
    with pytest.raises(error, match=rf"learning_rate must be .*{shown}"):
        kind(value)


def test_a_field_with_a_range_of_its_own():
    @dataclass(frozen=True)
    class Bounded(MyMomentum):
        momentum: float = o.hyperparameter(0.9, low=0, high=1)

    with pytest.raises(ValueError, match=r"0 <= momentum <= 1, not 1\.5"):
        Bounded(0.1, 1.5)
    with pytest.raises(ValueError, match=r"momentum\(2\) must be a number with 0 <= .* not 2"):
        ends(Bounded(0.01, lambda k: 1.0 * k))


@pytest.mark.parametrize("value", ["text", None, {"a": 1}, np.exp, 3, True, (), ("a", "b")])
def test_what_is_no_number_is_left_alone(value):
    assert Undeclared(0.01, value).rest is value
    np.testing.assert_array_equal(ends(Undeclared(0.01, value)), ends(o.GradientDescent(0.01)))


def test_a_whole_number_may_count_something():
    @dataclass(frozen=True)
    class Now(o.Optimizer):
        learning_rate: float = 0.01
        every: int = 2

        def init(self, params):
            return ()

        def update(self, here, state):
            times = 2 if here.step % self.every == 0 else 1
            return here.params - times * self.learning_rate * here.gradient, state

    swept = gd.sweep(HIMMELBLAU, Now(), 12, grid={"every": [1, 2, 3]}, starts=[0.0, 0.0])
    for i, every in enumerate((1, 2, 3)):

        def rate(k, every=every):
            return 0.02 if (k + 1) % every == 0 else 0.01

        np.testing.assert_array_equal(swept.params[i], ends(o.GradientDescent(rate), n_steps=12))


# What init and update may do wrong, each with what is said of it.


def own(update=None, init=lambda self, params: ()):
    def still(self, here, state):
        return here.params, state

    return type("Mine", (o.Optimizer,), {"init": init, "update": update or still})()


def after(n_steps, then):
    """An update that goes wrong later than in the first step."""

    def update(self, here, state):
        return then(here, state) if here.step > n_steps else (here.params, state)

    return update


RETURN = r"update of 'Mine' must return \(params, state\)"
WRONG_STEPS = {
    "no state": (lambda here, state: here.params, TypeError, "not ndarray alone"),
    "nothing": (lambda here, state: None, TypeError, "not None: is a return missing?"),
    "three things": (lambda here, state: (here.params, state, 1), TypeError, "not 3 things"),
    "a list of two": (lambda here, state: [here.params, state], TypeError, "not list alone"),
    "a named tuple": (
        lambda here, state: Velocity(here.params),
        TypeError,
        "not 1 things|not 2 things",
    ),
    "no params": (lambda here, state: (None, state), TypeError, "real numbers, not None"),
    "text": (lambda here, state: ("a", state), TypeError, "real numbers, not str"),
    "complex": (lambda here, state: (here.params * 1j, state), TypeError, "of complex128"),
    "bools": (lambda here, state: (here.params > 0, state), TypeError, "of bool"),
    "ragged": (lambda here, state: ([[1, 2], [3]], state), TypeError, "real numbers, not list"),
    "a number": (lambda here, state: (1.0, state), ValueError, r"of shape \(., 2\), not \(\)"),
    "one run's": (lambda here, state: (here.params[0], state), ValueError, r"not \(2,\)"),
    "a mean of the runs": (
        lambda here, state: (here.params.mean(axis=0), state),
        ValueError,
        r"not \(2,\)",
    ),
    "too many": (
        lambda here, state: (here.params[:, [0, 1, 1]], state),
        ValueError,
        r"not \(., 3\)",
    ),
    "another state": (
        lambda here, state: (here.params, [here.gradient]),
        TypeError,
        "structure as init's, a tuple of 0, not a list of 1",
    ),
}
starts = pytest.mark.parametrize(
    "start", [[0.0, 0.0], [[0, 0], [1, 1]], [[0, 0], [1, 1], [2, 2]]], ids=["1", "2", "3"]
)


@starts
@pytest.mark.parametrize("late", [0, 3])
@pytest.mark.parametrize(("update", "error", "said"), WRONG_STEPS.values(), ids=WRONG_STEPS)
def test_update_must_return_params_and_a_state(update, error, said, late, start):
    if "structure" in said and late:
        return  # looked at in the first step only
    wrong = own(after(late, update))
    with pytest.raises(error, match=f"{RETURN}.*({said})"):
        gd.descend(HIMMELBLAU, wrong, start, 5)
    with pytest.raises(error, match=f"{RETURN}.*({said})"):
        gd.sweep(HIMMELBLAU, wrong, 5, starts=start)


WRONG_STATES = {
    "a list of arrays a coordinate": (lambda self, p: [np.zeros(2)], ValueError, r"shape \(2,\)"),
    "one array for all": (lambda self, p: {"w": np.ones(3)}, ValueError, r"shape \(3,\)"),
    "an object": (lambda self, p: object(), TypeError, "not the object <object"),
    "a set": (lambda self, p: (1, {2}), TypeError, r"not the set \{2}"),
    "a function": (lambda self, p: np.exp, TypeError, "not the ufunc"),
}


@starts
@pytest.mark.parametrize(("init", "error", "said"), WRONG_STATES.values(), ids=WRONG_STATES)
def test_init_must_return_a_run_a_row(init, error, said, start):
    with pytest.raises(error, match=f"init of 'Mine' must return .*{said}"):
        gd.descend(HIMMELBLAU, own(init=init), start, 5)


def test_update_must_return_a_run_a_row_in_its_state():
    def update(self, here, state):
        return here.params, Velocity(here.gradient.mean(axis=0))

    wrong = own(update, lambda self, params: Velocity(np.zeros_like(params)))
    with pytest.raises(ValueError, match=r"update of 'Mine' must return arrays .*shape \(2,\)"):
        gd.descend(HIMMELBLAU, wrong, [[0, 0], [1, 1], [2, 2]], 5)


def test_a_forgotten_return_of_init_is_named():
    mine = own(MyMomentum.update, lambda self, params: None)
    with pytest.raises(TypeError, match=r"init of 'Mine' must .* not None: is a return"):
        gd.descend(HIMMELBLAU, mine, [0, 0], 5)
    # A method that remembers nothing may well return nothing.
    assert gd.descend(HIMMELBLAU, own(init=lambda self, params: None), [0, 0], 5).n_steps == 5


def test_whole_numbers_are_points_too():
    def update(self, here, state):
        return np.rint(here.params).astype(int), state

    run = gd.descend(HIMMELBLAU, own(update), [1.4, 2.6], 2)
    assert run.params[-1].tolist() == [1.0, 3.0]


@kinds
def test_the_learning_rate_is_the_optimizers(kind):
    def update(self, here, state):
        return here.params - here.learning_rate * here.gradient, state

    wrong = type("Mine", (kind,), {"update": update})()
    with pytest.raises(AttributeError, match=r"write self\.learning_rate"):
        ends(wrong)
    with pytest.raises(AttributeError, match="learning_rat"):
        ends(own(lambda self, here, state: (here.params - self.learning_rate, state)))


# A number that is a function of the step, gone wrong.


class NoInstance(s.Schedule):
    def __call__(self, step):
        return 0.1


def nothing(step):
    0.1 / (1 + step)


WRONG_SCHEDULES = {
    "a class": (s.Cosine, TypeError, "not the class Cosine: call it"),
    "a class of one's own": (NoInstance, TypeError, "not the class NoInstance: call it"),
    "no argument": (lambda: 0.1, ValueError, "failed at step 0: TypeError: .* takes 0 posit"),
    "fails later": (
        lambda k: [0.001, 0.001][k],
        ValueError,
        "failed at step 2: IndexError: list index out of range",
    ),
    "nothing": (nothing, TypeError, "the schedule returned None: is a return missing?"),
    "nothing later": (
        lambda k: 0.001 if k < 2 else None,
        TypeError,
        r"\(2\) must be a number, but the schedule returned None",
    ),
    "NaN later": (lambda k: 0.001 if k < 3 else np.nan, ValueError, r"\(3\) must be .*not nan"),
    "text": (lambda k: "0.1", TypeError, r"\(0\) must be .*not '0.1'"),
    "complex": (lambda k: 0.1j, TypeError, r"\(0\) must be .*not 0.1j"),
    "too many later": (
        lambda k: 0.001 if k < 2 else [0.1, 0.2],
        ValueError,
        r"\(2\) must have the shape \(\) of .*\(0\), not \(2,\)",
    ),
    "ragged": (lambda k: [[0.1], [0.1, 0.2]], ValueError, r"\(0\) must be one block"),
}


@pytest.mark.parametrize("name", ["learning_rate", "momentum"])
@pytest.mark.parametrize("kind", [o.Momentum, MyMomentum, Unfrozen])
@pytest.mark.parametrize(
    ("schedule", "error", "said"), WRONG_SCHEDULES.values(), ids=WRONG_SCHEDULES
)
def test_a_schedule_that_goes_wrong_is_named(schedule, error, said, kind, name):
    with pytest.raises(error, match=f"{name}.*{said}"):
        ends(kind(**{"learning_rate": 0.01, name: schedule}), [[0.0, 0.0]] * 3, 5)
    with pytest.raises(error, match=f"{name}.*{said}"):
        gd.sweep(HIMMELBLAU, kind(**{"learning_rate": 0.01, name: schedule}), 5)


@pytest.mark.parametrize(
    ("method", "name"),
    [
        (o.Nesterov(0.005), "momentum"),
        (o.Adam(0.1), "beta1"),
        (o.Adam(0.1), "beta2"),
        (o.NAdam(0.1), "beta1"),
        (o.AMSGrad(0.1), "epsilon"),
        (o.AdamW(0.1), "weight_decay"),
        (o.Lion(0.05), "beta2"),
        (o.RMSprop(0.05), "alpha"),
        (o.Adadelta(), "rho"),
        (o.Newton(0.5), "damping"),
        (o.Backtracking(), "shrink"),
        (o.RandomSearch(), "radius"),
        (o.Clipped(o.Momentum(0.05)), "max_norm"),
        (o.ExponentiallyAveraged(o.Momentum(0.005)), "decay"),
        (o.Lookahead(o.Momentum(0.005)), "alpha"),
        (MyMomentum(), "momentum"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_a_schedule_holds_step_by_step_alone_in_a_batch_and_in_a_sweep(method, name):
    numbers = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
    # Step by step with the number of that step, from where the last one left off.
    run = gd.descend(HIMMELBLAU, replace(method, **{name: numbers[0]}), [0.5, 1.0], 1)
    points = [run.params[0], run.params[1]]
    for number in numbers[1:]:
        run = gd.go_on(run, 1, optimizer=replace(method, **{name: number}))
        points.append(run.params[-1])
    drawn = s.Points(list(enumerate(numbers)))
    for schedule in (drawn, lambda k: numbers[k]):
        ours = replace(method, **{name: schedule})
        run = gd.descend(HIMMELBLAU, ours, [0.5, 1.0], len(numbers))
        np.testing.assert_array_equal(run.params, points)
        batch = gd.descend(HIMMELBLAU, ours, [[0.0, 0.0], [0.5, 1.0]], len(numbers))
        np.testing.assert_array_equal(batch.params[:, 1], points)
        swept = gd.sweep(HIMMELBLAU, ours, len(numbers), starts=[[0.0, 0.0], [0.5, 1.0]])
        np.testing.assert_array_equal(swept.params[1], points[-1])
    swept = gd.sweep(HIMMELBLAU, method, 6, grid={name: [0.5, drawn]}, starts=[0.5, 1.0])
    np.testing.assert_array_equal(swept.params[1], points[-1])


# Optimizers are values.

VALUES = [
    o.Momentum([0.1, 0.2]),
    o.Momentum(0.1, [[0.5], [0.9]]),
    o.Adam(s.Cosine([0.1, 0.2], 50)),
    o.Adam(s.Points([(0, 0.1), (9, 0.2)])),
    o.Clipped(o.Momentum([0.1, 0.2])),
    o.Lookahead(o.Averaged(o.Clipped(o.Momentum(0.1, s.NesterovMomentum())))),
    o.BFGS(),
    MyMomentum([0.1, 0.2], 0.5),
    NoDataclass([0.1, 0.2]),
    Unfrozen(0.1, [0.1, 0.2]),
]


@pytest.mark.parametrize("value", VALUES)
def test_copies_are_equal_and_run_alike(value):
    for twin in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
        assert twin == value
        assert hash(twin) == hash(value)
        assert len({twin, value}) == 1
        np.testing.assert_array_equal(ends(twin, n_steps=5), ends(value, n_steps=5))


@pytest.mark.parametrize("i", range(len(VALUES)))
def test_others_are_not_equal(i):
    assert [VALUES[i] == other for other in VALUES] == [i == j for j in range(len(VALUES))]
    assert VALUES[i] != 0.1


def test_each_number_counts():
    assert o.Momentum([0.1, 0.2]) != o.Momentum([0.1, 0.3])
    assert o.Momentum([0.1, 0.2]) != o.Momentum([0.1, 0.2], 0.5)
    assert o.Momentum([0.1]) != o.Momentum(0.1)
    assert o.Momentum(0.1) != o.Momentum([0.1])
    assert o.Momentum([0.1, 0.2]) != o.Momentum([[0.1], [0.2]])
    assert o.Momentum([0.0]) == o.Momentum([-0.0])
    assert hash(o.Momentum([0.0])) == hash(o.Momentum([-0.0]))
    assert MyMomentum(0.1) != o.Momentum(0.1)
    assert o.Clipped(o.Momentum([0.1, 0.2])) != o.Clipped(o.Momentum([0.1, 0.3]))


def test_frozen_ones_stay_as_they_are():
    with pytest.raises(AttributeError):
        o.Momentum(0.1).momentum = 0.5
    rates = np.array([0.1, 0.2])
    method = o.Momentum(rates)
    rates[0] = 7.0
    assert method.learning_rate.tolist() == [0.1, 0.2]
    with pytest.raises(ValueError, match="read-only"):
        method.learning_rate[0] = 7.0


@dataclass(frozen=True)
class Half(o.Optimizer):
    """A wrapper of a learner's own: half of each step."""

    inner: o.Optimizer = field(default_factory=lambda: o.Momentum(0.01))

    def init(self, params):
        return self.inner.init(params)

    def update(self, here, state):
        params, state = self.inner.update(here, state)
        return 0.5 * (here.params + params), state


@two
def test_a_wrapper_of_ones_own(several):
    half = ends(Half(o.GradientDescent(several([0.01, 0.002]))))
    np.testing.assert_allclose(half[0], ends(o.GradientDescent(0.005)), rtol=1e-12)
    np.testing.assert_allclose(half[1], ends(o.GradientDescent(0.001)), rtol=1e-12)
    falling = ends(Half(o.Momentum(s.Cosine([0.01, 0.002], 20))))
    np.testing.assert_array_equal(falling[1], ends(Half(o.Momentum(s.Cosine(0.002, 20)))))
    assert Half().name == "Half"
