"""Joins the browser's files: one module and one style sheet for each widget.

A module of a widget is sent as text and has no address, so it can import nothing. The files
import each other by relative paths all the same, so that Node can run and TypeScript can check
each of them; joined, one of them simply follows on those that it imports.
"""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n", re.MULTILINE)
SHEET_COMMENT = re.compile(r"^[ \t]*/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n", re.MULTILINE)
IMPORT = re.compile(r'^import\s[^;]*?from\s+"(\.[^"]+)";\n', re.MULTILINE)


def module(entry: Path) -> str:
    """Join a module with all that it imports by relative paths, each of them once.

    Every widget carries the text along, so comments on lines of their own are left out.

    Parameters
    ----------
    entry : pathlib.Path
        The module whose default export is the widget.

    Returns
    -------
    str

    Examples
    --------
    >>> "import" in module(HERE / "brush.js")
    False
    """
    texts: dict[Path, str] = {}

    def add(path: Path) -> None:
        if path in texts:
            return
        texts[path] = ""  # its place is kept, should it be imported in a circle
        text = path.read_text(encoding="utf-8")
        for found in IMPORT.findall(text):
            add((path.parent / found).resolve())
        del texts[path]
        texts[path] = COMMENT.sub("", IMPORT.sub("", text))

    add(entry.resolve())
    return "\n".join(texts.values())


def style(*sheets: Path) -> str:
    """Join the colours and sizes that all widgets share with a widget's own sheets.

    Comments on lines of their own are left out.

    Parameters
    ----------
    *sheets : pathlib.Path

    Returns
    -------
    str

    Examples
    --------
    >>> style(STAGE).startswith(style()), ".gdw-canvas" in style(STAGE), "/*" in style(STAGE)
    (True, True, False)
    """
    texts = (path.read_text(encoding="utf-8") for path in (HERE / "tokens.css", *sheets))
    return "\n".join(SHEET_COMMENT.sub("", text) for text in texts)


STAGE = HERE / "stage.css"
"""The sheet for panels over a rendered figure."""
