"""One of each method, with settings under which it gets somewhere on every surface."""

import dataclasses

import numpy as np

import gdwidgets as gd

o, s = gd.optimizers, gd.schedules

METHODS = {
    "GradientDescent": o.GradientDescent(1e-3),
    "Momentum": o.Momentum(1e-3),
    "Nesterov": o.Nesterov(1e-3),
    "Nesterov with its own momentum": o.Nesterov(1e-3, s.NesterovMomentum()),
    "Adagrad": o.Adagrad(0.3),
    "Adadelta": o.Adadelta(),
    "RMSprop": o.RMSprop(0.02),
    "Adam": o.Adam(0.05),
    "Adam without bias correction": o.Adam(0.05, bias_correction=False),
    "AMSGrad": o.AMSGrad(0.05),
    "AdamW": o.AdamW(0.05),
    "NAdam": o.NAdam(0.05),
    "Lion": o.Lion(0.01),
    "Newton": o.Newton(),
    "damped Newton": o.Newton(0.5, damping=1.0),
    "SaddleFreeNewton": o.SaddleFreeNewton(0.5, damping=0.1),
    "Backtracking": o.Backtracking(),
    "ConjugateGradients": o.ConjugateGradients(),
    "BFGS": o.BFGS(),
    "RandomSearch": o.RandomSearch(n_candidates=3),
    "EvolutionStrategy": o.EvolutionStrategy(n_offspring=2),
    "own function": o.FromFunction(lambda params, gradient: params - 0.01 * np.sign(gradient)),
    "Clipped": o.Clipped(o.Momentum(0.01)),
    "ClippedByValue": o.ClippedByValue(o.Momentum(0.01)),
    "Averaged": o.Averaged(o.Adam(0.05), begin=10),
    "ExponentiallyAveraged": o.ExponentiallyAveraged(o.Adam(0.05)),
    "Lookahead": o.Lookahead(o.Adam(0.1)),
    "wrapped twice": o.Lookahead(o.Clipped(o.Nesterov(0.01)), every=3),
}

WRAPPERS = (o.Clipped, o.ClippedByValue, o.Averaged, o.ExponentiallyAveraged, o.Lookahead)

CLASSES = [
    value
    for value in vars(o).values()
    if isinstance(value, type) and issubclass(value, o.Optimizer) and value is not o.Optimizer
]


def made(kind, **values):
    """An optimizer of a class, with the fields that have no default filled in."""
    needed = {"optimizer": o.Adam(0.1), "learning_rate": 0.1, "function": lambda params: params}
    given = {
        field.name: needed[field.name]
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.name not in values
    }
    return kind(**given, **values)
