"""`DescentExplorer`: choose a surface, an optimizer and a learning rate, and watch the descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, final

from gdwidgets.controls import (
    LearningRateSlider,
    MomentumSlider,
    OptimizerDropdown,
    SurfaceDropdown,
)
from gdwidgets.core.objective import Objective, checked_objective
from gdwidgets.core.optimizers import GradientDescent, Optimizer
from gdwidgets.core.surfaces import NAMED, himmelblau
from gdwidgets.core.surfaces.places import as_domain
from gdwidgets.explorers.axes import Axis
from gdwidgets.explorers.explorer import Explorer
from gdwidgets.explorers.methods import make_optimizer, uses
from gdwidgets.explorers.panels import Landscape, LossCurve
from gdwidgets.explorers.scene import Scene, kept_scene
from gdwidgets.explorers.starts import default_start, lowest_rate

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.explorers.shown import Shown


@final
class DescentExplorer(Explorer):
    """A landscape and its loss curve on one clock, with every control beside them.

    Learning rate, momentum and optimizer are answered in the browser: every run that they
    can point at was computed beforehand. Only a new start or surface asks the kernel.

    Parameters
    ----------
    objective : Objective, optional
        What to descend on: a surface, or a loss of one or two parameters on your own data.
        Without it, Himmelblau's function, and the learner may choose another.
    optimizer : type[Optimizer]
        The method to begin with, one of `gdwidgets.optimizers` or your own.
    learning_rate, momentum : float
        The numbers to begin with. A learning rate below 0.0001 widens the slider down to it.
    start : sequence of float, optional
        Where to start; the objective's own start by default.
    n_steps : int
        How many steps each run takes, 1 to 2,000.
    batch_size, seed : int, optional
        For an objective with rows of data: how many of them each step looks at, and which
        random numbers pick them; see `gdwidgets.descend`.
    domain : pair of (low, high) pairs, optional
        The part to show, for an objective that has no `domain` of its own.
    advice : bool
        Whether it shows the stability gauge, and the button that applies a remedy. A task in
        which a learner is to find a setting goes without.

    Attributes
    ----------
    surface, optimizer : Dropdown
    learning_rate, momentum : OptionSlider
    player : DescentPlayer
    inspector : StepInspector
        The parts, each a widget of its own.
    start : tuple of float
        Where the runs start. It may be set, like a click on the landscape does.
    trajectory : Trajectory
        The run that is shown, in full precision.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.1)
    DescentExplorer(Ravine, Gradient descent, learning_rate=0.1, start=(-5, -2), step=200,
        loss=6.222e-18, converged at step 118)
    """

    def __init__(
        self,
        objective: Objective | None = None,
        *,
        optimizer: type[Optimizer] = GradientDescent,
        learning_rate: float = 0.01,
        momentum: float = 0.9,
        start: Sequence[float] | None = None,
        n_steps: int = 200,
        batch_size: int | None = None,
        seed: int | None = None,
        domain: Sequence[tuple[float, float]] | None = None,
        advice: bool = True,
        **traits: Any,
    ) -> None:
        shown = himmelblau if objective is None else checked_objective(objective)
        self._domain = None if domain is None else as_domain(domain)
        surfaces = NAMED if shown in NAMED.values() else {shown.name: shown}
        self.surface = SurfaceDropdown(value=shown, options=surfaces)
        methods = OptimizerDropdown(value=optimizer)
        momenta = MomentumSlider(value=momentum, continuous_update=False)
        rates = LearningRateSlider(
            value=learning_rate, min=lowest_rate(learning_rate), continuous_update=False
        )
        super().__init__(
            shown,
            axes=[
                Axis("optimizer", methods),
                Axis("momentum", momenta, needs={"optimizer": uses("momentum")}),
                Axis("learning_rate", rates, needs={"optimizer": uses("learning_rate")}),
            ],
            rows=[[self.surface, methods] if len(surfaces) > 1 else [methods], [rates, momenta]],
            start=start,
            n_steps=n_steps,
            batch_size=batch_size,
            seed=seed,
            advice=advice,
            **traits,
        )
        self.on(self.surface, "value", lambda change: self.change_to(change["new"]))

    def draw(self, objective: Objective) -> Scene:
        """A landscape and the loss curve."""
        panels = [Landscape(self._domain), LossCurve()]
        return kept_scene(
            (objective, self.n_steps, self._domain), lambda: Scene(panels, objective, self.n_steps)
        )

    def run(self, shown: Shown, **settings: Any) -> Trajectory:
        """Run one optimizer with one momentum and all learning rates."""
        return self.descend(shown, make_optimizer(settings.pop("optimizer"), **settings))

    def describe(self, objective: Objective) -> str:
        """What is shown, for those who can't see it."""
        return f"Descent on {objective.name}: landscape with the path, and loss at each step"

    def default_start(self, objective: Objective) -> tuple[float, ...]:
        """The objective's own start, or a quarter into the part that is shown."""
        return default_start(objective, self._domain)

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        run = self.trajectory
        step = self._step(run)
        start = ", ".join(f"{x:.4g}" for x in self.start)
        return (
            f"DescentExplorer({self.objective.name}, {self.optimizer.value.name}, "
            f"learning_rate={self.learning_rate.value:g}, start=({start}), step={step}, "
            f"loss={run.loss[step]:.4g}, {run.status} at step {run.stop_step})"
        )
