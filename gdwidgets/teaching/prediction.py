"""`Prediction`: the learner commits before the run, and sees both side by side after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

import ipywidgets
import traitlets as t

from gdwidgets.core.validate import finite_number, one_of
from gdwidgets.player import DescentPlayer
from gdwidgets.teaching.guesses import ENDING_OF, ENDINGS, Choice, Guess, Number, Place
from gdwidgets.teaching.setting import Setting
from gdwidgets.teaching.task import HERE, Row, Task
from gdwidgets.web import LOCK, STAGE, module, reporting, style

Kind = Literal["choice", "number", "place"]


class Prediction(Task):
    """Ask the learner what will happen, and only then let it happen.

    With `on`, the player stays locked at its first step until the learner has committed, and
    the outcome is that of the run which is set at that moment. It is shown when the run has
    been played to its end, or on request. Without `on` it is shown at once.

    What was committed is never replaced: who thinks otherwise later adds a second entry, which
    says when it was made.

    Parameters
    ----------
    question : str
        Plain text.
    options : sequence of str or float, or mapping of str to either, optional
        What can be chosen, for ``kind="choice"``; a mapping has the text shown for each. With
        `on`, how the run goes by default: "settle", "crawl", "zig-zag" or "diverge".
    kind : {"choice", "number", "place"}
        Choose an option, type a number, or click a place on the landscape of `on`.
    on : DescentExplorer or DescentPlayer, optional
        What the prediction is about. Anything with a `player`, an `objective`, an `optimizer`,
        a `start` and a `trajectory` will do.
    outcome : optional
        What really happens: an option, a number, a place; or a function that returns it,
        called with `on` (with nothing if there is no `on`) when the learner has committed. A
        number that is None, NaN or infinite means "never". With an explorer, the default for
        a place is where the run ends, and for the ways a run can go what `gdwidgets.diagnose`
        says.
    within : float
        How far off may still be right: a share of the outcome, or for a place of the
        landscape's width and height.
    why : str, callable or mapping of option to str, optional
        One sentence of explanation, or a function like `outcome`; or a sentence for each
        option, of which the learner reads that of the option committed to first. With `on`,
        by default (and after an option that has none) the diagnosis of the run.
    **traits
        `layout`, `tooltip`, `tabbable`.

    Attributes
    ----------
    value : str, float, tuple of float or None
        What the learner committed to first; None until then.
    entries : list of dict
        All that the learner said: ``answer``, ``text``, ``when``, ``right`` (None until
        judged) and ``distance``.
    revealed : bool
        Whether the outcome is shown.
    error : str
        What went wrong, shown in the widget.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> best = gd.Prediction("Which rate settles fastest?", [0.01, 0.1, 1.0], outcome=0.1)
    >>> best.commit(1.0)
    >>> best
    Prediction('Which rate settles fastest?': wrong)

    About a run, three lines with the explorer's own::

        explorer = gd.DescentExplorer(gd.surfaces.ravine(20), learning_rate=0.09)
        gd.Prediction("How will it go?", on=explorer)
        gd.Prediction("Where will it end?", kind="place", on=explorer)
    """

    _esm = module(HERE / "js" / "prediction.js")
    _css = style(STAGE, HERE / "task.css")

    value = t.Any(None, allow_none=True, help="What was committed first.").tag(sync=True)
    entries: t.List[Any] = t.List(help="All that the learner said.").tag(sync=True)
    revealed = t.Bool(False, help="Whether the outcome is shown.").tag(sync=True)
    outcome = t.Unicode("", help="What happened, in words.").tag(sync=True)
    outcome_place: t.List[Any] = t.List(help="Where it happened.").tag(sync=True)
    why = t.Unicode("", help="Why it happened.").tag(sync=True)
    form: t.Dict[str, Any] = t.Dict(help="What the browser asks for.").tag(sync=True)
    player = t.Instance(DescentPlayer, allow_none=True, help="What waits.").tag(
        sync=True, **ipywidgets.widget_serialization
    )

    let_go = t.Bool(False, help="Whether it lets the player go unjudged: no kernel answers.").tag(
        sync=True
    )

    _last_step: int | None = None
    _happened = t.Any(None, allow_none=True, help="What happened; None before it is known.")

    _from_browser = frozenset({"said", "let_go"})
    _kept: ClassVar[tuple[str, ...]] = (
        *("entries", "value", "revealed"),
        *("outcome", "outcome_place", "why", "_happened"),
    )

    def __init__(
        self,
        question: str,
        options: Any = None,
        *,
        kind: Kind = "choice",
        on: Any = None,
        outcome: Any = None,
        within: float = 0.1,
        why: str | Callable[..., str] | Mapping[Any, str] = "",
        **traits: Any,
    ) -> None:
        one_of("kind", kind, Kind.__args__)  # type: ignore[attr-defined]
        within = finite_number("within", within, low=0)
        player = _player_of(on)
        if not isinstance(why, str | Mapping) and not callable(why):
            raise TypeError(f"why must be a text, a mapping or a function, not {why!r}")
        self._on = on
        self._ways = kind == "choice" and options is None and on is not None
        self._guess = self._make_guess(kind, ENDINGS if self._ways else options, within)
        self._source = self._checked_source(outcome)
        self._explanation = self._checked_why(why) if isinstance(why, Mapping) else why
        self.form = self._guess.form()
        self.player = player
        super().__init__(question, **traits)
        if player is not None:
            player.observe(self._follow_player, names="value")
            if not self.entries:
                player.hold(self)

    def __repr__(self) -> str:
        return f"Prediction({self.question!r}: {self.row().state})"

    def row(self) -> Row:
        """What the report says about it."""
        said = [
            entry["text"] + ("" if i == 0 else f" ({entry['when']})")
            for i, entry in enumerate(self.entries)
        ]
        if not self.entries:
            state = "not made yet"
        elif not self.revealed:
            state = "made, outcome not seen yet"
        else:
            first = self.entries[0]
            parts = ["right" if first["right"] else "wrong", first["distance"]]
            state = ", ".join(filter(None, parts))
        outcome = self.outcome if self.revealed else ""
        return Row("prediction", self.question, "; then: ".join(said), outcome, state)

    def close(self) -> None:
        """Remove the widget, with all its views, and unlock what waited for it."""
        self._unlock()
        if self.player is not None:
            self.player.unobserve(self._follow_player, names="value")
        super().close()
        self._on = self.player = None

    def _as_text(self) -> str:
        row, form = self.row(), self.form
        lines = [f"Prediction: {self.question}"]
        if not self.entries:
            ways = {"number": ["Type a number."], "place": ["Click a place on the landscape."]}
            lines += ways.get(form["kind"]) or [f"( ) {label}" for label in form["labels"]]
        lines += [f"You predicted: {row.answer}"] if row.answer else []
        lines += [f"It was: {row.outcome} ({row.state})", self.why] if row.outcome else []
        return "\n".join(filter(None, lines))

    # -- what the learner does ---------------------------------------------------------------

    def commit(self, answer: Any) -> None:
        """Commit to an answer, as the button does.

        The first one counts. A later one is kept beside it, with when it was made.

        Raises
        ------
        TypeError, ValueError
            If `answer` is no option, no finite number or no place.
        """
        answer = self._guess.accept("prediction", answer)
        with LOCK, self.hold_sync():
            when = "before the run"
            if self.entries:
                when = "after the run" if self.revealed else "changed before the end"
            entry = {"answer": answer, "text": self._guess.words(answer), "when": when}
            self.entries = [*self.entries, {**entry, "right": None, "distance": ""}]
            self._unlock()
            if len(self.entries) == 1:
                self.value = answer
                self._find_outcome()
            if self.player is None or self.revealed:
                self.reveal()

    def reveal(self) -> None:
        """Show what happened beside what was predicted.

        Raises
        ------
        ValueError
            If nothing has been predicted yet, or the outcome can't be told.
        """
        with LOCK, self.hold_sync():
            if not self.entries:
                raise ValueError("Make your prediction first.")
            if not self.outcome:
                self._find_outcome()
            judged = []
            for entry in self.entries:
                match = self._guess.compare(entry["answer"], self._happened)
                judged.append({**entry, "right": match.right, "distance": match.distance})
            self.entries = judged
            self.revealed = True

    def answer_request(self, word: str, given: Any) -> None:
        """Do what the browser asks for: "commit" or "reveal"."""
        if word == "commit":
            self.commit(given)
        elif word == "reveal":
            self.reveal()

    # -- the player --------------------------------------------------------------------------

    def _unlock(self) -> None:
        if self.player is not None:
            self.player.release(self)

    def _follow_player(self, change: Any) -> None:
        """The run has been seen to its end: show the outcome."""
        if self.comm is None or self.revealed or not self.entries:
            return
        if change["new"] >= (change["owner"].max if self._last_step is None else self._last_step):
            with self.hold_sync(), reporting(self):
                self.reveal()

    # -- the outcome -------------------------------------------------------------------------

    def _make_guess(self, kind: Kind, options: Any, within: float) -> Guess:
        if kind != "choice" and options is not None:
            raise ValueError(f'options must be left out for kind="{kind}", not {options!r}')
        if kind == "number":
            return Number(within)
        if kind == "choice":
            if options is None:
                raise ValueError("options must be given where there is no `on`")
            return Choice(options)
        player = _player_of(self._on)
        picture = {} if player is None else player.picture
        if picture.get("start_axes") is None:
            raise ValueError('on must be given for kind="place", with a landscape to click on')
        axes = picture["axes"][picture["start_axes"]]
        spans = [sorted(axes["x_limits"]), sorted(axes["y_limits"])]
        objective = getattr(self._on, "objective", None)
        names = ("x", "y") if objective is None else objective.param_names
        return Place(names, spans[: len(names)], within)

    def _checked_source(self, outcome: Any) -> Any:
        from_run = self._ways or self._guess.kind == "place"
        if outcome is None and not (from_run and hasattr(self._on, "trajectory")):
            raise ValueError("outcome must be given: what happens, or a function that finds out")
        return outcome if outcome is None or callable(outcome) else self._guess.outcome(outcome)

    def _checked_why(self, why: Mapping[Any, str]) -> Callable[..., str]:
        if self._guess.kind != "choice":
            raise ValueError(f'why must be one text or function for kind="{self._guess.kind}"')
        said = {self._guess.accept("why", option): words for option, words in why.items()}
        for words in said.values():
            if not isinstance(words, str):
                raise TypeError(f"why must have a text for each option, not {words!r}")
        return lambda *_: said.get(self.value, "")

    def _find_outcome(self) -> None:
        """Find out what happens, at the moment of the first commitment."""
        happened = self._ask(self._source)
        why = self._ask(self._explanation)
        if self._on is not None and hasattr(self._on, "trajectory"):
            setting = Setting.of(self._on)
            run = setting.run()
            found = setting.diagnose(run)
            self._last_step = run.stop_step if run.status == "diverged" else run.n_steps
            if self._source is None:
                happened = ENDING_OF[found.kind] if self._ways else run.params[self._last_step]
            why = why or found.summary
        elif self._on is not None:
            why = why or self._on.caption
        self._happened = self._guess.outcome(happened)
        self.why = str(why)
        self.outcome_place = list(self._happened) if self._guess.kind == "place" else []
        self.outcome = self._guess.words(self._happened)

    def _ask(self, source: Any) -> Any:
        if not callable(source):
            return source
        return source() if self._on is None else source(self._on)


def _player_of(on: Any) -> DescentPlayer | None:
    player = on if isinstance(on, DescentPlayer) else getattr(on, "player", None)
    if on is not None and not isinstance(player, DescentPlayer):
        raise TypeError(f"on must be an explorer or a player, not {on!r}")
    return player
