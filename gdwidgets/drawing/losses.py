"""The loss of runs over their steps, on axes that no diverging run can spoil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from gdwidgets.core.validate import finite_number, whole_number
from gdwidgets.drawing.figures import label_axes, open_frame
from gdwidgets.drawing.palette import MUTED, PATH, run_color

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from gdwidgets.core.engine.trajectory import Trajectory

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DEEPEST = 1e-12
"""A log axis reaches down to this part of the loss at the start, not to rounding errors."""
_HIGHEST = 30.0
"""The axis reaches up to this many times the span of a start, not to where runs diverge."""


@dataclass(frozen=True)
class LossCurve:
    """The artists of a loss curve.

    Attributes
    ----------
    lines : tuple of Line2D
        One for each run, in the order of ``loss.reshape(n_steps + 1, -1)``.
    floor : Line2D or None
        The lowest possible loss, where it is known and in view.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> method = gd.optimizers.GradientDescent(0.01)
    >>> run = gd.descend(gd.surfaces.himmelblau, method, (0, 0), 20)
    >>> fig, ax = gd.drawing.figure(400, 300)
    >>> curve = loss_curve(run, ax=ax)
    >>> curve.show(5)
    >>> len(curve.lines[0].get_xdata())
    6
    """

    lines: tuple[Line2D, ...]
    floor: Line2D | None
    _loss: np.ndarray

    def show(self, step: int) -> None:
        """Show the curves up to `step` (0 is the start), by `set_data`."""
        step = whole_number("step", step, low=0, high=len(self._loss) - 1)
        for line, loss in zip(self.lines, self._loss.T, strict=True):
            line.set_data(np.arange(step + 1), loss[: step + 1])


def loss_curve(trajectory: Trajectory, *, ax: Axes, minimum: float | None = None) -> LossCurve:
    """Draw the loss of each run over its steps.

    Parameters
    ----------
    trajectory : Trajectory
        One run or a batch of runs; each gets a line. Where the loss is NaN there is none.
    ax : matplotlib.axes.Axes
        Where to draw; see `loss_axes` for what is set.
    minimum : float, optional
        The lowest possible loss, drawn as a floor.

    Returns
    -------
    LossCurve

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.drawing import figure
    >>> run = gd.descend(gd.surfaces.himmelblau, gd.optimizers.GradientDescent(0.01), [0, 0], 50)
    >>> fig, ax = figure(400, 300)
    >>> curve = loss_curve(run, ax=ax)
    >>> curve.show(10)
    >>> len(curve.lines[0].get_xdata()), ax.get_yscale()
    (11, 'log')
    """
    loss = np.asarray(trajectory.loss, dtype=float)
    floor = loss_axes(loss, ax=ax, minimum=minimum)
    runs = loss.reshape(len(loss), -1)
    lines = []
    for index, values in enumerate(runs.T):
        color = PATH if runs.shape[1] == 1 else run_color(index)
        line = Line2D(np.arange(len(values)), values, color=color, linewidth=2)
        ax.add_artist(line)
        lines.append(line)
    return LossCurve(tuple(lines), floor, runs)


def loss_axes(loss: ArrayLike, *, ax: Axes, minimum: float | None = None) -> Line2D | None:
    """Make `ax` ready for losses over steps: scale, limits, labels and a floor.

    The scale is logarithmic where all losses are positive and span more than a factor of 30.
    The limits hold every start and whatever lies below; runs that diverge leave them.

    Parameters
    ----------
    loss : (n_steps + 1, ...) array_like
        What is going to be drawn: the losses of all the runs that the axes must serve.
    ax : matplotlib.axes.Axes
        The axes to set.
    minimum : float, optional
        The lowest possible loss, drawn as a floor.

    Returns
    -------
    matplotlib.lines.Line2D or None
        The floor, where it is in view.

    Raises
    ------
    ValueError
        If `loss` has no steps or `minimum` is not finite.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> floor = loss_axes([100.0, 10.0, 0.1, 1e200], ax=ax)
    >>> ax.get_yscale(), float(max(ax.get_xlim()))
    ('log', 3.0)
    """
    loss = np.asarray(loss, dtype=float)
    if loss.ndim == 0 or loss.size == 0:
        raise ValueError(f"loss must have steps in the first axis, not shape {loss.shape}")
    if minimum is not None:
        minimum = finite_number("minimum", minimum)
    low, high, log = _range(loss, minimum)
    scale_loss_axes(ax, len(loss) - 1, low, high, log=log)
    if minimum is None or (log and minimum <= 0) or not low <= minimum <= high:
        return None
    return ax.axhline(minimum, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), label="lowest")


def scale_loss_axes(ax: Axes, n_steps: int, low: float, high: float, *, log: bool) -> None:
    """Set scale, limits (with a margin) and labels of an axes of losses over steps.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The axes to set.
    n_steps : int
        The last step.
    low, high : float
        The losses to show, ``low < high``, both positive if `log`.
    log : bool
        Whether the scale is logarithmic; its ticks are powers of ten in plain characters.

    Raises
    ------
    ValueError, TypeError
        If an argument is not as described.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> scale_loss_axes(ax, 100, 1e-6, 1e3, log=True)
    >>> ax.get_yscale()
    'log'
    """
    n_steps = whole_number("n_steps", n_steps, low=0)
    low = finite_number("low", low, low=0 if log else -np.inf, low_open=log)
    high = finite_number("high", high, low=low, low_open=True)
    if log:
        ax.set_yscale("log")
        # Formulas as tick labels would cost more than all the rest of a first draw.
        ax.yaxis.set_major_locator(LogLocator(numticks=7))
        ax.yaxis.set_major_formatter(FuncFormatter(_power_of_ten))
        ax.yaxis.set_minor_locator(NullLocator())
        margin = (high / low) ** 0.05
        ax.set_ylim(low / margin, high * margin)
    else:
        margin = 0.05 * (high - low)
        ax.set_ylim(low - margin, high + margin)
    ax.set_xlim(0, max(n_steps, 1))
    open_frame(ax)
    label_axes(ax, "step", "loss")


def _range(loss: np.ndarray, minimum: float | None) -> tuple[float, float, bool]:
    """The lowest and the highest loss worth showing, and whether on a log scale."""
    finite = loss[np.isfinite(loss)]
    starts = loss[0][np.isfinite(loss[0])]
    if finite.size == 0 or starts.size == 0:
        return 0.0, 1.0, False
    start, low = float(starts.max()), float(finite.min())
    if minimum is not None:
        low = min(low, minimum)
    positive = finite[finite > 0]
    if low >= 0 and positive.size and float(positive.min()) * 30 < start:
        floor = max(float(positive.min()), start * _DEEPEST)
        return floor, float(np.clip(finite.max(), start, start * _HIGHEST)), True
    with np.errstate(over="ignore"):
        span = start - low
        high = float(np.clip(finite.max(), start, start + 0.5 * span))
    if not high > low:
        pad = 0.5 * max(abs(low), 1.0)
        return low - pad, low + pad, False
    return low, high, False


def _power_of_ten(value: float, _position: int | None = None) -> str:
    exponent = int(np.rint(np.log10(value)))
    if -3 <= exponent <= 3:
        return f"{value:g}"
    return "10" + str(exponent).translate(_SUPERSCRIPT)
