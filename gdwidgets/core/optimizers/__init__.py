"""The methods of descent, each one readable as its published formula."""

from gdwidgets.core.hyperparameters import hyperparameter
from gdwidgets.core.optimizers.adam import Adam
from gdwidgets.core.optimizers.adam_variants import AdamW, AMSGrad, NAdam
from gdwidgets.core.optimizers.adaptive import Adadelta, Adagrad, RMSprop
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.chance import EvolutionStrategy, RandomSearch
from gdwidgets.core.optimizers.descent import GradientDescent, Momentum, Nesterov
from gdwidgets.core.optimizers.line_search import Backtracking
from gdwidgets.core.optimizers.lion import Lion
from gdwidgets.core.optimizers.newton import Newton
from gdwidgets.core.optimizers.own import FromFunction

NAMED = {
    method.name: method
    for method in (
        GradientDescent,
        Momentum,
        Nesterov,
        Adagrad,
        Adadelta,
        RMSprop,
        Adam,
        AMSGrad,
        AdamW,
        NAdam,
        Lion,
        Newton,
        Backtracking,
        RandomSearch,
        EvolutionStrategy,
    )
}
"""Every method by the name it is shown under, in the order in which they are taught."""

__all__ = [
    "NAMED",
    "AMSGrad",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Backtracking",
    "EvolutionStrategy",
    "FromFunction",
    "GradientDescent",
    "Lion",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Newton",
    "Optimizer",
    "RMSprop",
    "RandomSearch",
    "hyperparameter",
]
