"""The panels of an explorer's picture."""

from gdwidgets.explorers.panels.bowl import Bowl
from gdwidgets.explorers.panels.data_line import DataLine
from gdwidgets.explorers.panels.decision_field import DecisionField
from gdwidgets.explorers.panels.heat_map import HeatMap
from gdwidgets.explorers.panels.landscape import Landscape
from gdwidgets.explorers.panels.loss_curve import LossCurve
from gdwidgets.explorers.panels.numbers import Numbers
from gdwidgets.explorers.panels.panel import Panel

__all__ = [
    "Bowl",
    "DataLine",
    "DecisionField",
    "HeatMap",
    "Landscape",
    "LossCurve",
    "Numbers",
    "Panel",
]
