"""Goals for what an explorer is set to: its runs are made again by the core and looked at."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdwidgets.controls.scales import plain_number
from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.validate import finite_number, one_of, whole_number
from gdwidgets.teaching.goals.verdict import Goal, Verdict
from gdwidgets.teaching.setting import Setting

NEARBY = 0.1
"""A start nearby is moved by up to this share of the domain's width in each coordinate."""


def steps_to(trajectory: Trajectory, loss: float) -> int | None:
    """The first step from which on the loss is at or below `loss` to the end; None if never.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent(0.25), [2.0], 20)
    >>> run.loss[:4]
    array([4.    , 1.    , 0.25  , 0.0625])
    >>> steps_to(run, loss=0.25)
    2
    """
    above = ~(trajectory.loss <= loss)  # NaN, after a divergence, is not below anything
    if above[-1]:
        return None
    return int(np.flatnonzero(above)[-1]) + 1 if above.any() else 0


def reaches(loss: float, within: int, *, robust_starts: int = 3) -> Goal:
    """The explorer's setting brings the loss to `loss` or below within so many steps.

    Crossing it on the way is not enough: the loss must stay there for as many steps again.
    Nor is luck with one start: the same setting is run from others nearby.

    Parameters
    ----------
    loss : float
        The loss to reach.
    within : int
        The most steps that it may take.
    robust_starts : int
        From how many other starts it must work too: points within a tenth of the domain's
        width of the learner's, always the same ones.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> goal = reaches(loss=1e-6, within=100)
    >>> goal(gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.15))
    Verdict(passed=True, text='Reached at step 51, and also from 3 starts nearby.')
    """
    loss = finite_number("loss", loss)
    within = whole_number("within", within, low=1)
    robust_starts = whole_number("robust_starts", robust_starts, low=0)

    def goal(explorer: Any) -> Verdict:
        setting = Setting.of(explorer)
        run = setting.run(n_steps=2 * within)
        step = steps_to(run, loss)
        if step is None or step > within:
            return Verdict(False, _why_not(setting, run, loss, within))
        nearby = _starts_nearby(setting, robust_starts)
        for start in nearby:
            step_there = steps_to(setting.run(start=start, n_steps=2 * within), loss)
            if step_there is None or step_there > within:
                place = ", ".join(f"{x:.3g}" for x in start)
                return Verdict(
                    False,
                    f"From here it is reached at step {step}, but not from a start nearby, "
                    f"({place}): that was luck.",
                )
        also = f", and also from {robust_starts} starts nearby" if len(nearby) else ""
        return Verdict(True, f"Reached at step {step}{also}.")

    return goal


def largest_rate(within: float = 0.02) -> Goal:
    """The explorer's learning rate is the largest that still settles, to within a share.

    A rate settles if its run does not diverge and its swings die down: over 1,000 steps the
    loss stays lower in the last quarter than it was in the second.

    Parameters
    ----------
    within : float
        By how much less than the largest it may be, as a share.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> explorer = gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.199)
    >>> largest_rate()(explorer).passed, largest_rate(within=0.001)(explorer).passed
    (True, False)
    """
    within = finite_number("within", within, low=0, high=1, low_open=True, high_open=True)

    def goal(explorer: Any) -> Verdict:
        setting = Setting.of(explorer)
        rate = getattr(setting.optimizer, "learning_rate", None)
        if not isinstance(rate, int | float):
            return Verdict(False, f"{setting.optimizer.name} has no single learning rate.")
        if not _settles(setting, np.array([rate]))[0]:
            return Verdict(False, f"At {rate:.6g} it doesn't settle: {_summary(setting)}")
        limit = _first_unsettled(setting, rate)
        if limit is None:
            return Verdict(False, "With this method every larger rate settles, too.")
        if rate > limit:
            return Verdict(
                False, f"At {rate:.6g} it settles by luck: at {limit:.4g}, less, it doesn't."
            )
        if rate < limit * (1 - within):
            return Verdict(False, f"{rate:.6g} settles, but so does a larger rate.")
        return Verdict(True, f"At {rate:.6g} it settles; from {limit:.4g} on it doesn't.")

    return goal


def ends(kind: str) -> Goal:
    """The explorer's run ends as `kind` says, such as "converged" or "zig-zag".

    Parameters
    ----------
    kind : str
        One of the kinds of `gdwidgets.diagnose`.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> ends("diverged")(gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.22)).passed
    True
    """
    one_of("kind", kind, WORDS)

    def goal(explorer: Any) -> Verdict:
        found = Setting.of(explorer).diagnose()
        return Verdict(bool(found.kind == kind), str(found.summary))

    return goal


def _why_not(setting: Setting, run: Trajectory, loss: float, within: int) -> str:
    below = np.flatnonzero(run.loss[: within + 1] <= loss)
    if len(below):
        return f"It passes {plain_number(loss)} at step {below[0]}, but does not stay there."
    if run.status == "diverged":
        return _summary(setting)
    late = np.flatnonzero(run.loss <= loss)
    when = f"not before step {late[0]}" if len(late) else f"it is still {run.loss[within]:.3g}"
    return f"After {within} steps the loss is not at {plain_number(loss)} yet: {when}."


def _summary(setting: Setting) -> str:
    return str(setting.diagnose().summary)


def _starts_nearby(setting: Setting, count: int) -> Any:
    start = np.array(setting.start, dtype=float)
    domain = np.array(setting.objective.domain or [(x - 1, x + 1) for x in start])
    width = NEARBY * (domain[:, 1] - domain[:, 0])
    return start + np.random.default_rng(0).uniform(-width, width, (count, len(start)))


def _settles(setting: Setting, rates: Any, n_steps: int = 1000) -> Any:
    run = setting.run(n_steps=n_steps, learning_rate=rates)
    quarter = n_steps // 4
    with np.errstate(all="ignore"):
        early = run.loss[quarter : 2 * quarter].max(axis=0)
        late = run.loss[-quarter:].max(axis=0)
        settled = (late < early) | (np.asarray(run.status) == "converged")
    return settled & (np.asarray(run.status) != "diverged")


def _first_unsettled(setting: Setting, rate: float) -> float | None:
    """The lowest rate that doesn't settle, from far below `rate` to far above; None if none."""
    low, high = rate * 1e-3, rate * 1e4
    for _ in range(3):  # each time 300 times as exact
        rates = np.geomspace(low, high, 300)
        unsettled = np.flatnonzero(~_settles(setting, rates))
        if not len(unsettled):
            return None
        low, high = rates[max(unsettled[0] - 1, 0)], rates[unsettled[0]]
    return float(high)
