"""`Table`: columns of equal length by name, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.validate import one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A data set: its columns by name, with its provenance.

    Attributes
    ----------
    name : str
        What the data are called.
    columns : mapping of str to (n_rows,) ndarray
        Numbers as float64, everything else as text.
    about : str
        What one row is, the units, and what was left out.
    source : str
        Who published the data, and the licence.
    n_dropped : int
        How many rows of the file are not in the table because a number is missing.

    Examples
    --------
    >>> from gdwidgets.core import datasets
    >>> penguins = datasets.penguins()
    >>> penguins
    Table('Palmer penguins', n_rows=342, columns=8)
    >>> penguins["flipper_length_mm"][:3]
    array([181., 186., 195.])
    >>> penguins.features("flipper_length_mm", "bill_length_mm").shape
    (342, 2)
    """

    name: str
    columns: Mapping[str, Any] = field()
    about: str = ""
    source: str = ""
    n_dropped: int = 0

    def __repr__(self) -> str:
        return f"Table({self.name!r}, n_rows={len(self)}, columns={len(self.columns)})"

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> Any:
        return self.columns[one_of("column", column, self.columns)]

    def features(self, *columns: str) -> Array:
        """Put columns of numbers side by side.

        Parameters
        ----------
        *columns : str
            The columns' names.

        Returns
        -------
        (n_rows, n_columns) ndarray

        Raises
        ------
        ValueError
            If there is no such column.
        TypeError
            If a column holds text.
        """
        for column in columns:
            if self[column].dtype.kind != "f":
                raise TypeError(f"column {column!r} holds text, so it can't be a feature")
        return np.column_stack([self[column] for column in columns])


def standardise(values: ArrayLike) -> Array:
    """Shift and scale each column to mean 0 and (population) standard deviation 1.

    Parameters
    ----------
    values : (n_rows,) or (n_rows, n_columns) array_like

    Returns
    -------
    ndarray of the same shape
        A constant column becomes zeros.

    Examples
    --------
    >>> standardise([1.0, 3.0])
    array([-1.,  1.])
    """
    array = np.asarray(values, dtype=np.float64)
    spread = array.std(axis=0)
    standardised: Array = (array - array.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return standardised
