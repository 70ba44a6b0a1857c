"""What losses on data refuse: in words that name the argument, and at once."""

import time

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core import losses

NAN, INF = np.nan, np.inf
LINE = losses.LinearRegression([1.0, 2, 3], [1.0, 2, 4])
CURVE = losses.PolynomialRegression([1.0, 2, 3], [1.0, 2, 3])
YES = losses.LogisticRegression([1.0, 2, 3], [0, 1, 0])
SEVERAL = losses.SoftmaxRegression([1.0, 2], [0, 1])
ROBUST = losses.HuberRegression([1.0, 2, 3], [1.0, 2, 4])

linear, logistic, softmax = (
    losses.LinearRegression,
    losses.LogisticRegression,
    losses.SoftmaxRegression,
)


def poly(x=(1.0, 2), y=(1, 2), degree=2, **more):
    return losses.PolynomialRegression(x, y, degree, **more)


LABELS = "must be text or whole numbers from 0 on"
DATA = [
    ("a", [1], TypeError, "X must be finite numbers, not"),
    (None, [1], TypeError, "X must be finite numbers, not"),
    (["a", "b"], [1, 2], TypeError, "X must be finite numbers, not"),
    ([1, NAN, INF], [1, 2, 3], ValueError, "X must be finite numbers, but 2 of the 3 are NaN"),
    ([[1, 2], [3]], [1, 2], ValueError, "X must be finite numbers in one block"),
    ([1j, 2], [1, 2], TypeError, "X must be finite numbers"),
    ([], [], ValueError, r"X must be finite numbers, at least one, .* \(0,\)"),
    (np.zeros((0, 3)), [], ValueError, r"X must be finite numbers, at least one, .* \(0, 3\)"),
    (np.zeros((2, 2, 2)), [1, 2], ValueError, "X must have the shape"),
    (5, 5, ValueError, "X must have the shape"),
    ([1e200, 2], [1, 2], ValueError, r"X must be numbers of at most 1e\+150 .* not 1e\+200"),
    (np.zeros((2, 2000)), [1, 2], ValueError, "X must have at most 999 columns, not 2000"),
    ([1, 2, 3], [1, 2], ValueError, "y must have one number for each of the 3 rows of X"),
    ([1, 2], [1], ValueError, r"y must have one number .* not shape \(1,\)"),
    ([1, 2], [[1, 2]], ValueError, r"y must have one number .* not shape \(1, 2\)"),
    ([1, 2], [[1, 2], [3, 4]], ValueError, r"y must have one number .* not shape \(2, 2\)"),
    ([1, 2], "ab", TypeError, "y must be finite numbers, not"),
    ([1, 2], [["a"], ["b"]], TypeError, "y must be finite numbers"),
    ([1, 2], [1, INF], ValueError, "y must be finite numbers, but 1 of the 2 is NaN"),
    ([1, 2], [1, -1e200], ValueError, r"y must be numbers of at most 1e\+150 .* not -1e\+200"),
    ([1, 2], None, TypeError, "y must be finite numbers"),
]
REGRESSIONS = [linear, losses.HuberRegression]

