"""What an optimizer sees when it takes a step: `Here`."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

if TYPE_CHECKING:
    import numpy as np

    from gdwidgets.core.objective import Array, Objective


@final
class Here:
    """The point where each run stands, and what may be asked of the objective there.

    Everything is worked out when it is first asked for, so that a first-order method
    never pays for a Hessian. Arrays hold a run a row: ``(n_runs, n_params)``.

    Attributes
    ----------
    params : (n_runs, n_params) ndarray
        Where the runs stand.
    step : int
        The number of the step that is taken from here: 1, 2, ... as papers count.
    learning_rate : float or (n_runs, 1) ndarray
        What the optimizer's learning rate is in this step, schedules resolved.
    rng : numpy.random.Generator
        For optimizers that draw random numbers. Draw what all runs share, never once for
        each run: then a run does not depend on which others are computed along with it.
    evaluations : int or (n_runs,) ndarray
        How often the objective has been evaluated in this step, values, gradients and
        Hessians alike.

    Examples
    --------
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> here = Here(gd.surfaces.ravine(), np.array([[1.0, 1.0]]), 1, 0.1, None, None)
    >>> here.gradient, here.evaluations
    (array([[ 1., 20.]]), 1)
    """

    __slots__ = (
        "_gradient",
        "_hessian",
        "_value",
        "evaluations",
        "learning_rate",
        "objective",
        "params",
        "rng",
        "rows",
        "step",
    )

    def __init__(
        self,
        objective: Objective,
        params: Array,
        step: int,
        learning_rate: float | Array,
        rows: np.ndarray | None,
        rng: np.random.Generator,
    ) -> None:
        self.objective = objective
        self.params = params
        self.step = step
        self.learning_rate = learning_rate
        self.rows = rows
        self.rng = rng
        self.evaluations: int | np.ndarray = 0
        self._gradient: Array | None = None
        self._value: Array | None = None
        self._hessian: Array | None = None

    @property
    def gradient(self) -> Array:
        """The slope here, (n_runs, n_params); of the step's mini-batch if there is one."""
        if self._gradient is None:
            self._gradient = self.gradient_at(self.params)
        return self._gradient

    @property
    def value(self) -> Array:
        """The height here, (n_runs,); of the step's mini-batch if there is one."""
        if self._value is None:
            self._value = self.value_at(self.params)
        return self._value

    @property
    def hessian(self) -> Array:
        """The curvature here, (n_runs, n_params, n_params), over all rows of data."""
        if self._hessian is None:
            self.evaluations = self.evaluations + 1
            self._hessian = self.objective.hessian(self.params)
        return self._hessian

    def gradient_at(self, params: Array) -> Array:
        """The slope at other points, shaped like `params`."""
        self.evaluations = self.evaluations + params.size // self.params.size
        gradient = self.objective.gradient(params, self.rows)
        if gradient.shape != params.shape:
            raise ValueError(
                f"the gradient of {self.objective.name!r} must be shaped like params, "
                f"{params.shape}, not {gradient.shape}"
            )
        return gradient

    def value_at(self, params: Array, runs: np.ndarray | None = None) -> Array:
        """The height at other points.

        Parameters
        ----------
        params : (..., n_runs, n_params) ndarray
            One point or more for each run.
        runs : (n_runs,) ndarray of bool, optional
            The runs that need it: the others are not charged for it.
        """
        if runs is None:
            self.evaluations = self.evaluations + params.size // self.params.size
        else:
            self.evaluations = self.evaluations + runs
        return self.objective.value(params, self.rows)
