"""`random_search` and `paired_search`: trials of settings, side by side on one budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.descend import MOST_STEPS, checked_optimizer, descend
from gdwidgets.core.maps.grids import check_single, checked_values, is_per_run, with_values
from gdwidgets.core.maps.ranges import (
    checked_n_trials,
    checked_ranges,
    drawn,
    one_start,
)
from gdwidgets.core.maps.trials import Ledger, Rung, Trials
from gdwidgets.core.objective import checked_objective
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers.base import Optimizer


def random_search(
    objective: Objective,
    optimizer: Optimizer,
    n_steps: int,
    *,
    n_trials: int,
    ranges: Mapping[str, Sequence[Any]],
    seed: int = 0,
    start: ArrayLike | None = None,
    batch_size: int | None = None,
    replacement: bool = False,
    tolerance: float | None = None,
) -> Trials:
    """Try settings that are drawn at random, each hyperparameter independently of the others.

    Of two settings, a grid tries only as many values each as the square root of its trials; random
    draws try as many values of each as there are trials. So where few of the settings matter, they
    look at these in more places on the same budget [1]_.

    Parameters
    ----------
    objective : Objective
        What to minimise.
    optimizer : Optimizer
        The method, with the hyperparameters that are not drawn.
    n_steps : int
        How many steps each trial takes; 0 to 1,000,000.
    n_trials : int
        How many trials; 1 to 10,000, fewer for objectives of many parameters or rows. More trials
        of the same seed begin with the same ones.
    ranges : mapping of str to (low, high) or (low, high, scale)
        Where each hyperparameter is drawn from. The scale says what is spread evenly: the value
        itself ("linear") or its logarithm ("log"). Without one it is the logarithm where `low` is
        positive and `high` at least 20 times as large.
    seed : int
        Picks the settings, the mini-batches and the draws of a method that uses chance.
    start : (n_params,) array_like, optional
        Where every trial begins. The objective's own start by default.
    batch_size, replacement, tolerance : optional
        As in `descend`.

    Returns
    -------
    Trials
        Its budget is ``n_trials * n_steps`` steps.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    References
    ----------
    .. [1] J. Bergstra and Y. Bengio, "Random Search for Hyper-Parameter Optimization", Journal of
       Machine Learning Research 13, 2012.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> found = gd.random_search(
    ...     gd.surfaces.ravine(),
    ...     gd.optimizers.Momentum(0.1),
    ...     100,
    ...     n_trials=25,
    ...     ranges={"learning_rate": (1e-4, 1), "momentum": (0, 0.95)},
    ... )
    >>> found.budget, found.spent
    (2500, 2500)
    """
    checked_objective(objective)
    check_single(checked_optimizer(optimizer), "what varies belongs in ranges")
    n_trials = checked_n_trials(objective, n_trials)
    checked = checked_ranges(optimizer, ranges)
    return paired_search(
        objective,
        optimizer,
        n_steps,
        drawn(checked, n_trials, whole_number("seed", seed, low=0)),
        seed=seed,
        start=start,
        batch_size=batch_size,
        replacement=replacement,
        tolerance=tolerance,
    )


def paired_search(
    objective: Objective,
    optimizer: Optimizer,
    n_steps: int,
    pairs: Mapping[str, Any],
    *,
    seed: int = 0,
    start: ArrayLike | None = None,
    batch_size: int | None = None,
    replacement: bool = False,
    tolerance: float | None = None,
) -> Trials:
    """Try settings that belong together: the first of each sequence, the second of each, and on.

    Each trial is a run as `descend` takes it, bit for bit, and takes all its steps. So the points
    of a grid, given as pairs, spend the same budget as a random search of as many trials.

    Parameters
    ----------
    objective : Objective
        What to minimise.
    optimizer : Optimizer
        The method, with the hyperparameters that are not varied.
    n_steps : int
        How many steps each trial takes; 0 to 1,000,000.
    pairs : mapping of str to sequence
        The values of each setting, one for each trial: hyperparameters, schedules among them, or
        "batch_size".
    seed : int
        Picks the mini-batches and the draws of a method that uses chance.
    start : (n_params,) array_like, optional
        Where every trial begins. The objective's own start by default.
    batch_size, replacement, tolerance : optional
        As in `descend`.

    Returns
    -------
    Trials
        Its budget is ``n_trials * n_steps`` steps.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, out of range, or does not fit the others.

    Examples
    --------
    A grid of four by four:

    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> rates, momenta = np.meshgrid(np.geomspace(1e-3, 1, 4), np.linspace(0, 0.9, 4))
    >>> grid = {"learning_rate": rates.ravel(), "momentum": momenta.ravel()}
    >>> found = gd.paired_search(gd.surfaces.ravine(), gd.optimizers.Momentum(0.1), 100, grid)
    >>> len(found), found.budget
    (16, 1600)
    """
    checked_objective(objective)
    check_single(checked_optimizer(optimizer), "what varies belongs in pairs")
    values = _checked_pairs(objective, optimizer, pairs)
    n_steps = whole_number("n_steps", n_steps, low=0, high=MOST_STEPS)
    seed = whole_number("seed", seed, low=0)
    point = one_start(objective, start)
    n_trials = len(next(iter(values.values())))
    each = [name for name in values if is_per_run(optimizer, name, values[name])]
    ledger = Ledger(values, point)
    for trials in _alike({n: column for n, column in values.items() if n not in each}, n_trials):
        shared = {n: column[trials[0]] for n, column in values.items() if n not in each}
        size = shared.pop("batch_size", batch_size)
        base = with_values(optimizer, shared) if shared else optimizer
        check_single(base, "what varies belongs in pairs")
        own = {name: np.asarray(values[name])[trials] for name in each}
        runs = descend(
            objective,
            with_values(base, own) if own else base,
            np.broadcast_to(point, (len(trials), len(point))),
            n_steps,
            batch_size=size,
            seed=seed,
            replacement=replacement,
            tolerance=tolerance,
            record_every=max(1, n_steps),
        )
        end, loss, spent = runs.params[-1], runs.loss[-1], runs.evaluations[-1]
        ledger.write(trials, end, loss, runs.status, n_steps, spent)
    last = Rung(n_steps, np.arange(n_trials), ledger.loss)
    return ledger.result(n_trials * n_steps, [last])


def _checked_pairs(objective: Objective, optimizer: Optimizer, pairs: Any) -> dict[str, Any]:
    """Return the values of each setting, or raise an error that says what is allowed."""
    values = checked_values("pairs", objective, optimizer, pairs)
    if not values:
        raise TypeError(f"pairs must be a dict of settings and their values, not {pairs!r}")
    lengths = {name: len(column) for name, column in values.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{n} of {name}" for name, n in lengths.items())
        raise ValueError(f"pairs must be equally many values of each setting, not {listed}")
    checked_n_trials(objective, max(lengths.values()), name="the number of pairs")
    return values


def _alike(shared: dict[str, Any], n_trials: int) -> list[np.ndarray]:
    """Split the trials into those that can be computed as one batch."""
    groups: dict[Any, list[int]] = {}
    for trial in range(n_trials):
        groups.setdefault(tuple(column[trial] for column in shared.values()), []).append(trial)
    return [np.array(trials) for trials in groups.values()]