CALLS = {
    **{
        f"{make.__name__} {i}": (lambda make=make, X=X, y=y: make(X, y), error, message)
        for make in REGRESSIONS
        for i, (X, y, error, message) in enumerate(DATA)
    },
    "fit_intercept": (
        lambda: linear([1, 2], [1, 2], 1),
        TypeError,
        "fit_intercept must be True or False, not 1",
    ),
    "half": (lambda: linear([1, 2], [1, 2], half=1), ValueError, "half must be one of True, False"),
    "half of a curve": (lambda: poly(half="no"), ValueError, "half must be one of True, False"),
    "no two classes": (lambda: logistic([1.0, 2], [0, 2]), ValueError, "y must be 0 or 1, or two"),
    "half a class": (lambda: logistic([1.0, 2], [0.5, 1]), TypeError, f"y {LABELS}, not 0.5"),
    "one name": (
        lambda: logistic([1.0, 2], ["a", "a"]),
        ValueError,
        "y must name at least two classes, not only 'a'",
    ),
    "three names": (
        lambda: logistic([1.0, 2, 3], ["a", "b", "c"]),
        ValueError,
        "y must be 0 or 1, or two names, not the 3 classes a, b, c",
    ),
    "True and 2": (lambda: logistic([1.0, 2], [True, 2]), ValueError, "y must be 0 or 1, or two"),
    "-1 and 1": (lambda: logistic([1.0, 2], [-1, 1]), ValueError, "y must lie between 0 and 10000"),
    "few classes": (lambda: logistic([1.0, 2], [0]), ValueError, "y must have one label for each"),
    "ragged classes": (lambda: logistic([1.0, 2], [[0], [0, 1]]), ValueError, f"y {LABELS}"),
    "classes of two columns": (
        lambda: logistic([1.0, 2], [[0, 1], [1, 0]]),
        ValueError,
        r"y must be text .* not of shape \(2, 2\)",
    ),
    "text and numbers": (
        lambda: softmax([1.0, 2], ["a", 1]),
        TypeError,
        f"labels {LABELS}, but 1 stands beside text",
    ),
    "one name of softmax": (
        lambda: softmax([1.0, 2], ["a", "a"]),
        ValueError,
        "labels must name at least two classes, not only 'a'",
    ),
    "half a label": (lambda: softmax([1.0, 2], [0.5, 1]), TypeError, f"labels {LABELS}, not 0.5"),
    "negative label": (lambda: softmax([1.0, 2], [-1, 0]), ValueError, "labels must lie between"),
    "few labels": (
        lambda: softmax([1.0, 2], [0]),
        ValueError,
        "labels must have one label for each of the 2 rows of X, not 1",
    ),
    "huge label": (lambda: softmax([1.0, 2], [0, 10**6]), ValueError, "labels must lie between 0"),
    "no labels": (lambda: softmax([1.0, 2], None), TypeError, "labels must be text"),
    "too many probabilities": (
        lambda: softmax(np.zeros((20000, 1)), [10_000] * 20000),
        ValueError,
        "labels must be of fewer classes than 10001: with 20000 rows that is more than",
    ),
    **{
        f"delta {delta}": (
            lambda delta=delta: losses.HuberRegression([1.0, 2], [1, 2], delta),
            error,
            "delta must be a number with delta > 0, not",
        )
        for delta, error in [(0, ValueError), (-1, ValueError), ("a", TypeError), (NAN, ValueError)]
    },
    **{
        f"degree {degree}": (
            lambda degree=degree: poly(degree=degree),
            error,
            "degree must be a whole number with 1 <= degree <= 999, not",
        )
        for degree, error in [
            (0, ValueError),
            (10**9, ValueError),
            (1.5, TypeError),
            ("a", TypeError),
            (None, TypeError),
        ]
    },
    "x of two columns": (
        lambda: poly([[1.0, 2], [3, 4]]),
        ValueError,
        r"x must be one feature of shape \(n_rows,\), not \(2, 2\)",
    ),
    "x of text": (lambda: poly("ab"), TypeError, "x must be finite numbers, not"),
    "no x": (lambda: poly([], []), ValueError, "x must be finite numbers, at least one"),
    "large powers": (
        lambda: poly([10.0, 20], degree=900),
        ValueError,
        "x must be small enough for its powers up to the degree 900, not as large as 20",
    ),
    **{
        f"rows {i}": (
            lambda loss=loss, rows=rows: loss.value(np.zeros(loss.n_params), rows),
            error,
            message,
        )
        for i, (rows, error, message) in enumerate(
            [
                ([], TypeError, "rows must be one or more whole numbers"),
                ([5], ValueError, "rows must lie between 0 and 2"),
                ([-1], ValueError, "rows must lie between 0 and 2"),
                (1.5, TypeError, "rows must be one or more whole numbers"),
                ("a", TypeError, "rows must be one or more whole numbers"),
                ([0.5], TypeError, "rows must be one or more whole numbers"),
                ([NAN], TypeError, "rows must be one or more whole numbers"),
                (True, TypeError, "rows must be one or more whole numbers"),
                (3, TypeError, "rows must be one or more whole numbers"),
            ]
        )
        for loss in (LINE,)
    },
    "gradient rows": (lambda: YES.gradient([0, 0], [7]), ValueError, "rows must lie between 0 and"),
    "params": (lambda: LINE.value([1.0, 2, 3]), ValueError, "params must have 2 numbers in the"),
    "X of text": (lambda: LINE.predict([0, 0], "a"), TypeError, "X must be finite numbers"),
    "X of two columns": (
        lambda: LINE.predict([0, 0], [[1, 2], [3, 4]]),
        ValueError,
        "X must have 1 column, not 2",
    ),
    "X of two columns, Huber": (
        lambda: ROBUST.predict([0, 0], [[1, 2]]),
        ValueError,
        "X must have 1 column, not 2",
    ),
    "X of two columns, logistic": (
        lambda: YES.probability([0, 0], [[1, 2]]),
        ValueError,
        "X must have 1 column, not 2",
    ),
    "X of two columns, softmax": (
        lambda: SEVERAL.probability([0] * 4, [[1, 2]]),
        ValueError,
        "X must have 1 column, not 2",
    ),
    "X of one column of two": (
        lambda: linear([[1, 2], [3, 5], [4, 4]], [1, 2, 3]).predict([0, 0, 0], [1, 2]),
        ValueError,
        "X must have 2 columns, not 1",
    ),
    "x to predict of text": (
        lambda: CURVE.predict([0, 0, 0], "ab"),
        TypeError,
        "x must be finite numbers",
    ),
    "x to predict of two columns": (
        lambda: CURVE.predict([0, 0, 0], [[1, 2]]),
        ValueError,
        r"x must be one feature .* not \(1, 2\)",
    ),
    "x to predict too large": (
        lambda: CURVE.predict([0, 0, 0], [1e100]),
        ValueError,
        r"x must be small enough for its powers up to the degree 2, not as large as 1e\+100",
    ),
    "penalised text": (
        lambda: losses.Penalised("himmelblau"),
        TypeError,
        "objective must be an Objective, not 'himmelblau'",
    ),
    "negative l2": (
        lambda: losses.Penalised(LINE, -1),
        ValueError,
        "l2 must be a number with l2 >= 0, not -1",
    ),
    "l1 of text": (
        lambda: losses.Penalised(LINE, l1="a"),
        TypeError,
        "l1 must be a number with l1 >= 0, not 'a'",
    ),
    "l2 of NaN": (lambda: losses.Penalised(LINE, NAN), ValueError, "l2 must be a number"),
    "penalised params": (
        lambda: losses.Penalised(LINE, 1).value([1.0]),
        ValueError,
        "params must have 2 numbers",
    ),
    "penalised rows": (
        lambda: losses.Penalised(LINE, 1).gradient([0, 0], [9]),
        ValueError,
        "rows must lie between 0 and 2",
    ),
}


@pytest.mark.parametrize(("call", "error", "message"), CALLS.values(), ids=CALLS.keys())
def test_is_refused_in_words_at_once(call, error, message):
    began = time.perf_counter()
    with pytest.raises(error, match=message):
        call()
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("weights", [[True], [1, 0], "ab", [[True, False]]])
def test_an_objective_with_odd_weights_is_refused(weights):
    class Bowl(gd.Objective):
        name, n_params = "bowl", 2

        def value(self, params, rows=None):
            return np.sum(np.square(params), axis=-1)

        def gradient(self, params, rows=None):
            return 2 * np.asarray(params)

    bowl = Bowl()
    assert losses.Penalised(bowl, 1).weights.tolist() == [True, True]
    bowl.weights = weights
    with pytest.raises(ValueError, match="objective must have weights of True or False for each"):
        losses.Penalised(bowl, 1)
