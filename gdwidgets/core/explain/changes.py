"""The usual mistakes, as changes of an optimizer's code."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

Change = Callable[[Any], tuple[Any, str] | None]
"""Returns what a part of the code becomes, and the mistake in words; None if it isn't one."""


def _is_call(node: Any, name: str) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == name


def _is_op(node: Any, kind: type[ast.operator]) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, kind)


def _named(node: Any, *names: str) -> bool:
    """Tell whether it is a setting or a variable of one of these names."""
    return getattr(node, "attr", getattr(node, "id", "")) in names


def _is_rest(node: Any) -> bool:
    """Tell whether it is ``1 - beta``."""
    return _is_op(node, ast.Sub) and isinstance(node.left, ast.Constant) and node.left.value == 1


def _without_rate(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Mult) and _named(node.left, "learning_rate"):
        return node.right, "without the learning rate"
    return None


def _uphill(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Sub) and _named(node.left, "params"):
        return ast.BinOp(node.left, ast.Add(), node.right), "with the opposite sign"
    return None


def _without_square(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Pow) and getattr(node.right, "value", 0) == 2:
        return node.left, f"without the square of {ast.unparse(node.left)}"
    return None


def _without_root(node: Any) -> tuple[Any, str] | None:
    return (node.args[0], "without the square root") if _is_call(node, "sqrt") else None


def _without_sign(node: Any) -> tuple[Any, str] | None:
    return (node.args[0], "without taking the sign") if _is_call(node, "sign") else None


def _epsilon_moved(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Add) and _is_call(node.left, "sqrt") and _named(node.right, "epsilon"):
        within = ast.BinOp(node.left.args[0], ast.Add(), node.right)
        return ast.Call(node.left.func, [within], []), "with epsilon inside the square root"
    if _is_call(node, "sqrt") and _is_op(node.args[0], ast.Add):
        inside = node.args[0]
        if _named(inside.right, "epsilon"):
            root = ast.Call(node.func, [inside.left], [])
            outside = ast.BinOp(root, ast.Add(), inside.right)
            return outside, "with epsilon outside the square root"
    return None


def _without_epsilon(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Add) and _named(node.right, "epsilon"):
        return node.left, "without epsilon"
    return None


def _counted(node: Any, sign: ast.operator, words: str) -> tuple[Any, str] | None:
    if _is_call(node, "power"):
        t = ast.BinOp(node.args[1], sign, ast.Constant(1))
        return ast.Call(node.func, [node.args[0], t], []), words
    return None


def _one_early(node: Any) -> tuple[Any, str] | None:
    return _counted(node, ast.Sub(), "with t - 1 in place of t in the bias correction")


def _one_late(node: Any) -> tuple[Any, str] | None:
    return _counted(node, ast.Add(), "with t + 1 in place of t in the bias correction")


def _uncorrected(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Div) and _is_rest(node.right) and _is_call(node.right.right, "power"):
        return node.left, f"without the bias correction of {ast.unparse(node.left)}"
    return None


def _without_rest(node: Any) -> tuple[Any, str] | None:
    if _is_op(node, ast.Mult) and _is_rest(node.left):
        rest = ast.unparse(node.left).replace("self.", "")
        return node.right, f"without the factor ({rest})"
    return None


def _scaled(node: Any) -> tuple[Any, str] | None:
    """Turn ``b v + g`` into ``b v + (1 - b) g``."""
    if not _is_op(node, ast.Add) or not _is_op(node.left, ast.Mult) or _is_rest(node.right):
        return None
    kept, gathered = node.left.left, node.right
    is_mean = _is_op(gathered, ast.Mult) and _is_rest(gathered.left)
    if is_mean or not _named(kept, "momentum", "beta") or not _named(gathered, "gradient", "g"):
        return None
    scaled = ast.BinOp(ast.BinOp(ast.Constant(1), ast.Sub(), kept), ast.Mult(), gathered)
    name = ast.unparse(kept).replace("self.", "")
    return ast.BinOp(node.left, ast.Add(), scaled), f"with the gradient scaled by (1 - {name})"


def _swapped(node: Any) -> tuple[Any, str] | None:
    other = {"beta1": "beta2", "beta2": "beta1"}.get(getattr(node, "attr", ""))
    if other is None:
        return None
    return ast.Attribute(node.value, other, ast.Load()), "with beta1 and beta2 swapped"


CHANGES: tuple[Change, ...] = (
    _without_rate,
    _uphill,
    _without_square,
    _without_root,
    _without_sign,
    _epsilon_moved,
    _without_epsilon,
    _one_early,
    _one_late,
    _uncorrected,
    _without_rest,
    _scaled,
    _swapped,
)


def memory_changes(node: Any, state: Any) -> Iterator[Change]:
    """Return the mistakes that a method can make with what it remembers."""
    names = node.args.args
    if not hasattr(state, "_fields") or len(names) != 3:
        return
    returned = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
    pairs = [value.elts for value in returned if isinstance(value, ast.Tuple)]
    for field, begin in zip(state._fields, state, strict=True):
        words = field.replace("_", " ")
        start = ast.Constant(begin if isinstance(begin, float | int) else 0)
        yield _forgetting(names[2].arg, field, start, words)
        k = state._fields.index(field)
        for pair in pairs:
            remembered = pair[1].args if isinstance(pair[1], ast.Call) else []
            if k < len(remembered) and isinstance(remembered[k], ast.Name):
                yield _late(names[2].arg, field, remembered[k].id, words)


def _forgetting(state: str, field: str, start: ast.Constant, words: str) -> Change:
    said = "with t = 1 in every step" if field == "step" else f"without remembering the {words}"

    def change(node: Any) -> tuple[Any, str] | None:
        is_read = isinstance(node, ast.Attribute) and node.attr == field
        return (start, said) if is_read and _named(node.value, state) else None

    return change


def _late(state: str, field: str, name: str, words: str) -> Change:
    """Step by what was remembered before; what is to be remembered stays right."""

    class Late(ast.NodeTransformer):
        def visit_Return(self, node: ast.Return) -> ast.Return:
            if isinstance(node.value, ast.Tuple):
                node.value.elts[0] = self.visit(node.value.elts[0])
            return node

        def visit_Name(self, node: ast.Name) -> ast.expr:
            if node.id != name or not isinstance(node.ctx, ast.Load):
                return node
            return ast.Attribute(ast.Name(state, ast.Load()), field, ast.Load())

    def change(node: Any) -> tuple[Any, str] | None:
        is_whole = isinstance(node, ast.FunctionDef)
        return (Late().visit(node), f"with the {words} of the step before") if is_whole else None

    return change
