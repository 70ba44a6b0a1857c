"""From a diagnosis to a button: a setting at hand that helps a run, and was tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gdwidgets.core.diagnosis.changes import TOO_FAR
from gdwidgets.core.diagnosis.gain import Bar
from gdwidgets.core.diagnosis.remedies import choose
from gdwidgets.core.diagnosis.starts import starts_beside, starts_elsewhere
from gdwidgets.core.diagnosis.trials import Outcome, Trial, carry_out, outcome
from gdwidgets.core.optimizers.settings import with_settings
from gdwidgets.player import Remedy

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis import Diagnosis
    from gdwidgets.core.engine.trajectory import Trajectory

STARTS = {
    "saddle stall": ("Start off the ridge.", starts_beside),
    "shallow valley": ("Start elsewhere.", starts_elsewhere),
    "plateau": ("Start elsewhere.", starts_elsewhere),
    "no value": ("Start elsewhere.", starts_elsewhere),
}
"""What helps from another start, and which are tried."""


class _Button(NamedTuple):
    """A remedy of the run at a place of the shelf, and the trial that has to bear it out."""

    place: int
    remedy: Remedy
    trial: Trial


def remedies(
    runs: Trajectory,
    diagnosis: Diagnosis,
    learning_rates: Sequence[float],
    *,
    calmer: float | None = None,
) -> list[Remedy | None]:
    """Find the remedy of each run of a shelf, which differ in their learning rate only.

    Too high a rate is lowered, too low a one is raised: to one of the shelf's own, whose run shows
    how it ends. Who is carried too far gets a lower momentum. Who stands on a ridge is put a little
    off it; who settled in a shallow valley starts elsewhere, and so does who is on a plateau where
    no rate helps. Each is named only if the run with it ended lower.

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
    bar = Bar(runs, diagnosis.evidence, diagnosis.kind)
    made: list[Remedy | None] = [None] * len(learning_rates)
    with np.errstate(all="ignore"):
        buttons = list(_buttons(diagnosis, calmer))
        tried = carry_out(runs, [button.trial for button in buttons])
        own = outcome(runs, runs.known_origin().tolerance)
    chosen = choose(bar, [button.place for button in buttons], tried)
    for i, k in chosen.items():
        if diagnosis.kind[i] != "plateau":
            made[i] = buttons[k].remedy
    pairs = list(_other_rates(diagnosis, made))
    others = Outcome(*(part[[j for _, j in pairs]] for part in own))
    for i, k in choose(bar, [i for i, _ in pairs], others).items():
        made[i] = _set_rate(diagnosis.kind[i], float(learning_rates[pairs[k][1]]))
    return [
        made[i] or (buttons[chosen[i]].remedy if i in chosen else None) for i in range(len(made))
    ]


def _buttons(diagnosis: Diagnosis, calmer: float | None) -> Iterator[_Button]:
    """Give the changes that have to be tried: of the momentum and of the start."""
    runs, carries = diagnosis.run, diagnosis.evidence.method.carries
    starts = {
        kind: list(elsewhere(runs.objective, runs.params[0, 0]))
        for kind, (_, elsewhere) in STARTS.items()
        if kind in diagnosis.kind
    }
    for i, kind in enumerate(diagnosis.kind):
        overshoots = kind == "overshoot" and carries[i] and calmer is not None
        if not (overshoots or kind in starts):
            continue
        method = runs.known_origin().pick((i,)).optimizer
        if overshoots and calmer is not None:
            label = f"Set the momentum to {calmer:g}"
            remedy = Remedy("Lower the momentum.", label, control="momentum", value=calmer)
            yield _Button(i, remedy, Trial(i, with_settings(method, {"momentum": calmer})))
        for change in starts.get(kind, ()):
            remedy = Remedy(STARTS[kind][0], "Start elsewhere", start=change.start or ())
            yield _Button(i, remedy, Trial(i, method, np.array(change.start)))


def _other_rates(diagnosis: Diagnosis, made: Sequence[Remedy | None]) -> Iterator[tuple[int, int]]:
    """Give the other members of the shelf for each run without a remedy, the nearest first."""
    for i, kind in enumerate(diagnosis.kind):
        if made[i] is None and kind != "converged":
            others = reversed(range(i)) if kind in TOO_FAR else range(i + 1, len(made))
            for j in others:
                yield i, j


def _set_rate(kind: str, rate: float) -> Remedy:
    words = f"{'Lower' if kind in TOO_FAR else 'Raise'} the learning rate."
    label = f"Set the learning rate to {np.format_float_positional(rate, trim='-')}"
    return Remedy(words, label, control="learning_rate", value=rate)
