"""What several tests of maps run, and how they compare ends."""

import numpy as np

import gdwidgets as gd

GRID = {"learning_rate": [1e-3, 1e-2, 0.1], "momentum": [0.0, 0.5, 0.9]}
STARTS = [[0.0, 0.0], [-3.0, 1.0]]


def line():
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    return gd.losses.LinearRegression(x, 2 * x + 1 + rng.normal(size=60))


def assert_same(a, b):
    for name in ("params", "loss", "status", "stop_step", "evaluations"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes(), name
