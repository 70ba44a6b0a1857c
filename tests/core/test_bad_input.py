"""What the core refuses, and in which words: argument, value -> error and message."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.objective import Objective

o, s = gd.optimizers, gd.schedules
H = gd.surfaces.himmelblau
DATA = gd.losses.LinearRegression([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
GD = o.GradientDescent(0.01)


class Unshaped(Objective):
    name, n_params = "unshaped", 2

    def value(self, params, rows=None):
        return np.sum(params, axis=-1)

    def gradient(self, params, rows=None):
        return np.zeros(2)


def descend(objective=H, optimizer=GD, start=(0, 0), n_steps=5, **more):
    return lambda: gd.descend(objective, optimizer, start, n_steps, **more)


RATE = "learning_rate must be a number with learning_rate >= 0"
STEPS = r"n_steps must be a whole number with 0 <= n_steps <= 1e\+06"
ROWS = [
    (descend(objective="himmelblau"), TypeError, "objective must be an Objective, not 'himmelb"),
    (descend(objective=None), TypeError, "objective must be an Objective, not None"),
    (descend(objective=lambda x: x), TypeError, "objective must be an Objective, not <function"),
    (descend(objective=Unshaped(), start=[(1, 2)] * 3), ValueError, "gradient of 'unshaped' must"),
    (descend(optimizer="adam"), TypeError, "optimizer must be an Optimizer such as"),
    (descend(optimizer=o.Adam), TypeError, "optimizer must be an Optimizer such as"),
    (descend(start="origin"), TypeError, "start must be real numbers, not 'origin'"),
    (descend(start=None), TypeError, "start must be real numbers, not None"),
    (descend(start=[1, 2, 3]), ValueError, "start must have 2 numbers in the last axis"),
    (descend(start=1.0), ValueError, "start must have 2 numbers in the last axis"),
    (descend(start=[[1, 2], [3]]), ValueError, "start must be one block of numbers"),
    (descend(start=[1j, 0]), TypeError, "start must be real numbers"),
    (descend(start=[True, False]), TypeError, "start must be real numbers"),
    (descend(start=[np.nan, 0]), ValueError, "start must be finite numbers"),
    (descend(start=[np.inf, 0]), ValueError, "start must be finite numbers"),
    (descend(start=np.zeros((0, 2))), ValueError, "start must have at least one point"),
    (descend(n_steps=-1), ValueError, f"{STEPS}, not -1"),
    (descend(n_steps=2.0), TypeError, rf"{STEPS}, not 2.0 \(float\)"),
    (descend(n_steps="9"), TypeError, rf"{STEPS}, not '9' \(str\)"),
    (descend(n_steps=True), TypeError, rf"{STEPS}, not True \(bool\)"),
    (descend(n_steps=10**9), ValueError, f"{STEPS}, not 1000000000"),
    (
        descend(start=np.zeros((1000, 2)), n_steps=10**6),
        ValueError,
        "n_steps must be small enough for the paths of 1000 runs to fit into 4 GiB, not 1000000",
    ),
    (descend(batch_size=2), ValueError, "batch_size must be None for an objective without rows"),
    (descend(DATA, batch_size=4), ValueError, "1 <= batch_size <= 3, not 4"),
    (descend(DATA, batch_size=0), ValueError, "1 <= batch_size <= 3, not 0"),
    (descend(DATA, batch_size=1.5), TypeError, "batch_size must be a whole number"),
    (descend(DATA, batch_size="all"), TypeError, "batch_size must be a whole number"),
    (descend(seed=-1), ValueError, "seed must be a whole number with seed >= 0, not -1"),
    (descend(seed=0.5), TypeError, "seed must be a whole number with seed >= 0, not 0.5"),
    (descend(tolerance=-1e-6), ValueError, "tolerance must be a number with tolerance >= 0"),
    (descend(tolerance="tight"), TypeError, "tolerance must be a number with tolerance >= 0"),
    (descend(tolerance=np.nan), ValueError, "tolerance must be a number with tolerance >= 0"),
    (
        descend(optimizer=o.Momentum([0.1, 0.2], [0.1, 0.2, 0.3])),
        ValueError,
        r"must broadcast, not learning_rate \(2,\), momentum \(3,\)",
    ),
    (
        descend(optimizer=o.Adam([0.1, 0.2]), start=np.zeros((3, 2))),
        ValueError,
        r"must broadcast, not start \(3,\), learning_rate \(2,\)",
    ),
    (lambda: o.GradientDescent(-0.1), ValueError, RATE + ", not -0.1"),
    (lambda: o.GradientDescent(np.nan), ValueError, RATE + ", not nan"),
    (lambda: o.GradientDescent(np.inf), ValueError, RATE + ", not inf"),
    (lambda: o.GradientDescent("0.1"), TypeError, RATE + ", not '0.1'"),
    (lambda: o.GradientDescent(None), TypeError, RATE + ", not None"),
    (lambda: o.GradientDescent(True), TypeError, RATE + ", not True"),
    (lambda: o.GradientDescent([0.1, -1]), ValueError, RATE + ", not -1"),
    (lambda: o.GradientDescent([0.1, np.nan]), ValueError, RATE + ", not nan"),
    (lambda: o.GradientDescent([]), ValueError, "learning_rate must be a number or an array"),
    (lambda: o.GradientDescent(["a"]), TypeError, "learning_rate must be a number or an array"),
    (lambda: o.GradientDescent([[1], [1, 2]]), ValueError, "learning_rate must be"),
    (lambda: o.Momentum(0.1, 1.5), ValueError, "0 <= momentum <= 1, not 1.5"),
    (lambda: o.Momentum(0.1, -0.1), ValueError, "0 <= momentum <= 1, not -0.1"),
    (lambda: o.Adam(0.1, beta1=1.0), ValueError, "0 <= beta1 < 1, not 1.0"),
    (lambda: o.Adam(0.1, beta2=2), ValueError, "0 <= beta2 < 1, not 2"),
    (lambda: o.Adam(0.1, epsilon=0), ValueError, "epsilon > 0, not 0"),
    (lambda: o.Adam(0.1, bias_correction=1), ValueError, "bias_correction must be one of True"),
    (lambda: o.RMSprop(0.1, alpha="a"), TypeError, "0 <= alpha <= 1, not 'a'"),
    (lambda: o.Lion(0.1, weight_decay=-1), ValueError, "weight_decay >= 0, not -1"),
    (lambda: o.Newton(damping=-1.0), ValueError, "damping >= 0, not -1.0"),
    (lambda: o.Backtracking(shrink=1), ValueError, "0 < shrink < 1, not 1"),
    (lambda: o.RandomSearch(0), ValueError, "radius > 0, not 0"),
    (lambda: o.RandomSearch(n_candidates=0), ValueError, "1 <= n_candidates <= 1000, not 0"),
    (lambda: o.EvolutionStrategy(n_offspring=1.5), TypeError, "n_offspring must be a whole"),
    (lambda: o.FromFunction("step"), TypeError, "function must be a function"),
    (lambda: o.FromFunction(lambda p, g: p), ValueError, "must ask for any of params, gradient"),
    (
        descend(optimizer=o.FromFunction(lambda params: 1.0)),
        ValueError,
        r"must return params of shape \(1, 2\)",
    ),
    (lambda: s.Cosine(0.1, n_steps=0), ValueError, "n_steps >= 1, not 0"),
    (lambda: s.Exponential(0.1, factor=1.1), ValueError, "0 <= factor <= 1, not 1.1"),
    (lambda: s.StepDecay(-1.0), ValueError, "initial >= 0, not -1.0"),
    (descend(optimizer=o.Adam(lambda k: -1.0)), ValueError, r"learning_rate\(0\) must be a number"),
    (descend(optimizer=o.Adam(lambda k: "a")), TypeError, r"learning_rate\(0\) must be a number"),
]


@pytest.mark.parametrize(("call", "error", "message"), ROWS)
def test_is_refused_in_words(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_there_are_enough_rows():
    assert len(ROWS) >= 60
