"""Real data that come with the package; ``gdwidgets/data/README.md`` says where from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gdwidgets.core.datasets.files import from_csv
from gdwidgets.core.datasets.folder import DATA
from gdwidgets.core.datasets.labelled import Labelled
from gdwidgets.core.datasets.table import Table


def penguins() -> Table:
    """Size measurements of 342 penguins of three species.

    Columns: ``species``, ``island`` and ``sex`` (text; ``sex`` is empty for nine birds whose
    sex is not known), ``bill_length_mm``, ``bill_depth_mm``, ``flipper_length_mm``,
    ``body_mass_g`` and ``year`` (numbers). The study has 344 birds; the two without any
    measurement are left out (`Table.n_dropped`).

    Returns
    -------
    Table

    Notes
    -----
    Gorman, Williams, Fraser, Ecological sexual dimorphism and environmental variability
    within a community of Antarctic penguins (genus Pygoscelis), PLoS ONE 9(3), 2014. Data
    by way of the palmerpenguins package, CC0.

    Examples
    --------
    >>> table = penguins()
    >>> print(table["body_mass_g"].mean().round(1), table.n_dropped)
    4201.8 2
    """
    table = from_csv(DATA / "penguins.csv", missing="drop")
    return replace(
        table,
        name="Palmer penguins",
        about="One row a bird; lengths in mm, body mass in g. "
        "Two of the study's 344 birds were not measured and are left out.",
        source="Gorman, Williams, Fraser (2014), doi:10.1371/journal.pone.0090081, CC0",
    )


def digits() -> Labelled:
    """1,797 handwritten digits of 8 x 8 pixels.

    ``X (1797, 64)`` holds the ink of each pixel, row by row, from 0 to 16;
    ``X.reshape(-1, 8, 8)`` are the images. Divide by 16 to train on them.

    Returns
    -------
    Labelled

    Notes
    -----
    Alpaydin, Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, 1998, CC BY 4.0: its test part, the same as scikit-learn's ``load_digits``.

    Examples
    --------
    >>> digits()
    Labelled('Handwritten digits', n_rows=1797, n_classes=10)
    """
    with np.load(DATA / "digits.npz") as stored:
        images, labels = stored["images"], stored["labels"]
    return Labelled(
        "Handwritten digits",
        images.reshape(len(images), -1).astype(np.float64),
        labels.astype(np.int64),
        about="One row an image of 8 x 8 pixels, row by row, ink from 0 to 16.",
        source="Alpaydin, Kaynak (1998), doi:10.24432/C50P49, CC BY 4.0",
    )
