"""What separates the cells of a CSV file, and which lines are none of the table."""

import csv
import io
import re

import pytest

X12 = {"x": [1, 3], "y": [2, 4]}


def numbers(table):
    return {name: column.tolist() for name, column in table.columns.items()}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end"])
def test_separators_and_line_ends_are_found(read, separator, end, last):
    lines = [f"x{separator}y", f"1{separator}2", f"3{separator}4"]
    assert numbers(read(end.join(lines) + (end if last else ""))) == X12


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("x y\n1 2\n3 4\n", {"delimiter": " "}),
        ("  x   y \n 1  2\n3 4   \n", {"delimiter": " "}),
        ("x:y\n1:2\n3:4\n", {"delimiter": ":"}),
        ("sep=;\nx;y\n1;2\n3;4\n", {}),
        ("sep=:\r\nx:y\r\n1:2\r\n3:4\r\n", {}),
        ("sep=;\nx;y\n1;2\n3;4\n", {"delimiter": ";"}),
        ('"x";"y"\n"1";"2"\n3;4\n', {}),
        ('x, "y"\n 1, "2"\n3,4 \n', {}),
        ("\nx,y\n\n1,2\n   \n3,4\n\n", {}),
        ("x,y\n1,2\n,\n3,4\n,,,\n", {}),
        ("x,y,\n1,2,\n3,4,\n", {}),
        ("x,y\n1,2,\n3,4,,\n", {}),
        ("x,y,,\n1,2\n3,4,\n", {}),
        ("# of Monday\nx,y\n1,2\n# of Tuesday, at ten, here\n3,4\n#\n", {}),
        ("#, no comment\nx,y\n1,2\n3,4", {"comment": "#"}),
        ("# don't\nx,y\n1,2\n# \"quote\n3,4\n", {}),
        ("% of Monday\nx,y\n1,2\n % of Tuesday\n3,4\n", {"comment": "%"}),
        ("// a\nx,y\n1,2\n3,4\n", {"comment": "//"}),
    ],
)
def test_lines_are_cut_into_the_cells_of_the_table(read, text, options):
    assert numbers(read(text, **options)) == X12


def test_one_column_needs_no_separator(read):
    assert numbers(read("x\n1\n3\n")) == {"x": [1, 3]}
    assert numbers(read("x;\n1;\n3;\n")) == {"x": [1, 3]}
    assert read("full name\nAnn Lee\nBo Kay\n", delimiter=",")["full name"][1] == "Bo Kay"
    table = read('x\n1\n""\n3\n', missing="drop")
    assert (table["x"].tolist(), table.n_dropped) == ([1, 3], 1)


def test_quoted_cells_hold_anything(read):
    rows = [["a;b", "c"], ["x, y", "1"], ['5" pipe', "2"], ["two\nlines\n# no comment", "3"]]
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    table = read(file.getvalue())
    assert table["a;b"].tolist() == [row[0] for row in rows[1:]]
    assert table["c"].tolist() == [1, 2, 3]


def test_lines_that_begin_with_a_hash_can_be_read(read):
    assert read("#x,y\n1,2\n", comment="")["#x"].tolist() == [1]
    assert read("tag,n\n#a,1\n#b,2\n", comment="")["tag"].tolist() == ["#a", "#b"]
    assert read('tag,n\n"#a",1\n', comment="")["tag"].tolist() == ["#a"]
    # A missing number is no comment.
    assert read("x,y\n#N/A,1\n2,3\n", missing="drop")["x"].tolist() == [2]


DOUBT = "begins with # like a comment, but has as many cells as the table; comment='#' leaves such"


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a,b;c,d\n1,2;3,4\n", {}, "delimiter must be told for mine.csv: its cells can be separa"),
        ("a,b;c,d\n1,2;3,4\n", {}, "separated by ',' and ';'"),
        ("h, cm;w\n1,5;2\n2,5;3\n", {}, "separated by ',' and ';'"),
        ("A, B\tn\nC, D\t3\n", {}, r"separated by ',' and '\t' (tab)"),
        ("a,b;c\n1;2,3;4,5\n", {}, "separated by ',' and ';'"),
        ("x y\n1 2\n", {}, "delimiter must be told for mine.csv: ' ' if spaces separate its ce"),
        ("full name\nAnn Lee\n", {}, "' ' if spaces separate its cells, ',' if it has one column"),
        ("x\n1,5\n2,5\n", {}, "mine.csv, line 2: 2 cells, but the header in line 1 has 1"),
        ("# x,y\n1,2\n3,4\n", {}, f"mine.csv, line 1: {DOUBT}"),
        ("#x,y\n1,2\n", {}, f"mine.csv, line 1: {DOUBT}"),
        ("x,y\n1,2\n#3,4\n", {}, f"mine.csv, line 3: {DOUBT}"),
        ("tag\n#a\nb\n", {}, f"mine.csv, line 2: {DOUBT}"),
        ("x,y\n1,2\n%3,4\n5,6\n", {"comment": "#"}, "'%3' in column 'x'"),
        ('a,b\n"x,2\nz,3\n', {}, "mine.csv, line 2: a cell opens with a quote that is never clo"),
        ('a,b\n1,2\n"x" y,2\n', {}, "mine.csv, line 3: text stands after the closing quote of a"),
        ("a\n" + "1" * 200_000, {}, "mine.csv, line 2: a cell of over 131072 characters; is a qu"),
        ("sep=a\nxay\n1a2\n", {}, "delimiter must be one character, such as ';' (no letter"),
    ],
)
def test_a_doubt_is_refused_with_what_to_tell(read, text, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read(text, columns="x" if "%" in text else None, **options)


def test_telling_the_separator_settles_a_doubt(read):
    assert list(read("a,b;c,d\n1,2;3,4\n", delimiter=";").columns) == ["a,b", "c,d"]
    assert list(read("a,b;c,d\n1,2;3,4\n", delimiter=",").columns) == ["a", "b;c", "d"]
    assert read("x\n1,5\n2,5\n", delimiter=";")["x"].tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"delimiter": 5}, TypeError, "delimiter must be one character, such as ';', not 5"),
        ({"delimiter": b","}, TypeError, "delimiter must be one character, such as ';', not b','"),
        ({"delimiter": ";;"}, ValueError, "delimiter must be one character, such as ';'"),
        ({"delimiter": ""}, ValueError, "delimiter must be one character, such as ';'"),
        ({"delimiter": "\n"}, ValueError, "delimiter must be one character, such as ';'"),
        ({"delimiter": '"'}, ValueError, "delimiter must be one character, such as ';'"),
        ({"delimiter": "."}, ValueError, "delimiter must be one character, such as ';'"),
        ({"delimiter": "1"}, ValueError, "delimiter must be one character, such as ';'"),
        ({"delimiter": "a"}, ValueError, "delimiter must be one character, such as ';'"),
        ({"comment": 3}, TypeError, "comment must be text that comment lines begin with, not 3"),
    ],
)
def test_wrong_arguments_are_refused(read, options, error, message):
    with pytest.raises(error, match=re.escape(message)):
        read("x,y\n1,2\n", **options)
