"""What could be changed about a run, by the way it ended; `remedies.py` tries it."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gdwidgets.core.diagnosis.joined import scaled
from gdwidgets.core.diagnosis.method import MEMORIES, RATE, each_setting
from gdwidgets.core.diagnosis.remedy import Remedy
from gdwidgets.core.diagnosis.starts import starts_beside, starts_elsewhere
from gdwidgets.core.diagnosis.written import number, rounded
from gdwidgets.core.optimizers import Adam, GradientDescent, Momentum
from gdwidgets.core.optimizers.settings import schedules

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


class Case(NamedTuple):
    """A run that needs help.

    Attributes
    ----------
    kind : str
        What happened to it.
    objective : Objective
    method : Optimizer
        With single numbers as hyperparameters.
    start : (n_params,) ndarray
    batch_size : int or None
    n_steps : int
        In all.
    rate : float
        The learning rate; the highest one of a schedule.
    faded : bool
        Whether a schedule has lowered it.
    limit : float
        The learning rate above which a bowl that curves as the ground does is left; NaN if it
        isn't known.
    lowest : float
        The lowest curvature.
    """

    kind: str
    objective: Objective
    method: Optimizer
    start: Array
    batch_size: int | None
    n_steps: int
    rate: float
    faded: bool
    limit: float
    lowest: float


def case_of(run: Trajectory, e: Evidence, i: int, kind: str) -> Case:
    """Return what is known of one of the runs of a trajectory."""
    index = np.unravel_index(i, run.shape) if run.shape else ()
    method, ground = e.method, e.place.ground
    rate = float(method.highest_rate[i])
    curved = method.fixed and ground.highest[i] > 0
    return Case(
        kind,
        run.objective,
        run.known_origin().pick(index).optimizer,
        run.params[(0, *index)],
        run.batch_size,
        run.n_steps,
        rate,
        bool(method.rate[i] < rate),
        float(method.limit[i] / ground.highest[i]) if curved else np.nan,
        float(ground.lowest[i]),
    )


TOO_FAR = {"no value", "diverged", "noise floor", "hops", "overshoot", "zig-zag"}
"""Steps that are shorter may help these; longer ones the others."""

LONGER = (2.0, 4.0, 10.0, 100.0, 1000.0)
SHORTER = (0.5, 0.25, 0.1, 0.01, 0.001, 0.0001)
"""What a learning rate is multiplied by, the gentlest first."""

SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
"""The momenta that are tried, and other shares of the past that are kept."""

LESS_MEMORY = {"diverged", "hops", "overshoot", "zig-zag", "crawling"}
MORE_MEMORY = {"crawling", "plateau", "shallow valley", "zig-zag", "saddle stall"}
"""For which kinds a smaller share is tried, and for which a larger one."""

MULTIPLES: dict[str, tuple[set[str], tuple[float, ...]]] = {
    "weight_decay": ({"held back", "diverged", "hops", "crawling", "plateau"}, (0.1, 0.0)),
    "sigma": ({"shallow valley", "crawling", "plateau"}, (0.1, 0.3, 3.0, 10.0, 100.0)),
    "radius": ({"shallow valley", "crawling", "plateau"}, (0.01, 0.1, 0.3, 3.0, 10.0, 100.0)),
    "damping": ({"crawling", "plateau", "overshoot", "hops"}, (0.0, 0.1, 10.0)),
    "epsilon": ({"crawling", "plateau"}, (100.0, 10_000.0)),
}
"""For which kinds other values of a setting are tried, as multiples of what it is."""


def cures(case: Case) -> Iterator[Remedy]:
    """Give the changes that go to the cause, the gentlest first."""
    yield from _other_rates(case, shorter=case.kind in TOO_FAR)
    yield from _other_settings(case)
    if case.kind in ("zig-zag", "crawling", "plateau") and type(case.method) is GradientDescent:
        for momentum in (0.5, 0.8, 0.9):
            other = Momentum(case.method.learning_rate, momentum)
            text = f"Add a momentum of {momentum:g}: it adds up the steps that agree."
            yield Remedy(text, optimizer=other)
    if case.kind == "saddle stall":
        yield from starts_beside(case.objective, case.start)
    if case.kind in ("shallow valley", "no value"):
        yield from starts_elsewhere(case.objective, case.start)
    if case.kind == "noise floor" and case.batch_size is not None:
        for more in (4 * case.batch_size, 16 * case.batch_size):
            if more < (case.objective.n_rows or 0):
                yield Remedy(f"Take larger batches, of {more} rows.", batch_size=more)


def others(case: Case) -> Iterator[Remedy]:
    """Give the changes that go around the cause: another method, or another start."""
    if case.kind not in TOO_FAR:
        yield from _other_rates(case, shorter=True)
    if type(case.method) is not Adam:
        size = max(1.0, float(np.abs(case.start).max()))
        for share in (0.01, 0.1):
            other = Adam(rounded(share * size))
            yield Remedy(
                f"Use Adam with a learning rate of {number(other.learning_rate)}.", optimizer=other
            )
    if case.kind in ("plateau", "saddle stall"):
        yield from starts_elsewhere(case.objective, case.start)


def more(case: Case) -> Iterator[Remedy]:
    """Give the change that is left where nothing else helps: to go on."""
    if case.kind not in ("no value", "diverged"):
        for factor in (2, 4, 8):
            n_steps = max(factor * case.n_steps, 10 * factor)
            yield Remedy(f"Take more steps, {number(n_steps, 7)} in all.", n_steps=n_steps)


def elsewhere(case: Case) -> Iterator[Remedy]:
    """Give other starts, where nothing helps from this one."""
    if case.kind not in ("shallow valley", "no value", "plateau", "saddle stall"):
        yield from starts_elsewhere(case.objective, case.start)


def _other_rates(case: Case, *, shorter: bool) -> Iterator[Remedy]:
    names = [*each_setting(case.method), *schedules(case.method)]
    name = next((each for each in names if each.rpartition(".")[-1] == RATE), None)
    if name is None:
        return
    rate = case.rate
    rates = [rate * factor for factor in (SHORTER if shorter else LONGER)]
    rates = [case.limit / 2, *rates, 0.9 * case.limit] if rate else [case.limit / 2, 0.01, 0.1, 1]
    rates = [each for each in rates if (each < rate if shorter else each > rate)]
    if name not in schedules(case.method):
        for new in dict.fromkeys(map(rounded, rates)):
            text = f"{'Lower' if new < rate else 'Raise'} the learning rate to {number(new)}."
            yield Remedy(text, {name: new})
        return
    given = operator.attrgetter(name)(case.method)
    for factor in dict.fromkeys(rounded(each / rate) for each in rates if rate):
        text = f"Multiply the learning rates of the schedule by {number(factor)}."
        yield Remedy(text, {name: scaled(given, factor)})
    if case.faded and not shorter:
        for share in (0.1, 0.3, 1.0):
            new = rounded(share * rate)
            yield Remedy(f"Use a constant learning rate of {number(new)}.", {name: new})


def _other_settings(case: Case) -> Iterator[Remedy]:
    for name, given in each_setting(case.method).items():
        value = float(given)
        last = name.rpartition(".")[-1]
        news: list[float] = []
        if last in MEMORIES:
            news += [each for each in reversed(SHARES) if each < value and case.kind in LESS_MEMORY]
            news += [each for each in SHARES if each > value and case.kind in MORE_MEMORY]
        if last in MULTIPLES and case.kind in MULTIPLES[last][0]:
            news += [rounded(value * factor) for factor in MULTIPLES[last][1]]
        if last == "damping" and case.lowest < 0:
            news += [rounded(-2 * case.lowest), rounded(-10 * case.lowest)]
        for new in dict.fromkeys(each for each in news if each != value):
            word = "Lower" if new < value else "Raise"
            yield Remedy(f"{word} {_in_words(last)} to {number(new)}.", {name: new})


def _in_words(name: str) -> str:
    """Name a setting: "the weight decay", but "beta1"."""
    symbols = ("beta1", "beta2", "epsilon", "sigma", "alpha", "rho")
    return name if name in symbols else f"the {name.replace('_', ' ')}"
