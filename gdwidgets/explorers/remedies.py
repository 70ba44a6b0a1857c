"""From a diagnosis to a button: a setting at hand that helps a run, and was tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers.settings import with_settings
from gdwidgets.player import Remedy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.core.diagnosis import Diagnosis
    from gdwidgets.core.engine.trajectory import Trajectory

LOWER = {"diverged", "overshoot", "zig-zag", "noise floor", "hops", "no value"}
ELSEWHERE = {"saddle stall", "shallow valley", "no value"}
HELPS = 0.9
"""A remedy must leave at most this share of what is left above the best of the shelf."""


def remedies(
    runs: Trajectory,
    diagnosis: Diagnosis,
    learning_rates: Sequence[float],
    *,
    calmer: float | None = None,
) -> list[Remedy | None]:
    """Find the remedy of each run of a shelf, which differ in their learning rate only.

    Too high a rate is lowered, too low a one is raised: to the one that ended lowest among
    the shelf's own runs. Who stands on a ridge is put a little off it; who settled in a
    shallow valley starts elsewhere. Each is named only if the run with it ended lower.

    Parameters
    ----------
    runs : Trajectory
        One run for each learning rate.
    diagnosis : Diagnosis
        Of these runs.
    learning_rates : sequence of float
        Ascending.
    calmer : float, optional
        A lower momentum than the runs have, for those that are carried too far.

    Returns
    -------
    list of Remedy or None
        None for a run that needs no help, or that nothing at hand helps.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> bowl, rates = gd.surfaces.ravine(10), [0.01, 0.1, 1.0]
    >>> runs = gd.descend(bowl, gd.optimizers.GradientDescent(rates), bowl.start, 100)
    >>> [each.label if each else '' for each in remedies(runs, gd.diagnose(runs), rates)]
    ['Set the learning rate to 0.1', '', 'Set the learning rate to 0.1']
    """
    kind = np.asarray(diagnosis.kind)
    ended = _ended(runs)
    bar = _bar(runs, ended)
    made: list[Remedy | None] = [None] * len(ended)
    swings = [
        i
        for i in range(len(ended))
        if kind[i] == "overshoot" and "velocity" in diagnosis.summary[i]
    ]
    if calmer is not None and swings:
        calm = _ended(_again(runs, swings, momentum=calmer))
        for i, end in zip(swings, calm, strict=True):
            if end < bar[i]:
                label = f"Set the momentum to {calmer:g}"
                made[i] = Remedy("Lower the momentum.", label, control="momentum", value=calmer)
    lost = [i for i in range(len(ended)) if kind[i] in ELSEWHERE]
    for start in _elsewhere(runs, kind, lost):
        tried = _ended(_again(runs, lost, start=start))
        for i, end, place in zip(lost, tried, start, strict=True):
            if made[i] is None and end < bar[i]:
                words = "Start elsewhere." if kind[i] != "saddle stall" else "Start off the ridge."
                made[i] = Remedy(words, "Start elsewhere", start=tuple(place.tolist()))
    for i, name in enumerate(kind):
        others = range(i) if name in LOWER else range(i + 1, len(ended))
        best = min(others, key=ended.__getitem__, default=i)
        if made[i] is None and name != "converged" and ended[best] < bar[i]:
            made[i] = _set_rate(name in LOWER, float(learning_rates[best]))
    return made


def _set_rate(lower: bool, rate: float) -> Remedy:
    text = np.format_float_positional(rate, trim="-")
    words = f"{'Lower' if lower else 'Raise'} the learning rate."
    label = f"Set the learning rate to {text}"
    return Remedy(words, label, control="learning_rate", value=rate)


def _ended(runs: Trajectory) -> NDArray[np.floating]:
    """The loss with which each run ended; infinite for one that diverged."""
    ended = np.where(np.asarray(runs.status) == "diverged", np.inf, runs.loss[-1])
    return np.where(np.isnan(ended), np.inf, ended)


def _bar(runs: Trajectory, ended: Any) -> Any:
    """What the loss must come below for a change to have helped."""
    lowest = ended.min()
    if runs.objective.minima:
        lowest = min(lowest, float(runs.objective.value(np.array(runs.objective.minima[0]))))
    with np.errstate(invalid="ignore"):
        bar = lowest + HELPS * (ended - lowest)
    return np.where(np.isfinite(ended), bar, np.inf)


def _again(
    runs: Trajectory, which: list[int], *, start: Any = None, **settings: float
) -> Trajectory:
    """Run some of the runs again with another setting or from other starts."""
    some = runs.run(which)
    begin = some.params[0] if start is None else start
    return descend(
        runs.objective,
        with_settings(some.optimizer, settings),
        begin,
        runs.n_steps,
        batch_size=runs.batch_size,
        seed=some.seed,
    )


def _elsewhere(runs: Trajectory, kind: Any, which: list[int]) -> list[NDArray[np.floating]]:
    """Other starts for some runs: a little off the ridge, or elsewhere in the domain."""
    if not which:
        return []
    starts = runs.params[0][which]
    if runs.objective.domain is None:
        return [starts + 0.1]
    low, high = np.transpose(runs.objective.domain)
    ridge = (kind[which] == "saddle stall")[:, None]
    across = low + high - starts
    scattered = low + np.random.default_rng(0).uniform(0.1, 0.9, (32, len(low))) * (high - low)
    lowest = scattered[np.argsort(runs.objective.value(scattered))[:2]]
    nudges = [0.02 * (high - low), -0.02 * (high - low), 0.02 * (high - low) * [1, -1][: len(low)]]
    others = [
        across,
        np.broadcast_to(lowest[0], starts.shape),
        np.broadcast_to(lowest[1], starts.shape),
    ]
    return [
        np.clip(np.where(ridge, starts + nudge, other), low, high)
        for nudge, other in zip(nudges, others, strict=True)
    ]
