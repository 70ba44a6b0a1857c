"""The text of a CSV file, whatever its encoding, or a word on what else the file is."""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path
from typing import Any

MOST_BYTES = 100 << 20
"""A larger file is refused: its cells can take forty times as much memory."""

# The longer mark first: that of UTF-32 begins with that of UTF-16.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NOT_TEXT = {
    b"PK\x03\x04": "a spreadsheet or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"\x1f\x8b": "compressed with gzip",
    b"%PDF": "a PDF document",
}


def checked_file(path: Any) -> Path:
    """Return the path of a file that can be read, or raise an error that names `path`."""
    if not isinstance(path, str | os.PathLike) or isinstance(os.fspath(path), bytes):
        raise TypeError(f"path must be text or a path, not {path!r}")
    if os.path.isdir(path):
        raise ValueError(f"path must be a file, not the directory {os.fspath(path)!r}")
    if not os.path.isfile(path):  # where `Path.is_file` raises errors of its own
        raise FileNotFoundError(f"path: there is no file {_shown(path)} in {os.getcwd()!r}")
    file = Path(path)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise ValueError(
            f"path: {file.name} has {size / 2**20:.0f} MiB, and at most {MOST_BYTES >> 20} MiB "
            "are read; take fewer rows"
        )
    return file


def checked_encoding(encoding: Any) -> str | None:
    """Return the encoding, or raise an error that names it if Python knows none of that name."""
    if encoding is None:
        return None
    if not isinstance(encoding, str):
        raise TypeError(f"encoding must be text, such as 'cp1252', not {encoding!r}")
    try:
        b" ".decode(encoding)
    except UnicodeError:
        pass  # a space has more bytes in it
    except (LookupError, ValueError):
        raise ValueError(
            f"encoding must be one that Python knows, such as 'cp1252', not {encoding!r}"
        ) from None
    return encoding


def read_text(file: Path, encoding: str | None) -> str:
    """Return the text of a file, in the encoding that is told, its mark says, or else UTF-8."""
    data = file.read_bytes()
    for start, kind in NOT_TEXT.items():
        if data.startswith(start):
            raise ValueError(f"{file.name} is no CSV file but {kind}; save it as CSV first")
    found = next((name for mark, name in MARKS.items() if data.startswith(mark)), "utf-8")
    remedy = "save it in UTF-8, or tell its encoding"
    if encoding is None and found == "utf-8":
        remedy = "tell encoding='cp1252' (Windows, Latin-1) or what it is, or save it in UTF-8"
    encoding = encoding or found
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        place = error.start if isinstance(error, UnicodeDecodeError) else 0
        byte = data[place : place + 1].hex().upper()
        line = _line(data[:place].decode(encoding, errors="ignore"))
        raise ValueError(
            f"{file.name}, line {line}: the byte 0x{byte} is not {encoding.upper()}; {remedy}"
        ) from None
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = _line(text[: text.index("\0")])
        raise ValueError(
            f"{file.name}, line {line}: a NUL character, so this is no text in "
            f"{encoding.upper()}; tell the encoding, such as 'utf-16-le', or save it in UTF-8"
        )
    if re.match(r"\s*<(!doctype|html|\?xml)", text, re.IGNORECASE):
        raise ValueError(f"{file.name} is no CSV file but a web page; download the data themselves")
    return text


def _shown(path: Any) -> str:
    text = os.fspath(path)
    return repr(text if len(text) <= 200 else f"{text[:197]}...")


def _line(before: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", before)) + 1
