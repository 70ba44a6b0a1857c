"""Made-up data, the same for the same seed: moons, circles, spirals, blobs, a noisy plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdwidgets.core.datasets.labelled import Labelled
from gdwidgets.core.datasets.table import Table
from gdwidgets.core.labels import HIGHEST_LABEL
from gdwidgets.core.validate import finite_number, whole_number

MOST_ROWS = 1_000_000
MOST_NUMBERS = 10_000_000
MOST_NOISE = 1e100
"""With more the squares of the losses overflow."""


def moons(n_rows: int = 200, noise: float = 0.1, seed: int = 0) -> Labelled:
    """Two half circles that reach into each other.

    Parameters
    ----------
    n_rows : int
        How many points, from 2 to 1,000,000; the two classes alternate.
    noise : float
        The standard deviation of the scatter, at least 0; a half circle's radius is 1.
    seed : int
        Picks the points.

    Returns
    -------
    Labelled
        With ``X (n_rows, 2)``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> moons(4, noise=0.0).X.shape
    (4, 2)
    """
    rng, labels = _prepared(n_rows, 2, seed)
    angle = rng.uniform(0, np.pi, n_rows)
    side = 1 - 2 * labels
    X = np.column_stack([side * np.cos(angle) + labels, side * np.sin(angle) + 0.5 * labels])
    return Labelled("Two moons", X + _scatter(rng, X, noise), labels)


def circles(n_rows: int = 200, factor: float = 0.5, noise: float = 0.05, seed: int = 0) -> Labelled:
    """Two rings around the origin, one within the other.

    Parameters
    ----------
    n_rows : int
        How many points, from 2 to 1,000,000; the two classes alternate, the outer one first.
    factor : float
        The radius of the inner ring, above 0 and below 1; that of the outer one is 1.
    noise : float
        The standard deviation of the scatter, at least 0.
    seed : int
        Picks the points.

    Returns
    -------
    Labelled
        With ``X (n_rows, 2)``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> rings = circles(4, factor=0.25, noise=0.0)
    >>> np.linalg.norm(rings.X, axis=1), rings.labels
    (array([1.  , 0.25, 1.  , 0.25]), array([0, 1, 0, 1]))
    """
    rng, labels = _prepared(n_rows, 2, seed)
    factor = finite_number("factor", factor, low=0, high=1, low_open=True, high_open=True)
    angle = rng.uniform(0, 2 * np.pi, n_rows)
    radius = np.where(labels == 0, 1.0, factor)
    X = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Labelled("Two circles", X + _scatter(rng, X, noise), labels)


def spirals(
    n_rows: int = 200, n_classes: int = 2, turns: float = 1.5, noise: float = 0.03, seed: int = 0
) -> Labelled:
    """Spiral arms around the origin, within the unit circle.

    Parameters
    ----------
    n_rows : int
        How many points, from `n_classes` to 1,000,000.
    n_classes : int
        How many arms, from 1 to 10,000.
    turns : float
        How often an arm goes round, above 0 and up to 1,000.
    noise : float
        The standard deviation of the scatter, at least 0.
    seed : int
        Picks the points.

    Returns
    -------
    Labelled
        With ``X (n_rows, 2)``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> spirals(6, n_classes=3).labels
    array([0, 1, 2, 0, 1, 2])
    """
    rng, labels = _prepared(n_rows, n_classes, seed)
    turns = finite_number("turns", turns, low=0, high=1000, low_open=True)
    # The root spreads the points evenly along the arm.
    radius = np.sqrt(rng.uniform(0.01, 1, n_rows))
    angle = 2 * np.pi * (turns * radius + labels / n_classes)
    X = radius[:, np.newaxis] * np.column_stack([np.cos(angle), np.sin(angle)])
    return Labelled("Spirals", X + _scatter(rng, X, noise), labels)


def blobs(n_rows: int = 200, n_classes: int = 3, spread: float = 0.5, seed: int = 0) -> Labelled:
    """Round clouds, their centres evenly on a circle of radius 2.

    Parameters
    ----------
    n_rows : int
        How many points, from `n_classes` to 1,000,000.
    n_classes : int
        How many clouds, from 1 to 10,000.
    spread : float
        The standard deviation within a cloud, at least 0.
    seed : int
        Picks the points.

    Returns
    -------
    Labelled
        With ``X (n_rows, 2)``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> blobs(4, n_classes=2, spread=0.0).X.round(6) + 0.0
    array([[ 2.,  0.],
           [-2.,  0.],
           [ 2.,  0.],
           [-2.,  0.]])
    """
    rng, labels = _prepared(n_rows, n_classes, seed)
    angle = 2 * np.pi * labels / n_classes
    X = 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    return Labelled("Blobs", X + _scatter(rng, X, spread, "spread"), labels)


def regression(n_rows: int = 100, n_features: int = 1, noise: float = 0.5, seed: int = 0) -> Table:
    """Rows of a noisy straight line, or plane.

    Parameters
    ----------
    n_rows : int
        How many rows, from 1 to 1,000,000.
    n_features : int
        How many features, from 1 to 1,000; standard normal. Rows times features must not exceed
        ten million.
    noise : float
        The standard deviation of the targets around the plane, at least 0.
    seed : int
        Picks the weights, the intercept and the rows.

    Returns
    -------
    Table
        With the columns ``x1``, ``x2``, ... and ``y``; `about` has the true weights.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range.

    Examples
    --------
    >>> table = regression(50, n_features=2)
    >>> table
    Table('Noisy plane', n_rows=50, columns=3)
    >>> print(table.about)
    y = ... x1 ... x2 ...
    """
    rng, _ = _prepared(n_rows, 1, seed)
    whole_number("n_features", n_features, low=1, high=1000)
    if n_rows * n_features > MOST_NUMBERS:
        raise ValueError(
            f"n_rows times n_features must be at most {MOST_NUMBERS}, not {n_rows * n_features}"
        )
    weights = rng.uniform(-3, 3, n_features)
    intercept = rng.uniform(-3, 3)
    X = rng.normal(size=(n_rows, n_features))
    y = X @ weights + intercept + _scatter(rng, X[:, 0], noise)
    columns: dict[str, Any] = {f"x{i + 1}": column for i, column in enumerate(X.T)}
    terms = " ".join(f"{weight:+.3f} x{i + 1}" for i, weight in enumerate(weights))
    about = f"y = {terms} {intercept:+.3f}, with noise of standard deviation {noise:g}"
    return Table("Noisy plane", columns | {"y": y}, about=about, source="made up")


def _prepared(n_rows: Any, n_classes: Any, seed: Any) -> tuple[np.random.Generator, Any]:
    """Check what all have in common; return random numbers and alternating labels."""
    whole_number("n_classes", n_classes, low=1, high=HIGHEST_LABEL)
    whole_number("n_rows", n_rows, low=n_classes, high=MOST_ROWS)
    rng = np.random.default_rng(whole_number("seed", seed, low=0))
    return rng, np.arange(n_rows) % n_classes


def _scatter(rng: np.random.Generator, X: Any, noise: Any, name: str = "noise") -> Any:
    return finite_number(name, noise, low=0, high=MOST_NOISE) * rng.normal(size=X.shape)
