"""Labels of every kind, and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core.losses import LogisticRegression, SoftmaxRegression
from gdwidgets.core.losses.labels import encode_labels
from gdwidgets.core.networks import MLP

X = np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 0.0], [3.0, 1.0]])


@pytest.mark.parametrize(
    ("labels", "codes", "names"),
    [
        (["b", "a", "b"], [1, 0, 1], ("a", "b")),
        (np.array(["b", "a"], dtype=object), [1, 0], ("a", "b")),
        ([0, 2], [0, 2], ("0", "1", "2")),
        ([1.0, 0.0], [1, 0], ("0", "1")),
        ([True, False], [1, 0], ("0", "1")),
        (np.array([3], dtype=np.uint8), [3], ("0", "1", "2", "3")),
    ],
)
def test_labels_become_whole_numbers(labels, codes, names):
    found, class_names = encode_labels(labels)
    assert_array_equal(found, codes)
    assert class_names == names


def test_known_names_number_other_labels():
    assert_array_equal(encode_labels(["c", "a"], ("a", "b", "c"))[0], [2, 0])
    with pytest.raises(ValueError, match="y must be among 'a', 'b', not 'd'"):
        encode_labels(["a", "d"], ("a", "b"), name="y")


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (["a", 1], TypeError, "must be text or whole numbers from 0 on, but not both: 1 is no"),
        ([0.5], TypeError, "must be text or whole numbers from 0 on, not 0.5"),
        ([-1, 0], ValueError, "must lie between 0 and 10000, not -1 to 0"),
        ([np.nan, 0], ValueError, "must lie between 0 and 10000, not nan to nan"),
        ([10**6], ValueError, "must lie between 0 and 10000"),
        (["a", ""], ValueError, "must name a class each, but 1 of them are empty"),
        ([], ValueError, "one for each row, not of shape"),
        (0, ValueError, "one for each row, not of shape"),
        ([[1], [1, 2]], ValueError, "one for each row, not ragged"),
        (None, ValueError, "one for each row, not of shape"),
        ([1j], TypeError, "must be text or whole numbers from 0 on, not complex"),
    ],
)
def test_other_labels_are_refused(labels, error, message):
    with pytest.raises(error, match="labels .*" + message):
        encode_labels(labels)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["no", "yes", "no", "yes"], ("no", "yes")),
        ([False, True, False, True], ("0", "1")),
        ([0, 1, 0, 1], ("0", "1")),
        ([0.0, 1.0, 0.0, 1.0], ("0", "1")),
        ([["no"], ["yes"], ["no"], ["yes"]], ("no", "yes")),
        ([[0], [1], [0], [1]], ("0", "1")),
    ],
)
def test_every_loss_of_two_classes_takes_them_alike(labels, names):
    plain = [0, 1, 0, 1]
    yes_or_no = MLP((2, 1), loss="binary cross-entropy")
    for make in (
        lambda y: LogisticRegression(X, y),
        lambda y: SoftmaxRegression(X, y),
        lambda y: yes_or_no.on(X, y),
        lambda y: MLP((2, 2)).on(X, y),
    ):
        loss = make(labels)
        point = np.linspace(-1, 1, loss.n_params)
        assert loss.class_names == names
        assert loss.value(point) == make(plain).value(point)


def test_three_names_are_three_classes():
    loss = SoftmaxRegression(X, ["hot", "cold", "mild", "cold"])
    assert loss.class_names == ("cold", "hot", "mild")
    assert_array_equal(loss.labels, [1, 0, 2, 0])
    assert loss.param_names[:3] == ("weight 1, class cold", "weight 1, class hot",
                                    "weight 1, class mild")  # fmt: skip
    assert_array_equal(MLP((2, 3)).on(X, ["c", "a", "b", "c"]).targets.argmax(axis=1), [2, 0, 1, 2])
