"""Gradient descent and its memory: closed forms on a bowl, and Nesterov's rate."""

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.optimizers.problems import Quadratic, random_quadratic

o, s = gd.optimizers, gd.schedules


def test_momentum_is_polyaks_heavy_ball():
    # x[k + 1] = x[k] - rate * g + momentum * (x[k] - x[k - 1])
    run = gd.descend(gd.surfaces.himmelblau, o.Momentum(0.01, 0.7), [0, 0], 50)
    x = run.params
    g = gd.surfaces.himmelblau.gradient(x)
    np.testing.assert_allclose(
        x[2:], x[1:-1] - 0.01 * g[1:-1] + 0.7 * (x[1:-1] - x[:-2]), rtol=1e-12
    )


def test_nesterov_follows_the_point_looked_ahead_to():
    # Sutskever et al., equations 3 and 4: v = mu v - rate g(theta + mu v), theta = theta + v
    theta, v = np.zeros(2), np.zeros(2)
    run = gd.descend(gd.surfaces.himmelblau, o.Nesterov(0.01, 0.7), [0, 0], 50)
    for k in range(50):
        np.testing.assert_allclose(run.params[k], theta + 0.7 * v, rtol=1e-12, atol=1e-12)
        v = 0.7 * v - 0.01 * gd.surfaces.himmelblau.gradient(theta + 0.7 * v)
        theta = theta + v


def test_nesterovs_momentum_is_as_fast_as_is_proven_and_gradient_descent_is_not():
    curvatures = np.geomspace(1e-7, 1.0, 60)
    worst = Quadratic(np.diag(curvatures))
    start = 1 / np.sqrt(curvatures)
    bound = 2 * (start**2).sum() / np.arange(1, 3002) ** 2
    fast = gd.descend(worst, o.Nesterov(1.0, s.NesterovMomentum()), start, 3000).loss
    slow = gd.descend(worst, o.GradientDescent(1.0), start, 3000).loss
    assert (fast <= bound).all()
    assert not (slow <= bound).all()


@pytest.mark.parametrize("offset", [3.0, 4.0, 8.0])
def test_the_loss_falls_as_one_over_k_squared_for_offsets_from_3_on(offset):
    # Su, Boyd and Candes, theorem 6: f - f* <= (r - 1)^2 |x0 - x*|^2 / (2 s (k + r - 2)^2)
    for seed in range(3):
        bowl = random_quadratic(30, 1e6, seed)
        minimum = np.linalg.solve(bowl.matrix, bowl.b)
        start = minimum + np.random.default_rng(seed).normal(size=30)
        method = o.Nesterov(1e-6, s.NesterovMomentum(offset))
        left = gd.descend(bowl, method, start, 4000).loss - bowl.value(minimum)
        k = np.arange(1, 4002)
        bound = (
            (offset - 1) ** 2 * ((start - minimum) ** 2).sum() * 1e6 / (2 * (k + offset - 2) ** 2)
        )
        assert (left[2:] <= bound[2:]).all()
