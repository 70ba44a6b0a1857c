"""Pearlmutter's product and the Hessian made of it, against differences of the gradient."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core.networks import ACTIVATIONS, MLP, OUTPUTS
from gdwidgets.core.objective import Objective

rng = np.random.default_rng(0)
X = rng.normal(size=(12, 3))
TARGETS = {
    "cross-entropy": (4, rng.integers(0, 4, 12)),
    "binary cross-entropy": (1, rng.integers(0, 2, 12)),
    "squared error": (2, rng.normal(size=(12, 2))),
}


def loss_of(activation, output, hidden=(5, 4)):
    n_outputs, targets = TARGETS[output]
    return MLP((3, *hidden, n_outputs), activation, output).on(X, targets)


@pytest.mark.parametrize(("activation", "output"), [*itertools.product(ACTIVATIONS, OUTPUTS)])
def test_the_product_is_the_change_of_the_gradient(activation, output):
    loss = loss_of(activation, output)
    point, vector = np.random.default_rng(2).normal(0, 0.8, (2, loss.n_params))
    h = 2e-4 if "relu" not in activation else 1e-6  # so that no kink is crossed

    def difference(step):
        ahead, behind = (loss.gradient(point + sign * step * vector) for sign in (1, -1))
        return (ahead - behind) / 2

    numerical = (8 * difference(h) - difference(2 * h)) / (6 * h)
    product = loss.hessian_product(point, vector)
    error = 1e-9 if "relu" not in activation else 1e-8
    assert_allclose(product, numerical, rtol=0, atol=error * np.abs(numerical).max())


@pytest.mark.parametrize("hidden", [(), (4,), (5, 4)])
def test_the_hessian_is_symmetric_and_near_that_by_differences(hidden):
    loss = loss_of("tanh", "cross-entropy", hidden)
    points = np.random.default_rng(3).normal(size=(2, 2, loss.n_params))
    hessian = loss.hessian(points)
    assert_array_equal(hessian, np.swapaxes(hessian, -1, -2))
    assert_allclose(hessian, Objective.hessian(loss, points), atol=1e-8)
    vector = np.random.default_rng(4).normal(size=loss.n_params)
    assert_allclose(hessian @ vector, loss.hessian_product(points, vector), atol=1e-12)


@pytest.mark.parametrize("n_rows", [12, 5000])  # axes by the point, and in pieces
def test_hessians_in_a_batch_equal_each_alone_bit_for_bit(n_rows):
    network = MLP((3, 4, 1), "softplus", "squared error")
    loss = network.on(np.resize(X, (n_rows, 3)), np.resize(TARGETS["squared error"][1], n_rows))
    points = network.start(range(4))
    assert_array_equal(loss.hessian(points), [loss.hessian(point) for point in points])
    vectors = np.random.default_rng(5).normal(size=points.shape)
    products = [loss.hessian_product(p, v) for p, v in zip(points, vectors, strict=True)]
    assert_array_equal(loss.hessian_product(points, vectors), products)
    assert loss.hessian(points.astype(np.float32)).dtype == np.float32


def test_the_hessian_of_a_large_network_is_refused_and_its_product_is_not():
    loss = MLP((3, 3000, 1), loss="squared error").on(X, TARGETS["squared error"][1][:, 0])
    params = np.zeros(loss.n_params)
    with pytest.raises(ValueError, match="params must be few enough for their Hessians to fit"):
        loss.hessian(params)
    assert loss.hessian_product(params, params + 1).shape == params.shape


def test_far_away_it_overflows_without_a_warning():
    loss = loss_of("relu", "cross-entropy")
    for far in (1e200, np.inf, np.nan):
        params = np.full(loss.n_params, far)
        assert loss.hessian_product(params, params).shape == params.shape


def test_a_wrong_vector_is_refused():
    loss = loss_of("tanh", "cross-entropy", ())
    with pytest.raises(ValueError, match="vector must have 16 numbers in the last axis"):
        loss.hessian_product(np.zeros(16), [1.0])
