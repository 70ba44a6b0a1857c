"""How the loss and the steps of a run went lately: over its last half, ten steps at least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


class Late(NamedTuple):
    """Measurements over the last half of each run: an ``(n_runs,)`` array each.

    Attributes
    ----------
    n_steps : int
        How many steps that is.
    began : ndarray
        The loss when that began.
    fall : ndarray
        By how much the loss fell, from end to end.
    drift, shake : ndarray
        By how much it fell from the mean of the first half of that time to the mean of the
        second; and its standard deviation in that time.
    rises : ndarray
        The share of the steps that went up.
    climb : ndarray
        What these climbed in all, as a share of what the others fell.
    further : ndarray of bool
        Whether the last five steps went up, each further than the one before.
    turning : ndarray
        The mean cosine of the angle from one step to the next: -1 is back and forth.
    evenness : ndarray
        The mean length of the steps in the second half of that time, as a share of that in the
        first.
    stride : ndarray
        The mean length of the steps in the second half of that time.
    span : ndarray
        How far apart the points of that half lie, along the coordinate in which they do most.
    moves : ndarray of bool
        Whether the last step was longer than rounding.
    """

    n_steps: int
    began: Any
    fall: Any
    drift: Any
    shake: Any
    rises: Any
    climb: Any
    further: Any
    turning: Any
    evenness: Any
    stride: Any
    span: Any
    moves: Any


def look_back(steps: np.ndarray, path: Array, loss: Array, size: Array) -> Late:
    """Measure the last half of runs.

    Parameters
    ----------
    steps : (n_points,) ndarray of int
        The step of each point.
    path : (n_points, n_runs, n_params) ndarray
    loss : (n_points, n_runs) ndarray
    size : (n_runs,) ndarray
        The size of the parameters at the end, to tell a step from rounding.
    """
    last = len(path) - 1
    first = last - min(last, max(10, last // 2))
    path, loss = path[first:], loss[first:]
    moves = np.diff(path, axis=0)
    lengths = np.sqrt((moves**2).sum(axis=-1))
    change = np.diff(loss, axis=0)
    up = change > 0
    climbed, fell = (change * up).sum(axis=0), -(change * ~up).sum(axis=0)
    middle = (len(loss) - 1) // 2
    before, after = _mean(lengths[:middle]), _mean(lengths[middle:])
    rounding = 4 * np.finfo(path.dtype).eps * size
    return Late(
        n_steps=int(steps[last] - steps[first]),
        began=loss[0],
        fall=loss[0] - loss[-1],
        drift=loss[: middle + 1].mean(axis=0) - loss[middle:].mean(axis=0),
        shake=loss.std(axis=0),
        rises=_mean(up),
        climb=climbed / fell,
        further=_ever_further(up, lengths),
        turning=_turning(moves, lengths),
        evenness=after / np.maximum(before, np.finfo(before.dtype).tiny),
        stride=after,
        span=np.ptp(path[middle:], axis=0).max(axis=-1),
        moves=lengths[-1] > rounding if len(lengths) else np.zeros(path.shape[1], bool),
    )


def _mean(values: Any) -> Any:
    """The mean over steps; 0 if there are none."""
    return values.sum(axis=0) / max(1, len(values))


def _ever_further(up: Any, lengths: Array) -> Any:
    if len(lengths) < 6:
        return np.zeros(lengths.shape[1], dtype=bool)
    return up[-5:].all(axis=0) & (np.diff(lengths[-6:], axis=0) > 0).all(axis=0)


def _turning(moves: Array, lengths: Array) -> Any:
    lengths = np.maximum(lengths, np.finfo(lengths.dtype).tiny)
    along = (moves[1:] * moves[:-1]).sum(axis=-1)
    return _mean(along / lengths[1:] / lengths[:-1])
