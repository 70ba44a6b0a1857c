"""Quadratic bowls: the surfaces on which every step of gradient descent has a closed form."""

from __future__ import annotations

from gdwidgets.core.surfaces.surface import Surface
from gdwidgets.core.validate import finite_number


def ravine(condition_number: float = 20.0) -> Surface:
    """A bowl that is `condition_number` times as steep across as along.

    Its curvatures are 1 along x and `condition_number` along y, so gradient descent is
    stable for learning rates below ``2 / condition_number``.

    Parameters
    ----------
    condition_number : float
        The ratio of the largest curvature to the smallest, at least 1.

    Returns
    -------
    Surface

    Raises
    ------
    TypeError, ValueError
        If `condition_number` is not a finite number of at least 1.

    Examples
    --------
    >>> from gdwidgets.core import surfaces
    >>> surfaces.ravine(condition_number=100).hessian([3.0, 1.0])
    array([[  1.,   0.],
           [  0., 100.]])
    """
    kappa = finite_number("condition_number", condition_number, low=1.0)
    return Surface(
        name="Ravine",
        height=lambda x, y: 0.5 * (x**2 + kappa * y**2),
        slope=lambda x, y: (x, kappa * y),
        curvature=lambda x, y: ((1.0, 0.0), (0.0, kappa)),  # noqa: ARG005
        domain=((-6, 6), (-3, 3)),
        start=(-5, -2),
        minima=((0, 0),),
        latex=rf"\frac{{1}}{{2}}\left(x^2 + {kappa:g}\,y^2\right)",
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
    return Surface(
        name="Bowl",
        height=lambda x, y: a * x**2 + b * y**2,
        slope=lambda x, y: (2 * a * x, 2 * b * y),
        curvature=lambda x, y: ((2 * a, 0.0), (0.0, 2 * b)),  # noqa: ARG005
        domain=((-6, 6), (-3, 3)),
        start=(-5, -2),
        minima=((0, 0),),
        latex=rf"{a:g}\,x^2 + {b:g}\,y^2",
    )


booth = Surface(
    name="Booth",
    height=lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    slope=lambda x, y: (10 * x + 8 * y - 34, 8 * x + 10 * y - 38),
    curvature=lambda x, y: ((10.0, 8.0), (8.0, 10.0)),  # noqa: ARG005
    domain=((-10, 10), (-10, 10)),
    start=(-8, -6),
    minima=((1, 3),),
    latex=r"(x + 2y - 7)^2 + (2x + y - 5)^2",
)

matyas = Surface(
    name="Matyas",
    height=lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    slope=lambda x, y: (0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x),
    curvature=lambda x, y: ((0.52, -0.48), (-0.48, 0.52)),  # noqa: ARG005
    domain=((-10, 10), (-10, 10)),
    start=(-9, -3),
    minima=((0, 0),),
    latex=r"0.26\,(x^2 + y^2) - 0.48\,xy",
)

parabola = Surface(
    name="Parabola",
    height=lambda x: x**2,
    slope=lambda x: (2 * x,),
    curvature=lambda x: ((2.0,),),  # noqa: ARG005
    domain=((-11, 11),),
    start=(10,),
    minima=((0,),),
    latex="x^2",
)
