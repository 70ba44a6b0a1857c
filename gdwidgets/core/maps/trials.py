"""`Trials`: what came of a search, however its settings were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np

from gdwidgets.core.engine.status import STATUSES

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


class Rung(NamedTuple):
    """A look at the trials that were still in the race.

    Attributes
    ----------
    step : int
        How many steps each of them had taken.
    trials : (n_alive,) ndarray of int
        Which they were, ascending.
    loss : (n_alive,) ndarray
        Their losses, over all rows; NaN where one had blown up.
    """

    step: int
    trials: np.ndarray
    loss: Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Trials:
    """What came of each trial of a search: an entry for each, in the order of the draws.

    Attributes
    ----------
    settings : dict of str to sequence
        The values of each setting.
    params : (n_trials, n_params) ndarray
        Where each trial stood after its last step; NaN where it had blown up.
    loss : (n_trials,) ndarray
        The loss there, over all rows; NaN where it had blown up.
    status : (n_trials,) ndarray of str
        How it ended, as far as it went; the words are those of a `Trajectory`.
    steps : (n_trials,) ndarray of int
        How many steps it was given.
    evaluations : (n_trials,) ndarray of int
        How often its steps evaluated the objective, as a `Trajectory` counts: one gradient a step
        for most methods. The looks at the loss by which trials are compared are not counted.
    budget : int
        How many steps all trials together were allowed.
    rungs : tuple of Rung
        When the trials were compared: once at the end, or at each rung of successive halving.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> rates = {"learning_rate": [0.01, 0.1, 1.0]}
    >>> gd.paired_search(gd.surfaces.himmelblau, gd.optimizers.Adam(0.1), 200, rates)
    Trials(3 of learning_rate: best loss 7.68e-08, 600 evaluations)
    """

    settings: dict[str, Any]
    params: Array
    loss: Array
    status: np.ndarray
    steps: np.ndarray
    evaluations: np.ndarray
    budget: int
    rungs: tuple[Rung, ...]

    @property
    def spent(self) -> int:
        """How many evaluations of the objective all steps together took."""
        return int(self.evaluations.sum())

    @property
    def ranking(self) -> np.ndarray:
        """The trials from the lowest loss to the highest; those that diverged are left out."""
        return ranked(self.loss, self.status)

    def best(self) -> dict[str, Any]:
        """Return the settings of the trial with the lowest loss; diverged ones don't count.

        Raises
        ------
        ValueError
            If all of them diverged.
        """
        ranking = self.ranking
        if not len(ranking):
            raise ValueError("there is no best trial: all of them diverged")
        chosen = {name: values[int(ranking[0])] for name, values in self.settings.items()}
        return {n: v.item() if isinstance(v, np.generic) else v for n, v in chosen.items()}

    def __len__(self) -> int:
        return len(self.loss)

    def __repr__(self) -> str:
        ranking = self.ranking
        best = f"best loss {self.loss[ranking[0]]:.3g}" if len(ranking) else "all diverged"
        names = ", ".join(self.settings)
        return f"Trials({len(self)} of {names}: {best}, {self.spent} evaluations)"


def ranked(loss: Array, status: np.ndarray) -> np.ndarray:
    """Return the places of the losses from the lowest to the highest, diverged runs left out."""
    fine = np.flatnonzero(np.isfinite(loss) & (status != "diverged"))
    order: np.ndarray = fine[loss[fine].argsort(kind="stable")]
    return order


@final
class Ledger:
    """Trials under way: what is known of each so far."""

    def __init__(self, settings: dict[str, Any], start: Array) -> None:
        self.settings = settings
        n_trials = len(next(iter(settings.values())))
        self.params = np.empty((n_trials, len(start)), start.dtype)
        self.loss = np.empty(n_trials)
        self.status = np.empty(n_trials, np.array(STATUSES).dtype)
        self.steps = np.empty(n_trials, int)
        self.evaluations = np.empty(n_trials, int)

    def write(
        self, trials: np.ndarray, params: Array, loss: Array, status: Any, step: int, spent: Any
    ) -> None:
        """Note where some trials have come."""
        self.params[trials] = params
        self.loss[trials] = loss
        self.status[trials] = status
        self.steps[trials] = step
        self.evaluations[trials] = spent

    def result(self, budget: int, rungs: Sequence[Rung]) -> Trials:
        """Return what came of them all."""
        return Trials(
            self.settings,
            self.params,
            self.loss,
            self.status,
            self.steps,
            self.evaluations,
            budget,
            tuple(rungs),
        )
