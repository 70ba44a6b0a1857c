"""One way to refuse a wrong argument: name it, show what came, say what is allowed."""

from __future__ import annotations

import math
import numbers
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


def finite_number(
    name: str,
    value: Any,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    high_open: bool = False,
) -> float:
    """Return `value` as a float, or raise an error that names `name`.

    Parameters
    ----------
    name : str
        The argument's name, as the caller knows it.
    value : object
        What was given.
    low, high : float
        The allowed range.
    low_open, high_open : bool
        Leave the end of the range out.

    Raises
    ------
    TypeError
        If `value` is not a real number (a bool or a string is not one).
    ValueError
        If it is NaN, infinite or out of range.

    Examples
    --------
    >>> finite_number("momentum", 0.9, low=0, high=1, high_open=True)
    0.9
    >>> finite_number("momentum", 1.5, low=0, high=1, high_open=True)
    Traceback (most recent call last):
    ValueError: momentum must be a number with 0 <= momentum < 1, not 1.5
    """
    allowed = _range_in_words(name, "a number", low, high, low_open, high_open)
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | np.ndarray):
        raise TypeError(f"{name} must be {allowed}, not {value!r} ({type(value).__name__})")
    if isinstance(value, np.ndarray) and (value.ndim or value.dtype.kind not in "iuf"):
        got = f"an array of shape {value.shape}" if value.ndim else f"{value!r}"
        raise TypeError(f"{name} must be {allowed}, not {got}")
    try:
        number = float(value)
    except OverflowError:  # a whole number beyond all floats
        number = math.inf
    if not math.isfinite(number) or not _inside(number, low, high, low_open, high_open):
        raise ValueError(f"{name} must be {allowed}, not {value!r}")
    return number


def whole_number(name: str, value: Any, *, low: float = -math.inf, high: float = math.inf) -> int:
    """Return `value` as an int, or raise an error that names `name`; see `finite_number`.

    Examples
    --------
    >>> whole_number("n_steps", 20, low=0)
    20
    >>> whole_number("n_steps", 2.5, low=0)
    Traceback (most recent call last):
    TypeError: n_steps must be a whole number with n_steps >= 0, not 2.5 (float)
    """
    allowed = _range_in_words(name, "a whole number", low, high, False, False)
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be {allowed}, not {value!r} ({type(value).__name__})")
    number = int(value)
    if not low <= number <= high:
        raise ValueError(f"{name} must be {allowed}, not {value!r}")
    return number


def number_or_array(name: str, value: Any, **limits: Any) -> Any:
    """Return a float, or for a sequence of numbers a read-only float array, each one checked.

    Parameters
    ----------
    name : str
        The argument's name, as the caller knows it.
    value : object
        What was given: one number, or an array of any shape with one number for each run.
    **limits
        The allowed range; see `finite_number`.

    Raises
    ------
    TypeError, ValueError
        As `finite_number` does, for the first entry that is not allowed.

    Examples
    --------
    >>> number_or_array("learning_rate", [0.1, 0.2], low=0)
    array([0.1, 0.2])
    >>> number_or_array("learning_rate", [0.1, -0.2], low=0)
    Traceback (most recent call last):
    ValueError: learning_rate must be a number with learning_rate >= 0, not -0.2
    """
    if not isinstance(value, list | tuple | np.ndarray):
        return finite_number(name, value, **limits)
    try:
        array = np.array(value)
    except ValueError:
        raise ValueError(f"{name} must be one block of numbers, not {value!r}") from None
    if array.ndim == 0:
        return finite_number(name, value, **limits)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be a number or an array of numbers, not {value!r}")
    if array.size == 0:
        raise ValueError(f"{name} must be a number or an array of numbers, not an empty one")
    for extreme in (array.min(), array.max()):
        finite_number(name, extreme.item(), **limits)
    array = array.astype(float)
    array.flags.writeable = False
    return array


