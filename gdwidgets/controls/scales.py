"""Numbers as a learner reads them, and the steps that suit a logarithmic slider."""

from __future__ import annotations

import math
from decimal import Decimal

E12 = ("1.0", "1.2", "1.5", "1.8", "2.2", "2.7", "3.3", "3.9", "4.7", "5.6", "6.8", "8.2")
"""The E12 preferred numbers of IEC 60063: twelve near-equal ratios in a decade."""


def plain_number(number: float) -> str:
    """Write `number` with all its digits and no exponent: read back, it is the same number.

    Examples
    --------
    >>> plain_number(1e-4), plain_number(10.0), plain_number(32)
    ('0.0001', '10', '32')
    """
    return format(Decimal(repr(number)), "f").removesuffix(".0")


def preferred_numbers(low: float, high: float) -> tuple[float, ...]:
    """`low`, the E12 preferred numbers between, and `high`.

    Parameters
    ----------
    low, high : float
        The ends, both positive.

    Examples
    --------
    >>> preferred_numbers(0.5, 1.2)
    (0.5, 0.56, 0.68, 0.82, 1.0, 1.2)
    >>> len(preferred_numbers(1e-4, 10.0))
    61
    """
    decades = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    grid = (float(f"{digits}e{decade}") for decade in decades for digits in E12)
    return (low, *(number for number in grid if low < number < high), high)


def powers_of_ten(low: float, high: float) -> tuple[float, ...]:
    """The powers of ten from `low` to `high`; the ends themselves if there are not two.

    Examples
    --------
    >>> powers_of_ten(1e-4, 5.0)
    (0.0001, 0.001, 0.01, 0.1, 1.0)
    >>> powers_of_ten(0.2, 0.5)
    (0.2, 0.5)
    """
    decades = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    powers = tuple(power for decade in decades if low <= (power := float(f"1e{decade}")) <= high)
    return powers if len(powers) > 1 else (low, high)
