"""The numbers in a column of cells, however they are written: 1234.5, 1,234.5 or 1.234,5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array

MISSING_TEXT = frozenset(
    ["", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "None", "#N/A", "<NA>"]
)
"""What stands for a missing entry anywhere."""
MISSING = MISSING_TEXT | {"none", "-", "--", "?", "."}
"""What stands for a missing number; in a column of text, the last five can be a class."""


class Style(NamedTuple):
    """How numbers are written: their decimal mark, and what groups their thousands."""

    decimal: str
    thousands: str


STYLES = [
    *(Style(decimal, "") for decimal in ".,"),
    *(Style(decimal, mark) for decimal in ".," for mark in ".,' " if mark != decimal),
]
# As text is typeset: narrow and fixed spaces, an apostrophe, a minus.
TYPESET = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2212": "-"})
NUMBER_LIKE = re.compile(
    r"[+-]?(?P<sign>[$€£¥])?[ ]?(?P<digits>\d[\d.,'_ ]*|\.\d+)(e[+-]?\d+)?"
    r"[ ]?(?P<unit>[^\d\s.,'_][^\d\s]{0,9})?"
    r"|[+-]?inf(inity)?",
    re.IGNORECASE | re.ASCII,
)


class NotNumbersError(Exception):
    """A column is not one of numbers: which cell shows it, why, and what it seems to be."""

    def __init__(self, position: int, why: str, *, is_text: bool, is_doubtful: bool) -> None:
        super().__init__(why)
        self.position = position
        self.why = why
        self.is_text = is_text
        self.is_doubtful = is_doubtful


def is_number(cell: str) -> bool:
    """Whether a cell is a number by itself, in whatever style."""
    return any(_pattern(style).fullmatch(cell) for style in STYLES)


def read_numbers(cells: Sequence[str], decimal: str | None, commas: bool) -> Array:
    """Return the numbers in the cells of a column, none of which is missing.

    A column has one style. Where two fit and tell different numbers it is refused, but a point is
    a decimal point without doubt in a file that shows no sign of decimal commas (`commas`).

    Raises
    ------
    NotNumbersError
        If the cells are not numbers throughout, or can be read in two ways.
    """
    cells = _typed(cells)
    numbers = _plain(cells)
    if numbers is not None and decimal != "," and not commas:
        return numbers
    styles = _possible(cells, decimal)
    fitting = _fitting(cells, styles)
    if not fitting:
        raise _complaint(cells, styles)
    readings = [_parsed(cells, style) for style in fitting]
    numbers = readings[0]
    for other in readings[1:]:
        if np.any(other != numbers):
            position = int(np.argmax(other != numbers))
            why = (
                f"can be {numbers[position]:.15g} or {other[position]:.15g}; "
                "say which with decimal='.' or decimal=','"
            )
            raise NotNumbersError(position, why, is_text=False, is_doubtful=True)
    if not np.isfinite(numbers).all():
        position = int(np.argmin(np.isfinite(numbers)))
        raise NotNumbersError(
            position,
            "is not below 1.8e308; correct it, or write NA",
            is_text=False,
            is_doubtful=False,
        )
    return numbers


def shows_decimal_commas(column: Sequence[str]) -> bool:
    """Whether the cells of a column can be numbers with decimal commas only."""
    if not any("," in cell for cell in column):
        return False
    cells = _typed([cell for cell in map(str.strip, column) if cell not in MISSING])
    return {style.decimal for style in _fitting(cells, _possible(cells, None))} == {","}


def _typed(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells as they are typed on a keyboard."""
    if "".join(cells).isascii():
        return cells
    return [cell.translate(TYPESET) for cell in cells]


def _possible(cells: Sequence[str], decimal: str | None) -> list[Style]:
    """Return the styles whose marks there are, so that none tells the same as another."""
    marks = set(".,' ") & set("".join(cells))
    ungrouped = decimal or "."
    return [
        style
        for style in STYLES
        if decimal in (None, style.decimal)
        and (style.thousands in marks if style.thousands else style.decimal in marks | {ungrouped})
    ]


def _fitting(cells: Sequence[str], styles: list[Style]) -> list[Style]:
    return [style for style in styles if all(map(_pattern(style).fullmatch, cells))]


def _plain(cells: Sequence[str]) -> Array | None:
    """Read the cells as Python writes numbers, fast, or return None."""
    # float also takes 1_000, inf, nan, and digits of every script.
    if re.search(r"[^0-9eE+.\n-]", "\n".join(cells)):
        return None
    try:
        numbers = np.array(list(map(float, cells)))
    except ValueError:
        return None
    return numbers if np.isfinite(numbers).all() else None


@lru_cache
def _pattern(style: Style) -> re.Pattern[str]:
    decimal, mark = re.escape(style.decimal), re.escape(style.thousands)
    grouped = rf"|[1-9]\d{{0,2}}(?:{mark}\d{{3}})+" if mark else ""
    return re.compile(
        rf"[+-]?(?:(?:\d+{grouped})(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d+)?", re.ASCII
    )


def _parsed(cells: Sequence[str], style: Style) -> Array:
    decimal, mark = style
    return np.array([float(cell.replace(mark, "").replace(decimal, ".")) for cell in cells])


def _complaint(cells: Sequence[str], styles: Sequence[Style]) -> NotNumbersError:
    """Find the cell that keeps a column from being numbers, and say why."""
    like = [NUMBER_LIKE.fullmatch(cell) for cell in cells]
    is_text = 2 * sum(map(bool, like)) < len(cells)
    fits: list[list[Any]] = [[]]
    if not is_text:
        fits = [list(map(_pattern(style).fullmatch, cells)) for style in styles]
    best = max(fits, key=lambda fit: sum(map(bool, fit)))
    position = best.index(None) if None in best else like.index(None) if None in like else 0
    why = "is not a number; correct it, or write NA if it is missing"
    match = like[position]
    if match is None:
        pass
    elif "inf" in match[0].lower():
        why = "is not a number but infinite; write NA if it is missing"
    elif "_" in match["digits"]:
        why = "is not a number; write it without underscores"
    elif match["unit"] or match["sign"]:
        why = "is not a number alone; write its unit or sign into the column's name"
    elif is_number(cells[position]):
        example = next((cell for cell, fit in zip(cells, best, strict=True) if fit), None)
        why = f"is not a number with decimal={styles[0].decimal!r}; tell the other one"
        if example:
            why = f"is not a number written as {example!r} is; write all of the column alike"
    return NotNumbersError(position, why, is_text=is_text, is_doubtful=False)
