"""Composed tools: named public parts and one way to update them."""

from gdwidgets.explorers.descent import DescentExplorer
from gdwidgets.explorers.fog import FogGame

__all__ = ["DescentExplorer", "FogGame"]
