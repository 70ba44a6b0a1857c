"""The formulas of expressions, which are rewritten so that they tell the values of their leaves."""

from __future__ import annotations

import ast
from typing import Any, final

import numpy as np

from gdwidgets.core.explain.expressions import (
    SIGNS,
    Binary,
    Called,
    Either,
    Filled,
    Negative,
    Node,
    Number,
    Slot,
    Where,
)
from gdwidgets.core.explain.names import Names
from gdwidgets.core.explain.notation import (
    CALLS,
    FILLED,
    N_SHOWN,
    OF_HERE,
    SAME,
    SAME_METHODS,
    UNSHOWN,
    written_out,
)
from gdwidgets.core.explain.plan import (
    CODE,
    HERE,
    SELF,
    STATE,
    Read,
    Site,
    is_view,
    told,
)
from gdwidgets.core.explain.source import looked_up
from gdwidgets.core.explain.symbols import Symbol, call_of

OTHER_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
"""What has variables of its own; it stays as it is."""


@final
class Reader(ast.NodeTransformer):
    """Reads the expressions of a function.

    Parameters
    ----------
    names : Names
        What things are called in the function.

    Attributes
    ----------
    sites : list of Site
    reads : list of Read
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.sites: list[Site] = []
        self.reads: list[Read] = []

    def line(self, value: ast.expr, site: Site) -> ast.expr:
        """Return an expression that also tells what it has worked out."""
        expression, number = self.formula(value, site)
        return told("line", ast.Constant(number), expression)

    def formula(self, value: ast.expr, site: Site) -> tuple[ast.expr, int]:
        """Rewrite an expression; return it and the number of its site."""
        first = len(self.reads)
        expression, formula = self._returned(value) if site.returns else self.part(value)
        slots = range(first, len(self.reads))
        return expression, self.add(site._replace(formula=formula, slots=slots))

    def add(self, site: Site) -> int:
        """Add a site; return its number."""
        self.sites.append(site)
        return len(self.sites) - 1

    def wrapped(self, node: ast.expr, read: Read) -> ast.expr:
        """Return an expression that tells its value, as a leaf."""
        self.reads.append(read)
        return told("leaf", ast.Constant(len(self.reads) - 1), node)

    def part(self, node: ast.expr) -> tuple[ast.expr, Node]:
        """Rewrite a part of an expression; return it and its formula."""
        read = getattr(self, f"_of_{type(node).__name__}", self._leaf)
        result: tuple[ast.expr, Node] = read(node)
        return result

    def visit(self, node: ast.AST) -> Any:
        """Rewrite what is named within an expression; functions and comprehensions stay."""
        return node if isinstance(node, OTHER_SCOPES) else super().visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        """Tell what ``(v := ...)`` works out."""
        node.value = self.line(node.value, self.names.site(node.target))
        return node

    def _returned(self, node: ast.expr) -> tuple[ast.expr, Node]:
        """Rewrite what is returned: of a pair, the first is where the step ends."""
        if isinstance(node, ast.Tuple) and node.elts:
            first, formula = self.part(node.elts[0])
            node.elts = [first, *map(self.visit, node.elts[1:])]
            return node, formula
        if isinstance(node, ast.IfExp):
            return self._either(node, self._returned(node.body), self._returned(node.orelse))
        return self.part(node)

    def _parts(self, nodes: list[ast.expr]) -> tuple[list[ast.expr], tuple[Node, ...]]:
        worked_out = [self.part(node) for node in nodes]
        return [each for each, _ in worked_out], tuple(formula for _, formula in worked_out)

    def _of_Constant(self, node: ast.Constant) -> tuple[ast.expr, Node]:  # noqa: N802
        if isinstance(node.value, float | int) and not isinstance(node.value, bool):
            return node, Number(node.value)
        return self._leaf(node)

    def _of_UnaryOp(self, node: ast.UnaryOp) -> tuple[ast.expr, Node]:  # noqa: N802
        if not isinstance(node.op, ast.USub):
            return self._leaf(node)
        node.operand, inner = self.part(node.operand)
        return node, Negative(inner)

    def _of_BinOp(self, node: ast.BinOp) -> tuple[ast.expr, Node]:  # noqa: N802
        sign = SIGNS.get(type(node.op).__name__)
        if sign is None:
            return self._leaf(node)
        node.left, left = self.part(node.left)
        node.right, right = self.part(node.right)
        if sign == "+" and isinstance(right, Filled) and right.value == 0:
            return node, left  # it is brought to the shape of the other, no more
        return node, Binary(sign, left, right)

    def _of_IfExp(self, node: ast.IfExp) -> tuple[ast.expr, Node]:  # noqa: N802
        return self._either(node, self.part(node.body), self.part(node.orelse))

    def _either(
        self, node: ast.IfExp, yes: tuple[ast.expr, Node], no: tuple[ast.expr, Node]
    ) -> tuple[ast.expr, Node]:
        node.body, node.orelse = self.wrapped(yes[0], Read("", CODE)), no[0]
        index = len(self.reads) - 1
        node.test = told("either", ast.Constant(index), self.visit(node.test))
        return node, Either(index, yes[1], no[1])

    def _of_Subscript(self, node: ast.Subscript) -> tuple[ast.expr, Node]:  # noqa: N802
        asked = isinstance(node.value, ast.Call) and self.names.owner(node.value) == HERE
        if not asked and not is_view(node.slice):
            return self._leaf(node)
        node.value, inner = self.part(node.value)
        if asked and isinstance(inner, Called):  # one of several draws is written as a draw
            index = len(self.reads)
            return self.wrapped(node, Read("", CODE)), inner._replace(leaf=index)
        return node, inner

    def _of_Call(self, node: ast.Call) -> tuple[ast.expr, Node]:  # noqa: N802
        function = looked_up(node.func, self.names.function)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        is_get = method == "get" and self.names.owner(node.func) == STATE
        if is_get or any(isinstance(argument, ast.Starred) for argument in node.args):
            return self._leaf(node)
        if callable(function) and _has_hash(function):
            return self._call_of_function(node, function)
        if function is None and method:
            return self._call_of_method(node, node.func, method)  # type: ignore[arg-type]
        node.args, parts = self._parts(node.args)
        return self._called(node, call_of(last_name(node.func)), parts)

    def _call_of_function(self, node: ast.Call, function: Any) -> tuple[ast.expr, Node]:
        if function in FILLED:
            return self.visit(node), Filled(FILLED[function])
        if function in SAME and len(node.args) == 1:
            read = self.names.read(node.args[0])
            node.args, (formula,) = self._parts(node.args)
            if isinstance(formula, Slot):  # of a list, its array
                return self.wrapped(node, read), Slot(len(self.reads) - 1)
            return node, formula
        if function is np.where and len(node.args) == 3:
            read = Read(ast.unparse(node.args[0]), CODE)
            node.args, parts = self._parts(node.args)
            node.args[0] = self.wrapped(node.args[0], read)
            return node, Where(len(self.reads) - 1, *parts[1:])
        node.args, parts = self._parts(node.args)
        written = None if node.keywords else written_out(function, parts)
        if written is not None:
            return node, written
        name = last_name(node.func)
        return self._called(node, CALLS.get(function, call_of(name)), parts)

    def _call_of_method(
        self, node: ast.Call, called: ast.Attribute, method: str
    ) -> tuple[ast.expr, Node]:
        if method in SAME_METHODS:
            called.value, inner = self.part(called.value)
            return node, inner
        owner = self.names.owner(called) if isinstance(called.value, ast.Name) else ""
        whose: tuple[Node, ...] = ()
        if owner in (SELF, HERE) or _is_super(called.value):
            called.value = self.visit(called.value)
        else:
            called.value, inner = self.part(called.value)
            whose = (inner,)
        node.args, parts = self._parts(node.args)
        if owner == HERE and method in OF_HERE:
            return self._called(node, OF_HERE[method], parts[: N_SHOWN[method]])
        return self._called(node, call_of(method), whose + parts)

    def _called(
        self, node: ast.Call, notation: Symbol, parts: tuple[Node, ...]
    ) -> tuple[ast.expr, Node]:
        """Write any other call: how arrays are handled isn't shown."""
        more: tuple[Node, ...] = ()
        for keyword in node.keywords:
            if keyword.arg in UNSHOWN or keyword.arg is None:
                keyword.value = self.visit(keyword.value)
            else:
                keyword.value, formula = self.part(keyword.value)
                more = (*more, formula)
        index = len(self.reads)
        return self.wrapped(node, Read("", CODE)), Called(index, notation, parts + more)

    def _leaf(self, node: ast.expr) -> tuple[ast.expr, Node]:
        read = self.names.read(node)
        changed = self.visit(node)  # which may add leaves of its own
        index = len(self.reads)
        return self.wrapped(changed, read), Slot(index)


def _has_hash(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == "super"


def last_name(node: ast.expr) -> str:
    """Return what is called, whatever holds it."""
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "…")
