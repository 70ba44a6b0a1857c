"""Other starts that may help: a little off a ridge, or elsewhere in the domain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.diagnosis.remedy import Remedy
from gdwidgets.core.diagnosis.written import number, rounded

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective


def starts_beside(objective: Objective, start: Array) -> Iterator[Remedy]:
    """Give starts a little off a ridge."""
    rng = np.random.default_rng(0)
    low, high = _range(objective, start)
    for share in (0.02, 0.02, 0.05, 0.05):
        nudge = rng.choice([-1.0, 1.0], len(low)) * share * (high - low)
        yield _at("Start a little off the ridge", np.clip(start + nudge, low, high))


def starts_elsewhere(objective: Objective, start: Array) -> Iterator[Remedy]:
    """Give starts elsewhere: on the other side, at the objective's own, in low places."""
    low, high = _range(objective, start)
    yield _at("Start on the other side", np.clip(low + high - start, low, high))
    if objective.start is not None:
        yield _at("Start elsewhere", np.array(objective.start, float))
    rng = np.random.default_rng(0)
    scattered = low + rng.uniform(0.1, 0.9, (64, len(low))) * (high - low)
    if objective.domain is None:  # it may be the size of the start that is to blame
        scattered[::2] = rng.uniform(-1, 1, (32, len(low)))
    heights = objective.value(scattered)
    order = np.argsort(heights)  # what has no value comes last
    for place in (*order[:3], order[int(np.isfinite(heights).sum()) // 2]):
        yield _at("Start elsewhere", scattered[place])


def _range(objective: Objective, start: Array) -> tuple[Any, Any]:
    """Return where starts are looked for: in the domain, or as far away as the start is large."""
    if objective.domain is not None:
        low, high = np.transpose(objective.domain).astype(float)
        return low, high
    size = np.maximum(1, np.abs(start))
    return start - size, start + size


def _at(text: str, point: Any) -> Remedy:
    if len(point) > 3:
        return Remedy(f"{text}.", start=tuple(point.tolist()))
    start = tuple(rounded(x) for x in point.tolist())
    listed = ", ".join(number(x) for x in start)
    return Remedy(f"{text}, at {f'({listed})' if len(start) > 1 else listed}.", start=start)
