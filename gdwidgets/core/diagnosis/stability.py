"""How large learning rate times curvature may be: the limit that a method stays below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdwidgets.core.engine.descend import checked_optimizer

if TYPE_CHECKING:
    from gdwidgets.core.optimizers import Optimizer


def stability_limit(optimizer: Optimizer) -> Any:
    r"""The learning rate times curvature below which a quadratic bowl is stable.

    It is 2 for gradient descent, :math:`2 (1 + \beta)` with momentum :math:`\beta`, and
    :math:`2 (1 + \beta) / (1 + 2 \beta)` with Nesterov's. Methods that adapt their steps have
    no such limit on the learning rate itself.

    Parameters
    ----------
    optimizer : Optimizer

    Returns
    -------
    float or ndarray
        Shaped as the hyperparameter that it depends on; NaN where there is no limit.

    Raises
    ------
    TypeError
        If `optimizer` isn't one.

    References
    ----------
    Goh, Why momentum really works, Distill 2017. Sutskever et al., On the importance of
    initialization and momentum in deep learning, 2013.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> stability_limit(gd.optimizers.Momentum(0.1, momentum=0.5))
    3.0
    """
    try:
        response = checked_optimizer(optimizer).response(None)
    except AttributeError:  # it depends on what the method has met
        return np.nan
    return np.nan if response is None or not response.fixed else response.limit
