"""What a sweep varies, and which of its runs can be computed as one batch."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.optimizers.base import array_fields

if TYPE_CHECKING:
    from gdwidgets.core.optimizers.base import Optimizer


def checked_grid(optimizer: Optimizer, grid: Any) -> dict[str, Any]:
    """Return the grid as a dict of non-empty sequences of allowed values.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import Adam
    >>> checked_grid(Adam(0.1), {"beta1": [0.5, 2.0]})
    Traceback (most recent call last):
    ValueError: beta1 must be a number with 0 <= beta1 < 1, not 2.0
    """
    if not isinstance(grid, Mapping):
        raise TypeError(f"grid must be a dict of hyperparameters and their values, not {grid!r}")
    if array_fields(optimizer):
        raise ValueError(
            f"optimizer must have single numbers as hyperparameters, not {optimizer!r}; "
            "what varies belongs in grid"
        )
    fields = [field.name for field in dataclasses.fields(optimizer)]  # type: ignore[arg-type]
    allowed = [*fields, "batch_size"]
    checked = {}
    for name, values in grid.items():
        if name not in allowed:
            raise ValueError(f"grid must name any of {', '.join(allowed)}, not {name!r}")
        if isinstance(values, str) or np.ndim(values) != 1 or len(values) == 0:
            raise ValueError(f"grid[{name!r}] must be a sequence of values, not {values!r}")
        if name != "batch_size":
            for value in values:
                dataclasses.replace(optimizer, **{name: value})  # type: ignore[type-var]
        checked[name] = values
    return checked


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
    shared = [name for name in axes if name != "start" and not _is_per_run(optimizer, axes, name)]
    sizes = [len(axes[name]) for name in shared]
    n_runs = math.prod(len(values) for values in axes.values())
    groups = []
    for index in np.ndindex(*sizes):
        chosen = {name: axes[name][i] for name, i in zip(shared, index, strict=True)}
        mask = np.ones(n_runs, dtype=bool)
        for name, i in zip(shared, index, strict=True):
            mask &= at[name] == i
        groups.append((chosen, np.flatnonzero(mask)))
    return groups


def _is_per_run(optimizer: Optimizer, axes: dict[str, Any], name: str) -> bool:
    """Tell whether an axis is a hyperparameter that every run of a batch has for itself."""
    if name in {"batch_size", "seed"}:
        return False
    kinds = {field.name: field.metadata for field in dataclasses.fields(optimizer)}  # type: ignore[arg-type]
    return not kinds[name].get("shared") and np.asarray(axes[name]).dtype.kind in "iuf"
