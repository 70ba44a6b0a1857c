"""What the tests of CSV files share."""

import pytest

from gdwidgets.core import datasets


@pytest.fixture
def csv_file(tmp_path):
    """Write a file ``mine.csv`` and return its path."""

    def write(content, encoding="utf-8"):
        path = tmp_path / "mine.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def read(csv_file):
    """Write a file ``mine.csv`` and read it as a table."""
    return lambda content, **options: datasets.from_csv(csv_file(content), **options)
