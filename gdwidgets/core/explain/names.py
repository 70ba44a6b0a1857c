"""What things are called in a function, and what they are read from."""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from gdwidgets.core.explain.plan import CODE, LOCAL, OUTSIDE, PART, STATE, Read, Site, is_view
from gdwidgets.core.explain.source import looked_up


class Names(NamedTuple):
    """The names of a function.

    Attributes
    ----------
    function : function
        The original: what it refers to is looked up.
    owners : dict of str to str
        Which of its arguments are `SELF`, `HERE` and `STATE`.
    states : list of ast.expr
        What it returns to be remembered.
    """

    function: Any
    owners: dict[str, str]
    states: list[ast.expr]

    def site(self, target: ast.expr) -> Site:
        """Return where something is kept that is worked out."""
        if isinstance(target, ast.Name):
            return Site(target.id, names=(target.id,))
        if isinstance(target, ast.Subscript) and is_view(target.slice):
            return self.site(target.value)._replace(names=())
        return Site(*self.read(target))

    def owner(self, node: ast.expr) -> str:
        """Return which of the owners something is read from; "" if from none."""
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
            node = node.func if isinstance(node, ast.Call) else node.value
        return self.owners.get(node.id, "") if isinstance(node, ast.Name) else ""

    def read(self, node: ast.expr) -> Read:
        """Return what a leaf is called, whatever holds it: ``state.velocity`` is velocity."""
        code, owner = self.function.__code__, self.owner(node)
        name, kind = ast.unparse(node), CODE
        match node:
            case ast.NamedExpr():
                name, kind = node.target.id, LOCAL
            case ast.Name():
                is_local = node.id in code.co_varnames + code.co_cellvars
                name, kind = node.id, LOCAL if is_local else OUTSIDE
            case ast.Attribute() if owner or looked_up(node, self.function) is not None:
                name, kind = node.attr, owner or OUTSIDE
            case ast.Call(args=[key, *_]) | ast.Subscript(slice=key) if owner == STATE:
                name, kind = self._key(key) or name, STATE
            case ast.Attribute() | ast.Subscript():
                kind = PART
        return Read(name, kind)

    def _key(self, key: ast.expr) -> str:
        """Return the name of a part of the state: a key, or what is returned in its place."""
        value = key.value if isinstance(key, ast.Constant) else None
        if isinstance(value, str):
            return value
        names = [getattr(state, "elts", []) for state in self.states]
        if isinstance(value, int):
            names = [parts[value : value + 1] for parts in names]
            return next((part.id for (part,) in names if isinstance(part, ast.Name)), "")
        return ""
