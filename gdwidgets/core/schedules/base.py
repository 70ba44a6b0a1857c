"""What every schedule is: a function of the step, with its parameters checked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Schedule(ABC):
    """A learning rate for each step: call it with the number of steps taken so far.

    Attributes
    ----------
    name : str
        How it is called in a dropdown.
    latex : str
        The learning rate of step k, in LaTeX without dollar signs.

    Raises
    ------
    TypeError, ValueError
        At construction, if a parameter is no number or out of its range.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> import numpy as np
    >>> from gdwidgets.core.optimizers import hyperparameter
    >>> @dataclass(frozen=True)
    ... class SquareRoot(Schedule):
    ...     initial: float = hyperparameter(low=0)
    ...
    ...     def __call__(self, step):
    ...         return self.initial / np.sqrt(1 + np.asarray(step))
    >>> SquareRoot(1.0)([0, 3])
    array([1. , 0.5])
    """

    name: ClassVar[str]
    latex: ClassVar[str]

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            object.__setattr__(self, field.name, field.metadata["check"](field.name, value))

    @abstractmethod
    def __call__(self, step: ArrayLike) -> Any:
        """Return the learning rate after `step` steps: one, or an array for many steps."""
