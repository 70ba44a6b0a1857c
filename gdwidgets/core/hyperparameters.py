"""The hyperparameters of optimizers and schedules: declared with their range, checked when set."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import Any

import numpy as np

from gdwidgets.core.validate import number_or_array, one_of, whole_number

Hyperparameter = Any
"""A float, an array of floats with one for each run, or a schedule."""


def hyperparameter(default: Any = dataclasses.MISSING, **limits: Any) -> Any:
    """Declare a field of an optimizer or a schedule together with its allowed range.

    Parameters
    ----------
    default : float, optional
        The value if none is given.
    **limits
        `low`, `high`, `low_open`, `high_open`; see `gdwidgets.core.validate.finite_number`.

    Examples
    --------
    >>> import dataclasses
    >>> import gdwidgets as gd
    >>> @dataclasses.dataclass(frozen=True)
    ... class Sketch(gd.optimizers.Optimizer):
    ...     momentum: float = gd.optimizers.hyperparameter(0.9, low=0, high=1)
    ...     init = update = lambda self, *_: None
    >>> Sketch(1.5)
    Traceback (most recent call last):
    ValueError: momentum must be a number with 0 <= momentum <= 1, not 1.5
    """
    check = functools.partial(number_or_array, **limits)
    return dataclasses.field(default=default, metadata={"check": check, "number": True})


def switch(default: bool) -> Any:
    """Declare a field that is True or False, the same for all runs."""
    check = functools.partial(one_of, allowed=(True, False))
    return dataclasses.field(default=default, metadata={"check": check})


def count(default: int, low: int = 1, high: float = math.inf) -> Any:
    """Declare a field that is a whole number, the same for all runs."""
    check = functools.partial(whole_number, low=low, high=high)
    return dataclasses.field(default=default, metadata={"check": check})


class Checked:
    """What optimizers and schedules have in common: they check what they are given.

    Each hyperparameter is checked, and a list made an array over runs, when it is set: in a frozen
    dataclass at the end of its making, in any other class at each assignment. Attributes whose
    names begin with an underscore are left alone. Two of a kind are equal if all they hold is.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # Given here, before `dataclass` would write its own, which fail for arrays.
        for method in ("__eq__", "__hash__"):
            if method not in vars(cls):
                setattr(cls, method, getattr(Checked, method))
        own = vars(cls).get("__post_init__")
        if own is not None:

            @functools.wraps(own)
            def then_check(self: Checked, *given: Any) -> None:
                own(self, *given)
                Checked.__post_init__(self)

            cls.__post_init__ = then_check  # type: ignore[method-assign]

    def __post_init__(self) -> None:
        for name, value in settings(self).items():
            object.__setattr__(self, name, self._checked(name, value))

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value if name[:1] == "_" else self._checked(name, value))

    def _checked(self, name: str, value: Any) -> Any:
        """Return a hyperparameter as it is stored, or raise an error if it isn't allowed."""
        return rule_of(self, name).check(name, value)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        own, others = _held(self), _held(other)
        return own.keys() == others.keys() and all(
            _equal(value, others[name]) for name, value in own.items()
        )

    def __hash__(self) -> int:
        return hash((type(self), *map(_hashable, settings(self).values())))


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a hyperparameter may be.

    Attributes
    ----------
    check : callable
        Takes a name and a value, and returns the value as it is stored.
    is_number : bool
        Whether it is a number, which a function of the step may stand for.
    each : bool
        Whether each run of a batch may have its own.
    """

    check: Any
    is_number: bool
    each: bool


def rule_of(owner: Any, name: str) -> Rule:
    """Return what a hyperparameter may be: as declared, or by its default if it is a float."""
    field = getattr(type(owner), "__dataclass_fields__", {}).get(name)
    declared = {} if field is None else field.metadata
    if "check" in declared:
        is_number = declared.get("number", False)
        return Rule(declared["check"], is_number, is_number)
    if name == "learning_rate":
        return Rule(functools.partial(number_or_array, low=0), True, True)
    if field is not None and (isinstance(field.default, float) or field.type in (float, "float")):
        return Rule(number_or_array, True, True)
    is_whole = field is not None and (type(field.default) is int or field.type in (int, "int"))
    return Rule(undeclared, False, not is_whole)


def settings(owner: Any) -> dict[str, Any]:
    """Return the hyperparameters by name: what is held, but for what is one's own."""
    return {name: value for name, value in _held(owner).items() if name[:1] != "_"}


def undeclared(name: str, value: Any) -> Any:
    """Check a field of a learner's own that says nothing of what it allows.

    Single numbers stay as they are where they are whole: they may count something.
    """
    holds_numbers = isinstance(value, list | tuple) and all(
        isinstance(each, float | int | list | tuple | np.ndarray) for each in value
    )
    if (holds_numbers and value) or isinstance(value, float | np.ndarray):
        return number_or_array(name, value)
    return value


def _held(owner: Any) -> dict[str, Any]:
    """Return the fields by name, or what `__init__` has set."""
    if dataclasses.is_dataclass(owner):
        return {field.name: getattr(owner, field.name) for field in dataclasses.fields(owner)}
    return dict(vars(owner))


def _hashable(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return tuple(value.ravel().tolist())
    try:
        hash(value)
    except TypeError:  # such as a list that can be called: then its kind must do
        return type(value)
    return value


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)
