"""How large learning rate times curvature may be: the limit that a method stays below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core import optimizers

if TYPE_CHECKING:
    from gdwidgets.core.optimizers import Optimizer


MOST_CURVED_PARAMS = 20
"""With more parameters than this the curvature is not looked at: it costs too much."""


def stability_limit(optimizer: Optimizer, shape: tuple[int, ...] = ()) -> Any:
    r"""The learning rate times curvature below which a quadratic bowl is stable.

    It is 2 for gradient descent, :math:`2 (1 + \beta)` with momentum :math:`\beta`, and
    :math:`2 (1 + \beta) / (1 + 2 \beta)` with Nesterov's. Methods that scale their steps have
    no such limit.

    Parameters
    ----------
    optimizer : Optimizer
    shape : tuple of int
        The shape of the batch of runs.

    Returns
    -------
    (n_runs,) ndarray
        One for each run, in a row; NaN where there is no limit.

    References
    ----------
    Goh, Why momentum really works, Distill 2017. Sutskever et al., On the importance of
    initialization and momentum in deep learning, 2013.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> stability_limit(gd.optimizers.Momentum(0.1, momentum=0.5))
    array([3.])
    """
    if isinstance(optimizer, optimizers.Momentum | optimizers.Nesterov):
        beta = np.asarray(optimizer.momentum, dtype=np.float64)
        ahead = 2 * beta if isinstance(optimizer, optimizers.Nesterov) else 0.0
        limit = 2 * (1 + beta) / (1 + ahead)
    elif isinstance(optimizer, optimizers.GradientDescent):
        limit = np.asarray(2.0)
    else:
        limit = np.asarray(np.nan)
    return np.broadcast_to(limit, shape).ravel()


def rate_at(optimizer: Optimizer, step: Any, n_steps: int, shape: tuple[int, ...]) -> Any:
    """The learning rate with which each run went on from a step.

    Parameters
    ----------
    optimizer : Optimizer
    step : (n_runs,) array of int
        The step of each run.
    n_steps : int
        How many steps there were in all: from the last point on, none was taken, so the
        rate of the step before is meant.
    shape : tuple of int
        The shape of the batch of runs.

    Returns
    -------
    (n_runs,) ndarray
        NaN for a method without a learning rate.
    """
    rate = getattr(optimizer, "learning_rate", np.nan)
    if not callable(rate):
        return np.broadcast_to(rate, shape).ravel()
    rates = [np.broadcast_to(rate(k), shape).ravel() for k in range(max(1, n_steps))]
    return np.array(rates)[np.minimum(step, len(rates) - 1), np.arange(len(step))]
