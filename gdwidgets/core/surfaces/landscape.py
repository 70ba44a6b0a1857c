"""Random landscapes in any number of dimensions, and a search for their critical points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, final

import numpy as np

from gdwidgets.core.objective import Objective
from gdwidgets.core.products import matvec
from gdwidgets.core.validate import as_params, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

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
        How many coordinates it has, at least 1.
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
        self.n_params = whole_number("n_dims", n_dims, low=1)
        self.seed = whole_number("seed", seed, low=0)
        rng = np.random.default_rng(seed)
        self._n_waves = 100 + 20 * n_dims
        self._waves = rng.normal(size=(self._n_waves, n_dims))
        self._phases = rng.uniform(0, 2 * np.pi, self._n_waves)
        self._height = float(np.sqrt(2 / self._n_waves))
        self.param_names = ("x", "y") if n_dims == 2 else tuple(f"x{i + 1}" for i in range(n_dims))
        self.domain = ((-WIDTH, WIDTH),) * n_dims
        self.start = (0.0,) * n_dims

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


class CriticalPoints(NamedTuple):
    """Places where the gradient is zero.

    Attributes
    ----------
    points : (n, n_params) ndarray
        The places, each once.
    downhill : (n,) ndarray of int
        In how many directions the ground falls away: 0 at a minimum, `n_params` at a maximum,
        between these at a saddle.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> surfaces.critical_points(surfaces.saddle).downhill.tolist()
    [0, 0, 1]
    """

    points: Any
    downhill: Any

    @property
    def saddle_share(self) -> float:
        """The share of saddles among them; NaN if there are none."""
        n_params = self.points.shape[1]
        saddles = (self.downhill > 0) & (self.downhill < n_params)
        return float(saddles.mean()) if len(saddles) else float("nan")


def critical_points(objective: Objective, n_starts: int = 200, seed: int = 0) -> CriticalPoints:
    """Search an objective's domain for critical points, by Newton's method.

    Newton's method is drawn to saddles and maxima as much as to minima. It begins at random
    points; what it doesn't bring to a zero gradient within the domain is left out.

    Parameters
    ----------
    objective : Objective
        It must have a `domain`.
    n_starts : int
        From how many points the search begins, at least 1.
    seed : int
        Picks these points.

    Returns
    -------
    CriticalPoints
        Sorted by `downhill`.

    Raises
    ------
    TypeError, ValueError
        If the objective has no domain, or a number is out of its range.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> found = critical_points(surfaces.random_landscape(8))
    >>> found.saddle_share > 0.9
    True
    """
    if objective.domain is None:
        raise ValueError(f"objective must have a domain, which {objective!r} has not")
    rng = np.random.default_rng(whole_number("seed", seed, low=0))
    low, high = np.array(objective.domain).T
    shape = (whole_number("n_starts", n_starts, low=1), objective.n_params)
    points = rng.uniform(low, high, shape)
    longest = 0.1 * np.linalg.norm(high - low)
    with np.errstate(all="ignore"):
        for _ in range(100):
            inverse = np.linalg.pinv(objective.hessian(points), hermitian=True)
            step = np.einsum("nij,nj->ni", inverse, objective.gradient(points))
            length = np.linalg.norm(step, axis=1, keepdims=True)
            points = points - step * np.minimum(1, longest / np.maximum(length, 1e-300))
            points = points[np.isfinite(points).all(axis=1) & (np.abs(points) < 1e6).all(axis=1)]
        curvature = np.linalg.eigvalsh(objective.hessian(points))
        steepest = np.abs(curvature).max(axis=1)
        level = np.abs(objective.gradient(points)).max(axis=1) <= 1e-9 * np.maximum(1, steepest)
    keep = level & ((low <= points) & (points <= high)).all(axis=1)
    points, curvature = points[keep], curvature[keep]
    _, first = np.unique(np.round(points / (high - low), 6) + 0.0, axis=0, return_index=True)
    downhill = (curvature[first] < 0).sum(axis=1)
    order = np.argsort(downhill, kind="stable")
    return CriticalPoints(points[first][order], downhill[order])
