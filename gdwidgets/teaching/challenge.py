"""`Challenge`: a target that the core judges, with a hint and a worked answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import ipywidgets
import numpy as np
import traitlets as t

from gdwidgets.teaching.goals import Verdict
from gdwidgets.teaching.setting import Setting
from gdwidgets.teaching.task import HERE, Row, Task
from gdwidgets.web import LOCK, module

MISSES_BEFORE_HINT = 2


class Challenge(Task):
    """Set the learner a task and judge what they do by running it.

    With `on`, the "Check" button judges what is set there at that moment. Anything else is
    handed in from a cell: ``challenge.submit(my_function)``. Each check of something new counts
    as an attempt, until one has passed.

    Parameters
    ----------
    question : str
        The task, as plain text.
    goal : callable
        Judges `on`, or what is handed in: one of `gdwidgets.goals`, or a function of your own
        that returns True or False, or such a pair with a sentence.
    on : DescentExplorer or any widget, optional
        What the learner sets.
    hint : str
        Shown after the second miss.
    answer : str
        A worked answer, shown when the learner asks for it after a first attempt.
    **traits
        `layout`, `tooltip`, `tabbable`.

    Attributes
    ----------
    value : bool
        Whether it has been passed.
    attempts : int
        How often something new was checked, up to the one that passed.
    verdict : str
        The sentence about the last check.
    passing : bool
        Whether the last check passed.
    error : str
        What went wrong, shown in the widget.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> explorer = gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.01)
    >>> task = gd.Challenge(
    ...     "Bring the loss to 1e-6 in at most 100 steps.",
    ...     gd.goals.reaches(loss=1e-6, within=100),
    ...     on=explorer,
    ...     hint="The steep direction allows a rate of up to 0.2.",
    ... )
    >>> explorer.learning_rate.value = 0.15
    >>> task.check()
    Verdict(passed=True, text='Reached at step 51, and also from 3 starts nearby.')

    With a goal of your own, for something handed in:

    >>> gd.Challenge("Give any even number.", lambda n: n % 2 == 0).submit(6).passed
    True
    """

    _esm = module(HERE / "js" / "challenge.js")

    value = t.Bool(False, help="Whether it has been passed.").tag(sync=True)
    attempts = t.Int(0, help="How often something new was checked.").tag(sync=True)
    verdict = t.Unicode("", help="About the last check.").tag(sync=True)
    passing = t.Bool(False, help="Whether the last check passed.").tag(sync=True)
    hint = t.Unicode("", help="The hint, once it is shown.").tag(sync=True)
    answer = t.Unicode("", help="The worked answer, once it is shown.").tag(sync=True)
    has_answer = t.Bool(False, help="Whether there is a worked answer.").tag(sync=True)
    can_check = t.Bool(False, help="Whether there is something to check.").tag(sync=True)
    _given = t.Unicode("", help="What was checked last, in short.")
    _judged = t.Unicode("", help="What was said about the last attempt.")
    _helped = t.Bool(False, help="Whether the answer was seen before it was passed.")

    _kept: ClassVar[tuple[str, ...]] = (
        *("value", "attempts", "verdict", "passing"),
        *("hint", "answer", "_given", "_judged", "_helped"),
    )

    def __init__(
        self,
        question: str,
        goal: Callable[[Any], Any],
        *,
        on: Any = None,
        hint: str = "",
        answer: str = "",
        **traits: Any,
    ) -> None:
        if not callable(goal):
            raise TypeError(f"goal must be a function, such as one of gd.goals, not {goal!r}")
        if on is not None and not isinstance(on, ipywidgets.Widget):
            raise TypeError(f"on must be an explorer or another widget, not {on!r}")
        for name, text in (("hint", hint), ("answer", answer)):
            if not isinstance(text, str):
                raise TypeError(f"{name} must be a text, not {text!r}")
        self._goal, self._on = goal, on
        self._hint, self._answer = hint, answer
        self._seen = _what_is_set(on)
        self.has_answer = bool(answer)
        self.can_check = on is not None
        super().__init__(question, **traits)

    def __repr__(self) -> str:
        return f"Challenge({self.question!r}: {self.row().state})"

    def row(self) -> Row:
        """What the report says about it."""
        tries = f"{self.attempts} attempt{'' if self.attempts == 1 else 's'}"
        if self.value:
            helped = ", after the answer was shown" if self._helped else ""
            state = f"passed at attempt {self.attempts}{helped}"
        else:
            state = f"not passed, {tries}" if self.attempts else "not tried yet"
        return Row("challenge", self.question, self._given, self._judged, state)

    def close(self) -> None:
        """Remove the widget, with all its views."""
        super().close()
        self._on = None

    def _as_text(self) -> str:
        row = self.row()
        lines = [f"Challenge: {self.question}", f"({row.state})"]
        return "\n".join([*lines, *filter(None, [self.verdict, self.hint, self.answer])])

    # -- what the learner does ---------------------------------------------------------------

    def check(self) -> Verdict:
        """Judge what is set in `on`, as the button does.

        Raises
        ------
        ValueError
            If there is no `on`.
        """
        if self._on is None:
            raise ValueError("There is nothing to check here: hand something in with submit().")
        with LOCK, self.hold_sync():
            now = _what_is_set(self._on)
            unchanged = now is not None and now == self._seen
            self._seen = now
            verdict = _as_verdict(self._goal(self._on))
            if unchanged and not verdict.passed:
                since = "the last check" if self.attempts else "the task was set"
                return self._show(
                    Verdict(False, f"Nothing has changed since {since}: move a control first.")
                )
            return self._count(verdict, _name_of(self._on))

    def submit(self, given: Any = None) -> Verdict:
        """Judge what is handed in: a number, an array, a function, whatever the task asks for."""
        with LOCK, self.hold_sync():
            if given is None:
                return self._show(
                    Verdict(False, "Nothing was handed in: put your answer between the brackets.")
                )
            try:
                found = self._goal(given)
            except Exception as error:  # a goal may stumble over what makes no sense
                return self._show(
                    Verdict(False, f"That can't be judged: {type(error).__name__}: {error}")
                )
            return self._count(_as_verdict(found), _name_of(given))

    def show_answer(self) -> None:
        """Show the worked answer.

        Raises
        ------
        ValueError
            If nothing has been tried yet, or there is none.
        """
        if not self._answer:
            raise ValueError("There is no worked answer to this.")
        if not self.attempts:
            raise ValueError("Try once yourself, then ask for the answer.")
        with self.hold_sync():
            self.answer = self._answer
            self._helped = self._helped or not self.value

    def answer_request(self, word: str, given: Any) -> None:  # noqa: ARG002
        """Do what the browser asks for: "check" or "answer"."""
        if word == "check":
            self.check()
        elif word == "answer":
            self.show_answer()

    def _count(self, verdict: Verdict, given: str) -> Verdict:
        if not self.value:
            self.attempts += 1
            self._given, self._judged = given, verdict.text
            self.value = verdict.passed
            if not verdict.passed and self.attempts >= MISSES_BEFORE_HINT:
                self.hint = self._hint
        return self._show(verdict)

    def _show(self, verdict: Verdict) -> Verdict:
        self.verdict, self.passing = verdict.text, verdict.passed
        return verdict


def _as_verdict(found: Any) -> Verdict:
    passed, text = found if isinstance(found, tuple) and len(found) == 2 else (found, "")
    if not isinstance(passed, bool | np.bool_) or not isinstance(text, str):
        raise TypeError(
            f"goal must return True or False, or such a pair with a text, not {found!r}"
        )
    return Verdict(bool(passed), text or ("That is it." if passed else "Not yet."))


def _what_is_set(on: Any) -> Any:
    """Something that differs when `on` is set differently; None if that can't be told."""
    if hasattr(on, "trajectory") and hasattr(on, "objective"):
        return on.objective.name, on.trajectory.params.tobytes()
    value = getattr(on, "value", None)
    return value if isinstance(value, str | int | float | tuple) else None


def _name_of(subject: Any) -> str:
    """What was checked, in short, for the report."""
    if isinstance(subject, ipywidgets.Widget) and hasattr(subject, "trajectory"):
        return repr(Setting.of(subject).optimizer)
    if callable(subject) and hasattr(subject, "__name__"):
        return f"{subject.__name__}()"
    text = repr(subject)
    return text if len(text) <= 60 else f"{text[:57]}..."
