"""`Explorer`: what every explorer is, controls beside a player whose runs they choose."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ipywidgets

from gdwidgets.controls.arguments import refuse_unknown
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.going_on import go_on
from gdwidgets.core.explain.steps import explain_step
from gdwidgets.core.validate import whole_number
from gdwidgets.drawing.palette import PURPLE
from gdwidgets.explorers.axes import Axes, Axis
from gdwidgets.explorers.branch import Branch
from gdwidgets.explorers.shelves import Shelves
from gdwidgets.explorers.shown import Shown
from gdwidgets.explorers.starts import checked_start, default_start, side_by_side
from gdwidgets.explorers.stills import with_still
from gdwidgets.explorers.verdicts import verdicts
from gdwidgets.player.shelf import is_number
from gdwidgets.teaching.inspector import StepInspector
from gdwidgets.web import reporting
from gdwidgets.web.closing import ClosesOwnParts, whole_or_not_at_all

if TYPE_CHECKING:
    from ipywidgets import Widget

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.explain.steps import ExplainedStep
    from gdwidgets.core.objective import Objective
    from gdwidgets.core.optimizers import Optimizer
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player import DescentPlayer

FIRST_PATH = PURPLE
"""The colour of the run that was there before a branch."""


class Explorer(ClosesOwnParts, ipywidgets.VBox):  # type: ignore[misc]
    """The abstract base of the explorers.

    An explorer says what its axes are, what it shows (`draw`) and how its runs come about
    (`run`). Everything else is here and in `Shelves`; and it is made whole or not at all: an
    argument that is refused leaves no widget behind.

    What changes what:

    * a control that moves: the browser shows another run; a shelf that it has not is brought;
    * options of a control: other runs;
    * the start (a click, a drag, or set from Python): the same settings from there;
    * another objective or scene (`change_to`): another picture, and runs over it.

    Parameters
    ----------
    objective : Objective
        What is descended on.
    axes : sequence of Axis
        The controls; each becomes an attribute by its name. The runs along the last one are
        computed together.
    n_steps : int
        How many steps each run takes.
    start : sequence of float, optional
        Where to start; the objective's own start by default.
    rows : sequence of sequences of Widget, optional
        What stands above the player, row by row; the controls side by side by default.
    batch_size, seed : int, optional
        For an objective with rows of data; see `gdwidgets.descend`.
    advice : bool
        Whether it shows the stability gauge, and the button that applies a remedy.
    **traits
        Of `ipywidgets.VBox`.

    Attributes
    ----------
    player : DescentPlayer
    inspector : StepInspector
        The parts, besides the controls.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.panels import Landscape
    >>> from gdwidgets.explorers.scene import Scene
    >>> class Plain(Explorer):
    ...     def draw(self, objective):
    ...         return Scene([Landscape()], objective, self.n_steps)
    ...
    ...     def run(self, shown, learning_rate):
    ...         return self.descend(shown, gd.optimizers.GradientDescent(learning_rate))
    >>> rate = Axis("learning_rate", gd.LearningRateSlider(0.1))
    >>> Plain(gd.surfaces.ravine(10), axes=[rate], n_steps=50).trajectory.status
    'running'
    """

    _parts: tuple[Widget, ...] = ()
    _seen: tuple[Shown, dict[str, Any], Trajectory] | None = None

    def __init__(
        self,
        objective: Objective,
        *,
        axes: Sequence[Axis],
        n_steps: int,
        start: Sequence[float] | None = None,
        rows: Sequence[Sequence[Widget]] | None = None,
        batch_size: int | None = None,
        seed: int | None = None,
        advice: bool = True,
        **traits: Any,
    ) -> None:
        refuse_unknown(self, traits)
        self.advice = bool(advice)
        self._sampling = {"batch_size": batch_size, "seed": seed}
        self.n_steps = whole_number("n_steps", n_steps, low=1, high=2000)
        taken = [axis.name for axis in axes if hasattr(Explorer, axis.name)]
        if taken:
            raise ValueError(f"axes must have names of their own: an explorer has {taken[0]!r}")
        self._axes = Axes(axes)
        scene = self.draw(objective)
        point = self.default_start(objective) if start is None else start
        shown = Shown(objective, scene, checked_start(point, objective))
        self._shelves = Shelves(self._axes, shown, self.run, self._record)
        for axis in axes:
            setattr(self, axis.name, axis.control)
        self.player: DescentPlayer = self._shelves.player
        self.player.description = self.describe(objective)
        self.inspector = StepInspector(
            self.player,
            self._explain,
            lambda: self._shown.scene.start_axes,
            names=lambda: self.objective.param_names,
            branch=self.branch,
            unbranch=self.unbranch,
        )
        if self.advice and "learning_rate" in self._axes.controls:
            control = self._axes.controls["learning_rate"]
            if control.has_trait("gauge_of"):
                control.gauge_of = self.player
        above = [side_by_side(row) for row in rows or [[axis.control for axis in axes]]]
        super().__init__([*above, self.player, self.inspector], **traits)
        parts = [*above, *(each for row in above for each in row.children)]
        made = [
            getattr(each, name)
            for each in parts
            for name in ("layout", "style")
            if each.has_trait(name)
        ]
        self._parts = (*made, *parts, self.player, self.inspector)
        self.on(self.player, "start", self._change_start)
        for control in self._axes.controls.values():
            control.observe(self.inspector.update, names="index")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__init__" in cls.__dict__:
            cls.__init__ = whole_or_not_at_all(cls.__init__)  # type: ignore[method-assign]

    # -- what an explorer says ---------------------------------------------------------------

    @abstractmethod
    def draw(self, objective: Objective) -> Scene:
        """The scene of an objective."""

    @abstractmethod
    def run(self, shown: Shown, **settings: Any) -> Trajectory:
        """Run a shelf: with one value for each axis, and for the last one all of them.

        Where the last axis makes no difference, one run is enough for all its values. It
        should depend on nothing but its arguments and what never changes. `descend` runs an
        optimizer from where it is to begin.
        """

    def describe(self, objective: Objective) -> str:
        """What is shown, for those who can't see it."""
        return f"Descent on {objective.name}"

    def default_start(self, objective: Objective) -> tuple[float, ...]:
        """Where runs of an objective start if nothing else is said."""
        return default_start(objective)

    def restarted(self) -> None:
        """Do what belongs to a new start, besides showing the runs from there."""

    # -- what it offers ----------------------------------------------------------------------

    @property
    def objective(self) -> Objective:
        """What is descended on."""
        return self._shown.objective

    @property
    def positions(self) -> dict[str, tuple[Any, ...]]:
        """The values that each control can take, by the name of its axis."""
        return self._axes.positions

    @property
    def scene(self) -> Scene:
        """The picture, with its panels and their axes."""
        return self._shown.scene

    @property
    def start(self) -> tuple[float, ...]:
        """Where the runs start."""
        return self._shown.start

    @start.setter
    def start(self, point: Sequence[float]) -> None:
        self.player.start = checked_start(point, self.objective)

    @property
    def trajectory(self) -> Trajectory:
        """The run that is shown, in full precision."""
        shown, values = self._shown, self._axes.values
        if self._seen is None or self._seen[0] is not shown or self._seen[1] != values:
            # Kept, because what is known of its steps is kept by the run (see `explain_step`).
            self._seen = shown, values, self.run(shown, **values)
        return self._seen[2]

    def descend(self, shown: Shown, optimizer: Optimizer, **sampling: Any) -> Trajectory:
        """Run an optimizer from the start, or from the fork of a second path.

        Parameters
        ----------
        shown : Shown
            As `run` is given it.
        optimizer : Optimizer
        **sampling
            `batch_size`, `seed` or `replacement` of `gdwidgets.descend`, in place of the
            explorer's own. A second path draws on as the first one did.
        """
        if shown.branch is not None:
            return shown.branch.descend(optimizer, self.n_steps)
        sampling = self._sampling | sampling
        return descend(shown.objective, optimizer, shown.start, self.n_steps, **sampling)

    def branch(self, step: int) -> None:
        """Keep the shown run as it is, and let a second path go on otherwise from a step.

        Every control then moves the second path, and the first one stays beside it. The second
        path takes along what its method can use of what the first one remembers, such as a
        velocity; the inspector says what that is.

        Parameters
        ----------
        step : int
            Where it forks, before the last step.
        """
        run, shown = self.trajectory, self._shown
        last = run.stop_step if run.status == "diverged" else run.n_steps
        step = whole_number("step", step, low=0, high=last - 1)
        first = shown.scene.tracks(run, self._axes.values, color=FIRST_PATH)
        with self.player.hold_sync():
            self.player.overlay("before", first)
            self.inspector.branched = True
            self._shelves.show(replace(shown, branch=Branch.of(run, step, shown.branch)))

    def unbranch(self) -> None:
        """Take the second path away: the controls move the whole run again."""
        with self.player.hold_sync():
            self._forget_branch()
            self._shelves.show(replace(self._shown, branch=None))

    def complete(self) -> None:
        """Bring every run that a control can point at, as a page without a kernel needs it.

        Call it last in the cell that shows the explorer, before the notebook is exported:
        ``jupyter nbconvert --to html --execute lesson.ipynb`` saves what is there then, and the
        page plays and answers every control. Another start forgets the runs of the one before.
        """
        self._shelves.complete()

    def change_to(
        self,
        objective: Objective,
        *,
        scene: Scene | None = None,
        start: Sequence[float] | None = None,
    ) -> None:
        """Show another objective, or the same one otherwise.

        Parameters
        ----------
        objective : Objective
        scene : Scene, optional
            As `draw` gives it by default.
        start : sequence of float, optional
            The objective's own by default.
        """
        point = self.default_start(objective) if start is None else start
        shown = Shown(objective, self.draw(objective) if scene is None else scene, tuple(point))
        with self.player.hold_sync():
            self.player.description = self.describe(objective)
            self._forget_branch()
            self._shelves.show(shown)

    def on(self, widget: Widget, names: str, respond: Callable[[Any], None]) -> None:
        """Respond to a change, one at a time, and show in the player what goes wrong."""

        def heard(change: Any) -> None:
            with reporting(self.player):
                respond(change)

        widget.observe(heard, names=names)

    def close(self) -> None:
        """Remove the explorer and all its parts, for good."""
        super().close()
        for part in self._parts:
            part.close()
        # The notebook's memory of outputs may hold the explorer itself: let its figure go.
        self._shelves = self._seen = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        run = self.trajectory
        step = self._step(run)
        settings = self._axes.values
        told = [f"{name}={_short(value)}" for name, value in settings.items()]
        start = ", ".join(f"{x:.4g}" for x in self.start)
        parts = [self.objective.name, *told, f"start=({start})", f"step={step}"]
        end = f"loss={run.loss[step]:.4g}, {run.status} at step {run.stop_step}"
        return f"{type(self).__name__}({', '.join(parts)}, {end})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        return with_still(bundle, repr(self), self.player.png())

    # -- what it does about it ---------------------------------------------------------------

    @property
    def _shown(self) -> Shown:
        return self._shelves.shown

    def _step(self, run: Trajectory) -> int:
        """The step that is shown: for a diverged run at most its last."""
        return min(self.player.value, run.stop_step if run.status == "diverged" else run.n_steps)

    def _change_start(self, _change: Any) -> None:
        point = checked_start(self.player.start[: self.objective.n_params], self.objective)
        if point == self._shown.start:
            return
        with self.player.hold_sync():
            self._forget_branch()
            try:
                self._shelves.show(replace(self._shown, start=point, branch=None))
            except Exception:
                self.player.start = self._shown.start  # what is shown still begins there
                raise
            self.restarted()

    def _forget_branch(self) -> None:
        self.inspector.branched = False
        self.player.overlay("before", None)

    def _record(self, shown: Shown, runs: Trajectory, settings: dict[str, Any]) -> Any:
        at_hand = self._axes.positions
        details = verdicts(runs, settings, advice=self.advice, at_hand=at_hand)
        return shown.scene.record(runs, settings, **details)

    def _explain(self, step: int) -> ExplainedStep | None:
        """The step that leads away from a step of the shown run."""
        run, branch = self.trajectory, self._shown.branch
        if run.status == "diverged" and step >= run.stop_step:
            return None  # where it would go has no meaning any more
        if branch is not None and step < branch.step:
            run = branch.run  # what was before the fork was another method's
        if step == run.n_steps:
            run = go_on(run, 1)  # the step that would come next
        return explain_step(run, step + 1)


def _short(value: Any) -> str:
    return f"{value:.4g}" if is_number(value) else str(getattr(value, "name", value))
