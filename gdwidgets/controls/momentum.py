"""`MomentumSlider`: how much of the last step is kept."""

from __future__ import annotations

from typing import Any

from gdwidgets.controls.option_slider import OptionSlider

POSITIONS = (*(twentieths / 20 for twentieths in range(20)), 0.99)


class MomentumSlider(OptionSlider):
    """Choose a momentum: 0, 0.05, … 0.95 and 0.99, or any number from 0 to 0.99 typed or set.

    Parameters
    ----------
    value : float
        The momentum to begin with.
    description : str
        What stands before the number.
    **traits
        `disabled`, `continuous_update`, `readout`, `layout`, `tooltip`, `tabbable`; see
        `OptionSlider` for these, and for the attributes `index`, `options` and `labels`.

    Raises
    ------
    TraitError
        If `value` is not a number from 0 to 0.99.

    Examples
    --------
    >>> MomentumSlider(value=0.5)
    MomentumSlider(value=0.5)
    >>> MomentumSlider().options[-1]
    0.99
    """

    def __init__(self, value: float = 0.9, *, description: str = "momentum", **traits: Any) -> None:
        ticks = (0.0, 0.25, 0.5, 0.75, 0.99)
        super().__init__(POSITIONS, value, ticks=ticks, description=description, **traits)
