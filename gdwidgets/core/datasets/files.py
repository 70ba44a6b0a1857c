"""Reading a table from a CSV file, with errors that say which line to look at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from gdwidgets.core.datasets.csv_cells import Cells, read_cells
from gdwidgets.core.datasets.csv_lines import (
    checked_comment,
    checked_delimiter,
    cut_separator_line,
    find_delimiter,
)
from gdwidgets.core.datasets.csv_numbers import (
    MISSING,
    MISSING_TEXT,
    NotNumbersError,
    read_numbers,
    shows_decimal_commas,
)
from gdwidgets.core.datasets.csv_text import checked_encoding, checked_file, read_text
from gdwidgets.core.datasets.table import Table
from gdwidgets.core.validate import one_of

MOST_CHARACTERS = 256 << 20
"""NumPy gives each entry of a column of text the room of the longest: 1 GiB for so many."""


def from_csv(
    path: str | os.PathLike[str],
    columns: str | Iterable[str] | None = None,
    *,
    missing: str = "raise",
    delimiter: str | None = None,
    decimal: str | None = None,
    comment: str | None = None,
    encoding: str | None = None,
) -> Table:
    r"""Read columns of numbers from a CSV file of your own.

    What None stands for below is found out from the file, and where that leaves a doubt the file
    is refused with a word on what to tell.

    Parameters
    ----------
    path : str or path
        The file, of at most 100 MiB. Its first line names the columns. Blank lines don't count,
        nor do lines of separators only; a first line ``sep=;``, as spreadsheets write it, does
        what it says.
    columns : str or sequence of str, optional
        Which columns to read; each must hold numbers. By default all are read, and a column
        with anything but numbers is kept as text. Where half of its cells look like numbers, or
        it is empty, `Table.notes` says why it is text.
    missing : {"raise", "drop"}
        What to do with a row in which a number is missing: an empty cell, ``NA``, ``N/A``,
        ``n/a``, ``NaN``, ``nan``, ``NAN``, ``null``, ``NULL``, ``None``, ``#N/A``, ``<NA>``,
        ``none``, ``-``, ``--``, ``?`` or ``.``. Dropped rows are counted in `Table.n_dropped`.
        A column of text has "" for all of these but the last five, which stay.
    delimiter : str, optional
        The one character between two cells; ``" "`` stands for any number of spaces. None finds
        a comma, a semicolon, a tab or a ``|``.
    decimal : {".", ","}, optional
        The decimal mark. None finds it, and thousands that are grouped by the other mark, a
        space or an apostrophe, column by column: ``1.5``, ``1,5``, ``1,234.5`` and ``1 234``
        leave no doubt. ``1,234`` does; so does ``1.234`` in a file with semicolons or decimal
        commas.
    comment : str, optional
        What lines that are left out begin with; "" leaves out none. None takes ``#``, but refuses
        such a line if it has as many cells as the header.
    encoding : str, optional
        None reads UTF-8, and UTF-16 and UTF-32 with a byte order mark. Any other is refused, and
        must be told, as in ``encoding="cp1252"``.

    Returns
    -------
    Table

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the file is empty, not a table, or can be read in two ways; a column is not in it; or
        a cell is not a number. The message says in which line, and what to do.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "tea.csv"
    >>> _ = path.write_text("minutes;degrees\n0;95,5\n5;80\n")
    >>> table = from_csv(path)
    >>> table
    Table('tea', n_rows=2, columns=2)
    >>> table["degrees"]
    array([95.5, 80. ])
    >>> from_csv(path, columns="minute")
    Traceback (most recent call last):
    ValueError: columns: 'minute' is not in tea.csv, which has 'minutes', 'degrees'
    """
    one_of("missing", missing, ("raise", "drop"))
    one_of("decimal", decimal, (None, ".", ","))
    delimiter, comment = checked_delimiter(delimiter), checked_comment(comment)
    encoding = checked_encoding(encoding)
    file = checked_file(path)
    text, told = cut_separator_line(read_text(file, encoding))
    delimiter = delimiter or checked_delimiter(told) or find_delimiter(text, file.name, comment)
    cells = read_cells(text, file.name, delimiter, comment)
    wanted = {name: cells.column(name) for name in cells.wanted(columns)}
    commas = decimal is None and (delimiter == ";" or any(map(shows_decimal_commas, cells.columns)))
    numbers, notes = _read(cells, wanted, columns is not None, decimal, commas)
    keep = _complete(cells, numbers, missing)
    table = {
        name: (numbers[name] if name in numbers else _as_text(cells, name, column))[keep]
        for name, column in wanted.items()
    }
    n_dropped = int(np.count_nonzero(~keep))
    return Table(file.stem, table, source=file.name, n_dropped=n_dropped, notes=notes)


def _read(
    cells: Cells, wanted: dict[str, list[str]], asked: bool, decimal: str | None, commas: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the columns that are numbers, and notes on those that are not.

    Where numbers are `asked` for, or can be read in two ways, that is an error.
    """
    numbers: dict[str, Any] = {}
    notes: dict[str, str] = {}
    for name, column in wanted.items():
        try:
            read = _numbers(column, decimal, commas)
        except NotNumbersError as error:
            shown = _shown(column[error.position])
            line = cells.lines[error.position]
            if asked or error.is_doubtful:
                raise ValueError(
                    f"{cells.file}, line {line}: {shown} in column {name!r} {error.why}"
                ) from None
            if not error.is_text:
                notes[name] = f"text because of {shown} in line {line}"
            continue
        if not np.isnan(read).all():
            numbers[name] = read
        elif asked:
            raise ValueError(
                f"{cells.file}: column {name!r} has no number in any of its {len(cells.lines)} "
                "rows; leave it out of columns"
            )
        else:
            notes[name] = "no number in any row"
    return numbers, notes


