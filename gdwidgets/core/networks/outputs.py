"""What the last layer's outputs are compared with: the losses of a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.losses.data import checked_targets, learned_labels, two_classes
from gdwidgets.core.losses.functions import (
    cross_entropy,
    log_loss,
    log_loss_slope,
    sigmoid,
    softmax,
)
from gdwidgets.core.losses.rows import one_hot

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


class Output(NamedTuple):
    """A loss, seen from the last layer's outputs z, (..., n_rows, n_outputs).

    Attributes
    ----------
    prepare : callable
        From the targets, n_rows, n_outputs and the known classes' names (or none) to a checked
        (n_rows, n_outputs) array and the classes' names.
    loss : callable
        From z and the prepared targets to the loss of each row.
    slope : callable
        Its derivative in z.
    slope_along : callable
        From z and a change of z to the change of that: the second derivative times the change.
    predict : callable
        From z to what the network says: probabilities, or the numbers themselves.
    loss_name : str
        What is averaged over rows, in plain words.
    latex : str
        The formula of the mean, of the outputs z of row i or the probabilities p.
    """

    prepare: Callable[[Any, int, int, Sequence[str]], tuple[Any, tuple[str, ...]]]
    loss: Callable[[Array, Array], Any]
    slope: Callable[[Array, Array], Any]
    slope_along: Callable[[Array, Array], Any]
    predict: Callable[[Array], Any]
    loss_name: str
    latex: str


def _classes(
    labels: Any, n_rows: int, n_outputs: int, class_names: Sequence[str]
) -> tuple[Any, tuple[str, ...]]:
    codes, names = learned_labels(labels, n_rows, "y", class_names)
    if codes.max() >= n_outputs:
        raise ValueError(
            f"layers must end with at least {codes.max() + 1} outputs for these labels, "
            f"not {n_outputs}"
        )
    # Other rows may be of classes that these numbers leave out; names are all there are.
    numbered = tuple(map(str, range(n_outputs)))
    return one_hot(codes, n_outputs), numbered if names == numbered[: len(names)] else names


def _yes_or_no(
    labels: Any, n_rows: int, n_outputs: int, class_names: Sequence[str]
) -> tuple[Any, tuple[str, ...]]:
    if n_outputs != 1:
        raise ValueError(f"layers must end with 1 output for a yes-or-no loss, not {n_outputs}")
    targets, names = two_classes(labels, n_rows, class_names)
    return targets[:, np.newaxis], names


def _numbers(
    targets: Any,
    n_rows: int,
    n_outputs: int,
    class_names: Sequence[str],  # noqa: ARG001
) -> tuple[Any, tuple[str, ...]]:
    try:
        columns = np.atleast_2d(np.asarray(targets).T)
    except ValueError:
        raise ValueError(f"y must be one block of numbers, not the ragged {targets!r}") from None
    if len(columns) != n_outputs:
        raise ValueError(
            f"y must have the shape (n_rows, {n_outputs}) for these layers, not {np.shape(targets)}"
        )
    return np.column_stack([checked_targets(column, n_rows) for column in columns]), ()


def _softmax_along(z: Array, change: Array) -> Any:
    p = softmax(z)
    return p * (change - (p * change).sum(axis=-1, keepdims=True))


OUTPUTS: dict[str, Output] = {
    "cross-entropy": Output(
        _classes,
        cross_entropy,
        lambda z, y: softmax(z) - y,
        _softmax_along,
        softmax,
        "mean cross-entropy",
        r"-\frac{1}{n}\sum_{i=1}^{n} \log p_{i y_i}",
    ),
    "binary cross-entropy": Output(
        _yes_or_no,
        lambda z, y: log_loss(z, y)[..., 0],
        log_loss_slope,
        lambda z, change: sigmoid(z) * sigmoid(-z) * change,
        sigmoid,
        "mean log loss",
        r"\frac{1}{n}\sum_{i=1}^{n} \log\left(1 + e^{z_i}\right) - y_i z_i",
    ),
    "squared error": Output(
        _numbers,
        lambda z, y: 0.5 * ((z - y) ** 2).sum(axis=-1),
        lambda z, y: z - y,
        lambda z, change: change,  # noqa: ARG005
        lambda z: z,
        "half the mean squared error",
        r"\frac{1}{2n}\sum_{i=1}^{n} \left\lVert z_i - y_i\right\rVert^2",
    ),
}
"""The losses by name; "squared error" is half the sum of squares."""
