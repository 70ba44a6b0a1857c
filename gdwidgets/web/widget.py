"""`BrowserWidget`: what every widget with a front end of its own has in common."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets as t

from gdwidgets.web.closing import ClosesOwnParts
from gdwidgets.web.errors import LOCK

OF_EVERY_WIDGET = frozenset({"layout", "tooltip", "tabbable", "_dom_classes"})


class BrowserWidget(ClosesOwnParts, anywidget.AnyWidget):
    """The abstract base of the widgets with a front end of their own.

    What a browser sends may be anything: only the traits named in `_from_browser` can be set by
    it, and what their validators refuse is told in `error` and taken back in the browser.

    Attributes
    ----------
    error : str
        What is wrong with what the browser sent last, or went wrong in answering it.

    Examples
    --------
    >>> class Dial(BrowserWidget):
    ...     _esm = "export default { render() {} };"
    ...     angle = t.Float(0.0, max=360.0).tag(sync=True)
    ...     _from_browser = frozenset({"angle"})
    >>> dial = Dial()
    >>> dial.set_state({"angle": 90.0, "_esm": "anything"})
    >>> dial.angle, dial._esm == Dial._esm
    (90.0, True)
    >>> dial.set_state({"angle": 400.0})
    >>> dial.angle, "360" in dial.error
    (90.0, True)
    """

    error = t.Unicode("", help="What went wrong, in words.").tag(sync=True)

    _from_browser: frozenset[str] = frozenset()
    """The traits that a browser may set, besides those of every widget."""

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, but only what it may say and what is allowed."""
        allowed = self._from_browser | OF_EVERY_WIDGET
        state = {name: told for name, told in sync_data.items() if name in allowed}
        if not state:
            return
        with LOCK:
            try:
                checked = {name: self._checked(name, told) for name, told in state.items()}
            except t.TraitError as refused:
                self.error = str(refused)
                self.send_state(list(state))
                return
            self.error = ""
            super().set_state(checked)

    def _checked(self, name: str, told: Any) -> Any:
        """What a trait makes of what the browser sent, or a TraitError.

        Apart from setting it: an error of somebody who observes the trait is no refusal.
        """
        read = self.trait_metadata(name, "from_json", self._trait_from_json)
        return self.traits()[name]._validate(self, read(told, self))
