"""From a diagnosis to a button: the setting among those at hand that helps a run most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.player import Remedy

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis import Diagnosis
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective

LOWER = {"diverged", "overshoot", "zig-zag", "noise floor"}
HIGHER = {"crawling", "plateau"}
ELSEWHERE = {"saddle stall", "shallow valley"}


def remedies(
    runs: Trajectory,
    diagnosis: Diagnosis,
    objective: Objective,
    learning_rates: Sequence[float],
    *,
    calmer: float | None = None,
) -> list[Remedy | None]:
    """Find the remedy of each run of a shelf, which differ in their learning rate only.

    Too high a rate is lowered, too low a one is raised: to the one that ended lowest among
    the shelf's own runs. Who stands on a ridge is put a little off it; who settled in a
    shallow valley starts again from the opposite side.

    Parameters
    ----------
    runs : Trajectory
        One run for each learning rate.
    diagnosis : Diagnosis
        Of these runs.
    objective : Objective
        What they descend on.
    learning_rates : sequence of float
        Ascending.
    calmer : float, optional
        A lower momentum than the runs have, for those that are carried too far.

    Returns
    -------
    list of Remedy or None
        None for a run that needs no help. A remedy that no setting at hand brings about has
        its words only.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> bowl, rates = gd.surfaces.ravine(10), [0.01, 0.1, 1.0]
    >>> method = gd.optimizers.GradientDescent(rates)
    >>> runs = gd.descend(bowl, method, bowl.start, 100)
    >>> found = gd.diagnose(runs, bowl, method)
    >>> [each.label if each else '' for each in remedies(runs, found, bowl, rates)]
    ['Set the learning rate to 0.1', '', 'Set the learning rate to 0.1']
    """
    ended = np.where(runs.status == "diverged", np.inf, runs.loss[-1])
    ended = np.where(np.isnan(ended), np.inf, ended)
    made: list[Remedy | None] = []
    for i, (kind, words) in enumerate(zip(diagnosis.kind, diagnosis.remedy, strict=True)):
        if kind == "converged":
            made.append(None)
        elif "momentum" in words and kind == "overshoot" and calmer is not None:
            label = f"Set the momentum to {calmer:g}"
            made.append(Remedy(words, label, control="momentum", value=calmer))
        elif kind in ELSEWHERE:
            made.append(Remedy(words, "Start elsewhere", start=_elsewhere(kind, runs, objective)))
        else:
            others = range(i) if kind in LOWER else range(i + 1, len(ended))
            best = min(others, key=ended.__getitem__, default=i)
            made.append(_set_rate(words, learning_rates[best], ended[best] < ended[i]))
    return made


def _set_rate(words: str, rate: float, helps: bool) -> Remedy:
    if not helps:
        return Remedy(words)
    text = np.format_float_positional(rate, trim="-")
    label = f"Set the learning rate to {text}"
    return Remedy(words, label, control="learning_rate", value=float(rate))


def _elsewhere(kind: str, runs: Trajectory, objective: Objective) -> tuple[float, ...]:
    """A little off the ridge, or on the opposite side of the domain."""
    start = runs.params[0].reshape(-1, objective.n_params)[0]
    if objective.domain is None:
        return tuple((start + 0.1).tolist())
    low, high = np.transpose(objective.domain)
    moved = start + 0.02 * (high - low) if kind == "saddle stall" else low + high - start
    return tuple(np.clip(moved, low, high).tolist())
