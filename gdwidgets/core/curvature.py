"""How the ground bends: Hessians, their products and their axes, for any number of parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.objective import checked_objective
from gdwidgets.core.products import matvec
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array, Objective

MOST_AXES = 64
"""With more parameters than this the curvature is looked at along some directions only."""

N_DIRECTIONS = 32
"""So many directions; each costs a Hessian-vector product, two gradients."""

ON_RIDGE = 1e-9
"""A slope with so small a share along a falling direction points along the ridge."""

LEVEL = 1e-7
"""A curvature below this share of the strongest can't be told from none."""


class Ground(NamedTuple):
    """What is known of the ground around points where the slope is small.

    Attributes
    ----------
    lowest, highest : (n,) ndarray
        The extreme curvatures. NaN where the curvature isn't finite.
    to_go : (n,) ndarray
        How far the level point is away by slope and curvature, along the directions that bend.
    off_ridge : (n,) ndarray
        How far the point is from level ground along the directions that fall away.
    n_level : (n,) ndarray of int
        How many of the directions looked at don't bend.
    n_looked : int
        How many directions were looked at; they are all there are up to 64 parameters.
    hessian : (n, n_params, n_params) ndarray or None
        All curvatures, where they are known.
    """

    lowest: Any
    highest: Any
    to_go: Any
    off_ridge: Any
    n_level: Any
    n_looked: int
    hessian: Any = None

    @property
    def strongest(self) -> Any:
        """The largest curvature, up or down."""
        return np.maximum(np.abs(self.lowest), np.abs(self.highest))

    @property
    def falls(self) -> Any:
        """Whether the ground falls away in a direction."""
        return self.lowest < -LEVEL * self.strongest

    @property
    def rises(self) -> Any:
        """Whether it rises in every direction that was looked at."""
        return (self.lowest > 0) & (self.n_level == 0)

    def felt_by(self, scale: Any) -> tuple[Any, Any]:
        """Return the extreme curvatures as a method feels them that scales each slope.

        The scales, (n, n_params), stretch the ground; where only some directions were looked at,
        the largest scale counts for all.
        """
        if self.hessian is None:
            return self.lowest * scale.max(axis=-1), self.highest * scale.max(axis=-1)
        root = np.sqrt(scale)
        felt = curvatures(root[:, :, None] * self.hessian * root[:, None, :])
        return felt[:, 0], felt[:, -1]


def look_around(objective: Objective, params: Array, gradient: Array) -> Ground:
    """Measure the curvature around points.

    Up to 64 parameters the whole Hessian is taken. Beyond, 32 directions are, by Lanczos' method
    from the gradient and a random direction on, for 64 gradients.

    Parameters
    ----------
    objective : Objective
    params, gradient : (n, n_params) ndarray
        The points, and the slopes there.

    References
    ----------
    Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 10.1.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import saddle
    >>> origin = np.zeros((1, 2))
    >>> ground = look_around(saddle, origin, saddle.gradient(origin))
    >>> ground.lowest, ground.falls
    (array([-1.]), array([ True]))
    """
    params, gradient = params.astype(float), gradient.astype(float)
    with np.errstate(all="ignore"):
        hessian = None
        if objective.n_params <= MOST_AXES:
            hessian = objective.hessian(params)
            curvature, axes = principal_axes(hessian)
            slopes = matvec(np.swapaxes(axes, -1, -2), gradient)
        else:
            curvature, slopes = _lanczos(objective, params, gradient)
        strongest = np.abs(curvature).max(axis=-1, keepdims=True)
        bends = np.abs(curvature) > LEVEL * strongest
        off = np.abs(slopes) > ON_RIDGE * np.abs(slopes).max(axis=-1, keepdims=True)
        offset = np.abs(np.divide(slopes, curvature, out=np.zeros_like(slopes), where=bends))
        return Ground(
            curvature[:, 0],
            curvature[:, -1],
            offset.max(axis=-1),
            np.where((curvature < 0) & off, offset, 0).max(axis=-1),
            (~bends).sum(axis=-1),
            curvature.shape[-1],
            hessian,
        )


def principal_axes(hessian: Array) -> tuple[Any, Any]:
    """Return the curvatures along the principal axes, ascending, and the axes as columns.

    Where the Hessian is not finite, the curvatures are NaN.

    Parameters
    ----------
    hessian : (..., n_params, n_params) ndarray

    Returns
    -------
    curvature : (..., n_params) ndarray
    axes : (..., n_params, n_params) ndarray

    Examples
    --------
    >>> principal_axes(np.array([[[5.0, 0.0], [0.0, 2.0]]]))[0]
    array([[2., 5.]])
    """
    n_params = hessian.shape[-1]
    if n_params == 1:
        return hessian[..., 0], np.ones_like(hessian)
    if n_params == 2:
        return curvatures(hessian), _axes_of_two(hessian)
    known: Any = np.isfinite(hessian).all(axis=(-1, -2), keepdims=True)
    curvature, axes = np.linalg.eigh(np.where(known, hessian, 0))
    return np.where(known[..., 0], curvature, np.nan), axes