def _numbers(column: list[str], decimal: str | None, commas: bool) -> Any:
    """Return the numbers of a column, NaN where one is missing."""
    is_given = [cell not in MISSING for cell in column]
    if all(is_given):
        return read_numbers(column, decimal, commas)
    places = np.flatnonzero(is_given)
    numbers = np.full(len(column), np.nan)
    try:
        numbers[places] = read_numbers([column[place] for place in places], decimal, commas)
    except NotNumbersError as error:
        error.position = int(places[error.position])
        raise
    return numbers


def _as_text(cells: Cells, name: str, column: list[str]) -> Any:
    """Return a column of text, with "" for what is missing."""
    longest = max(map(len, column))
    if longest * len(column) > MOST_CHARACTERS:
        line = cells.lines[next(i for i, cell in enumerate(column) if len(cell) == longest)]
        raise ValueError(
            f"{cells.file}, line {line}: a cell of {longest} characters in column {name!r} makes "
            f"this column of text too large for {len(column)} rows; name the columns to read with "
            "columns=[...]"
        )
    return np.array(["" if cell in MISSING_TEXT else cell for cell in column])


def _complete(cells: Cells, numbers: dict[str, Any], missing: str) -> Any:
    """Return for each row whether no number is missing, and refuse what `missing` forbids."""
    keep = np.ones(len(cells.lines), dtype=bool)
    for column in numbers.values():
        keep &= ~np.isnan(column)
    if missing == "raise" and not keep.all():
        row = int(np.argmin(keep))
        name = next(name for name, column in numbers.items() if np.isnan(column[row]))
        raise ValueError(
            f"{cells.file}, line {cells.lines[row]}: a number is missing in column {name!r}; "
            'missing="drop" leaves such rows out'
        )
    if not keep.any():
        counts = {name: int(np.isnan(column).sum()) for name, column in numbers.items()}
        listed = ", ".join(f"{name!r} lacks {count}" for name, count in counts.items() if count)
        raise ValueError(
            f"{cells.file} has no row in which all numbers are there: of {len(keep)}, {listed}; "
            "name the columns you need with columns=[...]"
        )
    return keep


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")
