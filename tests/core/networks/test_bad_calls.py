"""What networks refuse: in words that name the argument, and at once."""

import time

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.networks import MLP

MOONS = gd.datasets.moons(20)
NET = MLP((2, 3, 2))
START = NET.start()
LOSS = NET.on(MOONS.X, MOONS.labels)
YES = MLP((2, 1), loss="binary cross-entropy")
NUMBERS = MLP((2, 2), loss="squared error")


def accuracy(labels, *names, params=START):
    return lambda: NET.accuracy(params, MOONS.X, labels, *names)


TWO_OR_MORE = "layers must be two or more whole numbers from 1 on, not"
LABELS = "must be text or whole numbers from 0 on"
CALLS = {
    **{
        f"layers {layers!r}": (lambda layers=layers: MLP(layers), error, message)
        for layers, error, message in [
            (5, TypeError, TWO_OR_MORE),
            (None, TypeError, TWO_OR_MORE),
            ("ab", TypeError, TWO_OR_MORE),
            ((2,), TypeError, TWO_OR_MORE),
            ((), TypeError, TWO_OR_MORE),
            ((2, 1.5), TypeError, TWO_OR_MORE),
            ([2, "a"], TypeError, TWO_OR_MORE),
            ((2, 0), ValueError, TWO_OR_MORE + r" \(2, 0\)"),
            ((2, 10**9), ValueError, "layers must make at most 2,000,000 parameters, not 3,000,00"),
            ((1415, 1415), ValueError, r"not 2,003,640 as \(1415, 1415\) do"),
        ]
    },
    **{
        f"{what} {value!r:.12}": (
            lambda what=what, value=value: MLP((2, 2), **{what: value}),
            ValueError,
            f"{what} must be one of '{first}'",
        )
        for what, first in [("activation", "relu"), ("loss", "cross-entropy"), ("init", "he")]
        for value in ("foo", None, 5, np.tanh, ["relu"])
    },
    **{
        f"seed {seed!r}": (lambda seed=seed: NET.start(seed), error, message)
        for seed, error, message in [
            (-1, ValueError, "seed must be a whole number with seed >= 0, not -1"),
            (0.5, TypeError, "seed must be a whole number"),
            ("a", TypeError, "seed must be a whole number"),
            (None, TypeError, "seed must be a whole number"),
            (True, TypeError, "seed must be a whole number"),
            ([], ValueError, "seed must be a number or 1 to 7,895,160 of them for 17 parameters"),
            (range(10**9), ValueError, "seed must be a number or 1 to .* not 1,000,000,000"),
            ([0, -1], ValueError, "seed must be a whole number with seed >= 0, not -1"),
            ([0, 0.5], TypeError, "seed must be a whole number"),
            ([[0, 1], [2, 3]], TypeError, "seed must be a whole number"),
        ]
    },
    "X of three columns": (
        lambda: NET.on([[1.0, 2, 3]], [0]),
        ValueError,
        "X must have 2 columns, not 3",
    ),
    "no X": (lambda: NET.on(None, [0]), TypeError, "X must be finite numbers, not"),
    "one name": (
        lambda: NET.on(MOONS.X, ["a"] * 20),
        ValueError,
        "y must name at least two classes, not only 'a'",
    ),
    "half a class": (lambda: NET.on(MOONS.X, [0.5] * 20), TypeError, f"y {LABELS}, not 0.5"),
    "few labels": (
        lambda: NET.on(MOONS.X, [0, 1]),
        ValueError,
        "y must have one label for each of the 20 rows of X, not 2",
    ),
    "many classes": (
        lambda: NET.on(MOONS.X, np.arange(20)),
        ValueError,
        "layers must end with at least 20 outputs for these labels, not 2",
    ),
    "three numbers for two outputs": (
        lambda: NUMBERS.on(MOONS.X, np.zeros((20, 3))),
        ValueError,
        r"y must have the shape \(n_rows, 2\) for these layers, not \(20, 3\)",
    ),
    "one number for two outputs": (
        lambda: NUMBERS.on(MOONS.X, [1.0] * 20),
        ValueError,
        r"y must have the shape \(n_rows, 2\)",
    ),
    "ragged numbers": (
        lambda: NUMBERS.on([[1, 2], [3, 4]], [[1], [2, 3]]),
        ValueError,
        "y must be one block of numbers, not the ragged",
    ),
    "text as numbers": (
        lambda: NUMBERS.on([[1, 2]], [["a", "b"]]),
        TypeError,
        "y must be finite numbers",
    ),
    "yes, no or 2": (lambda: YES.on(MOONS.X, MOONS.labels * 2), ValueError, "y must be 0 or 1, or"),
    "yes or no of two outputs": (
        lambda: MLP((2, 2), loss="binary cross-entropy").on(MOONS.X, MOONS.labels),
        ValueError,
        "layers must end with 1 output for a yes-or-no loss, not 2",
    ),
    "params to predict": (
        lambda: NET.predict([1, 2], MOONS.X),
        ValueError,
        "params must have 17 numbers in the last axis",
    ),
    "params to unpack": (lambda: NET.unpack([1.0]), ValueError, "params must have 17 numbers"),
    "X of text to predict": (
        lambda: NET.predict(START, "a"),
        TypeError,
        "X must be finite numbers",
    ),
    "X of one column to predict": (
        lambda: NET.predict(START, [1.0, 2.0]),
        ValueError,
        "X must have 2 columns, not 1",
    ),
    "accuracy of few": (
        accuracy([0, 1]),
        ValueError,
        "labels must have one label for each of the 20 rows of X, not 2",
    ),
    "accuracy of text": (
        accuracy(["a"] * 20),
        ValueError,
        "labels must be among '0', '1', not 'a'; class_names says which text is which class",
    ),
    "accuracy of text that is no name": (
        accuracy(["a"] * 20, ("b", "c")),
        ValueError,
        "labels must be among 'b', 'c', not 'a'$",
    ),
    "accuracy of one label": (
        accuracy(0),
        ValueError,
        r"labels must be text .* one for each row, not of shape \(\)",
    ),
    "accuracy of a column": (
        accuracy(MOONS.labels[:, None]),
        ValueError,
        r"labels must be text .* one for each row, not of shape \(20, 1\)",
    ),
    "accuracy of an unknown class": (
        accuracy(MOONS.labels + 1),
        ValueError,
        "labels must lie between 0 and 1, not 1 to 2",
    ),
    "accuracy of halves": (accuracy([0.5] * 20), TypeError, f"labels {LABELS}, not 0.5"),
    "accuracy of ragged labels": (
        accuracy([[0], [0, 1]]),
        ValueError,
        "labels must be text .* rag",
    ),
    "accuracy of params": (
        accuracy(MOONS.labels, params=[1.0]),
        ValueError,
        "params must have 17 numbers",
    ),
    "three names for two classes": (
        accuracy(MOONS.labels, ("a", "b", "c")),
        ValueError,
        "class_names must be at most 2 for this network, not 3",
    ),
    "names that are none": (accuracy(MOONS.labels, "ab"), TypeError, "class_names must be a seque"),
    "forward of text": (
        lambda: NET.forward(START, "a"),
        TypeError,
        "X must be real numbers, not 'a'",
    ),
    "forward of three columns": (
        lambda: NET.forward(START, [[1, 2, 3]]),
        ValueError,
        r"X must have 2 numbers in the last axis, not shape \(1, 3\)",
    ),
    "forward of one row": (
        lambda: NET.forward(START, [1, 2]),
        ValueError,
        r"X must have an axis for the rows, not shape \(2,\)",
    ),
    "forward of params": (
        lambda: NET.forward([1.0], MOONS.X),
        ValueError,
        "params must have 17 numbers",
    ),
    "backward of labels": (
        lambda: NET.backward(START, NET.forward(START, MOONS.X), MOONS.labels),
        ValueError,
        r"targets must have 2 numbers in the last axis, not shape \(20,\)",
    ),
    "backward of few targets": (
        lambda: NET.backward(START, NET.forward(START, MOONS.X), np.zeros((3, 2))),
        ValueError,
        r"targets must have the shape \(20, 2\) of the outputs, not \(3, 2\)",
    ),
    "backward of one row": (
        lambda: NET.backward(START, NET.forward(START, MOONS.X), [0.0, 1.0]),
        ValueError,
        r"targets must have the shape \(20, 2\) of the outputs, not \(2,\)",
    ),
    "backward of text": (
        lambda: NET.backward(START, NET.forward(START, MOONS.X), "a"),
        TypeError,
        "targets must be real numbers, not 'a'",
    ),
    "backward of no pass": (
        lambda: NET.backward(START, None, np.zeros((20, 2))),
        TypeError,
        r"passed must be what forward returned for layers \(2, 3, 2\), not this NoneType",
    ),
    "backward of another network's pass": (
        lambda: NET.backward(START, YES.forward(YES.start(), MOONS.X), np.zeros((20, 2))),
        TypeError,
        "passed must be what forward returned for layers",
    ),
    "rows of text": (lambda: LOSS.passes(START, "a"), TypeError, "rows must be one or more whole"),
    "rows that are not there": (
        lambda: LOSS.gradient(START, [20]),
        ValueError,
        "rows must lie between 0 and 19",
    ),
    "params of text": (lambda: LOSS.value("a"), TypeError, "params must be real numbers, not 'a'"),
    "params of statistics": (
        lambda: LOSS.layer_statistics([1.0]),
        ValueError,
        "params must have 17 numbers",
    ),
    "short direction": (
        lambda: NET.filter_normalised([1.0], START),
        ValueError,
        "direction must have 17 numbers",
    ),
    "short params of a direction": (
        lambda: NET.filter_normalised(START, [1.0]),
        ValueError,
        "params must have 17 numbers",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), CALLS.values(), ids=CALLS.keys())
def test_is_refused_in_words_at_once(call, error, message):
    began = time.perf_counter()
    with pytest.raises(error, match=message):
        call()
    assert time.perf_counter() - began < 2


def test_the_largest_network_is_made_at_once():
    began = time.perf_counter()
    network = MLP((1413, 1413))
    loss = network.on(np.zeros((1, 1413)), [3])
    assert loss.value(network.start()) == pytest.approx(np.log(1413))
    assert time.perf_counter() - began < 2
