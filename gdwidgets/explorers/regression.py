"""`RegressionExplorer`: fit a line, and see it move as a point in parameter space."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, final

import ipywidgets
import numpy as np

from gdwidgets.controls import LearningRateSlider, MomentumSlider, OptimizerDropdown
from gdwidgets.controls.scales import preferred_numbers
from gdwidgets.core import datasets
from gdwidgets.core.diagnosis import stability_limit
from gdwidgets.core.losses import LinearRegression
from gdwidgets.core.optimizers import GradientDescent, Optimizer
from gdwidgets.core.validate import whole_number
from gdwidgets.explorers.axes import Axis
from gdwidgets.explorers.columns import checked_columns, checked_text, two_columns
from gdwidgets.explorers.coordinates import Coordinates
from gdwidgets.explorers.explorer import Explorer
from gdwidgets.explorers.line_drag import dragged_line, nudged_line
from gdwidgets.explorers.methods import make_optimizer, uses
from gdwidgets.explorers.panels import Bowl, DataLine, LossCurve
from gdwidgets.explorers.scene import Scene
from gdwidgets.explorers.standardise import StandardiseSlider
from gdwidgets.explorers.starts import checked_start
from gdwidgets.explorers.words import condition_in_words, in_figures

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Objective
    from gdwidgets.explorers.shown import Shown

GOOD_STABILITY = 0.4
"""Learning rate times curvature to begin with: well below 2, and not there in one step."""
WIDTH, HEIGHT = 1080.0, 348.0  # so that parameter space is as high as it is wide


@final
class RegressionExplorer(Explorer):
    """A line fitted to data: the data, parameter space and the loss on one clock.

    A line in the left panel is a point in the middle one. Drag the line (its ends swing, its
    middle lifts it; Shift with the arrow keys lifts and tilts it), or put the point anywhere
    (drag, or Shift with the arrow keys): the descent starts there, at step 0.

    `standardise` goes from the raw feature to the standardised one. Lines and losses stay the
    same, and so do the colours of the losses; the lines' places in parameter space change, and
    with them the shape of the bowl, its condition number and the path. (Each picture fits its
    two axes to the same lines, so a ravine looks wider than it is.) For methods with a limit
    of stability the learning rate goes along, so that it stays the same share of that limit.

    Playing, scrubbing, the learning rate, the momentum and the optimizer are answered in the
    browser; a new start, and another place of `standardise`, need the kernel.

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
        The momentum to begin with, for the methods that have one.
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
    learning_rate, momentum : OptionSlider
    standardise : StandardiseSlider
    condition : HTML
        The condition number and the best line, in words.
    player : DescentPlayer
    inspector : StepInspector
        The parts, each a widget of its own.
    start : (float, float)
        Weight and intercept of the line at step 0, in the units of the data.
    trajectory : Trajectory
        The run that is shown; its params are those of `objective`.

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
        if x is None and y is None:
            birds = datasets.penguins()
            x, y = birds["flipper_length_mm"], birds["body_mass_g"] / 1000
            x_label, y_label = "flipper length (mm)", "body mass (kg)"
        self._x, self._y = checked_columns(x, y)
        self._labels = checked_text("x_label", x_label), checked_text("y_label", y_label)
        self._scenes: dict[float, Scene] = {}
        self._coordinates = Coordinates.of(self._x, standardise)
        line = np.array([0.0, self._y.min()])
        self._first_line = line
        if start is not None:
            line = np.array(checked_start(start, self._loss()))
        methods = OptimizerDropdown(value=optimizer)
        momenta = MomentumSlider(value=momentum, continuous_update=False)
        rates = self._make_learning_rate(learning_rate)
        self.standardise = StandardiseSlider(value=standardise)
        self.condition = ipywidgets.HTML()
        super().__init__(
            self._loss(),
            axes=[
                Axis("optimizer", methods),
                Axis("momentum", momenta, needs={"optimizer": uses("momentum")}),
                Axis("learning_rate", rates, needs={"optimizer": uses("learning_rate")}),
            ],
            rows=[[methods, self.standardise], [rates, momenta], [self.condition]],
            start=self._coordinates.params(line).tolist(),
            n_steps=whole_number("n_steps", n_steps, low=1, high=500),
            advice=advice,
            **traits,
        )
        self._describe_best()
        self._remember_stability()
        self.on(self.player, "pointed", self._drag_line)
        self.on(self.standardise, "value", self._change_coordinates)
        rates.observe(self._remember_stability, names="value")

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
    def start(self) -> tuple[float, float]:
        """Weight and intercept of the line at step 0, in the units of the data."""
        weight, intercept = self._coordinates.line(self._shown.start).tolist()
        return weight, intercept

    @start.setter
    def start(self, line: Sequence[float]) -> None:
        self.player.start = self._point(checked_start(line, self.objective))

    @property
    def line(self) -> tuple[float, float]:
        """Weight and intercept of the line that is shown, in the units of the data."""
        run = self.trajectory
        weight, intercept = self._coordinates.line(run.params[self._step(run)]).tolist()
        return weight, intercept

    # -- what it says to `Explorer` ----------------------------------------------------------

    def draw(self, objective: Objective) -> Scene:
        """The data, parameter space and the loss; each place of `standardise` is drawn once."""
        coordinates = self._coordinates
        if coordinates.share not in self._scenes:
            condition = in_figures(coordinates.condition_number, 2)
            self._scenes[coordinates.share] = Scene(
                [
                    DataLine(self._x, self._y, coordinates, self._labels),
                    Bowl(
                        coordinates.params(self._first_line), title=f"Condition number {condition}"
                    ),
                    LossCurve(lowest=float(objective.value(self._loss().solution()))),
                ],
                objective,
                self.n_steps,
                width=WIDTH,
                height=HEIGHT,
            )
        return self._scenes[coordinates.share]

    def run(self, shown: Shown, **settings: Any) -> Trajectory:
        """Run one optimizer with one momentum and all learning rates."""
        return self.descend(shown, make_optimizer(settings.pop("optimizer"), **settings))

    def describe(self, objective: Objective) -> str:  # noqa: ARG002
        """What is shown, for those who can't see it."""
        x_label, y_label = self._labels
        return (
            f"{y_label} by {x_label}: the data with a line, parameter space with the path, and "
            f"the loss at each step. {self._condition()} Shift and arrow keys move the start."
        )

    def close(self) -> None:
        """Remove the explorer and all its parts, for good."""
        super().close()
        self._scenes = {}

    def __repr__(self) -> str:
        """A short line of numbers, so that nbval has something to compare."""
        run = self.trajectory
        step = self._step(run)
        weight, intercept = run.params[step]
        return (
            f"RegressionExplorer(n_rows={len(self._x)}, {self.optimizer.value.name}, "
            f"learning_rate={self.learning_rate.value:g}, standardise={self.standardise.value:g}, "
            f"step={step}, weight={weight:.4g}, intercept={intercept:.4g}, "
            f"loss={run.loss[step]:.4g}, {run.status} at step {run.stop_step})"
        )

    # -- what changes what -------------------------------------------------------------------

    def _change_coordinates(self, _change: Any) -> None:
        line = self.start
        self._coordinates = Coordinates.of(self._x, self.standardise.value)
        with self.player.hold_sync():
            self._keep_stability()
            self.change_to(self._loss(), start=self._point(line))
            self._describe_best()

    def restarted(self) -> None:
        """Show step 0: there the line is the one that was put."""
        self.player.value = 0

    def _drag_line(self, change: Any) -> None:
        panel: DataLine = self._shown.scene.panels[0]  # type: ignore[assignment]
        x_limits, y_limits = panel.limits
        _, x, y, *grip = change["new"]
        if grip:
            self.start = dragged_line(self.start, (x, y), grip[0], x_limits)
        else:
            _, before_x, before_y, *dragged = change["old"] or (0, 0, 0)
            if not dragged:
                x, y = x - before_x, y - before_y
            self.start = nudged_line(self.start, x, y, x_limits, y_limits)

    def _remember_stability(self, _change: Any = None) -> None:
        self._stability = self.learning_rate.value * self._coordinates.largest_curvature

    def _keep_stability(self) -> None:
        """Where there is a limit of stability, keep the learning rate's share of it."""
        if np.isfinite(stability_limit(self.trajectory.optimizer)).all():
            slider, kept = self.learning_rate, self._stability
            wanted = kept / self._coordinates.largest_curvature
            slider.value = _nearest(slider.options, wanted)
            self._stability = kept  # not what the nearest position makes of it
        else:
            self._remember_stability()

    # -- the parts ---------------------------------------------------------------------------

    def _loss(self) -> LinearRegression:
        """The loss of a line, by its weight and intercept for the feature as it is now."""
        return LinearRegression(self._coordinates.feature(self._x), self._y)

    def _point(self, line: Sequence[float]) -> tuple[float, ...]:
        """Where a line is in parameter space as it is now."""
        return tuple(self._coordinates.params(line).tolist())

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

    def _condition(self) -> str:
        """The condition number in words."""
        number = self._coordinates.condition_number
        words = f"Condition number {in_figures(number, 2)}: {condition_in_words(number)}."
        return words + (" Standardise x to make it round." if number >= 30 else "")

    def _describe_best(self) -> None:
        """Put the condition number and the best line into words."""
        solution = self._loss().solution()
        weight, intercept = (in_figures(each) for each in solution)
        loss = in_figures(float(self.objective.value(solution)))
        best = f"★ is the best line, by linear algebra: weight {weight}, intercept {intercept}, "
        self.condition.value = (
            f'<div style="line-height: 1.4">{self._condition()}<br>{best}loss {loss}.</div>'
        )


def _nearest(options: Sequence[float], rate: float) -> float:
    """The option that is nearest to a rate, in ratio."""
    return min(options, key=lambda option: abs(math.log(option / rate)))
