"""Reading a table from a CSV file, with errors that say which line to look at."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gdwidgets.core.datasets.table import Table
from gdwidgets.core.validate import one_of

MISSING = ("", "NA", "NaN", "nan")


def from_csv(
    path: str | os.PathLike[str],
    columns: Sequence[str] | None = None,
    *,
    missing: str = "raise",
    delimiter: str = ",",
) -> Table:
    r"""Read columns of numbers from a CSV file of your own.

    Parameters
    ----------
    path : str or path
        The file. Its first line names the columns; its text is UTF-8.
    columns : sequence of str, optional
        Which columns to read; each must hold numbers. By default all are read, and a column
        with anything but numbers is kept as text.
    missing : {"raise", "drop"}
        What to do with a row in which a number is missing: an empty cell, ``NA`` or ``NaN``.
        Dropped rows are counted in `Table.n_dropped`.
    delimiter : str
        The one character between two cells.

    Returns
    -------
    Table

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If `columns` or `delimiter` is something else than text.
    ValueError
        If the file is empty or not a table, a column is not in it, or a cell is not a number.
        The message says in which line.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "tea.csv"
    >>> _ = path.write_text("minutes,degrees\n0,95\n5,80\n")
    >>> table = from_csv(path)
    >>> table
    Table('tea', n_rows=2, columns=2)
    >>> table["degrees"]
    array([95., 80.])
    >>> from_csv(path, columns=["minute"])
    Traceback (most recent call last):
    ValueError: columns: 'minute' is not in tea.csv, which has 'minutes', 'degrees'
    """
    one_of("missing", missing, ("raise", "drop"))
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise TypeError(f"delimiter must be one character, not {delimiter!r}")
    path = Path(path)
    header, lines = _read_cells(path, delimiter)
    wanted = _checked_columns(columns, header, path.name)
    cells = {name: [row[header.index(name)] for _, row in lines] for name in wanted}
    numeric = [name for name in wanted if columns is not None or _all_numbers(cells[name])]

    keep = np.ones(len(lines), dtype=bool)
    for name in numeric:
        keep &= np.array([cell not in MISSING for cell in cells[name]])
    if missing == "raise" and not keep.all():
        raise ValueError(
            f"{path.name}, line {lines[int(np.argmin(keep))][0]}: a number is missing; "
            'missing="drop" leaves such rows out'
        )
    if not keep.any():
        raise ValueError(f"{path.name} has no row in which all numbers are there")

    table: dict[str, Any] = {}
    for name in wanted:
        kept = [
            (line, cell) for (line, _), cell, k in zip(lines, cells[name], keep, strict=True) if k
        ]
        if name in numeric:
            table[name] = np.array([_number(cell, name, line, path) for line, cell in kept])
        else:
            table[name] = np.array(["" if cell in MISSING else cell for _, cell in kept])
    return Table(path.stem, table, source=path.name, n_dropped=int((~keep).sum()))


def _read_cells(path: Path, delimiter: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header, and each row that isn't blank with its line number."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
            rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path.name} is not a CSV file in UTF-8: {error}") from None
    if len(rows) < 2:
        raise ValueError(
            f"{path.name} is empty" if not rows else f"{path.name} has no rows of data"
        )
    (_, header), *lines = rows
    if len(set(header)) < len(header) or "" in header:
        raise ValueError(f"{path.name}: each column needs a name of its own, not {header}")
    for line, row in lines:
        if len(row) != len(header):
            raise ValueError(
                f"{path.name}, line {line}: {len(row)} cells, but the header has {len(header)}"
            )
    return header, lines


def _checked_columns(columns: Sequence[str] | None, header: list[str], file: str) -> list[str]:
    if columns is None:
        return header
    if isinstance(columns, str) or not all(isinstance(name, str) for name in columns):
        raise TypeError(f"columns must be a sequence of names, not {columns!r}")
    for name in columns:
        if name not in header:
            listed = ", ".join(map(repr, header))
            raise ValueError(f"columns: {name!r} is not in {file}, which has {listed}")
    if not columns:
        raise ValueError("columns must name at least one column")
    return list(columns)


def _all_numbers(cells: list[str]) -> bool:
    try:
        return bool(np.isfinite([float(cell) for cell in cells if cell not in MISSING]).all())
    except ValueError:
        return False


def _number(cell: str, column: str, line: int, path: Path) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise ValueError(f"{path.name}, line {line}: {cell!r} in column {column!r} is not a number")
    return number
