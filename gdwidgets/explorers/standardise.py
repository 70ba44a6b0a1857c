"""`StandardiseSlider`: how far a feature is standardised."""

from __future__ import annotations

from typing import Any, final

from gdwidgets.controls import OptionSlider

POSITIONS = tuple(tenths / 10 for tenths in range(11))


@final
class StandardiseSlider(OptionSlider):
    """Choose how far a feature is standardised: 0 (raw), 0.1, … 1, or any number between.

    Parameters
    ----------
    value : float
        The share to begin with.
    description : str
        What stands before the number.
    **traits
        As for `OptionSlider`.

    Raises
    ------
    TraitError
        If `value` is not a number from 0 to 1.

    Examples
    --------
    >>> StandardiseSlider(0.5)
    StandardiseSlider(value=0.5)
    """

    def __init__(
        self, value: float = 0.0, *, description: str = "standardise x", **traits: Any
    ) -> None:
        super().__init__(POSITIONS, value, ticks=(0.0, 0.5, 1.0), description=description, **traits)
