"""`Labelled`: what it checks, and its split."""

import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.datasets import Labelled


def test_text_labels_are_numbered_and_keep_their_names():
    data = Labelled("Fruit", [[1], [2], [3]], ["kiwi", "fig", "kiwi"])
    assert data.labels.tolist() == [1, 0, 1]
    assert data.class_names == ("fig", "kiwi")
    assert (len(data), data.n_classes) == (3, 2)
    assert data.X.dtype == np.float64
    assert repr(data) == "Labelled('Fruit', n_rows=3, n_classes=2)"


def test_class_names_can_be_given():
    data = Labelled("Tea", [[1.0], [2.0]], [0, 1], class_names=["cold", "hot", "boiling"])
    assert data.n_classes == 3
    assert data.class_names[data.labels[1]] == "hot"


def test_it_keeps_its_own_arrays():
    X, labels = np.zeros((2, 1)), np.array([0, 1])
    data = Labelled("a", X, labels)
    X[0], labels[0] = 5, 1
    assert (data.X[0, 0], data.labels[0]) == (0, 0)


def test_split_keeps_every_row_once():
    data = datasets.blobs(50)
    train, test = data.split(0.3, seed=1)
    assert (len(train), len(test)) == (35, 15)
    both = np.column_stack(
        [np.concatenate([train.X, test.X]), np.concatenate([train.labels, test.labels])]
    )
    rows = np.column_stack([data.X, data.labels])
    assert_array_equal(both[np.lexsort(both.T)], rows[np.lexsort(rows.T)])
    assert_array_equal(train.X, data.split(0.3, seed=1)[0].X)
    assert np.any(train.X != data.split(0.3, seed=2)[0].X)


def test_a_part_without_a_class_still_knows_it():
    data = Labelled("Fruit", [[1.0], [2.0], [3.0]], ["fig", "kiwi", "plum"])
    train, test = data.split(0.01)
    assert len(test) == 1
    assert train.class_names == test.class_names == data.class_names
    assert test.n_classes == 3
    place = data.X[:, 0].tolist().index(test.X[0, 0])
    assert test.labels[0] == data.labels[place]


@pytest.mark.parametrize(("share", "n_test"), [(0.0001, 1), (0.5, 1), (0.9999, 1)])
def test_each_part_gets_a_row(share, n_test):
    train, test = datasets.moons(2).split(share)
    assert (len(train), len(test)) == (1, n_test)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Labelled("a", [1, 2], ["a", "b"]), ValueError, "X must have the shape (n_rows, n"),
        (lambda: Labelled("a", "b", [0]), TypeError, "X must be finite numbers, not 'b'"),
        (lambda: Labelled("a", None, [0]), TypeError, "X must be finite numbers, not None"),
        (lambda: Labelled("a", [], []), ValueError, "X must be finite numbers, at least one"),
        (lambda: Labelled("a", [[np.nan]], [0]), ValueError, "X must be finite numbers, but 1 of"),
        (lambda: Labelled("a", [[1], [1, 2]], [0, 1]), ValueError, "X must be finite numbers in"),
        (
            lambda: Labelled("a", np.zeros((3, 2)), np.zeros(2, int)),
            ValueError,
            "labels must be one for each of the 3 rows of X, not 2",
        ),
        (lambda: Labelled("a", [[1]], [0.5]), TypeError, "labels must be text or whole numbers"),
        (lambda: Labelled("a", [[1]], [-1]), ValueError, "labels must lie between 0 and 10000"),
        (lambda: Labelled("a", [[1]], 0), ValueError, "labels must be text or whole numbers"),
        (lambda: Labelled("a", [[1]], None), TypeError, "labels must be text or whole numbers"),
        (lambda: Labelled("a", [[1]], [0], class_names=5), TypeError, "class_names must be a seq"),
        (lambda: Labelled("a", [[1]], [2], class_names=["x"]), ValueError, "between 0 and 0"),
        (lambda: Labelled(3, [[1]], [0]), TypeError, "name must be text, not 3"),
        (lambda: Labelled("a", [[1]], [0], about=None), TypeError, "about must be text, not None"),
        (lambda: datasets.moons(20).split(0), ValueError, "test_share must be a number with 0 <"),
        (lambda: datasets.moons(20).split(1.0), ValueError, "test_share must be a number with 0 <"),
        (lambda: datasets.moons(20).split("a"), TypeError, "test_share must be a number with 0 <"),
        (lambda: datasets.moons(20).split(None), TypeError, "test_share must be a number"),
        (lambda: datasets.moons(20).split(0.2, -1), ValueError, "seed must be a whole number"),
        (lambda: datasets.moons(20).split(0.2, None), TypeError, "seed must be a whole number"),
        (
            lambda: datasets.blobs(1, 1).split(0.5),
            ValueError,
            "split needs at least 2 rows, one for each part, not n_rows=1",
        ),
    ],
)
def test_wrong_arguments_are_refused(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
