"""`DecisionField`: what a classifier says of every place of a plane, as it learns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.losses.data import checked_features, two_classes
from gdwidgets.core.validate import whole_number
from gdwidgets.drawing.figures import label_axes
from gdwidgets.drawing.palette import HALO, ORANGE, PATH, PURPLE
from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import tracks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.objective import Array
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player.tracks import Track

MARGIN = 0.12
"""How far it reaches beyond the data, as a share of their range."""
DRAWN_ROWS = 400
"""So many rows of the data are drawn at most, spread evenly over them."""
DOT, HOLE = 9.0, 2.5
"""The diameter of a row's dot, and of the white hole in it that only class 1 has."""


@final
class DecisionField(Panel):
    """The probability of class 1 at every place of a plane, with the rows of data on it.

    Rows of class 0 are orange discs, those of class 1 purple rings, like the two ends of the
    field's colours. At most 400 rows are drawn.

    The images come at every few steps, with a byte for each cell, and those between are blended
    in the browser.

    Parameters
    ----------
    X : (n_rows, 2) array_like
        The features.
    y : (n_rows,) array_like
        The class of each row: 0 or 1, or one of two names.
    probability : callable
        ``probability(params, X)`` gives the probability of class 1, ``(..., n_rows)``, for
        params ``(..., n_params)``: `LogisticRegression.probability`, or of a network with one
        output ``lambda params, X: network.predict(params, X)[..., 0]``.
    every : int
        At every how many steps there is an image.
    resolution : int
        How many cells it has each way, 2 to 200.
    names : (str, str)
        What the features are.
    title : str

    Raises
    ------
    TypeError, ValueError
        If X has not two columns, or there are not two classes.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.scene import Scene
    >>> X, y = [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 0, 1, 1]
    >>> loss = gd.losses.LogisticRegression(X, y)
    >>> scene = Scene([DecisionField(X, y, loss.probability)], loss, 10)
    >>> run = gd.descend(loss, gd.optimizers.GradientDescent(1.0), loss.start, 10)
    >>> scene.record(run, {}).tracks[0].points.shape
    (3, 40, 40)
    """

    def __init__(
        self,
        X: ArrayLike,
        y: ArrayLike,
        probability: Callable[[Any, Any], Any],
        *,
        every: int = 5,
        resolution: int = 40,
        names: Sequence[str] = ("feature 1", "feature 2"),
        title: str = "Probability of class 1",
    ) -> None:
        self._X = checked_features(X, 2)
        self._classes, _ = two_classes(y, len(self._X))
        spread = np.linspace(0, len(self._X) - 1, min(DRAWN_ROWS, len(self._X)))
        self._drawn = spread.round().astype(int)
        self._probability = probability
        self._every = whole_number("every", every, low=1)
        self._resolution = whole_number("resolution", resolution, low=2, high=200)
        self._names, self._title = tuple(names), title

    def _draw(self, scene: Scene) -> None:  # noqa: ARG002
        low, high = self._X.min(axis=0), self._X.max(axis=0)
        reach = MARGIN * np.where(high > low, high - low, 1.0)
        (left, bottom), (right, top) = low - reach, high + reach
        self.ax.set(xlim=(left, right), ylim=(bottom, top))
        cells = (np.arange(self._resolution) + 0.5) / self._resolution
        x, y = left + cells * (right - left), bottom + cells * (top - bottom)
        self._places: Array = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        label_axes(self.ax, *self._names)
        self.ax.set_title(self._title, y=1.0, parse_math=False)

    def tracks(
        self,
        runs: Trajectory,
        settings: dict[str, Any],  # noqa: ARG002
        *,
        color: str = PATH,
        label: str = "decision",
    ) -> list[Track]:
        """The image of each run at every few steps; none of a run that is shown beside another."""
        if color != PATH:
            return []
        with np.errstate(all="ignore"):  # a diverged run says nothing anywhere
            seen = runs.params[:: self._every]
            images = [self._probability(params, self._places) for params in seen]
        values = np.reshape(images, (*np.shape(images)[:-1], self._resolution, self._resolution))
        field = tracks.field(
            self.ax,
            values,
            limits=(0.0, 1.0),
            cmap="PuOr",
            opacity=0.55,
            label=label,
            every=self._every,
        )
        zeros, ones = (self._X[self._drawn[self._classes[self._drawn] == k]] for k in (0, 1))
        return [
            field,
            self._dots(runs, zeros, ORANGE, DOT),
            self._dots(runs, ones, PURPLE, DOT),
            self._dots(runs, ones, HALO, HOLE),
        ]

    def _dots(self, runs: Trajectory, rows: Array, color: str, width: float) -> Track:
        """Dots that stand still, above the field: they take the loss and make nothing of it."""
        recipe = np.stack([rows, np.zeros_like(rows)])
        still = runs.loss[..., None]
        return tracks.mixed("cloud", self.ax, still, recipe, color=color, width=width, label="data")
