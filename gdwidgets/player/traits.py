"""The state that a player shares with the browser, and what of it is allowed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets as t

from gdwidgets.player.packing import gathered
from gdwidgets.player.shelf import Family, is_number
from gdwidgets.web import BrowserWidget

if TYPE_CHECKING:
    from ipywidgets import Widget


class PlayerTraits(BrowserWidget, ipywidgets.ValueWidget):  # type: ignore[misc]
    """The abstract base of the player: its traits and their checks."""

    _family: Family

    value = t.Int(0, help="The step that is shown.").tag(sync=True)
    min = t.Int(0, help="The first step.").tag(sync=True)
    max = t.Int(0, help="The last step.").tag(sync=True)
    step = t.Int(1, min=1, help="By how much the step buttons move.").tag(sync=True)
    interval = t.Int(50, min=1, help="Milliseconds a step takes at speed 1.").tag(sync=True)
    speed = t.Float(1.0, help="How many times faster it plays.").tag(sync=True)
    playing = t.Bool(False, help="Whether the clock runs.").tag(sync=True)
    repeat = t.Bool(False, help="Whether it begins again at the end.").tag(sync=True)
    disabled = t.Bool(False, help="Whether nobody can use it.").tag(sync=True)
    held = t.Tuple(help="What keeps it from being used.").tag(
        sync=True, **ipywidgets.widget_serialization
    )
    hidden = t.Tuple(help="The labels that are switched off.").tag(sync=True)
    description = t.Unicode("", help="What is shown, in words.").tag(sync=True)
    start: Any = t.Tuple(help="Where the learner put the start.").tag(sync=True)
    pointed: Any = t.Tuple(help="What the learner did last in an axes to drag in.")
    wanted: Any = t.Tuple(help="The shelves asked for last.")

    picture = t.Dict(help="The rendered figure: its layers, axes and panels.").tag(sync=True)
    moving = t.Dict(help="What moves, and in which columns.").tag(sync=True, to_json=gathered)
    overlays = t.Dict(help="What is drawn on top, by name.").tag(sync=True, to_json=gathered)
    family: t.List[Any] = t.List(help="The axes along which runs differ.").tag(sync=True)
    shelf_of: t.List[Any] = t.List(help="Which shelf is at each leading position.").tag(sync=True)
    shelves = t.Dict(help="The runs that are there, by the name of their shelf.").tag(
        sync=True, to_json=gathered
    )
    controls = t.Dict(help="What chooses the run, by the axis of the family.").tag(
        sync=True, **ipywidgets.widget_serialization
    )
    revision = t.Int(0, help="Counts the pictures and families that were sent.").tag(sync=True)
    now = t.Dict(help="The browser's own: how stable the step is that is shown.").tag(sync=True)

    _from_browser = frozenset({"value", "playing", "repeat", "speed", "hidden"})

    @t.validate("value")
    def _clamp_value(self, proposal: Any) -> int:
        return int(max(self.min, min(proposal["value"], self.max)))

    @t.validate("max")
    def _check_max(self, proposal: Any) -> int:
        last = self.moving.get("last", proposal["value"])
        if not self.min <= proposal["value"] <= last:
            raise t.TraitError(f"max must be from {self.min} to {last}, not {proposal['value']}")
        return int(proposal["value"])

    @t.observe("min", "max")
    def _keep_value_within(self, _change: Any) -> None:
        self.value = max(self.min, min(self.value, self.max))

    @t.validate("speed")
    def _check_speed(self, proposal: Any) -> float:
        speed: float = proposal["value"]
        if not (math.isfinite(speed) and speed > 0):
            raise t.TraitError(f"speed must be a finite number > 0, not {speed!r}")
        return speed

    @t.validate("hidden")
    def _check_hidden(self, proposal: Any) -> tuple[str, ...]:
        labels = [each["label"] for each in self.moving.get("legend", ())]
        if not all(label in labels for label in proposal["value"]):
            raise t.TraitError(f"hidden must list labels of {labels}, not {proposal['value']!r}")
        return tuple(proposal["value"])

    @t.validate("controls")
    def _check_controls(self, proposal: Any) -> dict[str, Widget]:
        controls: dict[str, Widget] = proposal["value"]
        for name, control in controls.items():
            if name not in self._family.axes:
                axes = list(self._family.axes)
                raise t.TraitError(f"controls must be for {axes}, not {name!r}")
            keys = getattr(control, "keys", ())
            if "index" not in keys and not ("value" in keys and is_number(control.value)):
                raise t.TraitError(
                    f"controls must be widgets with an index or a number, not {control!r}"
                )
        return controls

    @t.validate("start", "pointed")
    def _check_numbers(self, proposal: Any) -> tuple[float, ...]:
        given = tuple(proposal["value"])
        if not all(is_number(x) and math.isfinite(x) for x in given):
            raise t.TraitError(f"{proposal['trait'].name} must be finite numbers, not {given!r}")
        return tuple(float(x) for x in given)

    @t.validate("wanted")
    def _check_wanted(self, proposal: Any) -> tuple[int, ...]:
        missing = {shelf for shelf in self.shelf_of if str(shelf) not in self.shelves}
        return tuple(shelf for shelf in proposal["value"] if shelf in missing)
