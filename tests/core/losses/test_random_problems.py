"""Random problems of every loss and network: no warning, no error, the same bits in a batch."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import gdwidgets as gd
from gdwidgets.core.losses import (
    HuberRegression,
    LinearRegression,
    LogisticRegression,
    Penalised,
    PolynomialRegression,
    SoftmaxRegression,
)
from gdwidgets.core.networks import ACTIVATIONS, INITS, MLP, OUTPUTS


def pick(rng, choices):
    choices = list(choices)
    return choices[rng.integers(len(choices))]


def random_table(rng):
    X = rng.normal(rng.normal(0, 3), 10 ** rng.uniform(-3, 3), (rng.integers(1, 30), 3))
    X = X[:, : rng.integers(1, 4)]
    return pick(rng, [X, X.round(), np.ones_like(X), X * [1] + 1e4])


def random_loss(rng):
    X = random_table(rng)
    n_rows, y = len(X), 10 ** rng.uniform(-2, 3) * rng.normal(size=len(X))
    column = y[:, None]
    yes, half = rng.integers(0, 2, n_rows), bool(rng.integers(2))
    some = rng.integers(0, 3, n_rows)
    intercept = bool(rng.integers(2))
    named = np.array(["a", "b"])[yes] if 0 < yes.sum() < n_rows else yes > 0
    kind = rng.integers(7)
    if kind == 0:
        return LinearRegression(X, pick(rng, [y, column]), intercept, half=half)
    if kind == 1:
        return PolynomialRegression(X[:, 0] / 1e4, y, rng.integers(1, 6), half=half)
    if kind == 2:
        return LogisticRegression(X, pick(rng, [yes, named]), intercept)
    if kind == 3:
        return SoftmaxRegression(X, some, intercept)
    if kind == 4:
        return HuberRegression(X, y, 10 ** rng.uniform(-3, 3), intercept)
    loss = pick(rng, OUTPUTS)
    n_outputs, targets = {
        "cross-entropy": (3, some),
        "binary cross-entropy": (1, yes),
        "squared error": (1, y),
    }[loss]
    hidden = rng.integers(1, 7, rng.integers(0, 4))
    network = MLP((X.shape[1], *hidden, n_outputs), pick(rng, ACTIVATIONS), loss, pick(rng, INITS))
    return network.on(X, targets, validation=(X[:2], targets[:2]))


def random_params(rng, loss, n):
    params = rng.normal(size=(n, loss.n_params)) * 10 ** rng.uniform(-3, 3)
    params[0] = pick(rng, [0.0, 1e30, 1e200, 1e-200, np.inf, np.nan])
    dtype = pick(rng, [np.float32, np.float64])
    with np.errstate(over="ignore"):
        return params.astype(dtype)


@pytest.mark.parametrize("seed", range(150))
def test_a_random_problem(seed):
    rng = np.random.default_rng(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(all="raise", under="ignore"):
            loss = random_loss(rng)
            if rng.integers(2):
                loss = Penalised(loss, *(10 ** rng.uniform(-6, 3, 2) * rng.integers(0, 2, 2)))
            params = random_params(rng, loss, 5)
            rows = rng.integers(0, loss.n_rows, (5, rng.integers(1, 9)))
            for method, arguments in [
                (loss.value, (params,)),
                (loss.gradient, (params,)),
                (loss.hessian, (params,)),
                (loss.value, (params, rows)),
                (loss.gradient, (params, rows)),
            ]:
                result = method(*arguments)
                alone = [method(*each) for each in zip(*arguments, strict=True)]
                assert_array_equal(result, alone)
                assert result.dtype == params.dtype
            inner = getattr(loss, "objective", loss)
            for name in ("predict", "probability", "validation_value"):
                if hasattr(inner, name):
                    say = getattr(inner, name)
                    assert_array_equal(say(params), [say(each) for each in params])
            if hasattr(inner, "layer_statistics"):
                for several, one in zip(
                    inner.layer_statistics(params), inner.layer_statistics(params[2]), strict=True
                ):
                    assert_array_equal(several[2], one)
            run = gd.descend(loss, gd.optimizers.GradientDescent([1e-3, 10.0]), loss.start, 8)
    assert run.params.shape == (9, 2, loss.n_params)
