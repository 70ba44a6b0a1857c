"""From a function to the code it was written in, and from changed code back to a function."""

from __future__ import annotations
import __future__

import ast
import builtins
import functools
import inspect
import types
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Definition: TypeAlias = ast.FunctionDef | ast.Lambda


class UnreadableError(Exception):
    """The code of a function can't be had."""


class Bound(NamedTuple):
    """A function of Python, and what is given to it beforehand."""

    function: Any
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = types.MappingProxyType({})


def bound(function: Any) -> Bound:
    """Return the function of Python that is behind a callable.

    Raises
    ------
    UnreadableError
        If there is none, as behind a function of C.
    """
    if isinstance(function, functools.partial):
        inner = bound(function.func)
        keywords = {**inner.keywords, **function.keywords}
        return Bound(inner.function, inner.arguments + function.args, keywords)
    if isinstance(function, types.MethodType):
        inner = bound(function.__func__)
        return inner._replace(arguments=(*inner.arguments, function.__self__))
    if isinstance(function, types.FunctionType):
        return Bound(function)
    call = inspect.getattr_static(type(function), "__call__", None)
    if isinstance(call, types.FunctionType):
        return Bound(call, (function,))
    raise UnreadableError


def definition(function: types.FunctionType) -> tuple[Definition, str]:
    """Return how a function is written, and the class that it stands in ("" for none).

    It is looked up by its line, and taken only if it compiles to the very code of the function: a
    file or cell may have changed since, and a line may hold two functions.

    Raises
    ------
    UnreadableError
        If the source isn't there, or is another.
    """
    code = function.__code__
    try:
        lines, _ = inspect.findsource(code)
        with warnings.catch_warnings(action="ignore"):  # they were given when it was defined
            tree = ast.parse("".join(lines))
    except (OSError, TypeError, SyntaxError, ValueError, IndexError):
        raise UnreadableError from None
    # What is imported beside a function has a say in how Python compiles it.
    imports = [node for node in _at_top(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node, owner in _definitions(tree):
        name = node.name if isinstance(node, ast.FunctionDef) else "<lambda>"
        if name == code.co_name and _first_line(node) == code.co_firstlineno:
            _strip(node)
            if _alike(compiled(node, owner, code, beside=imports), code):
                return node, owner
    raise UnreadableError


def compiled(
    node: Definition,
    owner: str,
    code: types.CodeType,
    more: tuple[str, ...] = (),
    beside: Sequence[ast.stmt] = (),
) -> types.CodeType:
    """Compile a definition as it was in its place; it may also refer to the cells `more`.

    Nothing is run. `code` is that of the original function: it says what surrounded it.
    """
    # Within a class for names such as `__x`, and within a function for the variables around it.
    cells = ", ".join((*code.co_freevars, *more))
    tree = ast.parse(f"class {owner or '_'}:\n def around({cells}): 0")
    around = tree.body[0].body[0]  # type: ignore[attr-defined]
    around.body = [node if isinstance(node, ast.FunctionDef) else ast.Expr(node)]
    tree.body = [*beside, *tree.body]
    ast.fix_missing_locations(tree)
    flags = code.co_flags & _FUTURE_FLAGS
    with warnings.catch_warnings(action="ignore"):
        whole = compile(tree, code.co_filename, "exec", flags=flags, dont_inherit=True)
    return _only_code(_only_code(_only_code(whole)))


def rebuilt(
    function: types.FunctionType, code: types.CodeType, changes: dict[str, Any]
) -> types.FunctionType:
    """Return a function with other code, which finds `changes` instead of what lies around it.

    The variables around it are copied, so that what it stores in them stays with it.
    """
    around = surroundings(function) | changes
    closure = tuple(types.CellType(around.get(name)) for name in code.co_freevars)
    namespace = {**function.__globals__, **changes}
    twin = types.FunctionType(code, namespace, function.__name__, function.__defaults__, closure)
    twin.__kwdefaults__ = function.__kwdefaults__
    return twin


def looked_up(node: ast.expr, function: types.FunctionType) -> Any:
    """Return what a name outside a function stands for, such as ``np.sqrt``; None if unknown."""
    if isinstance(node, ast.Attribute):
        owner = looked_up(node.value, function)
        return getattr(owner, node.attr, None) if isinstance(owner, types.ModuleType) else None
    code = function.__code__
    if not isinstance(node, ast.Name) or node.id in code.co_varnames + code.co_cellvars:
        return None
    if node.id in code.co_freevars:
        return _content((function.__closure__ or ())[code.co_freevars.index(node.id)])
    return function.__globals__.get(node.id, getattr(builtins, node.id, None))


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled as yet
        return None


def surroundings(function: types.FunctionType) -> dict[str, Any]:
    """Return what a function, and the functions within it, take from outside, by name."""
    found: dict[str, Any] = {}
    for code in _codes(function.__code__):
        found |= {n: function.__globals__[n] for n in code.co_names if n in function.__globals__}
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return found | {name: _content(cell) for name, cell in cells}


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _definitions(node: ast.AST, owner: str = "") -> Iterator[tuple[Definition, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child, owner
        yield from _definitions(child, child.name if isinstance(child, ast.ClassDef) else owner)


def _at_top(node: ast.AST) -> Iterator[ast.AST]:
    """Return the statements outside of functions and classes."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            yield child
            yield from _at_top(child)


def _first_line(node: Definition) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _strip(node: Definition) -> None:
    """Leave out what is worked out when a function is defined, not when it is called."""
    arguments = node.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    for argument in (*every, arguments.vararg, arguments.kwarg):
        if argument is not None:
            argument.annotation = None
    arguments.defaults = []
    arguments.kw_defaults = [None for _ in arguments.kw_defaults]
    if isinstance(node, ast.FunctionDef):
        node.decorator_list, node.returns = [], None
        node.name = "__function__"  # a name that nothing in it refers to


def _alike(code: types.CodeType, other: types.CodeType) -> bool:
    """Tell whether two codes do the same by the same names, wherever they stand."""
    return (
        code.co_code == other.co_code
        and code.co_names == other.co_names
        and code.co_varnames == other.co_varnames
        and code.co_freevars == other.co_freevars
        and code.co_cellvars == other.co_cellvars
        and len(code.co_consts) == len(other.co_consts)
        and all(map(_same_constant, code.co_consts, other.co_consts))
    )


def _same_constant(a: Any, b: Any) -> bool:
    if isinstance(a, types.CodeType) and isinstance(b, types.CodeType):
        return _alike(a, b)
    return type(a) is type(b) and repr(a) == repr(b)


def _only_code(code: types.CodeType) -> types.CodeType:
    return next(constant for constant in code.co_consts if isinstance(constant, types.CodeType))


_FUTURES = [getattr(__future__, name) for name in __future__.all_feature_names]
_FUTURE_FLAGS = sum({feature.compiler_flag for feature in _FUTURES})
