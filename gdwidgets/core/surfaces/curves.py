"""Curves: functions of one coordinate."""

from __future__ import annotations

from gdwidgets.core.surfaces.surface import Surface

two_valleys = Surface(
    name="Two valleys",
    height=lambda x: x**2 * (x**2 / 4 + x / 3 - 1),
    slope=lambda x: (x * (x - 1) * (x + 2),),
    curvature=lambda x: ((3 * x**2 + 2 * x - 2,),),
    domain=((-3, 2),),
    start=(1.8,),
    minima=((-2,), (1,)),
    latex=r"\frac{x^4}{4} + \frac{x^3}{3} - x^2",
)
