"""Accuracy and the loss on held-out data, of one network and of whole paths."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core.networks import MLP, OUTPUTS

TRAIN, TEST = gd.datasets.moons(90, seed=2).split(0.4, seed=0)
NAMES = np.array(["lower", "upper"])


def networks():
    return {
        "cross-entropy": MLP((2, 5, 2), "tanh"),
        "binary cross-entropy": MLP((2, 5, 1), "tanh", "binary cross-entropy"),
        "squared error": MLP((2, 5, 1), "tanh", "squared error"),
    }


@pytest.mark.parametrize("loss", OUTPUTS)
def test_the_validation_loss_is_the_loss_on_the_held_out_data(loss):
    network = networks()[loss]
    both = network.on(TRAIN.X, TRAIN.labels, validation=(TEST.X, TEST.labels))
    held_out = network.on(TEST.X, TEST.labels)
    params = network.start(range(4)).reshape(2, 2, -1)
    assert_array_equal(both.value(params), network.on(TRAIN.X, TRAIN.labels).value(params))
    assert_array_equal(both.validation_value(params), held_out.value(params))
    assert both.validation_value(params).shape == (2, 2)
    if loss != "squared error":
        expected = network.accuracy(params, TEST.X, TEST.labels)
        assert_array_equal(both.validation_accuracy(params), expected)


def test_over_a_path_validation_loss_rises_where_a_network_learns_by_heart():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 2))
    noise = rng.integers(0, 2, 30)  # nothing to learn but the rows themselves
    network = MLP((2, 40, 2), "tanh")
    loss = network.on(X[:15], noise[:15], validation=(X[15:], noise[15:]))
    run = gd.descend(loss, gd.optimizers.Adam(0.05), network.start(), 300)
    training, validation = run.loss, loss.validation_value(run.params)
    assert validation.shape == (301,)
    assert training[-1] < 0.05 * training[0]
    assert validation[-1] > 2 * validation[0]
    assert loss.accuracy(run.params[-1]) == 1
    assert loss.validation_accuracy(run.params)[-1] < 0.8


def test_names_are_numbered_as_those_learned_from():
    network = MLP((2, 5, 3), "tanh")
    X, y = TRAIN.X[:6], ["b", "c", "a", "a", "b", "c"]
    loss = network.on(X, y, validation=(X[:2], ["c", "c"]))
    assert loss.class_names == loss.validation.class_names == ("a", "b", "c")
    assert_array_equal(loss.validation.targets.argmax(axis=1), [2, 2])
    params = network.start(1)
    chosen = network.predict(params, X).argmax(axis=1)
    right = np.array(loss.class_names)[chosen]
    assert network.accuracy(params, X, right, loss.class_names) == 1
    assert network.accuracy(params, X, chosen) == 1
    assert network.accuracy(params, X[:2], ["b", "b"], loss.class_names) == np.mean(chosen[:2] == 1)


@pytest.mark.parametrize("kind", ["cross-entropy", "binary cross-entropy"])
def test_accuracy_of_text_is_that_of_numbers(kind):
    network = networks()[kind]
    loss = network.on(TRAIN.X, NAMES[TRAIN.labels], validation=(TEST.X, NAMES[TEST.labels]))
    params = network.start(range(5))
    expected = network.accuracy(params, TRAIN.X, TRAIN.labels)
    assert_array_equal(loss.accuracy(params), expected)
    said = network.accuracy(params, TRAIN.X, NAMES[TRAIN.labels], loss.class_names)
    assert_array_equal(said, expected)
    probability = network.predict(params, TRAIN.X)
    chosen = probability.argmax(-1) if kind == "cross-entropy" else probability[..., 0] > 0.5
    assert_allclose(expected, (chosen == TRAIN.labels).mean(axis=-1), rtol=1e-15)


def test_numbers_may_be_of_a_class_that_was_not_learned_from():
    network = MLP((2, 4))
    loss = network.on(TRAIN.X[:3], [0, 1, 0], validation=(TEST.X[:2], [3, 2]))
    assert loss.class_names == ("0", "1", "2", "3")
    assert np.isfinite(loss.validation_value(network.start()))


@pytest.mark.parametrize("kind", OUTPUTS)
def test_a_diverged_network_has_no_accuracy(kind):
    network = networks()[kind]
    params = network.start(range(3))
    params[1] = np.nan
    accuracy = network.accuracy(params, TRAIN.X, TRAIN.labels)
    assert_array_equal(np.isnan(accuracy), [False, True, False])


def test_a_long_path_is_computed_in_pieces():
    network = MLP((2, 20, 2), "tanh")
    loss = network.on(TRAIN.X, TRAIN.labels, validation=(TEST.X, TEST.labels))
    path = network.start(range(800)).reshape(400, 2, -1)
    assert len(TEST.X) * 20 * 800 > 1 << 18
    value, accuracy = loss.validation_value(path), loss.validation_accuracy(path)
    for i in (0, 200, 399):
        assert_array_equal(value[i, 1], loss.validation_value(path[i, 1]))
        assert_array_equal(accuracy[i, 1], loss.validation_accuracy(path[i, 1]))


@pytest.mark.parametrize(
    ("validation", "error", "message"),
    [
        (TEST.X, TypeError, r"validation must be a pair \(X, y\), not a ndarray"),
        ((TEST.X,), TypeError, r"validation must be a pair \(X, y\), not a tuple"),
        ((TEST.X[:, :1], TEST.labels), ValueError, "in validation, X must have 2 columns, not 1"),
        ((TEST.X, TEST.labels[1:]), ValueError, "in validation, y must have one label for each"),
        ((TEST.X, ["middle"] * len(TEST.X)), ValueError, "in validation, y must be among 'lower'"),
    ],
)
def test_wrong_validation_data_are_refused(validation, error, message):
    with pytest.raises(error, match=message):
        MLP((2, 2)).on(TRAIN.X, NAMES[TRAIN.labels], validation=validation)


def test_without_validation_data_there_is_no_validation_loss():
    network = MLP((2, 2))
    loss = network.on(TRAIN.X, TRAIN.labels)
    for method in (loss.validation_value, loss.validation_accuracy):
        with pytest.raises(ValueError, match=r"validation must be given to MLP\.on"):
            method(network.start())
    numbers = MLP((2, 1), loss="squared error").on(TRAIN.X, TRAIN.labels)
    with pytest.raises(ValueError, match="accuracy needs classes, but loss is 'squared error'"):
        numbers.accuracy(numbers.start)
