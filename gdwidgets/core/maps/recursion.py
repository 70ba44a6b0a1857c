"""What the recursion that a method follows near a minimum says about the steps to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.runs import pick
from gdwidgets.core.engine.status import LEFT_TO_GO
from gdwidgets.core.optimizers import NAdam
from gdwidgets.core.optimizers.here import Here

if TYPE_CHECKING:
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.response import Response


CALM = 0.8
"""A run with momentum is calm if it feels less than this share of what makes it unstable."""


def response_of(runs: Runs) -> Response | None:
    """Return how a method answers slopes, if it goes on to do so."""
    # NAdam's momentum warms up for hundreds of steps: what it says is true in the long run only.
    return None if isinstance(runs.method, NAdam) else runs.method.response(runs.state)


def rests_at(points: Array, runs: Runs) -> Any:
    """Tell at which level points a method rests: weight decay pulls it off them."""
    here = Here(runs.objective, points, 1).with_gradient(np.zeros_like(points))
    after, _ = runs.method.update(here, runs.method.init(points))
    return (after == points).all(axis=1)


def coasting(response: Response, p: Any) -> Any:
    """How far the momentum of a step carries a run on, in steps, where it feels a curvature p.

    The recursion is an oscillator of frequency ``sqrt(b1 p)``, damped by ``1 - c0``; this bounds
    its answer to a push, from no damping to strong damping, but for what `swings_up` says.
    """
    damping = 0.75 * (1 - response.c0)
    return 1.26 * response.c0 / (np.sqrt(response.b1 * p) + damping)


def is_calm(response: Response, p: Any) -> Any:
    """Tell whether a run settles without swinging up far, where it feels a curvature p."""
    return p < np.where(response.c0 == 0, 1, CALM) * response.limit


def swings_up(response: Response, p: Any) -> Any:
    """How many times as far a calm run swings as it is off and coasts, at most.

    Close to where it gets unstable, momentum adds up from zig to zag.
    """
    short_of = np.maximum(1 - CALM, 1 - p / response.limit)
    return np.where(response.c0 == 0, 1, 1 / np.sqrt(short_of))


def least_factor(response: Response, lowest: Any, highest: Any) -> Any:
    """What a step leaves of an offset at least, for curvatures from lowest to highest.

    Momentum shrinks offset and step together by the root of c. Without it, a step may lead to the
    bottom at once.
    """
    kept = np.sqrt(np.maximum(0, response.c0 - response.c1 * highest))
    at_once = np.maximum(0, np.maximum(1 - highest, lowest - 1))
    return np.where(response.c0 == 0, at_once, kept)


def close(response: Response, p: Any) -> Any:
    """How far a run may swing, in sizes of the parameters, to count as arrived all the time.

    A judge asks that little is left to go, and that the momentum it has carries it no further.
    """
    gain = np.asarray(response.gain, p.dtype)
    speed = np.minimum(2, np.sqrt(2 * response.b1 * p))
    return LEFT_TO_GO / np.maximum(2, 1.42 * gain * speed)


def keeps_answering(runs: Runs, which: np.ndarray, slope: Array) -> Any:
    """Tell which runs will answer slopes as strongly as now, if no steeper ones are to come."""
    state = pick(runs.state, which, len(runs.params))
    points = runs.params.T.take(which, axis=1).T
    here = Here(runs.objective, points, 1).with_gradient(np.stack([slope] * points.shape[1]).T)
    _, after = runs.method.update(here, state)
    now, then = (
        np.broadcast_to(runs.method.response(each).scale, points.shape)  # type: ignore[union-attr]
        for each in (state, after)
    )
    return (then >= now).all(axis=1)
