"""Remedies: what could help a run, tried on the spot, so that only what helps is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.diagnosis.kinds import bottomless
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers import Adam, GradientDescent, Momentum
from gdwidgets.core.optimizers.settings import (
    is_schedule,
    picked_schedules,
    schedules,
    settings,
    with_settings,
)

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.base import Optimizer

HELPS = 0.9
"""A remedy has to bring what is left above the deepest down to this share, or to make the loss fall
by a tenth more than it did (by a hundredth where the deepest isn't known)."""

N_TIERS = 3
"""What is tried first, and what only where that doesn't help."""


@final
@dataclass(frozen=True)
class Remedy:
    """A change that was tried, and helps.

    Attributes
    ----------
    text : str
        In words.
    settings : dict of str to float
        The hyperparameters that change.
    start : tuple of float, optional
        The start, if it changes.
    optimizer : Optimizer, optional
        The method, if it changes.
    n_steps, batch_size : int, optional
        The number of steps in all and the rows in a mini-batch, if they change.
    loss : float
        The loss that the changed run ended with.
    """

    text: str
    settings: dict[str, float]
    start: tuple[float, ...] | None
    optimizer: Optimizer | None
    n_steps: int | None
    batch_size: int | None
    loss: float


@dataclass(frozen=True)
class _Change:
    """A remedy before it has been tried."""

    text: str
    settings: dict[str, float] | None = None
    start: Array | None = None
    optimizer: Optimizer | None = None
    n_steps: int | None = None
    batch_size: int | None = None
    tier: int = 0


def find_remedies(run: Trajectory, e: Evidence, kind: np.ndarray) -> list[Remedy | None]:
    """Find a remedy for each run of a trajectory that needs one.

    For each kind of ending a few changes are tried with the same seed and the same number of
    steps, those of all runs in one call of the engine; the one that ends lowest is the remedy. To
    start elsewhere or to use another method comes second, to take more steps last.
    """
    with np.errstate(all="ignore"):
        return _find_remedies(run, e, kind)


def _find_remedies(run: Trajectory, e: Evidence, kind: np.ndarray) -> list[Remedy | None]:
    n_params = run.params.shape[-1]
    starts = run.params[0].reshape(-1, n_params)
    bar = _bar(run, e, kind)
    open_ones = [i for i in range(len(kind)) if kind[i] != "converged" and not bottomless(e)[i]]
    changes = {i: list(_changes(run, e, i, kind[i], starts[i])) for i in open_ones}
    found: list[Remedy | None] = [None] * len(kind)
    for tier in range(N_TIERS):
        wanted = [
            (i, change)
            for i in open_ones
            if found[i] is None
            for change in changes[i]
            if change.tier == tier
        ]
        lowest: dict[int, tuple[float, _Change]] = {}
        for (i, change), end in zip(wanted, _try(run, starts, wanted), strict=True):
            if end < bar[i] and (i not in lowest or end < lowest[i][0]):
                lowest[i] = (end, change)
        for i, (end, change) in lowest.items():
            found[i] = _remedy(end, change)
    return found


def _remedy(loss: float, change: _Change) -> Remedy:
    start = None if change.start is None else tuple(change.start.tolist())
    return Remedy(
        change.text,
        change.settings or {},
        start,
        change.optimizer,
        change.n_steps,
        change.batch_size,
        loss,
    )


def _bar(run: Trajectory, e: Evidence, kind: np.ndarray) -> Any:
    """What the loss must come below for a change to have helped."""
    ended = _score(run).reshape(-1)
    ended = np.where((kind == "no value") | (kind == "diverged"), np.inf, ended)
    share = np.where(np.isnan(e.deepest), 0.01, 0.1)
    by_fall = ended - share * np.abs(e.first - ended)
    by_rest = e.deepest + HELPS * (ended - e.deepest)
    bar = np.fmax(by_fall, by_rest)
    return np.where(np.isfinite(ended), np.minimum(bar, ended - 1e-9 * np.abs(ended)), np.inf)


def _score(run: Trajectory) -> Any:
    """Return the loss with which each run ended; of runs that shake, the mean lately."""
    late = run.loss[-max(1, len(run) // 4) :]
    score = run.loss[-1] if run.batch_size is None else late.mean(axis=0)
    lost = (np.asarray(run.status) == "diverged") | ~np.isfinite(score)
    return np.where(lost, np.inf, score)


def _changes(run: Trajectory, e: Evidence, i: int, kind: str, start: Array) -> Iterator[_Change]:
    """Give the changes that are worth a try for a run."""
    method = run.known_origin().optimizer
    names = settings(method)
    curvature = e.ground.highest[i]
    rate = e.rate[i]
    rates: list[float] = []
    if kind in ("diverged", "no value", "noise floor", "hops", "overshoot", "zig-zag"):
        if e.fixed and curvature > 0:
            rates.append(1 / curvature)
        rates += [rate / 2, rate / 4, rate / 10, rate / 100, rate / 1000, rate / 10_000]
        most = 0.9 * e.limit[i] / curvature if e.fixed and curvature > 0 else np.inf
        rates = [each for each in rates if each < min(rate, most)]
    elif kind != "held back":
        if e.fixed and curvature > 0:
            rates += [0.5 * e.limit[i] / curvature, 0.9 * e.limit[i] / curvature]
        rates += [2 * rate, 4 * rate, 10 * rate, 100 * rate, 1000 * rate]
        rates += [0.01, 0.1] if rate == 0 else []
        rates = [each for each in rates if each > rate]
    if "learning_rate" in names and np.isfinite(rate):
        scheduled = is_schedule(method, "learning_rate", names["learning_rate"])
        for new in dict.fromkeys(_rounded(each) for each in rates):
            word = "Lower" if new < rate else "Raise"
            if scheduled:
                text = f"{word} the rates of the schedule to {new / rate:.2g} times as much."
            else:
                text = f"{word} the learning rate to {new:.2g}."
            yield _Change(text, {"learning_rate": new})
    for name, factors in _OTHERS.get(kind, {}).items():
        if name in names and isinstance(value := _one(names[name], i, run), float):
            for factor in factors:
                new = _rounded(min(value * factor, 0.99) if name in _SHARES else value * factor)
                if new != value:
                    word = "Lower" if new < value else "Raise"
                    yield _Change(f"{word} the {_in_words(name)} to {new:.2g}.", {name: new})
    yield from _starts(run, e, i, kind, start)
    if kind == "noise floor" and run.batch_size is not None:
        for more in (4 * run.batch_size, 16 * run.batch_size):
            if more < (run.objective.n_rows or 0):
                text = f"Take larger batches, of {more} rows."
                yield _Change(text, batch_size=more, tier=1)
    if kind in ("zig-zag", "crawling", "plateau") and isinstance(method, GradientDescent):
        for momentum in (0.5, 0.8, 0.9):
            other = Momentum(float(rate), momentum)
            yield _Change(f"Add momentum, {momentum:g}: it adds up what stays.", optimizer=other)
    if kind != "diverged" and not isinstance(method, Adam):
        size = max(1.0, float(np.abs(start).max()))
        for share in (0.01, 0.1):
            other = Adam(_rounded(share * size))
            text = (
                f"Use Adam with a learning rate of {other.learning_rate:.2g}: it scales slopes up."
            )
            yield _Change(text, optimizer=other, tier=1)
    if kind not in ("diverged", "no value"):
        for more in (max(2 * run.n_steps, 20), max(8 * run.n_steps, 50)):
            yield _Change(f"Take more steps, {more:,} in all.", n_steps=more, tier=2)


_SHARES = {"momentum", "beta1"}
"""Settings that stay below 1."""

_OTHERS: dict[str, dict[str, tuple[float, ...]]] = {
    "diverged": {"momentum": (0.9, 0.5, 0.0), "beta1": (0.5, 0.0)},
    "shallow valley": {"momentum": (1.1, 1.5), "sigma": (3.0, 10.0), "radius": (3.0, 10.0)},
    "held back": {"weight_decay": (0.1, 0.0)},
    "overshoot": {"momentum": (0.9, 0.8, 0.5, 0.0), "beta1": (0.8, 0.5, 0.0), "alpha": (0.9,)},
    "hops": {"beta1": (0.5, 0.0), "momentum": (0.5, 0.0)},
    "crawling": {
        "momentum": (1.1, 1.5),
        "sigma": (0.1, 0.3, 3.0),
        "radius": (0.1, 0.3, 3.0),
        "damping": (0.1, 0.0),
        "epsilon": (100.0, 10_000.0),
    },
    "plateau": {"radius": (3.0, 10.0), "sigma": (3.0, 10.0), "damping": (0.1, 0.0)},
}
"""Other settings that may help, as multiples of what they are."""


def _starts(run: Trajectory, e: Evidence, i: int, kind: str, start: Array) -> Iterator[_Change]:
    """Give other starts: off the ridge, or elsewhere in the domain."""
    objective = run.objective
    if objective.domain is None:
        low, high = start - np.maximum(1, np.abs(start)), start + np.maximum(1, np.abs(start))
    else:
        low, high = np.transpose(objective.domain).astype(float)
    width = high - low
    if kind == "saddle stall":
        rng = np.random.default_rng(0)
        for share in (0.02, 0.05):
            for _ in range(2):
                nudge = rng.choice([-1.0, 1.0], len(start)) * share * width
                text = "Start a little off the ridge, at {}."
                yield _at(text, np.clip(start + nudge, low, high))
    elif kind in ("shallow valley", "plateau", "no value", "overshoot", "hops"):
        yield _at("Start on the other side, at {}.", np.clip(low + high - start, low, high))
        if objective.start is not None:
            yield _at("Start elsewhere, at {}.", np.array(objective.start, float))
        scattered = low + np.random.default_rng(0).uniform(0.1, 0.9, (64, len(start))) * width
        heights = np.argsort(objective.value(scattered))  # what has no value comes last
        n_finite = int(np.isfinite(objective.value(scattered)).sum())
        for place in (*heights[:3], heights[n_finite // 2]):
            yield _at("Start elsewhere, at {}.", scattered[place])


def _at(text: str, point: Array) -> _Change:
    if len(point) > 3:
        return _Change("Start elsewhere.", start=point, tier=1)
    rounded = np.array([_rounded(float(x)) for x in point])
    listed = ", ".join(f"{x:.2g}" for x in rounded)
    return _Change(text.format(f"({listed})" if len(point) > 1 else listed), start=rounded, tier=1)


def _try(run: Trajectory, starts: Array, wanted: list[tuple[int, _Change]]) -> list[float]:
    """Run all changes, those of one method and one length in one call; return how they end."""
    ends = [np.inf] * len(wanted)
    groups: dict[Any, list[int]] = {}
    for place, (_, change) in enumerate(wanted):
        key = (type(change.optimizer), change.n_steps, change.batch_size)
        groups.setdefault(key, []).append(place)
    for (kind, n_steps, batch_size), places in groups.items():
        if kind is type(None):
            method = _combined(run, [wanted[place] for place in places])
        else:
            others = [settings(wanted[place][1].optimizer) for place in places]
            method = kind(
                **{
                    name: np.array([other[name] for other in others])
                    if isinstance(value, float)
                    else value
                    for name, value in others[0].items()
                }
            )
        begin = np.array(
            [
                starts[i] if change.start is None else change.start
                for i, change in (wanted[place] for place in places)
            ],
            dtype=starts.dtype,
        )
        finite = np.isfinite(run.objective.value(begin))
        origin = run.known_origin()
        seeds = np.broadcast_to(np.asarray(run.seed), run.shape).reshape(-1)
        which = [wanted[place][0] for place in places]
        tried = descend(
            run.objective,
            method,
            begin,
            (n_steps or run.n_steps) - int(run.steps[0]),
            batch_size=batch_size or run.batch_size,
            seed=seeds[which],
            replacement=origin.sampling.replacement,
            tolerance=origin.tolerance,
        )
        for place, end, known in zip(places, _score(tried), finite, strict=True):
            ends[place] = float(end) if known else np.inf
    return ends


def _combined(run: Trajectory, wanted: list[tuple[int, _Change]]) -> Optimizer:
    """Return the run's method with the settings of each change, an entry for each."""
    origin = run.known_origin()
    whole, which = origin.whole, [i for i, _ in wanted]
    places = origin.places.reshape(-1)[which]

    def pick(value: Any) -> Any:
        return np.broadcast_to(value, origin.shape).reshape(-1)[places]

    changes: dict[str, Any] = dict(picked_schedules(whole, pick))
    for name, value in settings(whole).items():
        several = isinstance(value, np.ndarray)
        if several or isinstance(value, float):
            own = [(change.settings or {}).get(name) for _, change in wanted]
            if several or any(each is not None for each in own):
                base = pick(value)
                changes[name] = np.array(
                    [b if new is None else new for b, new in zip(base, own, strict=True)]
                )
    method = with_settings(whole, changes)
    for name in schedules(whole):
        own = [(change.settings or {}).get(name) for _, change in wanted]
        if any(each is not None for each in own):
            rate = np.ravel(run.known_origin().last().method.learning_rate)  # type: ignore[attr-defined]
            base = np.broadcast_to(rate, max(1, origin.places.size))[which]
            factor = np.array(
                [1 if new is None else new / b for b, new in zip(base, own, strict=True)]
            )
            method = with_settings(method, {name: _Scaled(settings(method)[name], factor)})
    return method


@dataclass(frozen=True)
class _Scaled:
    """A schedule times a factor for each run."""

    schedule: Any
    factor: Any

    def __call__(self, step: int) -> Any:
        return self.schedule(step) * self.factor


def _one(value: Any, i: int, run: Trajectory) -> Any:
    """Return a hyperparameter of one of the runs."""
    if np.ndim(value) == 0:
        return float(value) if isinstance(value, float) else value
    return float(np.broadcast_to(value, run.shape).reshape(-1)[i])


def _in_words(name: str) -> str:
    return name.replace("_", " ")


def _rounded(number: float) -> float:
    """Round to two digits, so that what is said is what was tried."""
    return float(f"{number:.1e}")
