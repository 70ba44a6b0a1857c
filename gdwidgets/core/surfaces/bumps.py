"""Many valleys: Rastrigin, Ackley, Griewank. Only the deepest minimum is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.surfaces.surface import Surface

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

TAU = 2 * np.pi

# Rastrigin, Systems of Extremal Control, 1974.
rastrigin = Surface(
    name="Rastrigin",
    height=lambda x, y: x**2 + y**2 + 10 * (2 - np.cos(TAU * x) - np.cos(TAU * y)),
    slope=lambda x, y: (
        2 * x + 10 * TAU * np.sin(TAU * x),
        2 * y + 10 * TAU * np.sin(TAU * y),
    ),
    curvature=lambda x, y: (
        (2 + 10 * TAU**2 * np.cos(TAU * x), 0.0),
        (0.0, 2 + 10 * TAU**2 * np.cos(TAU * y)),
    ),
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-3.4, 2.7),
    minima=((0, 0),),
    latex=r"20 + x^2 + y^2 - 10\,(\cos 2\pi x + \cos 2\pi y)",
    lower_bound=0.0,
)


def _ackley_radius(x: Array, y: Array) -> Array:
    """The root of the mean square; above zero, where the cone's tip has no slope."""
    tip = np.sqrt(np.finfo(x.dtype).tiny)
    radius: Array = np.maximum(np.sqrt((x**2 + y**2) / 2), tip)
    return radius


def _ackley(x: Array, y: Array) -> Any:
    ripple = np.exp((np.cos(TAU * x) + np.cos(TAU * y)) / 2)
    return 20 + np.e - 20 * np.exp(-0.2 * _ackley_radius(x, y)) - ripple


def _ackley_slope(x: Array, y: Array) -> Any:
    radius = _ackley_radius(x, y)
    cone = 2 * np.exp(-0.2 * radius) / radius
    ripple = np.pi * np.exp((np.cos(TAU * x) + np.cos(TAU * y)) / 2)
    return cone * x + ripple * np.sin(TAU * x), cone * y + ripple * np.sin(TAU * y)


def _ackley_curvature(x: Array, y: Array) -> Any:
    radius = _ackley_radius(x, y)
    u, v = x / radius, y / radius
    cone = 2 * np.exp(-0.2 * radius)
    bend = cone * (0.1 + 0.5 / radius)
    ripple = np.pi**2 * np.exp((np.cos(TAU * x) + np.cos(TAU * y)) / 2)
    sx, cx, sy, cy = np.sin(TAU * x), np.cos(TAU * x), np.sin(TAU * y), np.cos(TAU * y)
    xx = cone / radius - bend * u**2 + ripple * (2 * cx - sx**2)
    yy = cone / radius - bend * v**2 + ripple * (2 * cy - sy**2)
    xy = -bend * u * v - ripple * sx * sy
    return (xx, xy), (xy, yy)


# Ackley, A Connectionist Machine for Genetic Hillclimbing, 1987. Its minimum is the tip of a
# cone: the slope near it does not get small.
ackley = Surface(
    name="Ackley",
    height=_ackley,
    slope=_ackley_slope,
    curvature=_ackley_curvature,
    domain=((-5, 5), (-5, 5)),
    start=(-3.6, 2.3),
    minima=((0, 0),),
    latex=(
        r"20 + e - 20\,e^{-0.2\sqrt{(x^2 + y^2)/2}}"
        r" - e^{(\cos 2\pi x + \cos 2\pi y)/2}"
    ),
    lower_bound=0.0,
)

_ROOT = np.sqrt(0.5)

# Griewank, Generalized descent for global optimization, J. Optim. Theory Appl. 34, 1981.
griewank = Surface(
    name="Griewank",
    height=lambda x, y: 1 + (x**2 + y**2) / 4000 - np.cos(x) * np.cos(_ROOT * y),
    slope=lambda x, y: (
        x / 2000 + np.sin(x) * np.cos(_ROOT * y),
        y / 2000 + _ROOT * np.cos(x) * np.sin(_ROOT * y),
    ),
    curvature=lambda x, y: (
        (1 / 2000 + np.cos(x) * np.cos(_ROOT * y), -_ROOT * np.sin(x) * np.sin(_ROOT * y)),
        (-_ROOT * np.sin(x) * np.sin(_ROOT * y), 1 / 2000 + 0.5 * np.cos(x) * np.cos(_ROOT * y)),
    ),
    domain=((-10, 10), (-10, 10)),
    start=(-7.5, 6),
    minima=((0, 0),),
    latex=r"1 + \frac{x^2 + y^2}{4000} - \cos x\,\cos\frac{y}{\sqrt{2}}",
    lower_bound=0.0,
)
