"""What a formula may be made of: the syntax tree's allow-list.

This is plain Python, so that a wrong formula is refused before SymPy is even loaded.
"""

from __future__ import annotations

import ast
import cmath
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn, final

MOST_CHARACTERS = 500
MOST_NESTED = 40
MOST_TERMS = 1500
"""How long the second derivatives may get, in operations: SymPy does about 700 a second."""

LARGEST_NUMBER = 1e100
LARGEST_EXPONENT = 100

CONSTANTS = {"pi": math.pi, "e": math.e}
FUNCTIONS: dict[str, Callable[[float], Any]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
}
"""The functions that a formula may call, as they are computed for numbers."""

OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}


class _Part(NamedTuple):
    """The value of a part if it is constant; the lengths of it and its two derivatives."""

    value: float | None
    length: int = 1
    first: int = 0
    second: int = 0

    def plus(self, other: _Part) -> _Part:
        """The length of a sum."""
        return _Part(None, *(a + b for a, b in zip(self[1:], other[1:], strict=True)))

    def times(self, other: _Part) -> _Part:
        """The lengths by the product rule."""
        (a, a1, a2), (b, b1, b2) = self[1:], other[1:]
        return _Part(None, a + b, a1 + b + a + b1, a2 + b + 2 * (a1 + b1) + a + b2)

    def inside_function(self) -> _Part:
        """The lengths by the chain rule."""
        a, a1, a2 = self[1:]
        return _Part(None, a + 1, a + 1 + a1, 2 * (a + 1) + 2 * a1 + a2)


