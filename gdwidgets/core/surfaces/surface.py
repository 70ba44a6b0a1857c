"""`Surface`: a function of a few coordinates that gradient descent can walk on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, SupportsIndex, final

import numpy as np

from gdwidgets.core.formulas import parse_formula, variables_in
from gdwidgets.core.objective import Objective
from gdwidgets.core.surfaces.differences import SlopeOfSlope
from gdwidgets.core.surfaces.facts import as_texts, check_details, checked_facts
from gdwidgets.core.surfaces.functions import prepared
from gdwidgets.core.surfaces.pickling import by_name, check_parts, place_in_a_module
from gdwidgets.core.surfaces.places import as_domain
from gdwidgets.core.surfaces.returned import fill
from gdwidgets.core.validate import as_params

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array

    Domain = Sequence[tuple[float, float]] | tuple[float, float]


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
    convex : bool
        Whether it is known to bend upwards everywhere.
    lower_bound : float, optional
        A value that it is known never to fall below.
    seconds_per_point : float, optional
        How long its height takes at a point, if it is computed point by point, so that a
        picture of it can be given a grid that is coarse enough.

    With one coordinate the parentheses around a single number may be left out: a domain is
    ``(-11, 11)``, a start is ``10``, minima are ``(-1, 1)``, a slope returns ``2 * x``.

    Raises
    ------
    TypeError, ValueError
        If an argument is none of these; when the surface is first computed, if a formula
        returns something else.

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
    slope: Callable[..., Any]
    curvature: Callable[..., Any] | None = None
    domain: tuple[tuple[float, float], ...]
    start: tuple[float, ...] = ()
    minima: tuple[tuple[float, ...], ...] = ()
    saddles: tuple[tuple[float, ...], ...] = ()
    latex: str = ""
    param_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    convex: bool = False
    lower_bound: float | None = None
    seconds_per_point: float | None = None
    n_params: int = field(init=False)

    def __post_init__(self) -> None:
        for attribute, value in checked_facts(self).items():
            object.__setattr__(self, attribute, value)

    @classmethod
    def from_function(
        cls,
        f: Callable[..., Any],
        gradient: Callable[..., Any] | None = None,
        hessian: Callable[..., Any] | None = None,
        *,
        domain: Domain,
        **details: Any,
    ) -> Surface:
        """Make a surface of a function of your own.

        Each of the functions takes a number for each coordinate, ``f(x, y)``, or one argument,
        the point: ``f(p)``, where ``p[0]`` is x and ``p[1]`` is y. It is tried on five points,
        singly and together. If it takes arrays, it is given many points at once: arrays x and y,
        or a p with the coordinates in its first axis (or the last, if only that gives the same as
        single points). If it doesn't because of Python's `math`, these are replaced by NumPy's
        functions. Else it is called point by point, `notes` say so, and `seconds_per_point`
        how long it takes.

        Parameters
        ----------
        f : callable
            Returns a real number. Where it raises an ArithmeticError or a ValueError, or returns
            a complex number, it counts as not defined: NaN.
        gradient : callable, optional
            Returns ``(f_x, f_y)``. It is compared once with central differences. Without it
            these are used, and `notes` say so: four evaluations of `f` a coordinate, and on
            smooth functions about 11 right digits.
        hessian : callable, optional
            Returns ``((f_xx, f_xy), (f_xy, f_yy))``. Compared likewise. Without it: ``4 n**2 + 1``
            evaluations of `f` for n coordinates and about 8 right digits, or ``4 n`` of
            `gradient`, if it is given, and about 11.
        domain : sequence of (float, float) pairs
            Where to look. The differences' steps are in proportion to it.
        **details
            Further parameters of `Surface`, such as `name`, `start` or `minima`.

        Raises
        ------
        TypeError
            If `f` is not a function of real numbers, or there is no such detail.
        ValueError
            If `domain` is wrong, `f` raises an error or has no value in it, or a given
            derivative is wrong.

        Examples
        --------
        >>> from gdwidgets.core.surfaces import Surface
        >>> hill = Surface.from_function(lambda x, y: x**2 + x * y, domain=[(-1, 1), (-1, 1)])
        >>> hill.gradient([1.0, 2.0]).round(9)
        array([4., 1.])
        >>> hill.notes
        ('gradient by central differences',)
        >>> bowl = Surface.from_function(lambda p: p[0] ** 2 + 3 * p[1] ** 2, domain=[(-1, 1)] * 2)
        >>> bowl.value([1.0, 2.0])
        np.float64(13.0)
        >>> Surface.from_function(lambda x: x**2, lambda x: 3 * x, domain=(-1, 1))
        Traceback (most recent call last):
        ValueError: gradient is wrong at (...): derivative 1 is given as ..., but central
        differences say ...
        """
        checked = as_domain(domain)
        check_details(details, _details())
        found = prepared(f, gradient, hessian, checked)
        details = {
            "name": getattr(f, "__name__", "f").replace("<lambda>", "f"),
            "seconds_per_point": found.seconds_per_point,
        } | details
        notes = (*found.notes, *as_texts("notes", details.pop("notes", ())))
        return cls(
            height=found.height,
            slope=found.slope,
            curvature=found.curvature,
            domain=checked,
            notes=notes,
            **details,
        )

    @classmethod
    def from_formula(
        cls,
        formula: str,
        *,
        domain: Domain | None = None,
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
        check_details(details, _details())
        variables = variables_in(formula)
        sides = ((-5.0, 5.0),) * len(variables) if domain is None else as_domain(domain)
        if len(sides) not in {2, len(variables)}:
            raise ValueError(
                f"domain must have {'two pairs' if len(variables) == 2 else 'one or two pairs'}, "
                f"for formula is in {' and '.join(variables)}, not {domain!r}"
            )
        if len(sides) == 2:
            variables = ("x", "y")
        parsed = parse_formula(formula, variables)
        details = {"name": formula, "param_names": variables, "latex": parsed.latex} | details
        return cls(
            height=parsed.height,
            slope=parsed.slope,
            curvature=parsed.curvature,
            domain=sides,
            **details,
        )

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        """Pickle the surface of a module by its name, for its formulas are mostly lambdas."""
        place = place_in_a_module(self, getattr(self.height, "__module__", ""))
        if place is not None:
            return by_name, place
        check_parts(self, height=self.height, slope=self.slope, curvature=self.curvature)
        return super().__reduce_ex__(protocol)

    def __copy__(self) -> Surface:
        return self  # it never changes

    def __deepcopy__(self, memo: Any) -> Surface:
        return self

    def __repr__(self) -> str:
        return f"Surface({self.name!r}, n_params={self.n_params})"

    def value(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The height at `params`; see `Objective.value`."""
        params, coordinates = self._coordinates(params)
        height = np.empty(coordinates[0].shape, params.dtype)
        with np.errstate(all="ignore"):
            fill("height", height, self.height(*coordinates), 0)
        return height.reshape(params.shape[:-1])[()]

    def gradient(self, params: ArrayLike, rows: ArrayLike | None = None) -> Array:  # noqa: ARG002
        """The slope at `params`; see `Objective.gradient`."""
        params, coordinates = self._coordinates(params)
        # One coordinate after the other in memory, as `stack_coordinates` explains.
        gradient = np.empty((self.n_params, *coordinates[0].shape), params.dtype)
        with np.errstate(all="ignore"):
            fill("slope", gradient, self.slope(*coordinates), 1)
        if params.ndim == 2:
            return gradient.T
        return gradient.transpose(*range(1, gradient.ndim), 0).reshape(params.shape)

    def hessian(self, params: ArrayLike) -> Array:
        """The curvature at `params`; see `Objective.hessian`."""
        params, coordinates = self._coordinates(params)
        n = self.n_params
        hessian = np.empty((*coordinates[0].shape, n, n), params.dtype)
        derivatives = hessian.transpose(-2, -1, *range(hessian.ndim - 2))
        curvature = self.curvature or SlopeOfSlope(self.slope, self.domain)
        with np.errstate(all="ignore"):
            fill("curvature", derivatives, curvature(*coordinates), 2)
        return hessian.reshape((*params.shape, n))

    def _coordinates(self, params: ArrayLike) -> tuple[Array, list[Array]]:
        """Return `params` as given, and its coordinates as arrays.

        A single point goes through as a batch of one: NumPy computes powers of lone numbers
        by another routine, and the last bit would differ.
        """
        params = as_params(params, self.n_params)
        points = params if params.ndim > 1 else params[np.newaxis]
        return params, [points[..., i] for i in range(self.n_params)]


def _details() -> list[str]:
    """What `from_function` and `from_formula` pass on."""
    own = {"height", "slope", "curvature", "domain"}
    return [each.name for each in fields(Surface) if each.init and each.name not in own]