def one_of(name: str, value: Any, allowed: Any) -> Any:
    """Return `value` if it is among `allowed`, or raise an error that lists them.

    Examples
    --------
    >>> one_of("theme", "pink", ["light", "dark"])
    Traceback (most recent call last):
    ValueError: theme must be one of 'light', 'dark', not 'pink'
    """
    choices = list(allowed)
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        listed = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name} must be one of {listed}, not {value!r}")
    return value


def as_params(params: ArrayLike, n_params: int, name: str = "params") -> Array:
    """Return `params` as an array of floats whose last axis has `n_params` entries.

    float32 and float64 are kept as they are; everything else becomes float64.

    Parameters
    ----------
    params : (..., n_params) array_like
        One point, or any number of them.
    n_params : int
        How many parameters a point has.
    name : str
        The argument's name, as the caller knows it.

    Raises
    ------
    TypeError
        If `params` holds something else than real numbers.
    ValueError
        If the last axis has another length.

    Examples
    --------
    >>> as_params([1, 2], 2)
    array([1., 2.])
    >>> as_params([1, 2, 3], 2)
    Traceback (most recent call last):
    ValueError: params must have 2 numbers in the last axis, not shape (3,)
    """
    if (
        type(params) is np.ndarray
        and params.dtype.char in "fd"
        and params.ndim
        and params.shape[-1] == n_params
    ):
        return params  # what nearly all calls come with
    try:
        array = np.asarray(params)
    except ValueError:
        raise ValueError(
            f"{name} must be one block of numbers, not the ragged {params!r}"
        ) from None
    if array.dtype.char not in "fd":
        if array.dtype.kind not in "iuf":
            raise TypeError(f"{name} must be real numbers, not {params!r}")
        array = array.astype(np.float64)
    if array.ndim == 0 or array.shape[-1] != n_params:
        raise ValueError(
            f"{name} must have {n_params} number{'s' * (n_params != 1)} in the last axis, "
            f"not shape {array.shape}"
        )
    return array


def finite_array(name: str, values: Any) -> Array:
    """Return a new float64 array of the numbers in `values`, all of them finite.

    Parameters
    ----------
    name : str
        The argument's name, as the caller knows it.
    values : array_like
        Numbers or bools, of any shape with at least one entry.

    Raises
    ------
    TypeError
        If `values` holds something else than real numbers.
    ValueError
        If it is ragged or empty, or a number in it is NaN or infinite.

    Examples
    --------
    >>> finite_array("X", [1, 2])
    array([1., 2.])
    >>> finite_array("X", [1.0, np.nan])
    Traceback (most recent call last):
    ValueError: X must be finite numbers, but 1 of the 2 is NaN or infinite
    """
    allowed = f"{name} must be finite numbers"
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{allowed} in one block, not the ragged {_shown(values)}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{allowed}, not {_shown(values)}")
    if array.size == 0:
        raise ValueError(f"{allowed}, at least one, not an array of shape {array.shape}")
    with np.errstate(over="ignore"):  # of an extended precision: infinite then, and refused
        array = array.astype(np.float64)
    n_wrong = int(np.count_nonzero(~np.isfinite(array)))
    if n_wrong:
        are = "is" if n_wrong == 1 else "are"
        raise ValueError(f"{allowed}, but {n_wrong} of the {array.size} {are} NaN or infinite")
    return array


def _shown(value: Any) -> str:
    """What was given, in one line that is not too long to read."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _inside(number: float, low: float, high: float, low_open: bool, high_open: bool) -> bool:
    above = number > low if low_open else number >= low
    below = number < high if high_open else number <= high
    return above and below


def _range_in_words(
    name: str, kind: str, low: float, high: float, low_open: bool, high_open: bool
) -> str:
    left = "<" if low_open else "<="
    right = "<" if high_open else "<="
    if math.isfinite(low) and math.isfinite(high):
        return f"{kind} with {low:g} {left} {name} {right} {high:g}"
    if math.isfinite(low):
        return f"{kind} with {name} {'>' if low_open else '>='} {low:g}"
    if math.isfinite(high):
        return f"{kind} with {name} {right} {high:g}"
    return f"{kind}, finite" if kind == "a number" else kind
