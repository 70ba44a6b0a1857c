"""`Axis`: a control along which an explorer's runs differ, and what all of them span."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

from gdwidgets.controls.option_slider import OptionSlider
from gdwidgets.player.shelf import Family

if TYPE_CHECKING:
    from ipywidgets import Widget


@final
@dataclass(frozen=True, eq=False)
class Axis:
    """A control whose positions are settings of an explorer's runs.

    Parameters
    ----------
    name : str
        What it sets, as `Explorer.run` takes it.
    control : Widget
        A slider of this package, or a widget with named `options` such as `OptimizerDropdown`.
    needs : mapping of str to callable, optional
        Where this setting makes a difference: for other axes, by name, whether one of their
        values has a use for it. Elsewhere its positions share their runs, and a slider shows
        itself as one that can't be used.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> Axis("momentum", gd.MomentumSlider(value=0.5)).positions[:3]
    (0.0, 0.05, 0.1)
    """

    name: str
    control: Widget
    needs: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)

    @property
    def positions(self) -> tuple[Any, ...]:
        """The values that the control can take."""
        options = self.control.options
        if isinstance(self.control, OptionSlider):
            return tuple(options)
        return tuple(each[1] if isinstance(each, tuple) else each for each in options)

    @property
    def labels(self) -> tuple[Any, ...]:
        """The positions as a learner and the browser know them: numbers, or names."""
        if isinstance(self.control, OptionSlider):
            return self.positions
        options = self.control.options
        return tuple(each[0] if isinstance(each, tuple) else str(each) for each in options)


@final
class Axes:
    """All axes of an explorer, and which runs are the same.

    Parameters
    ----------
    axes : sequence of Axis
        The runs along the last one are computed together: they make a shelf.

    Raises
    ------
    ValueError
        If there is no axis, two have one name, or a need is for none of them.
    """

    def __init__(self, axes: Sequence[Axis]) -> None:
        names = [axis.name for axis in axes]
        if not axes or len(set(names)) < len(names):
            raise ValueError(f"axes must be at least one, each with its own name, not {names}")
        for axis in axes:
            unknown = [name for name in axis.needs if name not in names or name == axis.name]
            if unknown:
                raise ValueError(f"needs must be for other axes of {names}, not {unknown[0]!r}")
        self._axes = list(axes)
        self._by_name = dict(zip(names, axes, strict=True))
        for axis in axes:
            self._tell_needs(axis)

    @property
    def controls(self) -> dict[str, Widget]:
        """The control of each axis, by its name."""
        return {axis.name: axis.control for axis in self._axes}

    @property
    def values(self) -> dict[str, Any]:
        """What each control is set to."""
        return {axis.name: axis.control.value for axis in self._axes}

    @property
    def positions(self) -> dict[str, tuple[Any, ...]]:
        """The values that each control can take."""
        return {axis.name: axis.positions for axis in self._axes}

    @property
    def labels(self) -> dict[str, tuple[Any, ...]]:
        """The labels along each axis."""
        return {axis.name: axis.labels for axis in self._axes}

    def family(self) -> Family:
        """What the player must know: the labels along each axis, and which runs are the same."""
        *leading, _last = self._axes
        names = [axis.name for axis in leading]
        shelves: dict[tuple[int, ...], int] = {}
        shelf_of = []
        for place in itertools.product(*(range(len(axis.positions)) for axis in leading)):
            values = {axis.name: axis.positions[k] for axis, k in zip(leading, place, strict=True)}
            own = dict(zip(names, place, strict=True))
            key = tuple(own[axis.name] if _matters(axis, values) else 0 for axis in leading)
            shelf_of.append(shelves.setdefault(key, len(shelves)))
        self._settings = list(shelves)
        return Family(self.labels, shelf_of)

    def settings(self, shelf: int) -> dict[str, Any]:
        """The values of a shelf's runs: of the last axis all, of the others one."""
        *leading, last = self._axes
        place = self._settings[shelf]
        values = {axis.name: axis.positions[k] for axis, k in zip(leading, place, strict=True)}
        return {**values, last.name: last.positions}

    def shelf(self, family: Family) -> int:
        """The shelf at which the controls stand."""
        places = {axis.name: axis.positions.index(axis.control.value) for axis in self._axes}
        return family.shelf(places)

    def _tell_needs(self, axis: Axis) -> None:
        """Let a slider know where it makes no difference, for the browser to show it."""
        if not isinstance(axis.control, OptionSlider):
            return
        axis.control.needs = [
            {
                "control": self._by_name[name].control,
                "values": [
                    label
                    for label, value in zip(
                        self._by_name[name].labels, self._by_name[name].positions, strict=True
                    )
                    if has_use(value)
                ],
            }
            for name, has_use in axis.needs.items()
        ]

    def refresh(self) -> None:
        """Take note that options have changed."""
        for axis in self._axes:
            self._tell_needs(axis)


def _matters(axis: Axis, values: Mapping[str, Any]) -> bool:
    return all(has_use(values[name]) for name, has_use in axis.needs.items() if name in values)