def curvatures(hessian: Array) -> Any:
    """Return the curvatures alone; see `principal_axes`.

    Of two parameters they come from a formula, a hundred times faster than LAPACK.
    """
    n_params = hessian.shape[-1]
    if n_params == 1:
        return hessian[..., 0]
    if n_params > 2:
        known: Any = np.isfinite(hessian).all(axis=(-1, -2), keepdims=True)
        return np.where(known[..., 0], np.linalg.eigvalsh(np.where(known, hessian, 0)), np.nan)
    a, b, d = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
    middle, spread = 0.5 * (a + d), np.hypot(0.5 * (a - d), b)
    # The smaller of two curvatures comes from their product, which doesn't cancel.
    larger = middle + np.copysign(spread, middle)
    smaller = np.divide(a * d - b * b, larger, out=np.zeros_like(larger), where=larger != 0)
    return np.stack([np.minimum(larger, smaller), np.maximum(larger, smaller)], axis=-1)


def largest_curvature(objective: Objective, params: ArrayLike) -> Array:
    r"""The largest curvature in any direction: the largest eigenvalue of the Hessian.

    On a quadratic bowl gradient descent settles if learning rate times this number is below
    2. Below 1 it never turns back; between 1 and 2 it zig-zags.

    Parameters
    ----------
    objective : Objective
        What is looked at.
    params : (..., n_params) array_like
        Where. NaN where a run has diverged gives NaN.

    Returns
    -------
    (...) ndarray
        Negative where the ground bends down in every direction. With more than 64 parameters the
        largest curvature along 32 directions, which tells the leading digits (`look_around`).

    References
    ----------
    Nocedal and Wright, Numerical Optimization, 2nd edition, 2006, section 2.1.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> print(largest_curvature(gd.surfaces.ravine(50), [1.0, 1.0]))
    50.0
    """
    params = as_params(params, checked_objective(objective).n_params)
    points = params.reshape(-1, objective.n_params)
    if objective.n_params > MOST_AXES:
        highest = look_around(objective, points, objective.gradient(points)).highest
    else:
        with np.errstate(all="ignore"):
            hessian = np.asarray(objective.hessian(points), dtype=float)
            highest = curvatures(hessian)[..., -1]
    largest: Array = np.reshape(highest, params.shape[:-1])[()]
    return largest


def _axes_of_two(hessian: Array) -> Any:
    """The axes of two-by-two matrices, by the angle that they are turned by."""
    a, b, d = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
    angle = 0.5 * np.arctan2(b, 0.5 * (a - d))
    cos, sin = np.cos(angle), np.sin(angle)
    return np.stack([np.stack([-sin, cos], axis=-1), np.stack([cos, sin], axis=-1)], axis=-2)


def _lanczos(objective: Objective, params: Array, gradient: Array) -> tuple[Any, Any]:
    """Extreme curvatures (n, k) along Lanczos directions, and the slopes along these."""
    n_runs, n_params = params.shape
    rng = np.random.default_rng(0)

    def toss() -> Any:
        return _unit(rng.standard_normal(n_params))

    basis = [_unit(toss() + _unit(gradient))]
    k = min(N_DIRECTIONS, n_params)
    small = np.zeros((n_runs, k, k))
    strongest = np.zeros(n_runs)
    for i in range(k):
        product = objective.hessian_product(params, basis[i])
        small[:, i, i] = (product * basis[i]).sum(axis=-1)
        strongest = np.maximum(strongest, np.linalg.norm(product, axis=-1))
        product = _apart_from(basis, product)
        length = np.linalg.norm(product, axis=-1)
        # Where nothing new comes out, what is known is done with: go on in a new direction.
        new = length > 1e-8 * strongest
        if i + 1 < k:
            small[:, i, i + 1] = small[:, i + 1, i] = np.where(new, length, 0)
        basis.append(_unit(np.where(new[:, None], product, _apart_from(basis, toss()))))
    curvature, axes = principal_axes(small)
    along = np.einsum("kni,ni->nk", np.stack(basis[:k]), gradient)
    return curvature, matvec(np.swapaxes(axes, -1, -2), along)


def _apart_from(basis: list[Any], vectors: Any) -> Any:
    """Take out of vectors what lies along a basis; twice, for once leaves rounding behind."""
    for known in (*basis, *basis):
        vectors = vectors - (vectors * known).sum(axis=-1, keepdims=True) * known
    return vectors


def _unit(vectors: Any) -> Any:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0)
