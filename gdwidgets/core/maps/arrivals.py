"""Runs near a known minimum that are bound to settle there: a map need not follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.status import CONVERGED, GOING_ON, RUNNING
from gdwidgets.core.maps.bowls import apart, nearest
from gdwidgets.core.maps.recursion import (
    close,
    coasting,
    is_calm,
    keeps_answering,
    least_factor,
    response_of,
    rests_at,
    swings_up,
)

if TYPE_CHECKING:
    from gdwidgets.core.engine.judge import Judge
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.maps.bowls import Bowls
    from gdwidgets.core.maps.ends import Way
    from gdwidgets.core.objective import Array

MARGIN = 1.3
"""So many times the steps that theory asks for must be left."""

TO_THE_LAST_BIT = 8
"""A run that keeps less than so many times the rounding may come to rest at the minimum itself."""


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
    code : (n_runs,) ndarray of int
        The status that each of these will have, as its place in `STATUSES`.
    told : bool
        Whether the method says how it answers slopes, and goes on to do so: else nothing can be
        foreseen.
    """

    def __init__(self, bowls: Bowls, runs: Runs) -> None:
        self.bowls = bowls
        self.place, _ = nearest(runs.params.T, bowls.points, bowls.reach)
        self.since = np.zeros(runs.n_runs, int)
        self.bound = np.zeros(runs.n_runs, bool)
        self.code = np.zeros(runs.n_runs, np.int8)
        told = response_of(runs) is not None and not runs.schedules
        self.told = bool(told and rests_at(bowls.points, runs).all())

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the runs only."""
        for name in ("place", "since", "bound", "code"):
            setattr(self, name, getattr(self, name).take(kept))

    def see(self, judge: Judge, way: Way, slope: Array) -> None:
        """Look at the runs after some more steps."""
        before, bowls = self.place, self.bowls
        self.place, distance = nearest(judge.runs.params.T, bowls.points, bowls.reach)
        self._note_arrivals(np.flatnonzero((self.place >= 0) & (self.place != before)), way)
        self.bound = np.zeros(len(before), bool)
        if self.told:
            self._foresee(judge, np.flatnonzero(self.place >= 0), distance, slope)

    def ends(self, which: np.ndarray, n_steps: int) -> tuple[Any, Any, Any, Any]:
        """Return the statuses, stop steps, ends and losses of runs that are bound to settle."""
        codes, place = self.code.take(which), self.place.take(which)
        stops = np.where(codes == RUNNING, n_steps, self.since.take(which))
        return codes, stops, self.bowls.points.T.take(place, axis=1), self.bowls.loss.take(place)

    def _note_arrivals(self, which: np.ndarray, way: Way) -> None:
        """Go back along the way of runs that are new at a minimum, as far as they were at it."""
        target = self.bowls.points.T.take(self.place.take(which), axis=1)
        there = np.ones(len(which), bool)
        earlier = np.zeros(len(which), np.int8)
        for point in way.kept[-2::-1]:
            there &= apart(point.T.take(which, axis=1), target, self.bowls.reach) <= 1
            earlier += there
        self.since[which] = way.at[::-1].take(earlier)

    def _foresee(self, judge: Judge, which: np.ndarray, distance: Array, slope: Array) -> None:
        """Find the runs at a minimum that will settle there in the steps that are left.

        Close to a minimum a method follows a linear recursion. What momentum a run has must not
        carry it out of the bowl, and it has to level out before the run ends. It has converged
        then if the method is stable there for ten times as many steps as the run has.
        """
        runs, bowls = judge.runs, self.bowls
        left, beyond = judge.n_steps - runs.step, (GOING_ON - 1) * judge.n_steps
        now, end, then, at_last = (
            runs.method.response(runs.state, ahead).flat()  # type: ignore[union-attr]
            for ahead in (0, left, beyond, beyond + left)
        )
        place = self.place.take(which)
        weakest, strongest = bowls.felt_by(_some(now.scale, which), place)
        step = np.sqrt(apart(runs.params.T, runs.before.T, bowls.reach)).take(which)
        coast = coasting(now, weakest * bowls.softest.take(place)) * step
        swing = (np.sqrt(distance.take(which)) + coast) * swings_up(now, strongest)
        swing = swing.astype(distance.dtype, copy=False)

        inside = np.flatnonzero(swing <= 1)
        which, place, weakest, strongest, coast, swing = (
            each.take(inside) for each in (which, place, weakest, strongest, coast, swing)
        )
        softer, steeper = bowls.bends(swing, place)
        growth = (end.scale / now.scale).max(axis=0)
        most = strongest * steeper * _some(growth, which)
        factor = np.maximum(now.factor(weakest * softer), now.factor(most))
        # At the end the ground must be level, and the run close and slow enough.
        here = slope.take(which)
        to_come = 1.42 * here + steeper * bowls.slope_at(coast, place)
        level = judge.tolerance * np.fmax(judge.steepest.take(which), here)
        near = close(now, most) * judge.size.take(which)
        to_shrink = np.maximum(to_come / level, swing * bowls.reach.max() / near)
        needed = np.log(np.maximum(1, to_shrink)) / -np.log(factor)
        settle = is_calm(now, most) & (factor < 1) & (MARGIN * needed + judge.window <= left)
        kept = swing * least_factor(now, weakest * softer, most) ** left
        settle = np.flatnonzero(settle)

        which, place, strongest, to_come, kept = (
            each.take(settle) for each in (which, place, strongest, to_come, kept)
        )
        growth = _some((at_last.scale / now.scale).max(axis=0), which)
        converge = strongest * growth * bowls.steeper[:, 0].take(place) < now.limit
        growth = _some((then.scale / now.scale).min(axis=0), which)
        run_on = strongest * growth * bowls.softer[:, 0].take(place) > now.limit
        # Where there is no slope at all, a run stays that would be thrown off from beside it.
        run_on &= kept > TO_THE_LAST_BIT * bowls.rounding.take(place)
        doubtful = np.flatnonzero(run_on)
        run_on[doubtful] = keeps_answering(runs, which[doubtful], to_come[doubtful])
        self.bound[which] = converge | run_on
        self.code[which] = np.where(converge, CONVERGED, RUNNING)


def _some(array: Array, which: np.ndarray) -> Any:
    """Return the entries of some runs; one that holds for all stays."""
    return array if array.shape[-1] == 1 else array.take(which, axis=-1)
