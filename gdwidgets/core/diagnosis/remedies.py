"""Remedies: changes that were tried on the spot, so that only what helps is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.diagnosis.budget import affordable
from gdwidgets.core.diagnosis.changes import Case, case_of, cures, elsewhere, more, others
from gdwidgets.core.diagnosis.gain import Bar
from gdwidgets.core.diagnosis.kinds import bottomless
from gdwidgets.core.diagnosis.remedy import Remedy
from gdwidgets.core.diagnosis.trials import Outcome, Trial, carry_out, more_steps
from gdwidgets.core.optimizers.settings import with_settings

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence
    from gdwidgets.core.engine.trajectory import Trajectory

AS_GOOD = 0.95
"""A gentler change that gains this share of what the best one gains is preferred."""

Wanted = list[tuple[int, Remedy]]
"""Changes, each of one of the runs, by its place."""


def find_remedies(run: Trajectory, e: Evidence, kind: np.ndarray) -> list[Remedy | None]:
    """Find a remedy for each run of a trajectory that needs one.

    Changes that go to the cause are tried first; where none helps clearly, another method or
    another start; where they don't either, more steps; and at last whatever helped best. Those of
    all runs are tried together.
    """
    with np.errstate(all="ignore"):
        needy = np.flatnonzero((kind != "converged") & ~bottomless(e))
        cases = {int(i): case_of(run, e, int(i), kind[i]) for i in needy}
        bar = Bar(run, e, kind)
        found: list[Remedy | None] = [None] * len(kind)
        everything: list[tuple[Wanted, Outcome]] = []
        for changes in (cures, others, more, elsewhere):
            open_cases = {i: case for i, case in cases.items() if found[i] is None}
            wanted = [(i, each) for i, case in open_cases.items() for each in changes(case)]
            wanted = affordable(run, wanted)
            if wanted:
                everything.append((wanted, _tried(run, cases, wanted)))
                _note(bar, *everything[-1], found)
        for wanted, tried in everything:
            _note(bar, wanted, tried, found, clearly=False)
        return found


def _note(
    bar: Bar,
    wanted: Wanted,
    tried: Outcome,
    found: list[Remedy | None],
    *,
    clearly: bool = True,
) -> None:
    """Put the changes that help into `found`, where there is none yet."""
    for i, k in choose(bar, [i for i, _ in wanted], tried, clearly=clearly).items():
        if found[i] is None:
            found[i] = replace(wanted[k][1], loss=float(tried.loss[k]))


def _tried(run: Trajectory, cases: dict[int, Case], wanted: Wanted) -> Outcome:
    """Try changes, and return how the changed runs ended."""
    longer = [(i, change.n_steps) for i, change in wanted if change.n_steps is not None]
    if longer:
        return more_steps(run, longer)
    trials = []
    for i, change in wanted:
        method = change.optimizer or with_settings(cases[i].method, change.settings)
        start = None if change.start is None else np.array(change.start)
        trials.append(Trial(i, method, start, change.batch_size))
    return carry_out(run, trials)


def choose(
    bar: Bar, places: Sequence[int], tried: Outcome, *, clearly: bool = True
) -> dict[int, int]:
    """Choose for each run the change that helps it: the first that is about as good as the best.

    Of these one that arrives is preferred.

    Parameters
    ----------
    bar : Bar
        What the changes must gain.
    places : sequence of int
        Which run each changes.
    tried : Outcome
        How each changed run ended.
    clearly : bool
        Whether it must help clearly, or at all.

    Returns
    -------
    dict of int to int
        Which change to make, by the place of the run.
    """
    helping: dict[int, list[int]] = {}
    for k in np.flatnonzero(bar.helped(np.array(places, int), tried, clearly=clearly)).tolist():
        helping.setdefault(places[k], []).append(k)
    chosen = {}
    for i, own in helping.items():
        loss = tried.loss[own]
        before = bar.loss[i] if np.isfinite(bar.loss[i]) else loss.max()
        good = before - loss >= AS_GOOD * (before - loss.min())
        there = good & tried.level[own]
        chosen[i] = own[int((there if there.any() else good).argmax())]
    return chosen
