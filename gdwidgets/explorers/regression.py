"""`RegressionExplorer`: fit a line, and see it move as a point in parameter space."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, cast

import ipywidgets
import numpy as np
from ipywidgets import Widget

from gdwidgets.closing import ClosesOwnParts
from gdwidgets.controls import LearningRateSlider, OptimizerDropdown
from gdwidgets.controls.arguments import refuse_unknown
from gdwidgets.controls.scales import preferred_numbers
from gdwidgets.core import datasets
from gdwidgets.core.diagnosis import stability_limit
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.trajectory import Trajectory
from gdwidgets.core.explain.steps import ExplainedStep, explain_step
from gdwidgets.core.losses import LinearRegression
from gdwidgets.core.optimizers import GradientDescent, Optimizer
from gdwidgets.core.validate import finite_number, whole_number
from gdwidgets.drawing.layers import Layers
from gdwidgets.explorers.callbacks import reporting, with_still
from gdwidgets.explorers.columns import checked_columns, checked_text, two_columns
from gdwidgets.explorers.coordinates import Coordinates
from gdwidgets.explorers.family import Family, make_optimizer
from gdwidgets.explorers.line_drag import dragged_line, nudged_line
from gdwidgets.explorers.regression_picture import RegressionPicture
from gdwidgets.explorers.standardise import StandardiseSlider
from gdwidgets.explorers.starts import checked_start, side_by_side
from gdwidgets.explorers.words import condition_in_words, in_figures
from gdwidgets.player import DescentPlayer, Recording
from gdwidgets.teaching.inspector import StepInspector

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.explorers.pictures import DescentPicture

GOOD_STABILITY = 0.4
"""Learning rate times curvature to begin with: well below 2, and not there in one step."""


class RegressionExplorer(ClosesOwnParts, ipywidgets.VBox):  # type: ignore[misc]
    """A line fitted to data: the data, parameter space and the loss on one clock.

    A line in the left panel is a point in the middle one. Drag the line (its ends swing, its
    middle lifts it; Shift with the arrow keys lifts and tilts it), or put the point anywhere
    (drag, or Shift with the arrow keys): the descent starts there, at step 0.

    `standardise` goes from the raw feature to the standardised one. Lines and losses stay the
    same, and so do the colours of the losses; the lines' places in parameter space change, and
    with them the shape of the bowl, its condition number and the path. (Each picture fits its
    two axes to the same lines, so a ravine looks wider than it is.) For methods with a limit
    of stability the learning rate goes along, so that it stays the same share of that limit.

    Playing, scrubbing, the learning rate and the optimizer are answered in the browser; a new
    start, and another place of `standardise`, need the kernel.

    Parameters
    ----------
    x, y : (n_rows,) array_like, optional
        The feature and the target; flipper length and body mass of the penguins by default.
        Of many rows a part is drawn and the picture says so; the loss is that of all.
    x_label, y_label : str
        What they are, with their units.
    optimizer : type[Optimizer]
        The method to begin with.
    learning_rate : float, optional
        The learning rate to begin with; one that suits the data by default.
    momentum : float
        For the methods that have one, from 0 to below 1.
    standardise : float
        How far x is standardised to begin with, from 0 (raw) to 1.
    start : (weight, intercept), optional
        The line to start with, in the units of the data; flat at the lowest y by default.
    n_steps : int
        How many steps each run takes, 1 to 500.
    advice : bool
        Whether it shows the stability gauge, and the button that applies a remedy. A task in
        which a learner is to find a setting goes without.

    Attributes
    ----------
    optimizer : OptimizerDropdown
    learning_rate : LearningRateSlider
    standardise : StandardiseSlider
    condition : HTML
        The condition number and the best line, in words.
    player : DescentPlayer
        The parts, each a widget of its own.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.RegressionExplorer([1, 2, 3, 4], [2, 4, 5, 8], standardise=1)
    RegressionExplorer(n_rows=4, Gradient descent, learning_rate=0.39, standardise=1, step=100,
        weight=2.124, intercept=4.75, loss=0.0875, converged at step 28)
    """

    _parts: tuple[Widget, ...] = ()
    _picture: RegressionPicture

    def __init__(
        self,
        x: Any = None,
        y: Any = None,
        *,
        x_label: str = "x",
        y_label: str = "y",
        optimizer: type[Optimizer] = GradientDescent,
        learning_rate: float | None = None,
        momentum: float = 0.9,
        standardise: float = 0.0,
        start: Sequence[float] | None = None,
        n_steps: int = 100,
        advice: bool = True,
        **traits: Any,
    ) -> None:
        refuse_unknown(self, traits)
        if x is None and y is None:
            birds = datasets.penguins()
            x, y = birds["flipper_length_mm"], birds["body_mass_g"] / 1000
            x_label, y_label = "flipper length (mm)", "body mass (kg)"
        self._x, self._y = checked_columns(x, y)
        self._advice = bool(advice)
        self._labels = checked_text("x_label", x_label), checked_text("y_label", y_label)
        self._n_steps = whole_number("n_steps", n_steps, low=1, high=500)
        self._momentum = finite_number("momentum", momentum, low=0, high=1, high_open=True)
        self._first_start = np.array([0.0, self._y.min()])
        self._pictures: dict[float, RegressionPicture] = {}
        self._go_to(standardise)
        line = self._first_start
        if start is not None:
            line = np.array(checked_start(start, self.objective))
        self._lock = threading.RLock()  # JupyterLab may call back on another thread than a cell's
        with ExitStack() as undo:  # an argument that is refused leaves no widget behind

            def part(widget: Widget) -> Widget:
                undo.callback(widget.close)
                return widget

            self.optimizer = part(OptimizerDropdown(value=optimizer))
            self.learning_rate = part(self._make_learning_rate(learning_rate))
            self.standardise = part(StandardiseSlider(value=standardise))
            self.condition = part(ipywidgets.HTML())
            self.player = part(self._make_player(self._point(line)))
            self.inspector = part(
                StepInspector(
                    self.player,
                    self._explain,
                    lambda: self._picture.landscape,
                    names=lambda: self.objective.param_names,
                )
            )
            undo.pop_all()
        left = ipywidgets.VBox([self.optimizer, self.standardise])
        row = side_by_side([left, self.learning_rate])
        super().__init__([row, self.condition, self.player, self.inspector], **traits)
        made = (self.condition, left, row)
        layouts = (self.condition.style, *(each.layout for each in made))
        controls = (self.optimizer, self.learning_rate, self.standardise)
        self._parts = (*controls, *made, *layouts, self.player, self.inspector)
        self._describe()
        self._remember_stability()
        self.player.observe(self._change_start, names="start")
        self.player.observe(self._drag_line, names="pointed")
        self.player.observe(self._fill_wanted, names="wanted")
        self.optimizer.observe(self._fill_chosen, names="index")
        self.learning_rate.observe(self._change_family, names="options")
        self.learning_rate.observe(self._remember_stability, names="value")
        self.standardise.observe(self._change_coordinates, names="value")
        for control in (self.optimizer, self.learning_rate):
            control.observe(self.inspector.update, names="index")

    @classmethod
    def from_csv(
        cls,
        path: str | os.PathLike[str],
        x: str | None = None,
        y: str | None = None,
        *,
        missing: str = "raise",
        delimiter: str | None = None,
        decimal: str | None = None,
        comment: str | None = None,
        encoding: str | None = None,
        **options: Any,
    ) -> RegressionExplorer:
        r"""Explore two columns of a CSV file.

        Parameters
        ----------
        path, missing, delimiter, decimal, comment, encoding
            As for `gdwidgets.datasets.from_csv`.
        x, y : str, optional
            The columns' names; not needed where the file has just two columns of numbers.
        **options
            As for `RegressionExplorer`; the labels are the columns' names by default.

        Raises
        ------
        FileNotFoundError, TypeError, ValueError
            As `gdwidgets.datasets.from_csv` does, or if the columns must be named.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "tea.csv"
        >>> _ = path.write_text("minutes,degrees\n0,95\n5,80\n10,70\n")
        >>> RegressionExplorer.from_csv(path, n_steps=5).player.readouts[0]["name"]
        'weight'
        """
        table, x, y = two_columns(
            path,
            x,
            y,
            missing=missing,
            delimiter=delimiter,
            decimal=decimal,
            comment=comment,
            encoding=encoding,
        )
        return cls(table[x], table[y], **({"x_label": x, "y_label": y} | options))

    @property
    def objective(self) -> LinearRegression:
        """The loss of a line, by its weight and intercept for the feature as it is now."""
        return self._picture.objective

    @property
    def start(self) -> tuple[float, float]:
        """Weight and intercept of the line at step 0, in the units of the data."""
        weight, intercept = self._coordinates.line(self.player.start).tolist()
        return weight, intercept

    @start.setter
    def start(self, line: Sequence[float]) -> None:
        line = checked_start(line, self.objective)
        self.player.start = self._point(line)

    @property
    def line(self) -> tuple[float, float]:
        """Weight and intercept of the line that is shown, in the units of the data."""
        weight, intercept = self._coordinates.line(self.trajectory.params[self._step()]).tolist()
        return weight, intercept

    @property
    def trajectory(self) -> Trajectory:
        """The run that is shown, in full precision; its params are those of `objective`."""
        return descend(self.objective, self._method(), self.player.start, self._n_steps)

    def complete(self) -> None:
        """Bring the runs of every optimizer and learning rate, as a page without kernel needs."""
        with self._lock:
            self._fill(k for k, shelf in enumerate(self.player.shelves) if shelf is None)

    def close(self) -> None:
        """Remove the explorer and all its parts, for good."""
        super().close()
        for part in self._parts:
            part.close()
        # The notebook's memory of outputs may hold the explorer itself: let its figures go.
        self._picture, self._pictures = None, {}  # type: ignore[assignment]

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        run, step = self.trajectory, self._step()
        weight, intercept = run.params[step]
        return (
            f"RegressionExplorer(n_rows={len(self._x)}, {self.optimizer.value.name}, "
            f"learning_rate={self.learning_rate.value:g}, standardise={self.standardise.value:g}, "
            f"step={step}, weight={weight:.4g}, intercept={intercept:.4g}, "
            f"loss={run.loss[step]:.4g}, {run.status} at step {run.stop_step})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        return with_still(bundle, repr(self), self.player.png())

    # -- the parts ---------------------------------------------------------------------------

    def _go_to(self, share: float) -> None:
        """Take the feature raw, standardised or between; each is drawn once."""
        self._coordinates = Coordinates.of(self._x, share)
        if share not in self._pictures:
            self._pictures[share] = RegressionPicture(
                LinearRegression(self._coordinates.feature(self._x), self._y),
                self._x,
                self._y,
                self._coordinates,
                self._first_start,
                self._n_steps,
                self._labels,
            )
        self._picture = self._pictures[share]

    def _make_learning_rate(self, value: float | None) -> LearningRateSlider:
        """A slider that holds what is stable for the raw feature, and all that may be wanted."""
        raw = Coordinates.of(self._x, 0.0).largest_curvature
        farthest = np.abs(self._y).max() / 10  # for methods whose steps are as long as the rate
        low = float(10.0 ** np.clip(math.floor(math.log10(0.1 / raw)), -12, -1))
        high = float(10.0 ** np.clip(math.ceil(math.log10(max(farthest, 10.0))), 1, 12))
        if value is None:
            good = GOOD_STABILITY / self._coordinates.largest_curvature
            value = _nearest(preferred_numbers(low, high), good)
        return LearningRateSlider(value=value, min=low, max=high, continuous_update=False)

    def _make_player(self, start: tuple[float, ...]) -> DescentPlayer:
        family = self._family()
        shelf = family.shelf(self.optimizer.index, 0)
        picture = self._picture
        return DescentPlayer(
            picture.figure,
            self._record([shelf], start)[shelf],
            family=family.axes,
            shelf_of=family.shelf_of,
            shelf=shelf,
            layers=picture.layers,
            start_axes=picture.landscape,
            drag_axes=[picture.data_axes],
            panels=picture.panels,
            start=start,
            controls={"optimizer": self.optimizer, "learning_rate": self.learning_rate},
        )

    # -- what changes what -------------------------------------------------------------------

    def _change_coordinates(self, _change: Any) -> None:
        with self._reporting():
            line = self.start
            self._go_to(self.standardise.value)
            with self.player.hold_sync():
                self.player.unobserve(self._change_start, names="start")
                self.player.start = self._point(line)
                self.player.observe(self._change_start, names="start")
                self._keep_stability()
                self._describe()
                self._show(self._picture.layers)

    def _change_start(self, _change: Any) -> None:
        with self._reporting(), self.player.hold_sync():
            self._show()
            self.player.value = 0  # there the line is the one that was put

    def _drag_line(self, change: Any) -> None:
        with self._reporting():
            x_limits, y_limits = self._picture.data_limits
            _, x, y, *grip = change["new"]
            if grip:
                self.start = dragged_line(self.start, (x, y), grip[0], x_limits)
            else:
                _, before_x, before_y, *dragged = change["old"] or (0, 0, 0)
                if not dragged:
                    x, y = x - before_x, y - before_y
                self.start = nudged_line(self.start, x, y, x_limits, y_limits)

    def _change_family(self, _change: Any) -> None:
        with self._reporting():
            self._show()

    def _fill_wanted(self, change: Any) -> None:
        with self._reporting():
            if change["new"][:1] == (self.player.revision,):  # else the learner has moved on
                self.complete()

    def _fill_chosen(self, _change: Any) -> None:
        with self._reporting():
            shelf = self._family().shelf(self.optimizer.index, 0)
            if self.player.shelves[shelf] is None:
                self._fill([shelf])

    def _remember_stability(self, _change: Any = None) -> None:
        self._stability = self.learning_rate.value * self._coordinates.largest_curvature

    def _keep_stability(self) -> None:
        """Where there is a limit of stability, keep the learning rate's share of it."""
        if np.isfinite(stability_limit(self._method())).all():
            slider, kept = self.learning_rate, self._stability
            wanted = kept / self._coordinates.largest_curvature
            slider.value = _nearest(slider.options, wanted)
            self._stability = kept  # not what the nearest position makes of it
        else:
            self._remember_stability()

    def _describe(self) -> None:
        """Put the condition number and the best line into words."""
        number = self._coordinates.condition_number
        words = f"Condition number {in_figures(number, 2)}: {condition_in_words(number)}."
        if number >= 30:
            words += " Standardise x to make it round."
        weight, intercept = (in_figures(each) for each in self.objective.solution())
        loss = in_figures(self._picture.lowest)
        best = f"★ is the best line, by linear algebra: weight {weight}, intercept {intercept}, "
        self.condition.value = f'<div style="line-height: 1.4">{words}<br>{best}loss {loss}.</div>'
        x_label, y_label = self._labels
        self.player.description = (
            f"{y_label} by {x_label}: the data with a line, parameter space with the path, and "
            f"the loss at each step. {words} Shift and arrow keys move the start."
        )

    def _show(self, layers: Layers | None = None) -> None:
        """Show the chosen optimizer's family; the browser asks for the others afterwards."""
        family = self._family()
        shelf = family.shelf(self.optimizer.index, 0)
        recording = self._record([shelf], self.player.start)[shelf]
        self.player.show(recording, family=family.axes, shelf=shelf, layers=layers)

    def _fill(self, shelves: Iterable[int]) -> None:
        self.player.fill(self._record(shelves, self.player.start))

    def _record(self, shelves: Iterable[int], start: Sequence[float]) -> dict[int, Recording]:
        picture = cast("DescentPicture", self._picture)  # the same to a family: it records runs
        return self._family().record(shelves, self.objective, start, picture)

    def _family(self) -> Family:
        methods = [optimizer for _, optimizer in self.optimizer.options]
        rates = self.learning_rate.options
        return Family(methods, [self._momentum], rates, self._n_steps, advice=self._advice)

    def _method(self) -> Optimizer:
        return make_optimizer(self.optimizer.value, self.learning_rate.value, self._momentum)

    def _explain(self, step: int) -> ExplainedStep | None:
        """The step that leads away from a step of the shown run."""
        run = self.trajectory
        if run.status == "diverged" and step > run.stop_step:
            return None
        return explain_step(run, step + 1)

    def _point(self, line: ArrayLike) -> tuple[float, ...]:
        """Where a line is in parameter space as it is now."""
        return tuple(self._coordinates.params(line).tolist())

    def _step(self) -> int:
        """The step that is shown: for a diverged run at most its last."""
        run = self.trajectory
        return int(min(self.player.value, run.stop_step if run.status == "diverged" else math.inf))

    def _reporting(self) -> AbstractContextManager[None]:
        return reporting(self._lock, self.player)


def _nearest(options: Sequence[float], rate: float) -> float:
    """The option that is nearest to a rate, in ratio."""
    return min(options, key=lambda option: abs(math.log(option / rate)))
