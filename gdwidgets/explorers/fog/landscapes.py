"""The landscapes that can be hunted on, by names that don't give away what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gdwidgets.core.surfaces import (
    bowl,
    double_well,
    himmelblau,
    ravine,
    rosenbrock,
    styblinski_tang,
)

if TYPE_CHECKING:
    from gdwidgets.core.objective import Objective

LANDSCAPES: Final[dict[str, Objective]] = {
    "Meadow": bowl(),
    "Gorge": ravine(),
    "Old quarry": double_well,
    "Four lakes": himmelblau,
    "Moor": styblinski_tang,
    "River bend": rosenbrock,
}
