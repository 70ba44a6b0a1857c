"""A formula as a tree, and what its leaves hold."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from gdwidgets.core.explain.symbols import Symbol


class Number(NamedTuple):
    """A number that stands in the code."""

    value: float


class Filled(NamedTuple):
    """A number that fills an array."""

    value: float


class Slot(NamedTuple):
    """A name in the code; what it held is the leaf of this index."""

    leaf: int


class Binary(NamedTuple):
    """Two parts joined by ``+ - * /`` or ``**``."""

    sign: str
    left: Node
    right: Node


class Negative(NamedTuple):
    """A part with a minus before it."""

    inner: Node


class Applied(NamedTuple):
    """A function of numbers, which is written out: ``sqrt`` and its kind."""

    function: str
    parts: tuple[Node, ...]


class Called(NamedTuple):
    """Any other call: its value among numbers, how it was called among symbols.

    `notation` holds braces where the arguments belong.
    """

    leaf: int
    notation: Symbol
    parts: tuple[Node, ...]


class Where(NamedTuple):
    """One part where a condition holds, another where it doesn't."""

    leaf: int
    yes: Node
    no: Node


class Either(NamedTuple):
    """One of two parts: the first if the leaf of this index was met on the way, else the second."""

    leaf: int
    yes: Node
    no: Node


Node: TypeAlias = Number | Filled | Slot | Binary | Negative | Applied | Called | Where | Either

SIGNS = {"Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "Pow": "**"}


class Leaf(NamedTuple):
    """How a name is written, the part it plays, and what it held in one step."""

    symbol: Symbol
    role: str
    value: Any


def entry(value: Any, coordinate: int) -> Any:
    """Return the number of a run's array that belongs to a coordinate."""
    flat = np.asarray(value).reshape(-1)
    return flat[coordinate if flat.size > 1 else 0]


def is_number(value: Any) -> bool:
    """Tell whether a value is a number or an array, something to show in a formula."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiu" and value.size > 0
    return isinstance(value, float | int | np.number) and not isinstance(value, bool)


def of_the_run(value: Any, n_params: int) -> np.ndarray:
    """Return a copy of an array without the axis of runs, of which there is one."""
    array = np.array(value)
    while array.ndim > 1 and len(array) == 1:
        array = array[0]
    return array[0] if array.shape == (1,) != (n_params,) else array
