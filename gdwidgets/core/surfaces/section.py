"""A section through an objective of many parameters, to be looked at like a surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.objective import Objective, checked_objective
from gdwidgets.core.products import matvec
from gdwidgets.core.surfaces.directions import Cut, cut_through
from gdwidgets.core.surfaces.facts import as_names
from gdwidgets.core.surfaces.places import as_domain, off_centre
from gdwidgets.core.validate import as_params, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

PIECE = 2**21
"""So many numbers are given to the objective at a time."""


@final
class Section(Objective):
    """The plane, or the line, through a point of an objective: ``f(center + a u + b v)``.

    It has two parameters, a and b (or one), so that everything that shows a surface shows it:
    a slice of a network's loss, a plane through a run, two parameters of many.

    Parameters
    ----------
    objective : Objective
        The f, of any number of parameters.
    center : (n_params,) array_like
        A point in the plane.
    directions : optional
        - a (2, n_params) array, the directions u and v, which are taken as they are given (such as
          those that are scaled like the filters of a network), or one direction, (n_params,) or
          (1, n_params);
        - or one or two parameters, by index or by name. The section's parameters are then these
          parameters themselves, not their distances from `center`, and all others stay fixed;
        - or None: two random directions of length 1, at right angles to each other (one, if the
          objective has one parameter only).
    domain : sequence of (float, float) pairs, optional
        The part worth looking at. By default that of the parameters that were chosen, if the
        objective has one; else as far to each side of `center` as makes the parameter that
        changes most change by the size of the largest of `center` (by 1 if all of these are 0).
    seed : int
        Picks random directions.
    names : sequence of str, optional
        What the section's parameters are called: a and b, or the names of the chosen parameters.

    Attributes
    ----------
    center : (n_params,) ndarray
    directions : (k, n_params) ndarray
        The directions, of which there are k = 1 or 2.
    origin : (n_params,) ndarray
        Where the section's parameters are zero: `center`, with zeros for the chosen parameters.
    minima : tuple of tuple of float
        Those known minima of the objective that lie in the section.
    notes : tuple of str
        What stays fixed, or which way the section goes.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of these, or the directions are parallel.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets, 2018.

    Examples
    --------
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> cubic = gd.losses.PolynomialRegression([0, 1, 2, 3], [1, 0, 2, 8], degree=3)
    >>> section = gd.surfaces.Section(cubic, [1.0, -2.0, 0.5, 0.25], (0, 1))
    >>> section.n_params, section.value([1.0, -2.0]) == cubic.value([1.0, -2.0, 0.5, 0.25])
    (2, np.True_)
    >>> flat = gd.surfaces.Section(cubic, np.zeros(4))
    >>> path = gd.descend(cubic, gd.optimizers.Adam(0.1), np.zeros(4), 50).params
    >>> flat.project(path).shape
    (51, 2)
    """

    def __init__(
        self,
        objective: Objective,
        center: ArrayLike,
        directions: Any = None,
        *,
        domain: Any = None,
        seed: int = 0,
        names: Sequence[str] | str | None = None,
    ) -> None:
        self.objective = checked_objective(objective)
        self.center = as_params(center, objective.n_params, "center").astype(float)
        if self.center.ndim != 1 or not np.isfinite(self.center).all():
            raise ValueError(f"center must be one point of finite numbers, not {center!r:.200}")
        cut: Cut = cut_through(
            objective, self.center, directions, whole_number("seed", seed, low=0)
        )
        self.origin, self.directions, self.notes = cut.origin, cut.directions, cut.notes
        self._to_coordinates = (
            self.directions if cut.along_axes else np.linalg.pinv(self.directions.T)
        )
        self.n_params = len(self.directions)
        self.domain = cut.domain if domain is None else as_domain(domain)
        if len(self.domain) != self.n_params:
            raise ValueError(
                f"domain must have {self.n_params} (low, high) pair{'s' * (self.n_params - 1)}, "
                f"one for each direction, not {domain!r}"
            )
        self.start = off_centre(self.domain)
        self.param_names = as_names(cut.names if names is None else names, self.n_params, "names")
        self.name = f"Section through {objective.name}"
        self.latex = objective.latex if cut.along_axes else r"f(c + a\,u + b\,v)"
        self.n_rows = objective.n_rows
        self.convex = objective.convex
        self.lower_bound = objective.lower_bound
        self.minima = tuple(
            tuple(self.project(known).tolist()) for known in objective.minima if self._holds(known)
        )

    def __repr__(self) -> str:
        return f"Section({self.objective!r}, n_params={self.n_params})"

    def lift(self, params: ArrayLike) -> Array:
        """The point of the objective's whole space at given coordinates of the section.

        Parameters
        ----------
        params : (..., k) array_like

        Returns
        -------
        (..., n_params) ndarray
        """
        params = as_params(params, self.n_params)
        with np.errstate(all="ignore"):
            lifted: Array = self.origin.astype(params.dtype)
            for i, direction in enumerate(self.directions.astype(params.dtype)):
                lifted = lifted + params[..., i, np.newaxis] * direction
        return lifted

    def project(self, params: ArrayLike) -> Array:
        """The coordinates of the section's point that is nearest to a point of the whole space.

        Parameters
        ----------
        params : (..., n_params) array_like
            Points of the objective, such as a path; by least squares.

        Returns
        -------
        (..., k) ndarray
        """
        params = as_params(params, self.objective.n_params)
        with np.errstate(all="ignore"):
            offsets = params - self.origin.astype(params.dtype)
            return matvec(self._to_coordinates.astype(params.dtype), offsets)

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The objective's value; see `Objective.value`."""

        def compute(points: Array, batch: Any) -> Array:
            return self.objective.value(self.lift(points), batch)

        return self._in_pieces(compute, params, rows)

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The objective's gradient along the directions; see `Objective.gradient`."""

        def compute(points: Array, batch: Any) -> Array:
            gradient = self.objective.gradient(self.lift(points), batch)
            return matvec(self.directions.astype(gradient.dtype), gradient)

        return self._in_pieces(compute, params, rows)

    def hessian(self, params: ArrayLike) -> Array:
        """The objective's curvature along the directions; see `Objective.hessian`.

        It is exact if the objective's is. For one without a formula for it, such as a network,
        it is taken by central differences along the directions alone.
        """
        if type(self.objective).hessian is Objective.hessian:
            with np.errstate(all="ignore"):
                return super().hessian(params)

        def compute(points: Array, _: Any) -> Array:
            full = self.objective.hessian(self.lift(points))
            directions = self.directions.astype(full.dtype)
            bends = [matvec(full, direction) for direction in directions]
            hessian = np.stack([matvec(directions, bend) for bend in bends], axis=-1)
            symmetric: Array = 0.5 * (hessian + np.swapaxes(hessian, -1, -2))
            return symmetric

        return self._in_pieces(compute, params, None, self.objective.n_params)

    def _holds(self, point: Any) -> bool:
        """Tell whether a point of the objective lies in the section."""
        size = max(1.0, float(np.abs(point).max()))
        return bool(np.allclose(self.lift(self.project(point)), point, rtol=0, atol=1e-12 * size))

    def _in_pieces(
        self, compute: Callable[[Array, Any], Array], params: ArrayLike, rows: Any, factor: int = 1
    ) -> Array:
        """Compute a few points at a time, for each is a point of the whole space."""
        params = as_params(params, self.n_params)
        per_point = max(self.objective.n_params * factor, self.n_rows or 1)
        size = max(1, PIECE // per_point)
        points = params.reshape(-1, self.n_params)
        own = len(points) > size and np.ndim(rows) > 1  # a mini-batch for each point, to be cut
        if own:
            rows = np.broadcast_to(rows, (*params.shape[:-1], np.shape(rows)[-1]))
            rows = rows.reshape(len(points), -1)
        with np.errstate(all="ignore"):
            if len(points) <= size:
                return compute(params, rows)
            pieces = [
                compute(points[i : i + size], rows[i : i + size] if own else rows)
                for i in range(0, len(points), size)
            ]
        return np.concatenate(pieces).reshape(*params.shape[:-1], *pieces[0].shape[1:])
