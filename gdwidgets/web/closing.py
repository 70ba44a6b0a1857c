"""Widgets that leave nothing behind: when they are closed, and when they can't be made."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ipywidgets import DOMWidget, Widget
from ipywidgets.widgets.widget import _instances

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


def whole_or_not_at_all(init: Callable[..., None]) -> Callable[..., None]:
    """Let an `__init__` that fails, as for an argument that is refused, leave no widget open."""

    @functools.wraps(init)
    def made_whole(self: Any, *args: Any, **kwargs: Any) -> None:
        before = set(_instances)
        try:
            init(self, *args, **kwargs)
        except BaseException:
            for made in [each for key, each in _instances.items() if key not in before]:
                made.close()
            raise

    return made_whole
