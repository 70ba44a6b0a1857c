"""The functions that losses and networks share, exact in their tails and without overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


def sigmoid(z: Array) -> Any:
    r"""The logistic function :math:`1 / (1 + e^{-z})`.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-700.0, 0.0, 700.0]))
    array([9.85967654e-305, 5.00000000e-001, 1.00000000e+000])
    """
    tail = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, tail) / (1 + tail)


def softplus(z: Array) -> Any:
    r"""The smooth ramp :math:`\log(1 + e^z)`, whose derivative is `sigmoid`.

    Examples
    --------
    >>> import numpy as np
    >>> softplus(np.array([-1000.0, 0.0, 1000.0]))
    array([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def log_softmax(z: Array) -> Any:
    r"""The logarithm of `softmax`: :math:`z_k - \log \sum_j e^{z_j}` over the last axis.

    Examples
    --------
    >>> import numpy as np
    >>> log_softmax(np.array([1000.0, 0.0]))
    array([    0., -1000.])
    """
    shifted = z - z.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z: Array) -> Any:
    r"""Probabilities :math:`e^{z_k} / \sum_j e^{z_j}` over the last axis.

    Examples
    --------
    >>> import numpy as np
    >>> softmax(np.array([1000.0, 1000.0, 0.0]))
    array([0.5, 0.5, 0. ])
    """
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def cross_entropy(z: Array, one_hot: Array) -> Any:
    """The loss of each row: minus the logarithm of the probability of the right class.

    Examples
    --------
    >>> import numpy as np
    >>> cross_entropy(np.array([[0.0, 0.0], [1000.0, 0.0]]), np.eye(2))
    array([6.93147181e-01, 1.00000000e+03])
    """
    # Where a class is ruled out, 0 times minus infinity is to be 0.
    return -np.where(one_hot > 0, log_softmax(z), 0).sum(axis=-1)


def log_loss(z: Array, y: Array) -> Any:
    """The loss of each row of a yes-or-no question, y being 0 or 1.

    Examples
    --------
    >>> import numpy as np
    >>> log_loss(np.array([-1000.0, 40.0]), np.array([1.0, 1.0]))
    array([1.00000000e+03, 4.24835426e-18])
    """
    return softplus((1 - 2 * y) * z)


def log_loss_slope(z: Array, y: Array) -> Any:
    """The derivative of `log_loss` in z: the probability minus y, without cancellation.

    Examples
    --------
    >>> import numpy as np
    >>> log_loss_slope(np.array([0.0, 40.0]), np.array([1.0, 1.0]))
    array([-5.00000000e-01, -4.24835426e-18])
    """
    away = 1 - 2 * y
    return away * sigmoid(away * z)
