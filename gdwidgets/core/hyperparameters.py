"""How the fields of optimizers and schedules are declared, each with its allowed range."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from gdwidgets.core.validate import number_or_array, one_of, whole_number

Hyperparameter = Any
"""A float, an array of floats with one for each run, or a schedule."""


def hyperparameter(default: Any = dataclasses.MISSING, **limits: Any) -> Any:
    """Declare a field of an optimizer together with its allowed range.

    Parameters
    ----------
    default : float, optional
        The value if none is given.
    **limits
        `low`, `high`, `low_open`, `high_open`; see `gdwidgets.core.validate.finite_number`.

    Examples
    --------
    >>> import dataclasses
    >>> import gdwidgets as gd
    >>> @dataclasses.dataclass(frozen=True)
    ... class Sketch(gd.optimizers.Optimizer):
    ...     momentum: float = gd.optimizers.hyperparameter(0.9, low=0, high=1)
    ...     init = update = lambda self, *_: None
    >>> Sketch(1.5)
    Traceback (most recent call last):
    ValueError: momentum must be a number with 0 <= momentum <= 1, not 1.5
    """
    check = functools.partial(number_or_array, **limits)
    return dataclasses.field(default=default, metadata={"check": check, "each": True})


def switch(default: bool) -> Any:
    """Declare a field that is True or False, the same for all runs."""
    check = functools.partial(one_of, allowed=(True, False))
    return dataclasses.field(default=default, metadata={"check": check})


def count(default: int) -> Any:
    """Declare a field that is a whole number of 1 or more, the same for all runs."""
    check = functools.partial(whole_number, low=1)
    return dataclasses.field(default=default, metadata={"check": check})
