"""Answers are taken, read and judged: right ones, near misses and nonsense."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.teaching.guesses import ENDING_OF, ENDINGS, Choice, Number, Place

SQUARE = Place(["x", "y"], [(-5, 5), (-1, 1)], within=0.1)


@pytest.mark.parametrize(
    ("answer", "outcome", "right", "distance"),
    [
        (87, 87, True, "exactly"),
        (100, 87, True, "off by 13 (15 %)"),
        (80, 100, True, "off by 20 (20 %)"),
        (120, 100, True, "off by 20 (20 %)"),
        (79.99, 100, False, "off by 20.01 (20 %)"),
        (120.01, 100, False, "off by 20.01 (20 %)"),
        (-100, 100, False, "off by 200 (200 %)"),
        (0.2, 0, True, "off by 0.2"),
        (0.21, 0, False, "off by 0.21"),
        (5, None, False, ""),
    ],
)
def test_a_number_is_right_within_the_share(answer, outcome, right, distance):
    assert Number(within=0.2).compare(answer, outcome) == (right, distance)


@pytest.mark.parametrize("never", [None, math.nan, math.inf, -math.inf, np.float64("nan")])
def test_what_is_no_number_never_happens(never):
    number = Number(within=0.2)
    assert number.outcome(never) is None
    assert number.words(number.outcome(never)) == "never"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ((0, 0), True),
        ((1, 0), True),
        ((0, 0.2), True),
        ((1.01, 0), False),
        ((0, 0.21), False),
        ((0.8, 0.16), False),
    ],
)
def test_a_place_is_right_within_a_share_of_each_span(answer, right):
    assert SQUARE.compare(answer, (0.0, 0.0)).right is right


def test_a_distance_is_in_the_units_of_the_landscape():
    assert SQUARE.compare((3.0, 0.0), (0.0, 0.4)).distance == "off by 3.03"
    far = SQUARE.accept("outcome", (1e200, 3.0))
    assert SQUARE.words(far) == "far outside the picture"
    assert SQUARE.compare((3.0, 0.0), far) == (False, "")


def test_a_place_shows_no_more_digits_than_can_be_seen():
    assert SQUARE.words((-3.2e-8, 0.123456)) == "x = 0, y = 0.123"


def test_an_option_is_known_by_its_value_and_shown_by_its_label():
    rates = Choice({"slow": 0.01, "fast": 1})
    assert rates.words(rates.accept("prediction", np.float64(0.01))) == "slow"
    assert rates.accept("prediction", 1.0) == 1
    assert rates.compare(0.01, 1) == (False, "")
    assert Choice([1e-4, 10.0]).form()["labels"] == ["0.0001", "10"]


def test_every_diagnosis_counts_as_a_way_to_go():
    assert ENDING_OF.keys() == WORDS.keys()
    assert set(ENDING_OF.values()) == set(ENDINGS.values())


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Choice("ab"), TypeError, "options must be a list or a mapping, not 'ab'"),
        (lambda: Choice(3), TypeError, "options must be a list or a mapping, not 3"),
        (lambda: Choice([]), ValueError, "options must be two or more different ones, not []"),
        (lambda: Choice(["a"]), ValueError, "two or more"),
        (lambda: Choice(["a", "a"]), ValueError, "two or more"),
        (lambda: Choice(["a", "b", "a"]), ValueError, "two or more"),
        (lambda: Choice(["a", None]), TypeError, "options must be texts or numbers, not None"),
        (lambda: Choice([True, False]), TypeError, "not True"),
        (
            lambda: Choice(["a", "b"]).accept("prediction", "c"),
            ValueError,
            "prediction must be one of 'a', 'b', not 'c'",
        ),
        (lambda: Choice([1, 2]).accept("prediction", "1"), ValueError, "not '1'"),
        (lambda: Choice([1, 2]).accept("prediction", None), ValueError, "not None"),
        (lambda: Choice([1, 2]).outcome(3), ValueError, "outcome must be one of 1, 2, not 3"),
        (lambda: Number(0.1).accept("prediction", "7"), TypeError, "prediction must be a number"),
        (lambda: Number(0.1).accept("prediction", math.nan), ValueError, "not nan"),
        (lambda: Number(0.1).accept("prediction", None), TypeError, "not None"),
        (lambda: Number(0.1).outcome("many"), TypeError, "outcome must be a number or None"),
        (lambda: Number(0.1).outcome([1, 2]), TypeError, "not [1, 2]"),
        (
            lambda: SQUARE.accept("prediction", (1,)),
            ValueError,
            "prediction must be 2 finite numbers, not (1,)",
        ),
        (lambda: SQUARE.accept("prediction", "here"), TypeError, "not 'here'"),
        (lambda: SQUARE.accept("prediction", (1, math.inf)), ValueError, "not (1, inf)"),
        (lambda: SQUARE.accept("prediction", None), ValueError, "not None"),
    ],
)
def test_wrong_input_is_refused_by_name(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
