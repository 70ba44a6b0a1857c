"""A function written with Python's `math`, made to work on arrays with NumPy's functions."""

from __future__ import annotations

import builtins
import functools
import math
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

OTHER_NAMES = {
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "pow": "power",
}
"""How NumPy calls the functions for which it has another name than `math`."""


def _chosen(choose: Any) -> Callable[..., Any]:
    """Python's max or min of several arguments, for arrays."""
    return lambda first, second, *more: functools.reduce(choose, [second, *more], first)


IN_NUMPY: dict[Any, Any] = {
    function: getattr(np, OTHER_NAMES.get(name, name))
    for name, function in vars(math).items()
    if callable(function) and isinstance(getattr(np, OTHER_NAMES.get(name, name), None), np.ufunc)
} | {max: _chosen(np.maximum), min: _chosen(np.minimum)}
"""NumPy's function for each of Python's."""

MATH = types.SimpleNamespace(
    **{
        name: IN_NUMPY.get(value, value) if callable(value) else value
        for name, value in vars(math).items()
    }
)


@final
@dataclass(frozen=True)
class Translated:
    """A function with NumPy's functions in place of `math`'s, and of max and min.

    Only what its own code names is replaced, not what the functions that it calls do; so what
    it gives must be compared with the original.

    Examples
    --------
    >>> Translated(lambda x: math.sin(x) + math.pi)(np.zeros(2)).round(2)
    array([3.14, 3.14])
    """

    original: Any
    _function: Callable[..., Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        f = self.original
        scope = f.__globals__ | {
            name: _in_numpy(f.__globals__.get(name, vars(builtins).get(name)))
            for name in _names(f.__code__)
            if name in f.__globals__ or name in vars(builtins)
        }
        cells = tuple(types.CellType(_in_numpy(cell.cell_contents)) for cell in f.__closure__ or ())
        function = types.FunctionType(f.__code__, scope, f.__name__, f.__defaults__, cells or None)
        function.__kwdefaults__ = f.__kwdefaults__
        object.__setattr__(self, "_function", function)

    def __reduce__(self) -> Any:
        return Translated, (self.original,)

    def __call__(self, *arguments: Any) -> Any:
        """Call the translation."""
        return self._function(*arguments)


def can_be_translated(function: Any) -> bool:
    """Tell whether a function's own code names something that there is a translation of."""
    if not isinstance(function, types.FunctionType):
        return False
    named = [
        function.__globals__.get(name, vars(builtins).get(name))
        for name in _names(function.__code__)
    ]
    try:
        enclosed = [cell.cell_contents for cell in function.__closure__ or ()]
    except ValueError:  # a cell that is still empty
        return False
    return any(_in_numpy(value) is not value for value in [*named, *enclosed])


def _names(code: types.CodeType) -> Iterator[str]:
    """Every global or attribute that a function's code names, in functions within it too."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _in_numpy(value: Any) -> Any:
    if value is math:
        return MATH
    try:
        return IN_NUMPY.get(value, value)
    except TypeError:  # what can't be hashed
        return value
