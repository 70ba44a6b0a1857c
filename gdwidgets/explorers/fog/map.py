"""`FogMap`: the fog game's map, played in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, final

import ipywidgets
import traitlets as t

from gdwidgets.drawing.contours import contour
from gdwidgets.drawing.figures import figure
from gdwidgets.drawing.layers import fallback_png, render
from gdwidgets.explorers.fog.hidden import Hidden
from gdwidgets.explorers.fog.rules import Rules
from gdwidgets.explorers.fog.still import still
from gdwidgets.web import STAGE, BrowserWidget, module, style

HERE = Path(__file__).parent
WIDTH: Final = 540.0
HEIGHT: Final = 528.0


@final
class FogMap(BrowserWidget):
    """A landscape of which only the ground around the walker is seen; see `FogGame`.

    Everything that a game needs is sent at its beginning, the landscape as a Chebyshev
    series; so it can be played with a busy kernel, or with none.

    Parameters
    ----------
    hidden : Hidden
        Where the hunt takes place.
    rules : Rules
    label : str
        What the place is called.
    learning_rate : ipywidgets.Widget
        Whose `value` is the learning rate.
    seed : int, optional

    Attributes
    ----------
    path : list of [x, y]
        Where the walker has been, from the start on.
    over : bool
        Whether the fog has lifted.
    seed : int or None
        Which place it is; the browser asks for another by setting it.
    judged : dict
        What the core says of the path and of gradient descent's.
    error : str
        What is wrong with what the browser sent last, or went wrong in answering.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> gd.FogGame().map
    FogMap(steps=0, over=False)
    """

    _esm = module(HERE / "js" / "game.js")
    _css = style(STAGE, HERE / "fog.css")

    path: t.List[Any] = t.List(help="Where the walker has been.").tag(sync=True)
    over = t.Bool(False, help="Whether the fog has lifted.").tag(sync=True)
    seed = t.Int(None, allow_none=True, help="Which place it is.").tag(sync=True)
    judged = t.Dict(help="What the core says of it.").tag(sync=True)
    picture = t.Dict(help="The rendered landscape.").tag(sync=True)
    series = t.Bytes(help="The landscape's Chebyshev coefficients, float64.").tag(sync=True)
    place = t.Dict(help="Start, treasures and rules.").tag(sync=True)
    game = t.Int(0, help="Counts the places that were sent.").tag(sync=True)
    learning_rate = t.Instance(ipywidgets.Widget, help="Chooses the learning rate.").tag(
        sync=True, **ipywidgets.widget_serialization
    )

    _from_browser = frozenset({"path", "over", "seed"})

    def __init__(
        self,
        hidden: Hidden,
        rules: Rules,
        label: str,
        *,
        learning_rate: ipywidgets.Widget,
        seed: int | None,
    ) -> None:
        message = self._message(hidden, rules, label)
        super().__init__(**message, learning_rate=learning_rate, seed=seed)

    def show(self, hidden: Hidden, rules: Rules, label: str) -> None:
        """Begin a new game, in one message."""
        message = self._message(hidden, rules, label)
        with self.hold_sync(), self.hold_trait_notifications():
            for name, state in message.items():
                self.set_trait(name, state)
            self.game += 1

    def _message(self, hidden: Hidden, rules: Rules, label: str) -> dict[str, Any]:
        self._figure, *axes = figure(WIDTH, HEIGHT)
        (self._axes,) = axes
        drawn = contour(hidden.objective, ax=self._axes, domain=hidden.domain, levels=24)
        for marks in (drawn.minima, drawn.saddles):
            if marks is not None:
                marks.remove()
        self._layers = render(self._figure)
        return {
            "picture": self._layers.message(),
            "series": hidden.series.tobytes(),
            "place": {**hidden.message(), **rules.message(), "label": label},
            "path": [list(hidden.start)],
            "over": False,
            "judged": {},
        }

    # -- the browser -------------------------------------------------------------------------

    @t.validate("path")
    def _check_path(self, proposal: Any) -> list[list[float]]:
        return self._allowed_path(proposal["value"])

    @t.validate("seed")
    def _check_seed(self, proposal: Any) -> int | None:
        return self._allowed_seed(proposal["value"])

    def _allowed_path(self, path: Any) -> list[list[float]]:
        most = self.place["n_steps"]
        if not isinstance(path, list | tuple) or not 1 <= len(path) <= most + 1:
            raise t.TraitError(f"path must be the start and at most {most} steps")
        for k, point in enumerate(path):
            pair = isinstance(point, list | tuple) and len(point) == 2
            if not pair or not all(map(_on_map, point, self.place["domain"])):
                raise t.TraitError(f"path must stay on the map: its point {k} is {point!r}")
        if list(path[0]) != self.place["start"]:
            raise t.TraitError(f"path must begin at {self.place['start']}, not {path[0]!r}")
        return [[float(x) for x in point] for point in path]

    def _allowed_seed(self, seed: Any) -> int | None:
        whole = isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**31
        if seed is not None and not whole:
            raise t.TraitError(f"seed must be a whole number >= 0, or None, not {seed!r}")
        return seed  # type: ignore[no-any-return]

    # -- where no widget can be shown --------------------------------------------------------

    def __repr__(self) -> str:
        return f"{type(self).__name__}(steps={len(self.path) - 1}, over={self.over})"

    def png(self) -> bytes:
        """The map as it stands, with its fog or without."""
        return fallback_png(self._figure, still(self, self._axes), layers=self._layers)

    def close(self) -> None:
        """Remove the map, with all its views, and let go of what it showed."""
        super().close()
        self._figure = self._axes = self._layers = None  # type: ignore[assignment]


def _on_map(x: Any, side: Sequence[float]) -> bool:
    number = isinstance(x, int | float) and not isinstance(x, bool)
    return number and side[0] <= x <= side[1]
