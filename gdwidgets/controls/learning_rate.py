"""`LearningRateSlider`: a learning rate, over five decades or as many as you like."""

from __future__ import annotations

from typing import Any

from ipywidgets import Widget, widget_serialization
from traitlets import Instance

from gdwidgets.controls.option_slider import OptionSlider
from gdwidgets.controls.scales import powers_of_ten, preferred_numbers
from gdwidgets.core.validate import finite_number


class LearningRateSlider(OptionSlider):
    """Choose a learning rate on a logarithmic scale that shows plain numbers.

    Each decade has the twelve E12 preferred numbers: 1, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9,
    4.7, 5.6, 6.8, 8.2. Any other number between `min` and `max` can be typed or set.

    Parameters
    ----------
    value : float
        The learning rate to begin with.
    min, max : float
        The range, within 1e-12 and 1e12. Can be changed later; `value` is then kept within.
    description : str
        What stands before the number.
    **traits
        `disabled`, `continuous_update`, `readout`, `layout`, `tooltip`, `tabbable`; see
        `OptionSlider` for these, and for the attributes `index`, `options` and `labels`.
        `gauge_of`: a `DescentPlayer` whose recording has a gauge; below the slider it then
        shows how stable the step is that the player stands at.

    Raises
    ------
    ValueError, TypeError
        If `min` and `max` are not numbers within 1e-12 and 1e12, in that order.
    TraitError
        If `value` is not a number between them.

    Examples
    --------
    >>> slider = LearningRateSlider(value=0.1)
    >>> slider.value = 0.0123
    >>> slider
    LearningRateSlider(value=0.0123)

    In a notebook, ``interact`` turns a function of a learning rate into a tool::

        ipywidgets.interact(show_descent, learning_rate=gd.LearningRateSlider())
    """

    gauge_of = Instance(
        Widget, allow_none=True, help="The player whose steps the stability gauge measures."
    ).tag(sync=True, **widget_serialization)

    def __init__(
        self,
        value: float = 0.1,
        *,
        min: float = 1e-4,  # noqa: A002 - as every slider of ipywidgets calls it
        max: float = 10.0,  # noqa: A002
        description: str = "learning rate",
        **traits: Any,
    ) -> None:
        low, high = _range(min, max)
        super().__init__(
            preferred_numbers(low, high),
            value,
            ticks=powers_of_ten(low, high),
            description=description,
            **traits,
        )

    @property
    def min(self) -> float:
        """The lowest position."""
        return self.options[0]  # type: ignore[no-any-return]

    @min.setter  # noqa: A003
    def min(self, low: float) -> None:
        self._span(low, self.max)

    @property
    def max(self) -> float:
        """The highest position."""
        return self.options[-1]  # type: ignore[no-any-return]

    @max.setter  # noqa: A003
    def max(self, high: float) -> None:
        self._span(self.min, high)

    def _span(self, low: float, high: float) -> None:
        low, high = _range(low, high)
        self._offer(preferred_numbers(low, high), self.value, powers_of_ten(low, high))


def _range(low: float, high: float) -> tuple[float, float]:
    low = finite_number("min", low, low=1e-12, high=1e12)
    return low, finite_number("max", high, low=low, high=1e12, low_open=True)
