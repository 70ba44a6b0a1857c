"""Directions as long as the weights, and what they are for."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core.networks import MLP

NETWORK = MLP((2, 6, 3), "relu")
RNG = np.random.default_rng(0)
PARAMS = NETWORK.start(1) + 0.1
DIRECTION = RNG.normal(size=NETWORK.n_params)


def test_each_units_incoming_weights_are_as_long_as_the_networks_and_point_as_drawn():
    scaled = NETWORK.filter_normalised(DIRECTION, PARAMS)
    for (new, biases), (drawn, _), (weights, _) in zip(
        NETWORK.unpack(scaled), NETWORK.unpack(DIRECTION), NETWORK.unpack(PARAMS), strict=True
    ):
        length = np.linalg.norm(new, axis=0)
        assert_allclose(length, np.linalg.norm(weights, axis=0), rtol=1e-13)
        assert_allclose(new / length, drawn / np.linalg.norm(drawn, axis=0), rtol=1e-13)
        assert not biases.any()


def test_a_section_does_not_change_when_a_relu_layer_is_scaled_against_the_next():
    blobs = gd.datasets.blobs(30, seed=1)
    loss = NETWORK.on(blobs.X, blobs.labels)
    scaled = PARAMS.copy()
    (W1, b1), (W2, _) = NETWORK.unpack(scaled)  # views
    W1 *= 10
    b1 *= 10
    W2 /= 10
    steps = np.linspace(-1, 1, 21)[:, None]

    def section(params, direction):
        return loss.value(params + steps * direction)

    filtered = [NETWORK.filter_normalised(DIRECTION, at) for at in (PARAMS, scaled)]
    assert_allclose(section(scaled, filtered[1]), section(PARAMS, filtered[0]), rtol=1e-10)
    assert np.ptp(section(PARAMS, filtered[0])) > 0.1
    # A plain direction shows two different landscapes for the same network.
    plain = section(scaled, DIRECTION), section(PARAMS, DIRECTION)
    assert np.abs(plain[0] - plain[1]).max() > 0.1


def test_a_batch_equals_each_alone_and_dead_filters_stay_zero():
    directions = RNG.normal(size=(7, NETWORK.n_params))
    several = NETWORK.filter_normalised(directions, PARAMS)
    assert_array_equal(several, [NETWORK.filter_normalised(d, PARAMS) for d in directions])
    assert not NETWORK.filter_normalised(np.zeros(NETWORK.n_params), PARAMS).any()
    assert not NETWORK.filter_normalised(DIRECTION, np.zeros(NETWORK.n_params)).any()
