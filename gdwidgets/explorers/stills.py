"""An explorer where no widget can be shown: a picture and a line of text."""

from __future__ import annotations

import base64
from typing import Any


def with_still(bundle: dict[str, Any], text: str, png: bytes) -> dict[str, Any]:
    """A mimebundle with a short text and a picture, for where no widget can be shown."""
    still = base64.b64encode(png).decode("ascii")
    return {**bundle, "text/plain": text, "image/png": still}
