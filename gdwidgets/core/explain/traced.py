"""Running a function line by line, keeping the formula of each line with its numbers."""

from __future__ import annotations

import ast
import functools
import inspect
import operator
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.explain.expressions import (
    FUNCTIONS,
    SIGNS,
    Leaf,
    Piece,
    Style,
    entry,
    function_name,
    number,
    pieces,
    text,
)
from gdwidgets.core.explain.symbols import MEMORY, PLACE, RATE, SETTING, SLOPE, symbol

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
IN_PLACE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: operator.imul,
    ast.Div: operator.itruediv,
    ast.Pow: operator.ipow,
}

ROLES = {"params": PLACE, "gradient": SLOPE, "learning_rate": RATE, "memory": MEMORY}
"""The parts of what a learner's function is given, by name; also those of a `Here`."""


@final
@dataclass(frozen=True, eq=False)
class Line:
    """One line of an optimizer's formula in one step.

    Attributes
    ----------
    name : str
        What the line works out, such as "velocity".
    value : ndarray
        What came out, with an entry for each coordinate, or one for all.
    role : str
        The part that it plays: "place", "rate", "slope", "memory", "setting" or none, "".

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.ravine(), gd.optimizers.GradientDescent(0.1), [2.0, 0.1], 1)
    >>> line = gd.explain_step(run, 1).lines[0]
    >>> line.name, line.text(1)
    ('params', 'params = 0.1 - 0.1 * 2 = -0.1')
    >>> [piece.text for piece in line.pieces()]
    ['x', ' ← ', 'x', ' − ', 'η', ' · ', 'g']
    """

    name: str
    value: Array
    role: str
    expression: ast.expr

    def text(self, coordinate: int = 0) -> str:
        """Return the line with one coordinate's numbers: ``v = 0.9 * 2 + 1 = 2.8``."""
        put_in = text(self.expression, Style(lambda leaf: number(leaf.value, coordinate)))
        result = number(self.value, coordinate)
        return " = ".join([self.name, *([] if put_in == result else [put_in]), result])

    def latex(self, coordinate: int | None = None) -> str:
        """Return the line in LaTeX: with symbols, or with one coordinate's numbers."""
        left = symbol(self.name).latex
        if coordinate is None:
            style = Style(lambda leaf: symbol(leaf.name).latex, latex=True)
            return rf"{left} \leftarrow {text(self.expression, style)}"
        style = Style(lambda leaf: number(leaf.value, coordinate), latex=True)
        result = text(ast.Constant(Leaf(self.name, self.value)), style)  # type: ignore[arg-type]
        return f"{left} = {text(self.expression, style)} = {result}"

    def pieces(
        self, coordinate: int | None = None, show: Callable[[float], str] | None = None
    ) -> list[Piece]:
        """Return the line as pieces of text, each with the part that it plays.

        Parameters
        ----------
        coordinate : int, optional
            Whose numbers are put in; with None it is written with symbols.
        show : callable, optional
            How a number is written; to four digits by default.

        Returns
        -------
        list of (text, role)
        """
        left = Piece(symbol(self.name).text, self.role)
        if coordinate is None:
            style = Style(lambda leaf: symbol(leaf.name).text, times="·", minus="−", power="^")
            if (
                isinstance(self.expression, ast.Constant)
                and self.expression.value.name == self.name
            ):  # type: ignore[attr-defined]
                return [left]
            return [left, Piece(" ← ", ""), *pieces(self.expression, style)]
        written = show or (lambda value: f"{value:.4g}".replace("-", "−"))
        style = Style(
            lambda leaf: written(entry(leaf.value, coordinate)), times="·", minus="−", power="^"
        )
        put_in = pieces(self.expression, style)
        result = Piece(written(entry(self.value, coordinate)), self.role)
        between = [Piece(" = ", ""), *put_in] if [p.text for p in put_in] != [result.text] else []
        return [left, *between, Piece(" = ", ""), result]


class Untraceable(Exception):
    """The function can't be run line by line."""


def run_line_by_line(
    function: Callable[..., Any], given: dict[str, Any], remembered: frozenset[str]
) -> tuple[Any, list[Line], dict[str, Any]]:
    """Run a function, each statement once; return its result, its formulas and its named values.

    Parameters
    ----------
    function : callable
    given : dict
        Its arguments by name.
    remembered : frozenset of str
        The names of what the method remembers, in its state.

    Raises
    ------
    Untraceable
        If its source can't be found or has statements that return from within a loop.
    """
    function = getattr(function, "__func__", function)
    body, returned = _body_of(function)
    cells = function.__closure__ or ()
    names = function.__code__.co_freevars
    closure = {name: cell.cell_contents for name, cell in zip(names, cells, strict=True)}
    tracer = _Tracer({**function.__globals__, **closure, **given}, remembered | returned)
    tracer.walk(body)
    return tracer.result, tracer.lines, tracer.values


