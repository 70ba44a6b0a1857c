"""Goals for what is handed in from a cell: numbers, arrays, functions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gdwidgets.core.validate import finite_number
from gdwidgets.teaching.goals.verdict import Goal, Verdict


def equals(expected: Any, within: float = 1e-6) -> Goal:
    """What is handed in is a number, or an array of numbers, with these values.

    Parameters
    ----------
    expected : array_like
        The right values.
    within : float
        How far off each may be: a share of the largest of them, or the distance itself if
        all are 0.

    Examples
    --------
    >>> equals([2.0, 4.0])([2.0, 4.1])
    Verdict(passed=False, text='Entry 1 is 4.1: that is not right.')
    """
    right = _as_numbers(expected)
    if right is None or not np.isfinite(right).all():
        raise TypeError(f"expected must be finite numbers, not {expected!r}")
    within = finite_number("within", within, low=0)

    def goal(given: Any) -> Verdict:
        return _compare(given, right, within)

    return goal


def matches(
    reference: Callable[..., Any], inputs: Sequence[tuple[Any, ...]], within: float = 1e-6
) -> Goal:
    """What is handed in is a function that gives the same as `reference`.

    Parameters
    ----------
    reference : callable
        The right function, returning a number or an array.
    inputs : sequence of tuples
        The arguments to try, one tuple for each call. Give several: a function that happens
        to be right for one of them must not pass.
    within : float
        As for `equals`.

    Examples
    --------
    >>> goal = matches(lambda x, slope: x - 0.1 * slope, [(1.0, 2.0), (3.0, -1.0)])
    >>> goal(lambda x, slope: x - 0.1 * slope).passed
    True
    >>> goal(lambda x, slope: x + 0.1 * slope)
    Verdict(passed=False, text='For (1.0, 2.0): it is 1.2, which is not right.')
    """
    within = finite_number("within", within, low=0)
    if not callable(reference):
        raise TypeError(f"reference must be a function, not {reference!r}")
    if not len(inputs) or not all(isinstance(each, tuple) for each in inputs):
        raise ValueError(f"inputs must be one or more tuples of arguments, not {inputs!r}")
    expected = [_as_numbers(reference(*copy.deepcopy(each))) for each in inputs]
    if any(right is None for right in expected):
        raise TypeError("reference must return numbers for each of the inputs")

    def goal(given: Any) -> Verdict:
        if not callable(given):
            return Verdict(False, f"Hand in the function itself, not {_short(given)}.")
        for arguments, right in zip(inputs, expected, strict=True):
            call = f"For ({', '.join(map(_short, arguments))})"
            try:
                found = given(*copy.deepcopy(arguments))
            except Exception as error:  # whatever the learner's function may raise
                return Verdict(False, f"{call} it raises {type(error).__name__}: {error}")
            if found is None:
                return Verdict(False, f"{call} it returns nothing: is there a return?")
            verdict = _compare(found, right, within)
            if not verdict.passed:
                text = verdict.text.removesuffix(": that is not right.")
                ending = ", which is not right." if text != verdict.text else ""
                return Verdict(False, f"{call}: {text[0].lower()}{text[1:]}{ending}")
        return Verdict(True, f"Right for all {len(inputs)} inputs.")

    return goal


def _as_numbers(given: Any) -> Any:
    """An array of floats; None if `given` isn't made of real numbers."""
    try:
        array = np.asarray(given)
    except (TypeError, ValueError):
        return None
    return array.astype(float) if array.size and array.dtype.kind in "iuf" else None


def _compare(given: Any, right: Any, within: float) -> Verdict:
    found = _as_numbers(given)
    if found is None:
        kind = "a number" if right.ndim == 0 else "an array of numbers"
        return Verdict(False, f"It must be {kind}, not {_short(given)}.")
    if found.shape != right.shape:
        return Verdict(False, f"Its shape is {found.shape}; it should be {right.shape}.")
    if not np.isfinite(found).all():
        return Verdict(False, "Not all of it is finite: there is a NaN or an infinity.")
    wrong = np.abs(found - right) > within * (np.abs(right).max() or 1.0)
    if not wrong.any():
        return Verdict(True, "Right.")
    place = np.argwhere(wrong)[0].tolist()
    which = f"Entry {', '.join(map(str, place))}" if place else "It"
    return Verdict(False, f"{which} is {found[tuple(place)]:.6g}: that is not right.")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
