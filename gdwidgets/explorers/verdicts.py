"""What is told of the runs of a shelf: a sentence each, what helps, and how stable they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.curvature import largest_curvature
from gdwidgets.core.diagnosis import diagnose, stability_limit
from gdwidgets.explorers.methods import uses
from gdwidgets.explorers.remedies import remedies
from gdwidgets.player import Gauge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective


LOWER = 0.2 - 1e-9
"""By how much a momentum is lowered that carried runs too far: a fifth of its scale."""


def verdicts(
    runs: Trajectory,
    settings: dict[str, Any],
    *,
    advice: bool,
    at_hand: Mapping[str, Sequence[Any]],
) -> dict[str, Any]:
    """Judge the runs of a shelf.

    Parameters
    ----------
    runs : Trajectory
        One run for each value of the last setting, or one for all of them.
    settings : dict of str to value
        What they were run with.
    advice : bool
        Whether they bring their remedies and the stability gauge, where the last setting is
        the learning rate.
    at_hand : mapping of str to sequence
        The positions of each control: a remedy names one of them.

    Returns
    -------
    dict
        ``stop_step``, ``captions``, ``remedies`` and ``gauge``, as `Recording` takes them.
    """
    diagnosis = diagnose(runs)
    diverged = np.asarray(runs.status) == "diverged"
    told = {
        "stop_step": np.where(diverged, runs.stop_step, runs.n_steps),
        "captions": diagnosis.summary,
    }
    if advice and list(settings)[-1] == "learning_rate":
        if not runs.shape:  # a method without a learning rate
            nothing = np.full(runs.loss.shape, np.nan)
            return {**told, "gauge": Gauge("learning_rate", nothing, np.nan, np.nan)}
        rates = np.asarray(settings["learning_rate"])
        momenta = at_hand.get("momentum", ()) if uses("momentum")(type(runs.optimizer)) else ()
        calmer = max((m for m in momenta if m <= settings["momentum"] - LOWER), default=None)
        told["remedies"] = remedies(runs, diagnosis, rates.tolist(), calmer=calmer)
        told["gauge"] = Gauge(
            control="learning_rate",
            here=rates * largest_curvature(runs.objective, runs.params),
            minimum=rates * _curvature_at_minimum(runs),
            limit=np.broadcast_to(stability_limit(runs.optimizer), runs.shape),
        )
    return told


def _curvature_at_minimum(runs: Trajectory) -> NDArray[np.floating]:
    """The largest curvature at the known minimum that each run ended nearest to."""
    objective: Objective = runs.objective
    if not objective.minima:
        return np.full(runs.shape, np.nan)
    minima = np.array(objective.minima, dtype=float)
    last = np.asarray(runs.stop_step)[None, ..., None]
    ends = np.take_along_axis(runs.params, last, axis=0)[0]
    nearest = np.linalg.norm(ends[..., None, :] - minima, axis=-1).argmin(axis=-1)
    found: NDArray[np.floating] = largest_curvature(objective, minima)[nearest]
    return found
