"""The fog game: a hunt for the deepest point of a landscape, by its slope alone."""

from gdwidgets.explorers.fog.game import FogGame

__all__ = ["FogGame"]
