"""What became of a path through the fog, and of gradient descent from the same start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gdwidgets.core.descend import descend
from gdwidgets.core.optimizers import GradientDescent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.explorers.fog_landscapes import Hidden

    Points = NDArray[np.floating]

REACH: Final = 0.03
"""How near the treasure is near enough, as a share of the map's sides."""
LONGEST: Final = 1000
"""For how many steps gradient descent is watched, to see whether it ever gets there."""


def judge(hidden: Hidden, path: Points, learning_rate: float) -> dict[str, Any]:
    """Compare a walker with gradient descent: exactly what `judge` in fog.js says before.

    Parameters
    ----------
    hidden : Hidden
        Where the hunt took place.
    path : (steps + 1, 2) ndarray
        Where the walker has been.
    learning_rate : float
        Gradient descent's.

    Returns
    -------
    dict
        ``walked``, ``rate`` and ``steps`` say what was judged; ``you`` and ``descent`` have
        the ``height`` where each ended, the step at which the treasure was ``reached`` (or
        None) and whether it was ``resting``; ``descent`` also its ``path`` and the step that
        ``left`` the map (or None). Of gradient descent's path as many steps are shown as the
        walker took; reaching, resting and leaving are looked for over `LONGEST` steps.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> game = gd.FogGame(gd.surfaces.ravine(10), seed=None)
    >>> judged = judge(game.hidden, np.array([game.start] * 6), 0.1)
    >>> judged["descent"]["reached"], judged["you"]["reached"]
    (25, None)
    """
    run = descend(hidden.objective, GradientDescent(learning_rate), hidden.start, LONGEST).params
    lows, highs = np.transpose(hidden.domain)
    off = np.flatnonzero(~np.all((lows <= run) & (run <= highs), axis=-1))
    left = int(off[0]) if off.size else None
    run = run[:left]
    shown = run[: len(path)]
    return {
        "walked": path.tolist(),
        "rate": learning_rate,
        "steps": len(path) - 1,
        "you": _arrival(hidden, path, path),
        "descent": {**_arrival(hidden, shown, run), "path": shown.tolist(), "left": left},
    }


def first_in_reach(hidden: Hidden, path: Points) -> int | None:
    """The first step of a path that is within reach of a treasure.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> game = gd.FogGame(gd.surfaces.ravine(10), seed=None)
    >>> first_in_reach(game.hidden, np.array([[-5.0, -2.0], [-1.0, 0.0], [0.1, 0.1]]))
    2
    """
    lows, highs = np.transpose(hidden.domain)
    away = (path[:, None] - np.array(hidden.treasures)) / (highs - lows)
    near = np.hypot(away[..., 0], away[..., 1]).min(axis=1) <= REACH
    return int(np.argmax(near)) if near.any() else None


def _arrival(hidden: Hidden, shown: Points, run: Points) -> dict[str, Any]:
    slope = float(np.hypot(*hidden.objective.gradient(run[-1])))
    return {
        "height": float(hidden.objective.value(shown[-1])),
        "reached": first_in_reach(hidden, run),
        "resting": slope < 1e-6 * hidden.typical,
    }
