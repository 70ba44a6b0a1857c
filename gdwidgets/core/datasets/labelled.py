"""`Labelled`: points with a class each, and their split into a part to learn and one to test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, final

from gdwidgets.core.datasets.split import split_rows
from gdwidgets.core.labels import encode_labels
from gdwidgets.core.validate import finite_array

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Labelled:
    """A data set for classification.

    Parameters
    ----------
    name : str
        What the data are called.
    X : (n_rows, n_features) array_like
        The features, finite numbers.
    labels : (n_rows,) array_like of int or str
        The class of each row: whole numbers from 0 on, or text, which is numbered in sorted
        order (see `encode_labels`).
    about, source : str
        What one row is, and where it comes from.
    class_names : sequence of str, optional
        The names of the classes 0, 1, ... By default those that the labels give.

    Attributes
    ----------
    X : (n_rows, n_features) ndarray of float64
    labels : (n_rows,) ndarray of int64
    class_names : tuple of str
        ``class_names[label]`` is the name of a class.

    Raises
    ------
    TypeError, ValueError
        If `X` is not a table of finite numbers, `labels` not one class for each of its rows,
        or a name no text.

    Examples
    --------
    >>> from gdwidgets.core import datasets
    >>> train, test = datasets.moons(100, seed=1).split(0.2, seed=1)
    >>> train, test
    (Labelled('Two moons', n_rows=80, n_classes=2), Labelled('Two moons', n_rows=20, n_classes=2))

    The columns of a table, with labels in words:

    >>> birds = datasets.penguins()
    >>> X = birds.features("bill_length_mm", "bill_depth_mm")
    >>> penguins = Labelled("Penguins", X, birds["species"])
    >>> penguins.labels[:3], penguins.class_names
    (array([0, 0, 0]), ('Adelie', 'Chinstrap', 'Gentoo'))
    """

    name: str
    X: Array
    labels: Any
    about: str = ""
    source: str = "made up"
    class_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("name", "about", "source"):
            if not isinstance(getattr(self, field), str):
                raise TypeError(f"{field} must be text, not {getattr(self, field)!r}")
        X = finite_array("X", self.X)
        if X.ndim != 2:
            raise ValueError(f"X must have the shape (n_rows, n_features), not {X.shape}")
        labels, class_names = encode_labels(self.labels, self.class_names)
        if len(labels) != len(X):
            raise ValueError(
                f"labels must be one for each of the {len(X)} rows of X, not {len(labels)}"
            )
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "labels", labels)
        object.__setattr__(self, "class_names", class_names)

    def __repr__(self) -> str:
        return f"Labelled({self.name!r}, n_rows={len(self)}, n_classes={self.n_classes})"

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_classes(self) -> int:
        """How many classes there are, also where no row has one of them."""
        return len(self.class_names)

    def split(self, test_share: float = 0.25, seed: int = 0) -> tuple[Labelled, Labelled]:
        """Split the rows at random into a part to learn from and a part to test on.

        Parameters
        ----------
        test_share : float
            The share of the second part, between 0 and 1; each part gets at least one row.
        seed : int
            Picks the rows.

        Returns
        -------
        train, test : Labelled
            Both with all `class_names`.

        Raises
        ------
        TypeError, ValueError
            If `test_share` is not between 0 and 1, `seed` no whole number from 0 on, or there
            is one row only.

        Examples
        --------
        >>> data = Labelled("Fruit", [[1.0], [2.0], [3.0]], ["fig", "kiwi", "fig"])
        >>> train, test = data.split(0.3)
        >>> len(train), len(test), test.class_names
        (2, 1, ('fig', 'kiwi'))
        """
        train, test = split_rows(len(self), test_share, seed)
        return (
            replace(self, X=self.X[train], labels=self.labels[train]),
            replace(self, X=self.X[test], labels=self.labels[test]),
        )
