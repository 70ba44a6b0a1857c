"""What every explorer does alike: show a callback's error, and show itself as a picture."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from traitlets import HasTraits


@contextmanager
def reporting(lock: threading.RLock, widget: HasTraits) -> Iterator[None]:
    """Show in `widget` what goes wrong in a callback: Jupyter would swallow it."""
    with lock:
        try:
            yield
            widget.error = ""  # type: ignore[attr-defined]
        except Exception as error:
            widget.error = f"{type(error).__name__}: {error}"  # type: ignore[attr-defined]


def with_still(bundle: dict[str, Any], text: str, png: bytes) -> dict[str, Any]:
    """A mimebundle with a short text and a picture, for where no widget can be shown."""
    still = base64.b64encode(png).decode("ascii")
    return {**bundle, "text/plain": text, "image/png": still}
