"""`HeatMap`: a number over two settings, whose cells can be clicked to see their run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np
from matplotlib.colors import LogNorm

from gdwidgets.core.validate import finite_array
from gdwidgets.drawing.figures import label_axes
from gdwidgets.drawing.palette import HEIGHTS, PATH
from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import tracks

if TYPE_CHECKING:
    from matplotlib.axes import Axes as PlotAxes
    from numpy.typing import ArrayLike

    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.explorers.scene import Scene
    from gdwidgets.player.tracks import Track


@final
class HeatMap(Panel):
    """A number for each pair of two settings; a click sets both controls to that pair.

    Parameters
    ----------
    x, y : (str, (n,) array_like) pair
        The name of an axis of the explorer and the values along it, ascending.
    values : (n_y, n_x) array_like
        The numbers; NaN and infinity are left blank, as of runs that diverged.
    title : str
    log : bool or None
        Whether colours go by the logarithm; None decides by the numbers: where all are above
        0 and they span two decades or more.

    Raises
    ------
    ValueError
        If the shapes don't fit, or a scale does not ascend.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.scene import Scene
    >>> panel = HeatMap(("learning_rate", [0.1, 1]), ("momentum", [0, 0.5, 0.9]), np.ones((3, 2)))
    >>> scene = Scene([panel], gd.surfaces.beale, 10)
    >>> list(scene.picks.values())
    [('learning_rate', 'momentum')]
    """

    def __init__(
        self,
        x: tuple[str, ArrayLike],
        y: tuple[str, ArrayLike],
        values: ArrayLike,
        *,
        title: str = "",
        log: bool | None = None,
    ) -> None:
        self.picks = x[0], y[0]
        self._x, self._y = _ascending(*x), _ascending(*y)
        self._values = np.asarray(values, dtype=float)
        if self._values.shape != (len(self._y), len(self._x)):
            raise ValueError(
                f"values must have the shape {(len(self._y), len(self._x))}, one number for each "
                f"pair of settings, not {self._values.shape}"
            )
        self._title, self._log = title, log

    def _draw(self, scene: Scene) -> None:  # noqa: ARG002
        shown = np.ma.masked_invalid(self._values)
        log = self._log
        if log is None:
            log = bool(shown.count() and shown.min() > 0 and shown.max() >= 100 * shown.min())
        norm = LogNorm() if log else None
        edges = [_edges(values) for values in (self._x, self._y)]
        mesh = self.ax.pcolormesh(*edges, shown, cmap=HEIGHTS, norm=norm, rasterized=True)
        self.ax.figure.colorbar(mesh, ax=self.ax, location="right", pad=0.02)
        _scale(self.ax, "x", self._x, edges[0])
        _scale(self.ax, "y", self._y, edges[1])
        names = [name.replace("_", " ") for name in self.picks if name]
        label_axes(self.ax, *names)
        self.ax.set_title(self._title, y=1.0, parse_math=False)

    def tracks(
        self,
        runs: Trajectory,
        settings: dict[str, Any],
        *,
        color: str = PATH,
        label: str = "settings",
    ) -> list[Track]:
        """A mark where the settings of the run are."""
        place = np.empty((len(runs.params), *runs.shape, 1, 2))
        place[..., 0], place[..., 1] = (
            np.asarray(settings[name], dtype=float)[..., None] for name in self.picks if name
        )
        return [tracks.cloud(self.ax, place, color=color, width=11.0, label=label)]


def _ascending(name: str, values: ArrayLike) -> np.ndarray:
    array = finite_array(name, values)
    if array.ndim != 1 or (np.diff(array) <= 0).any():
        raise ValueError(f"{name} must be numbers that ascend, not {values!r}")
    return array


def _is_log(values: np.ndarray) -> bool:
    return bool(values[0] > 0 and values[-1] >= 20 * values[0])


def _edges(values: np.ndarray) -> Any:
    """The edges of cells around values, on the scale on which they are drawn."""
    if len(values) == 1:
        return values[0] + np.array([-0.5, 0.5]) * (abs(values[0]) or 1.0)
    scaled = np.log(values) if _is_log(values) else values
    between = 0.5 * (scaled[1:] + scaled[:-1])
    first, last = 2 * scaled[0] - between[0], 2 * scaled[-1] - between[-1]
    edges = np.concatenate([[first], between, [last]])
    return np.exp(edges) if _is_log(values) else edges


def _scale(ax: PlotAxes, axis: str, values: np.ndarray, edges: np.ndarray) -> None:
    getattr(ax, f"set_{axis}scale")("log" if _is_log(values) else "linear")
    getattr(ax, f"set_{axis}lim")(edges[0], edges[-1])
