"""What is seen of each layer, by hand and in networks that vanish, explode and die."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core.networks import ACTIVATIONS, MLP

MOONS = gd.datasets.moons(40, seed=1)


def loss_of(layers=(2, 5, 4, 2), activation="relu", init="he"):
    network = MLP(layers, activation, init=init)
    return network, network.on(MOONS.X, MOONS.labels)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_they_are_the_root_mean_squares_of_the_passes(activation):
    network, loss = loss_of(activation=activation)
    params = network.start(3)
    passed, back = loss.passes(params)
    seen = loss.layer_statistics(params)
    handed_on = [*passed.activations[1:], passed.z[-1]]
    assert_allclose(seen.activations, [np.sqrt(np.mean(a**2)) for a in handed_on], rtol=1e-13)
    assert_allclose(seen.gradients, [np.sqrt(np.mean(w**2)) for w in back.weights], rtol=1e-13)
    dead = [np.mean((a == 0).all(axis=0)) for a in passed.activations[1:]]
    assert_array_equal(seen.dead, [*dead, 0] if activation == "relu" else [0, 0, 0])


def test_units_that_never_fire_are_dead_and_learn_nothing():
    network, loss = loss_of((2, 4, 1, 2))
    params = network.start(0)
    biases = slice(8, 12)
    params[biases] = [-100, 5, -100, 5]  # two of four below zero on every row
    assert_array_equal(loss.layer_statistics(params).dead[[0, 2]], [0.5, 0])
    slopes = loss.passes(params)[1].weights[0]
    assert not slopes[:, [0, 2]].any()
    params[biases] = -100
    seen = loss.layer_statistics(params)
    assert seen.dead[0] == 1
    assert seen.activations[0] == seen.gradients[0] == 0


def test_vanishing_and_exploding_over_a_trajectory():
    deep = (2, *[10] * 6, 2)
    network, loss = loss_of(deep, "sigmoid", "xavier")
    run = gd.descend(loss, gd.optimizers.GradientDescent([0.1, 1.0]), network.start(), 30)
    seen = loss.layer_statistics(run.params)
    assert all(each.shape == (31, 2, 7) for each in seen)
    assert np.all(seen.gradients[0, :, 0] < 3e-3 * seen.gradients[0, :, -1])
    assert np.all(seen.gradients[..., 0] < 1e-4)
    network, loss = loss_of(deep, "relu", "large")
    seen = loss.layer_statistics(network.start(range(5)))
    growth = seen.activations[:, 1:6] / seen.activations[:, :5]
    # Each layer of 10 relu units with weights of standard deviation 1 grows by sqrt(10 / 2).
    assert np.exp(np.log(growth).mean()) == pytest.approx(np.sqrt(5), rel=0.15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_a_batch_and_in_pieces_they_are_those_of_each_network(dtype):
    network, loss = loss_of()
    params = network.start(range(1500)).astype(dtype)
    assert len(params) * loss.n_rows * 5 > 1 << 18
    seen = loss.layer_statistics(params.reshape(3, 500, -1))
    for i in (0, 700, 1499):
        alone = loss.layer_statistics(params[i])
        for each, one in zip(seen, alone, strict=True):
            assert_array_equal(each.reshape(1500, -1)[i], one)


def test_where_a_network_has_diverged_they_are_nan_and_huge_numbers_are_no_infinity():
    _, loss = loss_of()
    n_params = loss.n_params
    for each in loss.layer_statistics(np.full(n_params, np.nan)):
        assert np.isnan(each).all()
    seen = loss.layer_statistics(np.full(n_params, 1e200))
    assert seen.activations[0] > 1e199
    assert np.isfinite(seen.activations[0])