@final
class Checked:
    """A formula that has been checked, in pure Python.

    Parameters
    ----------
    text : str
    variables : tuple of str
        The names that stand for the coordinates.

    Attributes
    ----------
    tree : ast.expr
        Its syntax tree.

    Raises
    ------
    TypeError, ValueError
        As `gdwidgets.core.formulas.parse_formula` says.
    """

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        if not isinstance(text, str):
            raise TypeError(f"formula must be a string, not {text!r} ({type(text).__name__})")
        self.text = text
        self.variables = variables
        self._check_characters()
        python = text.replace("^", "**")
        # Where each character of `python` comes from in `text`.
        self.origin = [i for i, c in enumerate(text) for _ in range(2 if c == "^" else 1)]
        lead = len(python) - len(python.lstrip())
        self.origin = [*self.origin[lead:], len(text.rstrip())]
        try:
            self.tree = ast.parse(python.strip(), mode="eval").body
        except SyntaxError as error:
            self._refuse_at("it can't be read from here on", (error.offset or len(python)) - 1)
        self._check(self.tree, 0)

    def _refuse(self, reason: str, place: int) -> NoReturn:
        place = min(max(place, 0), max(len(self.text) - 1, 0))
        first = max(0, place - 40)
        shown = "".join(c if c.isprintable() else "?" for c in self.text[first : place + 40])
        pointer = " " * (place - first) + "^"
        raise ValueError(
            f"formula: {reason}, at character {place + 1}:\n  {shown}\n  {pointer}"
        ) from None

    def _refuse_at(self, reason: str, offset: int) -> NoReturn:
        self._refuse(reason, self.origin[min(max(offset, 0), len(self.origin) - 1)])

    def refuse(self, reason: str, node: Any) -> NoReturn:
        """Raise a ValueError that shows where in the text the node stands."""
        self._refuse_at(reason, node.col_offset)

    def _check_characters(self) -> None:
        if not self.text.strip():
            raise ValueError("formula: it is empty; write something like x**2 + y**2")
        if len(self.text) > MOST_CHARACTERS:
            self._refuse(f"it is longer than {MOST_CHARACTERS} characters", MOST_CHARACTERS)
        wrong = re.search(r"[^A-Za-z0-9.+\-*/^(), ]", self.text)
        if wrong:
            self._refuse(f"{wrong[0]!r} has no place in a formula", wrong.start())
        depth = 0
        for place, character in enumerate(self.text):
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                self._refuse("this parenthesis was never opened", place)
            if depth > MOST_NESTED:
                self._refuse(f"more than {MOST_NESTED} parentheses are nested", place)
        if depth:
            self._refuse("this parenthesis is never closed", self.text.rindex("("))
        # A number, whole, with a letter or a parenthesis right behind it.
        number = r"(?<![A-Za-z0-9.])(?:\d++\.?+\d*+|\.\d++)(?:[eE][+-]?\d++)?+"
        glued = re.search(rf"{number}(?=[A-Za-z(])", self.text)
        if glued:
            self._refuse("a * is missing", glued.end())

    def _check(self, node: ast.AST, depth: int) -> _Part:
        """Let the node, which lies within `depth` operations, through or refuse it."""
        if depth > MOST_NESTED:
            self.refuse(f"more than {MOST_NESTED} operations are nested", node)
        if isinstance(node, ast.Constant):
            part = _Part(self._number(node.value, node))
        elif isinstance(node, ast.Name):
            part = self._check_name(node)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            part = self._check(node.operand, depth + 1)
            if part.value is not None and isinstance(node.op, ast.USub):
                part = _Part(-part.value)
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            part = self._check_operation(node, depth)
        elif isinstance(node, ast.Call):
            part = self._check_call(node, depth)
        else:
            self.refuse("this has no place in a formula", node)
        if part.second > MOST_TERMS:
            self.refuse("this is too complicated to differentiate", node)
        return part

    def _check_name(self, node: ast.Name) -> _Part:
        if node.id in self.variables:
            return _Part(None, 1, 1, 0)
        if node.id not in CONSTANTS:
            allowed = ", ".join([*self.variables, *CONSTANTS])
            self.refuse(f"{node.id!r} is none of {allowed}", node)
        return _Part(CONSTANTS[node.id])

    def _check_operation(self, node: ast.BinOp, depth: int) -> _Part:
        # Sums and products without parentheses are nested to the left: they may be long.
        left, right = self._check(node.left, depth), self._check(node.right, depth + 1)
        is_power = isinstance(node.op, ast.Pow)
        if is_power and right.value is not None and abs(right.value) > LARGEST_EXPONENT:
            self.refuse(f"the exponent is above {LARGEST_EXPONENT}", node.right)
        if isinstance(node.op, ast.Div) and right.value == 0:
            self.refuse("this divides by zero", node)
        if left.value is not None and right.value is not None:
            a, b = left.value, right.value
            return _Part(self._computed(lambda: OPERATORS[type(node.op)](a, b), node))
        if isinstance(node.op, ast.Add | ast.Sub):
            return left.plus(right)
        return left.times(right).inside_function() if is_power else left.times(right)

    def _check_call(self, node: ast.Call, depth: int) -> _Part:
        if not isinstance(node.func, ast.Name):
            self.refuse("a * is missing, or this is no function", node.func)
        name = node.func.id
        if name not in FUNCTIONS:
            self.refuse(f"there is no function {name!r}", node)
        if len(node.args) != 1 or node.keywords:
            self.refuse(f"{name} takes one argument", node)
        argument = self._check(node.args[0], depth + 1)
        if argument.value is None:
            return argument.inside_function()
        number = argument.value
        return _Part(self._computed(lambda: FUNCTIONS[name](number), node))

    def _computed(self, compute: Callable[[], Any], node: ast.AST) -> float:
        try:
            return self._number(compute(), node)
        except ZeroDivisionError:
            self.refuse("this divides by zero", node)
        except OverflowError:
            self.refuse(f"this number is above {LARGEST_NUMBER:g}", node)
        except (ValueError, TypeError) as error:
            if str(error).startswith("formula:"):
                raise
            self.refuse("this isn't a real number", node)

    def _number(self, value: Any, node: ast.AST) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | complex):
            self.refuse(f"{value!r} isn't a number", node)
        if isinstance(value, complex) or cmath.isnan(value):
            self.refuse("this isn't a real number", node)
        if abs(value) > LARGEST_NUMBER:
            self.refuse(f"this number is above {LARGEST_NUMBER:g}", node)
        return float(value)
