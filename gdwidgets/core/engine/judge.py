"""The one judge: what happened to a run, folded look by look as the run goes on.

`descend` shows it a whole run at once, sweeps and maps a few steps at a time; the words are the
same. `Trajectory` says what each of them means, `status.py` has the thresholds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, final

import numpy as np

from gdwidgets.core.engine import foresight
from gdwidgets.core.engine.status import (
    DIVERGED,
    GOING_ON,
    LOSS_LIMIT,
    RUNNING,
    along,
    first_of_the_last,
    meaningful,
    steepest_entry,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.objective import Array


class Stretch(Protocol):
    """The steps that a judge is shown at once; `first` is the step of the first point."""

    first: int

    def points(self, which: np.ndarray, begin: np.ndarray, length: int) -> Array:
        """Return a part of the way of the runs at some positions.

        Parameters
        ----------
        which : (n_some,) ndarray of int
            The positions.
        begin : (n_some,) ndarray of int
            The step at which each part begins.
        length : int
            How many steps there are; where the stretch is over, its last point stands.

        Returns
        -------
        (length + 1, n_some, n_params) ndarray
        """


@final
class Judge:
    """Follows a batch of runs and says how each of them ended.

    Parameters
    ----------
    runs : Runs
        The runs, at their start.
    n_steps : int
        How many steps they take.
    tolerance : float
        The share of the steepest slope so far below which the ground counts as level.
    loss, slope : (n_runs,) ndarray
        The loss at the start, and the size of the gradient.

    Attributes
    ----------
    loss : (n_runs,) ndarray
        At the last look.
    lost : (n_runs,) ndarray of bool
        Which runs have diverged for good.
    last : (n_runs,) ndarray of int
        The last step of each of these that still meant something.
    bound : (n_runs,) ndarray of bool
        Which runs are known to converge, by whoever knows the minima: they need no look.
    """

    def __init__(
        self, runs: Runs, n_steps: int, tolerance: float, loss: Array, slope: Array
    ) -> None:
        n_runs = len(loss)
        self.runs = runs
        self.n_steps = n_steps
        self.window = window(n_steps, runs.batches.whole)
        self.tolerance = tolerance
        self.step = runs.step
        self.size = np.abs(runs.params).max(axis=-1)
        if runs.objective.domain is not None:
            widths = [high - low for low, high in runs.objective.domain]
            self.size = np.maximum(self.size, 0.5 * max(widths))
        self.first_loss = self.loss = loss
        self.rise = np.zeros_like(loss)
        self.rising_since = np.full(n_runs, self.step)
        self.steepest = np.nan_to_num(slope, posinf=0)
        if runs.past is not None:
            self.first_loss = runs.past.loss
            self.steepest = np.fmax(self.steepest, runs.past.steepest)
            self.size = np.fmax(self.size, runs.past.size)
        scale = np.fmax(np.abs(self.first_loss), self.steepest * self.size)
        most = np.finfo(loss.dtype).max
        self.limit = np.minimum(LOSS_LIMIT * np.where(scale > 0, scale, 1), most)
        self.level_since = np.where(slope == 0, self.step, -1)
        self.still_since = np.full(n_runs, -1)
        self.lost = ~meaningful(runs.objective, runs.params, loss, self.limit)
        self.last = np.full(n_runs, self.step)
        self.bound = np.zeros(n_runs, bool)

    @property
    def settles(self) -> bool:
        """Whether the runs can come to rest: not on mini-batches, not without slopes."""
        return self.runs.batches.whole and self.runs.asked_for_slopes

    def see(
        self,
        steps: np.ndarray,
        params: Array,
        previous: Array,
        loss: Array,
        slope: Array,
        on_way: Stretch,
    ) -> None:
        """Look at the runs at some steps, with all that lies between.

        Parameters
        ----------
        steps : (n_looks,) ndarray of int
            When; each `window` steps after the one before, but for the last.
        params, previous : (n_looks, n_runs, n_params) ndarray
            Where the runs were then, and a step before.
        loss, slope : (n_looks, n_runs) ndarray
            The loss then, and the size of the gradient.
        on_way : Stretch
            All points from the last look on.
        """
        before = np.concatenate([[self.step], steps[:-1]])
        self._see_rises(steps, before, loss)
        sane = meaningful(self.runs.objective, params, loss, self.limit)
        if not sane.all():
            self._see_lost(before, sane, on_way)
        self.step = int(steps[-1])
        if not self.settles:
            return
        self.size = np.fmax(self.size, np.abs(params).max(axis=2).max(axis=0))
        steepest = _running_most(self.steepest, slope)
        self.steepest = steepest[-1]
        level = slope <= self.tolerance * steepest

        def is_level(which: np.ndarray, points: Array, look: np.ndarray) -> Any:
            slopes = steepest_entry(along(self.runs.objective, "gradient", points[1:]))
            return slopes <= self.tolerance * steepest[look, which]

        self._fold(self.level_since, level, before, before + 1, on_way, is_level)
        still = ~_moved(previous, params)
        # A run has stood still since the step after which it didn't move.
        self._fold(self.still_since, still, before, before, on_way, _is_still)

    def verdict(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the status of each run and the step from which on it holds."""
        codes = np.where(self.lost, DIVERGED, RUNNING)
        stops = np.where(self.lost, self.last, self.step)
        grew = (self.step - self.rising_since >= max(5 * self.window, self.step / 2)) & ~self.lost
        grew = np.flatnonzero(grew & (self.loss > self.first_loss))
        if len(grew):
            codes[grew] = np.where(foresight.leaves_for_good(self, grew), DIVERGED, RUNNING)
        if self.settles:
            rest = (codes == RUNNING) & ((self.level_since >= 0) | (self.still_since >= 0))
            rest = np.flatnonzero(rest)
            if len(rest):
                verdict = foresight.verdict(self, rest)
                code = foresight.tried(self, rest, verdict)
                codes[rest] = code
                stops[rest] = np.where(code == RUNNING, self.step, self.since[rest])
        return codes, stops

    @property
    def since(self) -> Any:
        """The step from which on each run that came to rest did so."""
        return np.where(self.level_since >= 0, self.level_since, self.still_since)

    def keep(self, kept: np.ndarray) -> None:
        """Go on with some of the runs only."""
        self.runs.keep(kept)
        for name in (
            "size",
            "limit",
            "first_loss",
            "loss",
            "rise",
            "rising_since",
            "steepest",
            "level_since",
            "still_since",
            "lost",
            "last",
            "bound",
        ):
            setattr(self, name, getattr(self, name).take(kept))

    @property
    def steps_ahead(self) -> int:
        """How many more steps a status must hold for."""
        return GOING_ON * self.n_steps - self.step

    def _see_rises(self, steps: Array, before: Array, loss: Array) -> None:
        """Fold in since when the loss has risen by more from look to look."""
        last_loss = np.concatenate([self.loss[None], loss[:-1]])
        rise = (loss - last_loss) / (steps - before).astype(loss.dtype)[:, None]
        last_rise = np.concatenate([self.rise[None], rise[:-1]])
        turn = np.where(rise > 0, before[:, None], steps[:, None])
        turn = np.where((rise > 0) & (rise > last_rise), 0, turn)
        self.rising_since = np.maximum(self.rising_since, turn.max(axis=0))
        self.loss, self.rise = loss[-1], rise[-1]

    def _see_lost(self, before: np.ndarray, sane: Any, on_way: Stretch) -> None:
        """Find the last point of each lost run that still meant something."""
        which = np.flatnonzero(~sane.all(axis=0) & ~self.lost)
        begin = before[sane[:, which].argmin(axis=0)]
        points = on_way.points(which, begin, self.window)[1:]
        losses = along(self.runs.objective, "value", points)
        gone = ~meaningful(self.runs.objective, points, losses, self.limit[which])
        self.last[which] = begin + gone.argmax(axis=0)
        self.lost[which] = True

    def _fold(
        self,
        since: np.ndarray,
        holds: Any,
        before: np.ndarray,
        first: np.ndarray,
        on_way: Stretch,
        holds_at: Callable[[np.ndarray, Array, np.ndarray], Any],
    ) -> None:
        """Note since when something holds that was looked for: to the step, where it began."""
        since[~holds[-1]] = -1
        which = np.flatnonzero(holds[-1] & ~self.lost & ~self.bound)
        if not len(which):
            return
        look = first_of_the_last(holds[:, which])
        began = (look > 0) | (since[which] < 0)
        which, look = which[began], look[began]
        if len(which):
            points = on_way.points(which, before[look], self.window)
            since[which] = first[look] + first_of_the_last(holds_at(which, points, look))


def _running_most(before: Array, looks: Array) -> Any:
    """Return the largest number so far at each look; what isn't a number doesn't count."""
    if len(looks) == 1:  # an accumulation takes ten times as long
        return np.fmax(before, looks)
    return np.fmax.accumulate(np.concatenate([before[None], looks]))[1:]


def _is_still(which: np.ndarray, points: Array, look: np.ndarray) -> Any:  # noqa: ARG001
    return ~_moved(points[:-1], points[1:])


def _moved(before: Array, after: Array) -> Any:
    """Tell which runs a step has moved by more than rounding."""
    far = 4 * np.finfo(after.dtype).eps * np.abs(after)
    return (np.abs(after - before) > far).any(axis=-1)
