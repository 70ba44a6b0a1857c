"""`Surface`: a function of a few coordinates that gradient descent can walk on."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, SupportsIndex, final

import numpy as np

from gdwidgets.core.formulas import parse_formula, variables_in
from gdwidgets.core.objective import Objective
from gdwidgets.core.surfaces.functions import prepared
from gdwidgets.core.surfaces.places import as_domain, as_point
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Surface(Objective):
    """A function given by formulas for its height, its slope and its curvature.

    The three formulas take one array for each coordinate, ``f(x, y)``, and work on any
    number of points at once. Constants may be returned as plain numbers.

    Parameters
    ----------
    name : str
        What the surface is called.
    height : callable
        ``height(x, y)`` returns the value.
    slope : callable
        ``slope(x, y)`` returns the partial derivatives ``(f_x, f_y)``.
    curvature : callable, optional
        ``curvature(x, y)`` returns the second derivatives ``((f_xx, f_xy), (f_xy, f_yy))``.
        Without it, the Hessian is taken by central differences of the slope.
    domain : sequence of (float, float) pairs
        The part worth looking at, a ``(low, high)`` pair for each coordinate. It also says
        how many coordinates there are.
    start : sequence of float, optional
        A good place to start a first run from. By default a point off the centre, at a
        fifth of the domain.
    minima, saddles : sequence of points
        What is known of them, the deepest minima first. Surfaces with dozens of minima
        name the deepest only.
    latex : str
        The formula, in LaTeX without dollar signs.
    param_names : sequence of str, optional
        The coordinates' names: x, y for up to two, x1, x2, ... for more.
    notes : sequence of str
        What a learner should know about how it is computed, such as "gradient by central
        differences".

    Examples
    --------
    >>> from gdwidgets.core.surfaces import Surface
    >>> bowl = Surface(
    ...     name="Bowl",
    ...     height=lambda x, y: x**2 + y**2,
    ...     slope=lambda x, y: (2 * x, 2 * y),
    ...     curvature=lambda x, y: ((2, 0), (0, 2)),
    ...     domain=[(-2, 2), (-2, 2)],
    ... )
    >>> bowl.gradient([[1.0, 2.0], [0.5, 0.0]])
    array([[2., 4.],
           [1., 0.]])
    >>> bowl.hessian([1.0, 2.0])
    array([[2., 0.],
           [0., 2.]])
    """

    name: str
    height: Callable[..., Any]
    slope: Callable[..., Sequence[Any]]
    curvature: Callable[..., Sequence[Sequence[Any]]] | None = None
    domain: tuple[tuple[float, float], ...]
    start: tuple[float, ...] = ()
    minima: tuple[tuple[float, ...], ...] = ()
    saddles: tuple[tuple[float, ...], ...] = ()
    latex: str = ""
    param_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    n_params: int = field(init=False)

    def __post_init__(self) -> None:
        domain = as_domain(self.domain)
        n_params = len(domain)
        start = self.start or tuple(low + (high - low) / 5 for low, high in domain)
        names = self.param_names or (
            ("x", "y")[:n_params] if n_params < 3 else [f"x{i + 1}" for i in range(n_params)]
        )
        if len(names) != n_params:
            raise ValueError(f"param_names must have {n_params} names, not {tuple(names)!r}")
        checked: dict[str, Any] = {
            "domain": domain,
            "n_params": n_params,
            "param_names": tuple(names),
            "start": as_point("start", start, n_params),
            "minima": tuple(as_point("minima", point, n_params) for point in self.minima),
            "saddles": tuple(as_point("saddles", point, n_params) for point in self.saddles),
            "notes": tuple(self.notes),
        }
        for attribute, value in checked.items():
            object.__setattr__(self, attribute, value)

    @classmethod
    def from_function(
        cls,
        f: Callable[..., Any],
        gradient: Callable[..., Sequence[Any]] | None = None,
        hessian: Callable[..., Sequence[Sequence[Any]]] | None = None,
        *,
        domain: Sequence[tuple[float, float]],
        **details: Any,
    ) -> Surface:
        """Make a surface of a function of your own.

        Parameters
        ----------
        f : callable
            ``f(x, y)``, or of as many coordinates as `domain` has. If it doesn't work on
            arrays, it is called point by point, and `notes` say so.
        gradient : callable, optional
            ``gradient(x, y)`` returns ``(f_x, f_y)``, for arrays too. It is compared once with
            central differences. Without it these are used, and `notes` say so.
        hessian : callable, optional
            ``hessian(x, y)`` returns ``((f_xx, f_xy), (f_xy, f_yy))``. Compared likewise.
        domain : sequence of (float, float) pairs
            Where to look.
        **details
            Further parameters of `Surface`, such as `name`, `start` or `minima`.

        Raises
        ------
        TypeError
            If `f` is not a function of real numbers.
        ValueError
            If `domain` is wrong, `f` has no value in it, or a given derivative is wrong.

        Examples
        --------
        >>> from gdwidgets.core.surfaces import Surface
        >>> hill = Surface.from_function(lambda x, y: x**2 + x * y, domain=[(-1, 1), (-1, 1)])
        >>> hill.gradient([1.0, 2.0]).round(6)
        array([4., 1.])
        >>> hill.notes
        ('gradient by central differences',)
        >>> Surface.from_function(
        ...     lambda x: x**2, lambda x: (3 * x,), domain=[(-1, 1)]
        ... )  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ValueError: gradient is wrong at (...): derivative 1 is given as ..., but central
        differences say ...
        """
        domain = as_domain(domain)
        height, slope, notes = prepared(f, gradient, hessian, domain)
        details = {"name": getattr(f, "__name__", "f").replace("<lambda>", "f")} | details
        return cls(
            height=height, slope=slope, curvature=hessian, domain=domain, notes=notes, **details
        )

    @classmethod
    def from_formula(
        cls,
        formula: str,
        *,
        domain: Sequence[tuple[float, float]] | None = None,
        **details: Any,
    ) -> Surface:
        """Make a surface of a typed formula, with exact gradient and Hessian.

        Parameters
        ----------
        formula : str
            A formula in x, or in x and y; see `gdwidgets.core.formulas.parse_formula`.
        domain : sequence of (float, float) pairs, optional
            Where to look: -5 to 5 by default. A formula in x alone is a curve, unless `domain`
            has two pairs.
        **details
            Further parameters of `Surface`, such as `name`, `start` or `minima`.

        Raises
        ------
        TypeError, ValueError, ImportError
            As `parse_formula` says; the text is never run as code.

        Examples
        --------
        >>> from gdwidgets.core.surfaces import Surface
        >>> valley = Surface.from_formula("(1-x)^2 + 100*(y-x^2)^2")
        >>> valley.hessian([1.0, 1.0])
        array([[ 802., -400.],
               [-400.,  200.]])
        """
        variables = variables_in(formula)
        domain = as_domain(domain or ((-5.0, 5.0),) * len(variables))
        if len(domain) == 2:
            variables = ("x", "y")
        parsed = parse_formula(formula, variables)
        details = {"name": formula, "param_names": variables, "latex": parsed.latex} | details
        return cls(
            height=parsed.height,
            slope=parsed.slope,
            curvature=parsed.curvature,
            domain=domain,
            **details,
        )

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Pickle the surface of a module by its name: formulas are mostly lambdas."""
        home = getattr(self.height, "__module__", "")
        for name, value in vars(sys.modules.get(home, object)).items():
            if value is self and home != "__main__":
                return _by_name, (home, name)
        return super().__reduce_ex__(protocol)

    def __repr__(self) -> str:
        return f"Surface({self.name!r}, n_params={self.n_params})"

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The height at `params`; see `Objective.value`."""
        params, points = self._batch(params)
        height = np.empty(points.shape[:-1], params.dtype)
        with np.errstate(all="ignore"):
            height[...] = self.height(*_coordinates(points))
        return height.reshape(params.shape[:-1])[()]

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The slope at `params`; see `Objective.gradient`."""
        params, points = self._batch(params)
        # One coordinate after the other in memory, as `stack_coordinates` explains.
        gradient = np.empty((self.n_params, *points.shape[:-1]), params.dtype)
        with np.errstate(all="ignore"):
            for i, derivative in enumerate(self.slope(*_coordinates(points))):
                gradient[i] = derivative
        if points is params and params.ndim == 2:
            return gradient.T
        return gradient.transpose(*range(1, points.ndim), 0).reshape(params.shape)

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature at `params`; see `Objective.hessian`."""
        if self.curvature is None:
            return super().hessian(params)
        params, points = self._batch(params)
        hessian = np.empty((*points.shape, self.n_params), params.dtype)
        with np.errstate(all="ignore"):
            for i, row in enumerate(self.curvature(*_coordinates(points))):
                for j, derivative in enumerate(row):
                    hessian[..., i, j] = derivative
        return hessian.reshape((*params.shape, self.n_params))

    def _batch(self, params: ArrayLike) -> tuple[Array, Array]:
        """Return `params` as given and as a batch.

        A single point goes through as a batch of one: NumPy computes powers of lone numbers
        by another routine, and the last bit would differ.
        """
        params = as_params(params, self.n_params)
        return params, params if params.ndim > 1 else params[np.newaxis]


def _by_name(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


def _coordinates(points: Array) -> list[Array]:
    return [points[..., i] for i in range(points.shape[-1])]
