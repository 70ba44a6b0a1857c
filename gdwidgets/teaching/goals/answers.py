"""Goals for what is handed in from a cell: numbers, arrays, functions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from gdwidgets.core.validate import finite_number
from gdwidgets.teaching.goals.given import called_with, kind_of, wanted, which_number
from gdwidgets.teaching.goals.verdict import Goal, Verdict

NOT_RIGHT = ": that is not right."


def equals(expected: Any, within: float = 1e-6, *, misses: Mapping[Any, str] | None = None) -> Goal:
    """What is handed in is a number, or an array of numbers, with these values.

    Parameters
    ----------
    expected : array_like
        The right values.
    within : float
        How far off each may be: a share of the largest of them, or the distance itself if
        all are 0.
    misses : mapping of number or tuple of numbers to str, optional
        What a typical mistake comes to, and what to say to whoever hands it in.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or a miss is right.

    Examples
    --------
    >>> equals([2.0, 4.0])([2.0, 4.1])
    Verdict(passed=False, text='Your second number is 4.1: that is not right.')
    >>> goal = equals(3.2, misses={4.8: "You went uphill: subtract the step."})
    >>> goal(4.8)
    Verdict(passed=False, text='You went uphill: subtract the step.')
    """
    right = _as_numbers(expected)
    if right is None or not np.isfinite(right).all():
        raise TypeError(f"expected must be finite numbers, not {expected!r}")
    within = finite_number("within", within, low=0)
    if misses is not None and not isinstance(misses, Mapping):
        raise TypeError(f"misses must map answers to sentences, not {misses!r}")
    known = [
        (_checked_miss(_as_numbers(answer), right, within, answer), _sentence(words))
        for answer, words in (misses or {}).items()
    ]

    def goal(given: Any) -> Verdict:
        found = _as_numbers(given)
        for wrong, words in known:
            if found is not None and _alike(found, wrong, within):
                return Verdict(False, words)
        return _compare(given, right, within)

    return goal


def matches(
    reference: Callable[..., Any],
    inputs: Sequence[tuple[Any, ...]],
    within: float = 1e-6,
    *,
    misses: Iterable[tuple[Callable[..., Any], str]] = (),
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
    misses : iterable of (callable, str) pairs
        Functions with a typical mistake, and what to say to whoever hands in one that gives
        the same for all inputs.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, or a miss gives what is right for all inputs.

    Examples
    --------
    >>> goal = matches(
    ...     lambda x, slope: x - 0.1 * slope,
    ...     [(1.0, 2.0), (3.0, -1.0)],
    ...     misses=[(lambda x, slope: x - slope, "Multiply the slope by the rate, 0.1.")],
    ... )
    >>> goal(lambda x, slope: x - 0.1 * slope).passed
    True
    >>> goal(lambda x, slope: x + 0.1 * slope)
    Verdict(passed=False, text='For x = 1, slope = 2 it is 1.2: that is not right.')
    >>> goal(lambda x, slope: x - slope)
    Verdict(passed=False, text='Multiply the slope by the rate, 0.1.')
    """
    within = finite_number("within", within, low=0)
    if not callable(reference):
        raise TypeError(f"reference must be a function, not {reference!r}")
    if not len(inputs) or not all(isinstance(each, tuple) for each in inputs):
        raise ValueError(f"inputs must be one or more tuples of arguments, not {inputs!r}")
    expected = [_as_numbers(reference(*copy.deepcopy(each))) for each in inputs]
    if any(right is None for right in expected):
        raise TypeError("reference must return numbers for each of the inputs")
    known = [_tried_miss(*_pair(miss), inputs, expected, within) for miss in misses]

    def goal(given: Any) -> Verdict:
        if not callable(given):
            return Verdict(False, f"Hand in the function itself, not {kind_of(given)}.")
        results, verdict = [], None
        for arguments, right in zip(inputs, expected, strict=True):
            call = called_with(given, arguments)
            try:
                found = given(*copy.deepcopy(arguments))
            except Exception as error:  # whatever the learner's function may raise
                return verdict or Verdict(False, f"{call} it raises {_in_words(error)}")
            if found is None:
                return verdict or Verdict(False, f"{call} it returns nothing: is there a return?")
            results.append(_as_numbers(found))
            if verdict is None:
                passed, text = _compare(found, right, within)
                if not passed:
                    verdict = Verdict(False, f"{call} {text[0].lower()}{text[1:]}")
        for wrongs, words in known:
            if all(
                found is not None and _alike(found, wrong, within)
                for found, wrong in zip(results, wrongs, strict=True)
            ):
                return Verdict(False, words)
        return verdict or Verdict(True, f"Right for all {len(inputs)} inputs.")

    return goal


def _as_numbers(given: Any) -> Any:
    """An array of floats; None if `given` isn't made of real numbers."""
    try:
        array = np.asarray(given)
    except (TypeError, ValueError):
        return None
    return array.astype(float) if array.size and array.dtype.kind in "iuf" else None


def _alike(found: Any, wanted: Any, within: float) -> bool:
    """Whether two arrays are the same to within a share of the largest value of the second."""
    if found.shape != wanted.shape:
        return False
    finite = np.abs(wanted[np.isfinite(wanted)])
    size = finite.max() if finite.size and finite.max() else 1.0
    return bool(np.allclose(found, wanted, rtol=0, atol=within * size, equal_nan=True))


def _compare(given: Any, right: Any, within: float) -> Verdict:
    found = _as_numbers(given)
    if found is None:
        return Verdict(False, f"It must be {wanted(right.shape)}, not {kind_of(given)}.")
    if found.shape != right.shape:
        return Verdict(False, f"It must be {wanted(right.shape)}.")
    if not np.isfinite(found).all():
        return Verdict(False, "Not all of it is finite: there is a NaN or an infinity.")
    wrong = np.abs(found - right) > within * (np.abs(right).max() or 1.0)
    if not wrong.any():
        return Verdict(True, "Right.")
    place = tuple(np.argwhere(wrong)[0].tolist())
    return Verdict(False, f"{which_number(place)} is {found[place]:.6g}{NOT_RIGHT}")


def _checked_miss(wrong: Any, right: Any, within: float, answer: Any) -> Any:
    if wrong is None:
        raise TypeError(f"misses must be numbers or tuples of numbers, not {answer!r}")
    if _alike(wrong, right, within):
        raise ValueError(f"misses must be wrong answers, but {answer!r} is right")
    return wrong


def _pair(miss: Any) -> tuple[Callable[..., Any], str]:
    if not isinstance(miss, tuple) or len(miss) != 2 or not callable(miss[0]):
        raise TypeError(f"misses must be pairs of a function and a sentence, not {miss!r}")
    return miss[0], _sentence(miss[1])


def _tried_miss(
    wrong: Callable[..., Any], words: str, inputs: Any, expected: Any, within: float
) -> tuple[list[Any], str]:
    with np.errstate(all="ignore"):
        results = [_as_numbers(wrong(*copy.deepcopy(each))) for each in inputs]
    if any(result is None for result in results):
        raise TypeError(f"misses must return numbers for each of the inputs; {words!r} doesn't")
    if all(_alike(a, b, within) for a, b in zip(results, expected, strict=True)):
        raise ValueError(f"misses must be wrong functions, but that of {words!r} is right")
    return results, words


def _sentence(words: Any) -> str:
    if not isinstance(words, str) or not words.strip():
        raise TypeError(f"misses must say something in a text, not {words!r}")
    return words


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
