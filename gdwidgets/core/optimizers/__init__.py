"""The methods of descent, each one readable as its published formula."""

from gdwidgets.core.optimizers.adam import Adam
from gdwidgets.core.optimizers.adaptive import RMSprop
from gdwidgets.core.optimizers.base import Optimizer, hyperparameter
from gdwidgets.core.optimizers.descent import GradientDescent, Momentum

__all__ = ["Adam", "GradientDescent", "Momentum", "Optimizer", "RMSprop", "hyperparameter"]
