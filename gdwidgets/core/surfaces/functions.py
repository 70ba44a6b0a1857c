"""A function of one's own: made vectorised, differentiated numerically, and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

MOST_WRONG = 1e-4
"""A given derivative may differ from central differences by this share of the largest."""


def prepared(
    f: Any, gradient: Any, hessian: Any, domain: Sequence[tuple[float, float]]
) -> tuple[Callable[..., Any], Callable[..., Any], tuple[str, ...]]:
    """Return the function and its gradient for arrays, and notes on how they are computed.

    Raises
    ------
    TypeError, ValueError
        As `gdwidgets.core.surfaces.Surface.from_function` says.
    """
    points = trial_points(domain)
    height, was_vectorised = vectorised(f, points)
    notes = [] if was_vectorised else ["computed point by point: f doesn't take arrays"]
    if gradient is None:
        gradient = differences(height, len(domain))
        notes.append("gradient by central differences")
    else:
        check_derivatives("gradient", gradient, height, points)
    if hessian is not None:
        for i in range(len(domain)):
            check_derivatives("hessian", _row(hessian, i), _row(gradient, i), points)
    return height, gradient, tuple(notes)


def trial_points(domain: Sequence[tuple[float, float]]) -> Array:
    """Five points of the domain, (5, n_params), on which a function is tried."""
    low, high = np.array(domain).T
    points: Array = low + np.random.default_rng(0).uniform(0.05, 0.95, (5, len(low))) * (high - low)
    return points


def vectorised(function: Any, points: Array) -> tuple[Callable[..., Any], bool]:
    """Return the function as one of arrays, and whether it already was one.

    Parameters
    ----------
    function : callable
        Takes a number, or an array, for each coordinate.
    points : (n, n_params) ndarray
        Where it is tried.

    Raises
    ------
    TypeError
        If it isn't callable, or gives something else than a real number.
    ValueError
        If it can't be evaluated at any of `points`.
    """
    if not callable(function):
        raise TypeError(f"f must be a function of {points.shape[1]} numbers, not {function!r}")
    single = np.array([_at(function, point) for point in points])
    if np.isnan(single).all():
        raise ValueError("f must give a finite number somewhere in the domain, not NaN everywhere")
    try:
        with np.errstate(all="ignore"):
            together = np.asarray(function(*points.T), dtype=float)
        if np.allclose(np.broadcast_to(together, single.shape), single, equal_nan=True):
            return function, True
    except (TypeError, ValueError, ArithmeticError):
        pass

    def one_by_one(*coordinates: Array) -> Array:
        stacked = np.broadcast_arrays(*coordinates)
        flat = zip(*(c.ravel().tolist() for c in stacked), strict=True)
        return np.array([_at(function, point) for point in flat]).reshape(stacked[0].shape)

    return one_by_one, False


def differences(function: Callable[..., Any], n_params: int) -> Callable[..., list[Array]]:
    """The partial derivatives of `function` by central differences, in float64.

    The step is the cube root of the machine's epsilon times the coordinate's size.
    """

    def slope(*coordinates: Array) -> list[Array]:
        at = [np.asarray(c, dtype=np.float64) for c in coordinates]
        derivatives = []
        for i in range(n_params):
            step = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(at[i]))
            ahead = function(*at[:i], at[i] + step, *at[i + 1 :])
            behind = function(*at[:i], at[i] - step, *at[i + 1 :])
            derivatives.append((np.asarray(ahead) - behind) / (2 * step))
        return derivatives

    return slope


def check_derivatives(
    name: str, given: Callable[..., Any], function: Callable[..., Any], points: Array
) -> None:
    """Compare given derivatives of `function` with central differences.

    Raises
    ------
    ValueError
        If one is wrong, or not a number for each coordinate. The message has both numbers.
    """
    n = points.shape[1]
    with np.errstate(all="ignore"):
        numerical = np.stack(
            [np.broadcast_to(d, len(points)) for d in differences(function, n)(*points.T)]
        )
        try:
            derivatives = [np.broadcast_to(d, len(points)).astype(float) for d in given(*points.T)]
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name} must return {n} derivatives for arrays: {error}") from None
    if len(derivatives) != n:
        raise ValueError(f"{name} must return {n} derivatives, not {len(derivatives)}")
    wrong = np.abs(np.stack(derivatives) - numerical)
    allowed = MOST_WRONG * max(1e-6, float(np.nanmax(np.abs(numerical))))
    if not (wrong > allowed).any():
        return
    i, k = np.unravel_index(np.nanargmax(wrong), wrong.shape)
    place = ", ".join(f"{c:.4g}" for c in points[k])
    raise ValueError(
        f"{name} is wrong at ({place}): derivative {i + 1} is given as "
        f"{derivatives[i][k]:.6g}, but central differences say {numerical[i, k]:.6g}"
    )


def _row(functions: Any, i: int) -> Callable[..., Any]:
    return lambda *coordinates: functions(*coordinates)[i]


def _at(function: Callable[..., Any], point: Any) -> float:
    """One value; NaN where the function isn't defined."""
    try:
        with np.errstate(all="ignore"):
            value = function(*map(float, point))
    except (ArithmeticError, ValueError):
        return np.nan
    if np.ndim(value) or isinstance(value, complex | str) or value is None:
        raise TypeError(f"f must return one real number for one point, not {value!r}")
    return float(value)
