"""What a sweep varies, and which of its runs can be computed as one batch."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.draws import checked_batch_size
from gdwidgets.core.optimizers.settings import (
    checked_setting,
    is_each,
    settings,
    several,
    with_settings,
)

if TYPE_CHECKING:
    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers.base import Optimizer

MOST_RUNS = 50_000_000
"""A sweep of more runs than this is refused: it would run away with memory and time."""


def check_single(optimizer: Optimizer, instead: str) -> None:
    """Raise an error if a method is that of several runs already; it says where these belong."""
    shapes = several(optimizer)
    if shapes:
        listed = ", ".join(f"{name} has shape {shape}" for name, shape in shapes.items())
        raise ValueError(
            f"optimizer must have single numbers as hyperparameters, but {listed}; {instead}"
        )


def checked_values(
    argument: str, objective: Objective, optimizer: Optimizer, given: Any
) -> dict[str, Any]:
    """Return the values of each setting that is varied, or raise an error about the argument."""
    if not isinstance(given, Mapping):
        raise TypeError(f"{argument} must be a dict of settings and their values, not {given!r}")
    allowed = [*settings(optimizer), "batch_size"]
    for name, values in given.items():
        if name not in allowed:
            raise ValueError(f"{argument} must name any of {', '.join(allowed)}, not {name!r}")
        is_row = values.ndim == 1 if isinstance(values, np.ndarray) else _is_sequence(values)
        if not is_row or not len(values) or any(_is_sequence(v) or np.ndim(v) for v in values):
            raise ValueError(f"{argument}[{name!r}] must be a sequence of values, not {values!r}")
        for value in values:
            if name == "batch_size":
                checked_batch_size(value, objective.n_rows)
            else:
                checked_setting(optimizer, name, value)
    return dict(given)


def _is_sequence(value: Any) -> bool:
    return isinstance(value, list | tuple | range)


def check_size(n_runs: int) -> None:
    """Raise an error if there are too many runs to compute."""
    if n_runs > MOST_RUNS:
        raise ValueError(
            f"grid, starts and seed must make at most {MOST_RUNS:,} runs, not {n_runs:,}"
        )


def alike(
    optimizer: Optimizer, axes: dict[str, Any], at: dict[str, np.ndarray]
) -> list[tuple[dict[str, Any], np.ndarray]]:
    """Split the runs into those that can be computed as one batch: what they have in common.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import Adam
    >>> axes = {"bias_correction": [True, False], "beta1": [0.5, 0.9]}
    >>> at = {"bias_correction": np.array([0, 0, 1, 1]), "beta1": np.array([0, 1, 0, 1])}
    >>> for shared, runs in alike(Adam(0.1), axes, at):
    ...     print(shared, runs)
    {'bias_correction': True} [0 1]
    {'bias_correction': False} [2 3]
    """
    shared = [name for name in axes if not is_per_run(optimizer, name, axes[name])]
    sizes = [len(axes[name]) for name in shared]
    n_runs = len(next(iter(at.values()))) if at else 1
    groups = []
    for index in np.ndindex(*sizes):
        chosen = {name: axes[name][i] for name, i in zip(shared, index, strict=True)}
        mask = np.ones(n_runs, dtype=bool)
        for name, i in zip(shared, index, strict=True):
            mask &= at[name] == i
        groups.append((chosen, np.flatnonzero(mask)))
    return groups


def with_values(optimizer: Any, values: dict[str, Any]) -> Any:
    """Return an optimizer with other hyperparameters, each one checked."""
    if dataclasses.is_dataclass(optimizer):
        return dataclasses.replace(optimizer, **values)  # type: ignore[type-var]
    checked = {name: checked_setting(optimizer, name, value) for name, value in values.items()}
    return with_settings(optimizer, checked)


def is_per_run(optimizer: Optimizer, name: str, values: Any) -> bool:
    """Tell whether every run of a batch may have its own value of what is varied."""
    if name in {"start", "seed"}:
        return True
    if name == "batch_size":
        return False
    return is_each(optimizer, name) and np.asarray(values).dtype.kind in "iuf"
