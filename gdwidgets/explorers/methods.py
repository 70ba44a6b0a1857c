"""Optimizers by their class: which settings they have, and one made with those."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdwidgets.core.optimizers import Optimizer


def uses(setting: str) -> Callable[[type[Optimizer]], bool]:
    """Whether an optimizer has a setting, as a question that can be asked of any.

    Examples
    --------
    >>> import gdwidgets as gd
    >>> uses("momentum")(gd.optimizers.Momentum), uses("momentum")(gd.optimizers.Adam)
    (True, False)
    """
    return lambda optimizer: (
        setting
        in {
            field.name
            for field in dataclasses.fields(optimizer)  # type: ignore[arg-type]
        }
    )


def make_optimizer(optimizer: type[Optimizer], **settings: Any) -> Optimizer:
    """An optimizer with those of the settings that it has."""
    return optimizer(**{name: each for name, each in settings.items() if uses(name)(optimizer)})
