"""A learner's own optimizer from a plain function."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.optimizers.base import Hyperparameter, Optimizer, hyperparameter

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here

OFFERED = ("params", "gradient", "learning_rate", "memory", "step", "value", "hessian")
"""What a function may ask for, by the names of its parameters."""


@functools.lru_cache
def asked_for(function: Any) -> tuple[str, ...]:
    """Return the names of the function's parameters, if they can all be given.

    Examples
    --------
    >>> asked_for(lambda params, gradient: params - 0.1 * gradient)
    ('params', 'gradient')
    """
    if not callable(function):
        raise TypeError(f"function must be a function that takes a step, not {function!r}")
    names = tuple(inspect.signature(function).parameters)
    unknown = [name for name in names if name not in OFFERED]
    if unknown:
        raise ValueError(
            f"function must ask for any of {', '.join(OFFERED)} by the names of its "
            f"parameters, not {unknown[0]!r}"
        )
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
        ``hessian`` (n_runs, n_params, n_params). It returns the new params, or the pair
        ``(params, memory)``. The arrays hold a run a row; write the formula as for one.
    learning_rate : float, array or schedule
        What the function gets as ``learning_rate``; at least 0.

    Raises
    ------
    TypeError, ValueError
        If `function` is no function, or asks for something that is not offered.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> def my_momentum(params, gradient, learning_rate, memory):
    ...     velocity = 0.9 * memory.get("velocity", 0) + gradient
    ...     return params - learning_rate * velocity, {"velocity": velocity}
    >>> mine = gd.optimizers.FromFunction(my_momentum, 0.01)
    >>> theirs = gd.optimizers.Momentum(0.01)
    >>> runs = [gd.descend(gd.surfaces.himmelblau, o, [0, 0], 50) for o in (mine, theirs)]
    >>> bool((runs[0].params == runs[1].params).all())
    True
    """

    function: Callable[..., Any] = field(
        metadata={"check": lambda _, function: asked_for(function) and function}
    )
    learning_rate: Hyperparameter = hyperparameter(0.01, low=0)

    def init(self, params: Array) -> dict[str, Any]:  # noqa: ARG002
        """Start with an empty memory."""
        return {}

    def update(self, here: Here, state: dict[str, Any]) -> tuple[Array, dict[str, Any]]:
        """Take one step; see `Optimizer.update`."""
        result = self.function(**self.given(here, state))
        params, memory = result if isinstance(result, tuple) else (result, state)
        if np.shape(params) != here.params.shape or not isinstance(memory, dict):
            raise ValueError(
                f"function {self.function.__name__!r} must return params of shape "
                f"{here.params.shape}, or such params and a dict, not {result!r}"
            )
        return np.asarray(params), memory

    def given(self, here: Here, state: dict[str, Any]) -> dict[str, Any]:
        """Return what the function gets in this step, by name."""
        return {
            name: state if name == "memory" else getattr(here, name)
            for name in asked_for(self.function)
        }
