"""Matplotlib drawings of objectives and runs: functions take `ax`, return artists, no pyplot."""

from gdwidgets.drawing.contours import Contour, contour, curve
from gdwidgets.drawing.figures import figure, label_axes
from gdwidgets.drawing.fits import DataAndLine, data_and_line
from gdwidgets.drawing.layers import AxesMap, Layers, fallback_png, render, to_fraction
from gdwidgets.drawing.levels import choose_levels
from gdwidgets.drawing.losses import LossCurve, loss_axes, loss_curve, scale_loss_axes
from gdwidgets.drawing.paths import Paths, path
from gdwidgets.drawing.pictures import Picture

__all__ = [
    "AxesMap",
    "Contour",
    "DataAndLine",
    "Layers",
    "LossCurve",
    "Paths",
    "Picture",
    "choose_levels",
    "contour",
    "curve",
    "data_and_line",
    "fallback_png",
    "figure",
    "label_axes",
    "loss_axes",
    "loss_curve",
    "path",
    "render",
    "scale_loss_axes",
    "to_fraction",
]
