"""The shared functions against SciPy's and against exact fractions, far out in their tails."""

from decimal import Decimal, getcontext

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import special

from gdwidgets.core.losses.functions import (
    cross_entropy,
    log_loss,
    log_loss_slope,
    log_softmax,
    sigmoid,
    softmax,
    softplus,
)

FAR = np.array([-1e300, -1e4, -745.0, -40.0, -1.0, 0.0, 1.0, 40.0, 745.0, 1e4, 1e300])
getcontext().prec = 400


def exact_sigmoid(z):
    return 1 / (1 + (-Decimal(z)).exp())


@pytest.mark.parametrize("z", [-700.0, -40.0, -36.0, -20.0, -1.0, 0.0, 3.0, 40.0])
def test_sigmoid_is_exact_in_its_tail(z):
    exact = exact_sigmoid(z)
    error = abs(Decimal(float(sigmoid(np.array(z)))) - exact) / exact
    assert error < Decimal("1e-14")


@pytest.mark.parametrize("z", [-700.0, -40.0, -1.0, 0.0, 3.0, 40.0, 700.0])
def test_log_loss_and_its_slope_are_exact_in_their_tails(z):
    for y in (0.0, 1.0):
        right = exact_sigmoid(z if y else -z)
        loss, slope = log_loss(np.array(z), np.array(y)), log_loss_slope(np.array(z), np.array(y))
        assert_allclose(float(loss), float(-right.ln()), rtol=1e-14)
        assert_allclose(float(slope), float((1 - right) * (-1 if y else 1)), rtol=1e-14)


def test_they_equal_scipys():
    z = np.random.default_rng(0).normal(0, 30, (50, 4))
    assert_allclose(sigmoid(z), special.expit(z), rtol=1e-14)
    assert_allclose(softplus(z), np.logaddexp(0, z), rtol=1e-13)
    assert_allclose(log_softmax(z), special.log_softmax(z, axis=-1), rtol=1e-13, atol=1e-15)
    assert_allclose(softmax(z), special.softmax(z, axis=-1), rtol=1e-13)
    assert_allclose(cross_entropy(z, np.eye(4)[[1] * 50]), -special.log_softmax(z, -1)[:, 1])


@pytest.mark.parametrize("function", [sigmoid, softplus, softmax, log_softmax])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_nothing_overflows(function, dtype):
    z = np.clip(FAR, -1e38, 1e38).astype(dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        result = function(z)
    assert result.dtype == dtype
    assert not np.isnan(result).any()
    for sign in (1, -1):
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            assert np.isfinite(log_loss(sign * z, np.ones_like(z))).all()


def test_infinite_outcomes_have_their_limits():
    infinite = np.array([-np.inf, np.inf])
    assert sigmoid(infinite).tolist() == [0, 1]
    assert softplus(infinite).tolist() == [0, np.inf]
    assert log_loss(infinite, np.array([0.0, 1.0])).tolist() == [0, 0]
    assert np.isnan(sigmoid(np.array(np.nan)))


def test_a_class_that_is_ruled_out_costs_nothing_where_it_is_not_the_right_one():
    z = np.array([[0.0, -np.inf]])
    assert cross_entropy(z, np.array([[1.0, 0.0]])) == 0
    assert cross_entropy(z, np.array([[0.0, 1.0]])) == np.inf
