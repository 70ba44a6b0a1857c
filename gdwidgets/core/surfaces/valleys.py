"""Smooth landscapes with curved valleys: Rosenbrock, Himmelblau, Beale.

The critical points that have no short closed form are given to double precision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gdwidgets.core.surfaces.surface import Surface

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


Pair = tuple[Any, Any]


def _rosenbrock_slope(x: Array, y: Array) -> Pair:
    off_floor = y - x**2
    return -2 * (1 - x) - 400 * x * off_floor, 200 * off_floor


# Rosenbrock, An automatic method for finding the greatest or least value of a function, 1960.
rosenbrock = Surface(
    name="Rosenbrock",
    height=lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    slope=_rosenbrock_slope,
    curvature=lambda x, y: ((2 - 400 * y + 1200 * x**2, -400 * x), (-400 * x, 200.0)),
    domain=((-2, 2), (-1, 3)),
    start=(-1.2, 1),
    minima=((1, 1),),
    latex=r"(1 - x)^2 + 100\,(y - x^2)^2",
    lower_bound=0.0,
)


def _himmelblau_slope(x: Array, y: Array) -> Pair:
    # NumPy multiplies a few numbers faster by floats than by ints.
    a, b = x**2 + y - 11.0, x + y**2 - 7.0
    return 4.0 * x * a + 2.0 * b, 2.0 * a + 4.0 * y * b


# Himmelblau, Applied Nonlinear Programming, 1972.
himmelblau = Surface(
    name="Himmelblau",
    height=lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    slope=_himmelblau_slope,
    curvature=lambda x, y: (
        (12 * x**2 + 4 * y - 42, 4 * (x + y)),
        (4 * (x + y), 12 * y**2 + 4 * x - 26),
    ),
    domain=((-6, 6), (-6, 6)),
    start=(-0.5, -4.5),
    minima=(
        (3, 2),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286169),
        (3.584428340330492, -1.848126526964404),
    ),
    saddles=(
        (3.385154183607021, 0.073851879837749),
        (0.086677504555396, 2.884254701174776),
        (-3.073025750764390, -0.081353044287968),
        (-0.127961346730680, -1.953714980244577),
    ),
    latex=r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    lower_bound=0.0,
)


def _beale_slope(x: Array, y: Array) -> Pair:
    y2 = y**2
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y * y2
    return (
        2 * (a * (y - 1) + b * (y2 - 1) + c * (y * y2 - 1)),
        2 * x * (a + 2 * b * y + 3 * c * y2),
    )


def _beale_curvature(x: Array, y: Array) -> tuple[Pair, Pair]:
    y2 = y**2
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y * y2
    xx = 2 * ((y - 1) ** 2 + (y2 - 1) ** 2 + (y * y2 - 1) ** 2)
    xy = 2 * (
        (a + 2 * b * y + 3 * c * y2) + x * ((y - 1) + 2 * y * (y2 - 1) + 3 * y2 * (y * y2 - 1))
    )
    yy = 2 * x * (2 * b + 6 * c * y + x * (1 + 4 * y2 + 9 * y2**2))
    return (xx, xy), (xy, yy)


# Beale, On an iterative method for finding a local minimum of a function, 1958.
beale = Surface(
    name="Beale",
    height=lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y * y**2) ** 2
    ),
    slope=_beale_slope,
    curvature=_beale_curvature,
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    start=(1, 1.5),
    minima=((3, 0.5),),
    saddles=((0, 1), (0.100537937324158, -2.644513585023125)),
    latex=r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    lower_bound=0.0,
)
