"""The hyperparameters of an optimizer: found, checked, and bound to the runs of a batch.

Those of an optimizer within another are named by the way to them, as in "optimizer.momentum".
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from gdwidgets.core import hyperparameters
from gdwidgets.core.schedules.base import Schedule

if TYPE_CHECKING:
    from gdwidgets.core.optimizers.base import Optimizer

    _O = TypeVar("_O", bound=Optimizer)

settings = hyperparameters.settings


class Setting(NamedTuple):
    """A hyperparameter: the way to it, the optimizer that has it, its name there, its value."""

    path: str
    owner: Optimizer
    name: str
    value: Any


def all_settings(optimizer: Optimizer, prefix: str = "") -> Iterator[Setting]:
    """Yield every hyperparameter; those of optimizers within in place of these."""
    for name, value in settings(optimizer).items():
        if is_optimizer(value):
            yield from all_settings(value, f"{prefix}{name}.")
        else:
            yield Setting(prefix + name, optimizer, name, value)


def array_settings(optimizer: Optimizer) -> dict[str, np.ndarray]:
    """Return the hyperparameters that are arrays."""
    return {
        each.path: each.value
        for each in all_settings(optimizer)
        if isinstance(each.value, np.ndarray) and each.value.ndim
    }


def number_settings(optimizer: Optimizer) -> dict[str, float]:
    """Return the hyperparameters that are single numbers."""
    return {
        each.path: each.value for each in all_settings(optimizer) if isinstance(each.value, float)
    }


def schedules(optimizer: Optimizer) -> dict[str, functools.partial[Any]]:
    """Return the hyperparameters that are schedules, each as a function that checks its values."""
    return {
        each.path: functools.partial(
            _scheduled,
            name=each.path,
            schedule=each.value,
            check=hyperparameters.rule_of(each.owner, each.name).check,
        )
        for each in all_settings(optimizer)
        if is_schedule(each.owner, each.name, each.value)
    }


def picked_schedules(optimizer: Optimizer, pick: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the schedules that differ from run to run, for some of the runs only."""
    return {
        each.path: _picked(each.value, pick)
        for each in all_settings(optimizer)
        if is_schedule(each.owner, each.name, each.value) and np.ndim(each.value(0))
    }


def with_settings(optimizer: _O, changes: dict[str, Any]) -> _O:
    """Return a copy with some hyperparameters set as they are: nothing is checked or converted.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import Clipped, Momentum
    >>> with_settings(Clipped(Momentum(0.1)), {"max_norm": 2.0, "optimizer.momentum": 0.5})
    Clipped(optimizer=Momentum(learning_rate=0.1, momentum=0.5), max_norm=2.0)
    """
    changed = copy.copy(optimizer)
    within: dict[str, dict[str, Any]] = {}
    for path, value in changes.items():
        name, _, rest = path.partition(".")
        if rest:
            within.setdefault(name, {})[rest] = value
        else:
            object.__setattr__(changed, name, value)
    for name, inner in within.items():
        object.__setattr__(changed, name, with_settings(getattr(optimizer, name), inner))
    return changed


def checked_setting(optimizer: Optimizer, name: str, value: Any) -> Any:
    """Return a hyperparameter as it is stored: a list becomes an array over runs.

    Raises
    ------
    TypeError, ValueError
        If it is not what its field allows.
    """
    rule = hyperparameters.rule_of(optimizer, name)
    if isinstance(value, type) and (rule.is_number or issubclass(value, Schedule)):
        raise TypeError(
            f"{name} must be a number, an array or a schedule, not the class {value.__name__}: "
            f"call it, as in {value.__name__}(...)"
        )
    if is_schedule(optimizer, name, value):
        return value
    return rule.check(name, value)


def is_each(optimizer: Optimizer, name: str) -> bool:
    """Tell whether each run of a batch may have its own value of a hyperparameter."""
    return hyperparameters.rule_of(optimizer, name).each


def several(optimizer: Optimizer) -> dict[str, tuple[int, ...]]:
    """Return the hyperparameters that have a value for each of several runs, with their shapes."""
    shapes = {name: np.shape(value) for name, value in array_settings(optimizer).items()}
    shapes |= {name: np.shape(of(0)) for name, of in schedules(optimizer).items()}
    return {name: shape for name, shape in shapes.items() if shape}


def is_optimizer(value: Any) -> bool:
    """Tell whether a hyperparameter is an optimizer itself."""
    return hasattr(value, "update") and hasattr(value, "init") and not isinstance(value, type)


def is_schedule(optimizer: Optimizer, name: str, value: Any) -> bool:
    """Tell whether a hyperparameter is a function of the step.

    Any function is one where a number is wanted. A field of a learner's own that doesn't say what
    it wants may hold a function for another reason, so only a `Schedule` counts.
    """
    if not callable(value) or is_optimizer(value):
        return False
    rule = hyperparameters.rule_of(optimizer, name)
    is_free = rule.check is hyperparameters.undeclared
    return rule.is_number or (is_free and isinstance(value, Schedule))


def _scheduled(step: int, *, name: str, schedule: Any, check: Any) -> Any:
    """Return what a schedule gives for a step, checked like a number that was given."""
    try:
        value = schedule(step)
    except Exception as error:
        raise ValueError(
            f"{name} must be a schedule that gives a number for each step, but {schedule!r} failed "
            f"at step {step}: {type(error).__name__}: {error}"
        ) from error
    if value is None:
        raise TypeError(
            f"{name}({step}) must be a number, but the schedule returned None: is a return missing?"
        )
    return check(f"{name}({step})", value)


def _picked(schedule: Any, pick: Callable[[Any], Any]) -> Any:
    if not isinstance(schedule, Schedule):
        return lambda step: pick(schedule(step))
    picked = copy.copy(schedule)
    for name, value in settings(schedule).items():
        if isinstance(value, np.ndarray):
            object.__setattr__(picked, name, pick(value))
    return picked
