"""A learner's function as an optimizer: how it may be written, and what is said of a wrong one."""

import functools
import itertools

import numpy as np
import pytest

import gdwidgets as gd

o = gd.optimizers
H = gd.surfaces.himmelblau
MOMENTUM = gd.descend(H, o.Momentum(0.01), [0, 0], 40).params


def momentum(params, gradient, learning_rate, memory, beta=0.9):
    velocity = beta * memory.get("velocity", 0) + gradient
    return params - learning_rate * velocity, {"velocity": velocity}


def by_keywords(*, learning_rate, memory, params, gradient, beta=0.9, **_):
    raise AssertionError


def keyword_only(params, *, gradient, memory, learning_rate=5.0):
    return momentum(params, gradient, learning_rate, memory)


class Callable:
    def __init__(self, beta):
        self.beta = beta

    def __call__(self, params, gradient, learning_rate, memory):
        return momentum(params, gradient, learning_rate, memory, self.beta)

    def method(self, params, gradient, learning_rate, memory):
        return self(params, gradient, learning_rate, memory)


class Unhashable(list):
    def __call__(self, params, gradient, learning_rate, memory):
        return momentum(params, gradient, learning_rate, memory)


@functools.wraps(momentum)
def wrapped(*args, **kwargs):
    return momentum(*args, **kwargs)


WAYS = {
    "default": momentum,
    "keyword only": keyword_only,
    "lambda": lambda params, gradient, learning_rate, memory: momentum(
        params, gradient, learning_rate, memory, 0.9
    ),
    "partial": functools.partial(momentum, beta=0.9),
    "partial of a partial": functools.partial(functools.partial(momentum, beta=0.5), beta=0.9),
    "partial by place": functools.partial(
        lambda beta, params, gradient, learning_rate, memory: momentum(
            params, gradient, learning_rate, memory, beta
        ),
        0.9,
    ),
    "callable": Callable(0.9),
    "method": Callable(0.9).method,
    "unhashable": Unhashable(),
    "wrapped": wrapped,
}


@pytest.mark.parametrize("way", WAYS)
def test_any_callable_takes_the_steps(way):
    method = o.FromFunction(WAYS[way], 0.01)
    assert np.array_equal(gd.descend(H, method, [0, 0], 40).params, MOMENTUM)
    family = gd.descend(H, o.FromFunction(WAYS[way], [0.005, 0.01]), [[0, 0]], 40)
    assert np.array_equal(family.params[:, 1], MOMENTUM)
    assert method == o.FromFunction(WAYS[way], 0.01)
    assert hash(method) == hash(o.FromFunction(WAYS[way], 0.01))


def test_a_default_is_used_and_can_be_bound():
    half = gd.descend(H, o.Momentum(0.01, 0.5), [0, 0], 40).params
    for function in (functools.partial(momentum, beta=0.5), Callable(0.5)):
        assert np.array_equal(
            gd.descend(H, o.FromFunction(function, 0.01), [0, 0], 40).params, half
        )


def test_what_is_offered_wins_over_a_default():
    assert np.array_equal(
        gd.descend(H, o.FromFunction(keyword_only, 0.01), [0, 0], 40).params, MOMENTUM
    )


def test_all_that_is_offered():
    seen = {}

    def mine(params, gradient, learning_rate, memory, step, value, hessian):
        seen[step] = (params, gradient, learning_rate, dict(memory), value, hessian)
        return params - learning_rate * gradient, {"last": step}

    run = gd.descend(H, o.FromFunction(mine, gd.schedules.Exponential(0.01, factor=0.5)), [1, 2], 3)
    for step in (1, 2, 3):
        params, gradient, rate, memory, value, hessian = seen[step]
        at = run.params[step - 1]
        assert params.tolist() == [at.tolist()]
        assert gradient.tolist() == [H.gradient(at).tolist()]
        assert value.tolist() == [float(H.value(at))]
        assert hessian.tolist() == [H.hessian(at).tolist()]
        assert rate == 0.01 * 0.5 ** (step - 1)
        assert memory == ({"last": step - 1} if step > 1 else {})


def test_memory_that_is_changed_in_place_is_remembered():
    def returned(params, gradient, learning_rate, memory):
        memory["velocity"] = 0.9 * memory.get("velocity", 0) + gradient
        return params - learning_rate * memory["velocity"], memory

    def alone(params, gradient, learning_rate, memory):
        memory["velocity"] = 0.9 * memory.get("velocity", 0) + gradient
        return params - learning_rate * memory["velocity"]

    def deep(params, gradient, learning_rate, memory):
        kept = memory.setdefault("kept", {"velocity": np.zeros_like(params)})
        kept["velocity"] *= 0.9
        kept["velocity"] += gradient
        return params - learning_rate * kept["velocity"]

    for function in (returned, alone, deep):
        run = gd.descend(H, o.FromFunction(function, 0.01), [0, 0], 40)
        assert np.array_equal(run.params, MOMENTUM)
        half = gd.descend(H, o.FromFunction(function, 0.01), [0, 0], 20)
        assert np.array_equal(gd.go_on(half, 20).params[-1], MOMENTUM[-1])


