"""What every optimizer is: a frozen dataclass of hyperparameters with a pure `update`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from gdwidgets.core.hyperparameters import Checked
from gdwidgets.core.optimizers.settings import checked_setting

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here
    from gdwidgets.core.optimizers.response import Response


class NoState(NamedTuple):
    """The state of a method that remembers nothing."""


class Optimizer(Checked, ABC):
    """A rule that says where to step next.

    A subclass is a frozen dataclass whose fields are its hyperparameters, each one a float, an
    array (or list) of floats that broadcasts over runs, or a schedule (see
    `gdwidgets.core.schedules`). It gives two pure methods:

    ``init(params)``
        returns the state before the first step: whatever the method remembers from step
        to step, best as a small NamedTuple with textbook names. Its arrays are shaped
        ``(n_runs, ...)``; what is no array is shared by all runs.
    ``update(here, state)``
        returns the next params and the next state. `here` is a `Here`: it knows ``params``,
        ``gradient`` and ``step``, and on demand ``value``, ``hessian``, ``value_at`` and
        ``gradient_at``.

    Within them every array holds a run a row, a hyperparameter that was given as an array is
    shaped ``(n_runs, 1)``, and a schedule is the number that holds in this step. So the formula
    is written as for a single run. A field may be an optimizer itself: see `Clipped`. What is no
    hyperparameter, such as a number for each coordinate, belongs in a field whose name begins with
    an underscore.

    Attributes
    ----------
    name : str
        How it is called in a dropdown; by default the class's name.
    latex : str
        The update formula, in LaTeX without dollar signs.
    source : str
        Where it was published.

    Raises
    ------
    TypeError, ValueError
        At construction, if a hyperparameter is no number or out of its range.

    Examples
    --------
    An optimizer of your own:

    >>> from dataclasses import dataclass
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> @dataclass(frozen=True)
    ... class SignDescent(gd.optimizers.Optimizer):
    ...     learning_rate: float = 0.5
    ...
    ...     def init(self, params):
    ...         return ()
    ...
    ...     def update(self, here, state):
    ...         return here.params - self.learning_rate * np.sign(here.gradient), state
    >>> gd.descend(gd.surfaces.himmelblau, SignDescent(), [0.0, 0.0], 4).params[-1]
    array([2., 2.])
    >>> gd.descend(gd.surfaces.himmelblau, SignDescent([0.5, 0.25]), [0.0, 0.0], 4).params[-1]
    array([[2., 2.],
           [1., 1.]])
    """

    name: ClassVar[str] = "Optimizer"
    latex: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" not in vars(cls):
            cls.name = cls.__name__

    def _checked(self, name: str, value: Any) -> Any:
        return checked_setting(self, name, value)

    @abstractmethod
    def init(self, params: Array) -> Any:
        """Return the state before the first step.

        Parameters
        ----------
        params : (n_runs, n_params) ndarray
            Where the runs start.
        """

    @abstractmethod
    def update(self, here: Here, state: Any) -> tuple[Array, Any]:
        """Take one step.

        Parameters
        ----------
        here : Here
            Where the runs stand and what is known there.
        state : object
            What `init` or the step before returned.

        Returns
        -------
        params : (n_runs, n_params) ndarray
            Where the runs stand after the step.
        state : object
            What is to be remembered, of the same structure.
        """

    def response(self, state: Any, ahead: int = 0) -> Response | None:  # noqa: ARG002
        """How the method answers slopes, `ahead` steps on from a state if the ground stays level.

        A method that says so lets the engine foresee whether a run stays where it is. None, the
        default, is not known: then the engine tries it.
        """
        return None


def _check_within(name: str, value: Any) -> Optimizer:
    if isinstance(value, type) and issubclass(value, Optimizer):
        raise TypeError(
            f"{name} must be an Optimizer such as Adam(0.1), not the class {value.__name__}: "
            "call it"
        )
    if not isinstance(value, Optimizer):
        raise TypeError(f"{name} must be an Optimizer such as Adam(0.1), not {value!r}")
    return value


WITHIN = {"check": _check_within}
"""The metadata of a field that is an optimizer itself, which a wrapper lets take the steps."""
