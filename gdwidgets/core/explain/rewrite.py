"""A function's code, rewritten so that it tells what it works out.

The rewritten function runs as Python runs it, with loops, branches and early returns. Each
assignment ``v = 0.9 * v + g`` becomes ``v = __trace__.line(0, 0.9 * __trace__.leaf(0, v) +
__trace__.leaf(1, g))``: so everything is worked out once, and told on the way.
"""

from __future__ import annotations

import ast
import functools
import types
from typing import Any, final

from gdwidgets.core.explain.expressions import SIGNS, Binary, Slot
from gdwidgets.core.explain.names import Names
from gdwidgets.core.explain.plan import CODE, PART, RESULT, STATE, TRACE, Plan, Read, is_view, told
from gdwidgets.core.explain.reader import OTHER_SCOPES, Reader
from gdwidgets.core.explain.source import Definition, compiled, definition

_ONE = ast.Name | ast.Attribute | ast.Subscript
"""What a single value can be given to."""


@functools.lru_cache(maxsize=128)
def rewritten(function: types.FunctionType, owners: tuple[tuple[str, str], ...]) -> Plan:
    """Rewrite a function; `owners` says which arguments are `SELF`, `HERE` and `STATE`.

    Raises
    ------
    UnreadableError
        If its source isn't there.
    """
    node, owner = definition(function)
    own = _own_nodes(node)
    states = _states(node, own)
    reader = Reader(Names(function, dict(owners), states))
    _Rewriter(reader).rewrite(node)
    remembered = {n.id for state in states for n in ast.walk(state) if isinstance(n, ast.Name)}
    return Plan(
        compiled(node, owner, function.__code__, (TRACE,)),
        tuple(reader.sites),
        tuple(reader.reads),
        frozenset(remembered),
        frozenset(_touched(n) for n in own),
    )


@final
class _Rewriter(ast.NodeTransformer):
    """Rewrites statements; the expressions in them are the reader's."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.names = reader.names

    def rewrite(self, node: Definition) -> None:
        """Rewrite a definition in place."""
        if isinstance(node, ast.Lambda):
            node.body = self.reader.line(node.body, RESULT)
        else:
            self.generic_visit(node)

    def visit(self, node: ast.AST) -> Any:
        """Leave the functions within it as they are."""
        if isinstance(node, ast.expr):
            return self.reader.visit(node)
        return node if isinstance(node, (ast.arguments, *OTHER_SCOPES)) else super().visit(node)

    def visit_Return(self, node: ast.Return) -> ast.stmt:
        if node.value is not None:
            node.value = self.reader.line(node.value, RESULT)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is not None:
            node.value = self.reader.line(node.value, self.names.site(node.target))
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        target, value = node.targets[0], node.value
        if all(isinstance(each, _ONE) for each in node.targets):
            names = tuple(each.id for each in node.targets if isinstance(each, ast.Name))
            node.value = self.reader.line(value, self.names.site(target)._replace(names=names))
            return node
        if len(node.targets) == 1 and _match(target, value):
            # All values are worked out before the first one gets its name.
            pairs = zip(target.elts, value.elts, strict=True)  # type: ignore[attr-defined]
            worked_out = [self.reader.formula(part, self.names.site(to)) for to, part in pairs]
            value.elts = [expression for expression, _ in worked_out]  # type: ignore[attr-defined]
            numbers = ast.Tuple([ast.Constant(number) for _, number in worked_out], ast.Load())
            node.value = told("each", numbers, value)
            return node
        kind = STATE if self.names.owner(value) == STATE else CODE
        node.value = self.reader.visit(value)
        names = tuple(n.id for n in ast.walk(ast.Tuple(node.targets)) if isinstance(n, ast.Name))
        tells = [
            told("named", ast.Constant(name), ast.Constant(kind), ast.Name(name, ast.Load()))
            for name in names
            if name not in self.names.owners
        ]
        return [node, *map(ast.Expr, tells)]

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        """``t[i] += e`` keeps its meaning: t and i are worked out once, then the sum in place."""
        before: list[ast.stmt] = []
        target = node.target
        site = self.names.site(target)
        for field in ("value", "slice"):
            part = getattr(target, field, None)
            if part is not None and not isinstance(part, ast.Name | ast.Constant):
                name = f"__{field}__"
                before.append(ast.Assign([ast.Name(name, ast.Store())], _as_value(part)))
                setattr(target, field, ast.Name(name, ast.Load()))
        first = len(self.reader.reads)
        read = Read(site.name, PART if site.kind == CODE else site.kind)
        old = self.reader.wrapped(_loaded(target), read)
        expression, right = self.reader.part(node.value)
        sign = SIGNS.get(type(node.op).__name__)
        formula = Binary(sign, Slot(first), right) if sign else None
        slots = range(first, len(self.reader.reads))
        number = self.reader.add(site._replace(formula=formula, slots=slots))
        result = told("line", ast.Constant(number), ast.Name("__old__", ast.Load()))
        return [
            *before,
            ast.Assign([ast.Name("__old__", ast.Store())], old),
            ast.AugAssign(ast.Name("__old__", ast.Store()), node.op, expression),
            ast.Assign([target], result),
        ]


def _own_nodes(node: ast.AST) -> list[ast.AST]:
    """Return the nodes of a function without those of the functions within it."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, OTHER_SCOPES):
            found += [child, *_own_nodes(child)]
    return found


def _states(node: Definition, own: list[ast.AST]) -> list[ast.expr]:
    """Return what a function returns to be remembered."""
    returned = [each.value for each in own if isinstance(each, ast.Return)]
    if isinstance(node, ast.Lambda):
        returned = [node.body]
    pairs = [value.elts for value in returned if isinstance(value, ast.Tuple)]
    return [pair[1] for pair in pairs if len(pair) == 2]


def _touched(node: ast.AST) -> str:
    """Return the name of what a node may change in place, as ``v += 1`` and ``v.sort()`` do."""
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
    """Tell whether each part of a tuple gets an expression of its own."""
    return (
        isinstance(target, ast.Tuple | ast.List)
        and isinstance(value, ast.Tuple | ast.List)
        and len(target.elts) == len(value.elts)
        and not any(isinstance(part, ast.Starred) for part in value.elts)
        and all(isinstance(part, _ONE) for part in target.elts)
    )


def _as_value(index: ast.expr) -> ast.expr:
    """Return an index as a value, to be kept for later: ``1:`` as ``slice(1, None, None)``."""
    if isinstance(index, ast.Tuple) and not is_view(index):
        return ast.Tuple([_as_value(part) for part in index.elts], ast.Load())
    if isinstance(index, ast.Slice):
        ends = (index.lower, index.upper, index.step)
        return told("slice", *(end or ast.Constant(None) for end in ends))
    return index


def _loaded(target: Any) -> ast.expr:
    """Return what a target is before it is given a value."""
    fields = {name: getattr(target, name) for name in target._fields}
    loaded: ast.expr = type(target)(**fields | {"ctx": ast.Load()})
    return loaded
