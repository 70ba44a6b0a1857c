"""What a rewritten function tells while it runs, made into lines."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, NamedTuple, final

import numpy as np

from gdwidgets.core.explain.expressions import (
    Called,
    Either,
    Filled,
    Leaf,
    Node,
    Number,
    Slot,
    Where,
    is_number,
    of_the_run,
)
from gdwidgets.core.explain.lines import Line
from gdwidgets.core.explain.plan import (
    CODE,
    HERE,
    LOCAL,
    OUTSIDE,
    PART,
    SELF,
    STATE,
    Plan,
    Read,
    Site,
)
from gdwidgets.core.explain.source import UnreadableError
from gdwidgets.core.explain.symbols import (
    GIVEN,
    MEMORY,
    METHOD_ROLES,
    METHODS,
    PLACE,
    RATE,
    SETTING,
    UNSHOWN,
    Symbol,
    call_of,
    in_words,
    symbol,
)


class Known(NamedTuple):
    """How a name is written, and the part it plays."""

    symbol: Symbol
    role: str = ""


@final
class Tracer:
    """Keeps the lines of a function while it runs.

    Parameters
    ----------
    remembered : frozenset of str
        The names of what the method remembers.
    n_params : int
    method : str
        The name of one of our methods.

    Attributes
    ----------
    plan : Plan
        The rewritten function.
    lines : list of Line
    values : dict of str to object
        Its variables.
    """

    slice = slice  # an index that is kept for later

    def __init__(self, remembered: frozenset[str], n_params: int, method: str) -> None:
        self.plan: Plan
        self.lines: list[Line] = []
        self.values: dict[str, Any] = {}
        self._remembered = remembered
        self._n_params = n_params
        self._method = method
        self._symbols = METHODS.get(method, {})
        self._roles = METHOD_ROLES.get(method, {})
        self._unshown = UNSHOWN.get(method, set())
        self._offered: dict[str, Known] = {}
        self._known: dict[str, Known] = {}
        self._own: dict[int, Known] = {}
        self._leaves: dict[int, Leaf] = {}
        self._numbers: list[int] = []
        self._ran = False

    def given(self, name: str, is_offered: bool) -> None:
        """Note an argument: one that is offered, or a setting of the function's own."""
        if is_offered and name in GIVEN:
            self._offered[name] = self._known[name] = Known(*GIVEN[name])
        else:
            self._known[name] = Known(symbol(name), SETTING)

    def leaf(self, index: int, value: Any) -> Any:
        """Note what a leaf holds."""
        read = self.plan.reads[index]
        known = self._known.get(read.name) if read.kind == LOCAL else None
        held = value.copy() if isinstance(value, np.ndarray) else value
        self._leaves[index] = Leaf(*(known or _fixed(read, self._method)), held)
        return value

    def line(self, number: int, value: Any) -> Any:
        """Note what came out at a site."""
        self._ran = True
        site = self.plan.sites[number]
        told = self._leaves
        leaves = {i: told.pop(i) for i in site.slots if i in told}
        shown = value[0] if site.returns and isinstance(value, tuple) and value else value
        formula = _taken(site.formula, leaves)
        if isinstance(formula, Called | Slot) and shown is not value:
            # A call gave the point together with what is remembered.
            leaves[formula.leaf] = leaves[formula.leaf]._replace(value=np.array(shown))
        for name in site.names:
            self.values[name] = value
        own = self._own.get(number) or self._own.setdefault(number, self._of_site(site))
        other = None if site.returns else self._other_name(site.name, own, formula, leaves)
        known = other or own
        self._known |= dict.fromkeys(site.names, known)
        if other is None and not (site.returns and self._is_shown(formula, shown)):
            if formula is None:
                formula = Slot(-1)
                leaves[-1] = Leaf(in_words(site.name), "", np.array(value))
            self._keep(number, site.name, known, formula, leaves, shown)
        return value

    def either(self, index: int, value: Any) -> Any:
        """Note that it is open as yet which part of an expression is taken."""
        self._leaves.pop(index, None)
        return value

    def each(self, numbers: tuple[int, ...], values: Any) -> Any:
        """Note what came out at several sites at once."""
        for number, value in zip(numbers, values, strict=True):
            self.line(number, value)
        return values

    def named(self, name: str, kind: str, value: Any) -> None:
        """Note a part of what came out, which has got a name."""
        self.values[name] = value
        self._known[name] = self._of_site(Site(name, kind))

    def close(self, result: Any, name: str) -> None:
        """Note what the function gave in the end; a decorator may have changed it.

        Raises
        ------
        UnreadableError
            If the rewritten function was never run.
        """
        if not self._ran:
            raise UnreadableError
        point = result[0] if isinstance(result, tuple) and result else result
        if not is_number(point):
            return
        end = of_the_run(point, self._n_params)
        ends = [line.value for line in self.lines if line.name == "params"]
        if not ends or not np.array_equal(ends[-1], end, equal_nan=True):
            formula = Called(0, call_of(name), (Slot(1),))
            leaves = {0: Leaf(in_words(name), "", np.array(point)), 1: Leaf(*GIVEN["params"], None)}
            self._keep(-1, "params", Known(*GIVEN["params"]), formula, leaves, point)

    def _keep(
        self,
        number: int,
        name: str,
        known: Known,
        formula: Node,
        leaves: dict[int, Leaf],
        value: Any,
    ) -> None:
        """Keep a line that has a number for each coordinate; in a loop, as it was the last time."""
        if name in self._unshown or not is_number(value):
            return
        kept = of_the_run(value, self._n_params)
        if kept.shape not in ((), (self._n_params,)):
            return
        times = 1
        if number in self._numbers:
            before = self._numbers.index(number)
            times += self.lines.pop(before).times
            self._numbers.pop(before)
        self._numbers.append(number)
        self.lines.append(Line(name, known.symbol, kept, known.role, formula, leaves, times))

    def _is_shown(self, formula: Node | None, value: Any) -> bool:
        """Tell whether a line leads to what is returned; it then is the line of the params."""
        read = self.plan.reads[formula.leaf] if isinstance(formula, Slot) else None
        if read is None or read.kind != LOCAL or not is_number(value):
            return False
        end = of_the_run(value, self._n_params)
        for k in reversed(range(len(self.lines))):
            line = self.lines[k]
            if line.name == read.name:
                if not np.array_equal(line.value, end, equal_nan=True):
                    return False  # it was changed in place since
                self.lines[k] = replace(line, name="params", symbol=GIVEN["params"][0], role=PLACE)
                return True
            if any(self.plan.reads[i] == read for i in line.leaves if i >= 0):
                return False
        return False

    def _other_name(
        self, name: str, own: Known, formula: Node | None, leaves: dict[int, Leaf]
    ) -> Known | None:
        """Return how a name is written that is only another one for what there was; else None."""
        match formula:
            case Number():
                return own._replace(role=own.role or SETTING)
            case Filled():
                return own
            case Slot(index) if self.plan.reads[index].kind != CODE:
                leaf = leaves[index]
                is_part = self.plan.reads[index].kind == PART
                # What is changed in place doesn't stay what it was a name for.
                is_own = is_part or name in self._symbols or name in self.plan.touched
                written = own.symbol if is_own else leaf.symbol
                return Known(written, own.role if own.role == PLACE else leaf.role)
        return None

    def _of_site(self, site: Site) -> Known:
        """Return how what is worked out at a site is written."""
        name = site.name
        if site.returns:
            return Known(*GIVEN["params"])
        if name in self._offered:
            return self._offered[name]
        role = self._roles.get(name, "")
        if not role and name == "params":
            role = PLACE
        if not role and (site.kind == STATE or name in self._remembered | self.plan.remembered):
            role = MEMORY
        return Known(_symbol(name, self._method), role)


@functools.lru_cache(maxsize=1024)
def _fixed(read: Read, method: str) -> Known:
    """Return how a leaf is written by what it is read from, if nothing else is known of it."""
    name, kind = read
    if kind == HERE and name in GIVEN:
        return Known(*GIVEN[name])
    if kind in (PART, CODE):
        return Known(in_words(name))
    roles = {STATE: MEMORY, OUTSIDE: SETTING, SELF: SETTING}
    role = RATE if kind == SELF and name == "learning_rate" else roles.get(kind, "")
    return Known(_symbol(name, method), role)


def _symbol(name: str, method: str) -> Symbol:
    return METHODS.get(method, {}).get(name) or symbol(name)


def _taken(formula: Node | None, leaves: dict[int, Leaf]) -> Node | None:
    """Return the part of a formula that was taken, where it has two."""
    while True:
        match formula:
            case Either(index, yes, no):
                formula = yes if index in leaves else no
            case Where(index, yes, no) if np.all(leaves[index].value):
                formula = yes
            case Where(index, yes, no) if not np.any(leaves[index].value):
                formula = no
            case _:
                return formula
