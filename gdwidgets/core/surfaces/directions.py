"""Which way a section goes: along given directions, chosen parameters or random directions."""

from __future__ import annotations

import difflib
import numbers
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdwidgets.core.surfaces.places import names_of

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array, Objective

MOST_LISTED = 4
"""So many fixed parameters are named with their values."""


class Cut(NamedTuple):
    """A plane or a line, and what it is called; see `gdwidgets.core.surfaces.Section`."""

    origin: Array
    directions: Array
    names: tuple[str, ...]
    domain: tuple[tuple[float, float], ...]
    notes: tuple[str, ...]
    along_axes: bool


def cut_through(objective: Objective, center: Array, directions: Any, seed: int) -> Cut:
    """Read the `directions` of a section.

    Raises
    ------
    TypeError, ValueError
        If they are neither directions nor parameters, or are parallel.
    """
    n_params = objective.n_params
    chosen = _chosen(objective, directions)
    if chosen is not None:
        return _along_axes(objective, center, chosen)
    if directions is None:
        k = min(2, n_params)
        random = np.random.default_rng(seed).normal(size=(n_params, k))
        vectors: Array = np.linalg.qr(random)[0].T
        note = f"random direction{'s' * (k - 1)}, seed {seed}"
    else:
        vectors = _vectors(directions, n_params)
        note = f"along given direction{'s' * (len(vectors) - 1)}"
    reach = (np.abs(center).max() or 1.0) / np.abs(vectors).max(axis=1)
    domain = tuple((-float(r), float(r)) for r in reach)
    return Cut(center, vectors, ("a", "b")[: len(vectors)], domain, (note,), along_axes=False)


def _chosen(objective: Objective, directions: Any) -> tuple[int, ...] | None:
    """The indices of chosen parameters, if such are given."""
    if isinstance(directions, str | numbers.Integral):
        directions = [directions]
    if not isinstance(directions, list | tuple) or not 1 <= len(directions) <= 2:
        return None
    if not all(isinstance(each, str | numbers.Integral) for each in directions):
        return None
    names = _names(objective)
    chosen = tuple(_index(each, names) for each in directions)
    if len(set(chosen)) != len(chosen):
        raise ValueError(f"directions must be different parameters, not {directions!r}")
    return chosen


def _index(parameter: Any, names: tuple[str, ...]) -> int:
    if isinstance(parameter, str):
        if parameter not in names:
            near = difflib.get_close_matches(parameter, names, n=1)
            listed = near or [*names[:MOST_LISTED], *["..."][: len(names) - MOST_LISTED]]
            raise ValueError(
                f"directions must be names of parameters such as {', '.join(listed)}, "
                f"not {parameter!r}"
            )
        return names.index(parameter)
    if isinstance(parameter, bool) or not 0 <= parameter < len(names):
        raise ValueError(
            f"directions must be names or indices of parameters from 0 to {len(names) - 1}, "
            f"not {parameter!r}"
        )
    return int(parameter)


def _along_axes(objective: Objective, center: Array, chosen: tuple[int, ...]) -> Cut:
    names = _names(objective)
    origin = center.copy()
    origin[list(chosen)] = 0
    reach = np.abs(center).max() or 1.0
    around = objective.domain or tuple((float(c - reach), float(c + reach)) for c in center)
    fixed = [i for i in range(len(center)) if i not in chosen]
    if not fixed:
        note = "nothing stays fixed"
    elif len(fixed) > MOST_LISTED:
        note = f"the other {len(fixed)} parameters stay fixed"
    else:
        listed = ", ".join(f"{names[i]} = {center[i]:.4g}" for i in fixed)
        note = f"{listed} stay{'s' * (len(fixed) == 1)} fixed"
    return Cut(
        origin,
        np.eye(len(center))[list(chosen)],
        tuple(names[i] for i in chosen),
        tuple(around[i] for i in chosen),
        (note,),
        along_axes=True,
    )


def _vectors(directions: Any, n_params: int) -> Array:
    try:
        vectors = np.array(directions)
        sound = vectors.dtype.kind in "iuf" and np.isfinite(vectors).all()
    except ValueError:  # ragged
        sound = False
    if not sound:
        raise ValueError(
            "directions must be one or two directions, or names or indices of parameters, "
            f"not {directions!r:.200}"
        )
    vectors = np.atleast_2d(vectors).astype(float)
    if vectors.shape not in {(1, n_params), (2, n_params)}:
        raise ValueError(
            f"directions must be one or two of {n_params} numbers each, "
            f"not an array of shape {vectors.shape}"
        )
    if np.linalg.matrix_rank(vectors) < len(vectors):
        raise ValueError("directions must not be zero, nor parallel to each other")
    return vectors


def _names(objective: Objective) -> tuple[str, ...]:
    """The parameters' names; an objective of one's own may have left x and y."""
    names = objective.param_names
    return names if len(names) == objective.n_params else names_of(objective.n_params)
