"""From the text of a CSV file to the cells of each line, and what separates them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

SEPARATORS = (",", ";", "\t", "|")
NAMES = {"\t": "'\\t' (tab)", " ": "' ' (spaces)"}
N_LINES = 100
"""How many lines are looked at to find the separator."""

Lines = Iterator[tuple[int, list[str]]]


def checked_delimiter(delimiter: Any) -> str | None:
    """Return the delimiter, or raise an error that names it."""
    if delimiter is None:
        return None
    allowed = "delimiter must be one character, such as ';'"
    if not isinstance(delimiter, str):
        raise TypeError(f"{allowed}, not {delimiter!r}")
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in "\"'.+-_\r\n\0":
        raise ValueError(f"{allowed} (no letter, digit, quote, point or sign), not {delimiter!r}")
    return delimiter


def checked_comment(comment: Any) -> str | None:
    """Return what comment lines begin with, or raise an error that names it."""
    if comment is not None and not isinstance(comment, str):
        raise TypeError(f"comment must be text that comment lines begin with, not {comment!r}")
    return comment


def cut_separator_line(text: str) -> tuple[str, str | None]:
    """Empty the line ``sep=;`` that spreadsheets write first; return the separator it tells."""
    told = re.match(r'"?sep=([^\r\n])"?(?=\r|\n|$)', text)
    return (text[told.end() :], told[1]) if told else (text, None)


def split_lines(
    text: str, file: str, delimiter: str, comment: str | None, comments: list[tuple[int, str]]
) -> Lines:
    """Yield the cells of each line that isn't blank, with the number of the line they begin in.

    Comment lines are left out and added to `comments`. Lines are told apart before quotes are
    read, or the apostrophe of a comment would quote what follows, but a line that goes on with a
    quoted cell is no comment.
    """
    number = first = 0
    fresh = True
    is_skipped = _skipped(comment).match

    def fed() -> Iterator[str]:
        nonlocal number, first, fresh
        for line in io.StringIO(text, newline=""):
            number += 1
            if fresh:
                if skipped := is_skipped(line):
                    if skipped[1]:
                        comments.append((number, line.strip()))
                    continue
                first, fresh = number, False
            yield line

    reader = csv.reader(fed(), delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            if len(row) == 1 or any(row):  # a line of nothing but separators is blank
                yield first, row
            fresh = True
    except csv.Error as error:
        raise ValueError(f"{file}, line {first}: {_quoting(str(error))}") from None


def find_delimiter(text: str, file: str, comment: str | None) -> str:
    """Return what separates the cells, where only one separator cuts all lines alike."""
    lines = io.StringIO(text, newline="")
    first = next((line for line in lines if not _skipped(comment).match(line)), "")
    samples = {each: _sample(text, each, comment) for each in SEPARATORS}
    possible = [each for each, rows in samples.items() if _are_alike(rows)]
    inside = [each for each in SEPARATORS if each in first]
    if len(possible) > 1 or (not possible and len(inside) > 1):
        listed = " and ".join(NAMES.get(each, repr(each)) for each in possible or inside)
        raise ValueError(
            f"delimiter must be told for {file}: its cells can be separated by {listed}"
        )
    if possible or inside:
        return (possible or inside)[0]
    words = {len(row[0].split()) for row in samples[","] or []}
    if words == {len(first.split())} != {1}:
        raise ValueError(
            f"delimiter must be told for {file}: ' ' if spaces separate its cells, ',' if it has "
            "one column"
        )
    return next((each for each, rows in samples.items() if rows and max(map(len, rows)) > 1), ",")


def _skipped(comment: str | None) -> re.Pattern[str]:
    """Return what a line that is blank or a comment matches; a comment has a group of its own."""
    mark = "#(?!N/A)" if comment is None else re.escape(comment)
    return re.compile(rf"\s*(?:$|({mark or '(?!)'}))")


def _sample(text: str, delimiter: str, comment: str | None) -> list[list[str]] | None:
    """Return the cells of the first lines, or None if they can't be cut so."""
    try:
        return [row for _, row in islice(split_lines(text, "", delimiter, comment, []), N_LINES)]
    except ValueError:
        return None


def _are_alike(rows: list[list[str]] | None) -> bool:
    """Whether all lines have as many cells as the first, which has several."""
    if not rows or len(rows[0]) < 2:
        return False
    n_columns = width(rows[0])
    return all(len(row) >= n_columns and not any(row[n_columns:]) for row in rows)


def width(row: list[str]) -> int:
    """How many cells a line has, but for empty ones at its end."""
    n_cells = len(row)
    while n_cells and not row[n_cells - 1].strip():
        n_cells -= 1
    return n_cells


def _quoting(error: str) -> str:
    if "unexpected end" in error:
        return 'a cell opens with a quote that is never closed; write "" for a quote within a cell'
    if "field limit" in error:
        return f"a cell of over {csv.field_size_limit()} characters; is a quote never closed?"
    return 'text stands after the closing quote of a cell; write "" for a quote within a cell'
