"""What check_optimizer says of right optimizers, and of every usual mistake."""

import dataclasses
import functools
import time
from dataclasses import dataclass

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.explain.check import MOST_STEPS, PROBLEMS
from gdwidgets.core.explain.mistakes import mistaken
from tests.core.explain.learners import FUNCTIONS, Heavy, adam, clipped, momentum, plain
from tests.core.explain.problems import OURS

o = gd.optimizers
H = gd.surfaces.himmelblau
GD, MOMENTUM, NESTEROV = o.GradientDescent(1e-3), o.Momentum(1e-3), o.Nesterov(1e-3)
ADAM, ADAGRAD, RMSPROP = o.Adam(0.1), o.Adagrad(0.1), o.RMSprop(0.01)


def uphill(params, gradient, learning_rate):
    return params + learning_rate * gradient


def doubled(params, gradient, learning_rate):
    return params - 2 * learning_rate * gradient


def without_rate(params, gradient):
    return params - gradient


def averaged(params, gradient, learning_rate, memory):
    v = 0.9 * memory.get("v", 0) + 0.1 * gradient
    return params - learning_rate * v, {"v": v}


def other_decay(params, gradient, learning_rate, memory):
    v = 0.8 * memory.get("v", 0) + gradient
    return params - learning_rate * v, {"v": v}


def forgets(params, gradient, learning_rate, memory):
    v = 0.9 * memory.get("v", 0) + gradient
    return params - learning_rate * v


def too_late(params, gradient, learning_rate, memory):
    v = memory.get("v", 0)
    return params - learning_rate * v, {"v": 0.9 * v + gradient}


def adam_with(*, start=0, root=True, square=True, inside=False, correct=True, swap=False):
    def mine(params, gradient, learning_rate, memory, step):
        b1, b2 = (0.999, 0.9) if swap else (0.9, 0.999)
        m = b1 * memory.get("m", 0) + (1 - b1) * gradient
        v = b2 * memory.get("v", 0) + (1 - b2) * (gradient**2 if square else gradient)
        t = step + start
        m_hat, v_hat = (m / (1 - b1**t), v / (1 - b2**t)) if correct else (m, v)
        if inside:
            return params - learning_rate * m_hat / np.sqrt(v_hat + 1e-8), {"m": m, "v": v}
        below = np.sqrt(v_hat) if root else v_hat
        return params - learning_rate * m_hat / (below + 1e-8), {"m": m, "v": v}

    return mine


def adagrad_with(root, square):
    def mine(params, gradient, learning_rate, memory):
        s = memory.get("s", 0) + gradient**square
        return params - learning_rate * gradient / (s**root + 1e-10), {"s": s}

    return mine


def larger_epsilon(params, gradient, learning_rate, memory):
    s = memory.get("s", 0) + gradient**2
    return params - learning_rate * gradient / (np.sqrt(s) + 1e-6), {"s": s}


def unscaled(params, gradient, learning_rate):
    return params - learning_rate * gradient / np.abs(gradient).max(axis=-1, keepdims=True)


def divides_by_zero(params, gradient):
    return params - gradient / 0.0


def stays(params, gradient, learning_rate, memory):
    return params


def draws(params, gradient, learning_rate):
    return params - learning_rate * gradient * np.random.random()  # noqa: NPY002


SAME = [
    (adam, ADAM),
    (adam_with(), ADAM),
    (plain, GD),
    (plain, o.Momentum(1e-3, momentum=0.0)),
    (momentum, MOMENTUM),
    (functools.partial(momentum, beta=0.5), o.Momentum(1e-3, momentum=0.5)),
    (FUNCTIONS["in_place"], MOMENTUM),
    (FUNCTIONS["in_memory"], MOMENTUM),
    (FUNCTIONS["in_memory_alone"], MOMENTUM),
    (FUNCTIONS["unhashable"], GD),
    (adam_with(correct=False), o.Adam(0.1, bias_correction=False)),
    (uphill, o.FromFunction(uphill)),
    (Heavy(), MOMENTUM),
    (plain, o.GradientDescent(gd.schedules.Exponential(1e-3, factor=0.9))),
    *((method, method) for method in OURS.values()),
]


@pytest.mark.parametrize(("own", "reference"), SAME)
def test_same(own, reference):
    found = gd.check_optimizer(own, reference)
    assert found.same
    assert found.largest_difference < 1e-9
    assert str(found).startswith(f"Yours does what {reference.name} does: 40 steps on each of ")
    assert "Ravine, Himmelblau, Rosenbrock, Bowl, differences below " in str(found)


