"""Every run that an explorer's controls can point at, computed shelf by shelf."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.curvature import largest_curvature
from gdwidgets.core.diagnosis import diagnose, stability_limit
from gdwidgets.core.engine.descend import descend
from gdwidgets.explorers.remedies import remedies
from gdwidgets.player import Gauge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers import Optimizer
    from gdwidgets.explorers.branch import Branch
    from gdwidgets.explorers.pictures import DescentPicture
    from gdwidgets.player import Recording


@final
@dataclasses.dataclass(frozen=True)
class Family:
    """All optimizers x momenta x learning rates from one start.

    The runs of one optimizer with one momentum, one for each learning rate, make a shelf.
    An optimizer without momentum has one shelf for all momenta.

    Parameters
    ----------
    optimizers : sequence of type[Optimizer]
        The methods.
    momenta : sequence of float
        The momenta, for the methods that have one.
    learning_rates : sequence of float
        The learning rates.
    n_steps : int
        How many steps each run takes.
    batch_size, seed : int or None
        As for `descend`.
    advice : bool
        Whether the runs bring their remedies and the stability gauge.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> methods = [gd.optimizers.GradientDescent, gd.optimizers.Momentum]
    >>> Family(methods, [0.5, 0.9], [0.1, 0.2, 0.3], n_steps=100).shelf_of
    [0, 0, 1, 2]
    """

    optimizers: Sequence[type[Optimizer]]
    momenta: Sequence[float]
    learning_rates: Sequence[float]
    n_steps: int
    batch_size: int | None = None
    seed: int | None = None
    advice: bool = True

    @property
    def axes(self) -> dict[str, Sequence[Any]]:
        """The values along each axis, as the player wants them."""
        return {
            "optimizer": [optimizer.name for optimizer in self.optimizers],
            "momentum": self.momenta,
            "learning_rate": self.learning_rates,
        }

    @property
    def shelf_of(self) -> list[int]:
        """The shelf at each (optimizer, momentum), flattened."""
        shelves: list[int] = []
        for optimizer in self.optimizers:
            first = shelves[-1] + 1 if shelves else 0
            several = has_momentum(optimizer)
            shelves += [first + (k if several else 0) for k in range(len(self.momenta))]
        return shelves

    def shelf(self, optimizer: int, momentum: int) -> int:
        """The shelf of an optimizer with a momentum, both by their place in the lists."""
        return self.shelf_of[optimizer * len(self.momenta) + momentum]

    def record(
        self,
        shelves: Iterable[int],
        objective: Objective,
        start: Sequence[float],
        picture: DescentPicture,
        branch: Branch | None = None,
    ) -> dict[int, Recording]:
        """Compute some shelves: one call of the engine for each optimizer among them.

        Parameters
        ----------
        shelves : iterable of int
            Which ones.
        objective, start
            As for `descend`.
        picture : DescentPicture
            What the runs will be played over.
        branch : Branch, optional
            Where all runs fork off from a run that was there before.
        """
        wanted = set(shelves)
        recordings = {}
        for place, optimizer in enumerate(self.optimizers):
            own = range(self.shelf(place, 0), self.shelf(place, len(self.momenta) - 1) + 1)
            needed = [shelf for shelf in own if shelf in wanted]
            if not needed:
                continue
            momenta = [self.momenta[shelf - own[0]] for shelf in needed]
            method = make_optimizer(
                optimizer, np.array(self.learning_rates), np.array(momenta)[:, None]
            )
            runs = self.descend(objective, method, start, branch)
            limits = np.broadcast_to(stability_limit(method), runs.shape)
            for row, shelf in enumerate(needed):
                one = (row,) if has_momentum(optimizer) else ()
                recordings[shelf] = self._recording(
                    objective, optimizer, momenta[row], runs.run(*one), limits[one], picture
                )
        return recordings

    def descend(
        self,
        objective: Objective,
        optimizer: Optimizer,
        start: Sequence[float],
        branch: Branch | None = None,
    ) -> Trajectory:
        """Run any number of the family's members, from the start or from a fork."""
        if branch is not None:
            return branch.descend(optimizer, self.n_steps)
        return descend(
            objective, optimizer, start, self.n_steps, batch_size=self.batch_size, seed=self.seed
        )

    def _recording(
        self,
        objective: Objective,
        optimizer: type[Optimizer],
        momentum: float,
        runs: Trajectory,
        limits: NDArray[np.floating],
        picture: DescentPicture,
    ) -> Recording:
        rates = np.array(self.learning_rates)
        diagnosis = diagnose(runs)
        advice: dict[str, Any] = {}
        if self.advice:
            calmer = self._calmer(momentum) if has_momentum(optimizer) else None
            advice["remedies"] = remedies(runs, diagnosis, self.learning_rates, calmer=calmer)
            advice["gauge"] = Gauge(
                control="learning_rate",
                here=rates * largest_curvature(objective, runs.params),
                minimum=rates * _curvature_at_minimum(objective, runs),
                limit=limits,
            )
        return picture.recording(
            runs,
            stop_step=np.where(runs.status == "diverged", runs.stop_step, runs.n_steps),
            captions=diagnosis.summary,
            **advice,
        )

    def _calmer(self, momentum: float) -> float | None:
        """The momentum, among those at hand, that is lower by a fifth of the scale."""
        lower = [each for each in self.momenta if each <= momentum - 0.2 + 1e-9]
        return max(lower, default=None)


def _curvature_at_minimum(objective: Objective, runs: Trajectory) -> NDArray[np.floating]:
    """The largest curvature at the known minimum that each run ended nearest to."""
    if not objective.minima:
        return np.full(runs.shape, np.nan)
    minima = np.array(objective.minima, dtype=float)
    last = np.asarray(runs.stop_step)[None, ..., None]
    ends = np.take_along_axis(runs.params, last, axis=0)[0]
    nearest = np.linalg.norm(ends[..., None, :] - minima, axis=-1).argmin(axis=-1)
    found: NDArray[np.floating] = largest_curvature(objective, minima)[nearest]
    return found


def has_momentum(optimizer: type[Optimizer]) -> bool:
    """Whether an optimizer has a momentum to set."""
    return "momentum" in {field.name for field in dataclasses.fields(optimizer)}  # type: ignore[arg-type]


def make_optimizer(optimizer: type[Optimizer], learning_rate: Any, momentum: Any) -> Optimizer:
    """An optimizer with a learning rate, and a momentum where it has one."""
    if has_momentum(optimizer):
        return optimizer(learning_rate=learning_rate, momentum=momentum)  # type: ignore[call-arg]
    return optimizer(learning_rate=learning_rate)  # type: ignore[call-arg]
