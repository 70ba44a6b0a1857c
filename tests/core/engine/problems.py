"""Random problems, the same for each seed: what a learner might set up."""

import numpy as np

import gdwidgets as gd

o, s = gd.optimizers, gd.schedules
_rng = np.random.default_rng(0)
_X = _rng.normal(size=(40, 3))
_y = _X @ [1.0, -2.0, 0.5] + _rng.normal(size=40)
_moons, _blobs = gd.datasets.moons(60), gd.datasets.blobs(60)
OBJECTIVES = [
    *gd.surfaces.NAMED.values(),
    gd.surfaces.parabola,
    gd.surfaces.waves,
    gd.surfaces.two_valleys,
    gd.surfaces.bowl(0.1, 2),
    gd.surfaces.ravine(1000.0),
    gd.surfaces.random_landscape(2),
    gd.surfaces.random_landscape(7),
    gd.losses.LinearRegression(_X, _y),
    gd.losses.HuberRegression(_X, _y, 0.5),
    gd.losses.LogisticRegression(_moons.X, _moons.labels),
    gd.losses.SoftmaxRegression(_blobs.X, _blobs.labels),
    gd.networks.MLP((2, 5, 2), "relu").on(_moons.X, _moons.labels),
    gd.networks.MLP((3, 6, 1), "softplus", "squared error", "xavier").on(_X, _y),
]
METHODS_WITH_RATE = [
    o.GradientDescent,
    o.Momentum,
    o.Nesterov,
    o.Adagrad,
    o.RMSprop,
    o.Adam,
    o.AMSGrad,
    o.AdamW,
    o.NAdam,
    o.Lion,
]


def random_problem(seed, how_many, methods):
    """Give objectives, methods, starts and numbers of steps."""
    rng = np.random.default_rng(seed)
    for _ in range(how_many):
        objective = OBJECTIVES[rng.integers(len(OBJECTIVES))]
        method = methods[rng.integers(len(methods))]
        rate = 10 ** rng.uniform(-3, 0)
        settings = (
            {"momentum": rng.uniform(0.5, 0.99)} if method in (o.Momentum, o.Nesterov) else {}
        )
        few = objective.domain is not None and objective.n_params <= 4
        low, high = np.array(objective.domain).T if few else np.array([[-1.0], [1.0]])
        start = rng.uniform(low, high, objective.n_params)
        if rng.integers(4) == 0 and objective.minima:
            start = np.array(objective.minima[0]) + 0.01 * rng.normal(size=objective.n_params)
        yield objective, method(rate, **settings), start, int(rng.choice([5, 8, 20, 40, 100, 200]))
