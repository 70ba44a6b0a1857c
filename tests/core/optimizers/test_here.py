"""What an optimizer sees, and what is said of an objective that gives it something else."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.optimizers.here import Here

o = gd.optimizers
POINTS = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])


class Mine(gd.Objective):
    name, n_params = "mine", 2

    def __init__(self, **methods):
        self.methods = methods

    def value(self, params, rows=None):
        given = self.methods.get("value", lambda p: np.sum(np.square(p), axis=-1))
        return given(params)

    def gradient(self, params, rows=None):
        return self.methods.get("gradient", lambda p: 2 * np.asarray(p))(params)

    def hessian(self, params):
        full = np.broadcast_to(2 * np.eye(2), (*np.shape(params), 2))
        return self.methods.get("hessian", lambda p: full)(params)


# For each method: what it may do wrong, and what is said of it.
WRONG = {
    "value": {
        "no axis": (lambda p: np.sum(np.square(p)), r"shape \(\) of float64"),
        "keepdims": (lambda p: np.sum(np.square(p), -1, keepdims=True), r"shape \(., 1\)"),
        "nothing": (lambda p: None, "None: is a return missing?"),
        "text": (lambda p: "a", "str 'a'"),
        "a list": (lambda p: [1.0] * len(p), r"list \[1.0"),
        "complex": (lambda p: 1j * np.sum(p, axis=-1), "of complex128"),
        "a number": (lambda p: 1.0, "float 1.0"),
    },
    "gradient": {
        "a sum": (lambda p: 2 * np.sum(p, axis=-1), r"shape \(.,\) of float64"),
        "one for all": (lambda p: np.zeros(2), r"shape \(2,\)"),
        "too many": (lambda p: np.zeros((len(p), 3)), r"shape \(., 3\)"),
        "nothing": (lambda p: None, "None: is a return missing?"),
        "a tuple": (lambda p: (p[:, 0], p[:, 1]), "tuple "),
        "bools": (lambda p: p > 0, "of bool"),
    },
    "hessian": {
        "not batched": (lambda p: np.eye(2), r"shape \(2, 2\)"),
        "nothing": (lambda p: None, "None: is a return missing?"),
        "a diagonal": (lambda p: 2 * np.ones_like(p), r"shape \(., 2\)"),
    },
}
CASES = [
    pytest.param(method, given, said, id=f"{method}-{name}")
    for method, cases in WRONG.items()
    for name, (given, said) in cases.items()
]


@pytest.mark.parametrize(
    "start", [[1.0, 1.0], [[0.0, 1.0], [1.0, 1.0]], POINTS], ids=["1", "2", "3"]
)
@pytest.mark.parametrize(("method", "given", "said"), CASES)
def test_an_objective_must_return_arrays_of_the_right_shape(method, given, said, start):
    optimizer = o.Newton() if method == "hessian" else o.GradientDescent(0.1)
    words = f"{method} of 'mine' must return an array of real numbers of shape .* not .*{said}"
    with pytest.raises(ValueError, match=words):
        gd.descend(Mine(**{method: given}), optimizer, start, 3)
    with pytest.raises(ValueError, match=words):
        gd.sweep(Mine(**{method: given}), optimizer, 3, starts=start)


FOR_TABLES = {
    "columns": (
        {"value": lambda p: p[:, 0] ** 2 + 2 * p[:, 1] ** 2},
        "value of 'mine' must take .* it (raised|gave) ",
    ),
    "stacked columns": (
        {"gradient": lambda p: np.stack([2 * p[:, 0], 2 * p[:, 1]], axis=1)},
        "gradient of 'mine' must take .* it (raised|gave) ",
    ),
    "a sum over axis 1": (
        {"value": lambda p: np.sum(np.square(p), axis=1)},
        "value of 'mine' must take .* it gave shape",
    ),
}


@pytest.mark.parametrize(
    "start", [[1.0, 2.0], [[1.0, 2.0], [3.0, 1.0]], POINTS], ids=["1", "2", "3"]
)
@pytest.mark.parametrize(("methods", "words"), FOR_TABLES.values(), ids=FOR_TABLES)
def test_an_objective_for_tables_of_points_only_is_told_so(methods, words, start):
    with pytest.raises(ValueError, match=words + r".*params\[\.\.\., 0\]"):
        gd.descend(Mine(**methods), o.GradientDescent(0.1), start, 3)


def test_an_objective_that_leaves_something_to_chance_is_taken():
    rng = np.random.default_rng(0)
    noisy = Mine(gradient=lambda p: 2 * np.asarray(p) + 0.1 * rng.normal(size=np.shape(p)))
    run = gd.descend(noisy, o.GradientDescent(0.1), [1.0, 2.0], 100)
    assert run.loss[-1] < 0.5


def test_whole_numbers_are_real_numbers():
    floor = Mine(
        value=lambda p: np.sum(p, axis=-1),
        gradient=lambda p: np.broadcast_to(np.array([1, 1]), np.shape(p)),
    )
    run = gd.descend(floor, o.GradientDescent(0.5), [1.0, 1.0], 2)
    assert run.params[-1].tolist() == [0.0, 0.0]


def test_everything_is_worked_out_once_and_only_when_asked_for():
    calls = []
    counted = Mine(
        value=lambda p: calls.append("value") or np.sum(np.square(p), axis=-1),
        gradient=lambda p: calls.append("gradient") or 2 * np.asarray(p),
    )
    here = Here(counted, POINTS, 1)
    assert not calls
    assert here.seen_gradient is None
    assert not here.asked_for_slopes
    for _ in range(2):
        np.testing.assert_array_equal(here.gradient, 2 * POINTS)
        assert here.value.tolist() == [5.0, 10.0, 0.5]
    assert calls == ["gradient", "value"]
    assert (here.values, here.gradients, here.hessians, here.evaluations) == (1, 1, 0, 2)
    assert here.asked_for_slopes
    assert here.hessian.shape == (3, 2, 2)
    assert here.evaluations == 3


def test_runs_that_need_no_point_are_not_charged_for_it():
    here = Here(Mine(), POINTS, 1)
    some = np.array([True, False, True])
    here.value_at(POINTS + 1, some)
    here.gradient_at(POINTS + 1, some)
    here.value_at(np.stack([POINTS, POINTS, POINTS]))
    assert here.evaluations.tolist() == [5, 3, 5]
    assert here.asked_for_slopes
    part = here.some(np.array([1, 2]), POINTS[1:], None)
    assert part.evaluations.tolist() == [3, 5]
    assert not Here(Mine(), POINTS, 1).asked_for_slopes


def test_a_place_within_counts_with_the_place_that_the_engine_made():
    here = Here(Mine(), POINTS, 7)
    elsewhere = here.at(POINTS + 1)
    np.testing.assert_array_equal(elsewhere.gradient, 2 * POINTS + 2)
    steep = here.with_gradient(np.ones_like(POINTS))
    assert steep.gradient.tolist() == [[1.0, 1.0]] * 3
    assert (steep.step, elsewhere.step) == (7, 7)
    assert (here.evaluations, here.seen_gradient) == (1, None)
    assert steep.value.tolist() == here.value.tolist()
    assert here.evaluations == 3


@pytest.mark.parametrize("gradient", [np.ones(2), np.ones((3, 1)), 1.0, None])
def test_another_slope_must_have_the_same_shape(gradient):
    with pytest.raises(ValueError, match=r"gradient must have the shape of the params, \(3, 2\)"):
        Here(Mine(), POINTS, 1).with_gradient(gradient)


def test_a_learning_rate_is_not_here():
    with pytest.raises(AttributeError, match=r"write self\.learning_rate"):
        _ = Here(Mine(), POINTS, 1).learning_rate


def test_rows_are_counted():
    loss = gd.losses.LinearRegression([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 5.0])
    here = Here(loss, np.zeros((2, 2)), 1, np.array([0, 3]))
    here.gradient_at(here.params, np.array([True, False]))
    here.value  # noqa: B018
    assert here.rows_seen.tolist() == [4, 2]
    here.hessian  # noqa: B018
    assert here.rows_seen.tolist() == [8, 6]
