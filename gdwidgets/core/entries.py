"""One entry for each row, numbers or text, as NumPy has it."""

from __future__ import annotations

from typing import Any

import numpy as np


def numbers_or_text(allowed: str, values: Any) -> Any:
    """Return a new array of at least one number, bool or text, or raise `allowed` and why not."""
    try:
        array = np.array(values)
    except ValueError:
        raise ValueError(f"{allowed}, not ragged") from None
    if array.dtype.kind in "OT":  # in these pandas has text
        array = array.astype(object)
        other = [entry for entry in array.flat if not isinstance(entry, str)]
        if other:
            raise TypeError(f"{allowed}, not {other[0]!r}")
        array = array.astype(str)
    elif array.dtype.kind == "U" and isinstance(values, list | tuple):
        # NumPy turns 1 into "1" where it stands beside text.
        other = [entry for entry in values if not isinstance(entry, str)]
        if other:
            raise TypeError(f"{allowed}, but {other[0]!r} stands beside text")
    if array.ndim != 1:
        raise ValueError(f"{allowed}, one for each row, not of shape {array.shape}")
    if not len(array):
        raise ValueError(f"{allowed}, at least one")
    if array.dtype.kind not in "Ubiuf":
        raise TypeError(f"{allowed}, not {array.dtype}")
    return array
