"""A function's code, rewritten so that it tells what it works out, and its formulas.

The rewritten function runs as Python runs it, with loops, branches and early returns. Each
assignment ``v = 0.9 * v + g`` becomes ``v = __trace__.line(0, 0.9 * __trace__.leaf(0, v) +
__trace__.leaf(1, g))``: so everything is worked out once, and told on the way.
"""

from __future__ import annotations

import ast
import functools
import types
from typing import Any, NamedTuple

import numpy as np

from gdwidgets.core.explain.expressions import (
    SIGNS,
    Applied,
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
from gdwidgets.core.explain.notation import (
    CALLS,
    FILLED,
    FUNCTIONS,
    N_SHOWN,
    OF_HERE,
    OPERATORS,
    SAME,
    UNSHOWN,
)
from gdwidgets.core.explain.source import Definition, compiled, definition, looked_up
from gdwidgets.core.explain.symbols import Symbol, call_of

TRACE = "__trace__"
SELF, HERE, STATE, LOCAL, OUTSIDE, PART, CODE = (
    "self",
    "here",
    "state",
    "local",
    "outside",
    "part",
    "code",
)
"""What a leaf is read from; the last two are a part of an array, and any other code."""

_OTHER_SCOPES = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


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
    names : tuple of str
        The variables that it is given to.
    kind : str
        What it is kept in, as for `Read`.
    formula : Node or None
        How it is worked out; None if that can't be written.
    slots : range
        The leaves of the formula.
    returns : bool
        Whether the function returns it.
    """

    name: str
    names: tuple[str, ...]
    kind: str
    formula: Node | None
    slots: range
    returns: bool = False


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


@functools.lru_cache(maxsize=128)
def instrumented(function: types.FunctionType, owners: tuple[tuple[str, str], ...]) -> Plan:
    """Rewrite a function; `owners` says which arguments are `SELF`, `HERE` and `STATE`.

    Raises
    ------
    Unreadable
        If its source isn't there.
    """
    node, owner = definition(function)
    rewriter = _Rewriter(function, dict(owners), node)
    rewriter.rewrite(node)
    code = compiled(node, owner, function.__code__, (TRACE,))
    remembered = frozenset(
        n.id for state in rewriter.states for n in ast.walk(state) if isinstance(n, ast.Name)
    )
    return Plan(
        code, tuple(rewriter.sites), tuple(rewriter.reads), remembered, frozenset(rewriter.touched)
    )


class _Rewriter(ast.NodeTransformer):
    def __init__(
        self, function: types.FunctionType, owners: dict[str, str], node: Definition
    ) -> None:
        self.function = function
        self.owners = owners
        self.sites: list[Site] = []
        self.reads: list[Read] = []
        own = _own_nodes(node)
        returned = [n.value for n in own if isinstance(n, ast.Return)]
        if isinstance(node, ast.Lambda):
            returned = [node.body]
        self.states = [
            value.elts[1] for value in returned if isinstance(value, ast.Tuple) and value.elts[1:]
        ]
        self.touched = {name for n in own if (name := _touched(n))}

    def rewrite(self, node: Definition) -> None:
        """Rewrite a definition in place."""
        if isinstance(node, ast.Lambda):
            node.body = self._line(node.body, Site("params", (), LOCAL, None, range(0), True))
        else:
            body = []
            for statement in node.body:
                changed = self.visit(statement)
                body += changed if isinstance(changed, list) else [changed]
            node.body = body

    def visit(self, node: ast.AST) -> Any:
        """Leave the functions and comprehensions within it as they are."""
        return node if isinstance(node, _OTHER_SCOPES) else super().visit(node)

    def visit_Return(self, node: ast.Return) -> ast.stmt:  # noqa: N802
        if node.value is not None:
            site = Site("params", (), LOCAL, None, range(0), returns=True)
            node.value = self._line(node.value, site)
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:  # noqa: N802
        node.value = self._line(node.value, self._site(node.target))
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:  # noqa: N802
        if node.value is not None:
            node.value = self._line(node.value, self._site(node.target))
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:  # noqa: N802
        target, value = node.targets[0], node.value
        if all(isinstance(t, ast.Name | ast.Attribute | ast.Subscript) for t in node.targets):
            names = tuple(t.id for t in node.targets if isinstance(t, ast.Name))
            node.value = self._line(value, self._site(target)._replace(names=names))
            return node
        if len(node.targets) == 1 and _match(target, value):
            # All values are worked out before the first one gets its name.
            pairs = zip(target.elts, value.elts, strict=True)  # type: ignore[attr-defined]
            worked_out = [self._formula(part, self._site(to)) for to, part in pairs]
            value.elts = [expression for expression, _ in worked_out]  # type: ignore[attr-defined]
            numbers = ast.Constant(tuple(number for _, number in worked_out))
            node.value = self._told("each", numbers, value)
            return node
        node.value = self.visit(value)
        kind = STATE if self._owner(value) == STATE else CODE
        names = [n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        stored = [name for name in names if name not in self.owners]
        told = [
            self._told("named", ast.Constant(name), ast.Constant(kind), ast.Name(name, ast.Load()))
            for name in stored
        ]
        return [node, *map(ast.Expr, told)]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:  # noqa: N802
        """``t[i] += e`` keeps its meaning: t and i are worked out once, then the sum in place."""
        before: list[ast.stmt] = []
        target = node.target
        site = self._site(target)
        for field in ("value", "slice"):
            part = getattr(target, field, None)
            if part is not None and not isinstance(part, ast.Name | ast.Constant):
                name = f"__{field}__"
                kept = self.visit(self._index(part))
                before.append(ast.Assign([ast.Name(name, ast.Store())], kept))
                setattr(target, field, ast.Name(name, ast.Load()))
        load = _with_context(target, ast.Load())
        first = len(self.reads)
        read = Read(site.name, site.kind if site.kind != CODE else PART)
        old = self._wrapped(load, read)
        expression, right = self._part(node.value)
        sign = SIGNS.get(type(node.op).__name__)
        formula = Binary(sign, Slot(first), right) if sign else None
        number = self._add(site._replace(formula=formula, slots=range(first, len(self.reads))))
        temporary = ast.Name("__old__", ast.Load())
        return [
            *before,
            ast.Assign([ast.Name("__old__", ast.Store())], old),
            ast.AugAssign(ast.Name("__old__", ast.Store()), node.op, expression),
            ast.Assign([target], self._told("line", ast.Constant(number), temporary)),
        ]

    def _index(self, node: ast.expr) -> ast.expr:
        """Return an index as a value, to be kept for later: ``1:`` as ``slice(1, None, None)``."""
        if isinstance(node, ast.Tuple):
            return ast.Tuple([self._index(part) for part in node.elts], ast.Load())
        if isinstance(node, ast.Slice):
            ends = (node.lower, node.upper, node.step)
            return self._told("slice", *(end or ast.Constant(None) for end in ends))
        return node

    def _line(self, value: ast.expr, site: Site) -> ast.expr:
        """Return an expression that also tells what it has worked out."""
        expression, number = self._formula(value, site)
        return self._told("line", ast.Constant(number), expression)

    def _formula(self, value: ast.expr, site: Site) -> tuple[ast.expr, int]:
        """Rewrite an expression; return it and the number of its site."""
        first = len(self.reads)
        expression, formula = self._part(value, site.returns)
        return expression, self._add(
            site._replace(formula=formula, slots=range(first, len(self.reads)))
        )

    def _add(self, site: Site) -> int:
        self.sites.append(site)
        return len(self.sites) - 1

    def _part(self, node: ast.expr, returned: bool = False) -> tuple[ast.expr, Node]:
        """Rewrite a part of an expression, so that its leaves are told; return its formula, too."""
        match node:
            case ast.Constant(value=float() | int()) if not isinstance(node.value, bool):
                return node, Number(node.value)  # type: ignore[arg-type]
            case ast.UnaryOp(op=ast.USub()):
                node.operand, inner = self._part(node.operand)
                return node, Negative(inner)
            case ast.BinOp() if type(node.op).__name__ in SIGNS:
                node.left, left = self._part(node.left)
                node.right, right = self._part(node.right)
                if isinstance(node.op, ast.Add) and isinstance(right, Filled) and right.value == 0:
                    return node, left  # it is brought to the shape of the other, no more
                return node, Binary(SIGNS[type(node.op).__name__], left, right)
            case ast.IfExp():
                node.test = self.visit(node.test)
                node.body, yes = self._part(node.body, returned)
                node.orelse, no = self._part(node.orelse, returned)
                node.body = self._wrapped(node.body, Read("", CODE))
                return node, Either(len(self.reads) - 1, yes, no)
            case ast.Tuple(elts=[first, *others]) if returned:
                first, formula = self._part(first)
                node.elts = [first, *map(self.visit, others)]
                return node, formula
            case ast.Call():
                return self._call(node)
            case ast.Subscript() if _is_view(node.slice):
                node.value, inner = self._part(node.value)
                return node, inner
        return self._leaf(node)

    def _call(self, node: ast.Call) -> tuple[ast.expr, Node]:
        function = looked_up(node.func, self.function)
        function = function if callable(function) and _hashable(function) else None
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        n_arguments = 0 if node.keywords else len(node.args)
        if any(isinstance(argument, ast.Starred) for argument in node.args) or any(
            keyword.arg is None for keyword in node.keywords
        ):
            return self._leaf(node)
        if method == "get" and self._owner(node.func) == STATE:
            return self._leaf(node)
        if function in FILLED:
            return self.visit(node), Filled(FILLED[function])
        if function is None and method in {"copy", "astype"}:
            node.func.value, inner = self._part(node.func.value)  # type: ignore[attr-defined]
            return node, inner
        if function is None and method:
            return self._called_method(node, method)
        if function in SAME and len(node.args) == 1:
            return self._same(node)
        worked_out = [self._part(argument) for argument in node.args]
        node.args = [expression for expression, _ in worked_out]
        parts = tuple(formula for _, formula in worked_out)
        if n_arguments == 2 and function in OPERATORS:
            return node, Binary(OPERATORS[function], *parts)
        if n_arguments == 1 and function is np.square:
            return node, Binary("**", parts[0], Number(2))
        if n_arguments and function in FUNCTIONS:
            return node, Applied(FUNCTIONS[function], parts)
        if n_arguments == 3 and function is np.where:
            index = len(self.reads)
            condition = ast.unparse(node.args[0]) if not isinstance(parts[0], Slot) else ""
            node.args[0] = self._wrapped(node.args[0], Read(condition, CODE))
            return node, Where(index, *parts[1:])
        name = node.func.id if isinstance(node.func, ast.Name) else method or "…"
        return self._called(node, CALLS.get(function, call_of(name)), parts)

    def _same(self, node: ast.Call) -> tuple[ast.expr, Node]:
        """Write a call that gives what it is given as that."""
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        read = self._read(node.args[0])
        node.args[0], formula = self._part(node.args[0])
        if not isinstance(formula, Slot):
            return node, formula
        return self._wrapped(node, read), Slot(len(self.reads) - 1)  # of a list, its array

    def _called_method(self, node: ast.Call, method: str) -> tuple[ast.expr, Node]:
        assert isinstance(node.func, ast.Attribute)
        owner = self._owner(node.func) if isinstance(node.func.value, ast.Name) else ""
        parts: tuple[Node, ...] = ()
        if owner not in (SELF, HERE) and not _is_super(node.func.value):
            node.func.value, inner = self._part(node.func.value)
            parts = (inner,)
        else:
            node.func.value = self.visit(node.func.value)
        worked_out = [self._part(argument) for argument in node.args]
        node.args = [expression for expression, _ in worked_out]
        arguments = tuple(formula for _, formula in worked_out)
        if owner == HERE and method in OF_HERE:
            return self._called(node, OF_HERE[method], arguments[: N_SHOWN[method]])
        return self._called(node, call_of(method), parts + arguments)

    def _called(
        self, node: ast.Call, notation: Symbol, parts: tuple[Node, ...]
    ) -> tuple[ast.expr, Node]:
        more: tuple[Node, ...] = ()
        for keyword in node.keywords:
            if keyword.arg in UNSHOWN:
                keyword.value = self.visit(keyword.value)
            else:
                keyword.value, formula = self._part(keyword.value)
                more = (*more, formula)
        index = len(self.reads)
        return self._wrapped(node, Read("", CODE)), Called(index, notation, parts + more)

    def _leaf(self, node: ast.expr) -> tuple[ast.expr, Node]:
        read = self._read(node)
        changed = self.visit(node)
        index = len(self.reads)
        return self._wrapped(changed, read), Slot(index)

    def _read(self, node: ast.expr) -> Read:
        """Return what a leaf is called, whatever holds it: ``state.velocity`` is velocity."""
        owner = self._owner(node)
        match node:
            case ast.NamedExpr():
                return Read(node.target.id, LOCAL)
            case ast.Name():
                code = self.function.__code__
                is_local = node.id in code.co_varnames + code.co_cellvars
                return Read(node.id, LOCAL if is_local else OUTSIDE)
            case ast.Attribute() if owner:
                return Read(node.attr, owner)
            case ast.Attribute() if looked_up(node, self.function) is not None:
                return Read(node.attr, OUTSIDE)
            case ast.Call() if owner == STATE and node.args:
                return Read(self._key(node.args[0], node), STATE)
            case ast.Subscript() if owner == STATE:
                return Read(self._key(node.slice, node), STATE)
            case ast.Attribute() | ast.Subscript():
                return Read(ast.unparse(node), PART)
        return Read(ast.unparse(node), CODE)

    def _key(self, key: ast.expr, node: ast.expr) -> str:
        """Return the name of a part of the state: of a tuple's, by what is returned in its place."""
        match key:
            case ast.Constant(value=str()):
                return str(key.value)
            case ast.Constant(value=int()):
                for state in self.states:
                    parts = getattr(state, "elts", [])
                    if key.value < len(parts) and isinstance(parts[key.value], ast.Name):
                        return str(parts[key.value].id)
        return ast.unparse(node)

    def _site(self, target: ast.expr) -> Site:
        """Return where something is kept that is worked out."""
        if isinstance(target, ast.Name):
            return Site(target.id, (target.id,), LOCAL, None, range(0))
        if isinstance(target, ast.Subscript) and _is_view(target.slice):
            return self._site(target.value)
        read = self._read(target)
        return Site(read.name, (), read.kind, None, range(0))

    def _owner(self, node: ast.expr) -> str:
        """Return which of the owners something is read from; "" if from none."""
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
            node = node.func if isinstance(node, ast.Call) else node.value
        return self.owners.get(node.id, "") if isinstance(node, ast.Name) else ""

    def _wrapped(self, node: ast.expr, read: Read) -> ast.expr:
        self.reads.append(read)
        return self._told("leaf", ast.Constant(len(self.reads) - 1), node)

    def _told(self, what: str, *arguments: ast.expr) -> ast.Call:
        trace = ast.Attribute(ast.Name(TRACE, ast.Load()), what, ast.Load())
        return ast.Call(trace, list(arguments), [])


def _own_nodes(node: ast.AST) -> list[ast.AST]:
    """Return the nodes of a function without those of the functions within it."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _OTHER_SCOPES):
            found += [child, *_own_nodes(child)]
    return found


def _touched(node: ast.AST) -> str:
    """Return the name of what a node may change in place: ``v[0] = 1``, ``v += 1``, ``v.sort()``."""
    changed: Any = None
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
        changed = node.value
    elif isinstance(node, ast.AugAssign):
        changed = node.target
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        changed = node.func.value
    while isinstance(changed, ast.Attribute | ast.Subscript):
        changed = changed.value
    return changed.id if isinstance(changed, ast.Name) else ""


def _match(target: ast.expr, value: ast.expr) -> bool:
    """Tell whether each part of a tuple gets its own expression."""
    return (
        isinstance(target, ast.Tuple | ast.List)
        and isinstance(value, ast.Tuple | ast.List)
        and len(target.elts) == len(value.elts)
        and not any(isinstance(part, ast.Starred) for part in value.elts)
        and all(isinstance(t, ast.Name | ast.Attribute | ast.Subscript) for t in target.elts)
    )


def _is_view(index: ast.expr) -> bool:
    """Tell whether an index takes everything: ``[:, None]``, ``[...]``."""
    if isinstance(index, ast.Tuple):
        return all(map(_is_view, index.elts))
    if isinstance(index, ast.Slice):
        return index.lower is index.upper is index.step is None
    return isinstance(index, ast.Constant) and index.value in (None, ...)


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )


def _hashable(value: Any) -> bool:
    return type(value).__hash__ is not None


def _with_context(target: Any, context: ast.expr_context) -> ast.expr:
    copied = type(target)(**{name: getattr(target, name) for name in target._fields})
    copied.ctx = context
    return copied
