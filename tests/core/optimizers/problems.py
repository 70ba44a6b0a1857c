"""Small objectives that several tests descend on."""

import numpy as np

import gdwidgets as gd
from gdwidgets.core.surfaces import Surface


def curve(height, slope, curvature):
    """A curve by its height, slope and curvature."""
    return Surface(
        name="curve",
        height=height,
        slope=lambda x: (slope(x),),
        curvature=lambda x: ((curvature(x),),),
        domain=((-10, 10),),
    )


def bowl(a, b):
    """The bowl a x^2 + b y^2."""
    return Surface(
        name="bowl",
        height=lambda x, y: a * x**2 + b * y**2,
        slope=lambda x, y: (2 * a * x, 2 * b * y),
        curvature=lambda x, y: ((2 * a, 0), (0, 2 * b)),
        domain=((-6, 6), (-6, 6)),
    )


SQUARE = curve(lambda x: x**2, lambda x: 2 * x, lambda x: 2 + 0 * x)


class Quadratic(gd.Objective):
    """x.Hx / 2 - b.x in any number of dimensions; a run's numbers don't depend on the others'."""

    name = "quadratic"

    def __init__(self, hessian, b=0.0):
        self.matrix = np.array(hessian, float)
        self.n_params = len(self.matrix)
        self.b = np.broadcast_to(np.asarray(b, float), (self.n_params,))

    def gradient(self, params, rows=None):
        return np.matmul(self.matrix, np.ascontiguousarray(params)[..., None])[..., 0] - self.b

    def value(self, params, rows=None):
        return np.sum(np.asarray(params) * (self.gradient(params) - self.b), axis=-1) / 2

    def hessian(self, params):
        return np.broadcast_to(self.matrix, (*np.shape(params), self.n_params)).copy()


def random_quadratic(n_params, condition_number=100.0, seed=0):
    """A bowl whose axes lie anyhow."""
    rng = np.random.default_rng(seed)
    axes = np.linalg.qr(rng.normal(size=(n_params, n_params)))[0]
    curvatures = np.geomspace(1, condition_number, n_params)
    return Quadratic(axes @ np.diag(curvatures) @ axes.T, rng.normal(size=n_params))
