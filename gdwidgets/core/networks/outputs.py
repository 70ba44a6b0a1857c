"""What the last layer's outputs are compared with: the losses of a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.losses.data import checked_labels, checked_targets
from gdwidgets.core.networks.activations import sigmoid

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


class Output(NamedTuple):
    """A loss, seen from the last layer's outputs z, (..., n_rows, n_outputs).

    Attributes
    ----------
    prepare : callable
        From the targets, n_rows and n_outputs to a checked (n_rows, n_outputs) array.
    loss : callable
        From z and the prepared targets to the loss of each row.
    slope : callable
        Its derivative in z.
    predict : callable
        From z to what the network says: probabilities, or the numbers themselves.
    """

    prepare: Callable[[Any, int, int], Any]
    loss: Callable[[Array, Array], Any]
    slope: Callable[[Array, Array], Any]
    predict: Callable[[Array], Any]


def _log_softmax(z: Array) -> Any:
    z = z - z.max(axis=-1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


def _softmax(z: Array) -> Any:
    return np.exp(_log_softmax(z))


def _one_hot(labels: Any, n_rows: int, n_outputs: int) -> Any:
    labels = checked_labels(labels, n_rows)
    if labels.max() >= n_outputs:
        raise ValueError(
            f"layers must end with at least {labels.max() + 1} outputs for these labels, "
            f"not {n_outputs}"
        )
    return np.eye(n_outputs)[labels]


def _yes_or_no(labels: Any, n_rows: int, n_outputs: int) -> Any:
    targets = checked_targets(labels, n_rows)
    if n_outputs != 1:
        raise ValueError(f"layers must end with 1 output for a yes-or-no loss, not {n_outputs}")
    if not np.isin(targets, (0, 1)).all():
        raise ValueError(f"y must be 0 or 1 in each row, not {np.unique(targets)[:5]}")
    return targets[:, np.newaxis]


def _numbers(targets: Any, n_rows: int, n_outputs: int) -> Any:
    columns = np.atleast_2d(np.asarray(targets).T)
    if len(columns) != n_outputs:
        raise ValueError(
            f"y must have the shape (n_rows, {n_outputs}) for these layers, not {np.shape(targets)}"
        )
    return np.column_stack([checked_targets(column, n_rows) for column in columns])


OUTPUTS: dict[str, Output] = {
    "cross-entropy": Output(
        _one_hot,
        lambda z, y: -np.where(y > 0, _log_softmax(z), 0).sum(axis=-1),
        lambda z, y: _softmax(z) - y,
        _softmax,
    ),
    "binary cross-entropy": Output(
        _yes_or_no,
        lambda z, y: (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z)[..., 0],
        lambda z, y: sigmoid(z) - y,
        sigmoid,
    ),
    "squared error": Output(
        _numbers,
        lambda z, y: 0.5 * ((z - y) ** 2).sum(axis=-1),
        lambda z, y: z - y,
        lambda z: z,
    ),
}
"""The losses by name; "squared error" is half the sum of squares."""
