"""Networks of fully connected layers, with every number of their training in reach."""

from gdwidgets.core.networks.activations import ACTIVATIONS
from gdwidgets.core.networks.inits import INITS
from gdwidgets.core.networks.loss import NetworkLoss
from gdwidgets.core.networks.mlp import MLP
from gdwidgets.core.networks.outputs import OUTPUTS
from gdwidgets.core.networks.passes import Backward, Forward
from gdwidgets.core.networks.statistics import LayerStatistics

__all__ = [
    "ACTIVATIONS",
    "INITS",
    "MLP",
    "OUTPUTS",
    "Backward",
    "Forward",
    "LayerStatistics",
    "NetworkLoss",
]
