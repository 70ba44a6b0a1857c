"""How the weights and biases of a network are laid out in one vector of parameters."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

    Layers = list[tuple[Array, Array]]


def unpack(params: Array, layers: tuple[int, ...]) -> Layers:
    """Take ``(..., n_params)`` apart into weights ``(..., n_in, n_out)`` and biases.

    Examples
    --------
    >>> unpack(np.array([1.0, 2.0, 3.0]), (2, 1))
    [(array([[1.],
           [2.]]), array([3.]))]
    """
    # Laid out alike for one run and for many, so that products round alike.
    params = np.ascontiguousarray(params)
    shape, at, parts = params.shape[:-1], 0, []
    for n_in, n_out in pairwise(layers):
        split, end = at + n_in * n_out, at + (n_in + 1) * n_out
        weights = params[..., at:split].reshape(*shape, n_in, n_out)
        parts.append((weights, params[..., split:end]))
        at = end
    return parts


def pack(weights: list[Any], biases: list[Any]) -> Array:
    """Lay each layer's weights and biases out in one vector; `unpack` takes it apart.

    Examples
    --------
    >>> pack([np.array([[1.0], [2.0]])], [np.array([3.0])])
    array([1., 2., 3.])
    """
    parts = [
        part
        for weight, bias in zip(weights, biases, strict=True)
        for part in (weight.reshape(*weight.shape[:-2], -1), bias)
    ]
    return np.concatenate(parts, axis=-1)


def param_names(layers: tuple[int, ...]) -> tuple[str, ...]:
    """Name each parameter in the order in which `pack` lays them out.

    Examples
    --------
    >>> param_names((2, 1))
    ('W1[0,0]', 'W1[1,0]', 'b1[0]')
    """
    names: list[str] = []
    for level, (n_in, n_out) in enumerate(pairwise(layers), start=1):
        names += [f"W{level}[{i},{j}]" for i in range(n_in) for j in range(n_out)]
        names += [f"b{level}[{j}]" for j in range(n_out)]
    return tuple(names)


def weight_mask(layers: tuple[int, ...]) -> Any:
    """Tell which parameters are weights and no biases: ``(n_params,)`` read-only bools.

    Examples
    --------
    >>> weight_mask((2, 1))
    array([ True,  True, False])
    """
    mask = pack(
        [np.ones(shape, bool) for shape in pairwise(layers)],
        [np.zeros(n_out, bool) for n_out in layers[1:]],
    )
    mask.flags.writeable = False
    return mask
