"""A network's loss on data, as an objective."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.rows import in_pieces, pick_rows
from gdwidgets.core.networks.accuracy import share_right
from gdwidgets.core.networks.activations import ACTIVATIONS, Activation
from gdwidgets.core.networks.hessian import hessian_by_products
from gdwidgets.core.networks.layout import pack, param_names, weight_mask
from gdwidgets.core.networks.outputs import OUTPUTS, Output
from gdwidgets.core.networks.passes import (
    PIECE,
    backward,
    forward,
    gradient_along,
)
from gdwidgets.core.networks.statistics import LayerStatistics, statistics_of
from gdwidgets.core.objective import Objective
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from gdwidgets.core.networks.mlp import MLP
    from gdwidgets.core.networks.passes import Backward, Forward
    from gdwidgets.core.objective import Array


@final
class NetworkLoss(Objective):
    """The mean loss of a network over all rows or a mini-batch; `MLP.on` makes it.

    Attributes
    ----------
    network : MLP
    X : (n_rows, n_inputs) ndarray
    targets : (n_rows, n_outputs) ndarray
        What the outputs are compared with; one-hot rows for several classes.
    class_names : tuple of str
        The name of each class; empty for "squared error".
    validation : NetworkLoss or None
        The loss on the held-out data.
    loss_name : str
        What is averaged, in plain words, as it labels an axis.
    weights : (n_params,) ndarray of bool
        True for the weights, False for the biases.

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
    convex = False
    lower_bound = 0.0
    n_rows: int

    def __init__(
        self,
        network: MLP,
        X: ArrayLike,
        y: ArrayLike,
        validation: Any = None,
        class_names: Sequence[str] = (),
    ) -> None:
        self.network = network
        self.X = network.checked_inputs(X)
        self.n_rows, self.n_params = len(self.X), network.n_params
        self.targets, self.class_names = self._output.prepare(
            y, self.n_rows, network.layers[-1], class_names
        )
        self.weights = weight_mask(network.layers)
        self.loss_name, self.latex = self._output.loss_name, self._output.latex
        self.validation = None if validation is None else self._held_out(validation)

    def __repr__(self) -> str:
        return f"NetworkLoss({self.network.layers}, n_rows={self.n_rows}, n_params={self.n_params})"

    # Looked up by name, for their functions can't be sent to another process.

    @property
    def _activation(self) -> Activation:
        return ACTIVATIONS[self.network.activation]

    @property
    def _output(self) -> Output:
        return OUTPUTS[self.network.loss]

    # Both are long for a large network, and seldom asked for.

    @cached_property
    def param_names(self) -> tuple[str, ...]:  # type: ignore[override]
        """The name of each weight, ``W1[0,2]``, and bias, ``b1[2]``."""
        return param_names(self.network.layers)

    @cached_property
    def start(self) -> tuple[float, ...]:  # type: ignore[override]
        """The network's first parameters for the seed 0."""
        return tuple(self.network.start().tolist())

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The mean loss; see `Objective.value`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is not None:
                return self._mean(params, rows)
            return in_pieces(self._mean, params, self._size, PIECE)

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope of the mean loss, by backpropagation; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            if rows is not None:
                return self._mean_slope(params, rows)
            return in_pieces(self._mean_slope, params, self._size, PIECE)

    def hessian_product(self, params: ArrayLike, vector: ArrayLike) -> Array:
        """The curvature at `params` times `vector`, without the Hessian.

        Parameters
        ----------
        params, vector : (..., n_params) array_like

        Returns
        -------
        (..., n_params) ndarray
            Exact; of relu, whose slope jumps, the curvature on both sides of the jump.

        References
        ----------
        Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6, 1994.

        Examples
        --------
        >>> from gdwidgets.core.networks import MLP
        >>> loss = MLP((1, 1), loss="squared error").on([[3.0]], [5.0])
        >>> loss.hessian_product([2.0, 0.0], [1.0, 0.0])
        array([9., 3.])
        """
        params = as_params(params, self.n_params)
        along = as_params(vector, self.n_params, "vector").astype(params.dtype, copy=False)
        inputs, targets = self._data(None, params.dtype)
        unpack = self.network.unpack
        with np.errstate(all="ignore"):
            return gradient_along(
                unpack(params), unpack(along), self._activation, self._output, inputs, targets
            )

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature at `params`, exact: its product with each axis; see `Objective.hessian`.

        Raises
        ------
        ValueError
            If the Hessians would need more than 1 GiB.
        """
        params = as_params(params, self.n_params)
        return hessian_by_products(self.hessian_product, params, self._size, PIECE)

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
        inputs, targets = self._data(rows, params.dtype)
        layers = self.network.unpack(params)
        with np.errstate(all="ignore"):
            passed = forward(layers, self._activation, inputs)
            return passed, backward(layers, self._activation, self._output, passed, targets)

    def layer_statistics(self, params: ArrayLike) -> LayerStatistics:
        """How large activations and gradients are in each layer, and how many units are dead.

        Parameters
        ----------
        params : (..., n_params) array_like
            Of one network or many, such as all steps of a run.

        Returns
        -------
        LayerStatistics
            With ``activations``, ``gradients`` and ``dead``, each ``(..., n_layers)``.

        Examples
        --------
        >>> from gdwidgets.core.networks import MLP
        >>> loss = MLP((1, 2, 1), loss="squared error").on([[1.0], [2.0]], [0.0, 0.0])
        >>> seen = loss.layer_statistics([1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.0])
        >>> seen.dead
        array([0.5, 0. ])
        >>> seen.activations.round(2)
        array([1.12, 1.58])
        """
        params = as_params(params, self.n_params)
        relu = self.network.activation == "relu"
        with np.errstate(all="ignore"):
            seen = in_pieces(
                lambda points: statistics_of(*self.passes(points), relu=relu),
                params,
                self._size,
                PIECE,
            )
        return LayerStatistics(*np.moveaxis(seen, -2, 0))

    def accuracy(self, params: ArrayLike) -> Any:
        """The share of the rows whose class the network names, ``(...)``; see `MLP.accuracy`."""
        if not self.class_names:
            raise ValueError(f"accuracy needs classes, but loss is {self.network.loss!r}")
        one = self.targets.shape[1] == 1
        codes = self.targets[:, 0] if one else self.targets.argmax(axis=1)
        return share_right(self.network, params, self.X, codes)

    def validation_value(self, params: ArrayLike) -> Array:
        """The mean loss on the held-out data, ``(...)``, of one network or of a whole path.

        Examples
        --------
        >>> from gdwidgets.core.networks import MLP
        >>> network = MLP((1, 1), loss="squared error")
        >>> loss = network.on([[1.0]], [0.0], validation=([[2.0]], [0.0]))
        >>> loss.validation_value([[1.0, 0.0], [0.5, 0.0]])
        array([2. , 0.5])
        """
        return self._validated().value(params)

    def validation_accuracy(self, params: ArrayLike) -> Any:
        """The share of the held-out rows whose class the network names, ``(...)``."""
        return self._validated().accuracy(params)

    def _held_out(self, validation: Any) -> NetworkLoss:
        if not isinstance(validation, tuple | list) or len(validation) != 2:
            raise TypeError(f"validation must be a pair (X, y), not a {type(validation).__name__}")
        try:
            X, y = validation
            return NetworkLoss(self.network, X, y, class_names=self.class_names)
        except (TypeError, ValueError) as error:
            raise type(error)(f"in validation, {error}") from None

    def _validated(self) -> NetworkLoss:
        if self.validation is None:
            raise ValueError("validation must be given to MLP.on for a loss on held-out data")
        return self.validation

    @property
    def _size(self) -> int:
        """How many numbers a pass has in its widest layer."""
        return self.n_rows * max(self.network.layers)

    def _data(self, rows: ArrayLike | None, dtype: Any) -> tuple[Array, Array]:
        return pick_rows(self.X, rows, dtype), pick_rows(self.targets, rows, dtype)

    def _mean(self, params: Array, rows: ArrayLike | None = None) -> Array:
        inputs, targets = self._data(rows, params.dtype)
        z = forward(self.network.unpack(params), self._activation, inputs).z[-1]
        mean: Array = self._output.loss(z, targets).mean(axis=-1)
        return mean

    def _mean_slope(self, params: Array, rows: ArrayLike | None = None) -> Array:
        back = self.passes(params, rows)[1]
        return pack(back.weights, back.biases)
