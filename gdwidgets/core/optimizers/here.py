"""What an optimizer sees when it takes a step: `Here`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

import numpy as np

if TYPE_CHECKING:
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
    rows : (batch_size,) or (n_runs, batch_size) ndarray of int, or None
        The mini-batch of this step; None for all rows.
    values, gradients, hessians : int
        How often each has been evaluated in this step; `values` and `gradients` are arrays where
        only some of the runs were charged.

    Examples
    --------
    >>> import numpy as np
    >>> import gdwidgets as gd
    >>> here = Here(gd.surfaces.ravine(), np.array([[1.0, 1.0]]), 1)
    >>> here.gradient, here.evaluations
    (array([[ 1., 20.]]), 1)
    """

    __slots__ = (
        "_draws",
        "_gradient",
        "_hessian",
        "_root",
        "_value",
        "gradients",
        "hessians",
        "objective",
        "params",
        "rows",
        "step",
        "values",
    )

    def __init__(
        self,
        objective: Objective,
        params: Array,
        step: int,
        rows: np.ndarray | None = None,
        draws: Any = None,
        *,
        gradient: Array | None = None,
        root: Here | None = None,
    ) -> None:
        self.objective = objective
        self.params = params
        self.step = step
        self.rows = rows
        self._draws = draws
        self._gradient = gradient
        self._value: Array | None = None
        self._hessian: Array | None = None
        # What was asked for is counted with the place that the engine made, in one step one place.
        # None stands for this one: a place that held itself would only be freed by the collector.
        self._root = root
        self.values: int | np.ndarray = 0
        self.gradients: int | np.ndarray = 0
        self.hessians: int | np.ndarray = 0

    @property
    def _counted(self) -> Here:
        """The place with which is counted what was asked for."""
        return self if self._root is None else self._root

    @property
    def gradient(self) -> Array:
        """The slope here, (n_runs, n_params); of the step's mini-batch if there is one."""
        if self._gradient is None:
            self._gradient = self.gradient_at(self.params)
        return self._gradient

    @property
    def seen_gradient(self) -> Array | None:
        """The slope here if it was asked for, else None."""
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
            self._counted.hessians += 1
            hessian = self.objective.hessian(self.params)
            shape = (*self.params.shape, self.params.shape[-1])
            self._hessian = _shaped(hessian, shape, "hessian", self.objective)
        return self._hessian

    def gradient_at(self, params: Array, runs: np.ndarray | None = None) -> Array:
        """The slope at other points, shaped like `params`; see `value_at` for `runs`."""
        charge = params.size // self.params.size if runs is None else runs
        counted = self._counted
        counted.gradients = counted.gradients + charge
        gradient = self.objective.gradient(params, self.rows)
        return _shaped(gradient, params.shape, "gradient", self.objective)

    def value_at(self, params: Array, runs: np.ndarray | None = None) -> Array:
        """The height at other points.

        Parameters
        ----------
        params : (..., n_runs, n_params) ndarray
            One point or more for each run.
        runs : (n_runs,) ndarray of bool, optional
            The runs that need it: the others are not charged for it.
        """
        charge = params.size // self.params.size if runs is None else runs
        counted = self._counted
        counted.values = counted.values + charge
        value = self.objective.value(params, self.rows)
        return _shaped(value, params.shape[:-1], "value", self.objective)

    def with_gradient(self, gradient: Array) -> Here:
        """Return the same place with another slope: a clipped one, say, for an inner optimizer."""
        if np.shape(gradient) != self.params.shape:
            raise ValueError(
                f"gradient must have the shape of the params, {self.params.shape}, "
                f"not {np.shape(gradient)}"
            )
        return Here(
            self.objective,
            self.params,
            self.step,
            self.rows,
            self._draws,
            gradient=gradient,
            root=self._counted,
        )

    def at(self, params: Array) -> Here:
        """Return another place, for an inner optimizer that doesn't stand where the run does."""
        return Here(self.objective, params, self.step, self.rows, self._draws, root=self._counted)

    def some(self, which: np.ndarray, params: Array, draws: Any) -> Here:
        """Return the same place for some of the runs only, which stand at `params`."""
        rows, gradient = self.rows, self._gradient
        part = Here(
            self.objective,
            params,
            self.step,
            rows[which] if rows is not None and rows.ndim > 1 else rows,
            draws,
            gradient=None if gradient is None else gradient.T.take(which, axis=1).T,
        )
        part.values, part.gradients, part.hessians = (
            spent[which] if isinstance(spent, np.ndarray) else spent
            for spent in (self.values, self.gradients, self.hessians)
        )
        return part

    def normal(self, n_draws: int) -> Array:
        """Draw standard normal numbers, ``(n_draws, n_runs or 1, n_params)``.

        Runs of the same seed share their draws: so a run doesn't depend on which others are
        computed along with it.
        """
        drawn: Array = self._draws.normal(n_draws, self.params)
        return drawn

    def uniform(self, low: float, high: float, n_draws: int) -> Array:
        """Draw numbers evenly from `low` to `high`, shaped as by `normal`."""
        drawn: Array = self._draws.uniform(low, high, n_draws, self.params)
        return drawn

    @property
    def learning_rate(self) -> Any:
        """Not here: a learning rate belongs to the optimizer."""
        raise AttributeError("a learning rate is the optimizer's: write self.learning_rate")

    @property
    def evaluations(self) -> int | np.ndarray:
        """How often the objective has been evaluated in this step, Hessians included."""
        return self.values + self.gradients + self.hessians

    @property
    def rows_seen(self) -> int | np.ndarray:
        """How many rows of data were gone through for that; a Hessian takes all of them."""
        n_rows = self.objective.n_rows or 0
        batch = n_rows if self.rows is None else self.rows.shape[-1]
        return (self.values + self.gradients) * batch + self.hessians * n_rows

    @property
    def asked_for_slopes(self) -> bool:
        """Whether a slope or a curvature has been asked for in this step."""
        return bool(np.any(self.gradients) or self.hessians)


_SHAPES = {
    "value": "(...), a sum over the last axis",
    "gradient": "(..., n_params)",
    "hessian": "(..., n_params, n_params)",
}


def _shaped(given: Any, shape: tuple[int, ...], method: str, objective: Objective) -> Array:
    """Return what an objective's method gave, or raise an error if it isn't what it must be."""
    if type(given) is np.ndarray and given.shape == shape and given.dtype.kind == "f":
        return given
    return _checked_return(given, shape, method, objective)


def _checked_return(given: Any, shape: tuple[int, ...], method: str, objective: Objective) -> Array:
    """Return it if it is another kind of array, or say what it should have been."""
    if getattr(given, "shape", None) == shape and given.dtype.kind in "iuf":
        array = np.asarray(given)
        return array if array.dtype.kind == "f" else array.astype(float)
    got = f"{type(given).__name__} {given!r}"
    if given is None:
        got = "None: is a return missing?"
    elif hasattr(given, "shape"):
        got = f"shape {given.shape} of {given.dtype}"
    raise ValueError(
        f"{method} of {objective.name!r} must return an array of real numbers of shape {shape} "
        f"here, (..., n_params) -> {_SHAPES[method]}, not {got}"
    )
