"""What every schedule is: a function of the step, with its parameters checked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from gdwidgets.core.hyperparameters import Checked

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Schedule(Checked, ABC):
    """A number for each step: call it with the number of steps taken so far.

    Its parameters may be arrays that broadcast over runs. Single ones can be asked for many steps
    at once.

    Attributes
    ----------
    name : str
        How it is called in a dropdown; by default the class's name.
    latex : str
        What it gives after k steps, in LaTeX without dollar signs.
    source : str
        Where it was published; empty where it has been in use for ever.

    Raises
    ------
    TypeError, ValueError
        At construction, if a parameter is no number or out of its range.

    Examples
    --------
    A schedule of your own:

    >>> from dataclasses import dataclass
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> @dataclass(frozen=True)
    ... class SquareRoot(gd.schedules.Schedule):
    ...     initial: float = 0.5
    ...
    ...     def __call__(self, step):
    ...         return self.initial / np.sqrt(1 + np.asarray(step))
    >>> SquareRoot(1.0)([0, 3])
    array([1. , 0.5])
    >>> gd.optimizers.Momentum(SquareRoot([0.1, 0.2]), momentum=SquareRoot())
    Momentum(learning_rate=SquareRoot(initial=array([0.1, 0.2])),
             momentum=SquareRoot(initial=0.5))
    """

    name: ClassVar[str] = "Schedule"
    latex: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" not in vars(cls):
            cls.name = cls.__name__

    @abstractmethod
    def __call__(self, step: ArrayLike) -> Any:
        """Return the number that holds after `step` steps: one, or an array for many steps."""


def counted(step: ArrayLike) -> Any:
    """Return a number of steps, or many, as floats, or raise an error if it is none.

    Examples
    --------
    >>> counted([0, 10])
    array([ 0., 10.])
    >>> counted("first")
    Traceback (most recent call last):
    TypeError: step must be a number of steps, 0 or more, or an array of them, not 'first'
    """
    if type(step) is int and step >= 0:  # as the engine asks, at each step
        return np.float64(step)
    allowed = "step must be a number of steps, 0 or more, or an array of them"
    try:
        steps = np.asarray(step)
    except ValueError:
        raise ValueError(f"{allowed}, not the ragged {step!r}") from None
    if steps.dtype.kind not in "iuf":
        raise TypeError(f"{allowed}, not {step!r}")
    if not (steps >= 0).all():
        raise ValueError(f"{allowed}, not {step!r}")
    return steps.astype(float)


def check_order(low_name: str, low: Any, high_name: str, high: Any) -> None:
    """Raise an error unless one parameter is nowhere above another."""
    try:
        in_order = np.all(np.less_equal(low, high))
    except ValueError:
        raise ValueError(
            f"{low_name} and {high_name} must broadcast, not {np.shape(low)} and {np.shape(high)}"
        ) from None
    if not in_order:
        raise ValueError(f"{high_name} must be at least {low_name}, {low!r}, not {high!r}")


def power(base: Any, exponent: Any) -> Any:
    """Return a power that is rounded alike for a single number and for one in an array.

    NumPy takes some single exponents, such as 2, another way than the same ones in an array.

    Examples
    --------
    >>> power(0.1, 2.0) == power(0.1, np.array([2.0, 3.0]))[0]
    np.True_
    """
    exponents = np.array(exponent, ndmin=1)
    if np.ndim(base) == np.ndim(exponent) == 0:
        return np.power(base, exponents)[0]
    shape = np.broadcast_shapes(np.shape(base), exponents.shape)
    return np.power(base, np.broadcast_to(exponents, shape).copy())
