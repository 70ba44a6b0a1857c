"""What can be predicted: one of several options, a number, or a place.

Each kind says which answers it takes, how they read, and how far one is from the outcome.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, final

import numpy as np

from gdwidgets.controls.scales import plain_number
from gdwidgets.core.validate import finite_number, one_of

ENDINGS = {
    "It settles at a lowest point, whichever way it takes": "settle",
    "It crawls: at the last step it is still on its way": "crawl",
    "It zig-zags: at the last step it still jumps from side to side": "zig-zag",
    "It diverges: it leaves for good": "diverge",
}
"""How a run can go, as a learner says it."""

ENDING_OF = {
    "converged": "settle",
    "shallow valley": "settle",
    "crawling": "crawl",
    "plateau": "crawl",
    "saddle stall": "crawl",
    "held back": "crawl",
    "no value": "diverge",
    "hops": "zig-zag",
    "zig-zag": "zig-zag",
    "overshoot": "zig-zag",
    "noise floor": "zig-zag",
    "diverged": "diverge",
}
"""The ending that each kind of diagnosis counts as."""


class Match(NamedTuple):
    """Whether an answer is right, and how far off it is, in words."""

    right: bool
    distance: str


class Guess(ABC):
    """A kind of answer."""

    kind: str

    @abstractmethod
    def accept(self, name: str, answer: Any) -> Any:
        """Return `answer` as it is kept, or raise an error that names `name`."""

    @abstractmethod
    def outcome(self, outcome: Any) -> Any:
        """Return what happened as it is kept, or raise an error."""

    @abstractmethod
    def words(self, answer: Any) -> str:
        """An answer or an outcome as it is read."""

    @abstractmethod
    def compare(self, answer: Any, outcome: Any) -> Match:
        """Judge an answer by the outcome."""

    @abstractmethod
    def form(self) -> dict[str, Any]:
        """What the browser needs to know to ask for an answer."""


@final
class Choice(Guess):
    """One of several options, each a text or a number.

    Parameters
    ----------
    options : sequence of str or float, or mapping of str to either
        What can be chosen; a mapping has the text that is shown for each.

    Examples
    --------
    >>> rates = Choice([0.01, 0.1])
    >>> rates.compare(0.01, 0.1)
    Match(right=False, distance='')
    """

    kind = "choice"

    def __init__(self, options: Any) -> None:
        if isinstance(options, str) or not isinstance(options, Mapping | Sequence | np.ndarray):
            raise TypeError(f"options must be a list or a mapping, not {options!r}")
        values = options.values() if isinstance(options, Mapping) else options
        self._values = [each.item() if isinstance(each, np.generic) else each for each in values]
        for value in self._values:
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise TypeError(f"options must be texts or numbers, not {value!r}")
        labels = options if isinstance(options, Mapping) else map(_plain, self._values)
        self._labels = list(map(str, labels))
        if len(set(self._values)) < 2 or len(set(self._values)) < len(self._values):
            raise ValueError(f"options must be two or more different ones, not {options!r}")

    def accept(self, name: str, answer: Any) -> Any:
        """Return the option that `answer` is."""
        answer = answer.item() if isinstance(answer, np.generic) else answer
        for value in self._values:
            if isinstance(value, str) == isinstance(answer, str) and value == answer:
                return value
        return one_of(name, answer, self._values)

    def outcome(self, outcome: Any) -> Any:
        """Return the option that came true."""
        return self.accept("outcome", outcome)

    def words(self, answer: Any) -> str:
        """The text of an option."""
        return self._labels[self._values.index(answer)] if answer in self._values else str(answer)

    def compare(self, answer: Any, outcome: Any) -> Match:
        """Tell whether it is the same option."""
        return Match(answer == outcome, "")

    def form(self) -> dict[str, Any]:
        """The options."""
        return {"kind": self.kind, "labels": self._labels, "values": self._values}


@final
class Number(Guess):
    """A number, right if it is within a share of the outcome.

    Parameters
    ----------
    within : float
        The share, such as 0.2 for 20 %. Of an outcome of 0, the distance itself.

    Examples
    --------
    >>> Number(within=0.2).compare(100.0, 87.0)
    Match(right=True, distance='off by 13 (15 %)')
    """

    kind = "number"

    def __init__(self, within: float) -> None:
        self._within = within

    def accept(self, name: str, answer: Any) -> float:
        """Return `answer` as a float."""
        return finite_number(name, answer)

    def outcome(self, outcome: Any) -> float | None:
        """Return the number that came true; None if there is none, as of what never happens."""
        if outcome is None:
            return None
        try:
            number = float(outcome)
        except (TypeError, ValueError):
            raise TypeError(f"outcome must be a number or None, not {outcome!r}") from None
        return number if math.isfinite(number) else None

    def words(self, answer: Any) -> str:
        """The number with four digits."""
        return "never" if answer is None else _plain(float(f"{answer:.4g}"))

    def compare(self, answer: float, outcome: float | None) -> Match:
        """Tell whether it is close enough, and the distance."""
        if outcome is None:
            return Match(False, "")
        off = abs(answer - outcome)
        if outcome == 0:
            return Match(off <= self._within, f"off by {self.words(off)}")
        share = off / abs(outcome)
        words = f"off by {self.words(off)} ({_share(share)})" if off else "exactly"
        # The last bit of the product must not decide: 0.8 * 100 is inside 20 % of 100.
        return Match(share <= self._within * (1 + 1e-9), words)

    def form(self) -> dict[str, Any]:
        """The tolerance, in words."""
        return {"kind": self.kind, "tolerance": f"Within {_share(self._within)} counts as right."}


@final
class Place(Guess):
    """A place on a landscape, right if it is within a share of the landscape's size.

    Parameters
    ----------
    names : sequence of str
        What the one or two coordinates are called.
    spans : sequence of (low, high) pairs
        What the landscape shows of each.
    within : float
        The share of each span, such as 0.1.

    Examples
    --------
    >>> Place(["x", "y"], [(-5, 5), (-5, 5)], within=0.1).compare((3.0, 2.0), (3.0, 2.5))
    Match(right=True, distance='off by 0.5')
    """

    kind = "place"

    def __init__(self, names: Sequence[str], spans: Any, within: float) -> None:
        self._names = list(names)
        self._spans = [(float(low), float(high)) for low, high in spans]
        self._within = within

    def accept(self, name: str, answer: Any) -> tuple[float, ...]:
        """Return `answer` as one float for each coordinate."""
        many = len(self._names)
        wrong = f"{name} must be {many} finite number{'s' if many > 1 else ''}, not {answer!r}"
        try:
            place = tuple(float(each) for each in np.atleast_1d(np.asarray(answer, dtype=float)))
        except (TypeError, ValueError):
            raise TypeError(wrong) from None
        if len(place) != many or not all(map(math.isfinite, place)):
            raise ValueError(wrong)
        return place

    def outcome(self, outcome: Any) -> tuple[float, ...]:
        """Return the place where it ended."""
        return self.accept("outcome", outcome)

    def words(self, answer: Any) -> str:
        """The coordinates by name."""
        if not self._in_view(answer):
            return "far outside the picture"
        triples = zip(self._names, answer, self._spans, strict=True)
        return ", ".join(f"{name} = {_rounded(x, high - low)}" for name, x, (low, high) in triples)

    def compare(self, answer: Any, outcome: Any) -> Match:
        """Tell whether it is close enough, and the distance in the landscape's own units."""
        gaps = [abs(a - b) for a, b in zip(answer, outcome, strict=True)]
        shares = [gap / (high - low) for gap, (low, high) in zip(gaps, self._spans, strict=True)]
        distance = _rounded(math.hypot(*gaps), max(high - low for low, high in self._spans))
        near = math.hypot(*shares) <= self._within * (1 + 1e-9)
        return Match(near, f"off by {distance}" if self._in_view(outcome) else "")

    def form(self) -> dict[str, Any]:
        """The coordinates and their ranges."""
        words = f"Within {_share(self._within)} of the picture counts as right."
        return {"kind": self.kind, "names": self._names, "spans": self._spans, "tolerance": words}

    def _in_view(self, place: Any) -> bool:
        """Whether a place is in the landscape, or not further out than its size."""
        pairs = zip(place, self._spans, strict=True)
        return all(low - (high - low) <= x <= high + (high - low) for x, (low, high) in pairs)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    return plain_number(value) if value == 0 or 1e-9 < abs(value) < 1e12 else f"{value:.4g}"


def _rounded(value: float, span: float) -> str:
    """No more digits than can be seen where `span` is the whole."""
    digits = max(0, 3 - math.floor(math.log10(span)))
    return plain_number(round(value, digits) + 0.0)  # minus zero is zero


def _share(share: float) -> str:
    percent = 100 * share
    return f"{percent:.2g} %" if percent < 100 else f"{percent:,.0f} %"
