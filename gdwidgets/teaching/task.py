"""`Task`: what a prediction and a challenge have in common, and the list of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import ipywidgets
import traitlets as t

from gdwidgets.web import BrowserWidget, reporting, style
from gdwidgets.web.cells import running_cell

HERE = Path(__file__).parent


class Row(NamedTuple):
    """A line of the report."""

    kind: str
    question: str
    answer: str
    outcome: str
    state: str


class Task(BrowserWidget, ipywidgets.ValueWidget):  # type: ignore[misc]
    """The abstract base of what a learner is asked to do.

    A task is known by its cell and its question: when a cell is run again, the new widget
    takes over what the learner did with the one before.

    Parameters
    ----------
    question : str
        Plain text.
    **traits
        `layout`, `tooltip`, `tabbable`.

    Attributes
    ----------
    question : str
    error : str
        What went wrong in a callback; Jupyter itself would swallow it.
    said : list
        What the browser asks for: a count, a word and what belongs to it.
    answered : int
        The count of the last request that was dealt with.
    """

    _css = style(HERE / "task.css")

    question = t.Unicode(help="What the learner is asked.").tag(sync=True)
    said: t.List[Any] = t.List([0, "", None], help="What the browser asks for.").tag(sync=True)
    answered = t.Int(0, help="The count of the last request dealt with.").tag(sync=True)

    _kept: ClassVar[tuple[str, ...]] = ()
    """The traits that hold what the learner did."""
    _from_browser = frozenset({"said"})

    def __init__(self, question: str, **traits: Any) -> None:
        for name in traits:
            if name not in ("layout", "tooltip", "tabbable"):
                raise TypeError(f"{type(self).__name__} has no argument {name!r}")
        if not isinstance(question, str) or not question.strip():
            raise ValueError(f"question must be a text, not {question!r}")
        super().__init__(question=question, **traits)
        self._take_over(_asked.get(self._key()))
        _asked[self._key()] = self
        self.observe(self._hear, names="said")

    def row(self) -> Row:
        """What the report says about it."""
        raise NotImplementedError

    def answer_request(self, word: str, given: Any) -> None:
        """Do what the browser asks for."""
        raise NotImplementedError

    @property
    def begun(self) -> bool:
        """Whether the learner has done anything with it."""
        return any(getattr(self, name) for name in self._kept)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        return {**data, "text/plain": self._as_text()}, metadata

    def _as_text(self) -> str:
        """What a reader sees where no widget is shown."""
        return repr(self)

    # -- re-running a cell -------------------------------------------------------------------

    def _key(self) -> tuple[str, str, str]:
        if not hasattr(self, "_cell"):
            self._cell = running_cell()[1]
        return type(self).__name__, self._cell, self.question

    def _take_over(self, earlier: Task | None) -> None:
        if earlier is not None:
            for name in self._kept:
                self.set_trait(name, getattr(earlier, name))

    # -- the browser -------------------------------------------------------------------------

    def _hear(self, _change: Any) -> None:
        with self.hold_sync(), reporting(self):
            count, word, given = self.said
            try:
                self.answer_request(word, given)
            finally:
                self.answered = count

    @t.validate("said")
    def _check_said(self, proposal: Any) -> list[Any]:
        said = list(proposal["value"])
        if len(said) != 3 or type(said[0]) is not int or not isinstance(said[1], str):
            raise t.TraitError(f"said must be a count, a word and what belongs to it, not {said}")
        return said


_asked: dict[tuple[str, str, str], Task] = {}
"""Every task of this kernel, in the order in which they were first set."""


def tasks() -> list[Task]:
    """All tasks that are open or have been begun, in the order in which they were set.

    Examples
    --------
    >>> isinstance(tasks(), list)
    True
    """
    return [task for task in _asked.values() if task.comm is not None or task.begun]
