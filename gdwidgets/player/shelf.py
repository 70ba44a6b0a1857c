"""The runs that a player has, shelf by shelf, read back from what was sent."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.player.packing import unpack_numbers, unpack_words

if TYPE_CHECKING:
    from ipywidgets import Widget
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Family:
    """The axes along which runs differ, and on which shelf the runs of each position are.

    Parameters
    ----------
    axes : mapping of str to sequence
        A name and the value at each position, in the order of the arrays' axes.
    shelf_of : sequence of int, optional
        Which shelf (the runs along the last axis) stands at each position of the other axes,
        flattened; each its own by default.

    Raises
    ------
    ValueError
        If `shelf_of` has not one entry for each of these positions.

    Examples
    --------
    >>> family = Family({"optimizer": ["Adam", "Lion"], "learning_rate": [0.1, 0.2, 0.3]})
    >>> family.sizes, family.shelf({"optimizer": 1, "learning_rate": 2})
    ((2, 3), 1)
    """

    axes: Mapping[str, Sequence[Any]]
    shelf_of: Sequence[int] | None = None

    def __post_init__(self) -> None:
        leading = math.prod(self.sizes[:-1])
        shelf_of = list(range(leading) if self.shelf_of is None else self.shelf_of)
        if len(shelf_of) != leading:
            raise ValueError(
                f"shelf_of must have {leading} entries, one for each leading position of the "
                f"family, not {len(shelf_of)}"
            )
        object.__setattr__(self, "shelf_of", shelf_of)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many positions each axis has."""
        return tuple(len(values) for values in self.axes.values())

    def shelf(self, position: Mapping[str, int]) -> int:
        """The shelf at a position."""
        *leading, _ = [position[name] for name in self.axes] or [0]
        flat = int(np.ravel_multi_index(leading, self.sizes[:-1])) if leading else 0
        assert self.shelf_of is not None
        return self.shelf_of[flat]

    def member(self, position: Mapping[str, int]) -> int:
        """Which run of the shelf it is."""
        return [position[name] for name in self.axes][-1] if self.axes else 0

    def message(self) -> list[dict[str, Any]]:
        """The axes as the browser reads them: by their numbers, or else by their count."""
        return [
            {
                "name": name,
                "size": len(values),
                "values": [float(each) for each in values] if all(map(is_number, values)) else None,
            }
            for name, values in self.axes.items()
        ]


@dataclass(frozen=True)
class Run:
    """One run of a shelf: its numbers, its images and what is said of it."""

    numbers: NDArray[np.float32]
    images: list[NDArray[np.uint8]]
    caption: str
    ends: list[int] | None

    @classmethod
    def of(cls, shelf: Mapping[str, Any], layout: Mapping[str, Any], member: int) -> Run:
        """Unpack one run of a shelf as it was sent; a single one is that of all positions."""
        member = min(member, shelf["runs"] - 1)
        facts = unpack_words(shelf["facts"])
        table = unpack_numbers(
            shelf["numbers"], (shelf["runs"], layout["last"] + 1, layout["columns"])
        )
        images = [
            np.frombuffer(zlib.decompress(each), np.uint8).reshape(shelf["runs"], -1)[member]
            for each in shelf["images"]
        ]
        ends = facts["ends"] and facts["ends"][member]
        return cls(table[member], images, facts["captions"][member], ends)


def position_of(control: Widget, values: Sequence[Any]) -> int | None:
    """Where a control stands along an axis; None for a number that is no position of it.

    A control that tells a number is taken at its word: its `index` counts among options to
    which the learner may have added one. Any other is taken by its `index`.
    """
    if "value" in control.keys and is_number(control.value):
        return values.index(control.value) if control.value in values else None
    return min(max(control.index or 0, 0), len(values) - 1)


def is_number(value: Any) -> bool:
    """Whether it is a number, of NumPy or of Python."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
