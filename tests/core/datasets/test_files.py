"""`from_csv`: missing numbers, empty columns, what the table is told, and how long it takes."""

import re
import time

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core.datasets.csv_numbers import MISSING, MISSING_TEXT

WORDS = [
    *["", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "None", "none", "#N/A", "<NA>"],
    *["-", "--", "?", "."],
]


def test_a_table_of_numbers_and_text(read):
    table = read('\ufeffx, "the y",who\r\n1,2.5e1,Ann\r\n\r\n-3,NA,NA\r\n', missing="drop")
    assert table["x"].tolist() == [1]
    assert table["the y"].tolist() == [25]
    assert table["the y"].dtype == np.float64
    assert table["who"].tolist() == ["Ann"]
    assert (table.name, table.source, table.n_dropped) == ("mine", "mine.csv", 1)


def test_the_words_for_a_missing_number():
    assert set(WORDS) == MISSING
    assert {"none", "-", "--", "?", "."} == MISSING - MISSING_TEXT


@pytest.mark.parametrize("word", WORDS)
def test_a_column_with_missing_numbers_stays_one_of_numbers(read, word):
    text = f"a,b\n1,{word}\n3,4\n5, {word} \n7,8\n"
    table = read(text, missing="drop")
    assert table["b"].tolist() == [4, 8]
    assert table["a"].tolist() == [3, 7]
    assert (table.n_dropped, table.notes) == (2, {})
    assert read(text, columns="a").n_dropped == 0
    message = "mine.csv, line 2: a number is missing in column 'b'; missing=\"drop\" leaves such"
    with pytest.raises(ValueError, match=re.escape(message)):
        read(text)
    # As the first cell too, with a decimal comma, and before a cell that is no number.
    assert read(f"b;a\n{word};1\n1,5;2\n", missing="drop")["b"].tolist() == [1.5]
    with pytest.raises(ValueError, match="line 4: 'x' in column 'b' is not a number"):
        read(f"a,b\n1,{word}\n3,4\n5,x\n", columns="b")


def test_missing_entries_of_text_become_empty_but_what_can_be_a_class_stays(read):
    cells = ["some", *WORDS]
    table = read("s,n\n" + "".join(f"{cell},1\n" for cell in cells if cell != "#N/A"))
    expected = ["" if cell in MISSING_TEXT else cell for cell in cells if cell != "#N/A"]
    assert table["s"].tolist() == expected
    assert {"none", "-", "--", "?", "."} < set(expected)


@pytest.mark.parametrize("text", ["a,b,c\n1,2,\n3,4,\n", "c,a,b\nNA,1,2\n,3,4\n"])
@pytest.mark.parametrize("missing", ["raise", "drop"])
def test_an_empty_column_drops_no_row_and_is_noted(read, text, missing):
    table = read(text, missing=missing)
    assert (len(table), table.n_dropped) == (2, 0)
    assert table["c"].tolist() == ["", ""]
    assert table.notes == {"c": "no number in any row"}
    message = "mine.csv: column 'c' has no number in any of its 2 rows; leave it out of columns"
    with pytest.raises(ValueError, match=message):
        read(text, columns=["a", "c"], missing=missing)
    with pytest.raises(TypeError, match=r"'c' holds text, .* \(no number in any row\)"):
        table.features("a", "c")


def test_a_file_without_a_whole_row_is_refused_with_the_columns_to_blame(read):
    message = (
        "mine.csv has no row in which all numbers are there: of 3, 'a' lacks 1, 'c' lacks 2; "
        "name the columns you need with columns=[...]"
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        read("a,b,c\n1,1,\n,2,2\n3,3,?\n", missing="drop")


def test_missing_is_raise_or_drop(read):
    with pytest.raises(ValueError, match="missing must be one of 'raise', 'drop', not 'fill'"):
        read("x\n1\n", missing="fill")


def test_lines_are_those_of_the_file(read):
    text = '# a comment\n\nx,who\n1,"two\nlines"\n\n2,Ann\nthree,Bo\n'
    assert read(text).notes == {"x": "text because of 'three' in line 8"}
    with pytest.raises(ValueError, match="line 8: 'three' in column 'x' is not a number"):
        read(text, columns="x")


def test_long_cells_are_shortened_in_messages(read):
    with pytest.raises(ValueError, match="is not a number") as caught:
        read("x\n" + "abc" * 1000 + "\n", columns="x")
    assert len(str(caught.value)) < 150


def test_a_column_of_text_that_would_not_fit_into_memory_is_refused(read):
    text = "n,essay\n1,short\n" + f"2,{'x' * 100_000}\n" + "3,short\n" * 3000
    message = (
        "mine.csv, line 3: a cell of 100000 characters in column 'essay' makes this column of "
        "text too large for 3002 rows; name the columns to read with columns=[...]"
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        read(text)
    assert len(read(text, columns="n")) == 3002


@pytest.mark.parametrize("decimal", [".", ","])
def test_200_000_rows_take_about_a_second(csv_file, decimal):
    from gdwidgets.core import datasets

    numbers = np.random.default_rng(0).normal(size=(200_000, 2)).round(4)
    lines = "\n".join(f"{x};{y};word" for x, y in numbers.tolist())
    path = csv_file("x;y;z\n" + lines.replace(".", decimal))
    began = time.perf_counter()
    table = datasets.from_csv(path)
    assert time.perf_counter() - began < 4  # 0.5 to 1 s where nothing else runs
    assert_array_equal(table.features("x", "y"), numbers)
