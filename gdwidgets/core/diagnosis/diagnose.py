"""`diagnose`: name what happened to a run, and a remedy that was tried."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from gdwidgets.core.diagnosis.evidence import Evidence, gather
from gdwidgets.core.diagnosis.kinds import bottomless, kinds
from gdwidgets.core.diagnosis.remedies import find_remedies
from gdwidgets.core.diagnosis.remedy import Remedy
from gdwidgets.core.diagnosis.words import WORDS
from gdwidgets.core.engine.trajectory import Trajectory


@final
@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """What happened to each run.

    Attributes
    ----------
    run : Trajectory
        What was diagnosed.
    kind : str or (...) ndarray of str
        What happened; `diagnose` lists the kinds.
    step : int or (...) ndarray of int
        The step at which it happened: where a diverged run left, else the stop step.
    summary : str or (...) ndarray of str
        What happened, in a sentence.
    stability : float or (...) ndarray
        The largest curvature times the learning rate (as the method scales it), at the end or where
        the run left. NaN if it isn't known.
    stability_limit : float or (...) ndarray
        What it must stay below; NaN where that isn't known.
    evidence : Evidence
        What all this is based on.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> surface, method = gd.surfaces.parabola, gd.optimizers.GradientDescent([0.01, 0.4])
    >>> gd.diagnose(gd.descend(surface, method, [10.0], 40)).kind
    array(['crawling', 'converged'], dtype='<U14')
    """

    run: Trajectory
    kind: Any
    step: Any
    summary: Any
    stability: Any
    stability_limit: Any
    evidence: Evidence

    @functools.cached_property
    def remedies(self) -> Any:
        """A `Remedy` for each run, or None: tried when it is first asked for.

        A single run has one, a batch an array of them.
        """
        found = find_remedies(self.run, self.evidence, np.ravel(self.kind))
        if not self.run.shape:
            return found[0]
        array = np.empty(len(found), dtype=object)
        array[:] = found
        return array.reshape(self.run.shape)

    @property
    def remedy(self) -> Any:
        """What helps, in a sentence for each run; it was tried."""
        found = np.ravel(np.asarray(self.remedies, dtype=object))
        with np.errstate(all="ignore"):
            endless = bottomless(self.evidence)
        words = [_words(*each) for each in zip(np.ravel(self.kind), found, endless, strict=True)]
        return np.array(words).reshape(self.run.shape) if self.run.shape else words[0]

    def __repr__(self) -> str:
        if self.run.shape:
            names, counts = np.unique(self.kind, return_counts=True)
            how = ", ".join(f"{n} {name}" for name, n in zip(names, counts, strict=True))
            return f"Diagnosis(runs={self.run.shape}: {how})"
        return f"Diagnosis({self.kind!r}, {self.summary!r})"


def diagnose(run: Trajectory) -> Diagnosis:
    """Name what happened to each run of a trajectory, and a remedy that helps.

    The first of these that applies is named; "lately" is over the last half of the steps
    (ten at least), the slope is a share of the median slope over the domain, and what is left
    to go is slope over curvature as a share of the domain's width:

    ================ ====================================================================
    kind             when
    ================ ====================================================================
    no value         the loss isn't a number at the start; or the run was lost by a step to
                     where it isn't
    diverged         the status says so; or, with a constant learning rate, the learning rate
                     times the curvature is above the method's limit, and either the ground is
                     a quadratic bowl, or the last five steps went up, each further than the
                     one before
    shallow valley   the run is at a minimum, or moves in a small place close to one, at a loss
                     above the deepest known one by more than 0.1 % of what it fell
    converged        the status says so; or, where the judge can't (on mini-batches, and for
                     methods that ask for no slope), the ground counts as level, and rises; or
                     the loss has come down to its lower bound
    noise floor      mini-batches; lately a fifth of the steps went up and the loss shook
                     more (its standard deviation) than it drifted (from the mean of the
                     first half of that time to the mean of the second)
    saddle stall     a known saddle is within 2 % of the domain's width, or less than 1 % of
                     it is left to go, where the ground falls away in a direction; and the
                     status is "stalled", or the run moves in a small place and lately changes by
                     less than 1 % of what it fell in all, or rises ever more slowly
    held back        the steps are lately shorter than a tenth of what a weight decay pulls
    plateau          the status is "stalled" on level ground; or the slope is below 1 %, and the
                     curvature along it promises no level ground within the domain's width, or
                     is too small to be seen
    hops             the run goes to and fro lately, with steps that don't get shorter, by a
                     method whose scale isn't fixed, and not carried by its velocity
    overshoot        lately a fifth of the steps went up, and the loss shook more than it drifted,
                     or climbed again four fifths of what it fell; or the steps turn back (mean
                     cosine below -0.5) and it doesn't fall
    zig-zag          lately steps turn back while the loss falls
    crawling         none of these: it is still under way
    ================ ====================================================================

    Parameters
    ----------
    run : Trajectory
        What `descend` or `go_on` returned, for one run or a whole family.

    Returns
    -------
    Diagnosis
        Its ``remedy`` is tried when it is first asked for.

    Raises
    ------
    TypeError, ValueError
        If `run` is something else.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent(1.1), [10.0], 40)
    >>> found = gd.diagnose(run)
    >>> found.kind, found.step
    ('diverged', 1)
    >>> print(found.summary)
    Diverged at step 1: each step overshoots by more than it corrects (learning rate ×
    curvature 2.2, stable below 2).
    >>> print(found.remedy)
    Lower the learning rate to 0.5.
    """
    if not isinstance(run, Trajectory):
        raise TypeError(f"run must be a Trajectory, as gd.descend returns it, not {run!r}")
    with np.errstate(all="ignore"):
        evidence = gather(run)
        kind = kinds(evidence)
        summary = [WORDS[name](evidence, i) for i, name in enumerate(kind.tolist())]
    step = np.where(kind == "diverged", evidence.left_step, evidence.stop_step)

    def shaped(values: Any) -> Any:
        array = np.asarray(values).reshape(run.shape)
        return array if run.shape else array.item()

    return Diagnosis(
        run=run,
        kind=shaped(kind),
        step=shaped(step),
        summary=shaped(summary),
        stability=shaped(evidence.method.product),
        stability_limit=shaped(evidence.method.limit),
        evidence=evidence,
    )


def _words(kind: str, remedy: Remedy | None, endless: bool) -> str:
    if kind == "converged":
        return "None needed."
    if endless:
        return "No setting helps: choose a function that has a bottom, or start elsewhere."
    return remedy.text if remedy else "Nothing that was tried helps."
