"""`Numbers`: a table of numbers below the picture, as they are at each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, final

from gdwidgets.explorers.panels.panel import Panel
from gdwidgets.player import NumberTable

if TYPE_CHECKING:
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.explorers.scene import Scene


@final
class Numbers(Panel):
    """Numbers of a run in rows and columns; it stands below the picture and takes no room in it.

    Parameters
    ----------
    columns : sequence of str
        What stands at the head of each column.
    rows : mapping of str to callable
        The name of each row, and what gives its numbers for a `Trajectory`: one
        ``(n_steps + 1, ...)`` array for each column.
    title : str
        What the table is about.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> from gdwidgets.explorers.panels import Landscape
    >>> from gdwidgets.explorers.scene import Scene
    >>> both = lambda runs: [runs.params[..., 0], runs.params[..., 1]]
    >>> place = Numbers(["x", "y"], {"place": both})
    >>> scene = Scene([Landscape(), place], gd.surfaces.beale, 10)
    >>> run = gd.descend(gd.surfaces.beale, gd.optimizers.GradientDescent(0.01), (1, 1), 10)
    >>> scene.record(run, {}).layout["table"]["rows"]
    [{'name': 'place', 'columns': [0, 1]}]
    """

    width = 0.0

    def __init__(
        self,
        columns: Sequence[str],
        rows: Mapping[str, Callable[[Trajectory], Sequence[Any]]],
        *,
        title: str = "",
    ) -> None:
        self._columns, self._rows, self._title = tuple(columns), dict(rows), title

    def _draw(self, scene: Scene) -> None: ...

    def table(self, runs: Trajectory) -> NumberTable:
        """The numbers of these runs."""
        rows = {name: numbers(runs) for name, numbers in self._rows.items()}
        return NumberTable(self._columns, rows, self._title)
