"""`Verdict`: what a goal says about a learner's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Verdict(NamedTuple):
    """Whether it passed, and why, in one sentence for the learner.

    Examples
    --------
    >>> Verdict(False, "The loss is still 0.3.").passed
    False
    """

    passed: bool
    text: str


Goal = Callable[[Any], Verdict]
"""Judges an explorer, or what was handed in."""
