"""`Labelled`: points with a class each, and their split into a part to learn and one to test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, final

import numpy as np

from gdwidgets.core.validate import finite_number, whole_number

if TYPE_CHECKING:
    from gdwidgets.core.objective import Array


@final
@dataclass(frozen=True, eq=False, repr=False)
class Labelled:
    """A data set for classification.

    Attributes
    ----------
    name : str
        What the data are called.
    X : (n_rows, n_features) ndarray of float
        The features.
    labels : (n_rows,) ndarray of int
        The class of each row, from 0 on.
    about, source : str
        What one row is, and where it comes from.

    Examples
    --------
    >>> from gdwidgets.core import datasets
    >>> train, test = datasets.moons(100, seed=1).split(0.2, seed=1)
    >>> train, test
    (Labelled('Two moons', n_rows=80, n_classes=2), Labelled('Two moons', n_rows=20, n_classes=2))
    """

    name: str
    X: Array
    labels: Any
    about: str = ""
    source: str = "made up"

    def __repr__(self) -> str:
        return f"Labelled({self.name!r}, n_rows={len(self)}, n_classes={self.n_classes})"

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_classes(self) -> int:
        """How many classes there are."""
        return int(self.labels.max()) + 1

    def split(self, test_share: float = 0.25, seed: int = 0) -> tuple[Labelled, Labelled]:
        """Split the rows at random into a part to learn from and a part to test on.

        Parameters
        ----------
        test_share : float
            The share of the second part, between 0 and 1.
        seed : int
            Picks the rows.

        Returns
        -------
        train, test : Labelled

        Raises
        ------
        TypeError, ValueError
            If `test_share` is not between 0 and 1, or `seed` no whole number from 0 on.
        """
        share = finite_number(
            "test_share", test_share, low=0, high=1, low_open=True, high_open=True
        )
        rng = np.random.default_rng(whole_number("seed", seed, low=0))
        order = rng.permutation(len(self))
        n_test = min(max(1, round(share * len(self))), len(self) - 1)
        train, test = order[n_test:], order[:n_test]
        return (
            replace(self, X=self.X[train], labels=self.labels[train]),
            replace(self, X=self.X[test], labels=self.labels[test]),
        )
