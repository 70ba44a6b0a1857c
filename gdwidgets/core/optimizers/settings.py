"""The hyperparameters of an optimizer: found, checked, and bound to the runs of a batch."""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from gdwidgets.core.schedules.base import Schedule
from gdwidgets.core.validate import number_or_array

if TYPE_CHECKING:
    from gdwidgets.core.optimizers.base import Optimizer

    _O = TypeVar("_O", bound=Optimizer)

Change = Callable[[str, Any], Any]


def settings(optimizer: Any) -> dict[str, Any]:
    """Return the hyperparameters by name: the fields, or what `__init__` has set."""
    if dataclasses.is_dataclass(optimizer):
        return {
            field.name: getattr(optimizer, field.name) for field in dataclasses.fields(optimizer)
        }
    return dict(vars(optimizer))


def checked_setting(optimizer: Optimizer, name: str, value: Any) -> Any:
    """Return a hyperparameter as it is stored: a list becomes an array over runs.

    Raises
    ------
    TypeError, ValueError
        If it is not what its field allows.
    """
    if isinstance(value, type):
        raise TypeError(
            f"{name} must be a number, an array or a schedule, not the class {value.__name__}: "
            f"call it, as in {value.__name__}(...)"
        )
    if is_optimizer(value) and not is_optimizer_field(optimizer, name):
        raise TypeError(f"{name} must be a number, an array or a schedule, not {value!r}")
    check, each = _check(optimizer, name)
    if check is None or (each and callable(value)):
        return value
    if each or not isinstance(value, list | tuple | np.ndarray):
        return check(name, value)
    return value


def array_settings(optimizer: Optimizer, prefix: str = "") -> dict[str, np.ndarray]:
    """Return the hyperparameters that are arrays, by name; those of optimizers within, too."""
    found: dict[str, np.ndarray] = {}
    for name, value in settings(optimizer).items():
        if isinstance(value, np.ndarray) and value.ndim:
            found[prefix + name] = value
        elif is_optimizer(value):
            found |= array_settings(value, f"{prefix}{name}.")
    return found


def schedules(optimizer: Optimizer, prefix: str = "") -> dict[str, functools.partial[Any]]:
    """Return the hyperparameters that are schedules, by name; each a checked function."""
    found: dict[str, functools.partial[Any]] = {}
    for name, value in settings(optimizer).items():
        if is_optimizer(value):
            found |= schedules(value, f"{prefix}{name}.")
        elif is_schedule(optimizer, name, value):
            check, _ = _check(optimizer, name)
            found[prefix + name] = functools.partial(
                _scheduled, name=name, schedule=value, check=check
            )
    return found


def with_settings(optimizer: _O, changes: dict[str, Any]) -> _O:
    """Return a copy with some hyperparameters set as they are: nothing is checked or converted.

    Those of an optimizer within are named as ``array_settings`` names them.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import Momentum
    >>> with_settings(Momentum(0.1), {"momentum": 0.5})
    Momentum(learning_rate=0.1, momentum=0.5)
    """
    changed = copy.copy(optimizer)
    within: dict[str, dict[str, Any]] = {}
    for name, value in changes.items():
        first, _, rest = name.partition(".")
        if rest:
            within.setdefault(first, {})[rest] = value
        else:
            object.__setattr__(changed, name, value)
    for name, inner in within.items():
        object.__setattr__(changed, name, with_settings(getattr(optimizer, name), inner))
    return changed


def number_settings(optimizer: Optimizer, prefix: str = "") -> dict[str, float]:
    """Return the hyperparameters that are single numbers, by name."""
    found: dict[str, float] = {}
    for name, value in settings(optimizer).items():
        if is_optimizer(value):
            found |= number_settings(value, f"{prefix}{name}.")
        elif isinstance(value, float):
            found[prefix + name] = value
    return found


def is_each(optimizer: Optimizer, name: str) -> bool:
    """Tell whether each run of a batch may have its own value of a hyperparameter."""
    return _check(optimizer, name)[1]


def is_optimizer(value: Any) -> bool:
    """Tell whether a hyperparameter is an optimizer itself."""
    return hasattr(value, "update") and hasattr(value, "init") and not isinstance(value, type)


def is_optimizer_field(optimizer: Optimizer, name: str) -> bool:
    """Tell whether a field may hold an optimizer: any that isn't declared as a number."""
    return "check" not in _metadata(optimizer, name) and name != "learning_rate"


def is_schedule(optimizer: Optimizer, name: str, value: Any) -> bool:
    """Tell whether a hyperparameter is a function of the step.

    Any function is one where a number is declared or as the learning rate; elsewhere a field of
    a learner's own may hold a function for another reason, so only a `Schedule` counts.
    """
    if not callable(value) or is_optimizer(value):
        return False
    declared = _metadata(optimizer, name).get("each", False)
    return declared or name == "learning_rate" or isinstance(value, Schedule)


def _metadata(optimizer: Optimizer, name: str) -> Any:
    fields = getattr(type(optimizer), "__dataclass_fields__", {})
    return fields[name].metadata if name in fields else {}


def _check(optimizer: Optimizer, name: str) -> tuple[Callable[[str, Any], Any] | None, bool]:
    """Return how a hyperparameter is checked, and whether each run may have its own."""
    metadata = _metadata(optimizer, name)
    if "check" in metadata:
        return metadata["check"], metadata.get("each", False)
    if name == "learning_rate":
        return functools.partial(number_or_array, low=0), True
    return _plain, True


def _plain(name: str, value: Any) -> Any:
    """Check a field of a learner's own that says nothing of what it allows.

    Whole numbers stay as they are: they may count something.
    """
    is_sequence = isinstance(value, list | tuple) and all(
        isinstance(each, float | int | list | tuple | np.ndarray) for each in value
    )
    if is_sequence or isinstance(value, float | np.ndarray):
        return number_or_array(name, value)
    return value


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
        raise TypeError(f"{name}({step}) must be a number, but the schedule returned None")
    return check(f"{name}({step})", value)


def picked_schedules(
    optimizer: Optimizer, pick: Callable[[Any], Any], prefix: str = ""
) -> dict[str, Any]:
    """Return the schedules of some of the runs, by name; those that are the same for all stay."""
    found: dict[str, Any] = {}
    for name, value in settings(optimizer).items():
        if is_optimizer(value):
            found |= picked_schedules(value, pick, f"{prefix}{name}.")
        elif is_schedule(optimizer, name, value) and np.ndim(value(0)):
            found[prefix + name] = _picked(value, pick)
    return found


def _picked(schedule: Any, pick: Callable[[Any], Any]) -> Any:
    if not isinstance(schedule, Schedule):
        return lambda step: pick(schedule(step))
    changes = {name: pick(value) for name, value in settings(schedule).items() if np.ndim(value)}
    return dataclasses.replace(schedule, **changes)  # type: ignore[type-var]
