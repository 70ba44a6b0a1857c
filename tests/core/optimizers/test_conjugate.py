"""Conjugate gradients: exact on a quadratic bowl, and what SciPy finds elsewhere."""

import numpy as np
import pytest
import scipy.optimize

import gdwidgets as gd
from tests.core.optimizers.problems import random_quadratic

o = gd.optimizers


def linear_conjugate_gradients(matrix, b, x, n_steps):
    """Nocedal and Wright, algorithm 5.2, in its textbook form."""
    points, r = [x], matrix @ x - b
    p = -r
    for _ in range(n_steps):
        alpha = r @ r / (p @ matrix @ p)
        x = x + alpha * p
        following = r + alpha * matrix @ p
        p = -following + (following @ following) / (r @ r) * p
        r = following
        points.append(x)
    return np.array(points)


@pytest.mark.parametrize("n_params", [2, 3, 6, 12])
def test_equals_the_linear_method_on_a_quadratic_bowl(n_params):
    bowl = random_quadratic(n_params, 30.0)
    start = np.random.default_rng(5).normal(size=n_params)
    run = gd.descend(bowl, o.ConjugateGradients(), start, n_params)
    theirs = linear_conjugate_gradients(bowl.matrix, bowl.b, start, n_params)
    np.testing.assert_allclose(run.params, theirs, rtol=0, atol=1e-7)
    minimum = np.linalg.solve(bowl.matrix, bowl.b)
    np.testing.assert_allclose(run.params[-1], minimum, rtol=0, atol=1e-7)


@pytest.mark.parametrize("n_params", [2, 5])
def test_needs_as_many_steps_as_there_are_different_curvatures(n_params):
    # Nocedal and Wright, theorem 5.4
    matrix = np.diag([1.0] + [7.0] * (n_params - 1))
    bowl = random_quadratic(n_params)
    bowl.matrix, bowl.b = matrix, np.ones(n_params)
    run = gd.descend(bowl, o.ConjugateGradients(), np.full(n_params, 4.0), 2)
    np.testing.assert_allclose(run.params[2], 1 / np.diag(matrix), rtol=0, atol=1e-10)
    assert np.abs(run.params[1] - 1 / np.diag(matrix)).max() > 0.1


def test_directions_are_conjugate_and_slopes_orthogonal():
    bowl = random_quadratic(8, 30.0)
    run = gd.descend(bowl, o.ConjugateGradients(), np.ones(8), 8)
    steps, slopes = np.diff(run.params, axis=0), bowl.gradient(run.params[:-1])
    products = steps @ bowl.matrix @ steps.T
    lengths = np.sqrt(np.diag(products))
    np.testing.assert_allclose(products / np.outer(lengths, lengths), np.eye(8), atol=1e-6)
    sizes = np.linalg.norm(slopes, axis=1)
    np.testing.assert_allclose(slopes @ slopes.T / np.outer(sizes, sizes), np.eye(8), atol=1e-6)


@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau", "beale", "booth", "matyas"])
def test_ends_where_scipy_does_with_about_as_many_evaluations(surface):
    surface = getattr(gd.surfaces, surface)
    theirs = scipy.optimize.minimize(
        lambda x: float(surface.value(x)),
        surface.start,
        jac=surface.gradient,
        method="CG",
        options={"gtol": 1e-8},
    )
    run = gd.descend(surface, o.ConjugateGradients(), surface.start, 60)
    assert run.status == "converged"
    np.testing.assert_allclose(run.params[-1], theirs.x, rtol=0, atol=1e-6)
    flat = np.abs(surface.gradient(run.params)).max(axis=-1) <= 1e-8
    assert run.evaluations[flat.argmax()] <= 2 * (theirs.nfev + theirs.njev)


def test_every_step_goes_down_and_the_share_is_polaks_and_ribieres():
    run = gd.descend(gd.surfaces.rosenbrock, o.ConjugateGradients(), [-1.2, 1.0], 20, record=True)
    assert (np.diff(run.loss) < 0).all()
    g = gd.surfaces.rosenbrock.gradient(run.params)
    moments = run.known_origin().moments
    for k in range(1, 20):
        beta = max(0, g[k] @ (g[k] - g[k - 1]) / (g[k - 1] @ g[k - 1]))
        direction = -g[k] + beta * moments[k].state.last_direction[0]
        if g[k] @ direction >= 0:
            direction = -g[k]
        np.testing.assert_allclose(moments[k + 1].state.last_direction[0], direction, rtol=1e-9)


def test_the_share_of_the_way_scales_the_first_trial():
    bowl = gd.surfaces.ravine(1.0)
    run = gd.descend(bowl, o.ConjugateGradients([1.0, 0.95, 0.0]), [2.0, 0.0], 1)
    np.testing.assert_allclose(run.params[1, :, 0], [0.0, 0.1, 2.0], atol=1e-10)


def test_beyond_a_ridge_it_goes_down_by_trying():
    run = gd.descend(gd.surfaces.saddle, o.ConjugateGradients(), [0.0, 0.01], 30)
    assert run.status == "converged"
    np.testing.assert_allclose(run.params[-1], [0, 1], atol=1e-8)
