"""Data to learn from: real ones that come with the package, made-up ones, and your own."""

from gdwidgets.core.datasets.bundled import penguins
from gdwidgets.core.datasets.files import from_csv
from gdwidgets.core.datasets.table import Table, standardise

__all__ = ["Table", "from_csv", "penguins", "standardise"]
