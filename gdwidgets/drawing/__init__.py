"""Matplotlib drawings of objectives and runs: functions take `ax`, return artists, no pyplot."""

from gdwidgets.drawing.contours import Contour, choose_levels, contour, curve
from gdwidgets.drawing.figures import figure, label_axes

__all__ = ["Contour", "choose_levels", "contour", "curve", "figure", "label_axes"]
