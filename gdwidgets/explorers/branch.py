"""What if: a run that goes on otherwise from one of its steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, final

import numpy as np

from gdwidgets.core.engine.going_on import go_on

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.optimizers import Optimizer


@final
@dataclass(frozen=True, eq=False)
class Branch:
    """A fork in a run: everything up to it has happened, the rest is open again.

    The method that goes on takes along what both remember, as its velocity; `kept` of the runs
    says what that was.

    Parameters
    ----------
    run : Trajectory
        The single run that forks.
    step : int
        The step at which it forks.
    earlier : Branch, optional
        The fork that the run itself came from.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> bowl, slow = gd.surfaces.ravine(10), gd.optimizers.GradientDescent(0.01)
    >>> run = gd.descend(bowl, slow, bowl.start, 50)
    >>> other = Branch(run, 20).descend(gd.optimizers.GradientDescent(0.1), 50)
    >>> len(other.params), bool(other.loss[-1] < run.loss[-1])
    (51, True)
    """

    run: Trajectory
    step: int
    earlier: Branch | None = None

    @classmethod
    def of(cls, run: Trajectory, step: int, earlier: Branch | None = None) -> Branch:
        """Fork a run that came from a fork; before that, it is the first path that forks."""
        while earlier is not None and step < earlier.step:
            run, earlier = earlier.run, earlier.earlier
        return cls(run, step, earlier)

    def descend(self, optimizer: Optimizer, n_steps: int) -> Trajectory:
        """Go on from the fork with another method, to `n_steps` in all, the way there included."""
        rest = go_on(self.run, n_steps - self.step, step=self.step, optimizer=optimizer)
        return replace(
            rest,
            params=self._with_past("params", rest),
            loss=self._with_past("loss", rest),
            evaluations=self._with_past("evaluations", rest),
            rows_seen=self._with_past("rows_seen", rest),
            steps=self._with_past("steps", rest),
        )

    def _with_past(self, name: str, rest: Trajectory) -> np.ndarray:
        """Put the way to the fork before what came after it, for each of the runs."""
        past, after = getattr(self.run, name)[: self.step], getattr(rest, name)
        shape = past.shape[:1] + (1,) * (after.ndim - past.ndim) + past.shape[1:]
        past = np.broadcast_to(past.reshape(shape), (len(past), *after.shape[1:]))
        return np.concatenate([past, after])
