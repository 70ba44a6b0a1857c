"""`successive_halving`: many trials for a short while, the best of them for longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.descend import (
    MOST_STEPS,
    at_start,
    checked_optimizer,
    checked_sampling,
    checked_tolerance,
)
from gdwidgets.core.engine.judge import Judge
from gdwidgets.core.engine.runs import Runs
from gdwidgets.core.engine.status import STATUSES, window
from gdwidgets.core.maps.ends import Way
from gdwidgets.core.maps.grids import check_single, with_values
from gdwidgets.core.maps.ranges import (
    checked_n_trials,
    checked_ranges,
    drawn,
    one_start,
)
from gdwidgets.core.maps.trials import Ledger, Rung, Trials, ranked
from gdwidgets.core.objective import checked_objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers.base import Optimizer


def successive_halving(
    objective: Objective,
    optimizer: Optimizer,
    *,
    budget: int,
    n_trials: int,
    ranges: Mapping[str, Sequence[Any]],
    eta: int = 2,
    seed: int = 0,
    start: ArrayLike | None = None,
    batch_size: int | None = None,
    replacement: bool = False,
    tolerance: float | None = None,
) -> Trials:
    """Begin many trials, and spend ever more steps on ever fewer of them.

    At each rung the trials that are alive take equally many more steps, and the best one in `eta`
    of them by loss go on to the next rung, with all that they remember. There are as many rungs as
    it takes until one would be left, and each spends an equal share of the budget [1]_. What
    doesn't divide evenly, or is saved by trials that diverge (which never go on), is left to the
    rungs that follow. The settings are those of `random_search` with the same seed.

    Parameters
    ----------
    objective : Objective
        What to minimise.
    optimizer : Optimizer
        The method, with the hyperparameters that are not drawn.
    budget : int
        How many steps all trials together may take: at least one for each trial at each rung, as
        the first one spends it; at most 1,000,000 for each rung.
    n_trials : int
        How many trials begin; 2 to 10,000, fewer for objectives of many parameters or rows.
    ranges : mapping of str to (low, high) or (low, high, scale)
        Where each hyperparameter is drawn from, as in `random_search`.
    eta : int
        Of how many trials one survives a rung; at least 2. It is rounded in favour of trials: of
        5 and an `eta` of 2, 3 survive.
    seed : int
        Picks the settings, the mini-batches and the draws of a method that uses chance.
    start : (n_params,) array_like, optional
        Where every trial begins. The objective's own start by default.
    batch_size, replacement, tolerance : optional
        As in `descend`.

    Returns
    -------
    Trials
        With a `Rung` for each comparison. A trial that was dropped has what it had then.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    References
    ----------
    .. [1] K. Jamieson and A. Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter
       Optimization", AISTATS 2016.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> found = gd.successive_halving(
    ...     gd.surfaces.ravine(),
    ...     gd.optimizers.Momentum(0.1),
    ...     budget=2400,
    ...     n_trials=8,
    ...     ranges={"learning_rate": (1e-4, 1), "momentum": (0, 0.95)},
    ... )
    >>> [(rung.step, len(rung.trials)) for rung in found.rungs]
    [(100, 8), (300, 4), (700, 2)]
    """
    checked_objective(objective)
    check_single(checked_optimizer(optimizer), "what varies belongs in ranges")
    n_trials = checked_n_trials(objective, n_trials, low=2)
    eta = whole_number("eta", eta, low=2)
    n_rungs = _count_rungs(n_trials, eta)
    budget = whole_number("budget", budget, low=n_trials * n_rungs, high=n_rungs * MOST_STEPS)
    seed = whole_number("seed", seed, low=0)
    values = drawn(checked_ranges(optimizer, ranges), n_trials, seed)
    point = one_start(objective, start)
    sampling = checked_sampling(objective, batch_size, seed, replacement)
    tolerance = checked_tolerance(tolerance, point.dtype)

    ledger = Ledger(values, point)
    rungs: list[Rung] = []
    alive, left = np.arange(n_trials), budget
    with np.errstate(all="ignore"):
        runs = Runs(objective, with_values(optimizer, values), point, sampling)
        judge = Judge(runs, 0, tolerance, *at_start(runs))
        for rungs_left in range(n_rungs, 0, -1):
            n_steps = left // (len(alive) * rungs_left)
            left -= n_steps * len(alive)
            _walk(judge, n_steps)
            status = np.array(STATUSES)[judge.verdict()[0]]
            loss = np.where(judge.lost, np.nan, judge.loss)
            params = np.where(judge.lost[:, None], np.nan, runs.params)
            ledger.write(alive, params, loss, status, runs.step, runs.evaluations)
            rungs.append(Rung(runs.step, alive, loss))
            kept = np.sort(ranked(loss, status)[: -(-len(alive) // eta)])
            if not len(kept):
                break
            alive = alive[kept]
            judge.keep(kept)
    return ledger.result(budget, rungs)


def _count_rungs(n_trials: int, eta: int) -> int:
    """Return how often the trials can be cut to the best one in `eta` until one is left."""
    n_rungs = 0
    while n_trials > 1:
        n_trials = -(-n_trials // eta)
        n_rungs += 1
    return n_rungs


def _walk(judge: Judge, n_steps: int) -> None:
    """Let runs take some more steps with their memory, looked at as they go on."""
    runs = judge.runs
    end = runs.step + n_steps
    judge.n_steps, judge.window = end, window(end, runs.batches.whole)
    while runs.step < end:
        way = Way(runs, min(judge.window, end - runs.step))
        slope = way.slope(judge.settles)
        loss = runs.objective.value(runs.params)
        at, previous = runs.params[None], runs.before[None]
        judge.see(np.array([runs.step]), at, previous, loss[None], slope[None], way)
