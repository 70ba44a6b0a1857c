"""Places where the slope is zero without a minimum."""

from __future__ import annotations

from gdwidgets.core.surfaces.surface import Surface

# A saddle between two valleys rather than x^2 - y^2, which has no bottom to arrive at.
saddle = Surface(
    name="Saddle",
    height=lambda x, y: x**2 / 2 - y**2 / 2 + y**2 * y**2 / 4,
    slope=lambda x, y: (x, y * (y**2 - 1)),
    curvature=lambda x, y: ((1.0, 0.0), (0.0, 3 * y**2 - 1)),  # noqa: ARG005
    domain=((-2, 2), (-1.6, 1.6)),
    start=(-1.7, 0.001),
    minima=((0, -1), (0, 1)),
    saddles=((0, 0),),
    latex=r"\frac{x^2}{2} - \frac{y^2}{2} + \frac{y^4}{4}",
    lower_bound=-0.25,
)


# A third-order saddle: three valleys and three ridges meet, and the curvature is zero.
monkey_saddle = Surface(
    name="Monkey saddle",
    height=lambda x, y: x * (x**2 - 3 * y**2),
    slope=lambda x, y: (3 * (x**2 - y**2), -6 * x * y),
    curvature=lambda x, y: ((6 * x, -6 * y), (-6 * y, -6 * x)),
    domain=((-2, 2), (-2, 2)),
    start=(1.5, 0),
    saddles=((0, 0),),
    latex=r"x^3 - 3xy^2",
)
