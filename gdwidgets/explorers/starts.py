"""Where runs start, and how the parts of an explorer stand beside each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets

from gdwidgets.core.validate import finite_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Objective


def checked_start(point: Any, objective: Objective) -> tuple[float, ...]:
    """Return `point` as floats, or raise an error that says what a start must be."""
    allowed = f"start must be {objective.n_params} finite numbers, not {point!r}"
    try:
        numbers = tuple(finite_number("start", float(x)) for x in point)
    except TypeError:
        raise TypeError(allowed) from None
    except ValueError:
        raise ValueError(allowed) from None
    if len(numbers) != objective.n_params:
        raise ValueError(allowed)
    return numbers


def lowest_rate(learning_rate: Any) -> float:
    """The lowest position of a slider that can show a learning rate: 0.0001, or a decade below.

    Examples
    --------
    >>> lowest_rate(0.1), lowest_rate(3e-6)
    (0.0001, 1e-06)
    """
    usual = 1e-4
    if isinstance(learning_rate, float) and 1e-12 <= learning_rate < usual:
        return float(10.0 ** math.floor(math.log10(learning_rate)))
    return usual


def side_by_side(parts: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """A row of widgets that wrap below each other where there is little room."""
    layout = ipywidgets.Layout(flex_flow="row wrap", align_items="flex-start")
    return ipywidgets.HBox(parts, layout=layout)


def default_start(
    objective: Objective, domain: Sequence[tuple[float, float]] | None = None
) -> tuple[float, ...]:
    """The objective's own start; without one, a quarter into its domain.

    Raises
    ------
    ValueError
        If the objective has neither and `domain` is not given.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> default_start(gd.surfaces.himmelblau)
    (-0.5, -4.5)
    """
    if objective.start:
        return objective.start
    domain = domain or objective.domain
    if domain is None:
        raise ValueError(f"domain must be given, or start: {objective.name} has neither")
    return tuple(low + 0.25 * (high - low) for low, high in domain if math.isfinite(high - low))
