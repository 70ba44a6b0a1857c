"""Networks of fully connected layers, with every number of their training in reach."""

from gdwidgets.core.networks.activations import ACTIVATIONS
from gdwidgets.core.networks.loss import NetworkLoss
from gdwidgets.core.networks.mlp import INITS, MLP, Backward, Forward
from gdwidgets.core.networks.outputs import OUTPUTS

__all__ = ["ACTIVATIONS", "INITS", "MLP", "OUTPUTS", "Backward", "Forward", "NetworkLoss"]
