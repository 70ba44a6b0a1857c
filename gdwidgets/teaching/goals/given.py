"""How what a learner handed in is spoken of: never as Python would print it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight")
LONGEST = 40


def which_number(place: tuple[int, ...]) -> str:
    """Which number of an array: counted from one, as people do.

    >>> which_number(()), which_number((1,)), which_number((0, 2))
    ('It', 'Your second number', 'In row 1 your third number')
    """
    if not place:
        return "It"
    number = f"{_ordinal(place[-1])} number"
    if len(place) == 1:
        return f"Your {number}"
    rows = ", ".join(str(index + 1) for index in place[:-1])
    return f"In row {rows} your {number}"


def wanted(shape: tuple[int, ...]) -> str:
    """What kind of answer has such a shape.

    >>> wanted(()), wanted((2,)), wanted((21, 2))
    ('one number', 'two numbers in square brackets, [first, second]', '21 rows of two numbers')
    """
    if not shape:
        return "one number"
    if len(shape) == 1:
        some = ", ".join(ORDINALS[: shape[0]]) if shape[0] <= 3 else "first, second, ..."
        return f"{_numbers(shape[0])} in square brackets, [{some}]"
    if len(shape) == 2:
        return f"{shape[0]} row{'s' * (shape[0] > 1)} of {_numbers(shape[1])}"
    return f"an array of shape {shape}"


def kind_of(given: Any) -> str:
    """What was handed in instead of what was asked for.

    >>> kind_of(0.5), kind_of("2, 4"), kind_of(len), kind_of([1, "a"])
    ('0.5', 'the text "2, 4"', 'a function', 'a list')
    """
    if isinstance(given, str):
        short = given if len(given) <= LONGEST else f"{given[:LONGEST]}..."
        return f'the text "{short}"'
    if isinstance(given, bool | np.bool_) or given is None:
        return str(given)
    if isinstance(given, Real):
        return f"{given:.6g}"
    if isinstance(given, type) or callable(given):
        return "a function"
    name = {"ndarray": "array", "ellipsis": "row of dots"}.get(
        type(given).__name__, type(given).__name__
    )
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def called_with(function: Callable[..., Any], arguments: tuple[Any, ...]) -> str:
    """With which arguments a function was called, by their names; functions are left out.

    >>> called_with(lambda w, b: w, (0.0, 2.5))
    'For w = 0, b = 2.5'
    """
    try:
        names = [*inspect.signature(function).parameters]
    except (TypeError, ValueError):  # some that are built in don't say
        names = []
    if len(names) != len(arguments):
        names = [""] * len(arguments)
    said = [
        f"{name} = {_value(value)}" if name else _value(value)
        for name, value in zip(names, arguments, strict=True)
        if not callable(value)
    ]
    return f"For {', '.join(said)}" if said else "There"


def _value(value: Any) -> str:
    if isinstance(value, list | tuple | np.ndarray):
        array = np.asarray(value)
        if array.ndim == 1 and len(array) <= 4 and array.dtype.kind in "iuf":
            return f"({', '.join(f'{each:.6g}' for each in array)})"
        return f"{array.size:,} numbers" if array.dtype.kind in "iuf" else kind_of(value)
    return kind_of(value)


def _ordinal(index: int) -> str:
    return ORDINALS[index] if index < len(ORDINALS) else f"{index + 1}th"


def _numbers(count: int) -> str:
    word = COUNTS[count - 1] if 0 < count <= len(COUNTS) else str(count)
    return f"{word} number{'s' * (count != 1)}"
