"""Activation functions, each with its first and second derivative."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.losses.functions import sigmoid, softplus

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
    second_derivative : callable
        From z and a to the derivative of that.
    latex : str
        The formula.
    """

    function: Callable[[Array], Any]
    derivative: Callable[[Array, Array], Any]
    second_derivative: Callable[[Array, Array], Any]
    latex: str


def _level(z: Array, a: Array) -> Any:  # noqa: ARG001
    return np.zeros_like(z)


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation(
        lambda z: np.maximum(z, 0),
        lambda z, a: (z > 0).astype(z.dtype),  # noqa: ARG005
        _level,
        r"\max(z, 0)",
    ),
    "leaky relu": Activation(
        lambda z: np.where(z > 0, z, 0.01 * z),
        lambda z, a: np.where(z > 0, 1, 0.01).astype(z.dtype),  # noqa: ARG005
        _level,
        r"\max(z, 0.01\,z)",
    ),
    "tanh": Activation(
        np.tanh,
        lambda z, a: 1 - a**2,  # noqa: ARG005
        lambda z, a: -2 * a * (1 - a**2),  # noqa: ARG005
        r"\tanh z",
    ),
    "sigmoid": Activation(
        sigmoid,
        lambda z, a: a * (1 - a),  # noqa: ARG005
        lambda z, a: a * (1 - a) * (1 - 2 * a),  # noqa: ARG005
        r"\frac{1}{1 + e^{-z}}",
    ),
    "softplus": Activation(
        softplus,
        lambda z, a: sigmoid(z),  # noqa: ARG005
        lambda z, a: sigmoid(z) * sigmoid(-z),  # noqa: ARG005
        r"\log(1 + e^z)",
    ),
    "identity": Activation(
        lambda z: z,
        lambda z, a: np.ones_like(z),  # noqa: ARG005
        _level,
        "z",
    ),
}
"""The activations by name."""
