"""The places of a surface: its domain and its points, checked."""

from __future__ import annotations

import math
import numbers
from typing import Any


def as_domain(domain: Any) -> tuple[tuple[float, float], ...]:
    """Return the domain as (low, high) pairs of floats, or raise a ValueError.

    One pair will do for one coordinate.

    Examples
    --------
    >>> as_domain([[-1, 1], [0, 5]])
    ((-1.0, 1.0), (0.0, 5.0))
    >>> as_domain((-11, 11))
    ((-11.0, 11.0),)
    """
    try:
        sides = list(domain)
        if len(sides) == 2 and all(map(_is_number, sides)):
            sides = [sides]
        pairs = tuple((_number(low), _number(high)) for low, high in sides)
    except (TypeError, ValueError, OverflowError):
        pairs = ()
    if not pairs or not all(math.isfinite(high - low) and low < high for low, high in pairs):
        raise ValueError(
            "domain must be a (low, high) pair of finite numbers with low < high "
            f"for each coordinate, not {domain!r}"
        )
    return pairs


def as_point(name: str, point: Any, n_params: int) -> tuple[float, ...]:
    """Return a point as `n_params` floats, or raise a ValueError that names `name`.

    A single number will do for one coordinate.

    Examples
    --------
    >>> as_point("start", [1, 2], 2)
    (1.0, 2.0)
    >>> as_point("start", 10, 1)
    (10.0,)
    """
    try:
        given = [point] if n_params == 1 and _is_number(point) else point
        numbers = tuple(_number(number) for number in given)
    except (TypeError, ValueError, OverflowError):
        numbers = ()
    if len(numbers) != n_params or not all(map(math.isfinite, numbers)):
        plural = "s" * (n_params != 1)
        raise ValueError(
            f"{name} must have {n_params} finite number{plural} a point, not {point!r}"
        )
    return numbers


def as_points(name: str, points: Any, n_params: int) -> tuple[tuple[float, ...], ...]:
    """Return points as tuples of floats; see `as_point`.

    Examples
    --------
    >>> as_points("minima", [-1, 1], 1)
    ((-1.0,), (1.0,))
    """
    if n_params == 1 and _is_number(points):
        points = [points]
    try:
        listed = list(points)
    except TypeError:
        raise ValueError(f"{name} must be a sequence of points, not {points!r}") from None
    return tuple(as_point(name, point, n_params) for point in listed)


def off_centre(domain: tuple[tuple[float, float], ...]) -> tuple[float, ...]:
    """A point to start from where none is named: at a fifth of the domain.

    Examples
    --------
    >>> off_centre(((-5.0, 5.0), (0.0, 1.0)))
    (-3.0, 0.2)
    """
    return tuple(low + (high - low) / 5 for low, high in domain)


def names_of(n_params: int) -> tuple[str, ...]:
    """The coordinates' names where none are given: x, y for up to two, x1, x2, ... for more.

    Examples
    --------
    >>> names_of(2), names_of(3)
    (('x', 'y'), ('x1', 'x2', 'x3'))
    """
    return ("x", "y")[:n_params] if n_params < 3 else tuple(f"x{i + 1}" for i in range(n_params))


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _number(value: Any) -> float:
    if not _is_number(value):
        raise TypeError
    return float(value)
