"""Random runs, the same for each seed: surfaces, losses, networks; methods, schedules, batches."""

import dataclasses
from typing import Any, NamedTuple

import numpy as np

import gdwidgets as gd

o, s = gd.optimizers, gd.schedules
_rng = np.random.default_rng(0)
_X = _rng.normal(size=(40, 3))
_y = _X @ [1.0, -2.0, 0.5] + _rng.normal(size=40)
_moons, _blobs = gd.datasets.moons(60), gd.datasets.blobs(60)
_two_blobs = (_blobs.labels == 0).astype(int)
_penguins = gd.datasets.penguins()
SURFACES = [
    *gd.surfaces.NAMED.values(),
    gd.surfaces.parabola,
    gd.surfaces.waves,
    gd.surfaces.two_valleys,
    gd.surfaces.bowl(0.1, 2),
    gd.surfaces.ravine(1000.0),
    gd.surfaces.random_landscape(2),
    gd.surfaces.random_landscape(7),
    gd.surfaces.Surface.from_formula("x^4-3*x^2+abs(y)"),
    gd.surfaces.Surface.from_formula("log(x^2+1)+sqrt(y^2+1)"),
    gd.surfaces.Surface.from_formula("1/(x^2+y^2)"),
    gd.surfaces.Surface.from_formula("log(x)+exp(y)"),
    gd.surfaces.Surface.from_function(
        lambda x, y: x**2 + 3 * (y - np.sin(x)) ** 2, domain=[(-3, 3)] * 2
    ),
]
LOSSES = [
    gd.losses.LinearRegression(_X, _y),
    gd.losses.LinearRegression(_penguins["flipper_length_mm"], _penguins["body_mass_g"]),
    gd.losses.HuberRegression(_X, _y, 0.5),
    gd.losses.LogisticRegression(_moons.X, _moons.labels),
    gd.losses.LogisticRegression(_blobs.X, _two_blobs),
    gd.losses.SoftmaxRegression(_blobs.X, _blobs.labels),
    gd.losses.PolynomialRegression(_X[:, 0], _y, 4),
]
NETWORKS = [
    gd.networks.MLP((2, 5, 2), "relu").on(_moons.X, _moons.labels),
    gd.networks.MLP((2, 4, 1), "sigmoid", "binary cross-entropy", "large").on(
        _moons.X, _moons.labels
    ),
    gd.networks.MLP((3, 6, 1), "softplus", "squared error", "xavier").on(_X, _y),
    gd.networks.MLP((2, 12, 3), "leaky relu").on(_blobs.X, _blobs.labels),
]
OBJECTIVES = [*SURFACES, *LOSSES, *NETWORKS]

SHARES = {"momentum", "beta1", "beta2", "alpha", "rho", "shrink", "sufficient"}
SMALL = {"epsilon": (-12, -1), "weight_decay": (-4, 1), "damping": (-3, 2)}
SIZES = {"sigma": (-3, 2), "radius": (-3, 2)}


class Problem(NamedTuple):
    """What `descend` is called with."""

    objective: Any
    optimizer: Any
    start: Any
    n_steps: int
    batch_size: int | None

    def descend(self, **changes):
        objective, optimizer, start, n_steps, batch_size = self._replace(**changes)
        return gd.descend(objective, optimizer, start, n_steps, batch_size=batch_size, seed=3)


def random_schedule(rng, rate, n_steps):
    """A schedule six times out of nine, else the rate itself."""
    n = max(n_steps, 1)
    schedules = [
        s.Cosine(rate, n),
        s.StepDecay(rate, 0.5, max(1, n // 3)),
        s.Exponential(rate, 0.97),
        s.InverseTime(rate, 0.05),
        s.LinearWarmUp(rate, 5),
        s.WarmUpCosine(rate, n, 5),
    ]
    k = rng.integers(9)
    return schedules[k] if k < len(schedules) else rate


def random_optimizer(rng, rate, n_steps):
    """One of all methods, its settings anywhere in what they allow."""
    methods = list(o.NAMED.values())
    method = methods[rng.integers(len(methods))]
    settings = {}
    for field in dataclasses.fields(method):
        name = field.name
        if name == "learning_rate":
            settings[name] = random_schedule(rng, rate, n_steps)
        elif name in SHARES:
            settings[name] = rng.uniform(0.01, 0.99)
        elif name in SMALL or name in SIZES:
            settings[name] = 10 ** rng.uniform(*{**SMALL, **SIZES}[name])
        elif name in ("n_candidates", "n_offspring"):
            settings[name] = int(rng.integers(1, 6))
    return method(**settings)


def random_problem(seed, steps=(7, 30, 120), rates=(-4, 1)):
    """Give a random problem."""
    rng = np.random.default_rng(seed)
    objective = OBJECTIVES[rng.integers(len(OBJECTIVES))]
    n_steps = int(rng.choice(steps))
    optimizer = random_optimizer(rng, 10 ** rng.uniform(*rates), n_steps)
    few = objective.domain is not None and objective.n_params <= 4
    low, high = np.array(objective.domain).T if few else np.array([[-1.0], [1.0]])
    start = rng.uniform(low, high, objective.n_params)
    batch_size = None
    if objective.n_rows and rng.integers(3) == 0:
        batch_size = int(rng.integers(1, objective.n_rows + 1))
    return Problem(objective, optimizer, start, n_steps, batch_size)
