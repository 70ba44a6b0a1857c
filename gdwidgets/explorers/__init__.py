"""Composed tools: named public parts and one way to update them."""

from gdwidgets.explorers.descent import DescentExplorer

__all__ = ["DescentExplorer"]
