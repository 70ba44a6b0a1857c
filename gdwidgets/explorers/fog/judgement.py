"""What became of a path through the fog, and of gradient descent from the same start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers import GradientDescent
from gdwidgets.explorers.fog.rules import LONGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.explorers.fog.hidden import Hidden

    Points = NDArray[np.floating]

LEVEL = 1e-6
"""The ground is at rest where its slope is less than this share of the typical steepness."""


def judge(hidden: Hidden, path: Points, learning_rate: float) -> dict[str, Any]:
    """Compare a walker with gradient descent: exactly what `judge` in js/judge.js says before.

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


def _arrival(hidden: Hidden, shown: Points, run: Points) -> dict[str, Any]:
    slope = float(np.hypot(*hidden.objective.gradient(run[-1])))
    return {
        "height": float(hidden.objective.value(shown[-1])),
        "reached": hidden.first_in_reach(run),
        "resting": slope < LEVEL * hidden.typical,
    }
