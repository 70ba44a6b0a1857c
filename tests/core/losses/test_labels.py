"""Labels of every kind: each loss of classes takes them alike."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core.labels import encode_labels
from gdwidgets.core.losses import LogisticRegression, SoftmaxRegression
from gdwidgets.core.networks import MLP

X = np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 0.0], [3.0, 1.0]])


def test_known_names_number_other_labels():
    assert_array_equal(encode_labels(["c", "a"], ("a", "b", "c"))[0], [2, 0])
    with pytest.raises(ValueError, match="y must be among 'a', 'b', not 'd'"):
        encode_labels(["a", "d"], ("a", "b"), name="y")


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
