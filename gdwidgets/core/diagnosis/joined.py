"""One optimizer for many runs out of one for each, and schedules that are scaled."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.settings import is_optimizer, settings, with_settings
from gdwidgets.core.schedules.base import Schedule


def joined(parts: Sequence[Any]) -> Any:
    """Return one optimizer, or schedule, for several runs: numbers that differ become an array.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> joined([gd.optimizers.Momentum(0.1), gd.optimizers.Momentum(0.2)])
    Momentum(learning_rate=array([0.1, 0.2]), momentum=0.9)
    """
    changes: dict[str, Any] = {}
    every = [settings(part) for part in parts]
    for name, first in every[0].items():
        values = [each[name] for each in every]
        if all(value is first or _same(value, first) for value in values):
            continue
        alike = all(type(value) is type(first) for value in values)
        if alike and (isinstance(first, Schedule) or is_optimizer(first)):
            changes[name] = joined(values)
        elif any(callable(value) for value in values):
            changes[name] = functools.partial(_each, values)
        else:
            changes[name] = np.array(values)
    return with_settings(parts[0], changes)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(np.all(one == other))


def _each(values: list[Any], step: int) -> Any:
    return np.array([value(step) if callable(value) else value for value in values])


def scaled(schedule: Callable[[Any], Any], factor: float) -> Any:
    """Return a schedule whose rates are all multiplied by a factor."""
    if isinstance(schedule, Schedule):
        return Scaled(schedule, factor)
    return functools.partial(_times, schedule, factor)


def _times(schedule: Callable[[Any], Any], factor: float, step: Any) -> Any:
    return schedule(step) * factor


@final
@dataclass(frozen=True)
class Scaled(Schedule):
    """A schedule times a factor."""

    name: ClassVar[str] = "Scaled"
    latex: ClassVar[str] = r"c\,\eta_k"

    schedule: Any = field(metadata={"check": lambda _, schedule: schedule})
    factor: Hyperparameter = hyperparameter(low=0)

    def __call__(self, step: Any) -> Any:
        """Return the learning rate after `step` steps."""
        return self.schedule(step) * self.factor
