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
