"""Numbers as they are read."""

from __future__ import annotations

import numpy as np


def about(steps: float) -> str:
    """Round to one digit below a hundred, to two above."""
    if steps >= 1e6:
        return "millions"
    return f"about {number(max(steps, 1), 1 + int(steps >= 100))}"


def number(value: float, digits: int = 2) -> str:
    """Write a number as it is read: 0.00012, 1500, 15,000, 3e+25."""
    rounded = float(f"{value:.{digits - 1}e}")
    if not 1e-5 <= abs(rounded) < 1e7:
        return f"{rounded:g}"
    text = np.format_float_positional(rounded, trim="-")
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if abs(rounded) >= 1e4 else text


def apart(one: float, other: float) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to tell them apart, three at least."""
    digits = next((k for k in range(3, 12) if number(one, k) != number(other, k)), 12)
    nothing = 1e-9 * max(abs(one), abs(other))
    one, other = (0.0 if abs(each) < nothing else each for each in (one, other))
    return number(one, digits), number(other, digits)


def rounded(value: float) -> float:
    """Round to two digits, so that what is said is what was tried."""
    return float(f"{value:.1e}")
