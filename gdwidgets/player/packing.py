"""How numbers are made small on their way to the browser, which `unpacking.js` undoes.

Neighbouring steps of a run have similar numbers, so the second differences of their bits are
small, and their upper bytes are nearly all zero: written plane by plane, they compress well.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DROPPED = 3
"""Of the 23 bits behind a float32's leading one, so many are rounded away: 20 are left, which
is a relative error of 5e-7 at most, where four digits are shown."""
LEVEL = 1
"""Of zlib: higher ones take twice the time for a few percent."""


def gathered(state: Any, _widget: Any = None) -> dict[str, Any]:
    """A trait as it is sent: its bytes in one piece, which is always at the same place of it.

    Who saves a notebook's widgets while it runs (nbclient) keeps every buffer by its place, for
    good: at a place that the state has lost since, it would keep the saved page from opening.

    Examples
    --------
    >>> gathered({"a": b"one", "b": [1, b"more"]})
    {'tree': {'a': {'$bytes': [0, 3]}, 'b': [1, {'$bytes': [3, 7]}]}, 'bytes': b'onemore'}
    """
    parts: list[bytes] = []
    size = 0

    def told(each: Any) -> Any:
        nonlocal size
        if isinstance(each, bytes):
            parts.append(each)
            size += len(each)
            return {"$bytes": [size - len(each), size]}
        if isinstance(each, dict):
            return {name: told(inner) for name, inner in each.items()}
        return [told(inner) for inner in each] if isinstance(each, list | tuple) else each

    tree = told(state)
    return {"tree": tree, "bytes": b"".join(parts)}


def pack_numbers(table: NDArray[np.float32]) -> bytes:
    """Pack the numbers of some runs.

    Parameters
    ----------
    table : (n_runs, n_rows, n_columns) ndarray of float32

    Returns
    -------
    bytes
    """
    numbers = np.where(np.isnan(table), np.float32(np.nan), table).astype(np.float32)
    bits = (numbers.view(np.uint32) + np.uint32(1 << (DROPPED - 1))) >> np.uint32(DROPPED)
    columns = np.moveaxis(bits, -1, 0).astype(np.int32)  # 29 bits are left: none is the sign
    twice = np.diff(columns, n=2, axis=-1, prepend=np.zeros((*columns.shape[:-1], 2), np.int32))
    small = ((twice << 1) ^ (twice >> 31)).astype("<u4")  # the sign comes last, and so is small
    planes = np.moveaxis(np.ascontiguousarray(small).view(np.uint8).reshape(*small.shape, 4), -1, 0)
    return zlib.compress(planes.tobytes(), LEVEL)


def unpack_numbers(packed: bytes, shape: tuple[int, int, int]) -> NDArray[np.float32]:
    """Unpack what `pack_numbers` packed: ``(n_runs, n_rows, n_columns)``.

    Examples
    --------
    >>> table = np.linspace(1, 2, 12, dtype=np.float32).reshape(2, 3, 2)
    >>> bool(np.abs(unpack_numbers(pack_numbers(table), table.shape) / table - 1).max() < 5e-7)
    True
    """
    n_runs, n_rows, n_columns = shape
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(
        4, n_runs * n_rows * n_columns
    )
    small = np.ascontiguousarray(planes.T).view("<u4").reshape(n_columns, n_runs, n_rows)
    twice = (small >> 1).astype(np.int32) ^ -(small & 1).astype(np.int32)
    bits = np.cumsum(np.cumsum(twice, axis=-1, dtype=np.int32), axis=-1, dtype=np.int32)
    numbers = (bits.astype(np.uint32) << np.uint32(DROPPED)).view(np.float32)
    return np.ascontiguousarray(np.moveaxis(numbers, 0, -1))


def pack_images(images: NDArray[np.uint8]) -> bytes:
    """Pack the images of some runs, or of the positions along an axis."""
    return zlib.compress(np.ascontiguousarray(images).tobytes(), LEVEL)


def pack_words(facts: Any) -> bytes:
    """Pack what can be written as JSON: sentences say much the same from run to run."""
    return zlib.compress(json.dumps(facts, allow_nan=False).encode(), 6)


def unpack_words(packed: bytes) -> Any:
    """Unpack what `pack_words` packed."""
    return json.loads(zlib.decompress(packed))
