"""Quadratic bowls: the surfaces on which every step of gradient descent has a closed form."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.surfaces.places import as_point
from gdwidgets.core.surfaces.surface import Surface
from gdwidgets.core.validate import finite_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def quadratic(hessian: ArrayLike, centre: Any = None, **details: Any) -> Surface:
    r"""Half of :math:`(x - c)^\top H\,(x - c)`, in any number of dimensions.

    Parameters
    ----------
    hessian : (n_params, n_params) array_like
        The symmetric H.
    centre : sequence of float, optional
        The c, where the slope is zero; the origin by default. It is the surface's minimum if
        no curvature is negative, and a saddle if some are.
    **details
        Further parameters of `Surface`, such as `name` or `start`. The domain reaches 5 to
        each side of the centre unless it is given.

    Returns
    -------
    Surface
        With a `lower_bound` of 0 and `convex` if no curvature is negative.

    Raises
    ------
    TypeError, ValueError
        If `hessian` is not a symmetric matrix of finite numbers, or `centre` no such point.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> bowl = surfaces.quadratic([[3, 1], [1, 2]], centre=(1, -1))
    >>> bowl.gradient([2.0, -1.0]), bowl.minima, bowl.convex
    (array([3., 1.]), ((1.0, -1.0),), True)
    >>> surfaces.quadratic([[1, 0], [0, -1]]).saddles
    ((0.0, 0.0),)
    """
    matrix = _symmetric(hessian)
    n_params = len(matrix)
    if centre is None:
        centre = (0.0,) * n_params
    centre = as_point("centre", centre, n_params)
    curvatures = np.linalg.eigvalsh(matrix)
    rounding = 1e-14 * np.abs(curvatures).max()
    falls, rises = curvatures[0] < -rounding, curvatures[-1] > rounding
    form = Quadratic(tuple(map(tuple, matrix.tolist())), centre)
    details = {
        "name": "Quadratic",
        "domain": tuple((c - 5, c + 5) for c in centre),
        "minima": () if falls else (centre,),
        "saddles": (centre,) if falls and rises else (),
        "latex": r"\frac{1}{2}\,(x - c)^\top H\,(x - c)",
        "convex": not falls,
        "lower_bound": None if falls else 0.0,
    } | details
    return Surface(height=form.height, slope=form.slope, curvature=form.curvature, **details)


@final
@dataclass(frozen=True)
class Quadratic:
    """Half of ``(x - c) . H (x - c)`` with its derivatives, as `Surface` takes them.

    Examples
    --------
    >>> form = Quadratic(((2.0, 0.0), (0.0, 4.0)), centre=(1.0, 0.0))
    >>> form.height(2.0, 1.0), form.slope(2.0, 1.0)
    (3.0, (2.0, 4.0))
    """

    hessian: tuple[tuple[float, ...], ...]
    centre: tuple[float, ...]

    def height(self, *coordinates: Any) -> Any:
        """The value."""
        offsets = self._offsets(coordinates)
        products = [
            (1 + (i != j)) * h * (offsets[i] * offsets[j])
            for i, row in enumerate(self._terms)
            for j, h in row
            if j <= i
        ]
        return 0.5 * _total(products)

    def slope(self, *coordinates: Any) -> tuple[Any, ...]:
        """The first derivatives."""
        offsets = self._offsets(coordinates)
        return tuple(
            [
                _total([h * offsets[j] if h != 1 else offsets[j] for j, h in row])
                for row in self._terms
            ]
        )

    def curvature(self, *_: Any) -> tuple[tuple[float, ...], ...]:
        """The second derivatives."""
        return self.hessian

    @cached_property
    def _terms(self) -> list[list[tuple[int, float]]]:
        """The rows without zeros, for these make NaN of what has overflowed."""
        return [[(j, h) for j, h in enumerate(row) if h] for row in self.hessian]

    def _offsets(self, coordinates: Sequence[Any]) -> Sequence[Any]:
        if not any(self.centre):
            return coordinates
        return [x - c for x, c in zip(coordinates, self.centre, strict=True)]


def _total(parts: list[Any]) -> Any:
    return reduce(operator.add, parts) if parts else 0.0


def ravine(condition_number: float = 20.0, angle: float = 0.0) -> Surface:
    """A bowl that is `condition_number` times as steep across as along.

    Its curvatures are 1 along the floor and `condition_number` across it, so gradient descent
    is stable for learning rates below ``2 / condition_number``. The floor lies along x. Turned
    by an `angle`, it runs across the axes, and methods that give each coordinate a rate of its
    own can no longer tell along from across.

    Parameters
    ----------
    condition_number : float
        The ratio of the largest curvature to the smallest, at least 1.
    angle : float
        By how many degrees the ravine is turned, counterclockwise; from -360 to 360.

    Returns
    -------
    Surface
        Its domain holds the turned domain of the ravine that lies along x, so that it looks
        the same, turned, where both axes have one scale.

    Raises
    ------
    TypeError, ValueError
        If an argument is not such a finite number.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> surfaces.ravine(condition_number=100).hessian([3.0, 1.0])
    array([[  1.,   0.],
           [  0., 100.]])
    >>> surfaces.ravine(condition_number=100, angle=45).hessian([3.0, 1.0])
    array([[ 50.5, -49.5],
           [-49.5,  50.5]])
    """
    kappa = finite_number("condition_number", condition_number, low=1.0)
    angle = finite_number("angle", angle, low=-360.0, high=360.0)
    # Rounded, so that right angles give zeros and ones.
    cos, sin = (round(turn(math.radians(angle)), 15) for turn in (math.cos, math.sin))
    xx, xy, yy = cos**2 + kappa * sin**2, (1 - kappa) * cos * sin + 0.0, sin**2 + kappa * cos**2
    x_side, y_side = 6 * abs(cos) + 3 * abs(sin), 6 * abs(sin) + 3 * abs(cos)
    return quadratic(
        ((xx, xy), (xy, yy)),
        name="Ravine",
        domain=((-x_side, x_side), (-y_side, y_side)),
        start=(-5 * cos + 2 * sin, -5 * sin - 2 * cos),
        latex=rf"\frac{{1}}{{2}}\left({_terms(xx, xy, yy)}\right)",
    )


def bowl(a: float = 1.0, b: float = 2.0) -> Surface:
    """The bowl ``a x^2 + b y^2``, with curvatures ``2 a`` and ``2 b``.

    Parameters
    ----------
    a, b : float
        Positive.

    Returns
    -------
    Surface

    Raises
    ------
    TypeError, ValueError
        If `a` or `b` is not a positive finite number.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> surfaces.bowl(0.1, 2).gradient([-5.0, -2.0])
    array([-1., -8.])
    """
    a = finite_number("a", a, low=0, low_open=True)
    b = finite_number("b", b, low=0, low_open=True)
    return quadratic(
        ((2 * a, 0), (0, 2 * b)),
        name="Bowl",
        domain=((-6, 6), (-3, 3)),
        start=(-5, -2),
        latex=rf"{a:g}\,x^2 + {b:g}\,y^2",
    )


def _terms(xx: float, xy: float, yy: float) -> str:
    """``xx x^2 + 2 xy x y + yy y^2`` in LaTeX."""
    mixed = f" {'-' if xy < 0 else '+'} {abs(2 * xy):g}\\,xy" if xy else ""
    first = "" if xx == 1 else rf"{xx:g}\,"
    return rf"{first}x^2{mixed} + {yy:g}\,y^2"


def _symmetric(hessian: Any) -> Any:
    try:
        matrix = np.array(hessian)
        sound = (
            matrix.dtype.kind in "iuf"
            and matrix.ndim == 2
            and matrix.size > 0
            and matrix.shape[0] == matrix.shape[1]
            and np.isfinite(matrix).all()
            and np.array_equal(matrix, matrix.T)
        )
    except ValueError:  # ragged
        sound = False
    if not sound:
        raise ValueError(
            f"hessian must be a symmetric matrix of finite numbers, not {hessian!r:.200}"
        )
    return matrix.astype(float)


booth = quadratic(
    ((10, 8), (8, 10)),
    centre=(1, 3),
    name="Booth",
    domain=((-10, 10), (-10, 10)),
    start=(-8, -6),
    latex=r"(x + 2y - 7)^2 + (2x + y - 5)^2",
)

matyas = quadratic(
    ((0.52, -0.48), (-0.48, 0.52)),
    name="Matyas",
    domain=((-10, 10), (-10, 10)),
    start=(-9, -3),
    latex=r"0.26\,(x^2 + y^2) - 0.48\,xy",
)

parabola = quadratic([[2]], name="Parabola", domain=(-11, 11), start=10, latex="x^2")
