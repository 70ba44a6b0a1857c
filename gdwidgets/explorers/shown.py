"""`Shown`: what an explorer shows, captured once for each computation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    from gdwidgets.core.objective import Objective
    from gdwidgets.explorers.branch import Branch
    from gdwidgets.explorers.scene import Scene


@final
@dataclass(frozen=True, eq=False)
class Shown:
    """All that runs depend on besides the settings of the axes.

    Attributes
    ----------
    objective : Objective
    scene : Scene
        The picture that runs of it are played over.
    start : tuple of float
        Where they begin.
    branch : Branch or None
        The run from which they fork off, if they do.
    """

    objective: Objective
    scene: Scene
    start: tuple[float, ...]
    branch: Branch | None = None
