"""Runs near a known minimum that are bound to settle there: a map need not follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.runs import pick
from gdwidgets.core.engine.status import LEFT_TO_GO
from gdwidgets.core.maps.bowls import apart, nearest
from gdwidgets.core.optimizers import NAdam
from gdwidgets.core.optimizers.here import Here

if TYPE_CHECKING:
    from gdwidgets.core.engine.judge import Judge
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.maps.bowls import Bowls
    from gdwidgets.core.maps.ends import Way
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.response import Response

MARGIN = 1.3
"""So many times the steps that theory asks for must be left."""


@final
class Arrivals:
    """Which runs are at which minimum, and since when, folded look by look.

    Attributes
    ----------
    place : (n_runs,) ndarray of int
        Which minimum each run is at; -1 for none.
    since : (n_runs,) ndarray of int
        The step from which on it was there.
    bound : (n_runs,) ndarray of bool
        Which runs will settle there in the steps that are left.
    told : bool
        Whether the method says how it answers slopes, and goes on to do so: else nothing can be
        foreseen.
    """

    def __init__(self, bowls: Bowls, runs: Runs) -> None:
        self.bowls = bowls
        self.place, _ = nearest(runs.params.T, bowls.points, bowls.reach)
        self.since = np.zeros(runs.n_runs, int)
        self.bound = np.zeros(runs.n_runs, bool)
        told = response_of(runs) is not None and not runs.schedules
        self.told = bool(told and rests_at(bowls.points, runs).all())

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the runs only."""
        for name in ("place", "since", "bound"):
            setattr(self, name, getattr(self, name).take(kept))

    def see(self, judge: Judge, way: Way, slope: Array) -> None:
        """Look at the runs after some more steps."""
        before, bowls = self.place, self.bowls
        self.place, distance = nearest(judge.runs.params.T, bowls.points, bowls.reach)
        self._note_arrivals(np.flatnonzero((self.place >= 0) & (self.place != before)), way)
        self.bound = np.zeros(len(before), bool)
        self.bound[self._foreseen(judge, distance, slope)] = True

    def _note_arrivals(self, which: np.ndarray, way: Way) -> None:
        """Go back along the way of runs that are new at a minimum, as far as they were at it."""
        target = self.bowls.points.T.take(self.place.take(which), axis=1)
        there = np.ones(len(which), bool)
        earlier = np.zeros(len(which), np.int8)
        for point in way.kept[-2::-1]:
            there &= apart(point.T.take(which, axis=1), target, self.bowls.reach) <= 1
            earlier += there
        self.since[which] = way.at[::-1].take(earlier)

    def _foreseen(self, judge: Judge, distance: Array, slope: Array) -> np.ndarray:
        """Return which runs at a minimum will settle there in the steps that are left.

        Close to a minimum a method follows a linear recursion. What momentum a run has must not
        carry it out of the bowl; the method has to be stable there for ten times as many steps as
        the run has; and it has to level out before the run ends.
        """
        runs, bowls = judge.runs, self.bowls
        which = np.flatnonzero(self.place >= 0)
        if not self.told or not len(which):
            return which[:0]
        now = runs.method.response(runs.state).flat()
        place = self.place.take(which)
        weakest, strongest = bowls.felt_by(_some(now.scale, which), place)
        step = np.sqrt(apart(runs.params.T, runs.before.T, bowls.reach)).take(which)
        coast = coasting(now, weakest * bowls.softest.take(place)) * step
        swing = np.sqrt(distance.take(which)) + coast

        inside = np.flatnonzero(swing <= 1)
        which, place, weakest, strongest, coast, swing = (
            each.take(inside) for each in (which, place, weakest, strongest, coast, swing)
        )
        softer, steeper = bowls.bends(swing, place)
        until_end, until_last = _growth(judge, which)
        at_last = strongest * until_last * bowls.steeper[:, 0].take(place)
        strongest = strongest * until_end * steeper
        factor = np.maximum(now.factor(weakest * softer), now.factor(strongest))
        # At the end the ground must be level, and the run close and slow enough.
        slope = slope.take(which)
        level = judge.tolerance * np.fmax(judge.steepest.take(which), slope)
        near = close(now, strongest) * judge.size.take(which)
        to_shrink = np.maximum(
            (1.42 * slope + steeper * bowls.slope_at(coast, place)) / level,
            swing * bowls.reach.max() / near,
        )
        needed = np.log(np.maximum(1, to_shrink)) / -np.log(factor)
        stays = (at_last < now.limit) & (factor < 1)
        return which[stays & (MARGIN * needed + judge.window <= judge.n_steps - runs.step)]


def response_of(runs: Runs) -> Response | None:
    """Return how a method answers slopes, if it goes on to do so."""
    # NAdam's momentum warms up for hundreds of steps: what it says is true in the long run only.
    return None if isinstance(runs.method, NAdam) else runs.method.response(runs.state)


def rests_at(points: Array, runs: Runs) -> Any:
    """Tell at which level points a method rests: weight decay pulls it off them."""
    here = Here(runs.objective, points, 1).with_gradient(np.zeros_like(points))
    after, _ = runs.method.update(here, runs.method.init(points))
    return (after == points).all(axis=1)


def coasting(response: Response, p: Any) -> Any:
    """How far the momentum of a step carries a run on, in steps, where it feels a curvature p.

    The recursion is an oscillator of frequency ``sqrt(b1 p)``, damped by ``1 - c0``; this bounds
    its answer to a push, from no damping to strong damping.
    """
    damping = 0.75 * (1 - response.c0)
    return response.c0 / (np.sqrt(response.b1 * p) + damping)


def close(response: Response, p: Any) -> Any:
    """How far a run may swing, in sizes of the parameters, to count as arrived all the time.

    A judge asks that little is left to go, and that the momentum it has carries it no further.
    """
    speed = np.minimum(2, np.sqrt(2 * response.b1 * p))
    return LEFT_TO_GO / np.maximum(2, 1.42 * response.gain * speed)


def _growth(judge: Judge, which: np.ndarray) -> list[Any]:
    """Return how many times more strongly a method may answer slopes later than now, at most.

    Until the runs end, and until they had gone on for ten times as long.
    """
    runs = judge.runs
    state = pick(runs.state, which, len(runs.params))
    now, end, then = (
        runs.method.response(state, ahead).flat().scale  # type: ignore[union-attr]
        for ahead in (0, judge.n_steps - runs.step, max(1, judge.steps_ahead))
    )
    return [(end / now).max(axis=0), (then / now).max(axis=0)]


def _some(array: Any, which: np.ndarray) -> Any:
    """Return the entries of some runs; one number for all runs stays."""
    return array if array.shape[-1] == 1 else array.take(which, axis=-1)
