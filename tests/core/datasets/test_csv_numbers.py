"""Numbers as people write them, and what is none."""

import csv
import io
import re

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core.datasets.csv_numbers import STYLES, Style

VALUES = [0.5, -1234567.25, 1234.5, 12.0, -0.25, 999.75, 1000.0]


def written(value, style):
    """A number in a style, with two decimals."""
    text = f"{value:,.2f}" if style.thousands else f"{value:.2f}"
    return text.translate(str.maketrans({",": style.thousands, ".": style.decimal}))


def table_of(separator, columns):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow([f"x{i}" for i in range(len(columns))])
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_read(read, separator, style):
    column = [written(value, style) for value in VALUES]
    text = table_of(separator, [column, ["a"] * len(column)])
    assert read(text)["x0"].tolist() == VALUES
    assert read(text, columns="x0", decimal=style.decimal)["x0"].tolist() == VALUES


def test_there_are_eight_styles():
    assert set(STYLES) == {Style(".", mark) for mark in ["", ",", " ", "'"]} | {
        Style(",", mark) for mark in ["", ".", " ", "'"]
    }


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
@pytest.mark.parametrize("style", STYLES)
def test_no_number_is_silently_a_thousand_times_too_large_or_small(
    read, separator, decimals, style
):
    rng = np.random.default_rng([decimals, STYLES.index(style)])
    n_read = 0
    for _ in range(40):
        values = np.round(rng.choice([1, 30, 2000, 1e6]) * rng.uniform(-1, 1, 4), decimals)
        marks = str.maketrans({",": style.thousands, ".": style.decimal})
        cells = [f"{v:,.{decimals}f}".translate(marks) for v in values]
        try:
            found = read(table_of(separator, [cells, ["1,5"] * 4]), columns="x0")["x0"]
        except ValueError as error:
            assert "say which with decimal='.' or decimal=','" in str(error)  # noqa: PT017
        else:
            n_read += 1
            assert_array_equal(found, values)
    assert n_read or decimals == 3


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1", "+2", "-3", "1e3", "2.5E-1", ".5", "5."], [1, 2, -3, 1000, 0.25, 0.5, 5]),
        (["1.234", "5.678"], [1.234, 5.678]),
        (["007", "08"], [7, 8]),
        (["1e-400"], [0]),
        (["\u22125", "3"], [-5, 3]),
        (["\u22121.234", "2.345"], [-1.234, 2.345]),
        (["1\u00a0234,5", "2"], [1234.5, 2]),
        (["1\u202f234", "2"], [1234, 2]),
        (["1\u2019234.5"], [1234.5]),
        (["1 234", "12"], [1234, 12]),
        (["1,234,567", "12"], [1234567, 12]),
        (["1,234.5", "12"], [1234.5, 12]),
        (["1,234", "1,5"], [1.234, 1.5]),
        (["0,125", "1,250"], [0.125, 1.25]),
        (["1,5e3", ",5", "-0,5"], [1500, 0.5, -0.5]),
    ],
)
def test_numbers_in_a_file_with_tabs(read, cells, numbers):
    assert read(table_of("\t", [cells, ["a"] * len(cells)]))["x0"].tolist() == numbers


