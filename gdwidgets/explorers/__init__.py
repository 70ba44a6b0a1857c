"""Composed tools: named public parts and one way to update them."""

from gdwidgets.explorers import panels
from gdwidgets.explorers.axes import Axis
from gdwidgets.explorers.descent import DescentExplorer
from gdwidgets.explorers.explorer import Explorer
from gdwidgets.explorers.fog import FogGame
from gdwidgets.explorers.regression import RegressionExplorer
from gdwidgets.explorers.scene import Scene

__all__ = [
    "Axis",
    "DescentExplorer",
    "Explorer",
    "FogGame",
    "RegressionExplorer",
    "Scene",
    "panels",
]
