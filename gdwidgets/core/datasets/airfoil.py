"""A stand-in for the airfoil self-noise data, with exactly its second moments."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from gdwidgets.core.datasets.folder import DATA
from gdwidgets.core.datasets.table import Table
from gdwidgets.core.validate import whole_number

COLUMNS = ("frequency", "angle", "chord", "velocity", "thickness", "sound_level")
N_ROWS = 1500


def airfoil_like(seed: int = 0) -> Table:
    """1,500 made-up rows whose means and second moments are those of real wind-tunnel data.

    The rows are normally distributed, then stretched so that the averages of all products of
    two columns are, to rounding, those of NASA's airfoil self-noise data as the textbook Dive
    into Deep Learning standardises it. So half the mean squared error of a linear model is the
    same function of the weights as on the real data, while single rows, and with them
    mini-batches, are made up.

    Columns: the features ``frequency``, ``angle``, ``chord``, ``velocity``, ``thickness`` and
    the target ``sound_level``, all standardised.

    Parameters
    ----------
    seed : int
        Picks the rows.

    Returns
    -------
    Table

    Raises
    ------
    TypeError, ValueError
        If `seed` is not a whole number from 0 on.

    References
    ----------
    Zhang et al., Dive into Deep Learning, chapter 12.5, minibatch stochastic gradient descent.
    Brooks, Pope, Marcolini, Airfoil self-noise and prediction, NASA RP-1218, 1989.

    Examples
    --------
    >>> from gdwidgets.core.losses import LinearRegression
    >>> table = airfoil_like(seed=3)
    >>> loss = LinearRegression(table.features(*table.columns)[:, :5], table["sound_level"])
    >>> print(loss.value(loss.solution()).round(6))
    0.241688
    """
    rng = np.random.default_rng(whole_number("seed", seed, low=0))
    mean, covariance = _moments()
    rows = rng.normal(size=(N_ROWS, len(mean)))
    rows -= rows.mean(axis=0)
    uncorrelated = np.linalg.qr(rows)[0] * np.sqrt(N_ROWS)
    table = uncorrelated @ np.linalg.cholesky(covariance).T + mean
    return Table(
        "Airfoil-like",
        dict(zip(COLUMNS, table.T, strict=True)),
        about="Made-up rows with exactly the second moments of the airfoil self-noise data.",
        source="moments of Brooks, Pope, Marcolini (1989), doi:10.24432/C5VW2C, CC BY 4.0",
    )


def _moments() -> tuple[Any, Any]:
    """Mean and covariance of the six columns."""
    moments = json.loads((DATA / "airfoil_moments.json").read_text(encoding="utf-8"))
    hessian, xy = np.array(moments["hessian"]), np.array(moments["xy"])
    mean = np.append(hessian[:5, 5], xy[5])
    second = np.block([[hessian[:5, :5], xy[:5, None]], [xy[None, :5], moments["yy"]]])
    return mean, second - np.outer(mean, mean)
