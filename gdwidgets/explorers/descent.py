"""`DescentExplorer`: choose a surface, an optimizer and a learning rate, and watch the descent."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import ipywidgets
from ipywidgets import Widget

from gdwidgets.closing import ClosesOwnParts
from gdwidgets.controls import (
    LearningRateSlider,
    MomentumSlider,
    OptimizerDropdown,
    SurfaceDropdown,
)
from gdwidgets.controls.arguments import refuse_unknown
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.explain.steps import ExplainedStep, explain_step
from gdwidgets.core.objective import Objective
from gdwidgets.core.optimizers import GradientDescent, Optimizer
from gdwidgets.core.surfaces import NAMED, himmelblau
from gdwidgets.core.validate import whole_number
from gdwidgets.drawing.layers import Layers
from gdwidgets.drawing.palette import PURPLE
from gdwidgets.explorers.branch import Branch
from gdwidgets.explorers.callbacks import reporting, with_still
from gdwidgets.explorers.family import Family, make_optimizer
from gdwidgets.explorers.pictures import picture_of
from gdwidgets.explorers.starts import (
    checked_start,
    default_start,
    lowest_rate,
    side_by_side,
)
from gdwidgets.player import DescentPlayer, Recording
from gdwidgets.teaching.inspector import StepInspector

AT_ONCE = 4
"""How many shelves are brought for one request, so that a new start never waits for long."""

FIRST_PATH = PURPLE
"""The colour of the run that was there before a branch."""


class DescentExplorer(ClosesOwnParts, ipywidgets.VBox):  # type: ignore[misc]
    """A landscape and its loss curve on one clock, with every control beside them.

    Learning rate, momentum and optimizer are answered in the browser: every run that they
    can point at was computed beforehand. Only a new start or surface asks the kernel.

    Parameters
    ----------
    objective : Objective, optional
        What to descend on: a surface, or a loss of one or two parameters on your own data.
        Without it, Himmelblau's function, and the learner may choose another.
    optimizer : type[Optimizer]
        The method to begin with.
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

    _parts: tuple[Widget, ...] = ()

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
        refuse_unknown(self, traits)
        if objective is not None and not isinstance(objective, Objective):
            raise TypeError(f"objective must be an Objective, not {objective!r}")
        shown = himmelblau if objective is None else objective
        self._n_steps = whole_number("n_steps", n_steps, low=1, high=2000)
        self._advice = bool(advice)
        self._batches = {"batch_size": batch_size, "seed": seed}
        self._domain = domain
        self._branch: Branch | None = None
        self._picture = picture_of(shown, self._n_steps, domain)
        self._lock = threading.RLock()  # JupyterLab may call back on another thread than a cell's
        point = checked_start(default_start(shown, domain) if start is None else start, shown)
        choices = NAMED if shown in NAMED.values() else {shown.name: shown}
        with ExitStack() as undo:  # an argument that is refused leaves no widget behind

            def part(widget: Widget) -> Widget:
                undo.callback(widget.close)
                return widget

            self.surface = part(SurfaceDropdown(value=shown, options=choices))
            self.optimizer = part(OptimizerDropdown(value=optimizer))
            self.learning_rate = part(
                LearningRateSlider(
                    value=learning_rate, min=lowest_rate(learning_rate), continuous_update=False
                )
            )
            self.momentum = part(MomentumSlider(value=momentum, continuous_update=False))
            self.player = part(self._make_player(point))
            self.inspector = part(
                StepInspector(
                    self.player,
                    self._explain,
                    lambda: self._picture.landscape,
                    names=lambda: self.objective.param_names,
                    branch=self.branch,
                    unbranch=self.unbranch,
                )
            )
            undo.pop_all()
        sliders = [self.learning_rate, self.momentum]
        rows = [
            side_by_side([self.surface, self.optimizer] if len(choices) > 1 else [self.optimizer]),
            side_by_side(sliders),
        ]
        super().__init__([*rows, self.player, self.inspector], **traits)
        layouts = [row.layout for row in rows]
        self._parts = (
            self.surface,
            self.optimizer,
            *sliders,
            *rows,
            *layouts,
            self.player,
            self.inspector,
        )
        self.surface.observe(self._change_surface, names="value")
        self.player.observe(self._change_start, names="start")
        self.player.observe(self._fill_wanted, names="wanted")
        for control in (self.optimizer, self.momentum):
            control.observe(self._fill_chosen, names="index")
        for control in (self.optimizer, *sliders):
            control.observe(self.inspector.update, names="index")
        for slider in (self.learning_rate, self.momentum):
            slider.observe(self._change_family, names="options")

    @property
    def objective(self) -> Objective:
        """What is descended on."""
        return self.surface.value  # type: ignore[no-any-return]

    @property
    def batch_size(self) -> int | None:
        """How many rows of data each step looks at; None for all."""
        return self._batches["batch_size"]

    @property
    def seed(self) -> int | None:
        """Which mini-batches are drawn."""
        return self._batches["seed"]

    @property
    def start(self) -> tuple[float, ...]:
        """Where the runs start."""
        return self.player.start[: self.objective.n_params]  # type: ignore[no-any-return]

    @start.setter
    def start(self, point: Sequence[float]) -> None:
        self.player.start = checked_start(point, self.objective)

    @property
    def trajectory(self) -> Trajectory:
        """The run that is shown, in full precision."""
        return self._family().descend(self.objective, self._method(), self.start, self._branch)

    def branch(self, step: int) -> None:
        """Keep the shown run as it is, and let a second path go on otherwise from a step.

        Every control then moves the second path, and the first one stays beside it. The
        second path begins afresh: a velocity gathered before is not taken along.

        Parameters
        ----------
        step : int
            Where it forks, before the last step.
        """
        run = self.trajectory
        last = run.stop_step if run.status == "diverged" else run.n_steps
        step = whole_number("step", step, low=0, high=last - 1)
        first = self._picture.tracks(run, color=FIRST_PATH)
        self._branch = Branch(run, step)
        self.inspector.branched = True
        with self.player.hold_sync():
            self.player.overlay("before", first)
            self._show()

    def unbranch(self) -> None:
        """Take the second path away: the controls move the whole run again."""
        self._forget_branch()
        self._show()

    def complete(self) -> None:
        """Bring every run that a control can point at, as a page without a kernel needs it."""
        with self._lock:
            self._fill(self._missing())

    def close(self) -> None:
        """Remove the explorer and all its parts, for good."""
        super().close()
        for part in self._parts:
            part.close()
        # The notebook's memory of outputs may hold the explorer itself: let its figure go.
        self._picture = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        run, step = self.trajectory, self.player.value
        step = min(step, run.stop_step) if run.status == "diverged" else step
        start = ", ".join(f"{x:.4g}" for x in self.start)
        return (
            f"DescentExplorer({self.objective.name}, {self.optimizer.value.name}, "
            f"learning_rate={self.learning_rate.value:g}, start=({start}), step={step}, "
            f"loss={run.loss[step]:.4g}, {run.status} at step {run.stop_step})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        return with_still(bundle, repr(self), self.player.png())

    def _make_player(self, start: tuple[float, ...]) -> DescentPlayer:
        family = self._family()
        shelf = family.shelf(self.optimizer.index, self.momentum.index)
        return DescentPlayer(
            self._picture.figure,
            family.record([shelf], self.objective, start, self._picture)[shelf],
            family=family.axes,
            shelf_of=family.shelf_of,
            shelf=shelf,
            layers=self._picture.layers,
            start_axes=self._picture.landscape,
            panels=self._picture.panels,
            start=start,
            controls={
                "optimizer": self.optimizer,
                "momentum": self.momentum,
                "learning_rate": self.learning_rate,
            },
            description=self._description(),
        )

    # -- what changes what -------------------------------------------------------------------

    def _change_surface(self, _change: Any) -> None:
        with self._reporting():
            objective = self.objective
            self._picture = picture_of(objective, self._n_steps, self._domain)
            with self.player.hold_sync():
                self.player.unobserve(self._change_start, names="start")
                self.player.start = default_start(objective, self._domain)
                self.player.observe(self._change_start, names="start")
                self.player.description = self._description()
                self._forget_branch()
                self._show(self._picture.layers)

    def _change_start(self, _change: Any) -> None:
        with self._reporting():
            self._forget_branch()
            self._show()

    def _change_family(self, _change: Any) -> None:
        with self._reporting():
            self._show()

    def _fill_wanted(self, change: Any) -> None:
        with self._reporting():
            if change["new"][:1] == (self.player.revision,):  # else the learner has moved on
                self._fill(self._missing()[:AT_ONCE])

    def _fill_chosen(self, _change: Any) -> None:
        with self._reporting():
            shelf = self._family().shelf(self.optimizer.index, self.momentum.index)
            if self.player.shelves[shelf] is None:
                self._fill([shelf])

    def _forget_branch(self) -> None:
        self._branch = None
        self.inspector.branched = False
        self.player.overlay("before", None)

    def _method(self) -> Optimizer:
        return make_optimizer(self.optimizer.value, self.learning_rate.value, self.momentum.value)

    def _explain(self, step: int) -> ExplainedStep | None:
        """The step that leads away from a step of the shown run."""
        run = self.trajectory
        if run.status == "diverged" and step > run.stop_step:
            return None
        if self._branch is not None and step < self._branch.step:
            run = self._branch.run  # what was before the fork was another method's
        return explain_step(run, step + 1)

    def _show(self, layers: Layers | None = None) -> None:
        """Show the chosen optimizer's family; the browser asks for the others afterwards."""
        family = self._family()
        shelf = family.shelf(self.optimizer.index, self.momentum.index)
        recording = self._record([shelf])[shelf]
        self.player.show(
            recording, family=family.axes, shelf_of=family.shelf_of, shelf=shelf, layers=layers
        )

    def _missing(self) -> list[int]:
        """The shelves that the player does not have, those near the chosen one first."""
        chosen = self._family().shelf(self.optimizer.index, self.momentum.index)
        missing = [k for k, shelf in enumerate(self.player.shelves) if shelf is None]
        return sorted(missing, key=lambda shelf: abs(shelf - chosen))

    def _fill(self, shelves: Iterable[int]) -> None:
        self.player.fill(self._record(shelves))

    def _record(self, shelves: Iterable[int]) -> dict[int, Recording]:
        return self._family().record(
            shelves, self.objective, self.start, self._picture, self._branch
        )

    def _family(self) -> Family:
        methods = [optimizer for _, optimizer in self.optimizer.options]
        rates, momenta = self.learning_rate.options, self.momentum.options
        return Family(methods, momenta, rates, self._n_steps, **self._batches, advice=self._advice)

    def _description(self) -> str:
        return f"Descent on {self.objective.name}: landscape with the path, and loss at each step"

    def _reporting(self) -> AbstractContextManager[None]:
        return reporting(self._lock, self.player)
