"""The landscapes that can be hunted on, by names that don't give away what is there."""

from __future__ import annotations

from typing import Any, Final

from gdwidgets.core.objective import Objective
from gdwidgets.core.surfaces import (
    bowl,
    double_well,
    himmelblau,
    ravine,
    rosenbrock,
    styblinski_tang,
)
from gdwidgets.core.validate import one_of

LANDSCAPES: Final[dict[str, Objective]] = {
    "Meadow": bowl(),
    "Gorge": ravine(),
    "Old quarry": double_well,
    "Four lakes": himmelblau,
    "Moor": styblinski_tang,
    "River bend": rosenbrock,
}


def chosen(landscape: Any) -> tuple[Objective, dict[str, Objective]]:
    """The landscape to begin with, and those to choose among.

    Examples
    --------
    >>> landscape, choices = chosen("Moor")
    >>> landscape.name, len(choices)
    ('Styblinski-Tang', 6)
    """
    if isinstance(landscape, Objective):
        if landscape.n_params != 2:
            raise ValueError(f"landscape must have 2 parameters, not {landscape.n_params}")
        return landscape, {landscape.name: landscape}
    if landscape is None or isinstance(landscape, str):
        return LANDSCAPES[one_of("landscape", landscape or "Meadow", LANDSCAPES)], LANDSCAPES
    raise TypeError(
        f"landscape must be an Objective or one of {tuple(LANDSCAPES)}, not {landscape!r}"
    )
