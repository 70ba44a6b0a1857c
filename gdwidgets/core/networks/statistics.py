"""What is seen of each layer: whether its numbers vanish or explode, and whether it is alive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.networks.passes import Backward, Forward
    from gdwidgets.core.objective import Array


class LayerStatistics(NamedTuple):
    """Numbers about each layer, ``(..., n_layers)``; `NetworkLoss.layer_statistics` takes them.

    The inputs are no layer. NaN where a network has diverged.

    Attributes
    ----------
    activations : (..., n_layers) ndarray
        The root mean square, over rows and units, of what the layer hands on; for the last one of
        its outputs z.
    gradients : (..., n_layers) ndarray
        The root mean square of the mean loss's derivatives in the layer's weights.
    dead : (..., n_layers) ndarray
        The share of the layer's relu units that are 0 on every row: no gradient reaches their
        weights. 0 for other activations, and for the last layer, which has none.

    References
    ----------
    Glorot, Bengio, Understanding the difficulty of training deep feedforward neural networks,
    2010, figures 2 and 6.

    Examples
    --------
    >>> from gdwidgets.core.networks import MLP
    >>> loss = MLP((1, 1), loss="squared error").on([[3.0]], [5.0])
    >>> loss.layer_statistics([1.0, 0.0])
    LayerStatistics(activations=array([3.]), gradients=array([6.]), dead=array([0.]))
    """

    activations: Any
    gradients: Any
    dead: Any


def statistics_of(passed: Forward, back: Backward, *, relu: bool) -> Array:
    """Stack the statistics of both passes, (..., 3, n_layers)."""
    handed_on = [*passed.activations[1:], passed.z[-1]]
    dead = [_share_dead(z) if relu else 0 * _rms(z) for z in passed.z[:-1]]
    dead.append(0 * _rms(passed.z[-1]))
    columns = [
        [_rms(each) for each in handed_on],
        [_rms(each) for each in back.weights],
        dead,
    ]
    return np.stack([np.stack(column, axis=-1) for column in columns], axis=-2)


def _rms(numbers: Array) -> Any:
    largest = np.abs(numbers).max(axis=(-1, -2), keepdims=True)
    # Scaled, so that squares neither overflow nor vanish.
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)
    mean = np.square(numbers / scale).mean(axis=(-1, -2))
    return scale[..., 0, 0] * np.sqrt(mean)


def _share_dead(z: Array) -> Any:
    highest = z.max(axis=-2)
    return np.where(np.isnan(highest), np.nan, highest <= 0).mean(axis=-1)
