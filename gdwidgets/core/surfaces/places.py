"""The places of a surface: its domain and its points, checked."""

from __future__ import annotations

import math
from typing import Any


def as_domain(domain: Any) -> tuple[tuple[float, float], ...]:
    """Return the domain as (low, high) pairs of floats, or raise a ValueError.

    Examples
    --------
    >>> as_domain([[-1, 1]])
    ((-1.0, 1.0),)
    """
    try:
        pairs = tuple((float(low), float(high)) for low, high in domain)
    except (TypeError, ValueError):
        pairs = ()
    if not pairs or not all(math.isfinite(high - low) and low < high for low, high in pairs):
        raise ValueError(
            "domain must be a (low, high) pair of finite numbers with low < high "
            f"for each coordinate, not {domain!r}"
        )
    return pairs


def as_point(name: str, point: Any, n_params: int) -> tuple[float, ...]:
    """Return a point as `n_params` floats, or raise a ValueError that names `name`.

    Examples
    --------
    >>> as_point("start", [1, 2], 2)
    (1.0, 2.0)
    """
    try:
        numbers = tuple(float(number) for number in point)
    except (TypeError, ValueError):
        numbers = ()
    if len(numbers) != n_params or not all(map(math.isfinite, numbers)):
        raise ValueError(f"{name} must have {n_params} finite numbers a point, not {point!r}")
    return numbers
