"""What each step of a run was taken with: as it was recorded, or had by taking the steps again."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, final
from weakref import WeakKeyDictionary

import numpy as np

from gdwidgets.core.engine.origin import Moment

if TYPE_CHECKING:
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.engine.trajectory import Trajectory

BLOCK = 256
"""So many steps are kept at a time: those of a long run would not fit into memory."""


def moments(run: Trajectory, step: int) -> tuple[Moment, Moment] | None:
    """Return what a step of a single run was taken with, and what the next one would be.

    None if that isn't known: taken again, the steps led elsewhere, or a method has changed its
    place itself.
    """
    origin = run.known_origin()
    if origin.moments is None:
        with _LOCK:
            if run not in _REPLAYS:
                _REPLAYS[run] = Replay(run)
            found = _REPLAYS[run].at(step)
    else:
        k = step - origin.first
        before, after = origin.moments[k - 1 : k + 1]
        if origin.n_runs > 1:
            place = int(origin.places)
            before, after = (each.of(place, origin.n_runs) for each in (before, after))
        found = before, after
    if found is None:
        return None
    there = (
        _is_at(run.params, run.steps, k, moment.params)
        for k, moment in zip((step - 1, step), found, strict=True)
    )
    return found if all(there) else None


@final
class Replay:
    """The steps of a run, taken again a block at a time."""

    def __init__(self, run: Trajectory) -> None:
        origin = run.known_origin()
        self.params, self.steps, self.first = run.params, run.steps, origin.first
        self.last = last_step(run)
        # Each block ends at a point that was kept, to be compared with.
        kept = self.steps[self.steps >= self.first]
        every = int(kept[1] - kept[0]) if len(kept) > 1 else 1
        self.length = every * -(-BLOCK // every)
        self.begins: list[Runs] = [origin.runs(run.params[0])]
        self.begin = -1
        self.moments: list[Moment] = []
        self.is_same = True

    def at(self, step: int) -> tuple[Moment, Moment] | None:
        """Return what a step was taken with, and the next one would be; None if it's another."""
        first = self.first
        number, k = divmod(step - 1 - first, self.length)
        while len(self.begins) <= number:
            runs = self.begins[-1].copy()
            for _ in range(self.length):
                runs.advance()
            self.begins.append(runs)
        begin = first + number * self.length
        if self.begin != begin:
            runs = self.begins[number].copy()
            n_steps = min(self.length, self.last - begin)
            self.moments = [Moment.of_step(runs) for _ in range(n_steps)]
            self.moments.append(Moment.now(runs))
            self.begin = begin
            self.is_same = all(
                _is_at(self.params, self.steps, begin + i, moment.params)
                for i, moment in enumerate(self.moments)
            )
        return (self.moments[k], self.moments[k + 1]) if self.is_same else None


def last_step(run: Trajectory) -> int:
    """Return the last step that can be explained."""
    return int(run.stop_step) if run.status == "diverged" else run.n_steps


def kept_point(run: Trajectory, step: int) -> Any:
    """Return where a run stood after a step; None if it wasn't kept."""
    k = int(np.searchsorted(run.steps, step))
    return run.params[k] if k < len(run.steps) and run.steps[k] == step else None


def _is_at(params: np.ndarray, steps: np.ndarray, step: int, place: np.ndarray) -> bool:
    k = int(np.searchsorted(steps, step))
    if k == len(steps) or steps[k] != step:
        return True
    return np.array_equal(params[k], place[0], equal_nan=True)


_REPLAYS: WeakKeyDictionary[Trajectory, Replay] = WeakKeyDictionary()
_LOCK = threading.RLock()
