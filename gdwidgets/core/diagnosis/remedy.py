"""What a remedy is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

if TYPE_CHECKING:
    from gdwidgets.core.optimizers.base import Optimizer


@final
@dataclass(frozen=True)
class Remedy:
    """A change that was tried, and helps.

    Attributes
    ----------
    text : str
        In words.
    settings : dict of str to float or schedule
        The hyperparameters that change, by name (``"inner.learning_rate"`` within another).
    start : tuple of float, optional
        The start, if it changes.
    optimizer : Optimizer, optional
        The method, if it changes.
    n_steps, batch_size : int, optional
        The number of steps in all and the rows in a mini-batch, if they change.
    loss : float
        The loss that the changed run ended with.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> run = gd.descend(gd.surfaces.parabola, gd.optimizers.GradientDescent(0.001), [10.0], 40)
    >>> remedy = gd.diagnose(run).remedies
    >>> remedy.text, remedy.settings, remedy.loss
    ('Raise the learning rate to 0.5.', {'learning_rate': 0.5}, 0.0)
    """

    text: str
    settings: dict[str, Any] = field(default_factory=dict)
    start: tuple[float, ...] | None = None
    optimizer: Optimizer | None = None
    n_steps: int | None = None
    batch_size: int | None = None
    loss: float = np.nan
