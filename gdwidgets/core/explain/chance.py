"""Whether a function draws random numbers that it isn't given."""

from __future__ import annotations

import random
import types
from typing import Any

import numpy as np

from gdwidgets.core.explain.source import UnreadableError, bound, surroundings

SOURCES = {"default_rng", "RandomState", "SystemRandom", "urandom", "uuid4", "secrets"}
"""Names that stand for random numbers wherever they come from."""

PURE = ("gdwidgets.", "numpy.")
"""Modules whose functions draw only from what they are given."""


def draws(function: Any, *holders: Any) -> bool:
    """Tell whether a function, or one that it calls, may draw random numbers of its own.

    Parameters
    ----------
    function : callable
    *holders : object
        What it may find a generator in besides: the fields of an optimizer, say.
    """
    return any(map(_is_source, holders)) or _draws(function, set())


def _draws(function: Any, seen: set[Any]) -> bool:
    try:
        behind = bound(function)
    except UnreadableError:
        return _is_source(function)
    inner = behind.function
    if inner in seen or (inner.__module__ or "").startswith(PURE):
        return False
    seen.add(inner)
    given = [*behind.arguments, *behind.keywords.values(), *(inner.__defaults__ or ())]
    held = [value for each in behind.arguments for value in getattr(each, "__dict__", {}).values()]
    around, names = surroundings(inner), _names(inner.__code__)
    modules = [vars(value) for value in around.values() if isinstance(value, types.ModuleType)]
    used = [module[name] for module in modules for name in names if name in module]
    found = [*given, *held, *around.values(), *used, getattr(inner, "__wrapped__", None)]
    if names & SOURCES or any(map(_is_source, found)):
        return True
    return any(_draws(value, seen) for value in found if isinstance(value, types.FunctionType))


def _is_source(value: Any) -> bool:
    if isinstance(value, types.ModuleType):
        return value in (random, np.random)
    drawing = np.random.Generator | np.random.RandomState | random.Random
    return isinstance(value, drawing) or isinstance(getattr(value, "__self__", None), drawing)


def _names(code: types.CodeType) -> set[str]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return set(code.co_names).union(*map(_names, inner))
