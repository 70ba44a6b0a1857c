"""What became of a path through the fog, and of gradient descent from the same start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers import GradientDescent
from gdwidgets.core.validate import whole_number
from gdwidgets.teaching.goals import Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.explorers.fog import FogGame
    from gdwidgets.explorers.fog_landscapes import Hidden
    from gdwidgets.teaching.goals import Goal

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


def finds(within: int) -> Goal:
    """A goal for a `Challenge` on a `FogGame`: the treasure is found in so many steps.

    Only a place that was never seen without fog counts, and only steps down the slope or to
    ground in sight: nobody finds it by knowing where it is.

    Parameters
    ----------
    within : int
        The most steps that it may take.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> game = gd.FogGame("Meadow", learning_rate=0.1)
    >>> task = gd.Challenge("Find the treasure.", gd.FogGame.finds(within=20), on=game)
    >>> task.check()
    Verdict(passed=False, text='The fog has not lifted yet: hunt on.')
    >>> by_slope = gd.optimizers.GradientDescent(0.1)
    >>> game.walk(gd.descend(game.objective, by_slope, game.start, 15).params)
    >>> task.check()
    Verdict(passed=True, text='Found in 12 steps.')
    """
    within = whole_number("within", within, low=1)

    def goal(game: FogGame) -> Verdict:
        step = first_in_reach(game.hidden, game.path)
        if not game.map.over:
            return Verdict(False, "The fog has not lifted yet: hunt on.")
        if step is None:
            return Verdict(False, "The treasure is not within reach of where you stopped.")
        if game.known:
            return Verdict(
                False, "You had seen this place without fog: take another one, and hunt there."
            )
        leap = _first_leap(game.hidden, game.path, game.map.place["sight"])
        if leap is not None:
            return Verdict(False, f"Step {leap} neither follows the slope nor ends in sight.")
        if step > within:
            return Verdict(False, f"Found in {step} steps, but {within} are allowed.")
        return Verdict(True, f"Found in {step} steps.")

    return goal


def _first_leap(hidden: Hidden, path: Points, sight: float) -> int | None:
    """The first step that goes where no honest walker can: out of sight, and not downhill."""
    lows, highs = np.transpose(hidden.domain)
    steps = np.diff(path, axis=0)
    seen = np.hypot(*(steps / (highs - lows)).T) <= sight * (1 + 1e-6)
    slopes = hidden.objective.gradient(path[:-1])
    size = np.linalg.norm(steps, axis=1) * np.linalg.norm(slopes, axis=1)
    downhill = np.sum(steps * slopes, axis=1) <= -(1 - 1e-6) * size
    leaps = np.flatnonzero(~(seen | downhill))
    return int(leaps[0]) + 1 if leaps.size else None


def _arrival(hidden: Hidden, shown: Points, run: Points) -> dict[str, Any]:
    slope = float(np.hypot(*hidden.objective.gradient(run[-1])))
    return {
        "height": float(hidden.objective.value(shown[-1])),
        "reached": first_in_reach(hidden, run),
        "resting": slope < 1e-6 * hidden.typical,
    }
