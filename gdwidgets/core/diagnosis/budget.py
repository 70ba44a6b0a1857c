"""How much it costs to try a change, and which changes can be afforded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gdwidgets.core.objective import Objective

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.remedy import Remedy
    from gdwidgets.core.engine.trajectory import Trajectory

BUDGET = 6e7
"""So many numbers may be gone through to find remedies: a second or two."""

NUMBERS_A_SECOND = 3e7
"""What a surface that is computed point by point costs is counted so."""

TAKE_HESSIANS = ("Newton", "SaddleFreeNewton")
"""The methods whose steps cost far more than a slope."""


def affordable(run: Trajectory, wanted: list[tuple[int, Remedy]]) -> list[tuple[int, Remedy]]:
    """Return the changes that can be tried: all; or of each run some, the first among them.

    A single change that is too expensive is left out.
    """
    costs = [_cost(run, *each) for each in wanted]
    sparse = max(1, math.ceil(sum(cost for cost in costs if cost <= BUDGET) / BUDGET))
    kept, seen = [], dict.fromkeys((i for i, _ in wanted), 0)
    for (i, change), cost in zip(wanted, costs, strict=True):
        if cost <= BUDGET:
            if seen[i] % sparse == 0:
                kept.append((i, change))
            seen[i] += 1
    return kept


def _cost(run: Trajectory, i: int, change: Remedy) -> float:
    """Estimate how many numbers a changed run goes through."""
    objective, n_params = run.objective, run.objective.n_params
    taken = max(1, run.n_steps - int(run.steps[0]))
    spent = run.evaluations[[0, -1]].reshape(2, -1)[:, i]
    method, evaluations = run.optimizer, float(spent[1] - spent[0])
    if change.optimizer is not None:
        method, evaluations = change.optimizer, float(taken)
    seconds = getattr(objective, "seconds_per_point", None) or 0.0
    numbers = n_params * (run.batch_size or objective.n_rows or 1)
    cost = evaluations * max(numbers, NUMBERS_A_SECOND * seconds)
    if type(method).__name__ in TAKE_HESSIANS:
        if type(objective).hessian is Objective.hessian:
            cost *= 2 * n_params  # by differences of the slope
        cost += 4 * taken * n_params**3
    return cost * ((change.n_steps or run.n_steps) / max(1, run.n_steps) - bool(change.n_steps))
