"""What a changed run has to gain before the change counts as a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.diagnosis.scales import lower_bound
from gdwidgets.core.diagnosis.trials import Outcome, outcome

if TYPE_CHECKING:
    from gdwidgets.core.diagnosis.evidence import Evidence
    from gdwidgets.core.engine.trajectory import Trajectory

CLEARLY = 0.1
"""What helps clearly brings the loss down by this share of what is left to gain."""

AT_LEAST = 0.001
"""What helps at all brings it down by this share; of the fall, where it isn't known."""

OF_THE_FALL = 0.01
"""Where it isn't known what is left, a clear help gains this share of what the run fell by."""

STUCK = ("shallow valley", "saddle stall", "plateau")
"""These are on level ground already, or on the way to it: to arrive there is no help."""


@final
class Bar:
    """What the runs of a trajectory ended with, and what a change of each must gain.

    What is left to gain is counted from the nearest of these that lies below: the level point
    that slope and curvature promise, the deepest known value, a lower bound. A run that was lost
    is helped by all that isn't and ends below its start.

    Attributes
    ----------
    loss : (n_runs,) ndarray
        What each run ended with; infinite for one that was lost.
    strayed : (n_runs,) ndarray of bool
        Which of them ended far outside the domain themselves.
    """

    def __init__(self, run: Trajectory, e: Evidence, kind: np.ndarray) -> None:
        lost = (kind == "no value") | (kind == "diverged")
        self.noisy, self.stuck = e.noisy, np.isin(kind, STUCK)
        with np.errstate(all="ignore"):
            ended = outcome(run)
            self.loss = np.where(lost, np.inf, ended.loss)
            self.strayed = ended.strayed
            self.lately = np.where(lost, np.inf, ended.lately)
            self.at_least, self.clearly = _gains(run, e, self)

    def helped(self, i: Any, tried: Outcome, *, clearly: bool = True) -> Any:
        """Tell which changes of the runs `i` have helped.

        On mini-batches the mean loss lately counts, and the last one must be lower, too. To stray
        far outside the domain is no clear help, and help at all only for who is there already.
        """
        gain = (self.clearly if clearly else self.at_least)[i]
        before, after = (self.lately, tried.lately) if self.noisy else (self.loss, tried.loss)
        arrived = tried.level & ~self.stuck[i]
        enough = arrived | (after <= before[i] - gain)
        better = (tried.loss < self.loss[i]) & enough
        helped = np.where(np.isinf(self.loss[i]), np.isfinite(tried.loss) & tried.fell, better)
        return helped & ~(tried.strayed if clearly else tried.strayed & ~self.strayed[i])


def _gains(run: Trajectory, e: Evidence, bar: Bar) -> tuple[Any, Any]:
    """What helps at all, and what helps clearly; nothing where the run was lost."""
    here = bar.lately if e.noisy else bar.loss
    nearby = e.place.bowl & ~bar.stuck & (not e.noisy)
    floors = [np.where(nearby, e.place.floor, np.nan), e.deepest, lower_bound(run.objective, here)]
    rest = np.fmin.reduce([np.where(floor < here, here - floor, np.nan) for floor in floors])
    fall, least = np.abs(e.first - here), 1e-12 * np.abs(here)
    at_least = AT_LEAST * np.where(np.isnan(rest), np.fmax(fall, least), rest)
    clearly = np.where(np.isnan(rest), np.fmax(OF_THE_FALL * fall, least), CLEARLY * rest)
    lost = np.isinf(here)
    return np.where(lost, 0.0, at_least), np.where(lost, 0.0, clearly)
