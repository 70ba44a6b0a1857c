"""`Hidden`: what the fog hides, and what a game must know of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.controls.scales import preferred_numbers
from gdwidgets.core.objective import Objective
from gdwidgets.core.surfaces.places import as_domain
from gdwidgets.explorers.fog.deepest import deepest
from gdwidgets.explorers.fog.rules import REACH
from gdwidgets.explorers.fog.series import fit_series
from gdwidgets.explorers.fog.turned import turned
from gdwidgets.explorers.starts import checked_start, default_start

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.explorers.fog.deepest import Point


@final
@dataclass(frozen=True)
class Hidden:
    """A landscape for one game.

    Attributes
    ----------
    objective : Objective
        What is walked on, with its `domain`.
    domain : pair of (low, high) pairs
        The part of it that is played on.
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

    def message(self) -> dict[str, Any]:
        """What the browser must know of it, besides the series."""
        return {
            "domain": [list(side) for side in self.domain],
            "start": list(self.start),
            "treasures": [list(point) for point in self.treasures],
            "depth": self.depth,
            "truth": self.truth,
            "typical": self.typical,
            "names": list(self.objective.param_names),
        }

    def first_in_reach(self, path: NDArray[np.floating]) -> int | None:
        """The first step of a path ``(steps + 1, 2)`` that is within reach of a treasure."""
        lows, highs = np.transpose(self.domain)
        away = (path[:, None] - np.array(self.treasures)) / (highs - lows)
        near = np.hypot(away[..., 0], away[..., 1]).min(axis=1) <= REACH
        return int(np.argmax(near)) if near.any() else None


def hide(
    objective: Objective, seed: int | None, *, start: Any = None, domain: Any = None
) -> Hidden:
    """Find out what a game must know of a landscape, turned and moved as `seed` says.

    Parameters
    ----------
    objective : Objective
        With ``n_params == 2``.
    seed : int or None
        See `turned`; None leaves the landscape as it is.
    start : (float, float), optional
        Where to start, in the objective's own coordinates; its own start by default.
    domain : pair of (low, high) pairs, optional
        The part that is played on, likewise.

    Returns
    -------
    Hidden

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described, the start lies off the domain or at a treasure, or
        the landscape is not finite, or not smooth enough, all over the field.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import ravine
    >>> place = hide(ravine(20), None, start=(-5, -2))
    >>> place.treasures, place.depth, place.truth
    (((0.0, 0.0),), 0.0, 'Ravine')
    """
    domain = objective.domain if domain is None else domain
    if domain is None:
        raise ValueError(f"domain must be given: {objective.name} has none")
    domain = as_domain(domain)
    if len(domain) != 2:
        raise ValueError(f"domain must be two (low, high) pairs, not {domain!r}")
    point = default_start(objective, domain) if start is None else start
    point = checked_start(point, objective)
    if not all(low <= x <= high for x, (low, high) in zip(point, domain, strict=True)):
        raise ValueError(f"start must lie in the domain {domain!r}, not {point!r}")
    if seed is None:
        hidden = _explore(objective, domain, point, objective.name)
    else:
        surface, truth = turned(objective, seed, start=point, domain=domain)
        hidden = _explore(surface, surface.domain, surface.start, truth)
    if hidden.first_in_reach(np.array([hidden.start])) is not None:
        raise ValueError(f"start must be away from the treasure, not {point!r}")
    return hidden


def _explore(objective: Objective, domain: Any, start: Point, truth: str) -> Hidden:
    treasures, depth = deepest(objective, domain)
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
    >>> steady_rate(hide(ravine(20), None, start=(-5, -2)))
    0.05
    """
    points = np.array([place.start, *place.treasures])
    curvature = float(np.abs(np.linalg.eigvalsh(place.objective.hessian(points))).max())
    return 1 / min(max(curvature, 1e-9), 1e9)


def suited_rates(place: Hidden) -> tuple[float, float, float]:
    """A rate that suits the landscape, and the ends of a slider: decades around it.

    Examples
    --------
    >>> from gdwidgets.core.surfaces import ravine
    >>> suited_rates(hide(ravine(20), None, start=(-5, -2)))
    (0.047, 0.0001, 1.0)
    """
    limit = steady_rate(place)
    decade = math.floor(math.log10(limit))
    low, high = float(f"1e{decade - 2}"), float(f"1e{decade + 2}")
    return preferred_numbers(low, limit)[-2], low, high
