"""A learning rate that is drawn: straight lines through points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, final

import numpy as np

from gdwidgets.core.schedules.base import Schedule, counted
from gdwidgets.core.validate import finite_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def checked_points(name: str, points: Any) -> tuple[tuple[float, float], ...]:
    """Return points as pairs of floats, or raise an error that says what they should be."""
    allowed = f"{name} must be (step, learning rate) pairs, such as [(0, 0.1), (50, 0.01)]"
    if not isinstance(points, list | tuple | np.ndarray) or len(points) == 0:
        raise TypeError(f"{allowed}, not {points!r}")
    pairs = []
    for i, point in enumerate(points):
        if not isinstance(point, list | tuple | np.ndarray) or len(point) != 2:
            raise TypeError(f"{allowed}, not {points!r}")
        step = finite_number(f"the step of {name}[{i}]", point[0], low=0)
        pairs.append((step, finite_number(f"the learning rate of {name}[{i}]", point[1], low=0)))
        if i and step <= pairs[i - 1][0]:
            raise ValueError(f"{allowed}, with each step after the one before, not {points!r}")
    return tuple(pairs)


@final
@dataclass(frozen=True)
class Points(Schedule):
    """Go along straight lines from point to point; keep the first and the last outside of them.

    Parameters
    ----------
    points : sequence of (float, float)
        The steps, each after the one before, and the learning rate at each; at least 0.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.schedules.Points([(10, 0.5), (20, 1.0), (40, 0.0)])([0, 10, 15, 30, 50])
    array([0.5 , 0.5 , 0.75, 0.5 , 0.  ])
    """

    name: ClassVar[str] = "Points"
    latex: ClassVar[str] = (
        r"\eta_i + (\eta_{i + 1} - \eta_i)\,\frac{k - k_i}{k_{i + 1} - k_i}"
        r"\;\mathrm{from}\;k_i\;\mathrm{to}\;k_{i + 1}"
    )

    points: tuple[tuple[float, float], ...] = field(metadata={"check": checked_points})

    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps."""
        steps, rates = zip(*self.points, strict=True)
        return np.interp(counted(step), steps, rates)
