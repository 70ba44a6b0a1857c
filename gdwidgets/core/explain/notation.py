"""Which functions are written out in formulas, and how."""

from __future__ import annotations

import copy
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from gdwidgets.core.explain.expressions import Applied, Binary, Node, Number
from gdwidgets.core.explain.symbols import Symbol
from gdwidgets.core.optimizers.line_search import dot, squared_length
from gdwidgets.core.products import matvec

OPERATORS: dict[Callable[..., Any], str] = {
    np.add: "+",
    np.subtract: "-",
    np.multiply: "*",
    np.divide: "/",
    np.power: "**",
    np.float_power: "**",
    operator.add: "+",
    operator.sub: "-",
    operator.mul: "*",
    operator.truediv: "/",
    math.pow: "**",
    pow: "**",
}
"""Functions of two numbers that have a sign."""

FUNCTIONS: dict[Callable[..., Any], str] = {
    np.sqrt: "sqrt",
    math.sqrt: "sqrt",
    np.abs: "abs",
    np.fabs: "abs",
    math.fabs: "abs",
    abs: "abs",
    np.sign: "sign",
    np.maximum: "max",
    np.minimum: "min",
    np.exp: "exp",
    math.exp: "exp",
    np.log: "log",
    math.log: "log",
    np.tanh: "tanh",
    math.tanh: "tanh",
    np.sin: "sin",
    math.sin: "sin",
    np.cos: "cos",
    math.cos: "cos",
}
"""Functions that take each number by itself: they are written out with numbers, too."""

SAME: set[Callable[..., Any]] = {np.asarray, np.array, np.copy, float, copy.copy, copy.deepcopy}
"""Functions that give what they are given."""

SAME_METHODS = {"copy", "astype"}
"""Methods of arrays that give the array."""

FILLED: dict[Callable[..., Any], float] = {
    np.zeros_like: 0,
    np.ones_like: 1,
    np.zeros: 0,
    np.ones: 1,
}
"""Functions that give one number all over."""

CALLS: dict[Callable[..., Any], Symbol] = {
    np.linalg.norm: Symbol(r"\|{}\|", "‖{}‖"),
    squared_length: Symbol(r"\|{}\|^2", "‖{}‖²"),
    dot: Symbol(r"\langle {} \rangle", "⟨{}⟩"),
    matvec: Symbol("{}", "{}"),
}
"""Functions with a sign of their own around what they are given."""

OF_HERE = {
    "value_at": Symbol("f({})", "f({})"),
    "gradient_at": Symbol(r"\nabla f({})", "∇f({})"),
    "uniform": Symbol(r"\mathcal{U}({})", "U({})"),
    "normal": Symbol(r"\mathcal{N}(0, 1)", "N(0, 1)"),
}
"""What is asked of a `Here`."""

N_SHOWN = {"value_at": 1, "gradient_at": 1, "uniform": 2, "normal": 0}
"""How many of the arguments of that are shown."""

UNSHOWN = {"axis", "keepdims", "dtype", "out", "copy", "order"}
"""Arguments that say how arrays are handled, not what is worked out."""


def written_out(function: Any, parts: tuple[Node, ...]) -> Node | None:
    """Return the formula of a function that takes each number by itself; None for others."""
    if function in FUNCTIONS and parts:
        return Applied(FUNCTIONS[function], parts)
    if function in OPERATORS and len(parts) == 2:
        return Binary(OPERATORS[function], *parts)
    return Binary("**", parts[0], Number(2)) if function is np.square and parts else None
