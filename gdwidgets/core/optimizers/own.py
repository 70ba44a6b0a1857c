"""A learner's own optimizer from a plain function."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import Optimizer

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here

OFFERED = ("params", "gradient", "learning_rate", "memory", "step", "value", "hessian")
"""What a function may ask for, by the names of its parameters."""

EXAMPLE = "such as def step(params, gradient, learning_rate)"


def asked_for(function: Any, name: str = "function") -> tuple[str, ...]:
    """Return the names of the function's parameters that are given, or raise an error.

    A parameter with a default of its own is left at that if it isn't offered. `name` is what an
    error calls the function.
    """
    if not callable(function) or isinstance(function, type):
        raise TypeError(f"{name} must be a function that takes a step, {EXAMPLE}, not {function!r}")
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} must have parameters with names, {EXAMPLE}, not {function!r}"
        ) from None
    names = tuple(parameter.name for parameter in parameters if parameter.name in OFFERED)
    must = f"{name} must ask for any of {', '.join(OFFERED)} by the names of its parameters"
    for parameter in parameters:
        named = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        if not named or (parameter.name not in OFFERED and parameter.default is parameter.empty):
            raise ValueError(f"{must}, not {str(parameter)!r}; others need a default")
    if not names:
        raise ValueError(f"{must}, {EXAMPLE}, not for nothing")
    return names


@final
@dataclass(frozen=True)
class FromFunction(Optimizer):
    """An optimizer that takes its steps by a function of your own.

    Parameters
    ----------
    function : callable
        Takes one step. What it needs, it asks for by the names of its parameters:
        ``params`` and ``gradient`` (n_runs, n_params), ``learning_rate``, ``memory`` (a
        dict, empty before the first step), ``step`` (1, 2, ...), ``value`` (n_runs,),
        ``hessian`` (n_runs, n_params, n_params). Parameters of other names need a default, as in
        ``beta=0.9``. It returns the new params, or the pair ``(params, memory)``. The arrays hold
        a run a row; write the formula as for one. They and the memory are copies, so that the
        function may change them in place: a memory that is changed so is remembered, too.
    learning_rate : float, array or schedule
        What the function gets as ``learning_rate``; at least 0.

    Raises
    ------
    TypeError, ValueError
        If `function` is no function, or asks for something that is not offered.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> def my_momentum(params, gradient, learning_rate, memory, beta=0.9):
    ...     velocity = beta * memory.get("velocity", 0) + gradient
    ...     return params - learning_rate * velocity, {"velocity": velocity}
    >>> mine = gd.optimizers.FromFunction(my_momentum, 0.01)
    >>> theirs = gd.optimizers.Momentum(0.01)
    >>> runs = [gd.descend(gd.surfaces.himmelblau, o, [0, 0], 50) for o in (mine, theirs)]
    >>> bool((runs[0].params == runs[1].params).all())
    True
    """

    function: Callable[..., Any] = field(metadata={"check": lambda _, function: function})
    learning_rate: Hyperparameter = hyperparameter(0.01, low=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_asked_for", asked_for(self.function))
        super().__post_init__()

    @property
    def title(self) -> str:
        """What the function is called."""
        function = self.function
        while isinstance(function, functools.partial):
            function = function.func
        return getattr(function, "__name__", type(function).__name__)

    def init(self, params: Array) -> dict[str, Any]:  # noqa: ARG002
        """Start with an empty memory."""
        return {}

    def update(self, here: Here, state: dict[str, Any]) -> tuple[Array, dict[str, Any]]:
        """Take one step; see `Optimizer.update`."""
        given = self.given(here, state)
        return self.checked(self.function(**given), here, given.get("memory", state))

    def asks_for(self, name: str) -> bool:
        """Tell whether the function asks for something that is offered."""
        names: tuple[str, ...] = self._asked_for  # type: ignore[attr-defined]
        return name in names

    def given(self, here: Here, state: dict[str, Any]) -> dict[str, Any]:
        """Return what the function gets in this step, by name."""
        offered = {"memory": state, "learning_rate": self.learning_rate}
        names: tuple[str, ...] = self._asked_for  # type: ignore[attr-defined]
        given = {name: offered[name] if name in offered else getattr(here, name) for name in names}
        try:
            return copy.deepcopy(given)
        except Exception as error:
            raise TypeError(
                f"function {self.title!r} must remember what can be copied, such as numbers and "
                f"arrays, not {state!r}: {error}"
            ) from error

    def checked(self, result: Any, here: Here, state: dict[str, Any]) -> tuple[Array, Any]:
        """Return what the function gave as ``(params, memory)``, or raise an error.

        `state` is what it remembers if it gave params alone: its memory, as it has changed it.
        """
        is_pair = isinstance(result, tuple) and len(result) == 2
        params, memory = result if is_pair else (result, state)
        try:
            array = np.asarray(params)
        except ValueError:
            array = np.array("ragged")
        fits = array.shape == here.params.shape and array.dtype.kind in "fiu"
        if not fits or not isinstance(memory, dict):
            raise ValueError(
                f"function {self.title!r} must return params of shape {here.params.shape} and real "
                f"numbers, or such params and a dict, not {_in_words(result)}"
            )
        return array.astype(here.params.dtype, copy=False), memory


def _in_words(result: Any) -> str:
    """Say what a function has returned, in one line."""
    if result is None:
        return "None: is a return missing?"
    if isinstance(result, tuple):
        return f"{len(result)} things: {', '.join(map(_in_words, result))}" if result else "()"
    if isinstance(result, np.ndarray):
        return f"an array of shape {result.shape} and {result.dtype}"
    said = " ".join(repr(result).split())
    return said if len(said) <= 60 else f"{said[:57]}..."