@functools.lru_cache(maxsize=64)
def _body_of(function: Any) -> tuple[list[ast.stmt], frozenset[str]]:
    """Return the statements of a function, and the names that it returns to be remembered."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)).strip())
    except (OSError, TypeError, SyntaxError):
        raise Untraceable from None
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    named = [n for n in found if getattr(n, "name", "<lambda>") == function.__name__]
    if len(named) != 1 or not hasattr(function, "__globals__"):
        raise Untraceable
    node = named[0]
    body = [ast.Return(node.body)] if isinstance(node, ast.Lambda) else node.body
    for statement in body:
        _check_traceable(statement)
    returned = [n.value for s in body for n in ast.walk(s) if isinstance(n, ast.Return)]
    states = [value.elts[1] for value in returned if _is_pair(value)]
    names = [n.id for state in states for n in ast.walk(state) if isinstance(n, ast.Name)]
    return body, frozenset(names)


def _is_pair(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Tuple) and len(value.elts) == 2


def _check_traceable(statement: ast.stmt) -> None:
    """Raise an error for what can't be run by itself, apart from its function."""
    if isinstance(statement, ast.If):
        for inner in (*statement.body, *statement.orelse):
            _check_traceable(inner)
    elif not isinstance(statement, ast.Return):
        for node in ast.walk(statement):
            if isinstance(node, ast.Return | ast.Nonlocal | ast.Global | ast.Yield | ast.Await):
                if isinstance(statement, ast.FunctionDef) and isinstance(node, ast.Return):
                    continue
                raise Untraceable


