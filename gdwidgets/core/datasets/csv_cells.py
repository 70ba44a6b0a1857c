"""The cells of a CSV file as columns, each line checked against the header."""

from __future__ import annotations

import csv
from collections import Counter
from typing import Any, NamedTuple

from gdwidgets.core.datasets.csv_lines import split_lines, width
from gdwidgets.core.datasets.csv_numbers import is_number


class Cells(NamedTuple):
    """The cells of a file.

    Attributes
    ----------
    file : str
        The file's name, for messages.
    header : list of str
        The columns' names, as they are: some may be empty or there twice.
    header_line : int
        The line they stand in.
    lines : list of int
        The line of each row.
    columns : list of list of str
        The cells of each column.
    """

    file: str
    header: list[str]
    header_line: int
    lines: list[int]
    columns: list[list[str]]

    def wanted(self, columns: Any) -> list[str]:
        """Return the names of the columns to read: all for None, and each must be clear."""
        where = f"{self.file}, line {self.header_line}"
        asked = columns is not None
        names = _checked_names(columns) if asked else self.header
        count = Counter(self.header)
        for name in names:
            places = [str(i + 1) for i, other in enumerate(self.header) if other == name]
            if name not in count:
                listed = ", ".join(map(repr, self.header))
                raise ValueError(f"columns: {name!r} is not in {self.file}, which has {listed}")
            if not name:
                raise ValueError(
                    f"{where}: column {places[0]} has no name; write one there, or name the "
                    "columns to read with columns=[...]"
                )
            if count[name] > 1:
                raise ValueError(
                    f"{where}: columns {' and '.join(places)} are both named {name!r}; each needs "
                    "a name of its own"
                )
        if not asked and all(map(is_number, names)):
            raise ValueError(
                f"{where}: every cell is a number, but the first line must name the columns; "
                "write a line of names above it"
            )
        return names

    def column(self, name: str) -> list[str]:
        """Return the cells of a column, without spaces around them."""
        return [cell.strip() for cell in self.columns[self.header.index(name)]]


def read_cells(text: str, file: str, delimiter: str, comment: str | None) -> Cells:
    """Cut a text into cells; refuse a line that has too few or too many."""
    comments: list[tuple[int, str]] = []
    rows = split_lines(text, file, delimiter, comment, comments)
    header_line, header = next(rows, (0, [""]))
    if not header_line:
        raise ValueError(f"{file} is empty")
    header = [cell.strip() for cell in header]
    n_cells, n_named = len(header), width(header)
    lines: list[int] = []
    cells: list[str] = []  # one after the other: a list for each row takes twice the time
    for line, row in rows:
        n_more = len(row) - n_cells
        if n_more and (len(row) < n_named or width(row) > n_cells):
            raise ValueError(f"{file}, line {line}: {_ragged(row, n_named, header_line)}")
        lines.append(line)
        cells.extend(row if n_more <= 0 else row[:n_cells])
        cells.extend([""] * -n_more)
    columns = [cells[place::n_cells] for place in range(n_cells)]
    while len(header) > 1 and not header[-1] and not any(map(str.strip, columns[-1])):
        del header[-1], columns[-1]  # separators at the end of all lines
    if comment is None:
        _refuse_doubtful(comments, len(header), file, delimiter)
    if not lines:
        raise ValueError(f"{file} has no rows of data after the names in line {header_line}")
    return Cells(file, header, header_line, lines, columns)


def _ragged(row: list[str], n_columns: int, header_line: int) -> str:
    cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
    has = f"{cells}, but the header in line {header_line} has {n_columns}"
    if len(row) > n_columns:
        return (
            f"{has}; put quotes around a cell that holds a separator, tell the delimiter, or begin "
            f"line {header_line} with # if it is no header"
        )
    return f"{has}; write NA into the cells that are missing"


def _refuse_doubtful(
    comments: list[tuple[int, str]], n_columns: int, file: str, delimiter: str
) -> None:
    """Refuse a line that may be a comment or a row whose first cell begins with #."""
    for line, text in comments:
        n_cells = len(next(csv.reader([text], delimiter=delimiter)))
        is_plain = text.lstrip("#")[:1] in {"", " ", "!"}
        if n_cells == n_columns and (n_columns > 1 or not is_plain):
            raise ValueError(
                f"{file}, line {line}: begins with # like a comment, but has as many cells as the "
                "table; comment='#' leaves such lines out, comment='' reads them"
            )


def _checked_names(columns: Any) -> list[str]:
    if isinstance(columns, str):
        return [columns]
    try:
        names = list(columns)
    except TypeError:
        names = [columns]
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"columns must be a name or a sequence of names, not {columns!r}")
    if not names:
        raise ValueError("columns must name at least one column")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(f"columns must name each column once, not {twice[0]!r} twice")
    return names
