"""A plateau to cross and a bump to roll over: what momentum is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.surfaces.surface import Surface

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

# From the right: a wall, a plateau on which the slope is small, a bump, and the valley. Plain
# descent creeps over the plateau and is stopped by the bump; momentum gathered on the wall
# carries a run over both.


def _parts(x: Array) -> Any:
    """The valley, the bump and the wall; `x` from the bump, and an eighth power for the wall."""
    u, quarter = x - 2.5, (x / 6) ** 2
    eighth = (quarter * quarter) ** 2
    return np.exp(-(x**2) / 2), 0.2 * np.exp(-3 * u**2), eighth * quarter, u, eighth


def _height(x: Array) -> Any:
    valley, bump, wall, _, _ = _parts(x)
    return 1 - valley + bump + wall


def _slope(x: Array) -> Any:
    valley, bump, _, u, eighth = _parts(x)
    return x * valley - 6 * u * bump + (10 / 36) * x * eighth


def _curvature(x: Array) -> Any:
    valley, bump, _, u, eighth = _parts(x)
    return (1 - x**2) * valley - 6 * (1 - 6 * u**2) * bump + 2.5 * eighth


_VALLEY, _TOP, _BEFORE = -2.1582392290300062e-08, 2.579381506850492, 3.663133397453449
_DEPTH = 1.4388263731651748e-09
_LATEX = r"1 - e^{-x^2/2} + 0.2\,e^{-3\,(x - 2.5)^2} + \left(\frac{x}{6}\right)^{10}"

bump = Surface(
    name="Bump",
    height=_height,
    slope=lambda x: (_slope(x),),
    curvature=lambda x: ((_curvature(x),),),
    domain=((-4, 7),),
    start=(6.5,),
    minima=((_VALLEY,), (_BEFORE,)),
    latex=_LATEX,
    lower_bound=_DEPTH,
)

plateau_bump = Surface(
    name="Plateau and bump",
    height=lambda x, y: _height(x) + y**2 / 2,
    slope=lambda x, y: (_slope(x), y),
    curvature=lambda x, y: ((_curvature(x), 0.0), (0.0, 1.0)),  # noqa: ARG005
    domain=((-4, 7), (-3, 3)),
    start=(6.5, 2),
    minima=((_VALLEY, 0), (_BEFORE, 0)),
    saddles=((_TOP, 0),),
    latex=_LATEX + r" + \frac{y^2}{2}",
    lower_bound=_DEPTH,
)
