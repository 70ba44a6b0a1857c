"""A landscape turned, mirrored, moved and lifted, so that no place on it is known by heart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdwidgets.core.objective import stack_coordinates
from gdwidgets.core.surfaces import Surface
from gdwidgets.explorers.fog.deepest import deepest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from gdwidgets.core.objective import Objective
    from gdwidgets.explorers.fog.deepest import Domain, Point


def turned(objective: Objective, seed: int, *, start: Point, domain: Domain) -> tuple[Surface, str]:
    """Turn, mirror, move and lift a landscape as `seed` says.

    Turning changes no curvature: a learning rate does what it did before.

    Parameters
    ----------
    objective : Objective
        With ``n_params == 2``.
    seed : int
    start : (float, float)
        Where to start, in the objective's own coordinates.
    domain : pair of (low, high) pairs
        The part that is played on, likewise.

    Returns
    -------
    surface : Surface
        On a square field with a corner at (0, 0), with its `start`, `minima` and `saddles`.
    truth : str
        What was done, in words.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import double_well
    >>> surface, truth = turned(double_well, 3, start=(1.7, 1.5), domain=double_well.domain)
    >>> truth
    'Double well, turned by 31°'
    >>> fall = double_well.value([1.7, 1.5]) - double_well.value([-2.0, 0.0])
    >>> start, treasure = surface.start, surface.minima[0]
    >>> bool(np.isclose(surface.value(start) - surface.value(treasure), fall))
    True
    """
    rng = np.random.default_rng(seed)
    angle, mirrored = rng.uniform(0, 360), bool(rng.integers(2))
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([1, -1 if mirrored else 1])
    treasures, depth = deepest(objective, domain)
    # A square field, wide enough that whatever way it is turned the walker stays inside.
    centre = np.mean(domain, axis=1)
    reach = float(np.hypot(*(np.array([start, *treasures]) - centre).T).max())
    half = max(float(np.max(np.ptp(np.asarray(domain, dtype=float), axis=1))) / 2, reach / 0.8)
    middle = half * (1 + rng.uniform(-0.1, 0.1, 2))
    # The depth is not to be known either.
    fall = float(objective.value(start)) - depth
    lift = float(f"{fall * rng.uniform(0.2, 1):.1g}")

    def there(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
        """From the field's coordinates to the objective's own."""
        u, v = x - middle[0], y - middle[1]
        return stack_coordinates(
            centre[0] + turn[0, 0] * u + turn[0, 1] * v, centre[1] + turn[1, 0] * u + turn[1, 1] * v
        )

    def here(point: Sequence[float]) -> Point:
        x, y = middle + turn.T @ (np.asarray(point, dtype=float) - centre)
        return float(x), float(y)

    surface = Surface(
        name=objective.name,
        height=lambda x, y: objective.value(there(x, y)) + lift,
        slope=lambda x, y: tuple(np.moveaxis(objective.gradient(there(x, y)) @ turn, -1, 0)),
        curvature=lambda x, y: np.moveaxis(
            turn.T @ objective.hessian(there(x, y)) @ turn, (-2, -1), (0, 1)
        ),
        domain=((0.0, 2 * half), (0.0, 2 * half)),
        start=here(start),
        minima=tuple(here(point) for point in objective.minima),
        saddles=tuple(here(point) for point in objective.saddles),
        param_names=objective.param_names,
    )
    return surface, f"{objective.name}, turned by {angle:.0f}°{', mirrored' if mirrored else ''}"
