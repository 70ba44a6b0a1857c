"""`MLP`: a network of fully connected layers, with hand-written backpropagation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np

from gdwidgets.core.losses.data import checked_features
from gdwidgets.core.networks.activations import ACTIVATIONS
from gdwidgets.core.networks.loss import NetworkLoss
from gdwidgets.core.networks.outputs import OUTPUTS
from gdwidgets.core.validate import as_params, one_of, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

INITS: dict[str, Callable[[int, int], float]] = {
    "he": lambda n_in, n_out: (2 / n_in) ** 0.5,  # noqa: ARG005
    "xavier": lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5,
    "lecun": lambda n_in, n_out: (1 / n_in) ** 0.5,  # noqa: ARG005
    "small": lambda n_in, n_out: 0.01,  # noqa: ARG005
    "large": lambda n_in, n_out: 1.0,  # noqa: ARG005
    "zero": lambda n_in, n_out: 0.0,  # noqa: ARG005
}
"""The standard deviation of a layer's first weights."""


class Forward(NamedTuple):
    """Every number of a forward pass; a list has an entry for each layer.

    ``activations[0]`` are the inputs; ``z[l] = activations[l] @ W[l] + b[l]``;
    ``activations[l + 1]`` is the activation of ``z[l]``. The last z, of which no activation
    is taken, is the output.

    Examples
    --------
    >>> import numpy as np
    >>> passed = MLP((1, 1, 1)).forward([-2.0, 0.0, 1.0, 7.0], np.array([[3.0]]))
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
    >>> _, back = MLP((1, 1), loss="squared error").on([[3.0]], [5.0]).passes([1.0, 0.0])
    >>> [delta.item() for delta in back.deltas]
    [-2.0]
    """

    deltas: list[Any]
    weights: list[Any]
    biases: list[Any]


