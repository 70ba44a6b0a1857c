"""Backpropagation against central differences, a net done by hand, and the digits."""

import itertools
import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.networks import ACTIVATIONS, INITS, MLP, OUTPUTS
from gdwidgets.core.networks.passes import PIECE
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


@pytest.mark.parametrize(("activation", "loss"), [("softplus", each) for each in OUTPUTS])
def test_smooth_gradients_are_exact_to_nine_digits(activation, loss):
    objective, h = small_loss(activation, loss), 1e-3
    for point in points_for(objective):
        steps = h * np.eye(objective.n_params)

        def difference(step, point=point):
            return (objective.value(point + step) - objective.value(point - step)) / 2

        numerical = (8 * difference(steps) - difference(2 * steps)) / (6 * h)
        gradient = objective.gradient(point)
        assert_allclose(gradient, numerical, rtol=0, atol=1e-9 * np.abs(gradient).max())


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


@pytest.mark.parametrize("loss", OUTPUTS)
def test_so_do_networks_that_are_computed_in_pieces(loss):
    objective = small_loss("tanh", loss, (30,))
    points = points_for(objective, 1500)
    assert len(points) * objective.n_rows * 30 > 2 * PIECE
    for method in (objective.value, objective.gradient):
        whole = method(points.reshape(3, 500, -1))
        whole = whole.reshape(1500, *whole.shape[2:])
        for i in (0, 727, 728, 729, 1499):
            assert_array_equal(whole[i], method(points[i]))


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
        "orthogonal": np.sqrt(1 / 300),
        "small": 0.01,
        "large": 1.0,
        "zero": 0.0,
    }[init]
    (weights, biases), *_ = network.unpack(network.start(3))
    assert_allclose(weights.std(), expected, rtol=0.02)
    assert not biases.any()
    assert_array_equal(network.start(3), network.start(3))


@pytest.mark.parametrize("layers", [(7, 3), (3, 7), (5, 5)])
def test_orthogonal_weights_are_at_right_angles_and_of_length_one(layers):
    network = MLP(layers, init="orthogonal")
    (weights, biases), *_ = network.unpack(network.start(1))
    products = weights.T @ weights if layers[0] >= layers[1] else weights @ weights.T
    assert_allclose(products, np.eye(min(layers)), atol=1e-14)
    assert not biases.any()


def test_every_rotation_is_equally_likely():
    network = MLP((2, 2), init="orthogonal")
    weights = network.start(range(1000))[:, :4]
    assert_allclose(weights.mean(axis=0), 0, atol=0.08)  # each entry has a variance of a half
    turns = weights[:, 0] * weights[:, 3] - weights[:, 1] * weights[:, 2]
    assert_allclose(np.abs(turns), 1, rtol=1e-12)
    assert 400 < np.sum(turns > 0) < 600


def test_a_deep_linear_network_of_orthogonal_weights_keeps_every_length():
    network = MLP((4,) * 9, "identity", "squared error", "orthogonal")
    X = np.random.default_rng(3).normal(size=(5, 4))
    said = network.predict(network.start(2), X)
    assert_allclose(np.linalg.norm(said, axis=1), np.linalg.norm(X, axis=1), rtol=1e-12)


@pytest.mark.parametrize("init", INITS)
def test_a_batch_of_seeds_starts_each_network_as_its_seed_does(init):
    network = MLP((3, 4, 2), init=init)
    for seeds in (range(4), [0, 1, 2, 3], np.arange(4), (0, 1, 2, 3)):
        starts = network.start(seeds)
        assert_array_equal(starts, [network.start(int(seed)) for seed in seeds])
    assert len(np.unique(starts, axis=0)) == (1 if init == "zero" else 4)


def test_what_is_a_weight_and_what_a_bias():
    loss = small_loss()
    assert loss.weights.tolist() == [name.startswith("W") for name in loss.param_names]
    assert (loss.convex, loss.lower_bound) == (False, 0)
    assert len(loss.param_names) == len(loss.start) == loss.n_params
    assert_array_equal(loss.start, loss.network.start(0))


@pytest.mark.parametrize("loss", OUTPUTS)
def test_it_says_what_its_loss_is_and_never_falls_below_zero(loss):
    objective = small_loss("relu", loss)
    assert "mean" in objective.loss_name
    assert objective.latex.startswith((r"\frac", r"-\frac"))
    points = points_for(objective, 300) * np.geomspace(1e-6, 1e6, 300)[:, None]
    assert np.all(objective.value(points) >= 0)


def test_a_network_is_not_convex():
    network, x = MLP((1, 2, 1), "tanh", "squared error"), [-1.0, 0.5, 1.0]
    one = np.array([2.0, -1.0, 0.1, 0.2, 1.0, 0.5, 0.0])
    swapped = one[[1, 0, 3, 2, 5, 4, 6]]  # the same network, its units in the other order
    loss = network.on(x, network.predict(one, x))
    assert_allclose(loss.value([one, swapped]), 0, atol=1e-30)
    assert loss.value(0.5 * (one + swapped)) > 0.005


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
    starts = network.start(range(5))
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


def test_a_network_s_loss_gets_to_another_process():
    for name in ACTIVATIONS:
        loss = MLP((2, 3, 2), name).on([[0.0, 1.0], [2.0, 3.0]], [0, 1])
        again = pickle.loads(pickle.dumps(loss))
        params = np.linspace(-1, 1, loss.n_params)
        assert again.gradient(params).tobytes() == loss.gradient(params).tobytes()