class _Tracer:
    """Runs statements one by one in a namespace, and keeps what they work out."""

    def __init__(self, namespace: dict[str, Any], remembered: frozenset[str]) -> None:
        self.namespace = namespace
        self.remembered = remembered
        self.roles: dict[str, str] = {}
        self.other_name: dict[str, str] = {}
        self.lines: list[Line] = []
        self.values: dict[str, Any] = {}
        self.result: Any = None

    def walk(self, body: list[ast.stmt]) -> bool:
        """Run statements until a return."""
        for statement in body:
            if isinstance(statement, ast.Return):
                self._return(statement.value)
                return True
            if isinstance(statement, ast.If):
                taken = statement.body if self._evaluate(statement.test) else statement.orelse
                if self.walk(taken):
                    return True
            elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                self._assign(statement.targets[0], statement.value)
            elif isinstance(statement, ast.AnnAssign):
                if statement.value is not None:
                    self._assign(statement.target, statement.value)
            elif isinstance(statement, ast.AugAssign) and type(statement.op) in OPERATIONS:
                self._change(statement)
            else:
                self._execute(statement)
        return False

    def _return(self, value: ast.expr | None) -> None:
        if value is None:
            return
        if isinstance(value, ast.Tuple) and value.elts:
            first, result = self._worked_out(value.elts[0])
            self.result = (result, *(self._evaluate(part) for part in value.elts[1:]))
        else:
            first, self.result = self._worked_out(value)
            result = self.result
        if isinstance(result, tuple):
            result = result[0]
        if not any(line.name == "params" for line in self.lines):
            self._keep("params", first, result)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        """Run ``target = value``; each part of a tuple is a line of its own."""
        if (
            isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(target.elts) == len(value.elts)
            and not any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
        ):
            worked_out = [self._worked_out(part) for part in value.elts]
            for part, (expression, result) in zip(target.elts, worked_out, strict=True):
                self._bind(part, expression, result)
        else:
            self._bind(target, *self._worked_out(value))

    def _change(self, statement: ast.AugAssign) -> None:
        """Run ``target += value`` and its kind."""
        load = ast.parse(ast.unparse(statement.target), mode="eval").body
        before, old = self._worked_out(load)
        expression, value = self._worked_out(statement.value)
        result = IN_PLACE[type(statement.op)](old, value)
        self._bind(statement.target, ast.BinOp(before, statement.op, expression), result)

    def _bind(self, target: ast.expr, expression: ast.expr, result: Any) -> None:
        """Give a value its name, and keep the line if it works something out."""
        if isinstance(target, ast.Name):
            self.namespace[target.id] = result
        else:
            self.namespace["__result__"] = result
            self._execute(ast.Assign([target], ast.Name("__result__", ast.Load())))
        if isinstance(target, ast.Tuple | ast.List | ast.Starred):
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    self._note(part.id, self.namespace[part.id], "")
            return
        name = last_name(target)
        self.other_name.pop(name, None)
        if isinstance(expression, ast.Constant):
            leaf: Leaf = expression.value  # type: ignore[assignment]
            self._note(name, result, leaf.role)
            if leaf.name.isidentifier():  # a second name for the same thing
                self.other_name[name] = leaf.name
            return
        self._note(name, result, MEMORY if name in self.remembered else "")
        self._keep(name, expression, result)

    def _execute(self, statement: ast.stmt) -> None:
        """Run a statement as it is; what it changed of the numbers shown is told after it."""
        before = {line.name for line in self.lines}
        code = _compiled(statement, "exec")
        exec(code, self.namespace)
        changed = {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for name in sorted(changed):
            value = self.namespace.get(name)
            self._note(name, value, "")
            if name in before and is_number(value):
                leaf = ast.Constant(Leaf(name, _copied(value)))  # type: ignore[arg-type]
                self._keep(name, leaf, value)

    def _note(self, name: str, value: Any, role: str) -> None:
        if name[:1] != "_":
            self.values[name] = value
            self.roles[name] = role

    def _keep(self, name: str, expression: ast.expr, result: Any) -> None:
        if is_number(result):
            role = PLACE if name == "params" else self.roles.get(name, "")
            self.lines.append(Line(name, of_the_run(_copied(result)), role, expression))

    def _worked_out(self, node: ast.expr) -> tuple[ast.expr, Any]:
        """Evaluate an expression once; return it with its values put in, and its value."""
        if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
            left, a = self._worked_out(node.left)
            right, b = self._worked_out(node.right)
            return ast.BinOp(left, node.op, right), OPERATIONS[type(node.op)](a, b)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            operand, value = self._worked_out(node.operand)
            return ast.UnaryOp(node.op, operand), -value
        if isinstance(node, ast.IfExp):
            return self._worked_out(node.body if self._evaluate(node.test) else node.orelse)
        if function_name(node) == "where" and len(node.args) == 3:  # type: ignore[attr-defined]
            return self._chosen(node)  # type: ignore[arg-type]
        if isinstance(node, ast.Call) and function_name(node) in FUNCTIONS and not node.keywords:
            parts = [self._worked_out(argument) for argument in node.args]
            value = self._evaluate(node.func)(*(value for _, value in parts))
            return ast.Call(node.func, [expression for expression, _ in parts], []), value
        value = self._evaluate(node)
        name = last_name(node)
        if isinstance(node, ast.Name):
            name = self.other_name.get(name, name)
        leaf = Leaf(name, _copied(value), self._role_of(node))
        return ast.Constant(leaf), value  # type: ignore[arg-type]

    def _chosen(self, node: ast.Call) -> tuple[ast.expr, Any]:
        """Evaluate ``np.where``; where it takes one side for all coordinates, that is written."""
        test = self._evaluate(node.args[0])
        (yes, a), (no, b) = (self._worked_out(argument) for argument in node.args[1:])
        value = self._evaluate(node.func)(test, a, b)
        if np.all(test):
            return yes, value
        if not np.any(test):
            return no, value
        return ast.Constant(Leaf(last_name(node), _copied(value))), value  # type: ignore[arg-type]

    def _role_of(self, node: ast.expr) -> str:
        """Return the part that a name plays, by what it is read from."""
        if isinstance(node, ast.Name):
            return self.roles.get(node.id, ROLES.get(node.id, ""))
        name = last_name(node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = node.value.id
            if owner == "self":
                return RATE if name == "learning_rate" else SETTING
            if owner == "here":
                return ROLES.get(name, "")
        return MEMORY if name in self.remembered else ""

    def _evaluate(self, node: ast.expr) -> Any:
        return eval(_compiled(node, "eval"), self.namespace)


def _compiled(node: ast.AST, mode: str) -> Any:
    """Compile a node; the code stays with it, for the same lines explain many steps."""
    code = getattr(node, "compiled", None)
    if code is None:
        tree = ast.Expression(node) if mode == "eval" else ast.Module([node], [])  # type: ignore
        code = compile(ast.fix_missing_locations(tree), "<step>", mode)
        node.compiled = code  # type: ignore[attr-defined]
    return code


def _copied(value: Any) -> Any:
    """Return a value that stays as it is when the code goes on in place."""
    return value.copy() if isinstance(value, np.ndarray) else value


def last_name(node: ast.expr) -> str:
    """Return what a name is called, whatever holds it: ``state.velocity`` is velocity."""
    if isinstance(node, ast.Name):
        return node.id
    if not hasattr(node, "shown"):
        node.shown = _last_name(node)  # type: ignore[attr-defined]
    return node.shown  # type: ignore[no-any-return, attr-defined]


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return _key(node.args[0]) if node.func.attr == "get" else ast.unparse(node)
    if isinstance(node, ast.Subscript):
        return _key(node.slice)
    return ast.unparse(node)


def _key(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def is_number(value: Any) -> bool:
    """Tell whether a value is a number or an array, something to show in a formula."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fiu"
    return isinstance(value, float | int | np.number) and not isinstance(value, bool)


def of_the_run(value: Any) -> Any:
    """Return a value without the axis of runs, of which there is one."""
    array = np.asarray(value)
    return array[0] if array.ndim > 1 and len(array) == 1 else array
