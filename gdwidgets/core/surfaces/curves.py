"""Curves: functions of one coordinate."""

from __future__ import annotations

import numpy as np

from gdwidgets.core.surfaces.surface import Surface

_WAVE = 0.15 * np.pi

# The curve with which Zhang et al., Dive into Deep Learning, chapter 12.3, show local minima.
waves = Surface(
    name="Waves",
    height=lambda x: x * np.cos(_WAVE * x),
    slope=lambda x: (np.cos(_WAVE * x) - _WAVE * x * np.sin(_WAVE * x),),
    curvature=lambda x: ((-2 * _WAVE * np.sin(_WAVE * x) - _WAVE**2 * x * np.cos(_WAVE * x),),),
    domain=((-11, 11),),
    start=(10,),
    minima=((7.269388146311475,), (-1.82568457867234,)),
    latex=r"x \cos(0.15\,\pi x)",
)

two_valleys = Surface(
    name="Two valleys",
    height=lambda x: x**2 * (x**2 / 4 + x / 3 - 1),
    slope=lambda x: (x * (x - 1) * (x + 2),),
    curvature=lambda x: ((3 * x**2 + 2 * x - 2,),),
    domain=((-3, 2),),
    start=(1.8,),
    minima=((-2,), (1,)),
    latex=r"\frac{x^4}{4} + \frac{x^3}{3} - x^2",
    lower_bound=-8 / 3,
)
