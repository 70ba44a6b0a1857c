"""The one thing every method minimises: an `Objective`.

Everything in the core that can be descended, a named test surface, a loss on data or a
network, is an `Objective`. Its arrays carry the coordinates in the **last** axis, so that
any number of runs is computed in one call::

    params (..., n_params)  ->  value (...),  gradient (..., n_params)
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.validate import whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.floating]


class Objective(ABC):
    """A function of `n_params` parameters that is to be made small.

    A subclass gives `value`, `gradient` and (where it can) `hessian`, and sets the
    attributes below. All three are pure and vectorised over any leading shape.

    Attributes
    ----------
    name : str
        A short name in plain words, as it is shown to a learner.
    n_params : int
        How many parameters a point has: the length of the last axis of `params`.
    n_rows : int or None
        How many rows of data the objective averages over; None when there is no data.
    param_names : tuple of str
        The name of each parameter, as it labels an axis.
    domain : tuple of (float, float) pairs, or None
        The part worth looking at, a ``(low, high)`` pair for each parameter.
    start : tuple of float, or None
        A good place to start a first run from.
    minima, saddles : tuple of tuple of float
        The known minima (the deepest ones first) and saddle points.
    convex : bool
        Whether it bends upwards everywhere: then level ground is a lowest point.
    lower_bound : float or None
        A value that it is known never to fall below, such as 0 for a sum of squares.
    in_order : bool
        Whether its rows are a stream, to be gone through as they come and not shuffled.
    latex : str
        The formula, in LaTeX without dollar signs.

    Examples
    --------
    Three lines make an objective of your own:

    >>> import numpy as np
    >>> from gdwidgets.core.objective import Objective
    >>> class Bowl(Objective):
    ...     name, n_params = "bowl", 2
    ...     def value(self, params, rows=None):
    ...         return np.sum(np.square(params), axis=-1)
    ...     def gradient(self, params, rows=None):
    ...         return 2 * np.asarray(params)
    >>> Bowl().value([[3.0, 4.0], [0.0, 1.0]])
    array([25.,  1.])
    """

    name: str = "objective"
    n_params: int
    n_rows: int | None = None
    param_names: tuple[str, ...] = ("x", "y")
    domain: tuple[tuple[float, float], ...] | None = None
    start: tuple[float, ...] | None = None
    minima: tuple[tuple[float, ...], ...] = ()
    saddles: tuple[tuple[float, ...], ...] = ()
    convex: bool = False
    lower_bound: float | None = None
    in_order: bool = False
    latex: str = ""

    @abstractmethod
    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The height at `params`.

        Parameters
        ----------
        params : (..., n_params) array_like
            One point, or any number of them.
        rows : (batch_size,) or (..., batch_size) array_like of int, optional
            The rows of data to average over: one mini-batch for all points, or one for
            each. None takes all rows. An objective without data ignores it.

        Returns
        -------
        (...) ndarray
        """

    @abstractmethod
    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope at `params`: an array shaped like `params`; see `value` for `rows`."""

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature at `params`: the ``(..., n_params, n_params)`` second derivatives.

        Without a formula of its own an objective gets central differences of its gradient,
        with a step of the cube root of the machine's epsilon (about 6e-6) times the size of
        each parameter.
        """
        params = np.asarray(params, dtype=float)
        with np.errstate(all="ignore"):
            step = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(params))
            nudge = step[..., :, None] * np.eye(params.shape[-1])
            ahead = self.gradient(params[..., None, :] + nudge)
            behind = self.gradient(params[..., None, :] - nudge)
            hessian = (ahead - behind) / (2 * step[..., :, None])
            symmetric: Array = 0.5 * (hessian + np.swapaxes(hessian, -1, -2))
        return symmetric

    def hessian_product(self, params: ArrayLike, vector: ArrayLike) -> Array:
        """The curvature at `params` times `vector`: how the slope changes along it.

        Without a formula of its own an objective gets a central difference of its gradient, so
        that it costs two gradients, however many parameters there are.

        Parameters
        ----------
        params, vector : (..., n_params) array_like

        Returns
        -------
        (..., n_params) ndarray
        """
        params, vector = np.asarray(params, dtype=float), np.asarray(vector, dtype=float)
        with np.errstate(all="ignore"):
            length = np.abs(vector).max(axis=-1, keepdims=True)
            size = np.maximum(1.0, np.abs(params).max(axis=-1, keepdims=True))
            step = np.cbrt(np.finfo(float).eps) * size / np.where(length > 0, length, 1.0)
            ahead = self.gradient(params + step * vector)
            behind = self.gradient(params - step * vector)
            product: Array = (ahead - behind) / (2 * step)
        return product


def checked_objective(objective: Any) -> Objective:
    """Return an objective, or raise an error that says what is missing from it.

    Examples
    --------
    >>> checked_objective("himmelblau")
    Traceback (most recent call last):
    TypeError: objective must be an Objective, not 'himmelblau'
    """
    if isinstance(objective, type) and issubclass(objective, Objective):
        raise TypeError(
            f"objective must be an Objective, not the class {objective.__name__}: call it, as in "
            f"{objective.__name__}(...)"
        )
    if not isinstance(objective, Objective):
        raise TypeError(f"objective must be an Objective, not {objective!r}")
    if not hasattr(objective, "n_params"):
        raise TypeError(
            f"objective must say how many parameters it has: set n_params in "
            f"{type(objective).__name__}"
        )
    whole_number(f"n_params of objective {type(objective).__name__}", objective.n_params, low=1)
    if objective.n_rows is not None:
        whole_number(f"n_rows of objective {type(objective).__name__}", objective.n_rows, low=1)
    return objective


def stack_coordinates(*coordinates: Array) -> Array:
    """Join the coordinates into one array with them in the last axis.

    The result looks like ``np.stack(coordinates, axis=-1)`` but lies in memory one
    coordinate after the other. So each coordinate of a large batch of runs stays
    contiguous, and arithmetic on it runs at full speed.

    Parameters
    ----------
    *coordinates : (...) ndarray
        Arrays of one shape, one for each parameter.

    Returns
    -------
    (..., n_params) ndarray

    Examples
    --------
    >>> import numpy as np
    >>> stack_coordinates(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    array([[1., 3.],
           [2., 4.]])
    """
    return np.moveaxis(np.stack(coordinates), 0, -1)