@final
@dataclass(frozen=True)
class MLP:
    """A multilayer perceptron: fully connected layers, an activation between them.

    All its parameters make one vector: for each layer the weights, (n_in, n_out) row by row,
    then the biases. With leading axes on `params`, many networks are computed in one batch.

    Parameters
    ----------
    layers : tuple of int
        How many units each layer has, inputs and outputs included.
    activation : str
        "relu", "leaky relu", "tanh", "sigmoid", "softplus" or "identity".
    loss : str
        "cross-entropy" (several classes; the targets are labels), "binary cross-entropy" (one
        output, targets 0 or 1) or "squared error" (half of it; targets are numbers).
    init : str
        How widely the first weights are scattered: "he", "xavier", "lecun", "small" (standard
        deviation 0.01), "large" (1) or "zero". The biases begin at zero.

    Raises
    ------
    TypeError, ValueError
        If `layers` is not at least two whole numbers from 1 on, or a name isn't known.

    References
    ----------
    Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature
    323, 1986. He et al., Delving deep into rectifiers, 2015. Glorot, Bengio, Understanding the
    difficulty of training deep feedforward neural networks, 2010.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.core.networks import MLP
    >>> moons = gd.datasets.moons(100)
    >>> network = MLP((2, 8, 2), activation="tanh")
    >>> loss = network.on(moons.X, moons.labels)
    >>> run = gd.descend(loss, gd.optimizers.Adam(0.1), network.start(seed=1), 300)
    >>> print(network.accuracy(run.params[-1], moons.X, moons.labels) > 0.95)
    True
    """

    layers: tuple[int, ...]
    activation: str = "relu"
    loss: str = "cross-entropy"
    init: str = "he"

    def __post_init__(self) -> None:
        try:
            layers = tuple(whole_number("layers", units, low=1) for units in self.layers)
        except TypeError:
            layers = ()
        if len(layers) < 2:
            raise TypeError(f"layers must be two or more whole numbers, not {self.layers!r}")
        object.__setattr__(self, "layers", layers)
        one_of("activation", self.activation, ACTIVATIONS)
        one_of("loss", self.loss, OUTPUTS)
        one_of("init", self.init, INITS)

    @property
    def n_params(self) -> int:
        """How many weights and biases there are."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.layers))

    def start(self, seed: int = 0) -> Array:
        """Random first parameters, ``(n_params,)``.

        Examples
        --------
        >>> MLP((1, 1), init="zero").start()
        array([0., 0.])
        """
        rng = np.random.default_rng(whole_number("seed", seed, low=0))
        parts = []
        for n_in, n_out in pairwise(self.layers):
            spread = INITS[self.init](n_in, n_out)
            parts += [spread * rng.normal(size=n_in * n_out), np.zeros(n_out)]
        return np.concatenate(parts)

    def unpack(self, params: ArrayLike) -> list[tuple[Array, Array]]:
        """Take the vector of parameters apart.

        Parameters
        ----------
        params : (..., n_params) array_like

        Returns
        -------
        list of (weights, biases)
            For each layer, shaped ``(..., n_in, n_out)`` and ``(..., n_out)``.

        Examples
        --------
        >>> [(weights, biases)] = MLP((2, 1)).unpack([1, 2, 3])
        >>> weights.tolist(), biases.tolist()
        ([[1.0], [2.0]], [3.0])
        """
        params = np.ascontiguousarray(as_params(params, self.n_params))
        shape, at, parts = params.shape[:-1], 0, []
        for n_in, n_out in pairwise(self.layers):
            split, end = at + n_in * n_out, at + (n_in + 1) * n_out
            weights = params[..., at:split].reshape(*shape, n_in, n_out)
            parts.append((weights, params[..., split:end]))
            at = end
        return parts

    def forward(self, params: ArrayLike, X: Array) -> Forward:
        """Compute the outputs for `X`, ``(..., n_rows, n_inputs)``, with every step between."""
        activation = ACTIVATIONS[self.activation].function
        z: list[Any] = []
        activations: list[Any] = [X]
        for weights, biases in self.unpack(params):
            if z:
                activations.append(activation(z[-1]))
            z.append(activations[-1] @ weights + biases[..., np.newaxis, :])
        return Forward(z, activations)

    def backward(self, params: ArrayLike, passed: Forward, targets: Array) -> Backward:
        """Go back from the loss to every weight, by the chain rule.

        Parameters
        ----------
        params : (..., n_params) array_like
            The parameters of the forward pass.
        passed : Forward
            What `forward` returned.
        targets : (..., n_rows, n_outputs) ndarray
            What the outputs should have been: one-hot rows for "cross-entropy".
        """
        derivative = ACTIVATIONS[self.activation].derivative
        layers = self.unpack(params)
        deltas = [OUTPUTS[self.loss].slope(passed.z[-1], targets)]
        for level in reversed(range(len(layers) - 1)):
            back = deltas[0] @ np.swapaxes(layers[level + 1][0], -1, -2)
            deltas.insert(0, back * derivative(passed.z[level], passed.activations[level + 1]))
        # A product with ones sums each run's rows in the same order, however many runs.
        share = np.full((1, targets.shape[-2]), 1 / targets.shape[-2], targets.dtype)
        weights = [
            np.swapaxes(a, -1, -2) @ (delta / targets.dtype.type(targets.shape[-2]))
            for a, delta in zip(passed.activations, deltas, strict=True)
        ]
        return Backward(deltas, weights, [(share @ delta)[..., 0, :] for delta in deltas])

    def on(self, X: ArrayLike, y: ArrayLike) -> NetworkLoss:
        """The network's loss on data, as an objective to descend.

        Parameters
        ----------
        X : (n_rows, n_inputs) array_like
        y : array_like
            Labels ``(n_rows,)`` or numbers ``(n_rows,)``, ``(n_rows, n_outputs)``, as `loss` asks.

        Raises
        ------
        TypeError, ValueError
            If the data don't fit the layers or the loss.
        """
        return NetworkLoss(self, X, y)

    def predict(self, params: ArrayLike, X: ArrayLike) -> Array:
        """What the network says to `X`: probabilities, or numbers for "squared error".

        Returns
        -------
        (..., n_rows, n_outputs) ndarray
        """
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            z = self.forward(params, self.checked_inputs(X).astype(params.dtype, copy=False)).z[-1]
            said: Array = OUTPUTS[self.loss].predict(z)
        return said

    def accuracy(self, params: ArrayLike, X: ArrayLike, labels: ArrayLike) -> Any:
        """The share of rows whose most probable class is the right one, ``(...)``."""
        said = self.predict(params, X)
        chosen = said.argmax(axis=-1) if said.shape[-1] > 1 else said[..., 0] > 0.5
        return (chosen == np.asarray(labels)).mean(axis=-1)

    def checked_inputs(self, X: ArrayLike) -> Array:
        """Return `X` as ``(n_rows, n_inputs)`` finite numbers, or raise an error."""
        inputs = checked_features(X)
        if inputs.shape[1] != self.layers[0]:
            raise ValueError(
                f"X must have {self.layers[0]} columns for layers {self.layers}, "
                f"not {inputs.shape[1]}"
            )
        return inputs
