"""What a sweep varies, and which of its runs can be computed as one batch."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.optimizers.settings import (
    array_settings,
    checked_setting,
    is_each,
    schedules,
    settings,
    with_settings,
)

if TYPE_CHECKING:
    from gdwidgets.core.optimizers.base import Optimizer

MOST_RUNS = 50_000_000
"""A sweep of more runs than this is refused: it would run away with memory and time."""


def checked_single(optimizer: Optimizer) -> Optimizer:
    """Return an optimizer of one run, or raise an error if its hyperparameters are several."""
    several = dict(array_settings(optimizer))
    several |= {name: value for name, of in schedules(optimizer).items() if np.ndim(value := of(0))}
    if several:
        listed = ", ".join(f"{name} has shape {np.shape(v)}" for name, v in several.items())
        raise ValueError(
            f"optimizer must have single numbers as hyperparameters, but {listed}; what varies "
            "belongs in grid"
        )
    return optimizer


def checked_grid(optimizer: Optimizer, grid: Any) -> dict[str, Any]:
    """Return the grid as a dict of lists of allowed values."""
    if not isinstance(grid, Mapping):
        raise TypeError(f"grid must be a dict of hyperparameters and their values, not {grid!r}")
    allowed = [*settings(optimizer), "batch_size"]
    checked = {}
    for name, values in grid.items():
        if name not in allowed:
            raise ValueError(f"grid must name any of {', '.join(allowed)}, not {name!r}")
        is_values = isinstance(values, list | tuple | range | np.ndarray) and len(values)
        if not is_values or any(np.ndim(value) for value in list(values)):
            raise ValueError(f"grid[{name!r}] must be a sequence of values, not {values!r}")
        if name != "batch_size":
            for value in values:
                checked_setting(optimizer, name, value)
        checked[name] = values
    return checked


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
    shared = [name for name in axes if not _is_per_run(optimizer, axes, name)]
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


def _is_per_run(optimizer: Optimizer, axes: dict[str, Any], name: str) -> bool:
    """Tell whether every run of a batch has its own value along an axis."""
    if name in {"start", "seed"}:
        return True
    if name == "batch_size":
        return False
    return is_each(optimizer, name) and np.asarray(axes[name]).dtype.kind in "iuf"
