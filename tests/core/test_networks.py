"""Backpropagation against central differences, a net done by hand, and the digits."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.networks import ACTIVATIONS, INITS, MLP, OUTPUTS
from gdwidgets.core.optimizers import Adam, GradientDescent

rng = np.random.default_rng(0)
X = rng.normal(size=(12, 3))
TARGETS = {
    "cross-entropy": (4, rng.integers(0, 4, 12)),
    "binary cross-entropy": (1, rng.integers(0, 2, 12)),
    "squared error": (2, rng.normal(size=(12, 2))),
}


def small_loss(activation="tanh", loss="cross-entropy", hidden=(5, 4)):
    n_outputs, targets = TARGETS[loss]
    return MLP((3, *hidden, n_outputs), activation, loss).on(X, targets)


def points_for(loss, n=3, dtype=np.float64):
    return np.random.default_rng(2).normal(0, 0.8, (n, loss.n_params)).astype(dtype)


@pytest.mark.parametrize(("activation", "loss"), [*itertools.product(ACTIVATIONS, OUTPUTS)])
@pytest.mark.parametrize("rows", [None, [3, 1, 1, 8]])
def test_backpropagation_equals_central_differences(activation, loss, rows):
    objective = small_loss(activation, loss)
    for point in points_for(objective):
        nudges = 1e-6 * np.eye(objective.n_params)
        numerical = (
            objective.value(point + nudges, rows) - objective.value(point - nudges, rows)
        ) / 2e-6
        error = np.linalg.norm(objective.gradient(point, rows) - numerical)
        assert error < 1e-6 * np.linalg.norm(numerical)


@pytest.mark.parametrize("loss", OUTPUTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("hidden", [(), (5,), (5, 4)])
def test_networks_in_a_batch_equal_networks_alone_bit_for_bit(loss, dtype, hidden):
    objective = small_loss("relu", loss, hidden)
    points = points_for(objective, 9, dtype)
    rows = np.random.default_rng(1).integers(0, 12, (9, 5))
    for method in (objective.value, objective.gradient):
        alone = np.array([method(point) for point in points])
        alone_on_rows = np.array([method(p, r) for p, r in zip(points, rows, strict=True)])
        for layout in (points, np.asfortranarray(points)):
            assert_array_equal(method(layout), alone)
            assert_array_equal(method(layout, rows), alone_on_rows)
            assert method(layout).dtype == dtype


def test_a_tiny_network_by_hand():
    network = MLP((2, 2, 1), "relu", "squared error")
    loss = network.on([[1.0, 2.0]], [3.0])
    params = [1, -1, 0.5, 1, 0, -2, 2, 3, 1]  # W1 = ((1, -1), (0.5, 1)), b1 = (0, -2), ...
    forward, backward = loss.passes(params)
    assert_array_equal(forward.activations[0], [[1, 2]])
    assert_array_equal(forward.z[0], [[2, -1]])
    assert_array_equal(forward.activations[1], [[2, 0]])
    assert_array_equal(forward.z[1], [[5]])
    assert loss.value(params) == 0.5 * (5 - 3) ** 2
    assert_array_equal(backward.deltas[1], [[2]])
    assert_array_equal(backward.weights[1], [[4], [0]])
    assert_array_equal(backward.biases[1], [2])
    assert_array_equal(backward.deltas[0], [[4, 0]])
    assert_array_equal(backward.weights[0], [[4, 0], [8, 0]])
    assert_array_equal(backward.biases[0], [4, 0])
    assert_array_equal(loss.gradient(params), [4, 0, 8, 0, 4, 0, 4, 0, 2])
    assert loss.param_names == (
        *("W1[0,0]", "W1[0,1]", "W1[1,0]", "W1[1,1]", "b1[0]", "b1[1]"),
        *("W2[0,0]", "W2[1,0]", "b2[0]"),
    )


def test_without_hidden_layers_it_is_the_linear_models():
    from gdwidgets.core.losses import LogisticRegression, SoftmaxRegression

    labels = TARGETS["cross-entropy"][1]
    softmax, network = SoftmaxRegression(X, labels), MLP((3, 4)).on(X, labels)
    points = points_for(network)
    assert_allclose(network.value(points), softmax.value(points), rtol=1e-12)
    assert_allclose(network.gradient(points), softmax.gradient(points), rtol=1e-9, atol=1e-12)
    yes = TARGETS["binary cross-entropy"][1]
    network = MLP((3, 1), loss="binary cross-entropy").on(X, yes)
    logistic = LogisticRegression(X, yes)
    points = points_for(network)
    assert_allclose(network.gradient(points), logistic.gradient(points), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("init", INITS)
def test_first_weights_have_the_published_spread(init):
    network = MLP((200, 300, 10), init=init)
    expected = {
        "he": np.sqrt(2 / 200),
        "xavier": np.sqrt(2 / 500),
        "lecun": np.sqrt(1 / 200),
        "small": 0.01,
        "large": 1.0,
        "zero": 0.0,
    }[init]
    (weights, biases), *_ = network.unpack(network.start(3))
    assert_allclose(weights.std(), expected, rtol=0.02)
    assert not biases.any()
    assert_array_equal(network.start(3), network.start(3))


def test_digits_are_learnt_in_a_thousand_steps():
    train, test = datasets.digits().split(0.25, seed=0)
    network = MLP((64, 32, 10), "relu")
    loss = network.on(train.X / 16, train.labels)
    start = network.start(0).astype(np.float32)
    run = descend(loss, Adam(0.01), start, 1000, batch_size=64, seed=0)
    steps = [0, 10, 100, 1000]
    accuracy = network.accuracy(run.params[steps], test.X / 16, test.labels)
    assert_allclose(accuracy, [0.127, 0.608, 0.958, 0.984], atol=0.012)
    assert accuracy[-1] > 0.95
    assert_allclose(run.loss[steps[:3]], [2.320, 1.460, 0.149], atol=0.02)


def test_several_networks_train_in_one_batch():
    moons = datasets.moons(80, seed=2)
    network = MLP((2, 6, 1), "tanh", "binary cross-entropy", "xavier")
    loss = network.on(moons.X, moons.labels)
    starts = np.stack([network.start(seed) for seed in range(5)])
    family = descend(loss, GradientDescent(0.5), starts, 30, batch_size=16)
    for run, start in enumerate(starts):
        alone = descend(loss, GradientDescent(0.5), start, 30, batch_size=16)
        assert_array_equal(family.params[:, run], alone.params)
    accuracy = network.accuracy(family.params[-1], moons.X, moons.labels)
    assert accuracy.shape == (5,)
    assert np.all(accuracy > 0.8)


def test_deep_sigmoid_gradients_vanish_and_large_relu_ones_explode():
    def first_layer_slope(activation, init, depth):
        network = MLP((3, *[10] * depth, 4), activation, init=init)
        _, backward = network.on(X, TARGETS["cross-entropy"][1]).passes(network.start(1))
        return np.abs(backward.weights[0]).mean()

    assert first_layer_slope("sigmoid", "xavier", 8) < 1e-3 * first_layer_slope(
        "sigmoid", "xavier", 1
    )
    assert first_layer_slope("relu", "large", 8) > 10 * first_layer_slope("relu", "large", 1)


def test_far_away_it_overflows_without_a_warning():
    for loss in OUTPUTS:
        objective = small_loss("relu", loss)
        for far in (1e200, np.inf, np.nan):
            params = np.full(objective.n_params, far)
            assert np.ndim(objective.value(params)) == 0
            assert objective.gradient(params).shape == params.shape


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: MLP((3,)), TypeError, "layers must be two or more whole numbers"),
        (lambda: MLP(3), TypeError, "layers must be two or more whole numbers"),
        (lambda: MLP((3, 0)), ValueError, "layers must be a whole number with layers >= 1, not 0"),
        (lambda: MLP((3, 2.5)), TypeError, "layers must be two or more whole numbers"),
        (lambda: MLP((3, 2), "swish"), ValueError, "activation must be one of 'relu'"),
        (lambda: MLP((3, 2), loss="mse"), ValueError, "loss must be one of 'cross-entropy'"),
        (lambda: MLP((3, 2), init="big"), ValueError, "init must be one of 'he'"),
        (lambda: MLP((3, 2)).start(-1), ValueError, "seed must be"),
        (lambda: MLP((2, 2)).on(X, [0] * 12), ValueError, "X must have 2 columns"),
        (lambda: MLP((3, 2)).on(X, [2] * 12), ValueError, "layers must end with at least 3"),
        (lambda: MLP((3, 2)).on(X, [0.5] * 12), TypeError, "labels must be whole numbers"),
        (lambda: MLP((3, 2)).on(X, [0] * 11), ValueError, "labels must have one number for each"),
        (
            lambda: MLP((3, 2), loss="binary cross-entropy").on(X, [0] * 12),
            ValueError,
            "layers must end with 1 output",
        ),
        (
            lambda: MLP((3, 1), loss="binary cross-entropy").on(X, [2] * 12),
            ValueError,
            "y must be 0 or 1",
        ),
        (
            lambda: MLP((3, 2), loss="squared error").on(X, [1.0] * 12),
            ValueError,
            r"y must have the shape \(n_rows, 2\)",
        ),
        (lambda: MLP((3, 2)).unpack([1.0]), ValueError, "params must have 8 numbers"),
    ],
)
def test_wrong_networks_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