DIFFERENT = [
    (stays, GD, "It doesn't move: it returns the params that it was given."),
    (lambda params: params, ADAM, "It doesn't move: it returns the params that it was given."),
    (without_rate, GD, "Gradient descent does without the learning rate."),
    (uphill, GD, "Gradient descent does with the opposite sign."),
    (o.FromFunction(uphill, 1e-3), GD, "Gradient descent does with the opposite sign."),
    (doubled, GD, "Its step is 2 times as long: look for a factor."),
    (plain, MOMENTUM, "Gradient descent with the same settings does."),
    (forgets, MOMENTUM, "Its memory stays empty: return it beside the params, as in return params"),
    (too_late, MOMENTUM, "Momentum does with the velocity of the step before."),
    (averaged, MOMENTUM, "Momentum does with the gradient scaled by (1 - momentum)."),
    (other_decay, MOMENTUM, "The first step was right: look at what is remembered"),
    (momentum, NESTEROV, "Momentum with the same settings does."),
    (o.Momentum(1e-3, 0.9), NESTEROV, "Momentum with the same settings does."),
    (adam_with(correct=False), ADAM, "Adam with bias_correction=False does."),
    (adam_with(inside=True), ADAM, "Adam does with epsilon inside the square root."),
    (adam_with(root=False), ADAM, "Adam does without the square root."),
    (adam_with(square=False), ADAM, "Adam does without the square of g."),
    (adam_with(start=1), ADAM, "Adam does with t + 1 in place of t in the bias correction."),
    (adam_with(start=-1), ADAM, "look for a division by zero (steps count from 1: 1 - beta**0 is"),
    (adam_with(swap=True), ADAM, "Adam does with beta1 and beta2 swapped."),
    (adagrad_with(0.5, 1), ADAGRAD, "Adagrad does without the square of g."),
    (adagrad_with(1, 2), ADAGRAD, "Adagrad does without the square root."),
    (larger_epsilon, ADAGRAD, "The difference is small: look at epsilon"),
    (unscaled, ADAGRAD, "what each one is divided by"),
    (divides_by_zero, ADAM, "look for a division by zero"),
    (draws, GD, "It goes another way each time: it draws random numbers of its own, or keeps"),
    (adam, o.AMSGrad(0.1), "Adam with the same settings does."),
    (adam, o.AdamW(0.1, weight_decay=0.1), "Adam with the same settings does."),
    (o.Lion(0.01), o.Lion(0.01, weight_decay=0.1), "Lion does without the weight decay."),
]


@pytest.mark.parametrize(("own", "reference", "words"), DIFFERENT)
def test_says_what_differs(own, reference, words):
    found = gd.check_optimizer(own, reference)
    assert not found.same
    assert found.summary.startswith(f"Yours differs from {reference.name} at step ")
    assert words in found.summary
    assert found.largest_difference > 1e-9


@pytest.mark.parametrize("name", OURS)
def test_every_mistake_that_matters_is_recognised(name):
    """What is said to be a mistake's doing is what that mistake does: run it, and it is named."""
    reference = OURS[name]
    named = {}
    for words, other in mistaken(reference):
        found = gd.check_optimizer(other, reference, n_steps=10)
        went = all(end not in found.summary for end in ("left all bounds", "could not be run"))
        if not found.same and went:
            named[words] = found.summary
    for words, summary in named.items():
        says = [other for other in named if f"Yours does what {other}." in summary]
        moves_not = "It doesn't move" in summary
        assert says or moves_not, (words, summary)
    assert len({*named}) >= (0 if name in ("RandomSearch of one", "RandomSearch") else 1)


def test_names_the_step_and_both_points():
    summary = gd.check_optimizer(doubled, o.GradientDescent(0.01)).summary
    assert "at step 1 on Ravine: from (-4, 2) it went to (-3.92, 1.8), the reference to" in summary


def test_the_points_have_enough_digits_to_differ():
    summary = gd.check_optimizer(larger_epsilon, ADAGRAD).summary
    mine, right = summary.split("it went to ")[1].split(", the reference to ")
    assert mine != right.split(". ")[0]


# What goes wrong in a learner's code.


def fails(params, gradient):
    x = params * 2
    return x - gradient[7]


def helper(x):
    return x["not there"]


def fails_in_a_helper(params, gradient):
    return helper(params)


def no_default(params, gradient, learning_rate, memory):
    v = 0.9 * memory["v"] + gradient
    return params - learning_rate * v, {"v": v}


def no_default_get(params, gradient, learning_rate, memory):
    v = 0.9 * memory.get("v") + gradient
    return params - learning_rate * v, {"v": v}


def fails_within_numpy(params, gradient):
    return params - np.linalg.solve(gradient, params)


@dataclass(frozen=True)
class Failing(Heavy):
    def update(self, here, state):
        return here.params - here.slope, state


@dataclass(frozen=True)
class Returning(Heavy):
    def update(self, here, state):
        return here.params


RETURN = "function 'mine' must return params of shape (1, 2) and real numbers, or such params and a"


def returning(result):
    def mine(params, gradient):
        return result

    return mine


