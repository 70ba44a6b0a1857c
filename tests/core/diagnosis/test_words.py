"""Numbers as they are read, and what the sentences are made of."""

import numpy as np
import pytest

from gdwidgets.core.diagnosis.kinds import kinds
from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.core.diagnosis.written import about, apart, number, rounded


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 2, "0.5"),
        (0.000123, 2, "0.00012"),
        (1500.0, 2, "1500"),
        (15_432.0, 2, "15,000"),
        (1234567.0, 4, "1,235,000"),
        (3.14159e25, 2, "3.1e+25"),
        (2e-9, 2, "2e-09"),
        (-64.1956, 3, "-64.2"),
        (-12_345.6, 3, "-12,300"),
        (0.0, 2, "0"),
        (100.0, 2, "100"),
        (2.0, 3, "2"),
    ],
)
def test_a_number_is_written_as_it_is_read(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (0.2, "about 1"),
        (47.0, "about 50"),
        (143.0, "about 140"),
        (15_432.0, "about 15,000"),
        (3e6, "millions"),
    ],
)
def test_steps_are_rounded(steps, text):
    assert about(steps) == text


@pytest.mark.parametrize(
    ("one", "other", "texts"),
    [
        (-64.19, -78.33, ("-64.2", "-78.3")),
        (1.00012, 1.0, ("1.0001", "1")),
        (0.165, -4.4e-16, ("0.165", "0")),
        (5.0, 5.0, ("5", "5")),
    ],
)
def test_two_numbers_are_told_apart(one, other, texts):
    assert apart(one, other) == texts


def test_two_digits_are_what_is_said():
    for value in np.random.default_rng(0).uniform(-1e4, 1e4, 200):
        assert float(number(rounded(value)).replace(",", "")) == rounded(value)


def test_every_kind_has_its_words():
    names = [line.split('"')[1] for line in _source(kinds) if line.strip().startswith('"')]
    rules = [name for name in names if name in WORDS]
    assert [*rules, "crawling"] == list(WORDS)


def _source(function):
    import inspect

    return inspect.getsource(function).splitlines()
