"""Where to look at a loss: a domain around its minimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


def around_minimum(
    minimum: Array, hessian: Array, margin: float = 1.5
) -> tuple[tuple[float, float], ...]:
    """A domain in which the bowl around `minimum` is seen, and all zeros lies well inside.

    The bowl's ellipse through the origin fits the domain `margin` times. An origin that is
    itself the minimum, or nearly so, is given a unit's height of room instead.

    Parameters
    ----------
    minimum : (n_params,) ndarray
    hessian : (n_params, n_params) ndarray
        Positive semidefinite.
    margin : float

    Returns
    -------
    tuple of (float, float)

    Examples
    --------
    >>> import numpy as np
    >>> around_minimum(np.array([2.0, 0.0]), np.diag([1.0, 4.0]))
    ((-1.0, 5.0), (-1.5, 1.5))
    """
    drop = float(minimum @ hessian @ minimum) / 2
    curvatures, directions = np.linalg.eigh(hessian)
    # A direction that the data leaves open would reach to infinity.
    curvatures = np.maximum(curvatures, 1e-12 * curvatures.max() or 1.0)
    if drop <= 1e-12:
        drop = 0.5
    reach = margin * np.sqrt(2 * drop) * np.sqrt((directions**2 / curvatures).sum(axis=1))
    return tuple(
        (float(low), float(high))
        for low, high in zip(minimum - reach, minimum + reach, strict=True)
    )
