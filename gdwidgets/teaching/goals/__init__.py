"""Goals: what a challenge asks for, judged by running the core.

A goal is a function of what is judged (an explorer, or what was handed in) that returns a
`Verdict`. Your own may return True or False, or such a pair.
"""

from gdwidgets.teaching.goals.answers import equals, matches
from gdwidgets.teaching.goals.runs import ends, largest_rate, reaches, steps_to
from gdwidgets.teaching.goals.verdict import Goal, Verdict

__all__ = [
    "Goal",
    "Verdict",
    "ends",
    "equals",
    "largest_rate",
    "matches",
    "reaches",
    "steps_to",
]
