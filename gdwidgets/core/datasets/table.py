"""`Table`: columns of equal length by name, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.datasets.columns import checked_column, class_codes, meeting, picked_rows
from gdwidgets.core.datasets.split import split_rows
from gdwidgets.core.validate import one_of, whole_number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A data set: its columns by name, with its provenance.

    Parameters
    ----------
    name : str
        What the data are called.
    columns : mapping of str to (n_rows,) array_like
        Numbers or text, as many in each. They are copied; the copies can't be written to.
    about : str
        What one row is, the units, and what was left out.
    source : str
        Who published the data, and the licence.
    n_dropped : int
        How many rows of the file are not in the table because a number is missing.
    notes : mapping of str to str
        What to know of a column, such as why it is text.

    Attributes
    ----------
    columns : dict of str to (n_rows,) ndarray
        Numbers (and bools) as float64, everything else as text.

    Raises
    ------
    TypeError, ValueError
        If there is no column, a column is empty, neither numbers nor text throughout, or longer
        than another; or something else is not as above.

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
    >>> heavy = penguins.where(species=["Adelie", "Gentoo"], body_mass_g=lambda mass: mass > 4000)
    >>> len(heavy)
    157
    """

    name: str
    columns: Mapping[str, Any]
    about: str = ""
    source: str = ""
    n_dropped: int = 0
    notes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for text in ("name", "about", "source"):
            if not isinstance(getattr(self, text), str):
                raise TypeError(f"{text} must be text, not {getattr(self, text)!r}")
        whole_number("n_dropped", self.n_dropped, low=0)
        if not isinstance(self.columns, Mapping):
            raise TypeError(f"columns must be a dict of columns by name, not {self.columns!r}")
        columns = {name: checked_column(name, values) for name, values in self.columns.items()}
        if not columns:
            raise ValueError("columns must have at least one column, not {}")
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            listed = ", ".join(f"{length} in {name!r}" for name, length in lengths.items())
            raise ValueError(f"columns must all have as many rows, not {listed}")
        notes = self.notes if isinstance(self.notes, Mapping) else {"": self.notes}
        if not set(notes) <= set(columns) or not all(isinstance(n, str) for n in notes.values()):
            raise ValueError(f"notes must be a dict of text by column, not {self.notes!r}")
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "notes", dict(self.notes))

    def __repr__(self) -> str:
        notes = f", notes={self.notes}" if self.notes else ""
        return f"Table({self.name!r}, n_rows={len(self)}, columns={len(self.columns)}{notes})"

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, column: str) -> Any:
        return self.columns[one_of("column", column, self.columns)]

    def features(self, *columns: str) -> Array:
        """Put columns of numbers side by side.

        Parameters
        ----------
        *columns : str
            The columns' names, at least one.

        Returns
        -------
        (n_rows, n_columns) ndarray

        Raises
        ------
        ValueError
            If no column is named, or there is no such column.
        TypeError
            If a column holds text.

        Examples
        --------
        >>> Table("Tea", {"minutes": [0, 5], "degrees": [95, 80]}).features("degrees", "minutes")
        array([[95.,  0.],
               [80.,  5.]])
        """
        if not columns:
            listed = ", ".join(map(repr, self.columns))
            raise ValueError(f"features needs the name of at least one column, of {listed}")
        for column in columns:
            if self[column].dtype.kind != "f":
                why = f" ({self.notes[column]})" if column in self.notes else ""
                raise TypeError(f"column {column!r} holds text, so it can't be a feature{why}")
        return np.column_stack([self[column] for column in columns])

    def labels(self, column: str) -> tuple[Any, tuple[str, ...]]:
        """Number the different entries of a column, as the classes of a classification.

        Parameters
        ----------
        column : str
            A column of text or of whole numbers.

        Returns
        -------
        codes : (n_rows,) ndarray of int64
            Whole numbers from 0 on, in the order of the sorted entries.
        class_names : tuple of str
            The entries themselves: ``class_names[code]``.

        Raises
        ------
        ValueError
            If there is no such column, an entry is empty, or there are over 10,001 classes.
        TypeError
            If the column's numbers are not whole.

        Examples
        --------
        >>> codes, names = Table("Tea", {"cup": ["red", "blue", "red"]}).labels("cup")
        >>> codes, names
        (array([1, 0, 1]), ('blue', 'red'))
        """
        return class_codes(column, self[column])

    def rows(self, selection: ArrayLike | slice) -> Table:
        """Pick rows.

        Parameters
        ----------
        selection : (n_rows,) array_like of bool, (n,) array_like of int, or slice
            A True for each row to keep, or row numbers (from 0 on; negative ones count from the
            end), in the order in which they are wanted.

        Returns
        -------
        Table

        Raises
        ------
        TypeError, ValueError
            If `selection` is something else, or picks no row.

        Examples
        --------
        >>> tea = Table("Tea", {"minutes": [0, 5, 10], "degrees": [95, 80, 70]})
        >>> tea.rows(tea["degrees"] < 90)["minutes"]
        array([ 5., 10.])
        >>> tea.rows([2, 0])["minutes"], tea.rows(slice(2))["minutes"]
        (array([10.,  0.]), array([0., 5.]))
        """
        picked = picked_rows(selection, len(self))
        return replace(self, columns={name: each[picked] for name, each in self.columns.items()})

    def where(self, /, **conditions: Any) -> Table:
        """Pick the rows that meet all conditions.

        Parameters
        ----------
        **conditions
            For a column a value, a list of values, or a function from the column to a bool for
            each row. A name with a space in it is written ``where(**{"the name": value})``.

        Returns
        -------
        Table

        Raises
        ------
        TypeError
            If there is no condition, or it doesn't suit the column.
        ValueError
            If there is no such column, no row has one of the values, or none meets all.

        Examples
        --------
        >>> tea = Table("Tea", {"degrees": [95, 80, 70], "cup": ["red", "blue", "red"]})
        >>> tea.where(cup="red", degrees=lambda degrees: degrees < 90)["degrees"]
        array([70.])
        """
        if not conditions:
            raise TypeError("where needs at least one condition, such as species='Adelie'")
        keep = np.ones(len(self), dtype=bool)
        for column, condition in conditions.items():
            keep &= meeting(column, self[column], condition)
        if not keep.any():
            raise ValueError(f"where finds no row that meets all of {', '.join(conditions)}")
        return self.rows(keep)

    def split(self, test_share: float = 0.25, seed: int = 0) -> tuple[Table, Table]:
        """Split the rows at random into a part to learn from and a part to test on.

        Parameters
        ----------
        test_share : float
            The share of the second part, between 0 and 1; each part gets at least one row.
        seed : int
            Picks the rows.

        Returns
        -------
        train, test : Table

        Raises
        ------
        TypeError, ValueError
            As for `Labelled.split`.

        Examples
        --------
        >>> train, test = Table("Tea", {"minutes": range(10)}).split(0.2)
        >>> len(train), len(test)
        (8, 2)
        """
        train, test = split_rows(len(self), test_share, seed)
        return self.rows(train), self.rows(test)
