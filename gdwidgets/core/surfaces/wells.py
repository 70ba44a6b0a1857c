"""A few valleys of different depth: the camels, Styblinski-Tang, a double well."""

from __future__ import annotations

from gdwidgets.core.surfaces.surface import Surface

double_well = Surface(
    name="Double well",
    height=lambda x, y: x**2 * (x**2 / 4 + x / 3 - 1) + y**2,
    slope=lambda x, y: (x * (x - 1) * (x + 2), 2 * y),
    curvature=lambda x, y: ((3 * x**2 + 2 * x - 2, 0.0), (0.0, 2.0)),  # noqa: ARG005
    domain=((-3, 2), (-2, 2)),
    start=(1.7, 1.5),
    minima=((-2, 0), (1, 0)),
    saddles=((0, 0),),
    latex=r"\frac{x^4}{4} + \frac{x^3}{3} - x^2 + y^2",
    lower_bound=-8 / 3,
)

# The camels: Dixon and Szegö, Towards Global Optimisation 2, 1978.
three_hump_camel = Surface(
    name="Three-hump camel",
    height=lambda x, y: x**2 * (2 - 1.05 * x**2 + x**2 * x**2 / 6) + x * y + y**2,
    slope=lambda x, y: (x * (4 - 4.2 * x**2 + x**2 * x**2) + y, x + 2 * y),
    curvature=lambda x, y: ((4 - 12.6 * x**2 + 5 * x**2 * x**2, 1.0), (1.0, 2.0)),  # noqa: ARG005
    domain=((-3, 3), (-3, 3)),
    start=(2.5, 2),
    minima=(
        (0, 0),
        (-1.747552345830289, 0.873776172915144),
        (1.747552345830289, -0.873776172915144),
    ),
    saddles=((-1.07054229182366, 0.53527114591183), (1.07054229182366, -0.53527114591183)),
    latex=r"2x^2 - 1.05x^4 + \frac{x^6}{6} + xy + y^2",
    lower_bound=0.0,
)

six_hump_camel = Surface(
    name="Six-hump camel",
    height=lambda x, y: x**2 * (4 - 2.1 * x**2 + x**2 * x**2 / 3) + x * y + 4 * y**2 * (y**2 - 1),
    slope=lambda x, y: (x * (8 - 8.4 * x**2 + 2 * x**2 * x**2) + y, x + 8 * y * (2 * y**2 - 1)),
    curvature=lambda x, y: (
        (8 - 25.2 * x**2 + 10 * x**2 * x**2, 1.0),
        (1.0, 48 * y**2 - 8),
    ),
    domain=((-2, 2), (-1.1, 1.1)),
    start=(-1.8, 0.2),
    minima=(
        (-0.08984201310031807, 0.7126564030207396),
        (0.08984201310031807, -0.7126564030207396),
        (-1.7036067149699807, 0.7960835686726251),
        (1.7036067149699807, -0.7960835686726251),
        (-1.6071047529201974, -0.5686514548841313),
        (1.6071047529201974, 0.5686514548841313),
    ),
    saddles=(
        (0, 0),
        (-1.1092053368047865, 0.7682680925095399),
        (1.1092053368047865, -0.7682680925095399),
        (-1.6380679841897787, -0.2286740690443941),
        (1.6380679841897787, 0.2286740690443941),
        (-1.296070267167109, -0.6050843880386585),
        (1.296070267167109, 0.6050843880386585),
    ),
    latex=r"\left(4 - 2.1x^2 + \frac{x^4}{3}\right)x^2 + xy + 4\,(y^2 - 1)\,y^2",
    lower_bound=-1.0316284534898774,
)

_DEEP, _HUMP, _SHALLOW = -2.903534027771177, 0.1567312567803401, 2.746802770990837

# Styblinski and Tang, Experiments in nonconvex optimization, Neural Networks 3, 1990.
styblinski_tang = Surface(
    name="Styblinski-Tang",
    height=lambda x, y: 0.5 * (x**2 * (x**2 - 16) + 5 * x + y**2 * (y**2 - 16) + 5 * y),
    slope=lambda x, y: (2 * x * (x**2 - 8) + 2.5, 2 * y * (y**2 - 8) + 2.5),
    curvature=lambda x, y: ((6 * x**2 - 16, 0.0), (0.0, 6 * y**2 - 16)),
    domain=((-5, 5), (-5, 5)),
    start=(0.5, 4),
    minima=tuple((x, y) for x in (_DEEP, _SHALLOW) for y in (_DEEP, _SHALLOW)),
    saddles=tuple(point for x in (_DEEP, _SHALLOW) for point in ((x, _HUMP), (_HUMP, x))),
    latex=r"\frac{1}{2}\left(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\right)",
    lower_bound=-78.33233140754282,
)
