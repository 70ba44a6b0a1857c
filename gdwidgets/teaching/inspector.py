"""`StepInspector`: why this step? The update with its numbers, and each part as an arrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets as t

from gdwidgets.drawing.palette import GRADIENT, MOMENTUM, STEP
from gdwidgets.player.tracks import arrow
from gdwidgets.web import BrowserWidget, module, reporting, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from gdwidgets.core.explain.steps import ExplainedStep
    from gdwidgets.player import DescentPlayer
    from gdwidgets.player.tracks import Track

HERE = Path(__file__).parent
Arrow = tuple[str, str, np.ndarray]
"""A label, a colour and a vector."""
MOST_ROWS = 32
"""A mini-batch with more rows than this is not listed to its end."""


class StepInspector(BrowserWidget):
    r"""Explain the step that a player's clock stands at, with its numbers and its arrows.

    It stays closed until the learner opens it. Then it follows the clock of the player: each
    time that the clock comes to rest, it shows how the next step from there is worked out,
    line by line, and draws three arrows on the landscape: what the slope alone would do, what
    the method adds to that, and the step that comes of it. It also has the button that lets a
    run go on otherwise from here.

    Parameters
    ----------
    player : DescentPlayer
        Whose clock it follows, and on whose picture the arrows are drawn.
    explain : callable
        ``explain(step)`` returns the `ExplainedStep` that leads away from a step, or None
        where there is nothing to explain.
    landscape : callable
        Returns the axes on which the arrows are drawn; None for none.
    names : callable
        Returns the name of each parameter.
    branch, unbranch : callable, optional
        What the two buttons do; the first is given the step. Without them there are none.

    Attributes
    ----------
    expanded : bool
        Whether it is open.
    explanation : dict
        What it shows: the step, the lines and the arrows.
    branched : bool
        Whether there is a second path.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> explorer = gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=0.1)
    >>> explorer.player.value = 0
    >>> explorer.inspector.expanded = True
    >>> print("\n".join(explorer.inspector.explanation["lines"][0]))
    params = −5 − 0.1 · (−5) = −4.5
    """

    _esm = module(HERE / "js" / "inspector.js")
    _css = style(HERE / "inspector.css")

    expanded = t.Bool(False, help="Whether it is open.").tag(sync=True)
    can_branch = t.Bool(True, help="Whether a second path can be had.").tag(sync=True)
    branched = t.Bool(False, help="Whether there is a second path.").tag(sync=True)
    explanation = t.Dict(help="The step, its lines and its arrows.").tag(sync=True)

    _from_browser = frozenset({"expanded"})

    def __init__(
        self,
        player: DescentPlayer,
        explain: Callable[[int], ExplainedStep | None],
        landscape: Callable[[], Axes | None],
        *,
        names: Callable[[], Sequence[str]],
        branch: Callable[[int], None] | None = None,
        unbranch: Callable[[], None] | None = None,
    ) -> None:
        self._player, self._explain, self._landscape = player, explain, landscape
        self._branch, self._unbranch, self._names = branch, unbranch, names
        super().__init__(can_branch=branch is not None)
        self.observe(self.update, names="expanded")
        player.observe(self.update, names=["value", "revision"])
        self.on_msg(self._press)

    def update(self, _change: Any = None) -> None:
        """Explain the step at which the clock stands, if the inspector is open."""
        if not self.expanded and not self.explanation:
            return
        with reporting(self):
            explained = self._explain(self._player.value) if self.expanded else None
            arrows = [] if explained is None else step_parts(explained)
            self.explanation = {} if explained is None else self._in_words(explained, arrows)
            self._player.overlay(
                "step",
                None if explained is None else self._drawn(explained, arrows),
                only_at=self._player.value,
            )
        self.send({"explained": self._player.value})

    def _in_words(self, explained: ExplainedStep, arrows: list[Arrow]) -> dict[str, Any]:
        return {
            "step": self._player.value,
            "names": list(self._names()),
            "rows": _rows_in_words(explained.rows),
            "lines": [
                [_typeset(line) for line in explained.text(i).splitlines()]
                for i in range(len(explained.params))
            ],
            "arrows": [
                {"label": label, "color": color, "numbers": _numbers(vector)}
                for label, color, vector in arrows
            ],
        }

    def _drawn(self, explained: ExplainedStep, arrows: list[Arrow]) -> list[Track]:
        landscape = self._landscape()
        if landscape is None:
            return []
        tail = self._on_landscape(explained.params)
        return [
            arrow(
                landscape,
                tail[None],
                (tail + self._across(vector))[None],
                color=color,
                label=label,
            )
            for label, color, vector in arrows
        ]

    def __repr__(self) -> str:
        """Say which step it explains."""
        step = self.explanation.get("step", "none")
        return f"StepInspector(expanded={self.expanded}, step={step})"

    def _press(self, _widget: Any, content: Any, _buffers: Any) -> None:
        wish = content.get("do") if isinstance(content, dict) else None
        with reporting(self):
            if wish == "branch" and self._branch:
                self._branch(self._player.value)
            elif wish == "unbranch" and self._unbranch:
                self._unbranch()
        self.send({"done": wish})

    def _on_landscape(self, params: np.ndarray) -> np.ndarray:
        """Where a point is on the landscape: of one parameter, on its curve."""
        if len(params) == 2:
            return params
        column = self._player.tracks[0]["column"]
        frames = self._player.frames  # of six digits, which is enough for a picture
        return frames[self._player.value, column : column + 2].astype(float)

    def _across(self, vector: np.ndarray) -> np.ndarray:
        return vector if len(vector) == 2 else np.array([vector[0], 0.0])


def step_parts(explained: ExplainedStep) -> list[Arrow]:
    """Take a step apart into arrows: what the slope alone would do, the rest, the step.

    Whatever the method is, the step is the sum of the first two.

    Parameters
    ----------
    explained : ExplainedStep
        The step.

    Returns
    -------
    list of (str, str, (n_params,) ndarray)
        A label, a colour and the arrow. A method without a learning rate has only the step.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> momentum = gd.optimizers.Momentum(0.1, momentum=0.5)
    >>> run = gd.descend(gd.surfaces.ravine(10), momentum, [2.0, 0.1], 2)
    >>> for label, _color, arrow in step_parts(gd.explain_step(run, 2)):
    ...     print(label, arrow.round(3))
    slope alone [-0.18 -0.  ]
    what the method adds [-0.1  -0.05]
    step [-0.28 -0.05]
    """
    shown = {
        "slope": ("slope alone", GRADIENT),
        "method": ("what the method adds", MOMENTUM),
        "step": ("step", STEP),
    }
    return [(*shown[name], vector) for name, vector in explained.parts.items()]


def _rows_in_words(rows: np.ndarray | None) -> str:
    """Which rows of data made the gradient; nothing where all did."""
    if rows is None:
        return ""
    listed = ", ".join(str(row) for row in rows[:MOST_ROWS])
    return f"The slope of these rows of data: {listed}" + (", …" if len(rows) > MOST_ROWS else "")


def _numbers(vector: np.ndarray) -> str:
    return "(" + ", ".join(f"{x:.4g}" for x in vector).replace("-", "−") + ")"


def _typeset(line: str) -> str:
    for plain, fine in (("**", "^"), (" * ", " · "), ("-", "−")):
        line = line.replace(plain, fine)
    return line
