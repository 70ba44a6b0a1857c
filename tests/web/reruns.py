"""A stand-in for a notebook: cells with an id, run as often as a test likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final

from gdwidgets.web import cells


@final
class Events:
    """As IPython's, where a callback is kept once; but an error in one is not swallowed."""

    def __init__(self) -> None:
        self.after: list[Callable[[Any], None]] = []

    def register(self, event: str, callback: Callable[[Any], None]) -> None:
        assert event == "post_run_cell"
        if callback not in self.after:
            self.after.append(callback)


@final
class Notebook:
    """Runs functions as cells; `names` are the user's variables."""

    def __init__(self, monkeypatch: Any) -> None:
        self.events, self.names = Events(), {}
        self._request, self._cell = 0, ""
        monkeypatch.setattr("IPython.get_ipython", lambda: self)
        monkeypatch.setattr(cells, "_made", {})

    @property
    def user_ns(self) -> dict[str, Any]:
        return self.names

    def get_parent(self) -> dict[str, Any]:
        return {"metadata": {"cellId": self._cell}, "header": {"msg_id": str(self._request)}}

    def run(self, cell: str, code: Callable[[], Any]) -> Any:
        """Run a cell; gives what its code returns."""
        self._request, self._cell = self._request + 1, cell
        made = code()
        for callback in list(self.events.after):
            callback(None)
        return made
