"""The methods of descent, each one readable as its published formula.

Wrappers (`Clipped`, `ClippedByValue`, `Averaged`, `ExponentiallyAveraged`, `Lookahead`) change what
another method does.
"""

from gdwidgets.core.hyperparameters import hyperparameter
from gdwidgets.core.optimizers.adam import Adam
from gdwidgets.core.optimizers.adam_variants import AdamW, AMSGrad, NAdam
from gdwidgets.core.optimizers.adaptive import Adadelta, Adagrad, RMSprop
from gdwidgets.core.optimizers.averaged import Averaged, ExponentiallyAveraged
from gdwidgets.core.optimizers.base import Optimizer
from gdwidgets.core.optimizers.chance import EvolutionStrategy, RandomSearch
from gdwidgets.core.optimizers.clipped import Clipped, ClippedByValue
from gdwidgets.core.optimizers.conjugate import ConjugateGradients
from gdwidgets.core.optimizers.descent import GradientDescent, Momentum, Nesterov
from gdwidgets.core.optimizers.line_search import Backtracking
from gdwidgets.core.optimizers.lion import Lion
from gdwidgets.core.optimizers.lookahead import Lookahead
from gdwidgets.core.optimizers.newton import Newton, SaddleFreeNewton
from gdwidgets.core.optimizers.own import FromFunction
from gdwidgets.core.optimizers.quasi_newton import BFGS

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
        SaddleFreeNewton,
        Backtracking,
        ConjugateGradients,
        BFGS,
        RandomSearch,
        EvolutionStrategy,
    )
}
"""Every method by the name it is shown under, in the order in which they are taught."""

__all__ = [
    "BFGS",
    "NAMED",
    "AMSGrad",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Averaged",
    "Backtracking",
    "Clipped",
    "ClippedByValue",
    "ConjugateGradients",
    "EvolutionStrategy",
    "ExponentiallyAveraged",
    "FromFunction",
    "GradientDescent",
    "Lion",
    "Lookahead",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Newton",
    "Optimizer",
    "RMSprop",
    "RandomSearch",
    "SaddleFreeNewton",
    "hyperparameter",
]
