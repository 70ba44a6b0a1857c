"""Noise on a surface's gradient, as data: what mini-batches do to a run, without any data."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.objective import Objective, checked_objective
from gdwidgets.core.validate import as_params, finite_number, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

MOST_NUMBERS = 2**24
"""The slopes of all rows may hold so many numbers, 128 MiB."""


@final
class Noisy(Objective):
    r"""An objective whose rows are tilted, each its own way, so that mini-batches are noisy.

    Row i has the loss :math:`f(x) + e_i^\top x`, with tilts e that sum to zero. The mean over all
    rows is f itself. Over a mini-batch of b of the n rows, drawn without replacement, each
    coordinate of the gradient has a mean of that of f and the standard deviation

    .. math:: \frac{\text{noise}}{\sqrt b} \sqrt{1 - \frac b n}

    Parameters
    ----------
    objective : Objective
        The f: one without rows of its own, such as a `Surface`.
    noise : float
        The standard deviation of one row's gradient in each coordinate; 0 or more.
    n_rows : int
        How many rows there are, at least 2; their tilts must fit into 128 MiB.
    seed : int
        Picks the tilts, which are normally distributed.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of these.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> noisy = gd.surfaces.Noisy(gd.surfaces.ravine(10), noise=0.5)
    >>> run = gd.descend(noisy, gd.optimizers.GradientDescent(0.1), [-5, -2], 100, batch_size=4)
    >>> noisy.gradient([1.0, 1.0]), noisy.n_rows
    (array([ 1., 10.]), 1000)
    """

    def __init__(
        self, objective: Objective, noise: float = 1.0, n_rows: int = 1000, seed: int = 0
    ) -> None:
        self.objective = checked_objective(objective)
        if objective.n_rows is not None:
            raise ValueError(
                f"objective must have no rows of its own, but {objective!r} has {objective.n_rows}"
            )
        self.noise = finite_number("noise", noise, low=0)
        most = max(2, MOST_NUMBERS // objective.n_params)
        self.n_rows = whole_number("n_rows", n_rows, low=2, high=most)
        self.seed = whole_number("seed", seed, low=0)
        tilts = np.random.default_rng(self.seed).normal(size=(objective.n_params, self.n_rows))
        tilts -= tilts.mean(axis=1, keepdims=True)
        tilts *= self.noise / tilts.std(axis=1, ddof=1, keepdims=True)
        self._tilts: Array = tilts
        self.name = f"{objective.name} with noise"
        self.n_params = objective.n_params
        self.param_names = objective.param_names
        self.domain = objective.domain
        self.start = objective.start
        self.minima = objective.minima
        self.saddles = objective.saddles
        self.latex = objective.latex
        self.convex = objective.convex
        self.lower_bound = objective.lower_bound

    def __repr__(self) -> str:
        return (
            f"Noisy({self.objective!r}, noise={self.noise:g}, n_rows={self.n_rows}, "
            f"seed={self.seed})"
        )

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The height, tilted by the mean tilt of `rows`; see `Objective.value`."""
        params = as_params(params, self.n_params)
        height = self.objective.value(params)
        if rows is None:
            return height
        with np.errstate(all="ignore"):
            for i, tilt in enumerate(self._mean_tilts(rows, params)):
                height = height + tilt * params[..., i]
        return height

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The slope, with the mean tilt of `rows` added; see `Objective.gradient`."""
        params = as_params(params, self.n_params)
        gradient = self.objective.gradient(params)
        if rows is None:
            return gradient
        with np.errstate(all="ignore"):
            tilted: Array = gradient + np.moveaxis(self._mean_tilts(rows, params), 0, -1)
        return tilted

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature, which has no noise; see `Objective.hessian`."""
        return self.objective.hessian(params)

    def _mean_tilts(self, rows: ArrayLike, params: Array) -> Array:
        """The mean over each mini-batch: (n_params,) or (n_params, ...)."""
        # Rows lie in the last axis, one after the other in memory, so that each mean is summed in
        # the same order, however many mini-batches there are.
        picked = np.take(self._tilts, np.asarray(rows), axis=1)
        mean: Array = picked.mean(axis=-1).astype(params.dtype)
        return mean
