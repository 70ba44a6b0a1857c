"""Composed tools: named public parts and one way to update them."""

from gdwidgets.explorers.descent import DescentExplorer
from gdwidgets.explorers.fog import FogGame
from gdwidgets.explorers.regression import RegressionExplorer

__all__ = ["DescentExplorer", "FogGame", "RegressionExplorer"]
