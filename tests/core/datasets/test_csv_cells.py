"""The header of a CSV file, and lines that don't fit it."""

import re

import pytest


@pytest.mark.parametrize(
    ("text", "columns", "found"),
    [
        ("x,y\n1,2\n", "x", {"x": [1]}),
        ("x,y\n1,2\n", "y", {"y": [2]}),
        ("x,y\n1,2\n", ["y", "x"], {"y": [2], "x": [1]}),
        ("x,y\n1,2\n", ("x",), {"x": [1]}),
        ("x,y\n1,2\n", (name for name in ["y"]), {"y": [2]}),
        (" x , y \n1,2\n", "y", {"y": [2]}),
        # What is wrong with other columns doesn't matter.
        (",a,b\n0,1,2\n1,3,4\n", ["a", "b"], {"a": [1, 3], "b": [2, 4]}),
        ("a,a,b\n1,2,3\n", "b", {"b": [3]}),
        ("a,\n1,2\n", "a", {"a": [1]}),
        ("a,b\n1,?\n2,two\n", "a", {"a": [1, 2]}),
        ("2019,2020\n1,2\n", ["2020"], {"2020": [2]}),
        ("country,2020\nFR,2\n", "2020", {"2020": [2]}),
    ],
)
def test_columns_are_picked_by_name(read, text, columns, found):
    table = read(text, columns=columns)
    assert {name: column.tolist() for name, column in table.columns.items()} == found
    assert list(table.columns) == list(found)


@pytest.mark.parametrize(
    ("text", "columns", "error", "message"),
    [
        ("", None, ValueError, "mine.csv is empty"),
        ("\n  \n", None, ValueError, "mine.csv is empty"),
        ("# a\n# b\n", None, ValueError, "mine.csv is empty"),
        (",,\n,,\n", None, ValueError, "mine.csv is empty"),
        ("x,y\n", None, ValueError, "mine.csv has no rows of data after the names in line 1"),
        ("\n\nx,y\n# a\n", None, ValueError, "mine.csv has no rows of data after the names in li"),
        (
            "x,y\n1,2\n3\n",
            None,
            ValueError,
            "mine.csv, line 3: 1 cell, but the header in line 1 has 2; write NA into the cells ",
        ),
        (
            "# a\n\nx,y\n1,2\n\n3,4,5\n",
            None,
            ValueError,
            "mine.csv, line 6: 3 cells, but the header in line 3 has 2; put quotes around a cell",
        ),
        ("My data\nx,y\n1,2\n", None, ValueError, "or begin line 1 with # if it is no header"),
        ("a,b\nr1,1,2\nr2,3,4\n", None, ValueError, "line 2: 3 cells, but the header in line 1"),
        ('x,y\n"a\nb",1\n2\n', None, ValueError, "mine.csv, line 4: 1 cell, but the header in l"),
        ("x,x\n1,2\n", None, ValueError, "mine.csv, line 1: columns 1 and 2 are both named 'x'"),
        ("x,x\n1,2\n", "x", ValueError, "columns 1 and 2 are both named 'x'; each needs a name"),
        ("x,,y\n1,2,3\n", None, ValueError, "mine.csv, line 1: column 2 has no name; write one"),
        (",a\n0,1\n", None, ValueError, "mine.csv, line 1: column 1 has no name; write one there"),
        ("\na,\n1,2\n", None, ValueError, "mine.csv, line 2: column 2 has no name; write one the"),
        (",a\n0,1\n", "", ValueError, "mine.csv, line 1: column 1 has no name; write one there"),
        (
            "1,2\n3,4\n",
            None,
            ValueError,
            "mine.csv, line 1: every cell is a number, but the first line must name the columns",
        ),
        ("1,5;2\n3;4\n", None, ValueError, "mine.csv, line 1: every cell is a number, but the fir"),
        (
            "x,y\n1,2\n",
            ["z"],
            ValueError,
            "columns: 'z' is not in mine.csv, which has 'x', 'y'",
        ),
        ("x,y\n1,2\n", 5, TypeError, "columns must be a name or a sequence of names, not 5"),
        ("x,y\n1,2\n", [1], TypeError, "columns must be a name or a sequence of names, not [1]"),
        ("x,y\n1,2\n", b"x", TypeError, "columns must be a name or a sequence of names, not b'x'"),
        ("x,y\n1,2\n", [], ValueError, "columns must name at least one column"),
        ("x,y\n1,2\n", ["x", "x"], ValueError, "columns must name each column once, not 'x' twice"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(read, text, columns, error, message):
    with pytest.raises(error, match=re.escape(message)):
        read(text, columns=columns)
