"""Surfaces to walk on, ready to use: ``surfaces.himmelblau``, ``surfaces.ravine(100)``, ..."""

from gdwidgets.core.surfaces.curves import two_valleys
from gdwidgets.core.surfaces.quadratics import parabola, ravine
from gdwidgets.core.surfaces.saddles import saddle
from gdwidgets.core.surfaces.surface import Surface
from gdwidgets.core.surfaces.valleys import beale, himmelblau, rosenbrock

NAMED: dict[str, Surface] = {
    surface.name: surface for surface in (ravine(), rosenbrock, himmelblau, beale, saddle)
}
"""The surfaces of two coordinates by name, as a dropdown offers them."""

__all__ = [
    "NAMED",
    "Surface",
    "beale",
    "himmelblau",
    "parabola",
    "ravine",
    "rosenbrock",
    "saddle",
    "two_valleys",
]
