"""The facts of a surface, checked: what it is called, how it is computed, what is known of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from gdwidgets.core.surfaces.places import as_domain, as_point, as_points, names_of, off_centre
from gdwidgets.core.validate import finite_number


def checked_facts(surface: Any) -> dict[str, Any]:
    """Return the fields of a new `Surface`, each checked and in its final form.

    Raises
    ------
    TypeError, ValueError
        For the first that is wrong.
    """
    domain = as_domain(surface.domain)
    n = len(domain)
    unnamed_start = isinstance(surface.start, tuple) and not surface.start
    return {
        "domain": domain,
        "n_params": n,
        "name": as_text("name", surface.name),
        "height": as_function("height", surface.height, "height(x, y)"),
        "slope": as_function("slope", surface.slope, "slope(x, y)"),
        "curvature": None
        if surface.curvature is None
        else as_function("curvature", surface.curvature, "curvature(x, y)"),
        "start": off_centre(domain) if unnamed_start else as_point("start", surface.start, n),
        "minima": as_points("minima", surface.minima, n),
        "saddles": as_points("saddles", surface.saddles, n),
        "latex": as_text("latex", surface.latex),
        "param_names": as_names(surface.param_names or names_of(n), n),
        "notes": as_texts("notes", surface.notes),
        "convex": as_yes_or_no("convex", surface.convex),
        "lower_bound": as_number_or_none("lower_bound", surface.lower_bound),
        "seconds_per_point": as_number_or_none("seconds_per_point", surface.seconds_per_point),
    }


def as_text(name: str, value: Any) -> str:
    """Return a string, or raise a TypeError that names `name`."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {value!r} ({type(value).__name__})")
    return str(value)


def as_texts(name: str, values: Any) -> tuple[str, ...]:
    """Return a tuple of strings, or raise a TypeError that names `name`.

    Examples
    --------
    >>> as_texts("notes", "slow")
    Traceback (most recent call last):
    TypeError: notes must be a sequence of strings, not 'slow'
    """
    listed = list(values) if isinstance(values, Iterable) and not isinstance(values, str) else [0]
    if not all(isinstance(value, str) for value in listed):
        raise TypeError(f"{name} must be a sequence of strings, not {values!r}")
    return tuple(map(str, listed))


def as_names(values: Any, n_params: int, name: str = "param_names") -> tuple[str, ...]:
    """Return a name for each of `n_params` coordinates; one string will do for one coordinate."""
    names = as_texts(name, [values] if isinstance(values, str) else values)
    if len(names) != n_params or len(set(names)) != n_params:
        plural = "s" * (n_params != 1)
        raise ValueError(f"{name} must have {n_params} name{plural}, not {values!r}")
    return names


def as_function(name: str, value: Any, example: str) -> Any:
    """Return something that can be called, or raise a TypeError that names `name`."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, {example}, not {value!r}")
    return value


def check_details(details: dict[str, Any], allowed: Iterable[str]) -> None:
    """Raise a TypeError that names the first detail not among `allowed`, and the nearest.

    Examples
    --------
    >>> check_details({"minimum": (0, 0)}, ["name", "start", "minima"])
    Traceback (most recent call last):
    TypeError: minimum is none of the details name, start, minima; did you mean minima?
    """
    allowed = list(allowed)
    for name in details:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise TypeError(f"{name} is none of the details {', '.join(allowed)}{meant}")


def as_yes_or_no(name: str, value: Any) -> bool:
    """Return a bool, or raise a TypeError that names `name`."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {value!r}")
    return value


def as_number_or_none(name: str, value: Any) -> float | None:
    """Return a float or None, or raise an error that names `name`."""
    return None if value is None else finite_number(name, value)
