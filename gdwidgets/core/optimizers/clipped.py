"""Clipping: an optimizer that never sees a slope steeper than a limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.hyperparameters import Hyperparameter, hyperparameter
from gdwidgets.core.optimizers.base import WITHIN, Optimizer
from gdwidgets.core.optimizers.line_search import squared_length

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here
    from gdwidgets.core.optimizers.response import Response


@final
@dataclass(frozen=True)
class Clipped(Optimizer):
    """Shorten a slope that is too long, keeping its direction; another optimizer does the rest.

    Parameters
    ----------
    optimizer : Optimizer
        What takes the steps. A slope that it asks for elsewhere is not shortened.
    max_norm : float, array or schedule
        The greatest length (Euclidean norm) of a slope; above 0.

    References
    ----------
    Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, ICML
    2013, algorithm 1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> clipped = gd.optimizers.Clipped(gd.optimizers.GradientDescent(0.1), max_norm=5.0)
    >>> gd.descend(gd.surfaces.ravine(), clipped, [3.0, 0.2], 1).params[-1]
    array([ 2.7, -0.2])
    """

    name: ClassVar[str] = "Clipped by norm"
    latex: ClassVar[str] = r"g \leftarrow \frac{g}{\max(1, \|g\| / c)}"
    source: ClassVar[str] = "Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1"

    optimizer: Optimizer = field(metadata=WITHIN)
    max_norm: Hyperparameter = hyperparameter(1.0, low=0, low_open=True)

    def init(self, params: Array) -> Any:
        """Start as the optimizer within does; clipping itself remembers nothing."""
        return self.optimizer.init(params)

    def update(self, here: Here, state: Any) -> tuple[Array, Any]:
        """Take one step; see `Optimizer.update`."""
        gradient = here.gradient / np.maximum(1, norm(here.gradient) / self.max_norm)
        params, state = self.optimizer.update(here.with_gradient(gradient), state)
        return params, state

    def response(self, state: Any, ahead: int = 0) -> Response | None:
        """As that of the optimizer within: close to a minimum no slope is too long."""
        return self.optimizer.response(state, ahead)


@final
@dataclass(frozen=True)
class ClippedByValue(Optimizer):
    """Cut each entry of the slope off at a limit; another optimizer does the rest.

    Parameters
    ----------
    optimizer : Optimizer
        What takes the steps. A slope that it asks for elsewhere is not cut off.
    max_value : float, array or schedule
        The greatest size of an entry; above 0.

    References
    ----------
    Mikolov, Statistical language models based on neural networks, PhD thesis, 2012, section 3.2.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> clipped = gd.optimizers.ClippedByValue(gd.optimizers.GradientDescent(0.1), max_value=2.0)
    >>> gd.descend(gd.surfaces.ravine(), clipped, [3.0, 0.2], 1).params[-1]
    array([2.8, 0. ])
    """

    name: ClassVar[str] = "Clipped by value"
    latex: ClassVar[str] = r"g_i \leftarrow \max(-c, \min(c, g_i))"
    source: ClassVar[str] = "Mikolov, PhD thesis, 2012, section 3.2"

    optimizer: Optimizer = field(metadata=WITHIN)
    max_value: Hyperparameter = hyperparameter(1.0, low=0, low_open=True)

    def init(self, params: Array) -> Any:
        """Start as the optimizer within does; clipping itself remembers nothing."""
        return self.optimizer.init(params)

    def update(self, here: Here, state: Any) -> tuple[Array, Any]:
        """Take one step; see `Optimizer.update`."""
        gradient = np.clip(here.gradient, -self.max_value, self.max_value)
        params, state = self.optimizer.update(here.with_gradient(gradient), state)
        return params, state

    def response(self, state: Any, ahead: int = 0) -> Response | None:
        """As that of the optimizer within: close to a minimum no slope is too large."""
        return self.optimizer.response(state, ahead)


def norm(vectors: Array) -> Any:
    """Return each run's Euclidean norm, of vectors of any size: their squares don't overflow.

    Examples
    --------
    >>> norm(np.array([[3e200, 4e200], [0.0, 0.0]]))
    array([[5.e+200],
           [0.e+000]])
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    size = np.where(largest > 0, largest, 1)
    return largest * np.sqrt(squared_length(vectors / size))