@pytest.mark.parametrize(
    ("separator", "cells", "other", "readings"),
    [
        (";", ["2", "1.234"], "1", "line 3: '1.234' in column 'x0' can be 1.234 or 1234;"),
        (";", ["12.345", "-1.234"], "1", "line 2: '12.345' in column 'x0' can be 12.345 or 12345"),
        (";", ["1,234", "2"], "1", "line 2: '1,234' in column 'x0' can be 1.234 or 1234"),
        (",", ["1,000", "2"], "1", "line 2: '1,000' in column 'x0' can be 1 or 1000"),
        ("\t", ["1,234", "1234"], "1", "line 2: '1,234' in column 'x0' can be 1.234 or 1234"),
        ("\t", ["1.234", "2.345"], "1,5", "line 2: '1.234' in column 'x0' can be 1.234 or 1234"),
        (",", ["1.234", "2.345"], "1,5", "line 2: '1.234' in column 'x0' can be 1.234 or 1234"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(read, separator, cells, other, readings):
    text = table_of(separator, [cells, [other] * len(cells)])
    for columns in (None, "x0"):
        with pytest.raises(ValueError, match=re.escape(readings)) as caught:
            read(text, columns=columns)
        assert "say which with decimal='.' or decimal=','" in str(caught.value)
    point = [float(cell.replace(",", "")) for cell in cells]
    comma = [float(cell.replace(".", "").replace(",", ".")) for cell in cells]
    assert read(text, columns="x0", decimal=".")["x0"].tolist() == point
    assert read(text, columns="x0", decimal=",")["x0"].tolist() == comma
    assert point != comma


@pytest.mark.parametrize("cells", [["0.125", "1.234"], ["1.5", "1.234"], ["1234.567"], ["1", "2"]])
def test_a_point_in_a_file_with_semicolons_may_leave_no_doubt(read, cells):
    text = table_of(";", [cells, ["a"] * len(cells)])
    assert read(text)["x0"].tolist() == [float(cell) for cell in cells]


BAD = [
    ("abc", "is not a number; correct it, or write NA if it is missing"),
    ("12 34", "is not a number; correct it, or write NA if it is missing"),
    ("1.2.3", "is not a number; correct it, or write NA if it is missing"),
    ("12.34.5", "is not a number; correct it, or write NA if it is missing"),
    ("0x10", "is not a number; correct it, or write NA if it is missing"),
    ("2020-01-01", "is not a number; correct it, or write NA if it is missing"),
    ("True", "is not a number; correct it, or write NA if it is missing"),
    ("(5)", "is not a number; correct it, or write NA if it is missing"),
    ("1e", "is not a number alone; write its unit or sign into the column's name"),
    ("\u0661", "is not a number; correct it, or write NA if it is missing"),
    ("1_000", "is not a number; write it without underscores"),
    ("inf", "is not a number but infinite; write NA if it is missing"),
    ("-Infinity", "is not a number but infinite; write NA if it is missing"),
    ("1e400", "is not below 1.8e308; correct it, or write NA"),
    ("5%", "is not a number alone; write its unit or sign into the column's name"),
    ("5 %", "is not a number alone; write its unit or sign into the column's name"),
    ("5 kg", "is not a number alone; write its unit or sign into the column's name"),
    ("-5.5km/h", "is not a number alone; write its unit or sign into the column's name"),
    ("$5", "is not a number alone; write its unit or sign into the column's name"),
    ("€ 5", "is not a number alone; write its unit or sign into the column's name"),
    ("1.5", "is not a number written as '2,5' is; write all of the column alike"),
]


@pytest.mark.parametrize(("cell", "why"), BAD)
def test_a_cell_that_is_no_number_is_refused_where_numbers_are_asked_for(read, cell, why):
    text = table_of("\t", [["2,5", "3,25", cell, "4,5"], ["a"] * 4])
    message = f"mine.csv, line 4: {cell!r} in column 'x0' {why}"
    with pytest.raises(ValueError, match=re.escape(message)):
        read(text, columns=["x0"])


def test_numbers_beyond_a_float_are_refused(read):
    with pytest.raises(ValueError, match=r"line 3: '1e400' in column 'x' is not below 1.8e308"):
        read("x,y\n1,2\n1e400,2\n", columns="x")
    assert read("x,y\n1,2\n1e400,2\n").notes == {"x": "text because of '1e400' in line 3"}


@pytest.mark.parametrize("cell", [cell for cell, _ in BAD])
def test_else_the_column_is_text_and_a_note_says_why(read, cell):
    table = read(table_of("\t", [["2,5", "3,25", cell, "4,5"], ["a"] * 4]))
    assert table["x0"].tolist() == ["2,5", "3,25", cell, "4,5"]
    assert table.notes == {"x0": f"text because of {cell!r} in line 4"}
    with pytest.raises(TypeError, match=re.escape(f"(text because of {cell!r} in line 4)")):
        table.features("x0")


@pytest.mark.parametrize("unit", ["{}%", "{} kg", "$ {}", "{}_0"])
def test_a_column_of_numbers_with_units_is_noted_and_refused_when_asked_for(read, unit):
    cells = [unit.format(number) for number in (1, 22, 3)]
    text = table_of(",", [cells, ["a"] * 3])
    assert read(text).notes == {"x0": f"text because of {cells[0]!r} in line 2"}
    with pytest.raises(ValueError, match=re.escape(f"line 2: {cells[0]!r} in column 'x0' is not")):
        read(text, columns="x0")


@pytest.mark.parametrize(
    "cells",
    [["Ann", "Bo"], ["id1", "id2"], ["2020-01-01", "2020-01-02"], ["12:30"], ["a", "b", "3"]],
)
def test_plain_text_needs_no_note(read, cells):
    table = read(table_of(",", [cells, ["1"] * len(cells)]))
    assert table["x0"].tolist() == cells
    assert table.notes == {}


def test_the_decimal_mark_that_is_told_must_fit(read):
    with pytest.raises(
        ValueError, match=r"'1,5' in column 'x' is not a number with decimal='.'; t"
    ):
        read("x;y\n1,5;2\n", columns="x", decimal=".")
    with pytest.raises(
        ValueError, match=r"'1.5' in column 'x' is not a number with decimal=','; t"
    ):
        read("x;y\n1.5;2\n", columns="x", decimal=",")
    with pytest.raises(ValueError, match=r"decimal must be one of None, '.', ',', not ';'"):
        read("x\n1\n", decimal=";")
