"""What goes with a run besides what moves: what helps it, how stable it is, a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Remedy:
    """What helps a run, and the button that applies it.

    Attributes
    ----------
    text : str
        What helps, in words.
    label : str
        What the button says; without it there is only the text.
    control : str
        The axis of the family whose control the button sets to `value`.
    value : float
        The setting.
    start : tuple of float
        Or the start that the button puts.

    Examples
    --------
    >>> remedy = Remedy("Lower it.", "Set it to 0.1", control="learning_rate", value=0.1)
    >>> remedy.control
    'learning_rate'
    """

    text: str
    label: str = ""
    control: str = ""
    value: float = 0.0
    start: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Gauge:
    """Learning rate times curvature, for the gauge of the control that sets the rate.

    Attributes
    ----------
    control : str
        The axis of the family whose control shows it.
    here : (n_steps + 1, *family) array_like
        The product where each run stands; NaN or less than 0 where it says nothing.
    minimum : (*family) array_like
        The product at the minimum; NaN where none is known.
    limit : (*family) array_like
        What it must stay below; NaN for methods without such a limit.

    Examples
    --------
    >>> rate, curvature = 0.1, 10.0
    >>> Gauge("learning_rate", here=[rate * curvature], minimum=rate * curvature, limit=2.0).limit
    2.0
    """

    control: str
    here: ArrayLike
    minimum: ArrayLike
    limit: ArrayLike


@dataclass(frozen=True, eq=False)
class NumberTable:
    """Numbers in rows and columns, as they are at each step.

    Attributes
    ----------
    columns : sequence of str
        What stands at the head of each column.
    rows : mapping of str to sequence of (n_steps + 1, *family) array_like
        The name of each row, and a number for each column. A row that bears the label of
        tracks is marked with their colour.
    title : str
        What the table is about.

    Examples
    --------
    >>> table = NumberTable(["loss"], {"Adam": [[4.0, 1.0]], "Momentum": [[4.0, 2.0]]})
    >>> table.describe(lambda name, values: len(name))["rows"][0]
    {'name': 'Adam', 'columns': [7]}
    """

    columns: Sequence[str]
    rows: Mapping[str, Sequence[ArrayLike]]
    title: str = ""

    def __post_init__(self) -> None:
        for name, cells in self.rows.items():
            if len(cells) != len(self.columns):
                raise ValueError(
                    f"rows must have {len(self.columns)} numbers each, one for each column, but "
                    f"{name!r} has {len(cells)}"
                )

    def describe(self, place: Callable[[str, ArrayLike], int]) -> dict[str, Any]:
        """What the browser needs to know; `place` says in which column of all numbers one is."""
        return {
            "title": self.title,
            "columns": list(self.columns),
            "rows": [
                {"name": name, "columns": [place(f"{name}, {i}", cells[i]) for i in range(len(cells))]}
                for name, cells in self.rows.items()
            ],
        }
