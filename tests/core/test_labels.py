"""`encode_labels`: text and whole numbers as classes from 0 on."""

import re
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core.datasets import encode_labels

nan, inf = np.nan, np.inf


@pytest.mark.parametrize(
    ("labels", "codes", "names"),
    [
        (["b", "a", "b"], [1, 0, 1], ("a", "b")),
        (("yes",), [0], ("yes",)),
        (np.array(["b", "a"]), [1, 0], ("a", "b")),
        (np.array(["b", "a"], dtype=object), [1, 0], ("a", "b")),
        (np.array(["b", "a"], dtype=np.dtypes.StringDType()), [1, 0], ("a", "b")),
        (["ä", "z", "B", "a"], [3, 2, 0, 1], ("B", "a", "z", "ä")),
        ([0, 2, 1], [0, 2, 1], ("0", "1", "2")),
        ([2, 0], [2, 0], ("0", "1", "2")),
        ([0.0, 2.0], [0, 2], ("0", "1", "2")),
        (np.uint8([3, 0]), [3, 0], ("0", "1", "2", "3")),
        ([True, False], [1, 0], ("0", "1")),
        (range(3), [0, 1, 2], ("0", "1", "2")),
    ],
)
def test_labels_become_whole_numbers_from_0(labels, codes, names):
    found, class_names = encode_labels(labels)
    assert found.dtype == np.int64
    assert found.tolist() == codes
    assert class_names == names
    assert all(type(name) is str for name in class_names)


def test_text_is_numbered_as_numpy_sorts_it():
    words = np.random.default_rng(0).choice(["ant", "bee", "cat", "dog"], 200)
    codes, names = encode_labels(words)
    assert_array_equal(np.array(names)[codes], words)
    assert list(names) == sorted(names)


def test_known_classes_keep_their_numbers():
    codes, names = encode_labels(["c", "a"], ("c", "b", "a"))
    assert (codes.tolist(), names) == ([0, 2], ("c", "b", "a"))
    assert encode_labels([1], ["no", "yes"])[1] == ("no", "yes")


def test_codes_are_a_copy():
    labels = np.array([0, 1])
    codes, _ = encode_labels(labels)
    codes[0] = 1
    assert labels[0] == 0


LABELS = "labels must be text or whole numbers from 0 on"


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([1, "a"], TypeError, f"{LABELS}, but 1 stands beside text"),
        (["a", None], TypeError, f"{LABELS}, not None"),
        (None, TypeError, f"{LABELS}, not None"),
        ({"a": 1}, TypeError, f"{LABELS}, not {{'a': 1}}"),
        ([b"a"], TypeError, f"{LABELS}, not |S1"),
        ([1j], TypeError, f"{LABELS}, not complex128"),
        ([1.5, 2], TypeError, f"{LABELS}, not 1.5"),
        ([], ValueError, f"{LABELS}, at least one"),
        ("abc", ValueError, f"{LABELS}, one for each row, not of shape ()"),
        (5, ValueError, f"{LABELS}, one for each row, not of shape ()"),
        ([[0], [1]], ValueError, f"{LABELS}, one for each row, not of shape (2, 1)"),
        ([[1], [1, 2]], ValueError, f"{LABELS}, not ragged"),
        ([0, -1], ValueError, "labels must lie between 0 and 10000, not -1 to 0"),
        ([10_001], ValueError, "labels must lie between 0 and 10000, not 10001 to 10001"),
        ([nan], ValueError, "labels must lie between 0 and 10000, not nan"),
        ([inf], ValueError, "labels must lie between 0 and 10000, not inf"),
        (np.uint64([2**63]), ValueError, "labels must lie between 0 and 10000"),
        (["a", ""], ValueError, "labels must name a class each, but 1 of them are empty"),
        ([f"{i}" for i in range(10_002)], ValueError, "labels must have at most 10001 classes"),
    ],
)
def test_wrong_labels_are_refused(labels, error, message):
    with pytest.raises(error, match=re.escape(message)):
        encode_labels(labels)


@pytest.mark.parametrize(
    ("labels", "class_names", "error", "message"),
    [
        (["a"], "ab", TypeError, "class_names must be a sequence of text, not 'ab'"),
        (["a"], 5, TypeError, "class_names must be a sequence of text, not 5"),
        (["a"], [1], TypeError, "class_names must be a sequence of text, not [1]"),
        (["a"], ["a", "a"], ValueError, "class_names must be different names, none empty, not"),
        (["a"], [""], ValueError, "class_names must be different names, none empty, not ['']"),
        (["a"], ["x", "y"], ValueError, "labels must be among 'x', 'y', not 'a'"),
        ([2], ["x", "y"], ValueError, "labels must lie between 0 and 1, not 2 to 2"),
    ],
)
def test_wrong_class_names_are_refused(labels, class_names, error, message):
    with pytest.raises(error, match=re.escape(message)):
        encode_labels(labels, class_names)


def test_the_losses_can_import_it_without_a_circle():
    code = "import sys, gdwidgets.core.labels; assert 'gdwidgets.core.losses' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
