"""What is known of the method at the end of each run: its rate, its memory, its stability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.optimizers.settings import array_settings, number_settings

if TYPE_CHECKING:
    from gdwidgets.core.curvature import Ground
    from gdwidgets.core.engine.runs import Runs
    from gdwidgets.core.optimizers.base import Optimizer
    from gdwidgets.core.optimizers.response import Response

RATE = "learning_rate"
MEMORIES = ("momentum", "beta1")
"""The settings that say how much of past steps is kept."""


class Method(NamedTuple):
    """How each run's method steps: an ``(n_runs,)`` array each.

    Attributes
    ----------
    rate : ndarray
        The learning rate of the last step; NaN for a method that has none.
    highest_rate : ndarray
        The highest that its schedule has given.
    scheduled : bool
        Whether a schedule changes the rate.
    carries : ndarray of bool
        Whether past steps carry it on: half of their velocity at least is kept.
    pull : ndarray
        How far a weight decay pulls it in a step.
    response : Response or None
        How it answers slopes; None if that isn't known.
    product, limit : ndarray
        The largest curvature as the method feels it, times its rate, and what that must stay
        below; NaN where it isn't known.
    asks : bool
        Whether it asks for slopes.
    """

    rate: Any
    highest_rate: Any
    scheduled: bool
    carries: Any
    pull: Any
    response: Response | None
    product: Any
    limit: Any
    asks: bool

    @property
    def fixed(self) -> bool:
        """Whether its scale is known to stay as it is, whatever slopes it meets."""
        return self.response is not None and self.response.fixed

    @property
    def unstable(self) -> Any:
        """Whether it is thrown off a bowl that curves as the ground does here."""
        return self.product > self.limit * (1 + 1e-9)


def look_into(ends: Runs, points: Any, ground: Ground) -> Method:
    """Measure the method of runs after their last step; `points` is where each ended."""
    n_runs = len(points)
    values = {name: np.ravel(value) for name, value in each_setting(ends.method).items()}

    def named(*wanted: str) -> Any:
        found = [values[name] for name in values if name.rpartition(".")[-1] in wanted]
        return np.broadcast_to(found[0], n_runs) if found else np.full(n_runs, np.nan)

    rate = named(RATE)
    pull = named("weight_decay") * rate * np.sqrt((points**2).sum(axis=-1))
    response = ends.method.response(ends.state)
    product = limit = np.full(n_runs, np.nan)
    if response is not None:
        product = ground.felt_by(np.broadcast_to(response.scale, points.shape))[1]
        limit = np.broadcast_to(response.limit, (n_runs, 1))[:, 0]
    return Method(
        rate=rate,
        highest_rate=np.fmax(rate, _highest(ends)),
        scheduled=bool(ends.schedules),
        carries=named(*MEMORIES) >= 0.5,
        pull=np.nan_to_num(pull),
        response=response,
        product=product,
        limit=limit,
        asks=ends.asked_for_slopes,
    )


def each_setting(method: Optimizer) -> dict[str, Any]:
    """Return the hyperparameters that are numbers, one for all runs or one for each, by name."""
    return {**number_settings(method), **array_settings(method)}


def _highest(ends: Runs) -> Any:
    """The highest learning rate that a schedule has given, as far as some twenty steps tell."""
    schedule = next((s for n, s in ends.schedules.items() if n.rpartition(".")[-1] == RATE), None)
    if schedule is None or not ends.step:
        return np.nan
    steps = np.unique(np.linspace(0, ends.step - 1, 20).astype(int))
    highest = np.max([np.broadcast_to(schedule(int(k)), ends.shape) for k in steps], axis=0)
    return highest.reshape(-1)[ends.which]
