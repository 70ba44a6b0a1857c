"""Data to learn from: real ones that come with the package, made-up ones, and your own."""

from gdwidgets.core.datasets.airfoil import airfoil_like
from gdwidgets.core.datasets.bundled import digits, penguins
from gdwidgets.core.datasets.files import from_csv
from gdwidgets.core.datasets.labelled import Labelled
from gdwidgets.core.datasets.made_up import blobs, circles, moons, regression, spirals
from gdwidgets.core.datasets.standardised import standardise
from gdwidgets.core.datasets.stream import DriftingStream
from gdwidgets.core.datasets.table import Table
from gdwidgets.core.labels import encode_labels

__all__ = [
    "DriftingStream",
    "Labelled",
    "Table",
    "airfoil_like",
    "blobs",
    "circles",
    "digits",
    "encode_labels",
    "from_csv",
    "moons",
    "penguins",
    "regression",
    "spirals",
    "standardise",
]
