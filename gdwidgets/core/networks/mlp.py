"""`MLP`: a network of fully connected layers, with hand-written backpropagation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.data import checked_features
from gdwidgets.core.networks.accuracy import known_labels, share_right
from gdwidgets.core.networks.activations import ACTIVATIONS
from gdwidgets.core.networks.filters import filter_normalised
from gdwidgets.core.networks.inits import INITS, first_params
from gdwidgets.core.networks.layout import unpack
from gdwidgets.core.networks.loss import NetworkLoss
from gdwidgets.core.networks.outputs import OUTPUTS
from gdwidgets.core.networks.passes import (
    Backward,
    Forward,
    backward,
    checked_targets,
    forward,
)
from gdwidgets.core.validate import as_params, one_of, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

MOST_PARAMS = 2_000_000
"""A step of a larger network would take seconds here, and its path would fill the memory."""


@final
@dataclass(frozen=True)
class MLP:
    """A multilayer perceptron: fully connected layers, an activation between them.

    All its parameters make one vector: for each layer the weights, (n_in, n_out) row by row,
    then the biases. With leading axes on `params`, many networks are computed in one batch.

    Parameters
    ----------
    layers : tuple of int
        How many units each layer has, inputs and outputs included; at most 2,000,000 weights
        and biases in all.
    activation : str
        "relu", "leaky relu", "tanh", "sigmoid", "softplus" or "identity".
    loss : str
        "cross-entropy" (several classes; the targets are labels), "binary cross-entropy" (one
        output, targets of two classes) or "squared error" (half of it; targets are numbers).
    init : str
        How the first weights are drawn: scattered as "he", "xavier", "lecun", "small" (standard
        deviation 0.01), "large" (1) or "zero" have it, or "orthogonal". The biases begin at zero.

    Raises
    ------
    TypeError, ValueError
        If `layers` is not at least two whole numbers from 1 on, or makes too many parameters, or
        a name isn't known.

    References
    ----------
    Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature
    323, 1986. He et al., Delving deep into rectifiers, 2015. Glorot, Bengio, Understanding the
    difficulty of training deep feedforward neural networks, 2010. Saxe, McClelland, Ganguli,
    Exact solutions to the nonlinear dynamics of learning in deep linear neural networks, 2014.

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
        except ValueError:
            raise ValueError(
                f"layers must be two or more whole numbers from 1 on, not {self.layers!r}"
            ) from None
        if len(layers) < 2:
            raise TypeError(
                f"layers must be two or more whole numbers from 1 on, not {self.layers!r}"
            )
        object.__setattr__(self, "layers", layers)
        if self.n_params > MOST_PARAMS:
            raise ValueError(
                f"layers must make at most {MOST_PARAMS:,} parameters, not {self.n_params:,} "
                f"as {layers} do"
            )
        one_of("activation", self.activation, ACTIVATIONS)
        one_of("loss", self.loss, OUTPUTS)
        one_of("init", self.init, INITS)

    @property
    def n_params(self) -> int:
        """How many weights and biases there are."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.layers))

    def start(self, seed: int | Sequence[int] = 0) -> Array:
        """Random first parameters.

        Parameters
        ----------
        seed : int or sequence of int
            Picks them; a sequence makes a network for each of its seeds.

        Returns
        -------
        (n_params,) or (n_seeds, n_params) ndarray

        Examples
        --------
        >>> MLP((1, 1), init="zero").start()
        array([0., 0.])
        >>> MLP((2, 3, 1)).start(seed=range(5)).shape
        (5, 13)
        """
        return first_params(self.init, self.layers, seed)

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
        return unpack(as_params(params, self.n_params), self.layers)

    def forward(self, params: ArrayLike, X: ArrayLike) -> Forward:
        """Compute the outputs for `X`, with every step between.

        Parameters
        ----------
        params : (..., n_params) array_like
        X : (n_rows, n_inputs) or (..., n_rows, n_inputs) array_like
            The same rows for all networks, or other ones for each.

        Raises
        ------
        TypeError, ValueError
            If `X` is not numbers with `n_inputs` in the last axis.
        """
        params = as_params(params, self.n_params)
        inputs = as_params(X, self.layers[0], "X").astype(params.dtype, copy=False)
        if inputs.ndim < 2:
            raise ValueError(f"X must have an axis for the rows, not shape {inputs.shape}")
        with np.errstate(all="ignore"):
            return forward(self.unpack(params), ACTIVATIONS[self.activation], inputs)

    def backward(self, params: ArrayLike, passed: Forward, targets: ArrayLike) -> Backward:
        """Go back from the loss to every weight, by the chain rule.

        Parameters
        ----------
        params : (..., n_params) array_like
            The parameters of the forward pass.
        passed : Forward
            What `forward` returned.
        targets : (..., n_rows, n_outputs) array_like
            What the outputs should have been: one-hot rows for "cross-entropy".

        Raises
        ------
        TypeError, ValueError
            If `passed` is of another network, or `targets` are not numbers shaped as its outputs.
        """
        wanted = checked_targets(passed, targets, self.layers)
        layers, activation = self.unpack(params), ACTIVATIONS[self.activation]
        with np.errstate(all="ignore"):
            return backward(layers, activation, OUTPUTS[self.loss], passed, wanted)

    def on(self, X: ArrayLike, y: ArrayLike, *, validation: Any = None) -> NetworkLoss:
        """The network's loss on data, as an objective to descend.

        Parameters
        ----------
        X : (n_rows, n_inputs) array_like
        y : array_like
            Labels ``(n_rows,)``, whole numbers or text, or for "squared error" numbers
            ``(n_rows,)``, ``(n_rows, n_outputs)``.
        validation : (X, y), optional
            Held-out data of the same kind, to see how well the network does on what it doesn't
            learn from.

        Raises
        ------
        TypeError, ValueError
            If the data don't fit the layers or the loss.
        """
        return NetworkLoss(self, X, y, validation)

    def predict(self, params: ArrayLike, X: ArrayLike) -> Array:
        """What the network says to `X`: probabilities, or numbers for "squared error".

        Returns
        -------
        (..., n_rows, n_outputs) ndarray
        """
        z = self.forward(params, self.checked_inputs(X)).z[-1]
        with np.errstate(all="ignore"):
            said: Array = OUTPUTS[self.loss].predict(z)
        return said

    def accuracy(
        self,
        params: ArrayLike,
        X: ArrayLike,
        labels: ArrayLike,
        class_names: Sequence[str] = (),
    ) -> Any:
        """The share of rows whose most probable class is the right one.

        Of one output, the class is 1 if it is above a half.

        Parameters
        ----------
        params : (..., n_params) array_like
        X : (n_rows, n_inputs) array_like
        labels : (n_rows,) array_like of int or str
            The right classes.
        class_names : sequence of str, optional
            Which text stands for which class, as the network's loss keeps it.

        Returns
        -------
        (...) ndarray
            NaN where an output is NaN, as after a divergence.

        Raises
        ------
        TypeError, ValueError
            If there is not one label of a known class for each row.

        Examples
        --------
        >>> network = MLP((1, 2))
        >>> loss = network.on([[-1.0], [1.0]], ["no", "yes"])
        >>> print(network.accuracy([-1, 1, 0, 0], [[3.0], [4.0]], ["yes", "no"], loss.class_names))
        0.5
        """
        inputs = self.checked_inputs(X)
        codes = known_labels(labels, len(inputs), self.layers[-1], class_names)
        return share_right(self, params, inputs, codes)

    def filter_normalised(self, direction: ArrayLike, params: ArrayLike) -> Array:
        """Scale a direction so that each unit's weights are as long in it as in `params`.

        Both are ``(..., n_params)``. Sections of the loss can be compared between networks so;
        the biases are left out. See `gdwidgets.core.networks.filters`.

        Examples
        --------
        >>> MLP((2, 1)).filter_normalised([0.0, 1.0, 9.0], [3.0, 4.0, 1.0])
        array([0., 5., 0.])
        """
        drawn = as_params(direction, self.n_params, "direction")
        return filter_normalised(self.unpack(drawn), self.unpack(params))

    def checked_inputs(self, X: ArrayLike) -> Array:
        """Return `X` as ``(n_rows, n_inputs)`` finite numbers, or raise an error."""
        return checked_features(X, self.layers[0])
