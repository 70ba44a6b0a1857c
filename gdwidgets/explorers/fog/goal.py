"""`finds`: the treasure is found in so many steps, as a goal for a `Challenge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.validate import whole_number
from gdwidgets.teaching.goals import Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.explorers.fog.game import FogGame
    from gdwidgets.explorers.fog.hidden import Hidden
    from gdwidgets.teaching.goals import Goal


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
        step = game.hidden.first_in_reach(game.path)
        if not game.map.over:
            return Verdict(False, "The fog has not lifted yet: hunt on.")
        if step is None:
            return Verdict(False, "The treasure is not within reach of where you stopped.")
        if game.known:
            return Verdict(
                False, "You had seen this place without fog: take another one, and hunt there."
            )
        leap = _first_leap(game.hidden, game.path, game.rules.sight)
        if leap is not None:
            return Verdict(False, f"Step {leap} neither follows the slope nor ends in sight.")
        if step > within:
            return Verdict(False, f"Found in {step} steps, but {within} are allowed.")
        return Verdict(True, f"Found in {step} steps.")

    return goal


def _first_leap(hidden: Hidden, path: NDArray[np.floating], sight: float) -> int | None:
    """The first step that goes where no honest walker can: out of sight, and not downhill."""
    lows, highs = np.transpose(hidden.domain)
    steps = np.diff(path, axis=0)
    seen = np.hypot(*(steps / (highs - lows)).T) <= sight * (1 + 1e-6)
    slopes = hidden.objective.gradient(path[:-1])
    size = np.linalg.norm(steps, axis=1) * np.linalg.norm(slopes, axis=1)
    downhill = np.sum(steps * slopes, axis=1) <= -(1 - 1e-6) * size
    leaps = np.flatnonzero(~(seen | downhill))
    return int(leaps[0]) + 1 if leaps.size else None
