"""Activation functions, each with its derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


class Activation(NamedTuple):
    """What a unit makes of its input z.

    Attributes
    ----------
    function : callable
        From z to the activation a.
    derivative : callable
        From z and a to da/dz.
    latex : str
        The formula.
    """

    function: Callable[[Array], Any]
    derivative: Callable[[Array, Array], Any]
    latex: str


def sigmoid(z: Array) -> Any:
    """The logistic function, without overflow.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0]))
    array([0. , 0.5])
    """
    return 0.5 * (1 + np.tanh(0.5 * z))


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation(
        lambda z: np.maximum(z, 0),
        lambda z, a: (z > 0).astype(z.dtype),  # noqa: ARG005
        r"\max(z, 0)",
    ),
    "leaky relu": Activation(
        lambda z: np.where(z > 0, z, 0.01 * z),
        lambda z, a: np.where(z > 0, 1, 0.01).astype(z.dtype),  # noqa: ARG005
        r"\max(z, 0.01\,z)",
    ),
    "tanh": Activation(np.tanh, lambda z, a: 1 - a**2, r"\tanh z"),  # noqa: ARG005
    "sigmoid": Activation(
        sigmoid,
        lambda z, a: a * (1 - a),  # noqa: ARG005
        r"\frac{1}{1 + e^{-z}}",
    ),
    "softplus": Activation(
        lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
        lambda z, a: sigmoid(z),  # noqa: ARG005
        r"\log(1 + e^z)",
    ),
    "identity": Activation(lambda z: z, lambda z, a: np.ones_like(z), "z"),  # noqa: ARG005
}
"""The activations by name."""
