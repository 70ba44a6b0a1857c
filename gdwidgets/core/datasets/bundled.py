"""Real data that come with the package; ``gdwidgets/data/README.md`` says where from."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

from gdwidgets.core.datasets.files import from_csv
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
    with resources.as_file(resources.files("gdwidgets") / "data" / "penguins.csv") as path:
        table = from_csv(path, missing="drop")
    return replace(
        table,
        name="Palmer penguins",
        about="One row a bird; lengths in mm, body mass in g. "
        "Two of the study's 344 birds were not measured and are left out.",
        source="Gorman, Williams, Fraser (2014), doi:10.1371/journal.pone.0090081, CC0",
    )
