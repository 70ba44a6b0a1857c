"""Random landscapes, in any number of dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.objective import Objective
from gdwidgets.core.products import matvec
from gdwidgets.core.surfaces.places import names_of
from gdwidgets.core.validate import as_params, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

MOST_DIMS = 1000
"""The waves of so many coordinates take 160 MB."""

WIDTH = 3.0
"""The domain reaches this many of the hills' length scales to each side of the origin."""


@final
class RandomLandscape(Objective):
    r"""A smooth random function: a sum of many waves of random direction and phase.

    .. math:: f(x) = \sqrt{2 / K} \sum_k \cos(w_k^\top x + \varphi_k)

    It is close to a Gaussian random field with length scale 1 and variance 1.

    Parameters
    ----------
    n_dims : int
        How many coordinates it has, from 1 to 1000.
    seed : int
        Picks the waves.

    Raises
    ------
    TypeError, ValueError
        If an argument is not such a whole number.

    References
    ----------
    Rahimi, Recht, Random features for large-scale kernel machines, 2007.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> surfaces.random_landscape(10, seed=1)
    RandomLandscape(n_dims=10, seed=1)
    """

    name = "Random landscape"
    latex = r"\sqrt{\frac{2}{K}}\sum_{k=1}^{K} \cos\left(w_k^\top x + \varphi_k\right)"

    def __init__(self, n_dims: int, seed: int = 0) -> None:
        self.n_params = whole_number("n_dims", n_dims, low=1, high=MOST_DIMS)
        self.seed = whole_number("seed", seed, low=0)
        rng = np.random.default_rng(seed)
        self._n_waves = 100 + 20 * n_dims
        self._waves = rng.normal(size=(self._n_waves, n_dims))
        self._phases = rng.uniform(0, 2 * np.pi, self._n_waves)
        self._height = float(np.sqrt(2 / self._n_waves))
        self.param_names = names_of(n_dims)
        self.domain = ((-WIDTH, WIDTH),) * n_dims
        self.start = (0.0,) * n_dims
        self.lower_bound = -self._n_waves * self._height

    def __reduce__(self) -> Any:
        return RandomLandscape, (self.n_params, self.seed)

    def __repr__(self) -> str:
        return f"RandomLandscape(n_dims={self.n_params}, seed={self.seed})"

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The height; see `Objective.value`."""
        with np.errstate(all="ignore"):
            height: Array = self._height * np.cos(self._angles(params)[1]).sum(axis=-1)
        return height

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The slope; see `Objective.gradient`."""
        with np.errstate(all="ignore"):
            waves, angles = self._angles(params)
            return matvec(waves.T, -self._height * np.sin(angles))

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature; see `Objective.hessian`."""
        with np.errstate(all="ignore"):
            waves, angles = self._angles(params)
            bends = -self._height * np.cos(angles)[..., np.newaxis] * waves
            curvature: Array = np.swapaxes(bends, -1, -2) @ waves
        return curvature

    def _angles(self, params: ArrayLike) -> tuple[Array, Array]:
        params = as_params(params, self.n_params)
        waves = self._waves.astype(params.dtype)
        return waves, matvec(waves, params) + self._phases.astype(params.dtype)


def random_landscape(n_dims: int, seed: int = 0) -> RandomLandscape:
    """Make a smooth random function of `n_dims` coordinates; see `RandomLandscape`.

    Examples
    --------
    >>> random_landscape(3).value([0.0, 0.0, 0.0]).shape
    ()
    """
    return RandomLandscape(n_dims, seed)
