"""`Setting`: what an explorer's controls are set to, ready to be run by the core."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from gdwidgets.core.diagnosis import Diagnosis, diagnose
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.objective import Objective
from gdwidgets.core.optimizers.settings import with_settings

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.optimizers import Optimizer


@final
@dataclass(frozen=True)
class Setting:
    """An objective, a method and a start: all that a run depends on.

    Attributes
    ----------
    objective : Objective
    optimizer : Optimizer
        The method with the learner's own numbers.
    start : tuple of float
    n_steps : int
    batch_size, seed : int or None

    Examples
    --------
    >>> import gdwidgets as gd
    >>> explorer = gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.1)
    >>> setting = Setting.of(explorer)
    >>> setting.optimizer
    GradientDescent(learning_rate=0.1)
    >>> setting.run().status
    'converged'
    """

    objective: Objective
    optimizer: Optimizer
    start: tuple[float, ...]
    n_steps: int
    batch_size: int | None = None
    seed: int | None = None

    @classmethod
    def of(cls, explorer: Any) -> Setting:
        """Read an explorer's controls.

        A hyperparameter is read from the explorer's attribute of the same name. Attributes
        may be widgets, whose `value` then counts, or the values themselves.

        Raises
        ------
        TypeError
            If `explorer` lacks an `objective`, an `optimizer`, a `start` or a `trajectory`.
        """
        for name in ("objective", "optimizer", "start", "trajectory"):
            if not hasattr(type(explorer), name) and not hasattr(explorer, name):
                raise TypeError(f"on must be an explorer with a {name}, not {explorer!r}")
        optimizer = _read(explorer, "optimizer")
        if isinstance(optimizer, type):
            names = [field.name for field in dataclasses.fields(optimizer)]
            given = {name: _read(explorer, name) for name in names if hasattr(explorer, name)}
            optimizer = optimizer(**given)
        return cls(
            _read(explorer, "objective"),
            optimizer,
            tuple(explorer.trajectory.params[0].tolist()),  # in the objective's own coordinates
            explorer.trajectory.n_steps,
            _read(explorer, "batch_size"),
            _read(explorer, "seed"),
        )

    def run(
        self, *, start: ArrayLike | None = None, n_steps: int | None = None, **hyperparameters: Any
    ) -> Trajectory:
        """Run it, from other starts, for another number of steps or with other numbers."""
        return descend(
            self.objective,
            with_settings(self.optimizer, hyperparameters),
            self.start if start is None else start,
            self.n_steps if n_steps is None else n_steps,
            batch_size=self.batch_size,
            seed=self.seed,
        )

    def diagnose(self, trajectory: Trajectory | None = None) -> Diagnosis:
        """Say what happened to a run with this setting, its own by default."""
        return diagnose(self.run() if trajectory is None else trajectory)


def _read(explorer: Any, name: str) -> Any:
    found: Any = getattr(explorer, name, None)
    return found.value if hasattr(found, "keys") and hasattr(found, "value") else found
