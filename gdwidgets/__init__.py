"""Learn gradient descent by doing it: a NumPy core, Jupyter widgets and lessons.

Everything is loaded when it is first used, so that the core can be imported without the
widgets, and the widgets without what they don't need.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdwidgets.core import datasets, losses, optimizers, schedules, surfaces
    from gdwidgets.core.descend import descend
    from gdwidgets.core.diagnosis import Diagnosis, diagnose
    from gdwidgets.core.objective import Objective
    from gdwidgets.core.trajectory import Trajectory

_LAZY = {
    "BatchSizePicker": "gdwidgets.controls",
    "DescentExplorer": "gdwidgets.explorers",
    "DescentPlayer": "gdwidgets.player",
    "Diagnosis": "gdwidgets.core.diagnosis",
    "LearningRateSlider": "gdwidgets.controls",
    "MomentumSlider": "gdwidgets.controls",
    "Objective": "gdwidgets.core.objective",
    "OptimizerDropdown": "gdwidgets.controls",
    "SurfaceDropdown": "gdwidgets.controls",
    "Trajectory": "gdwidgets.core.trajectory",
    "datasets": "gdwidgets.core",
    "descend": "gdwidgets.core.descend",
    "diagnose": "gdwidgets.core.diagnosis",
    "losses": "gdwidgets.core",
    "networks": "gdwidgets.core",
    "optimizers": "gdwidgets.core",
    "schedules": "gdwidgets.core",
    "surfaces": "gdwidgets.core",
}
"""Every public name, and the module that has it."""

__all__ = [
    "BatchSizePicker",
    "DescentExplorer",
    "DescentPlayer",
    "Diagnosis",
    "LearningRateSlider",
    "MomentumSlider",
    "Objective",
    "OptimizerDropdown",
    "SurfaceDropdown",
    "Trajectory",
    "datasets",
    "descend",
    "diagnose",
    "losses",
    "networks",
    "optimizers",
    "schedules",
    "surfaces",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _LAZY[name]
    if home == "gdwidgets.core":
        value = importlib.import_module(f"{home}.{name}")
    else:
        value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


# The widgets' author puts the eager import of the widgets' modules here, for a running kernel.
