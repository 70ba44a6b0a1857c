"""What if: a run that goes on otherwise from one of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.trajectory import Trajectory

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers import Optimizer


@final
@dataclass(frozen=True, eq=False)
class Branch:
    """A fork in a run: everything up to it has happened, the rest is open again.

    The method that goes on begins afresh at the fork: it has no velocity and no other memory
    of the steps before.

    Parameters
    ----------
    before : (step + 1, n_params) ndarray
        The run's points up to the fork.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> bowl, slow = gd.surfaces.ravine(10), gd.optimizers.GradientDescent(0.01)
    >>> run = gd.descend(bowl, slow, bowl.start, 50)
    >>> other = Branch(run.params[:21]).descend(bowl, gd.optimizers.GradientDescent(0.1), 50)
    >>> len(other.params), bool(other.loss[-1] < run.loss[-1])
    (51, True)
    """

    before: NDArray[np.floating]

    @property
    def step(self) -> int:
        """The step at which it forks."""
        return len(self.before) - 1

    def descend(
        self, objective: Objective, optimizer: Optimizer, n_steps: int, **batches: Any
    ) -> Trajectory:
        """Go on from the fork with another method, to `n_steps` in all; see `descend`."""
        rest = descend(objective, optimizer, self.before[-1], n_steps - self.step, **batches)
        past = self.before[:-1].reshape(self.step, *[1] * len(rest.shape), -1)
        past = np.broadcast_to(past, (self.step, *rest.params.shape[1:]))
        spent = np.zeros((self.step, *rest.shape), dtype=int)
        return Trajectory(
            np.concatenate([past, rest.params]),
            np.concatenate([objective.value(past), rest.loss]),
            rest.status,
            rest.stop_step + self.step,
            np.concatenate([spent, rest.evaluations]),
        )
