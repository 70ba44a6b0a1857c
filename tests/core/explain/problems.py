"""Random runs to explain, and a formula worked out from what is written of it."""

import dataclasses
import math
import re

import numpy as np

import gdwidgets as gd
from gdwidgets.core.surfaces import Noisy
from tests.core.explain.learners import FUNCTIONS, OPTIMIZERS

o = gd.optimizers

OURS = {
    "GradientDescent": o.GradientDescent(1e-3),
    "Momentum": o.Momentum(1e-3),
    "Nesterov": o.Nesterov(1e-3),
    "Adagrad": o.Adagrad(0.3),
    "Adadelta": o.Adadelta(),
    "RMSprop": o.RMSprop(0.02),
    "Adam": o.Adam(0.05),
    "Adam without bias correction": o.Adam(0.05, bias_correction=False),
    "AMSGrad": o.AMSGrad(0.05),
    "AdamW": o.AdamW(0.05),
    "NAdam": o.NAdam(0.05),
    "Lion": o.Lion(0.01, weight_decay=0.1),
    "Newton": o.Newton(0.5, damping=1.0),
    "SaddleFreeNewton": o.SaddleFreeNewton(0.5, damping=1.0),
    "Backtracking": o.Backtracking(),
    "ConjugateGradients": o.ConjugateGradients(),
    "BFGS": o.BFGS(),
    "RandomSearch": o.RandomSearch(n_candidates=3),
    "RandomSearch of one": o.RandomSearch(0.5),
    "EvolutionStrategy": o.EvolutionStrategy(0.5),
}
WRAPPED = {
    "Clipped": o.Clipped(o.Momentum(1e-3), max_norm=5.0),
    "ClippedByValue": o.ClippedByValue(o.Adam(0.05), 2.0),
    "Averaged": o.Averaged(o.GradientDescent(1e-3)),
    "ExponentiallyAveraged": o.ExponentiallyAveraged(o.Nesterov(1e-3), 0.9),
    "Lookahead": o.Lookahead(o.Adam(0.05), every=3),
    "Lookahead of Clipped": o.Lookahead(o.Clipped(o.GradientDescent(1e-3), 5.0)),
}
FROM_FUNCTIONS = {name: o.FromFunction(function, 1e-3) for name, function in FUNCTIONS.items()}
ONE_RATE = [FROM_FUNCTIONS[name] for name in ("columns", "comprehension", "loops")]
"""Functions that aren't written for several learning rates at once."""

METHODS = OURS | WRAPPED | FROM_FUNCTIONS | OPTIMIZERS

X = np.random.default_rng(0).normal(size=(12, 1))
PROBLEMS = [
    gd.surfaces.himmelblau,
    gd.surfaces.rosenbrock,
    gd.surfaces.ravine(20),
    Noisy(gd.surfaces.ravine(5), n_rows=20),
    gd.losses.LinearRegression(X, 2 * X[:, 0] + 1),
    gd.losses.LogisticRegression(X, (X[:, 0] > 0).astype(int)),
    gd.losses.HuberRegression(X, X[:, 0] ** 2),
]


def random_run(rng, method, *, record):
    """A single run, of one of the ways to have one."""
    problem = PROBLEMS[rng.integers(len(PROBLEMS))]
    dtype = np.float32 if rng.random() < 0.2 else np.float64
    start = (np.array(problem.start) + 0.3 * rng.normal(size=2)).astype(dtype)
    options = {"record": record}
    if problem.n_rows:
        options |= {"batch_size": int(rng.integers(1, problem.n_rows + 1)), "seed": 3}
        options["replacement"] = bool(rng.random() < 0.3)
    way = rng.choice(["single", "scheduled", "family", "seeds", "gone on"])
    n_steps = 12
    has_rate = "learning_rate" in getattr(type(method), "__dataclass_fields__", {})
    changed = {}
    if way == "scheduled" and has_rate:
        rate = method.learning_rate
        changed = {"learning_rate": gd.schedules.Exponential(rate, factor=0.9)}
    if way == "family":
        start = np.stack([start, 0.5 * start])[:, None]
    if way == "family" and has_rate and method not in ONE_RATE:
        changed = {"learning_rate": method.learning_rate * np.array([[0.5, 1.0, 2.0]])}
    if way == "seeds":
        options["seed"] = [5, 7, 9]
    run = gd.descend(problem, dataclasses.replace(method, **changed), start, n_steps, **options)
    if run.shape:
        run = run.run(*(int(rng.integers(n)) for n in run.shape))
    if way == "gone on" and run.status != "diverged":
        run = gd.go_on(run, n_steps, step=5, record=record)
    return run


def steps_of(run):
    """The steps that can be explained."""
    last = run.stop_step if run.status == "diverged" else run.n_steps
    return range(int(run.steps[0]) + 1, int(last) + 1)


def worked_out(line, coordinate):
    """Work out a line from what is written of it, with the numbers in full; and their size."""
    numbers = []

    def show(value):
        numbers.append(value)
        return f"n[{len(numbers) - 1}]"

    pieces = [piece.text for piece in line.pieces(coordinate, show)]
    if line.times > 1:
        assert pieces[-1] == f" ({line.times} times)"
        pieces = pieces[:-1]
    first, last = pieces.index(" = "), len(pieces) - 1 - pieces[::-1].index(" = ")
    assert first == 1
    assert last == len(pieces) - 2
    written = "".join(pieces[first + 1 : last] if first < last else pieces[last + 1 :])
    for sign, code in {"·": "*", "−": "-", "²": "**2", "³": "**3", "^": "**"}.items():
        written = written.replace(sign, code)
    written = re.sub(r"√(n\[\d+\])", r"sqrt(\1)", written).replace("√(", "sqrt(")
    written = re.sub(r"\|([^|]*)\|", r"abs(\1)", written)
    names = {"sqrt": np.sqrt, "exp": np.exp, "sign": np.sign, "n": numbers, "max": max, "min": min}
    with np.errstate(all="ignore"):
        size = max((abs(float(n)) for n in numbers if math.isfinite(n)), default=0)
        return eval(written, names), size
