"""A widget that takes the models it made for itself with it when it is closed."""

from __future__ import annotations

from typing import Any

from ipywidgets import DOMWidget, Widget

from gdwidgets.web.cells import close_with_cell


class ClosesOwnParts(DOMWidget):  # type: ignore[misc]
    """Close the layout and the style along with the widget.

    ipywidgets makes both beside every widget and keeps them for good. Those that the user
    passed in may belong to other widgets too, and are left alone.
    """

    _own_parts: tuple[Widget, ...] = ()

    def __init__(self, *args: Any, **traits: Any) -> None:
        super().__init__(*args, **traits)
        names = (name for name in ("layout", "style") if self.has_trait(name))
        parts = (getattr(self, name) for name in names if not isinstance(traits.get(name), Widget))
        self._own_parts = tuple(parts)
        close_with_cell(self)

    def close(self) -> None:
        """Remove the widget, with all its views, for good."""
        super().close()
        for part in self._own_parts:
            part.close()