FAILING = [
    (returning(None), f"{RETURN} dict, not None: is a return missing?"),
    (returning("text"), f"{RETURN} dict, not 'text'"),
    (returning(np.zeros(2)), f"{RETURN} dict, not an array of shape (2,) and float64"),
    (
        returning((np.zeros((1, 2)), {}, 3)),
        f"{RETURN} dict, not 3 things: an array of shape (1, 2)",
    ),
    (returning(np.float64(3)), f"{RETURN} dict, not np.float64(3.0)"),
    (fails, "`return x - gradient[7]` in 'fails' raised IndexError: index 7 is out of bounds"),
    (fails_in_a_helper, "`return x[\"not there\"]` in 'helper' raised IndexError"),
    (fails_within_numpy, "`return params - np.linalg.solve(gradient, params)` in 'fails_within"),
    (clipped(fails), "`return x - gradient[7]` in 'fails' raised IndexError"),
    (functools.partial(fails), "`return x - gradient[7]` in 'fails' raised IndexError"),
    (no_default, "raised KeyError: 'v'. memory is empty before the first step: memory.get('v', 0)"),
    (no_default_get, "memory.get(name) is None before the first step: memory.get(name, 0) gives"),
    (Failing(), "`return here.params - here.slope, state` in 'update' raised AttributeError"),
    (Returning(), "update of 'Returning' must return (params, state), the next params and"),
]


@pytest.mark.parametrize(("own", "words"), FAILING)
def test_what_fails_is_said_in_words(own, words):
    found = gd.check_optimizer(own, MOMENTUM)
    assert not found.same
    assert found.largest_difference == np.inf
    assert found.summary.startswith("Yours could not be run: ")
    assert words in found.summary
    assert "Traceback" not in found.summary


@pytest.mark.parametrize(
    ("own", "reference", "options", "error", "message"),
    [
        ("adam", ADAM, {}, TypeError, "own must be an Optimizer or a function, not 'adam'"),
        (5, ADAM, {}, TypeError, "own must be an Optimizer or a function, not 5"),
        (None, ADAM, {}, TypeError, "own must be an Optimizer or a function, not None"),
        (o.Adam, ADAM, {}, TypeError, "own must be an Optimizer or a function"),
        (lambda p: p, ADAM, {}, ValueError, "own must ask for any of params, gradient"),
        (o.Adam([0.1, 0.2]), ADAM, {}, ValueError, "own must be a single .* for learning_rate"),
        (o.Adam(0.1, [0.8, 0.9]), ADAM, {}, ValueError, "own must be a single .* array for beta1"),
        (
            o.Adam(gd.schedules.Exponential([0.1, 0.2])),
            ADAM,
            {},
            ValueError,
            "own must be a single .* array for learning_rate",
        ),
        (plain, o.Adam([0.1, 0.2]), {}, ValueError, "reference must be a single .* learning_rate"),
        (plain, plain, {}, TypeError, "reference must be an Optimizer such as"),
        (plain, 5, {}, TypeError, "reference must be an Optimizer such as"),
        (plain, "adam", {}, TypeError, "reference must be an Optimizer such as"),
        (plain, None, {}, TypeError, "reference must be an Optimizer such as"),
        (plain, o.Adam, {}, TypeError, "reference must be an Optimizer .* not the class Adam"),
        (plain, ADAM, {"n_steps": 0}, ValueError, "1 <= n_steps <= 1000, not 0"),
        (plain, ADAM, {"n_steps": 10**9}, ValueError, "1 <= n_steps <= 1000, not 1000000000"),
        (plain, ADAM, {"n_steps": 1.5}, TypeError, "n_steps must be a whole number"),
        (plain, ADAM, {"tolerance": -1}, ValueError, "tolerance >= 0"),
        (plain, ADAM, {"tolerance": "a"}, TypeError, "tolerance must be a number"),
        (plain, ADAM, {"tolerance": np.nan}, ValueError, "tolerance must be a number"),
    ],
)
def test_is_refused_in_words(own, reference, options, error, message):
    begin = time.perf_counter()
    with pytest.raises(error, match=message):
        gd.check_optimizer(own, reference, **options)
    assert time.perf_counter() - begin < 2


def test_the_most_steps_take_no_more_than_a_breath():
    begin = time.process_time()
    assert gd.check_optimizer(plain, GD, n_steps=MOST_STEPS).same
    assert time.process_time() - begin < 5


def test_no_word_counts_from_zero():
    """A learner reads of the first number, not of entry 0."""
    said = [gd.check_optimizer(own, reference).summary for own, reference, _ in DIFFERENT]
    said += [gd.check_optimizer(own, MOMENTUM).summary for own, _ in FAILING[:5]]
    for summary in said:
        assert "entry" not in summary
        assert "coordinate 0" not in summary
        assert "index" not in summary


def test_the_last_problem_is_there_for_epsilon():
    """On the others, epsilon inside the root would pass for right."""
    inside = o.FromFunction(adam_with(inside=True), 0.1)
    gaps = []
    for objective, start in PROBLEMS:
        ours, theirs = (
            gd.descend(objective, method, start, 40).params for method in (inside, ADAM)
        )
        gaps.append(np.abs(ours - theirs).max())
    assert max(gaps[:-1]) < 1e-3 < gaps[-1]


def test_a_check_can_not_be_changed():
    found = gd.check_optimizer(ADAM, ADAM)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.same = False
