"""Learn gradient descent by doing it: a NumPy core, Jupyter widgets and lessons.

Everything is loaded when it is first used, so that the core can be imported without the
widgets, and the widgets without what they don't need.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdwidgets import drawing, teaching
    from gdwidgets.controls import (
        BatchSizePicker,
        LearningRateSlider,
        MomentumSlider,
        OptimizerDropdown,
        SurfaceDropdown,
    )
    from gdwidgets.core import datasets, losses, optimizers, schedules, surfaces
    from gdwidgets.core.diagnosis import Diagnosis, diagnose
    from gdwidgets.core.engine.descend import descend
    from gdwidgets.core.engine.going_on import go_on
    from gdwidgets.core.engine.trajectory import Trajectory
    from gdwidgets.core.explain.check import check_optimizer
    from gdwidgets.core.explain.steps import explain_step
    from gdwidgets.core.maps.basins import basin_map
    from gdwidgets.core.maps.halving import successive_halving
    from gdwidgets.core.maps.search import paired_search, random_search
    from gdwidgets.core.maps.sensitivity import sensitivity_map
    from gdwidgets.core.maps.sweeps import sweep
    from gdwidgets.core.objective import Objective
    from gdwidgets.explorers import DescentExplorer, FogGame, RegressionExplorer
    from gdwidgets.player import DescentPlayer, Recording, tracks
    from gdwidgets.teaching import Challenge, Prediction, goals

_LAZY = {
    "BatchSizePicker": "gdwidgets.controls",
    "Challenge": "gdwidgets.teaching",
    "DescentExplorer": "gdwidgets.explorers",
    "DescentPlayer": "gdwidgets.player",
    "Diagnosis": "gdwidgets.core.diagnosis",
    "FogGame": "gdwidgets.explorers",
    "LearningRateSlider": "gdwidgets.controls",
    "MomentumSlider": "gdwidgets.controls",
    "Objective": "gdwidgets.core.objective",
    "OptimizerDropdown": "gdwidgets.controls",
    "Prediction": "gdwidgets.teaching",
    "Recording": "gdwidgets.player",
    "RegressionExplorer": "gdwidgets.explorers",
    "SurfaceDropdown": "gdwidgets.controls",
    "Trajectory": "gdwidgets.core.engine.trajectory",
    "basin_map": "gdwidgets.core.maps.basins",
    "check_optimizer": "gdwidgets.core.explain.check",
    "datasets": "gdwidgets.core",
    "descend": "gdwidgets.core.engine.descend",
    "diagnose": "gdwidgets.core.diagnosis",
    "drawing": "gdwidgets",
    "explain_step": "gdwidgets.core.explain.steps",
    "go_on": "gdwidgets.core.engine.going_on",
    "goals": "gdwidgets.teaching",
    "losses": "gdwidgets.core",
    "networks": "gdwidgets.core",
    "optimizers": "gdwidgets.core",
    "paired_search": "gdwidgets.core.maps.search",
    "random_search": "gdwidgets.core.maps.search",
    "schedules": "gdwidgets.core",
    "sensitivity_map": "gdwidgets.core.maps.sensitivity",
    "successive_halving": "gdwidgets.core.maps.halving",
    "surfaces": "gdwidgets.core",
    "sweep": "gdwidgets.core.maps.sweeps",
    "teaching": "gdwidgets",
    "tracks": "gdwidgets.player",
}
"""Every public name, and the module that has it."""

_PARENTS = ("gdwidgets", "gdwidgets.core")
"""The packages whose public names are modules."""

__all__ = [
    "BatchSizePicker",
    "Challenge",
    "DescentExplorer",
    "DescentPlayer",
    "Diagnosis",
    "FogGame",
    "LearningRateSlider",
    "MomentumSlider",
    "Objective",
    "OptimizerDropdown",
    "Prediction",
    "Recording",
    "RegressionExplorer",
    "SurfaceDropdown",
    "Trajectory",
    "basin_map",
    "check_optimizer",
    "datasets",
    "descend",
    "diagnose",
    "drawing",
    "explain_step",
    "go_on",
    "goals",
    "losses",
    "networks",
    "optimizers",
    "paired_search",
    "random_search",
    "schedules",
    "sensitivity_map",
    "successive_halving",
    "surfaces",
    "sweep",
    "teaching",
    "tracks",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _LAZY[name]
    if home in _PARENTS:
        value = importlib.import_module(f"{home}.{name}")
    else:
        value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if "ipykernel" in sys.modules:
    # A notebook will want its widgets: their import belongs to this cell, not to a first picture.
    importlib.import_module("gdwidgets.explorers")
