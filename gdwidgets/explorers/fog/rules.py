"""The rules of a game: how many steps, how far one sees, how near is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, final

from gdwidgets.core.validate import finite_number, whole_number

REACH: Final = 0.03
"""How near the treasure is near enough, as a share of the map's sides."""
LONGEST: Final = 1000
"""For how many steps gradient descent is watched, to see whether it ever gets there."""


@final
@dataclass(frozen=True)
class Rules:
    """What a walker may do.

    Attributes
    ----------
    n_steps : int
        After how many steps the fog lifts by itself, 1 to 500.
    sight : float
        How far one sees, as a share of the map's sides, from 0.04 to 0.5.
    """

    n_steps: int
    sight: float

    def __post_init__(self) -> None:
        whole_number("n_steps", self.n_steps, low=1, high=500)
        finite_number("sight", self.sight, low=0.04, high=0.5)

    def message(self) -> dict[str, Any]:
        """What the browser must know of the rules."""
        return {
            "n_steps": int(self.n_steps),
            "sight": float(self.sight),
            "reach": REACH,
            "longest": LONGEST,
        }
