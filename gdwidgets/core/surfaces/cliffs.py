"""Flat ground beside steep ground: Goldstein-Price, Easom's needle, a plateau with a cliff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.surfaces.surface import Surface

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


def _goldstein_price_factors(x: Array, y: Array) -> Any:
    """The product's two factors, each of one variable, with two derivatives of each."""
    s, t = x + y, 2 * x - 3 * y
    return (
        1 + (s + 1) ** 2 * (3 * s**2 - 14 * s + 19),
        12 * (s - 1) * (s + 1) * (s - 2),
        12 * (3 * s**2 - 4 * s - 1),
        30 + t**2 * (3 * t**2 - 16 * t + 18),
        12 * t * (t - 1) * (t - 3),
        12 * (3 * t**2 - 8 * t + 3),
    )


def _goldstein_price(x: Array, y: Array) -> Any:
    a, _, _, b, _, _ = _goldstein_price_factors(x, y)
    return a * b


def _goldstein_price_slope(x: Array, y: Array) -> Any:
    a, a1, _, b, b1, _ = _goldstein_price_factors(x, y)
    return a1 * b + 2 * a * b1, a1 * b - 3 * a * b1


def _goldstein_price_curvature(x: Array, y: Array) -> Any:
    a, a1, a2, b, b1, b2 = _goldstein_price_factors(x, y)
    xy = a2 * b - a1 * b1 - 6 * a * b2
    return (a2 * b + 4 * a1 * b1 + 4 * a * b2, xy), (xy, a2 * b - 6 * a1 * b1 + 9 * a * b2)


# Goldstein and Price, On descent from local minima, Math. Comp. 25, 1971.
goldstein_price = Surface(
    name="Goldstein-Price",
    height=_goldstein_price,
    slope=_goldstein_price_slope,
    curvature=_goldstein_price_curvature,
    domain=((-2, 2), (-2, 2)),
    start=(-1.5, 0.5),
    minima=((0, -1), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8)),
    saddles=((-0.4, -0.6), (1.2, -0.2), (0.6, 0.4), (1.4, 0.6)),
    latex=(
        r"\left(1 + (s+1)^2 (3s^2 - 14s + 19)\right)"
        r"\left(30 + t^2 (3t^2 - 16t + 18)\right),\ s = x + y,\ t = 2x - 3y"
    ),
    lower_bound=3.0,
)


def _easom_bump(x: Array, y: Array) -> Any:
    return np.exp(-((x - np.pi) ** 2) - (y - np.pi) ** 2)


def _easom_slope(x: Array, y: Array) -> Any:
    bump = _easom_bump(x, y)
    return (
        bump * np.cos(y) * (np.sin(x) + 2 * (x - np.pi) * np.cos(x)),
        bump * np.cos(x) * (np.sin(y) + 2 * (y - np.pi) * np.cos(y)),
    )


def _easom_curvature(x: Array, y: Array) -> Any:
    bump, u, v = _easom_bump(x, y), x - np.pi, y - np.pi
    along_x, along_y = np.sin(x) + 2 * u * np.cos(x), np.sin(y) + 2 * v * np.cos(y)
    xx = bump * np.cos(y) * (3 * np.cos(x) - 2 * u * np.sin(x) - 2 * u * along_x)
    yy = bump * np.cos(x) * (3 * np.cos(y) - 2 * v * np.sin(y) - 2 * v * along_y)
    xy = -bump * along_x * along_y
    return (xx, xy), (xy, yy)


# Easom, A Survey of Global Optimization Techniques, thesis, University of Louisville, 1990.
easom = Surface(
    name="Easom",
    height=lambda x, y: -np.cos(x) * np.cos(y) * _easom_bump(x, y),
    slope=_easom_slope,
    curvature=_easom_curvature,
    domain=((-3, 9), (-3, 9)),
    start=(1.8, 1.7),
    minima=((np.pi, np.pi),),
    latex=r"-\cos x\,\cos y\;e^{-(x - \pi)^2 - (y - \pi)^2}",
    lower_bound=-1.0,
)


def _cliff_parts(x: Array, y: Array) -> Any:
    """The step down at x = 0, and the round basin behind it."""
    step = 0.5 * (1 - np.tanh(3 * x))
    return step, np.exp(-((x - 2) ** 2 + y**2) / 4)


def _cliff_slope(x: Array, y: Array) -> Any:
    step, basin = _cliff_parts(x, y)
    return basin * (x - 2) / 2 - 6 * step * (1 - step), basin * y / 2


def _cliff_curvature(x: Array, y: Array) -> Any:
    step, basin = _cliff_parts(x, y)
    xx = basin * (0.5 - (x - 2) ** 2 / 4) + 36 * step * (1 - step) * (1 - 2 * step)
    xy = -basin * (x - 2) * y / 4
    return (xx, xy), (xy, basin * (0.5 - y**2 / 4))


plateau_cliff = Surface(
    name="Plateau and cliff",
    height=lambda x, y: 1 + _cliff_parts(x, y)[0] - _cliff_parts(x, y)[1],
    slope=_cliff_slope,
    curvature=_cliff_curvature,
    domain=((-4, 5), (-3, 3)),
    start=(-2.5, 1),
    minima=((2.0000736970479815, 0),),
    latex=(r"1 + \frac{1 - \tanh 3x}{2} - e^{-\left((x-2)^2 + y^2\right)/4}"),
    lower_bound=6.142816188014883e-06,
)
