"""Surfaces to walk on, ready to use: ``surfaces.himmelblau``, ``surfaces.ravine(100)``, ..."""

from gdwidgets.core.surfaces.bumps import ackley, griewank, rastrigin
from gdwidgets.core.surfaces.cliffs import easom, goldstein_price, plateau_cliff
from gdwidgets.core.surfaces.critical import CriticalPoints, critical_points
from gdwidgets.core.surfaces.curves import two_valleys, waves
from gdwidgets.core.surfaces.landscape import RandomLandscape, random_landscape
from gdwidgets.core.surfaces.noisy import Noisy
from gdwidgets.core.surfaces.quadratics import booth, bowl, matyas, parabola, quadratic, ravine
from gdwidgets.core.surfaces.rolling import bump, plateau_bump
from gdwidgets.core.surfaces.saddles import monkey_saddle, saddle
from gdwidgets.core.surfaces.section import Section
from gdwidgets.core.surfaces.surface import Surface
from gdwidgets.core.surfaces.valleys import beale, himmelblau, rosenbrock
from gdwidgets.core.surfaces.wells import (
    double_well,
    six_hump_camel,
    styblinski_tang,
    three_hump_camel,
)

NAMED: dict[str, Surface] = {
    surface.name: surface
    for surface in (
        ravine(),
        rosenbrock,
        himmelblau,
        beale,
        saddle,
        double_well,
        monkey_saddle,
        plateau_cliff,
        plateau_bump,
        booth,
        matyas,
        three_hump_camel,
        six_hump_camel,
        styblinski_tang,
        rastrigin,
        ackley,
        griewank,
        goldstein_price,
        easom,
    )
}
"""The surfaces of two coordinates by name, as a dropdown offers them."""

__all__ = [
    "NAMED",
    "CriticalPoints",
    "Noisy",
    "RandomLandscape",
    "Section",
    "Surface",
    "ackley",
    "beale",
    "booth",
    "bowl",
    "bump",
    "critical_points",
    "double_well",
    "easom",
    "goldstein_price",
    "griewank",
    "himmelblau",
    "matyas",
    "monkey_saddle",
    "parabola",
    "plateau_bump",
    "plateau_cliff",
    "quadratic",
    "random_landscape",
    "rastrigin",
    "ravine",
    "rosenbrock",
    "saddle",
    "six_hump_camel",
    "styblinski_tang",
    "three_hump_camel",
    "two_valleys",
    "waves",
]
