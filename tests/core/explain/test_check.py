"""What check_optimizer says of right and of typically wrong optimizers."""

import numpy as np
import pytest

import gdwidgets as gd

o = gd.optimizers


def adam(params, gradient, learning_rate, memory, step):
    m = 0.9 * memory.get("m", 0) + 0.1 * gradient
    v = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
    m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
    return params - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), {"m": m, "v": v}


def uncorrected(params, gradient, learning_rate, memory):
    m = 0.9 * memory.get("m", 0) + 0.1 * gradient
    v = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
    return params - learning_rate * m / (np.sqrt(v) + 1e-8), {"m": m, "v": v}


def plain(params, gradient, learning_rate):
    return params - learning_rate * gradient


def uphill(params, gradient, learning_rate):
    return params + learning_rate * gradient


def doubled(params, gradient, learning_rate):
    return params - 2 * learning_rate * gradient


def averaged(params, gradient, learning_rate, memory):
    v = 0.9 * memory.get("v", 0) + 0.1 * gradient
    return params - learning_rate * v, {"v": v}


def other_decay(params, gradient, learning_rate, memory):
    v = 0.8 * memory.get("v", 0) + gradient
    return params - learning_rate * v, {"v": v}


def epsilon_inside(params, gradient, learning_rate, memory):
    s = memory.get("s", 0) + gradient**2
    return params - learning_rate * gradient / np.sqrt(s + 1e-6), {"s": s}


def unscaled(params, gradient, learning_rate):
    return params - learning_rate * gradient / np.abs(gradient).max(axis=-1, keepdims=True)


def divides_by_zero(params, gradient):
    return params - gradient / 0.0


def fails(params, gradient):
    return params - gradient[7]


@pytest.mark.parametrize(
    ("own", "reference"),
    [
        (adam, o.Adam(0.1)),
        (plain, o.GradientDescent(1e-3)),
        (plain, o.Momentum(1e-3, momentum=0.0)),
        (uncorrected, o.Adam(0.1, bias_correction=False)),
        (o.Adam(0.1), o.Adam(0.1)),
        (uphill, o.FromFunction(uphill)),
    ],
)
def test_same(own, reference):
    found = gd.check_optimizer(own, reference)
    assert found.same
    assert found.largest_difference < 1e-9
    assert "Yours does what" in str(found)


@pytest.mark.parametrize(
    ("own", "reference", "words"),
    [
        (uphill, o.GradientDescent(1e-3), "points the opposite way: look at the sign"),
        (doubled, o.GradientDescent(1e-3), "2 times as long: look for a factor"),
        (uncorrected, o.Adam(0.1), "Adam with bias_correction=False does"),
        (averaged, o.Momentum(1e-3), "the gradient scaled by (1 - momentum)"),
        (plain, o.Momentum(1e-3), "Gradient descent with the same settings"),
        (other_decay, o.Momentum(1e-3), "The first step was right"),
        (epsilon_inside, o.Adagrad(0.1), "look at epsilon"),
        (unscaled, o.Adagrad(0.1), "what each one is divided by"),
        (divides_by_zero, o.Adam(0.1), "division by zero"),
        (fails, o.Adam(0.1), "could not be run: IndexError"),
        (o.Momentum(1e-3, 0.9), o.Nesterov(1e-3, 0.9), "Momentum with the same settings"),
    ],
)
def test_says_what_differs(own, reference, words):
    found = gd.check_optimizer(own, reference)
    assert not found.same
    assert words in found.summary


def test_names_the_step_and_both_points():
    summary = gd.check_optimizer(doubled, o.GradientDescent(0.01)).summary
    assert "at step 1 on Ravine: from (-4, 2) it went to (-3.92, 1.8), the reference to" in summary


@pytest.mark.parametrize(
    ("own", "reference", "options", "error", "message"),
    [
        ("adam", o.Adam(0.1), {}, TypeError, "own must be an Optimizer or a function"),
        (o.Adam, o.Adam(0.1), {}, TypeError, "own must be an Optimizer or a function"),
        (plain, plain, {}, TypeError, "reference must be an Optimizer"),
        (plain, o.Adam(0.1), {"n_steps": 0}, ValueError, "n_steps >= 1"),
        (plain, o.Adam(0.1), {"tolerance": -1}, ValueError, "tolerance >= 0"),
        (lambda p: p, o.Adam(0.1), {}, ValueError, "function must ask for any of"),
    ],
)
def test_is_refused_in_words(own, reference, options, error, message):
    with pytest.raises(error, match=message):
        gd.check_optimizer(own, reference, **options)
