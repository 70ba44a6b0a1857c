"""Which encodings of a CSV file are understood, and how other files are refused."""

import re

import pytest

from gdwidgets.core import datasets
from gdwidgets.core.datasets import csv_text

TEXT = "größe,b\n1,2\n3,4\n"


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (TEXT.encode(), {}),
        (TEXT.encode("utf-8-sig"), {}),
        (TEXT.encode("utf-8-sig"), {"encoding": "utf-8"}),
        (TEXT.encode("utf-16"), {}),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), {}),
        (TEXT.encode("utf-32"), {}),
        (TEXT.encode("utf-16-le"), {"encoding": "utf-16-le"}),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), {"encoding": "utf-16-le"}),
        (TEXT.encode("cp1252"), {"encoding": "cp1252"}),
        (TEXT.encode("latin-1"), {"encoding": "latin-1"}),
        (TEXT.encode("utf-7"), {"encoding": "utf-7"}),
    ],
)
def test_encodings_are_understood_by_their_mark_or_when_told(read, content, options):
    table = read(content, **options)
    assert list(table.columns) == ["größe", "b"]
    assert table["größe"].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (
            "x,y\n1,2\nä,3\n".encode("latin-1"),
            {},
            "mine.csv, line 3: the byte 0xE4 is not UTF-8; tell encoding='cp1252' (Windows, ",
        ),
        ("x\r1\rä\r".encode("latin-1"), {}, "mine.csv, line 3: the byte 0xE4 is not UTF-8"),
        ("x\r\n1\r\nä".encode("latin-1"), {}, "mine.csv, line 3: the byte 0xE4 is not UTF-8"),
        (bytes(range(256)), {}, "the byte 0x80 is not UTF-8"),
        (
            TEXT.encode("utf-16") + b"x",
            {},
            "mine.csv, line 4: the byte 0x78 is not UTF-16; save it in UTF-8, or tell its encod",
        ),
        (
            TEXT.encode(),
            {"encoding": "ascii"},
            "mine.csv, line 1: the byte 0xC3 is not ASCII; save it in UTF-8, or tell its encod",
        ),
        (
            b"a,b\n1,\x002\n",
            {},
            "mine.csv, line 2: a NUL character, so this is no text in UTF-8; tell the encoding",
        ),
        ("a,b\n1,2\n".encode("utf-16-be"), {}, "mine.csv, line 1: a NUL character, so this is no"),
        (b"PK\x03\x04abc", {}, "mine.csv is no CSV file but a spreadsheet or a ZIP archive; save"),
        (b"\xd0\xcf\x11\xe0abc", {}, "mine.csv is no CSV file but an old spreadsheet; save it as"),
        (b"\x1f\x8babc", {}, "mine.csv is no CSV file but compressed with gzip; save it as CSV"),
        (b"%PDF-1.7", {}, "mine.csv is no CSV file but a PDF document; save it as CSV first"),
        (b"\n<!DOCTYPE html>", {}, "mine.csv is no CSV file but a web page; download the data"),
        (b"<html>", {}, "mine.csv is no CSV file but a web page"),
    ],
)
def test_other_files_are_refused_with_a_remedy(read, content, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read(content, **options)


@pytest.mark.parametrize(
    ("encoding", "error", "message"),
    [
        (5, TypeError, "encoding must be text, such as 'cp1252', not 5"),
        ("klingon", ValueError, "encoding must be one that Python knows, such as 'cp1252', not"),
        ("rot13", ValueError, "encoding must be one that Python knows, such as 'cp1252', not"),
        ("a\0b", ValueError, "encoding must be one that Python knows, such as 'cp1252', not"),
        ("", ValueError, "encoding must be one that Python knows, such as 'cp1252', not ''"),
    ],
)
def test_a_wrong_encoding_is_refused(read, encoding, error, message):
    with pytest.raises(error, match=re.escape(message)):
        read(TEXT, encoding=encoding)


def test_the_mark_of_utf_32_is_not_taken_for_that_of_utf_16():
    assert list(csv_text.MARKS.values()) == ["utf-32", "utf-32", "utf-16", "utf-16"]


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        (5, TypeError, "path must be text or a path, not 5"),
        (None, TypeError, "path must be text or a path, not None"),
        (b"x", TypeError, "path must be text or a path, not b'x'"),
        ("/nope.csv", FileNotFoundError, "path: there is no file '/nope.csv' in '"),
        ("a,b\n1,2\n", FileNotFoundError, r"path: there is no file 'a,b\n1,2\n' in '"),
        ("x" * 5000, FileNotFoundError, "path: there is no file 'xxxx"),
        ("\0", FileNotFoundError, r"path: there is no file '\x00' in '"),
    ],
)
def test_a_wrong_path_is_refused(path, error, message):
    with pytest.raises(error, match=re.escape(message)) as caught:
        datasets.from_csv(path)
    assert len(str(caught.value)) < 400


def test_a_directory_is_refused(tmp_path):
    with pytest.raises(ValueError, match="path must be a file, not the directory '"):
        datasets.from_csv(tmp_path)


def test_a_file_that_is_too_large_is_refused(read, monkeypatch):
    monkeypatch.setattr(csv_text, "MOST_BYTES", 1 << 20)
    read("x\n1\n")
    message = "path: mine.csv has 2 MiB, and at most 1 MiB are read; take fewer rows"
    with pytest.raises(ValueError, match=message):
        read("x\n" + "1\n" * (1 << 20))
