"""What a drag or an arrow key in data space makes of a line."""

from __future__ import annotations

from collections.abc import Sequence

Limits = tuple[float, float]


def dragged_line(
    line: Sequence[float], place: tuple[float, float], grip: float, limits: Limits
) -> tuple[float, float]:
    """The line that goes through `place`.

    Gripped in the left or the right third of the picture, it keeps its height at the other
    edge and that end swings; gripped in the middle, it keeps its weight.

    Parameters
    ----------
    line : (weight, intercept)
        The line before.
    place : (x, y)
        Where the drag has got to.
    grip : float
        The x at which it began.
    limits : (low, high)
        The edges of the picture.

    Returns
    -------
    weight, intercept : float

    Examples
    --------
    >>> dragged_line((1.0, 0.0), (9.0, 0.0), grip=9.0, limits=(0.0, 9.0))
    (0.0, 0.0)
    >>> dragged_line((1.0, 0.0), (4.0, 6.0), grip=4.5, limits=(0.0, 9.0))
    (1.0, 2.0)
    """
    weight, intercept = line
    low, high = limits
    x, y = place
    third, centre = (high - low) / 3, 0.5 * (low + high)
    if low + third <= grip <= high - third:
        return weight, y - weight * x
    fixed, x = (high, min(x, centre)) if grip < centre else (low, max(x, centre))
    height = weight * fixed + intercept
    weight = (y - height) / (x - fixed)
    return weight, height - weight * fixed


def nudged_line(
    line: Sequence[float], across: float, up: float, x_limits: Limits, y_limits: Limits
) -> tuple[float, float]:
    """The line lifted by `up`, its right end turned up as `across` is of the picture's width.

    Parameters
    ----------
    line : (weight, intercept)
        The line before.
    across, up : float
        How far the keys went, in the units of x and y.
    x_limits, y_limits : (low, high)
        The edges of the picture.

    Returns
    -------
    weight, intercept : float

    Examples
    --------
    >>> nudged_line((0.0, 5.0), 0.0, 2.0, (0.0, 10.0), (0.0, 10.0))
    (0.0, 7.0)
    >>> nudged_line((0.0, 5.0), 1.0, 0.0, (0.0, 10.0), (0.0, 10.0))
    (0.2, 4.0)
    """
    weight, intercept = line
    width, height = x_limits[1] - x_limits[0], y_limits[1] - y_limits[0]
    turn = across / width * height / (0.5 * width)
    return weight + turn, intercept + up - turn * 0.5 * sum(x_limits)
