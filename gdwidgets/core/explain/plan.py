"""What a rewritten function is: its code, what it reads, and where it works something out."""

from __future__ import annotations

import ast
import types
from typing import NamedTuple

from gdwidgets.core.explain.expressions import Node

TRACE = "__trace__"
"""The name by which a rewritten function knows whom to tell."""

SELF, HERE, STATE = "self", "here", "state"
"""What a leaf may be read from: an optimizer, its `Here`, or what it remembers."""

LOCAL, OUTSIDE, PART, CODE = "local", "outside", "part", "code"
"""Or a variable of the function, one from outside, a part of an array, any other code."""


class Read(NamedTuple):
    """What a leaf is: its name, and what it is read from."""

    name: str
    kind: str


class Site(NamedTuple):
    """A place in the code where something is worked out.

    Attributes
    ----------
    name : str
        What it is called there.
    kind : str
        What it is kept in, as for `Read`.
    names : tuple of str
        The variables that it is given to.
    returns : bool
        Whether the function returns it.
    formula : Node or None
        How it is worked out; None if that can't be written.
    slots : range
        The leaves of the formula.
    """

    name: str
    kind: str = LOCAL
    names: tuple[str, ...] = ()
    returns: bool = False
    formula: Node | None = None
    slots: range = range(0)


RESULT = Site("params", returns=True)


class Plan(NamedTuple):
    """A rewritten function.

    Attributes
    ----------
    code : code
        What is run; it refers to a cell `TRACE`.
    sites : tuple of Site
    reads : tuple of Read
    remembered : frozenset of str
        The names that are returned as what is to be remembered.
    touched : frozenset of str
        The names of what may be changed in place.
    """

    code: types.CodeType
    sites: tuple[Site, ...]
    reads: tuple[Read, ...]
    remembered: frozenset[str]
    touched: frozenset[str]


def told(what: str, *arguments: ast.expr) -> ast.Call:
    """Return a call that tells something."""
    trace = ast.Attribute(ast.Name(TRACE, ast.Load()), what, ast.Load())
    return ast.Call(trace, list(arguments), [])


def is_view(index: ast.expr) -> bool:
    """Tell whether an index takes everything: ``[:, None]``, ``[...]``."""
    if isinstance(index, ast.Tuple):
        return all(map(is_view, index.elts))
    if isinstance(index, ast.Slice):
        return index.lower is index.upper is index.step is None
    is_axis = isinstance(index, ast.Attribute) and index.attr == "newaxis"
    return is_axis or (isinstance(index, ast.Constant) and index.value in (None, ...))
