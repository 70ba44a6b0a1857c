"""What goes with a run besides its numbers: what helps it, and how stable it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
