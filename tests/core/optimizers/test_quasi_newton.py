"""BFGS against SciPy: what it learns, and where it ends."""

import numpy as np
import pytest
import scipy.optimize

import gdwidgets as gd
from gdwidgets.core.optimizers.quasi_newton import FLATTER, learned
from tests.core.optimizers.problems import random_quadratic

o = gd.optimizers
SURFACES = ["rosenbrock", "himmelblau", "beale", "booth", "matyas", "styblinski_tang"]


def moments(run):
    return run.known_origin().moments


@pytest.mark.parametrize("surface", SURFACES)
def test_learns_what_scipy_learns_from_the_same_steps(surface):
    surface = getattr(gd.surfaces, surface)
    run = gd.descend(surface, o.BFGS(), surface.start, 15, record=True)
    theirs = scipy.optimize.BFGS(init_scale=1.0)
    theirs.initialize(2, "inv_hess")
    x, g = run.params, surface.gradient(run.params)
    moving = np.abs(g).max(axis=-1) > 1e-6
    for k in range(1, min(15, int(moving.sum()))):
        theirs.update(x[k] - x[k - 1], g[k] - g[k - 1])
        ours = moments(run)[k + 1].state.inverse_hessian[0]
        np.testing.assert_allclose(ours, theirs.get_matrix(), rtol=1e-6, atol=1e-9)
        assert (ours == ours.T).all()


@pytest.mark.parametrize("surface", SURFACES)
def test_each_step_goes_the_quasi_newton_way_and_meets_the_wolfe_conditions(surface):
    surface = getattr(gd.surfaces, surface)
    run = gd.descend(surface, o.BFGS(), surface.start, 15, record=True)
    for k in range(15):
        x, g = run.params[k], surface.gradient(run.params[k])
        if np.abs(g).max() < 1e-6:
            break
        direction = -moments(run)[k + 1].state.inverse_hessian[0] @ g
        step = run.params[k + 1] - x
        rate = step @ direction / (direction @ direction)
        np.testing.assert_allclose(step, rate * direction, rtol=1e-9, atol=1e-12)
        slope = g @ direction
        assert run.loss[k + 1] <= run.loss[k] + 1e-4 * rate * slope + 1e-15 * abs(run.loss[k])
        assert surface.gradient(run.params[k + 1]) @ direction >= FLATTER * slope


@pytest.mark.parametrize("surface", SURFACES)
def test_ends_where_scipy_does_with_about_as_many_evaluations(surface):
    surface = getattr(gd.surfaces, surface)
    theirs = scipy.optimize.minimize(
        lambda x: float(surface.value(x)),
        surface.start,
        jac=surface.gradient,
        method="BFGS",
        options={"gtol": 1e-8},
    )
    run = gd.descend(surface, o.BFGS(), surface.start, 60)
    assert run.status == "converged"
    np.testing.assert_allclose(run.params[-1], theirs.x, rtol=0, atol=1e-6)
    flat = np.abs(surface.gradient(run.params)).max(axis=-1) <= 1e-8
    assert run.evaluations[flat.argmax()] <= 3 * (theirs.nfev + theirs.njev)


@pytest.mark.parametrize("n_params", [2, 5, 12])
def test_knows_a_quadratic_bowl_in_the_end(n_params):
    bowl = random_quadratic(n_params, 30.0)
    run = gd.descend(bowl, o.BFGS(), np.ones(n_params), 80, record=True)
    assert run.status == "converged"
    minimum = np.linalg.solve(bowl.matrix, bowl.b)
    np.testing.assert_allclose(run.params[-1], minimum, rtol=0, atol=1e-10)
    slope = np.abs(bowl.gradient(run.params)).max(axis=-1)
    arrived = int((slope < 1e-6).argmax())
    inverse = moments(run)[arrived].state.inverse_hessian[0]
    np.testing.assert_allclose(inverse, np.linalg.inv(bowl.matrix), rtol=0, atol=5e-2)


def test_what_is_learned_satisfies_the_secant_equation_and_stays_positive():
    rng = np.random.default_rng(0)
    half, s, y = rng.normal(size=(50, 4, 4)), rng.normal(size=(50, 4)), rng.normal(size=(50, 4))
    y = np.where((s * y).sum(axis=1, keepdims=True) > 0, y, -y)
    before = half @ np.swapaxes(half, -1, -2)
    after = learned(before, s, y)
    np.testing.assert_allclose(np.einsum("nij,nj->ni", after, y), s, rtol=1e-6, atol=1e-6)
    assert (np.linalg.eigvalsh(after) > 0).all()
    rho = 1 / (s * y).sum(axis=1)[:, None, None]
    left = np.eye(4) - rho * s[:, :, None] * y[:, None, :]
    formula = left @ before @ np.swapaxes(left, -1, -2) + rho * s[:, :, None] * s[:, None, :]
    np.testing.assert_allclose(after, formula, rtol=1e-8, atol=1e-8)


def test_nothing_is_learned_from_ground_that_curves_down_or_from_no_step():
    before = np.array([[[2.0, 0.5], [0.5, 1.0]]])
    s, tiny = np.array([[1.0, 0.0]]), np.array([[1e-155, 0.0]])
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(learned(before, s, -s), before)
        np.testing.assert_array_equal(learned(before, tiny, tiny), before)
        np.testing.assert_array_equal(learned(before, 0 * s, s), [np.eye(2)])


def test_a_batch_equals_the_single_runs_in_many_dimensions():
    bowl = random_quadratic(20)
    starts = np.random.default_rng(1).normal(size=(5, 20))
    for dtype in (np.float32, np.float64):
        batch = gd.descend(bowl, o.BFGS([1.0, 0.5, 1.0, 0.3, 1.0]), starts.astype(dtype), 25)
        for i, rate in enumerate([1.0, 0.5, 1.0, 0.3, 1.0]):
            alone = gd.descend(bowl, o.BFGS(rate), starts[i].astype(dtype), 25)
            assert batch.params[:, i].tobytes() == alone.params.tobytes()
            assert (batch.evaluations[:, i] == alone.evaluations).all()
