"""The landscapes under the fog, each turned and moved by a seed so that none is known by heart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gdwidgets.core.objective import Objective, stack_coordinates
from gdwidgets.core.surfaces import (
    Surface,
    bowl,
    double_well,
    himmelblau,
    ravine,
    rosenbrock,
    styblinski_tang,
)
from gdwidgets.explorers.fog_series import fit_series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Domain = Sequence[tuple[float, float]]
    Point = tuple[float, ...]

LANDSCAPES: Final[dict[str, Objective]] = {
    "Meadow": bowl(),
    "Gorge": ravine(),
    "Old quarry": double_well,
    "Four lakes": himmelblau,
    "Moor": styblinski_tang,
    "River bend": rosenbrock,
}
"""What can be hunted on, by names that don't give away what is there."""


@dataclass(frozen=True)
class Hidden:
    """A landscape for one game.

    Attributes
    ----------
    objective : Objective
        What is walked on, with its `domain`.
    start : (float, float)
        Where the walker begins.
    treasures : tuple of (float, float)
        The deepest points in the domain.
    depth : float
        How deep they are.
    series : (n, n) ndarray
        The landscape as a browser knows it; see `fit_series`.
    typical : float
        The median steepness: half of the ground is steeper.
    truth : str
        What it was, to be told when the fog has lifted.
    """

    objective: Objective
    domain: tuple[tuple[float, float], ...]
    start: Point
    treasures: tuple[Point, ...]
    depth: float
    series: NDArray[np.float64]
    typical: float
    truth: str


def hide(
    objective: Objective,
    seed: int | None,
    *,
    start: Point,
    domain: Domain,
) -> Hidden:
    """Turn, mirror and move a landscape as `seed` says, and find its deepest points.

    Turning changes no curvature: a learning rate does what it did before.

    Parameters
    ----------
    objective : Objective
        With ``n_params == 2``.
    seed : int or None
        None leaves the landscape as it is.
    start : (float, float)
        Where to start, in the objective's own coordinates.
    domain : pair of (low, high) pairs
        The part that is played on, likewise.

    Returns
    -------
    Hidden

    Raises
    ------
    ValueError
        If the landscape is not finite, or not smooth enough, all over the field.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import double_well
    >>> place = hide(double_well, 3, start=(1.7, 1.5), domain=double_well.domain)
    >>> place.truth
    'Double well, turned by 31°'
    >>> start = double_well.value([1.7, 1.5]) - double_well.value([-2.0, 0.0])
    >>> bool(np.isclose(place.objective.value(place.start) - place.depth, start))
    True
    """
    if seed is None:
        own = tuple((float(low), float(high)) for low, high in domain)
        return _explore(objective, own, start, objective.name)
    rng = np.random.default_rng(seed)
    angle, mirrored = rng.uniform(0, 360), bool(rng.integers(2))
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[cosine, -sine], [sine, cosine]]) @ np.diag([1, -1 if mirrored else 1])
    # A square field, wide enough that whatever way it is turned the walker stays inside.
    centre = np.mean(domain, axis=1)
    known = np.array([start, *_deepest(objective, domain)[0]])
    reach = float(np.hypot(*(known - centre).T).max())
    half = max(float(np.max(np.ptp(np.asarray(domain, dtype=float), axis=1))) / 2, reach / 0.8)
    middle = half * (1 + rng.uniform(-0.1, 0.1, 2))

    def there(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.floating]:
        """From the field's coordinates to the objective's own."""
        u, v = x - middle[0], y - middle[1]
        return stack_coordinates(
            centre[0] + turn[0, 0] * u + turn[0, 1] * v, centre[1] + turn[1, 0] * u + turn[1, 1] * v
        )

    def here(point: Sequence[float]) -> Point:
        x, y = middle + turn.T @ (np.asarray(point, dtype=float) - centre)
        return float(x), float(y)

    # The depth is not to be known either.
    fall = float(objective.value(start)) - _deepest(objective, domain)[1]
    lift = float(f"{fall * rng.uniform(0.2, 1):.1g}")
    field = ((0.0, 2 * half), (0.0, 2 * half))
    surface = Surface(
        name=objective.name,
        height=lambda x, y: objective.value(there(x, y)) + lift,
        slope=lambda x, y: tuple(np.moveaxis(objective.gradient(there(x, y)) @ turn, -1, 0)),
        curvature=lambda x, y: np.moveaxis(
            turn.T @ objective.hessian(there(x, y)) @ turn, (-2, -1), (0, 1)
        ),
        domain=field,
        start=here(start),
        minima=tuple(here(point) for point in objective.minima),
        saddles=tuple(here(point) for point in objective.saddles),
        param_names=objective.param_names,
    )
    truth = f"{objective.name}, turned by {angle:.0f}°{', mirrored' if mirrored else ''}"
    return _explore(surface, field, surface.start, truth)


def _explore(
    objective: Objective, domain: tuple[tuple[float, float], ...], start: Point, truth: str
) -> Hidden:
    """Find out what a game must know of a landscape."""
    treasures, depth = _deepest(objective, domain)
    lows, highs = np.transpose(domain)
    anywhere = lows + (highs - lows) * np.random.default_rng(0).random((400, 2))
    steepness = np.linalg.norm(objective.gradient(anywhere), axis=-1)
    return Hidden(
        objective=objective,
        domain=domain,
        start=start,
        treasures=treasures,
        depth=depth,
        series=fit_series(objective, domain),
        typical=float(np.median(steepness)) or 1.0,
        truth=truth,
    )


def steady_rate(place: Hidden) -> float:
    """Half the learning rate beyond which gradient descent overshoots ever further.

    Taken is the largest curvature at the start and at the treasures: the limit is 2 over it.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import ravine
    >>> steady_rate(hide(ravine(20), None, start=(-5, -2), domain=ravine().domain))
    0.05
    """
    points = np.array([place.start, *place.treasures])
    curvature = float(np.abs(np.linalg.eigvalsh(place.objective.hessian(points))).max())
    return 1 / min(max(curvature, 1e-9), 1e9)


def _deepest(objective: Objective, domain: Domain) -> tuple[tuple[Point, ...], float]:
    """The deepest points of a landscape, the known minima if it is they, and their height."""
    corners = np.asarray(domain, dtype=float)
    lows, highs = corners.T
    best, cell = corners.mean(axis=1), (highs - lows) / 2
    for n in (401, *[9] * 16):  # a fine look everywhere, then ever closer at the deepest place
        sides = [
            np.linspace(max(low, x - d), min(high, x + d), n)
            for x, d, low, high in zip(best, cell, lows, highs, strict=True)
        ]
        grid = stack_coordinates(*np.meshgrid(*sides)).reshape(-1, 2)
        heights = objective.value(grid)
        heights = np.where(np.isfinite(heights), heights, np.inf)
        best, cell = grid[np.argmin(heights)], 2 * cell / (n - 1)
    depth, top = float(np.min(heights)), float(np.max(heights))
    inside = [p for p in objective.minima if np.all((lows <= p) & (p <= highs))]
    with np.errstate(all="ignore"):
        known = [(tuple(map(float, p)), float(objective.value(np.array(p)))) for p in inside]
    slack = 1e-9 * max(1.0, abs(depth), abs(top))
    deep = tuple(point for point, height in known if height <= depth + slack)
    if deep:
        return deep, min(height for _, height in known)
    return ((float(best[0]), float(best[1])),), depth
