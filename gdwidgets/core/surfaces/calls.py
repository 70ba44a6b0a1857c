"""How a function of one's own wants to be called: with numbers or a point, one or many at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, final

import numpy as np

from gdwidgets.core.surfaces.returned import fill
from gdwidgets.core.surfaces.translate import Translated, can_be_translated

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

Way = Literal["numbers", "doubles", "point"]
"""What a function is given for one point: Python's numbers, NumPy's, or an array of them."""

SAME = 1e-9
"""For arrays a function must give what it gives point by point, to this share of the largest."""


class Known(NamedTuple):
    """A function of one array for each coordinate, and what was found out about it.

    Attributes
    ----------
    call : callable
        Returns the derivatives first, and then an axis for each of the arrays'.
    values : (n_params,) * order + (n,) ndarray
        What it gives at the trial points.
    note : str
        How it is computed, if that is worth knowing.
    seconds_per_point : float or None
        How long a point takes, if points are taken one by one.
    """

    call: Callable[..., Any]
    values: Array
    note: str = ""
    seconds_per_point: float | None = None


def known(name: str, function: Any, points: Array, order: int) -> Known:
    """Try a function on some points, and find out how it wants to be called.

    Parameters
    ----------
    name : str
        What an error calls the function.
    function : callable
        Takes a number, or an array, for each coordinate; or one argument, the point, with the
        coordinates in its first axis, or in its last.
    points : (n, n_params) ndarray
        Where it is tried.
    order : {0, 1, 2}
        Whether it returns a value, first or second derivatives.

    Raises
    ------
    TypeError, ValueError
        If it is no function, takes other arguments, returns something else, or fails.
    """
    failures: list[Exception] = []
    for way in _ways(name, function, points.shape[1]):
        alone = PointByPoint(name, function, order, way)
        try:
            values, seconds = _tried(alone, points)
        except (TypeError, ValueError) as error:
            if way != "doubles":
                failures.append(error)
            continue
        for call, note in _for_arrays(function, order, way):
            if _agrees(call, points, values, order):
                return Known(call, values, note and f"{name} {note}")
        note = f"computed point by point: {name} doesn't take arrays"
        return Known(alone, values, note, seconds)
    reasons = "; ".join(dict.fromkeys(map(str, failures)))
    raise type(failures[0])(reasons) from failures[-1].__cause__


@final
@dataclass(frozen=True)
class PointByPoint:
    """A function of single numbers, or of a point, called for one point after the other."""

    name: str
    function: Callable[..., Any]
    order: int
    way: Way

    def __call__(self, *coordinates: Any) -> Array:
        """Return the values, or derivatives, in float64; NaN where there are none."""
        arrays = np.broadcast_arrays(*coordinates)
        points = np.stack([array.ravel() for array in arrays], axis=-1).tolist()
        found = np.empty((len(points), *(len(arrays),) * self.order))
        with np.errstate(all="ignore"):
            for i, point in enumerate(points):
                found[i] = self.at(point)
        return np.moveaxis(found, 0, -1).reshape(*found.shape[1:], *arrays[0].shape)

    def at(self, point: list[float]) -> Any:
        """Return the value, or an array of derivatives, at one point; or NaN."""
        try:
            given = self.raw(point)
        except (ArithmeticError, ValueError):
            return np.nan
        except Exception as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(f"{self.in_words(point)} raised {type(error).__name__}: {error}") from error
        if self.order:
            derivatives = np.empty((len(point),) * self.order)
            fill(self.name, derivatives, given, self.order)
            return derivatives
        return given if type(given) is float else self._number(given)

    def raw(self, point: list[float]) -> Any:
        """Call the function itself."""
        if self.way == "numbers":
            return self.function(*point)
        array = np.array(point)
        return self.function(array) if self.way == "point" else self.function(*array)

    def in_words(self, point: list[float]) -> str:
        """Say which call that is, such as ``f(0.25, 1)``."""
        listed = ", ".join(f"{x:.4g}" for x in point)
        return f"{self.name}([{listed}])" if self.way == "point" else f"{self.name}({listed})"

    def _number(self, given: Any) -> float:
        if isinstance(given, complex | np.complexfloating):
            return np.nan  # such as a root of a negative number
        try:
            if isinstance(given, str | bytes | bool) or np.ndim(given):
                raise TypeError
            return float(given)
        except OverflowError:
            return np.nan
        except (TypeError, ValueError):
            hint = ": its one argument is the whole point" if self.way == "point" else ""
            raise TypeError(
                f"{self.name} must return one real number for one point, not {given!r:.60}{hint}"
            ) from None


@final
@dataclass(frozen=True)
class OfPoints:
    """A function of one argument, the point, given all points of an array at once.

    Coordinates stand in the first axis, as ``p[0]`` has it, or in the last.
    """

    function: Callable[..., Any]
    order: int
    last: bool

    def __call__(self, *coordinates: Any) -> Array:
        """Return an array with the derivatives first."""
        arrays = np.broadcast_arrays(*coordinates)
        n, points = len(arrays), np.stack([array.ravel() for array in arrays])
        found = np.empty((*(n,) * self.order, points.shape[1]), points.dtype)
        given = self.function(points.T if self.last else points)
        if self.last and self.order:
            own = tuple(range(-self.order, 0))
            given = np.moveaxis(np.asarray(given), own, range(self.order))
        fill("f", found, given, self.order)
        return found.reshape(*found.shape[:-1], *arrays[0].shape)


def _tried(alone: PointByPoint, points: Array) -> tuple[Array, float]:
    """Return what the function gives at the points, and how long the middle one took."""
    n = points.shape[1]
    found, seconds = np.empty((n,) * alone.order + points.shape[:1]), []
    with np.errstate(all="ignore"):
        for i, point in enumerate(points.tolist()):
            began = perf_counter()
            given = alone.at(point)
            seconds.append(perf_counter() - began)
            found[..., i] = given
    if not np.isfinite(found).any():
        point = points[0].tolist()
        wanted = f"{alone.name} must give a finite number somewhere in the domain"
        try:
            with np.errstate(all="ignore"):
                given = alone.raw(point)
        except Exception as error:
            reason = f"{alone.in_words(point)} raised {type(error).__name__}: {error}"
            raise ValueError(f"{wanted}, but {reason}") from error
        if np.iscomplexobj(given):
            raise TypeError(
                f"{alone.name} must return one real number for one point, not {given!r}"
            )
        raise ValueError(f"{wanted}, not {given!r:.60} everywhere")
    return found, float(np.median(seconds))


def _ways(name: str, function: Any, n_params: int) -> list[Way]:
    """How the function may be called for one point, the likeliest way first."""
    plural = "s" * (n_params != 1)
    numbers = f"{n_params} number{plural}"
    if not callable(function):
        raise TypeError(f"{name} must be a function of {numbers}, not {function!r}")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some that are written in C don't tell
        return ["numbers", "doubles", "point"]
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = sum(p.kind in plain and p.default is p.empty for p in signature.parameters.values())
    numbered: list[Way] = ["numbers", "doubles"] if _takes(signature, n_params) else []
    pointed: list[Way] = ["point"] if _takes(signature, 1) else []
    ways = pointed + numbered if needed == 1 < n_params else numbered + pointed
    if not ways:
        raise TypeError(
            f"{name} must take {numbers}, for domain has {n_params} (low, high) pair{plural}, "
            f"or one argument, the point; not {signature}"
        )
    return ways


def _takes(signature: inspect.Signature, n_arguments: int) -> bool:
    try:
        signature.bind(*range(n_arguments))
    except TypeError:
        return False
    return True


def _for_arrays(function: Any, order: int, way: Way) -> Iterator[tuple[Callable[..., Any], str]]:
    """The ways in which the function may take arrays, and what is to be said of each."""
    forms = [(function, "")]
    if can_be_translated(function):
        forms.append(
            (
                Translated(function),
                "is computed with NumPy's functions instead of math's, so that it takes arrays",
            )
        )
    for form, note in forms:
        if way == "point":
            yield OfPoints(form, order, last=False), note
            yield OfPoints(form, order, last=True), note
        else:
            yield form, note


def _agrees(call: Callable[..., Any], points: Array, values: Array, order: int) -> bool:
    """Tell whether the function gives for arrays what it gives point by point."""
    together = np.empty_like(values)
    try:
        with np.errstate(all="ignore"):
            fill("", together, call(*points.T), order)
    except Exception:  # whatever arrays make it do, numbers don't
        return False
    finite = np.isfinite(values)
    if not finite.any():
        return True
    allowed = SAME * float(np.abs(values[finite]).max())
    close = np.abs(together[finite] - values[finite]) <= allowed
    return bool(close.all() and not np.isfinite(together[~finite]).any())
