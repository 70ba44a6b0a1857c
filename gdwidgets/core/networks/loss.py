"""A network's loss on data, as an objective."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.losses.data import pick_rows
from gdwidgets.core.networks.outputs import OUTPUTS
from gdwidgets.core.objective import Objective
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.networks.mlp import MLP, Backward, Forward
    from gdwidgets.core.objective import Array


@final
class NetworkLoss(Objective):
    """The mean loss of a network over all rows or a mini-batch; `MLP.on` makes it.

    Examples
    --------
    >>> from gdwidgets.core.networks import MLP
    >>> loss = MLP((1, 2, 1), "tanh", "squared error").on([[0.0], [1.0]], [0.0, 1.0])
    >>> loss
    NetworkLoss((1, 2, 1), n_rows=2, n_params=7)
    >>> loss.param_names[-3:]
    ('W2[0,0]', 'W2[1,0]', 'b2[0]')
    """

    name = "Network"

    def __init__(self, network: MLP, X: ArrayLike, y: ArrayLike) -> None:
        self.network = network
        self.X = network.checked_inputs(X)
        self.n_rows = len(self.X)
        self.targets: Array = OUTPUTS[network.loss].prepare(y, self.n_rows, network.layers[-1])
        self.n_params = network.n_params
        self.start = tuple(network.start().tolist())
        self.param_names = tuple(_param_names(network.layers))

    def __repr__(self) -> str:
        return f"NetworkLoss({self.network.layers}, n_rows={self.n_rows}, n_params={self.n_params})"

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The mean loss; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            passed, targets = self._forward(params, rows)
            mean: Array = OUTPUTS[self.network.loss].loss(passed.z[-1], targets).mean(axis=-1)
        return mean

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the mean loss, by backpropagation; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        _, back = self.passes(params, rows)
        parts = [
            part
            for weights, biases in zip(back.weights, back.biases, strict=True)
            for part in (weights.reshape(*weights.shape[:-2], -1), biases)
        ]
        return np.concatenate(parts, axis=-1)

    def passes(self, params: ArrayLike, rows: ArrayLike | None = None) -> tuple[Forward, Backward]:
        """Every number of the way forward and of the way back.

        Parameters
        ----------
        params : (..., n_params) array_like
        rows : (batch_size,) or (..., batch_size) array_like of int, optional

        Returns
        -------
        Forward, Backward

        Examples
        --------
        >>> from gdwidgets.core.networks import MLP
        >>> loss = MLP((1, 1), loss="squared error").on([[3.0]], [5.0])
        >>> forward, backward = loss.passes([2.0, 0.0])
        >>> forward.z[0].item(), backward.deltas[0].item(), backward.weights[0].item()
        (6.0, 1.0, 3.0)
        """
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            passed, targets = self._forward(params, rows)
            return passed, self.network.backward(params, passed, targets)

    def _forward(self, params: Array, rows: ArrayLike | None) -> tuple[Forward, Array]:
        inputs = pick_rows(self.X, rows, params.dtype)
        return self.network.forward(params, inputs), pick_rows(self.targets, rows, params.dtype)


def _param_names(layers: tuple[int, ...]) -> list[str]:
    names = []
    for level, (n_in, n_out) in enumerate(pairwise(layers), start=1):
        names += [f"W{level}[{i},{j}]" for i in range(n_in) for j in range(n_out)]
        names += [f"b{level}[{j}]" for j in range(n_out)]
    return names
