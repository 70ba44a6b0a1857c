"""The map as a picture that stands still, for where no widget can be shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from gdwidgets.drawing.palette import MINIMUM, PATH, PURPLE

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from gdwidgets.explorers.fog.map import FogMap

FOG: Final = "#B4C2CE"
DOTS: Final[dict[str, Any]] = {"marker": "o", "markersize": 4, "markerfacecolor": "white"}
SQUARES: Final[dict[str, Any]] = {**DOTS, "marker": "s", "linestyle": "--"}
WALKER: Final[dict[str, Any]] = {"marker": "o", "markersize": 9, "markeredgecolor": "white"}
STAR: Final[dict[str, Any]] = {"marker": "*", "markersize": 16, "markeredgecolor": "black"}


def still(game: FogMap, ax: Axes) -> list[Artist]:
    """What lies over the landscape: the fog or what it hid, the path and the walker."""
    path = np.array(game.path)
    made: list[Artist] = [
        Line2D(*path.T, color=PATH, linewidth=2, **DOTS),
        Line2D(*path[-1:].T, color=PATH, linestyle="none", **WALKER),
    ]
    if game.over:
        run = np.array(game.judged["descent"]["path"])
        treasures = np.transpose(game.place["treasures"])
        made[:0] = [
            Line2D(*run.T, color=PURPLE, linewidth=2, **SQUARES),
            Line2D(*treasures, color=MINIMUM, linestyle="none", **STAR),
        ]
    else:
        made.insert(0, PathPatch(_fog(game.place, path[-1]), facecolor=FOG, edgecolor="none"))
    for artist in made:
        artist.set_figure(ax.figure)
        artist.axes = ax
        artist.set_transform(ax.transData)
        artist.set_clip_path(ax.patch)
    return made


def _fog(place: dict[str, Any], here: Any) -> Outline:
    """The whole field without what is in sight: the hole runs the other way round."""
    lows, highs = np.transpose(place["domain"])
    field = Outline.unit_rectangle().vertices * (highs - lows) + lows
    angles = np.linspace(0, -2 * math.pi, 73)
    sight = place["sight"] * (highs - lows)
    hole = here + sight * np.column_stack([np.cos(angles), np.sin(angles)])
    return Outline.make_compound_path(Outline(field, closed=True), Outline(hole, closed=True))
