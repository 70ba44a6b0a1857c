"""Runs near a known minimum that are bound to settle there: a map need not follow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.curvature import LEVEL, principal_axes

if TYPE_CHECKING:
    from gdwidgets.core.engine.judge import Judge
    from gdwidgets.core.maps.ends import Way
    from gdwidgets.core.objective import Array, Objective

STAYS = 5
"""For so many steps a run must have been within reach: momentum that passes by is gone by then."""

MARGIN = 1.3
"""So many times the steps that theory asks for must be left."""


@final
@dataclass(frozen=True)
class Targets:
    """The minima of an objective at which runs are let go.

    Attributes
    ----------
    points : (n_points, n_params) ndarray
        Where they are.
    reach : (n_params,) ndarray
        How far from one a run may be, in each coordinate.
    lowest, highest : (n_points,) ndarray
        The curvatures there.
    """

    points: Array
    reach: Array
    lowest: Array
    highest: Array

    @classmethod
    def of(cls, objective: Objective, reach: Array) -> Targets | None:
        """Return the known minima that are round enough to foresee, or None if there are none."""
        points = np.array(objective.minima, float).reshape(-1, objective.n_params)
        with np.errstate(all="ignore"):
            curvature = principal_axes(objective.hessian(points))[0]
        lowest, highest = curvature[:, 0], curvature[:, -1]
        sound = lowest > LEVEL * highest
        if not sound.any():
            return None
        return cls(points[sound], reach, lowest[sound], highest[sound])

    def reached(self, params: Array) -> Any:
        """Return which point each of ``(..., n_params)`` is within reach of; -1 for none."""
        place = np.full(params.shape[:-1], -1, np.int8)
        for i, point in enumerate(self.points):
            within: Any = True
            for axis, (at, reach) in enumerate(zip(point, self.reach, strict=True)):
                coordinate = params[..., axis]
                within &= np.abs(coordinate - coordinate.dtype.type(at)) <= reach
            place[within] = i
        return place


@final
class Arrivals:
    """Which runs are at which target, and since when, folded look by look."""

    def __init__(self, targets: Targets, params: Array) -> None:
        self.targets = targets
        self.place = targets.reached(params)
        self.since = np.zeros(len(params), int)
        # Within reach of a target the slope is below this, or the ground isn't a bowl there.
        self.gentle = 2 * targets.highest.max() * np.linalg.norm(targets.reach)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the runs only."""
        self.place, self.since = self.place.take(kept), self.since.take(kept)

    def see(self, judge: Judge, way: Way, slope: Array) -> np.ndarray:
        """Look at the runs after some more steps; tell which need not be followed."""
        near = np.flatnonzero(slope <= self.gentle)
        place = self.targets.reached(way.kept[-1].T.take(near, axis=1).T)
        before = self.place[near]
        self.place[:] = -1
        self.place[near] = place
        new = near[(place >= 0) & (place != before)]
        self._note_arrival(new, way)
        near = near[(place >= 0) & (self.since[near] <= judge.runs.step - STAYS)]
        bound = np.zeros(len(slope), bool)
        if len(near):
            bound[near] = self._are_bound(judge, near, slope[near])
        return bound

    def _note_arrival(self, which: np.ndarray, way: Way) -> None:
        """Go back along the way of runs that are new at a target, as far as they were at it."""
        target = self.targets.points.T.astype(way.kept[0].dtype).take(self.place[which], axis=1)
        reach = self.targets.reach[:, None].astype(target.dtype)
        for point, step in zip(reversed(way.kept), way.at[::-1], strict=True):
            there = (np.abs(point.T.take(which, axis=1) - target) <= reach).all(axis=0)
            which, target = which[there], target[:, there]
            self.since[which] = step

    def _are_bound(self, judge: Judge, which: np.ndarray, slope: Array) -> Any:
        """Tell which runs at a target will settle there in the steps that are left.

        Close to a minimum a method follows a linear recursion. It has to be stable there for ten
        times as many steps as the run has, and to level out before the run ends.
        """
        runs, place = judge.runs.some(which), self.place[which]
        ahead = max(1, judge.steps_ahead)
        steepest = np.fmax(judge.steepest[which], slope)
        now = runs.method.response(runs.state)
        then = runs.steepest_method(ahead).response(runs.state, ahead)
        if now is None or then is None:
            return np.zeros(len(which), bool)
        lowest, highest = self.targets.lowest[place], self.targets.highest[place]
        now, then = now.flat(), then.flat()
        factor = np.maximum(
            now.factor(np.min(now.scale, axis=0) * lowest),
            now.factor(np.max(now.scale, axis=0) * highest),
        )
        stays = (np.max(then.scale, axis=0) * highest < then.limit) & (factor < 1)
        level = judge.tolerance * steepest
        needed = np.log(np.maximum(1, 3 * slope / level)) / -np.log(factor)
        left = judge.n_steps - runs.step
        return stays & ((slope <= level) | (MARGIN * needed + judge.window <= left))
