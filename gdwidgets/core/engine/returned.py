"""What optimizers and objectives of a learner's own give back: checked, in words that name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.optimizers.own import FromFunction
from gdwidgets.core.optimizers.settings import array_settings, with_settings

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective
    from gdwidgets.core.optimizers.base import Optimizer


def arrays_in(state: Any) -> list[np.ndarray]:
    """Return the arrays that a state is made of, or raise an error if it is of another kind.

    Numbers, text and None are shared by all runs.
    """
    if isinstance(state, np.ndarray):
        return [state]
    if isinstance(state, dict):
        state = tuple(state.values())
    if isinstance(state, tuple | list):
        return [array for part in state for array in arrays_in(part)]
    if state is None or isinstance(state, float | int | str | np.generic):
        return []
    raise TypeError(f"{type(state).__name__} {state!r}")


def checked_arrays(optimizer: Optimizer, method: str, state: Any, n_runs: int) -> list[np.ndarray]:
    """Return the arrays of a state that a method gave, or raise an error that says what it is."""
    wanted = f"{_giver(optimizer, method)} must return"
    try:
        arrays = arrays_in(state)
    except TypeError as other:
        raise TypeError(
            f"{wanted} a state of arrays and numbers, or tuples, lists or dicts of these, "
            f"not the {other}"
        ) from None
    for array in arrays:
        if array.ndim and len(array) != n_runs:
            raise ValueError(
                f"{wanted} arrays with a run a row in its state, ({n_runs}, ...) here, or plain "
                f"numbers, not an array of shape {array.shape}"
            )
    return arrays


def check_leading_axes(objective: Objective, params: Array) -> None:
    """Raise an error unless an objective takes the points of a path as it takes single ones.

    One that is written for a table of points, ``params[:, 0]``, would take the runs of a path for
    coordinates. So a few runs are looked at, not as many as there are coordinates.
    """
    n_runs = 3 if objective.n_params == 2 else 2
    params = params[np.arange(n_runs) % len(params)]
    here = Here(objective, params, 1)
    for method, known in {"value": here.value, "gradient": here.gradient}.items():
        problem = _leading_axes_problem(getattr(objective, method), params, known)
        if problem:
            raise ValueError(
                f"{method} of {objective.name!r} must take params with any leading axes, "
                f"(..., n_params), but for shape {params[None].shape} it {problem}: write "
                "params[..., 0], not params[:, 0], and sum over the last axis, axis=-1"
            )


def _leading_axes_problem(function: Any, params: Array, known: Array) -> str:
    try:
        stacked = function(params[None])
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    if np.shape(stacked) != (1, *known.shape):
        return f"gave shape {np.shape(stacked)}"
    if np.allclose(stacked[0], known, equal_nan=True):
        return ""
    # What gives other numbers each time leaves something to chance: nothing can be seen from it.
    same = np.array_equal(function(params), known, equal_nan=True)
    return "gave other numbers" if same else ""


def check_state(optimizer: Optimizer, params: Array, state: Any) -> None:
    """Raise an error unless the state's arrays hold a run a row.

    It is seen from the state of another number of runs: an array that has as many rows then as now
    is shared by the runs, and would be taken for theirs.
    """
    if not checked_arrays(optimizer, "init", state, len(params)):
        return
    n_runs = 3 if len(params) == 2 else 2
    first = [0] * n_runs
    settings = {name: value[first] for name, value in array_settings(optimizer).items()}
    checked_arrays(
        optimizer, "init", with_settings(optimizer, settings).init(params[first]), n_runs
    )


def is_step(here: Here, result: Any) -> bool:
    """Tell whether `update` gave params of the right shape and a state; told in a microsecond."""
    return (
        type(result) is tuple
        and len(result) == 2
        and type(result[0]) is np.ndarray
        and result[0].shape == here.params.shape
        and result[0].dtype.kind == "f"
    )


def checked_step(optimizer: Optimizer, here: Here, state: Any, result: Any) -> tuple[Array, Any]:
    """Return what `update` gave, or raise an error that says what it should have given."""
    wanted = f"{_giver(optimizer, 'update')} must return (params, state)"
    if not isinstance(result, tuple) or len(result) != 2 or hasattr(result, "_fields"):
        got = "None: is a return missing?" if result is None else f"{type(result).__name__} alone"
        got = f"{len(result)} things" if isinstance(result, tuple) else got
        raise TypeError(f"{wanted}, the next params and what is remembered, not {got}")
    given, after = result
    try:
        params = np.asarray(given)
    except ValueError:
        params = np.array("ragged")
    if params.dtype.kind not in "iuf":
        got = "None" if given is None else f"{type(given).__name__} of {params.dtype}"
        raise TypeError(f"{wanted} with params of real numbers, not {got}")
    if params.shape != here.params.shape:
        raise ValueError(f"{wanted} with params of shape {here.params.shape}, not {params.shape}")
    if _structure(after) != _structure(state):
        raise TypeError(
            f"{wanted} with a state of the same structure as init's, {_structure(state)}, "
            f"not {_structure(after)}"
        )
    checked_arrays(optimizer, "update", after, len(params))
    return params, after


def _structure(state: Any) -> str:
    """Describe what a state is made of; what is None at first may become anything."""
    if hasattr(state, "_fields"):
        return f"a {type(state).__name__}"
    if isinstance(state, dict):
        return "a dict"
    if isinstance(state, tuple | list):
        return f"a {type(state).__name__} of {len(state)}"
    return "an array or number"


def _giver(optimizer: Optimizer, method: str) -> str:
    """Say who gave something: a method of an optimizer, or a learner's function."""
    if isinstance(optimizer, FromFunction):
        return f"function {optimizer.title!r}"
    return f"{method} of {optimizer.name!r}"
