"""How the first weights are drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.networks.layout import pack
from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

MOST_STARTS = 1 << 27
"""So many first parameters, 1 GiB, are drawn at once."""


def _scattered(spread: Callable[[int, int], float]) -> Callable[[Any, int, int], Any]:
    """Normal numbers with a standard deviation that depends on the layer's size."""
    return lambda rng, n_in, n_out: spread(n_in, n_out) * rng.normal(size=(n_in, n_out))


def _orthogonal(rng: np.random.Generator, n_in: int, n_out: int) -> Any:
    """Columns at right angles and of length 1; rows, where there are fewer of these."""
    drawn = rng.normal(size=(n_in, n_out))
    tall = drawn if n_in >= n_out else drawn.T
    q, r = np.linalg.qr(tall)
    # Without these signs not every rotation would be equally likely.
    q = q * np.where(np.diag(r) < 0, -1, 1)
    return q if n_in >= n_out else q.T


INITS: dict[str, Callable[[np.random.Generator, int, int], Any]] = {
    "he": _scattered(lambda n_in, n_out: (2 / n_in) ** 0.5),  # noqa: ARG005
    "xavier": _scattered(lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5),
    "lecun": _scattered(lambda n_in, n_out: (1 / n_in) ** 0.5),  # noqa: ARG005
    "orthogonal": _orthogonal,
    "small": _scattered(lambda n_in, n_out: 0.01),  # noqa: ARG005
    "large": _scattered(lambda n_in, n_out: 1.0),  # noqa: ARG005
    "zero": lambda rng, n_in, n_out: np.zeros((n_in, n_out)),  # noqa: ARG005
}
"""From random numbers, n_in and n_out to a layer's first weights, (n_in, n_out)."""


def first_params(init: str, layers: tuple[int, ...], seed: Any) -> Array:
    """Draw the first parameters of a network, or of one for each of several seeds.

    Examples
    --------
    >>> first_params("zero", (1, 1), [3, 4])
    array([[0., 0.],
           [0., 0.]])
    """
    if _are_several(seed):
        n_params = sum((n_in + 1) * n_out for n_in, n_out in pairwise(layers))
        most = MOST_STARTS // n_params
        if not 0 < len(seed) <= most:
            raise ValueError(
                f"seed must be a number or 1 to {most:,} of them for {n_params:,} parameters, "
                f"not {len(seed):,}"
            )
        return np.stack([first_params(init, layers, whole_number("seed", each)) for each in seed])
    rng = np.random.default_rng(whole_number("seed", seed, low=0))
    sizes = list(pairwise(layers))
    return pack([INITS[init](rng, *size) for size in sizes], [np.zeros(n) for n in layers[1:]])


def _are_several(seed: Any) -> bool:
    # Not by np.ndim, which would make an array of a range of any length.
    if isinstance(seed, np.ndarray):
        return seed.ndim > 0
    return isinstance(seed, Sequence) and not isinstance(seed, str | bytes)
