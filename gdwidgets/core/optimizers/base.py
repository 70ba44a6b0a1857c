"""What every optimizer is: a frozen dataclass of hyperparameters with a pure `update`."""

from __future__ import annotations

import copy
import dataclasses
import functools
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

from gdwidgets.core.validate import number_or_array, one_of, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here

_O = TypeVar("_O", bound="Optimizer")

Hyperparameter = Any
"""A float, or an array of floats with one for each run."""


def hyperparameter(default: Any = dataclasses.MISSING, **limits: Any) -> Any:
    """Declare a field of an optimizer together with its allowed range.

    Parameters
    ----------
    default : float, optional
        The value if none is given.
    **limits
        `low`, `high`, `low_open`, `high_open`; see `gdwidgets.core.validate.finite_number`.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Sketch(Optimizer):
    ...     momentum: float = hyperparameter(0.9, low=0, high=1)
    ...     init = update = lambda self, *_: None
    >>> Sketch(1.5)
    Traceback (most recent call last):
    ValueError: momentum must be a number with 0 <= momentum <= 1, not 1.5
    """
    check = functools.partial(number_or_array, **limits)
    return dataclasses.field(default=default, metadata={"check": check})


def switch(default: bool) -> Any:
    """Declare a field that is True or False, the same for all runs.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Sketch(Optimizer):
    ...     bias_correction: bool = switch(True)
    ...     init = update = lambda self, *_: None
    >>> Sketch("yes")
    Traceback (most recent call last):
    ValueError: bias_correction must be one of True, False, not 'yes'
    """
    check = functools.partial(one_of, allowed=(True, False))
    return dataclasses.field(default=default, metadata={"check": check, "shared": True})


def count(default: int) -> Any:
    """Declare a field that is a whole number of 1 or more, the same for all runs.

    Examples
    --------
    >>> @dataclasses.dataclass(frozen=True)
    ... class Sketch(Optimizer):
    ...     n_candidates: int = count(1)
    ...     init = update = lambda self, *_: None
    >>> Sketch(0)
    Traceback (most recent call last):
    ValueError: n_candidates must be a whole number with n_candidates >= 1, not 0
    """
    check = functools.partial(whole_number, low=1)
    return dataclasses.field(default=default, metadata={"check": check, "shared": True})


class Optimizer(ABC):
    """A rule that says where to step next.

    A subclass is a frozen dataclass whose fields are its hyperparameters, each one a float
    or an array of floats that broadcasts over runs; the field `learning_rate` may be a
    schedule as well (see `gdwidgets.core.schedules`). It gives two pure methods:

    ``init(params)``
        returns the state before the first step: whatever the method remembers from step
        to step, best as a small NamedTuple with textbook names. Its arrays are shaped
        ``(n_runs, ...)``; what is no array is shared by all runs.
    ``update(here, state)``
        returns the next params and the next state. `here` is a `Here`: it knows
        ``params``, ``gradient``, ``learning_rate``, ``step``, and on demand ``value``,
        ``hessian``, ``value_at`` and ``gradient_at``.

    Within them every array holds a run a row, and a hyperparameter that was given as an
    array is shaped ``(n_runs, 1)``. So the formula is written as for a single run.

    Attributes
    ----------
    name : str
        How it is called in a dropdown; by default the class's name.
    latex : str
        The update formula, in LaTeX without dollar signs.
    source : str
        Where it was published.
    is_random : bool
        True if it draws random numbers.

    Raises
    ------
    TypeError, ValueError
        At construction, if a hyperparameter is no number or out of its range.

    Examples
    --------
    An optimizer of your own:

    >>> from dataclasses import dataclass
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> @dataclass(frozen=True)
    ... class SignDescent(gd.optimizers.Optimizer):
    ...     learning_rate: float = 0.5
    ...
    ...     def init(self, params):
    ...         return ()
    ...
    ...     def update(self, here, state):
    ...         return here.params - here.learning_rate * np.sign(here.gradient), state
    >>> gd.descend(gd.surfaces.himmelblau, SignDescent(), [0.0, 0.0], 4).params[-1]
    array([2., 2.])
    """

    name: ClassVar[str] = "Optimizer"
    latex: ClassVar[str] = ""
    source: ClassVar[str] = ""
    is_random: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if "name" not in vars(cls):
            cls.name = cls.__name__

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            check = field.metadata.get("check")
            if field.name == "learning_rate":
                if callable(value):
                    continue
                check = check or functools.partial(number_or_array, low=0)
            if check is not None:
                object.__setattr__(self, field.name, check(field.name, value))

    @abstractmethod
    def init(self, params: Array) -> Any:
        """Return the state before the first step.

        Parameters
        ----------
        params : (n_runs, n_params) ndarray
            Where the runs start.
        """

    @abstractmethod
    def update(self, here: Here, state: Any) -> tuple[Array, Any]:
        """Take one step.

        Parameters
        ----------
        here : Here
            Where the runs stand and what is known there.
        state : object
            What `init` or the step before returned.

        Returns
        -------
        params : (n_runs, n_params) ndarray
            Where the runs stand after the step.
        state : object
            What is to be remembered, of the same structure.
        """


def array_fields(optimizer: Optimizer) -> dict[str, np.ndarray]:
    """Return the hyperparameters that are arrays, by name.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import Momentum
    >>> array_fields(Momentum([0.1, 0.2], momentum=0.9))
    {'learning_rate': array([0.1, 0.2])}
    """
    if not dataclasses.is_dataclass(optimizer):
        return {}
    values = {field.name: getattr(optimizer, field.name) for field in dataclasses.fields(optimizer)}
    return {name: v for name, v in values.items() if isinstance(v, np.ndarray) and v.ndim}


def with_fields(optimizer: _O, changes: dict[str, Any]) -> _O:
    """Return a copy with some fields set as they are: nothing is checked or converted.

    Examples
    --------
    >>> from gdwidgets.core.optimizers import Momentum
    >>> with_fields(Momentum(0.1), {"momentum": 0.5})
    Momentum(learning_rate=0.1, momentum=0.5)
    """
    changed = copy.copy(optimizer)
    for name, value in changes.items():
        object.__setattr__(changed, name, value)
    return changed
