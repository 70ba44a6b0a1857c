"""`OptionSlider`: what every slider of the package is, a choice from a finite list of numbers.

Because the positions are finite, whoever computes a run for each of them once can answer a
drag in the browser alone: its front end listens to this model's ``change:value`` and finds
the value among the `options`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
from traitlets import Bool, List, TraitError, TraitType, Tuple, Unicode, observe, validate

from gdwidgets.controls.arguments import refuse_unknown
from gdwidgets.controls.picture import slider_picture
from gdwidgets.controls.scales import plain_number
from gdwidgets.core.validate import finite_number, whole_number
from gdwidgets.web import BrowserWidget, module, style

HERE = Path(__file__).parent


class OptionSlider(BrowserWidget, ipywidgets.ValueWidget):  # type: ignore[misc]
    """The abstract base of the sliders: a finite list of `options`, one of them chosen.

    A number in range that is no option becomes one when `value` is set to it, so that what
    is set is what is read back; it goes again when another such number takes its place.

    Parameters
    ----------
    options : sequence of float
        The positions, ascending.
    value : float
        The one that is chosen.
    ticks : sequence of float
        The options that are marked below the slider, with as many labels as have room.
    label : callable
        Gives the text that is shown for an option.
    whole : bool
        Whether only whole numbers are allowed.
    **traits
        `description`, `disabled`, `continuous_update`, `readout`, `layout`, `tooltip`,
        `tabbable`.

    Attributes
    ----------
    value : float
        The chosen option. In the browser it changes after the others below, so who listens
        to it there finds them all in agreement.
    index : int
        The place of `value` in `options`. Setting one sets the other.
    options, labels : tuple of float, tuple of str
        The positions and the texts that are shown for them. To be read, not set.
    description : str
        What the number is.
    disabled : bool
        Whether the learner is kept from changing it.
    continuous_update : bool
        Whether Python hears of each position that a drag passes, or only of the last one.
        In the browser the model follows each move either way.
    readout : bool
        Whether the number is shown, in a field that takes a typed one.
    needs : list of dict
        Where this setting makes a difference: each with a ``control`` and those of its
        ``values`` (the labels of a dropdown) that have a use for it. Elsewhere the browser
        shows the slider as one that can't be used.
    error : str
        What is wrong with what the browser sent last, shown below the slider.

    Raises
    ------
    TraitError
        If `value` or `index` is set to something that is not allowed.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> slider = gd.MomentumSlider(value=0.5)
    >>> slider.index += 1
    >>> slider.value
    0.55
    """

    _esm = module(HERE / "js" / "slider.js")
    _css = style(HERE / "slider.css")

    value = TraitType[float, Any](0).tag(sync=True)
    index = TraitType[int, Any](0).tag(sync=True)
    options = Tuple(read_only=True).tag(sync=True)
    labels = Tuple(read_only=True).tag(sync=True)
    description = Unicode().tag(sync=True)
    disabled = Bool(False).tag(sync=True)
    continuous_update = Bool(True).tag(sync=True)
    readout = Bool(True).tag(sync=True)
    needs: List[Any] = List().tag(sync=True, **ipywidgets.widget_serialization)
    _added = TraitType[float | None, Any](None, allow_none=True).tag(sync=True)
    _ticks = Tuple().tag(sync=True)
    _whole = Bool(False).tag(sync=True)

    _from_browser = frozenset(
        {"value", "index", "description", "disabled", "continuous_update", "readout"}
    )

    def __init__(
        self,
        options: Sequence[float],
        value: float,
        *,
        ticks: Sequence[float] = (),
        label: Callable[[Any], str] = plain_number,
        whole: bool = False,
        **traits: Any,
    ) -> None:
        refuse_unknown(self, traits)
        self._label = label
        self._whole = whole
        self._offer(options, options[0], ticks)
        self.value = value
        super().__init__(**traits)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(value={plain_number(self.value)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        way = self.index / max(1, len(self.options) - 1)
        data["image/png"] = slider_picture(self.description, self.labels[self.index], way)
        return data, metadata

    # -- one position, known by two names ----------------------------------------------------

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> float:
        return self._allowed_value(proposal["value"])

    @validate("index")
    def _check_index(self, proposal: Mapping[str, Any]) -> int:
        return self._allowed_index(proposal["value"])

    def _allowed_value(self, value: Any) -> float:
        check = whole_number if self._whole else finite_number
        try:
            number = check("value", value, low=self.options[0], high=self.options[-1])
        except (TypeError, ValueError) as error:
            raise TraitError(str(error)) from None
        return number + 0  # minus zero is zero

    def _allowed_index(self, index: Any) -> int:
        try:
            return whole_number("index", index, low=0, high=len(self.options) - 1)
        except (TypeError, ValueError) as error:
            raise TraitError(str(error)) from None

    @observe("value")
    def _go_to_value(self, _change: Any) -> None:
        if self.value in self.options:
            self._place(self.options, self.value, self._added)
        else:
            given = (option for option in self.options if option != self._added)
            self._place(sorted([*given, self.value]), self.value, self.value)

    @observe("index")
    def _go_to_index(self, _change: Any) -> None:
        self._place(self.options, self.options[self.index], self._added)

    def _offer(self, options: Sequence[float], value: float, ticks: Sequence[float]) -> None:
        """Give the slider other `options`; `value` is kept within them."""
        value = min(max(value, options[0]), options[-1])
        with self.hold_sync():
            self._ticks = tuple(ticks)
            if value in options:
                self._place(options, value, None)
            else:
                self._place(sorted([*options, value]), value, value)

    def _place(self, options: Sequence[float], value: float, added: float | None) -> None:
        with self.hold_sync(), self.hold_trait_notifications():
            if tuple(options) != self.options:
                self.set_trait("options", tuple(options))
                self.set_trait("labels", tuple(self._label(option) for option in options))
            self._added = added
            self.index = self.options.index(value)
            self.value = self.options[self.index]

    # -- the browser -------------------------------------------------------------------------

    def notify_change(self, change: Any) -> None:
        """Tell of a change; the browser hears of `value` and `index` in one message."""
        with self.hold_sync():
            super().notify_change(change)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends; `value` first, which may add to what `index` counts."""
        super().set_state({name: sync_data[name] for name in sorted(sync_data, key="value".__ne__)})
        if self.error:  # the browser may have made an option of what was refused
            self.send_state(("options", "labels", "_added", "index", "value"))
