"""The way forward through a network, the way back, and how both change along a direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.networks.layout import pack
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.networks.activations import Activation
    from gdwidgets.core.networks.layout import Layers
    from gdwidgets.core.networks.outputs import Output
    from gdwidgets.core.objective import Array


PIECE = 1 << 18
"""Many networks are computed in pieces of about so many numbers of a layer (2 MiB).

Smaller pieces would cost more calls than they save.
"""


class Forward(NamedTuple):
    """Every number of a forward pass; a list has an entry for each layer.

    ``activations[0]`` are the inputs; ``z[l] = activations[l] @ W[l] + b[l]``;
    ``activations[l + 1]`` is the activation of ``z[l]``. The last z, of which no activation
    is taken, is the output.

    Examples
    --------
    >>> from gdwidgets.core.networks import MLP
    >>> passed = MLP((1, 1, 1)).forward([-2.0, 0.0, 1.0, 7.0], [[3.0]])
    >>> [z.item() for z in passed.z]
    [-6.0, 7.0]
    """

    z: list[Any]
    activations: list[Any]


class Backward(NamedTuple):
    """Every number of a backward pass; a list has an entry for each layer.

    ``deltas[l]`` is the derivative of each row's loss in ``z[l]``. ``weights[l]`` and
    ``biases[l]`` are the derivatives of the mean loss in the layer's weights and biases.

    Examples
    --------
    >>> from gdwidgets.core.networks import MLP
    >>> _, back = MLP((1, 1), loss="squared error").on([[3.0]], [5.0]).passes([1.0, 0.0])
    >>> [delta.item() for delta in back.deltas]
    [-2.0]
    """

    deltas: list[Any]
    weights: list[Any]
    biases: list[Any]


def forward(layers: Layers, activation: Activation, X: Array) -> Forward:
    """Compute every layer's z and activations."""
    z: list[Any] = []
    activations: list[Any] = [X]
    for weights, biases in layers:
        if z:
            activations.append(activation.function(z[-1]))
        z.append(activations[-1] @ weights + biases[..., np.newaxis, :])
    return Forward(z, activations)


def backward(
    layers: Layers, activation: Activation, output: Output, passed: Forward, targets: Array
) -> Backward:
    """Go back from the loss to every weight, by the chain rule."""
    deltas = [output.slope(passed.z[-1], targets)]
    for level in reversed(range(len(layers) - 1)):
        back = deltas[0] @ _turned(layers[level + 1][0])
        slope = activation.derivative(passed.z[level], passed.activations[level + 1])
        deltas.insert(0, back * slope)
    weights = [_mean_product(a, d) for a, d in zip(passed.activations, deltas, strict=True)]
    return Backward(deltas, weights, [_mean_row(delta) for delta in deltas])


def checked_targets(passed: Forward, targets: ArrayLike, layers: tuple[int, ...]) -> Array:
    """Return what the outputs of a forward pass should have been, or raise an error."""
    if not isinstance(passed, Forward) or len(passed.z) != len(layers) - 1:
        raise TypeError(
            f"passed must be what forward returned for layers {layers}, "
            f"not this {type(passed).__name__}"
        )
    said, wanted = passed.z[-1], as_params(targets, layers[-1], "targets")
    if wanted.ndim < 2 or wanted.shape[-2] != said.shape[-2]:
        raise ValueError(
            f"targets must have the shape {said.shape[-2:]} of the outputs, not {wanted.shape}"
        )
    return wanted.astype(said.dtype, copy=False)


def gradient_along(
    layers: Layers, along: Layers, activation: Activation, output: Output, X: Array, targets: Array
) -> Array:
    """How the gradient changes when the layers move in the direction `along`.

    Each line of both passes is differentiated: ``r_`` stands for what Pearlmutter writes R{}.
    """
    passed = forward(layers, activation, X)
    deltas = backward(layers, activation, output, passed, targets).deltas
    r_activations: list[Any] = [np.zeros_like(X)]
    r_z: list[Any] = []
    for level, ((weights, _), (r_weights, r_biases)) in enumerate(zip(layers, along, strict=True)):
        if r_z:
            slope = activation.derivative(passed.z[level - 1], passed.activations[level])
            r_activations.append(slope * r_z[-1])
        moved = r_activations[-1] @ weights + passed.activations[level] @ r_weights
        r_z.append(moved + r_biases[..., np.newaxis, :])
    r_deltas = [output.slope_along(passed.z[-1], r_z[-1])]
    for level in reversed(range(len(layers) - 1)):
        z, a = passed.z[level], passed.activations[level + 1]
        weights, r_weights = layers[level + 1][0], along[level + 1][0]
        back = deltas[level + 1] @ _turned(weights)
        r_back = r_deltas[0] @ _turned(weights) + deltas[level + 1] @ _turned(r_weights)
        bend = back * activation.second_derivative(z, a) * r_z[level]
        r_deltas.insert(0, r_back * activation.derivative(z, a) + bend)
    products = [
        _mean_product(r_a, delta) + _mean_product(a, r_delta)
        for a, r_a, delta, r_delta in zip(
            passed.activations, r_activations, deltas, r_deltas, strict=True
        )
    ]
    return pack(products, [_mean_row(r_delta) for r_delta in r_deltas])


def _turned(weights: Array) -> Array:
    return np.swapaxes(weights, -1, -2)


def _mean_product(activations: Array, deltas: Array) -> Any:
    """The mean over rows of the product of what goes into a layer and of its deltas."""
    return _turned(activations) @ (deltas / deltas.dtype.type(deltas.shape[-2]))


def _mean_row(deltas: Array) -> Any:
    # A product with ones sums each run's rows in the same order, however many runs.
    n_rows = deltas.shape[-2]
    return (np.full((1, n_rows), 1 / n_rows, deltas.dtype) @ deltas)[..., 0, :]
