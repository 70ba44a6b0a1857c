"""Where a search looks: ranges of hyperparameters, and draws from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.engine.descend import checked_start
from gdwidgets.core.optimizers.settings import (
    checked_setting,
    is_each,
    settings,
)
from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer

MOST_TRIALS = 10_000
"""A search of more trials than this is refused."""

MOST_NUMBERS = 1 << 23
"""All trials together may have so many parameters, or rows of data to look at, at most."""

WIDE = 20
"""A range of positive numbers whose ends are so many times apart is drawn from by its logarithm."""

STREAM = 2
"""Settings are drawn from a stream of their own, beside those in `engine/draws.py`."""


class Range(NamedTuple):
    """The ends of a range, and whether the logarithm is what is spread evenly."""

    low: float
    high: float
    log: bool


def checked_ranges(optimizer: Optimizer, ranges: Any) -> dict[str, Range]:
    """Return the range of each hyperparameter, or raise an error that says what is allowed."""
    if not isinstance(ranges, Mapping) or not ranges:
        raise TypeError(
            f"ranges must be a dict of hyperparameters and their (low, high), not {ranges!r}"
        )
    allowed = [name for name in settings(optimizer) if is_each(optimizer, name)]
    return {name: _checked_range(optimizer, name, ranges[name], allowed) for name in ranges}


def _checked_range(optimizer: Optimizer, name: Any, given: Any, allowed: list[str]) -> Range:
    if name not in allowed:
        raise ValueError(f"ranges must name any of {', '.join(allowed)}, not {name!r}")
    must = f"ranges[{name!r}] must be (low, high), (low, high, 'log') or (low, high, 'linear')"
    if not isinstance(given, list | tuple) or len(given) not in (2, 3):
        raise TypeError(f"{must}, not {given!r}")
    low, high = (
        finite_number(f"the {end} end of ranges[{name!r}]", value)
        for end, value in zip(("low", "high"), given[:2], strict=True)
    )
    for end in (low, high):
        checked_setting(optimizer, name, end)
    if low >= high:
        raise ValueError(f"{must} with low < high, not {given!r}")
    scale = given[2] if len(given) == 3 else "log" if low > 0 and high / WIDE >= low else "linear"
    if not isinstance(scale, str) or scale not in ("log", "linear"):
        raise ValueError(f"{must}, not {given!r}")
    if scale == "log" and low <= 0:
        raise ValueError(f"{must}, with 0 < low for 'log', not {given!r}")
    return Range(low, high, scale == "log")


def drawn(ranges: dict[str, Range], n_trials: int, seed: int) -> dict[str, Array]:
    """Draw every hyperparameter of every trial; more trials go on from the same first ones."""
    shares = np.random.default_rng([seed, STREAM]).random((n_trials, len(ranges)))
    values = {}
    for (name, (low, high, log)), share in zip(ranges.items(), shares.T, strict=True):
        ends = np.log([low, high]) if log else np.array([low, high])
        spread = (1 - share) * ends[0] + share * ends[1]
        values[name] = np.clip(np.exp(spread) if log else spread, low, high)
    return values


def checked_n_trials(
    objective: Objective, n_trials: Any, low: int = 1, name: str = "n_trials"
) -> int:
    """Return a number of trials that fit into memory, or raise an error that says how many do."""
    size = max(objective.n_params, objective.n_rows or 1)
    high = max(low, min(MOST_TRIALS, MOST_NUMBERS // size))
    return whole_number(name, n_trials, low=low, high=high)


def one_start(objective: Objective, start: Any) -> Array:
    """Return the point where all trials start: the one that is given, or the objective's own."""
    own = objective.start if start is None else start
    if own is None:
        raise ValueError(f"start must be given, for {objective.name!r} has none of its own")
    point = checked_start(own, objective)
    if point.ndim > 1:
        raise ValueError(f"start must be one point, not shape {point.shape}")
    return point
