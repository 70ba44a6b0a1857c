"""`diagnose`: name what happened to a run, and one remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.diagnosis.evidence import Evidence, gather
from gdwidgets.core.diagnosis.words import WORDS

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers import Optimizer


@final
@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What happened to each run.

    Attributes
    ----------
    kind : str or (...) ndarray of str
        One of "converged", "shallow valley", "diverged", "noise floor", "saddle stall",
        "plateau", "overshoot", "zig-zag", "crawling"; `diagnose` says when.
    step : int or (...) ndarray of int
        The step at which it happened: where a diverged run left, else the stop step.
    summary, remedy : str or (...) ndarray of str
        What happened and what helps, in words.
    stability : float or (...) ndarray
        Learning rate times the largest curvature, at the end or where the run left. NaN if
        the curvature or the learning rate isn't known.
    stability_limit : float or (...) ndarray
        What it must stay below; NaN for methods without such a limit.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> surface, method = gd.surfaces.parabola, gd.optimizers.GradientDescent([0.01, 0.4])
    >>> gd.diagnose(gd.descend(surface, method, [10.0], 40), surface, method).kind
    array(['crawling', 'converged'], dtype='<U14')
    """

    kind: Any
    step: Any
    summary: Any
    remedy: Any
    stability: Any
    stability_limit: Any


def diagnose(
    trajectory: Trajectory,
    objective: Objective,
    optimizer: Optimizer,
    *,
    batch_size: int | None = None,
) -> Diagnosis:
    """Name what happened to each run of a trajectory, and one remedy.

    The first of these that applies is named; "lately" is over the last half of the steps
    (ten at least), the slope is a share of the median slope over the domain, and what is left
    to go is slope over curvature as a share of the domain's width:

    ================ ====================================================================
    kind             when
    ================ ====================================================================
    diverged         the status says so; or the last five steps went up, each further than
                     the one before (not with mini-batches); or the loss ended ten times as
                     high above the deepest as it began; or learning rate times curvature
                     is above the method's limit on a quadratic bowl
    shallow valley   the status is "converged", at a loss above the deepest known one by
                     more than 0.1 % of what it fell
    converged        the status is "converged"; or, with mini-batches, the gradient over
                     all rows counts as zero
    noise floor      mini-batches; lately a fifth of the steps went up and the loss shook
                     more (its standard deviation) than it drifted (from the mean of the
                     first half of that time to the mean of the second)
    saddle stall     a known saddle is within 2 % of the domain's width, or less than 1 % of
                     it is left to go, where the curvature is negative in a direction; and
                     the loss falls by less than 1 % lately, or the status is "stalled"
    plateau          slope below 1 %, and the curvature along it promises no level ground
                     within the domain's width; or, where the curvature isn't known, the
                     loss fell by less than 0.1 % lately
    overshoot        lately a fifth of the steps went up and the loss shook more than it
                     drifted; or steps turn back (mean cosine below -0.5) in one coordinate
    zig-zag          lately steps turn back while the loss falls
    crawling         none of these: it is still under way
    ================ ====================================================================

    Parameters
    ----------
    trajectory : Trajectory
        What `descend` returned, for one run or a whole family.
    objective : Objective
        What was minimised.
    optimizer : Optimizer
        The method it was minimised with.
    batch_size : int, optional
        The size of the mini-batches, if the runs were made with any.

    Returns
    -------
    Diagnosis

    Examples
    --------
    >>> import gdwidgets as gd
    >>> surface, method = gd.surfaces.parabola, gd.optimizers.GradientDescent(1.1)
    >>> run = gd.descend(surface, method, [10.0], 40)
    >>> found = gd.diagnose(run, surface, method)
    >>> found.kind, found.step
    ('diverged', 1)
    >>> print(found.summary)
    Diverged at step 1: each step overshoots by more than it corrects (learning rate ×
    curvature 2.2, stable below 2).
    >>> print(found.remedy)
    Lower the learning rate below 1.
    """
    noisy = batch_size is not None and batch_size != objective.n_rows
    with np.errstate(all="ignore"):
        evidence = gather(trajectory, objective, optimizer, noisy=noisy)
        kind = _kinds(evidence, noisy, objective.n_params)
        stability = evidence.rate * evidence.curvature
        words = [WORDS[name](evidence, i) for i, name in enumerate(kind.tolist())]
    step = np.where(kind == "diverged", evidence.left_step, evidence.stop_step)

    def shaped(values: Any) -> Any:
        array = np.asarray(values).reshape(trajectory.shape)
        return array if trajectory.shape else array.item()

    return Diagnosis(
        kind=shaped(kind),
        step=shaped(step),
        summary=shaped([summary for summary, _ in words]),
        remedy=shaped([remedy for _, remedy in words]),
        stability=shaped(stability),
        stability_limit=shaped(evidence.limit),
    )


def _kinds(e: Evidence, noisy: bool, n_params: int) -> Any:
    unstable = e.quadratic & (e.rate * e.curvature > e.limit * (1 + 1e-9))
    arrived = (e.status == "converged") | (noisy & e.level)
    higher = e.last - e.deepest > 1e-3 * np.maximum(e.first - e.deepest, 1e-12)
    shaking = (e.shake > np.abs(e.drift)) & (e.rises >= 0.2)
    stalled = e.status == "stalled"
    halted = stalled | (e.fall < 0.01 * np.abs(e.first - e.last) + 1e-12)
    bent_down = e.lowest_curvature < -1e-3 * np.abs(e.curvature)
    far = ~((e.ahead > 0) & (e.ahead < 1))
    gentle = np.where(
        np.isnan(e.curvature), np.abs(e.fall) < 1e-3 * np.abs(e.last), (e.slope < 0.01) & far
    )
    back_and_forth = e.turning < -0.5
    rules = {
        "diverged": (e.status == "diverged") | (~arrived & ((e.growing & ~stalled) | unstable)),
        "shallow valley": arrived & higher,
        "converged": arrived,
        "noise floor": noisy & shaking,
        "saddle stall": halted & (e.near_saddle | ((e.to_go < 0.01) & bent_down)),
        "plateau": gentle & (e.rate != 0),
        "overshoot": shaking | (back_and_forth & (n_params == 1)),
        "zig-zag": back_and_forth & (e.fall > 0),
    }
    return np.select(list(rules.values()), list(rules), default="crawling")
