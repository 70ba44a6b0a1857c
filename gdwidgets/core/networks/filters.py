"""Directions through the parameters of a network that are as long as its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.networks.layout import pack

if TYPE_CHECKING:
    from gdwidgets.core.networks.layout import Layers
    from gdwidgets.core.objective import Array


def filter_normalised(direction: Layers, layers: Layers) -> Array:
    """Scale a direction so that what goes into each unit is as long as in the layers.

    Sections of the loss along random directions can be compared between networks only so: with
    relu the weights of one layer can be made larger and those of the next smaller without a
    change of what the network says, but then a step of one length means more or less. A filter
    is the incoming weights of one unit. The biases' part of the direction is set to zero, so
    that a section leaves them where they are; so is a filter whose direction is all zero.

    Parameters
    ----------
    direction, layers : list of (weights, biases)
        As `MLP.unpack` makes them of ``(..., n_params)``.

    Returns
    -------
    (..., n_params) ndarray

    References
    ----------
    Li et al., Visualizing the loss landscape of neural nets, NeurIPS 2018, section 4; biases as
    its authors' code leaves them out.

    Examples
    --------
    >>> drawn = [(np.array([[0.0], [1.0]]), np.array([9.0]))]
    >>> filter_normalised(drawn, [(np.array([[3.0], [4.0]]), np.array([1.0]))])
    array([0., 5., 0.])
    """
    scaled = []
    with np.errstate(all="ignore"):
        for (drawn, _), (weights, _) in zip(direction, layers, strict=True):
            length, wanted = _lengths(drawn), _lengths(weights)
            scaled.append(drawn * np.where(length > 0, wanted / length, 0))
    return pack(scaled, [np.zeros_like(each[..., 0, :]) for each in scaled])


def _lengths(weights: Array) -> Array:
    # As a row for each unit, so that one network's sums round as those of many.
    incoming = np.ascontiguousarray(np.swapaxes(weights, -1, -2))
    lengths: Array = np.sqrt(np.sum(incoming**2, axis=-1))[..., np.newaxis, :]
    return lengths
