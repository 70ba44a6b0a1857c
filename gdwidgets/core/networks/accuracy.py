"""How often a network names the right class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.losses.data import checked_labels
from gdwidgets.core.losses.rows import in_pieces
from gdwidgets.core.networks.passes import PIECE
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.networks.mlp import MLP
    from gdwidgets.core.objective import Array


def known_labels(labels: Any, n_rows: int, n_outputs: int, class_names: Sequence[str] = ()) -> Any:
    """Return the class of each row as a whole number, or raise an error.

    Examples
    --------
    >>> known_labels(["b", "a"], 2, 2, ("a", "b"))
    array([1, 0])
    >>> known_labels([0, 2], 2, 2)
    Traceback (most recent call last):
    ValueError: labels must lie between 0 and 1, not 0 to 2
    """
    numbered = tuple(map(str, range(max(2, n_outputs))))
    if len(class_names) > len(numbered):
        raise ValueError(
            f"class_names must be at most {len(numbered)} for this network, not {len(class_names)}"
        )
    try:
        return checked_labels(labels, n_rows, class_names or numbered)[0]
    except ValueError as error:
        entries = np.asarray(labels, dtype=object).ravel()
        if class_names or not any(isinstance(entry, str) for entry in entries):
            raise
        hint = "class_names says which text is which class, such as the loss's class_names"
        raise ValueError(f"{error}; {hint}") from None


def share_right(network: MLP, params: ArrayLike, inputs: Array, codes: Any) -> Any:
    """The share of rows whose most probable class is the right one; NaN if any output is.

    Examples
    --------
    >>> from gdwidgets.core.networks import MLP
    >>> inputs, codes = np.array([[-1.0], [1.0]]), np.array([0, 0])
    >>> print(share_right(MLP((1, 2)), [-1.0, 1.0, 0.0, 0.0], inputs, codes))
    0.5
    """

    def of(points: Array) -> Any:
        said = network.predict(points, inputs)
        chosen = said.argmax(axis=-1) if said.shape[-1] > 1 else said[..., 0] > 0.5
        unknown = np.isnan(said).any(axis=(-1, -2))
        return np.where(unknown, np.nan, (chosen == codes).mean(axis=-1))[()]

    size = len(inputs) * max(network.layers)
    return in_pieces(of, as_params(params, network.n_params), size, PIECE)
