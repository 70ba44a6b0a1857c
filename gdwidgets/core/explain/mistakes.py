"""What a mistake turns an optimizer into: had by making it in the optimizer's own code."""

from __future__ import annotations

import ast
import copy
import dataclasses
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.explain.changes import CHANGES, Change, memory_changes
from gdwidgets.core.explain.source import UnreadableError, compiled, definition, rebuilt
from gdwidgets.core.optimizers import NAMED, Adam, FromFunction, Optimizer
from gdwidgets.core.optimizers.settings import settings, with_settings

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array
    from gdwidgets.core.optimizers.here import Here


def mistaken(reference: Optimizer) -> Iterator[tuple[str, Optimizer]]:
    """Return what a mistake may turn a method into: in words, and as an optimizer."""
    given = settings(reference)
    if isinstance(reference, Adam):
        flipped = not reference.bias_correction
        other = with_settings(reference, {"bias_correction": flipped})
        yield f"{reference.name} with bias_correction={flipped} does", other
    for name, kind in NAMED.items():
        fields = [field.name for field in dataclasses.fields(kind)]
        if kind is not type(reference) and "learning_rate" in {*fields} & {*given}:
            shared = {field: given[field] for field in fields if field in given}
            yield f"{name} with the same settings does", kind(**shared)
    if given.get("weight_decay"):
        without = with_settings(reference, {"weight_decay": 0.0})
        yield f"{reference.name} does without the weight decay", without
    for words, method in _in_its_code(reference):
        yield f"{reference.name} does {words}", method


def _in_its_code(reference: Any) -> Iterator[tuple[str, Optimizer]]:
    """Make each usual mistake in the code: at each of its places, and at all of them."""
    is_function = isinstance(reference, FromFunction)
    function = reference.function if is_function else type(reference).update
    if not isinstance(function, types.FunctionType):
        return
    try:
        node, owner = definition(function)
    except UnreadableError:
        return
    for change in (*CHANGES, *memory_changes(node, reference.init(np.zeros((1, 2))))):
        n_places = _Mistake(change).made_in(node)[1]
        for only in [*([None] if n_places > 1 else []), *range(n_places)]:
            mistake = _Mistake(change, only)
            changed, _ = mistake.made_in(node)
            code = rebuilt(function, compiled(changed, owner, function.__code__), {})
            other = with_settings(reference, {"function": code})
            yield mistake.words, other if is_function else _Mistaken(reference, code)


@final
@dataclass(frozen=True)
class _Mistaken(Optimizer):
    """A method with other code."""

    reference: Any
    code: Any

    def init(self, params: Array) -> Any:
        return self.reference.init(params)

    def update(self, here: Here, state: Any) -> tuple[Array, Any]:
        result: tuple[Array, Any] = self.code(self.reference, here, state)
        return result


@final
class _Mistake(ast.NodeTransformer):
    """Changes all places of a kind, or the one of them that is numbered `only`."""

    def __init__(self, change: Change, only: int | None = None) -> None:
        self.change = change
        self.only = only
        self.n_places = 0
        self.made: list[str] = []

    @property
    def words(self) -> str:
        """The mistake in words."""
        return " and ".join(dict.fromkeys(self.made))

    def made_in(self, node: Any) -> tuple[Any, int]:
        """Return the changed code, and how many places there are."""
        changed = self.visit(copy.deepcopy(node))
        return changed, self.n_places

    def visit(self, node: ast.AST) -> Any:
        """Change a part and the parts within it."""
        node = self.generic_visit(node)
        made = self.change(node)
        if made is None:
            return node
        self.n_places += 1
        if self.only not in (None, self.n_places - 1):
            return node
        self.made.append(made[1])
        return made[0]
