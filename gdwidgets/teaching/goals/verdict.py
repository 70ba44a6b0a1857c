"""`Verdict`: what a goal says about a learner's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Verdict(NamedTuple):
    """Whether it passed, and why, in one sentence for the learner.

    As the result of a cell it reads as the challenge itself says it.

    Examples
    --------
    >>> Verdict(False, "The loss is still 0.3.").passed
    False
    """

    passed: bool
    text: str

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        printer.text(f"{'Passed' if self.passed else 'Not passed'}. {self.text}")


Goal = Callable[[Any], Verdict]
"""Judges an explorer, or what was handed in."""
