"""Running a function once, and keeping the formula of each line with its numbers."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from gdwidgets.core.engine.runs import copied
from gdwidgets.core.explain.lines import Line
from gdwidgets.core.explain.plan import HERE, SELF, STATE, TRACE
from gdwidgets.core.explain.rewrite import rewritten
from gdwidgets.core.explain.source import bound, rebuilt, surroundings
from gdwidgets.core.explain.tracer import Tracer


class Traced(NamedTuple):
    """What a function gave, the lines of its formula, and its variables."""

    result: Any
    lines: list[Line]
    values: dict[str, Any]


def traced(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    keywords: Mapping[str, Any],
    *,
    remembered: frozenset[str],
    n_params: int,
    method: str = "",
) -> Traced:
    """Run a function once; return its result, its formula and its variables.

    Parameters
    ----------
    function : callable
    arguments, keywords
        What it is given: an optimizer, a `Here` and a state by place, as `update` is; or by name,
        as a function for `FromFunction`.
    remembered : frozenset of str
        The names of what the method remembers.
    n_params : int
    method : str
        The name of one of our methods, whose paper's symbols are used.

    Raises
    ------
    UnreadableError
        If its source can't be had.
    """
    behind = bound(function)
    tracer = Tracer(remembered, n_params, method)
    code = _innermost(behind.function).__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    owners = {"self": SELF, "memory": STATE}
    if arguments:
        owners = dict(zip(names, (SELF, HERE, STATE), strict=False))
    for name in names:
        if name not in owners:
            tracer.given(name, name in keywords)
    twin = _twin(behind.function, tracer, tuple(owners.items()))
    result = twin(*behind.arguments, *arguments, **{**behind.keywords, **keywords})
    tracer.close(result, behind.function.__name__)
    return Traced(result, tracer.lines, tracer.values)


def _twin(function: Any, tracer: Tracer, owners: tuple[tuple[str, str], ...]) -> types.FunctionType:
    """Return the function as it is traced; it can't change what lies outside of it."""
    inner = _name_of_wrapped(function)
    if inner:
        twin = _twin(function.__wrapped__, tracer, owners)
        return rebuilt(function, function.__code__, {inner: twin})
    tracer.plan = rewritten(function, owners)
    around = surroundings(function)
    kept = {
        name: copied(around[name])
        for name in tracer.plan.touched
        if isinstance(around.get(name), np.ndarray | dict | list)
    }
    return rebuilt(function, tracer.plan.code, {**kept, TRACE: tracer})


def _innermost(function: Any) -> types.FunctionType:
    inner = _name_of_wrapped(function)
    return _innermost(function.__wrapped__) if inner else function


def _name_of_wrapped(function: types.FunctionType) -> str:
    """Return the name under which a decorated function knows what it wraps; "" if it doesn't."""
    wrapped = getattr(function, "__wrapped__", None)
    if not isinstance(wrapped, types.FunctionType):
        return ""
    return next((name for name, value in surroundings(function).items() if value is wrapped), "")
