"""What hyperparameters may be, and which words say what they may not."""

import dataclasses

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.hyperparameters import rule_of
from gdwidgets.core.optimizers.settings import (
    array_settings,
    number_settings,
    picked_schedules,
    schedules,
    with_settings,
)
from tests.core.optimizers.examples import CLASSES, WRAPPERS, made

o, s = gd.optimizers, gd.schedules
FIELDS = [
    (kind, field.name, rule_of(made(kind), field.name))
    for kind in CLASSES
    for field in dataclasses.fields(kind)
]
NUMBERS = [(kind, name) for kind, name, rule in FIELDS if rule.is_number]
COUNTS = [(kind, name) for kind, name, _ in FIELDS if name in {"every", "begin"} or "n_" in name]

NO_NUMBERS = [
    *(None, "a", True, b"1", 1j, {"a": 1}, {0.1}, object(), range(3), [None], ["a"], [0.1, "a"]),
    *(np.array("a"), np.array(None), np.array(1j), np.array([1j]), np.array([True])),
    *(o.Adam(0.1), o.Adam, s.Cosine, float, gd.surfaces),
]
NOT_FINITE = [np.nan, np.inf, -np.inf, [np.nan], [0.5, np.inf], 10**400, [], [[1], [1, 2]]]


def test_every_number_of_every_method_is_tried():
    assert len(NUMBERS) >= 40
    assert {kind for kind, _ in NUMBERS} | {o.Averaged} == set(CLASSES)
    assert {name for _, name in COUNTS} == {"every", "begin", "n_candidates", "n_offspring"}


@pytest.mark.parametrize(
    ("kind", "name"), NUMBERS, ids=[f"{kind.__name__}-{name}" for kind, name in NUMBERS]
)
def test_a_number_must_be_one(kind, name):
    for value in NO_NUMBERS:
        with pytest.raises(TypeError, match=f"^{name} must be a number"):
            made(kind, **{name: value})
    for value in NOT_FINITE:
        with pytest.raises(ValueError, match=f"^{name} must be "):
            made(kind, **{name: value})
    with pytest.raises(ValueError, match=f"^{name} must be a number with .*, not -1"):
        made(kind, **{name: -1})
    with pytest.raises(ValueError, match=f"^{name} must be a number with .*, not -1"):
        made(kind, **{name: [0.5, -1]})


@pytest.mark.parametrize(("kind", "name"), COUNTS)
@pytest.mark.parametrize("value", [1.5, "a", None, True, [1, 2], np.array([1, 2]), lambda k: 1])
def test_a_count_must_be_a_whole_number(kind, name, value):
    with pytest.raises(TypeError, match=f"^{name} must be a whole number with "):
        made(kind, **{name: value})


@pytest.mark.parametrize(("kind", "name"), COUNTS)
def test_a_count_has_a_range(kind, name):
    with pytest.raises(ValueError, match=f"^{name} must be a whole number with .*, not -1"):
        made(kind, **{name: -1})
    if name in {"n_candidates", "n_offspring"}:
        with pytest.raises(ValueError, match=f"1 <= {name} <= 1000, not 1000000000"):
            made(kind, **{name: 10**9})


@pytest.mark.parametrize("kind", WRAPPERS)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5, "not 5"),
        (None, "not None"),
        ("adam", "not 'adam'"),
        (o.Adam, "not the class Adam: call it"),
        ([o.Adam(0.1)], r"not \[Adam"),
        (lambda k: 0.1, "not <function"),
        (s.Constant(0.1), "not Constant"),
        (gd.surfaces.himmelblau, "not Surface"),
    ],
)
def test_a_wrapper_must_have_an_optimizer(kind, value, said):
    with pytest.raises(TypeError, match=f"^optimizer must be an Optimizer such as .*{said}"):
        kind(value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: o.Momentum(0.1, 1.5), "0 <= momentum <= 1, not 1.5"),
        (lambda: o.Adam(0.1, beta1=1.0), "0 <= beta1 < 1, not 1.0"),
        (lambda: o.Adam(0.1, epsilon=0), "epsilon > 0, not 0"),
        (lambda: o.ExponentiallyAveraged(o.Adam(0.1), 1), "0 <= decay < 1, not 1"),
        (lambda: o.Lookahead(o.Adam(0.1), alpha=1.1), "0 <= alpha <= 1, not 1.1"),
        (lambda: o.Clipped(o.Adam(0.1), 0), "max_norm > 0, not 0"),
        (lambda: o.ClippedByValue(o.Adam(0.1), 0), "max_value > 0, not 0"),
        (lambda: o.SaddleFreeNewton(damping=-1), "damping >= 0, not -1"),
    ],
)
def test_ranges(call, said):
    with pytest.raises(ValueError, match=said):
        call()


NESTED = o.Lookahead(o.Clipped(o.Momentum([0.1, 0.2], s.NesterovMomentum()), [1.0, 2.0]))


def test_settings_of_optimizers_within_are_found_by_the_way_to_them():
    assert {name: value.tolist() for name, value in array_settings(NESTED).items()} == {
        "optimizer.optimizer.learning_rate": [0.1, 0.2],
        "optimizer.max_norm": [1.0, 2.0],
    }
    assert number_settings(NESTED) == {"alpha": 0.5}
    assert list(schedules(NESTED)) == ["optimizer.optimizer.momentum"]
    assert schedules(NESTED)["optimizer.optimizer.momentum"](3) == 0.5


def test_settings_are_set_within_a_copy():
    changed = with_settings(NESTED, {"optimizer.optimizer.learning_rate": 0.3, "every": 7})
    assert changed.optimizer.optimizer.learning_rate == 0.3
    assert (changed.every, NESTED.every) == (7, 5)
    assert NESTED.optimizer.optimizer.learning_rate.tolist() == [0.1, 0.2]


class Mine(s.Schedule):
    def __init__(self, initial):
        self.initial = initial

    def __call__(self, step):
        return self.initial / (1 + step)


@pytest.mark.parametrize(
    "schedule",
    [s.Cosine([0.1, 0.2, 0.4], 50), Mine([0.1, 0.2, 0.4])],
    ids=["of ours", "of one's own"],
)
def test_schedules_of_some_of_the_runs(schedule):
    method = o.Clipped(o.Adam(schedule, beta1=s.Points([(0, 0.5), (9, 0.9)])))
    picked = picked_schedules(method, lambda value: np.asarray(value)[[0, 2]])
    assert list(picked) == ["optimizer.learning_rate"]
    assert picked["optimizer.learning_rate"](0).tolist() == [0.1, 0.4]
    assert type(picked["optimizer.learning_rate"]) is type(schedule)
    by_hand = o.Adam(lambda k: np.array([0.1, 0.2, 0.4]) / (1 + k))
    assert picked_schedules(by_hand, lambda value: value[1])["learning_rate"](1) == 0.1


def test_shapes_that_do_not_fit_are_named_within_too():
    wrong = o.Clipped(o.Momentum([0.1, 0.2]), [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=r"optimizer\.learning_rate \(2,\), max_norm \(3,\)"):
        gd.descend(gd.surfaces.himmelblau, wrong, [0, 0], 3)
    with pytest.raises(ValueError, match=r"optimizer\.momentum\(0\) must be a number with 0 <="):
        gd.descend(gd.surfaces.himmelblau, o.Clipped(o.Momentum(0.1, lambda k: 2)), [0, 0], 3)