def test_whole_numbers_and_lists_are_points_too():
    run = gd.descend(H, o.FromFunction(lambda params: [[1, 2]]), [0, 0], 2)
    assert run.params.tolist() == [[0, 0], [1, 2], [1, 2]]
    assert run.params.dtype == float


def test_float32_stays():
    start = np.zeros(2, np.float32)
    run = gd.descend(H, o.FromFunction(lambda params, gradient: params - 0.01 * gradient), start, 2)
    assert run.params.dtype == np.float32


@pytest.mark.parametrize(
    ("function", "title"),
    [
        (momentum, "momentum"),
        (functools.partial(momentum, beta=0.5), "momentum"),
        (Callable(0.5), "Callable"),
        (Callable(0.5).method, "method"),
        (lambda params: params, "<lambda>"),
    ],
)
def test_is_called_by_its_own_name(function, title):
    assert o.FromFunction(function).title == title


def test_knows_what_is_asked_for():
    method = o.FromFunction(momentum)
    assert [name for name in ("params", "memory", "step", "beta") if method.asks_for(name)] == [
        "params",
        "memory",
    ]


class Plain:
    pass


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        (5, TypeError, "function must be a function that takes a step, such as def step"),
        ("step", TypeError, "function must be a function .* not 'step'"),
        (None, TypeError, "function must be a function"),
        (Plain, TypeError, "function must be a function"),
        (Plain(), TypeError, "function must be a function"),
        (o.Adam, TypeError, "function must be a function"),
        (o.Adam(0.1), TypeError, "function must be a function .* not Adam"),
        (lambda x: x, ValueError, "by the names of its parameters, not 'x'; others need a default"),
        (lambda params, g: params, ValueError, "not 'g'; others need a default"),
        (lambda **k: k, ValueError, r"function must ask for any of .* not '\*\*k'"),
        (lambda params, *more: params, ValueError, r"not '\*more'"),
        (lambda params, /: params, ValueError, "not 'params'"),
        (by_keywords, ValueError, r"not '\*\*_'"),
        (lambda: [[0, 0]], ValueError, "function must ask for any of .* not for nothing"),
        (lambda beta=0.9: [[0, 0]], ValueError, "function must ask for any of .* not for nothing"),
        (np.sqrt, (TypeError, ValueError), "function must"),
        (print, ValueError, "function must ask for any of"),
    ],
)
def test_is_refused_in_words(function, error, message):
    with pytest.raises(error, match=message):
        o.FromFunction(function)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (None, "None: is a return missing?"),
        ("a", "'a'"),
        (1.0, "1.0"),
        (np.float64(1.0), "np.float64(1.0)"),
        (np.zeros(2), "an array of shape (2,) and float64"),
        (np.zeros((2, 1)), "an array of shape (2, 1) and float64"),
        (np.zeros((1, 2), complex), "an array of shape (1, 2) and complex128"),
        (np.array([["a", "b"]]), "an array of shape (1, 2) and <U1"),
        ([[1, 2], [3]], "[[1, 2], [3]]"),
        ((), "()"),
        ((np.zeros((1, 2)), {}, 1), "3 things: an array of shape (1, 2) and float64, {}, 1"),
        ((np.zeros((1, 2)), [1]), "2 things: an array of shape (1, 2) and float64, [1]"),
        ((np.zeros((1, 2)), None), "2 things: an array of shape (1, 2) and float64, None"),
        ({"params": 1}, "{'params': 1}"),
        (list(range(100)), "[0, 1, 2, 3, 4,"),
    ],
)
def test_what_it_returns_is_refused_in_words(result, said):
    def my_step(params):
        return result

    for function in (my_step, functools.partial(my_step)):
        with pytest.raises(ValueError, match="function 'my_step' must return params") as caught:
            gd.descend(H, o.FromFunction(function), [0, 0], 3)
        message = str(caught.value)
        assert message.startswith(
            "function 'my_step' must return params of shape (1, 2) and real numbers, or such "
            f"params and a dict, not {said}"
        )
        assert len(message) < 250


def test_what_can_not_be_copied_can_not_be_remembered():
    def my_step(params, memory):
        return params, {"numbers": (number for number in itertools.count())}

    with pytest.raises(TypeError, match=r"function 'my_step' must return .* not the generator"):
        gd.descend(H, o.FromFunction(my_step), [0, 0], 3)


def test_its_learning_rate_is_checked():
    with pytest.raises(ValueError, match="learning_rate >= 0, not -1"):
        o.FromFunction(momentum, -1)
