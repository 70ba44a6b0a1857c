"""Penalties against ridge regression and the lasso by other means, and what stays of the rest."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize

import gdwidgets as gd
from gdwidgets.core.losses import (
    LinearRegression,
    LogisticRegression,
    Penalised,
    PolynomialRegression,
)
from gdwidgets.core.networks import MLP

rng = np.random.default_rng(0)
X = rng.normal(1, 2, (40, 3))
Y = X @ [1.0, -2.0, 0.0] + 4 + rng.normal(size=40)
SQUARES, SIZES = r"\frac{\lambda_2}{2}\sum_j w_j^2", r"\lambda_1\sum_j \left|w_j\right|"
POINTS = np.random.default_rng(1).normal(0, 1, (20, 4))


@pytest.mark.parametrize("half", [True, False])
@pytest.mark.parametrize("l2", [1e-8, 0.3, 1e6])
def test_the_minimum_is_ridge_regressions(half, l2):
    ridge = Penalised(LinearRegression(X, Y, half=half), l2=l2)
    # The normal equations; n times half the penalty weighs against the sum of squares.
    design = np.column_stack([X, np.ones(40)])
    penalty = np.diag([1, 1, 1, 0]) * l2 * 40 * (1 if half else 0.5)
    expected = np.linalg.solve(design.T @ design + penalty, design.T @ Y)
    assert_allclose(ridge.minima, [expected], rtol=1e-8, atol=1e-12)
    assert_allclose(ridge.gradient(ridge.minima[0]), 0, atol=1e-9 * max(1, l2))
    low, high = np.array(ridge.domain).T
    assert_allclose((low + high) / 2, expected, rtol=1e-6, atol=1e-9)


def test_ridge_on_a_polynomial_and_on_collinear_features():
    x = np.linspace(-1, 1, 30)
    curve = Penalised(PolynomialRegression(x, np.sin(3 * x), 5), l2=0.01)
    assert_allclose(curve.gradient(curve.minima[0]), 0, atol=1e-12)
    twins = Penalised(LinearRegression(np.column_stack([x, x]), 2 * x), l2=0.5)
    assert_allclose(twins.gradient(twins.minima[0]), 0, atol=1e-12)
    assert twins.minima[0][0] == pytest.approx(twins.minima[0][1])


def test_a_strong_penalty_leaves_the_intercept_alone():
    ridge = Penalised(LinearRegression(X, Y), l2=1e9)
    assert_allclose(ridge.minima[0], [0, 0, 0, Y.mean()], atol=1e-6)


def test_l1_drops_a_weight_as_the_lasso_does():
    lasso = Penalised(LinearRegression(X, Y), l1=0.8)
    assert lasso.minima == ()
    # The same as a smooth problem: w = u - v with u, v >= 0.
    twice = optimize.minimize(
        lambda uvb: (
            lasso.objective.value([*(uvb[:3] - uvb[3:6]), uvb[6]]) + lasso.l1 * uvb[:6].sum()
        ),
        np.ones(7),
        bounds=[(0, None)] * 6 + [(None, None)],
        tol=1e-14,
    ).x
    found = np.append(twice[:3] - twice[3:6], twice[6])
    assert found[2] == 0
    assert np.all(lasso.value(found + 1e-3 * POINTS) > lasso.value(found))
    smooth = lasso.objective.gradient(found)
    assert_allclose(smooth[:2], -0.8 * np.sign(found[:2]), atol=1e-4)
    assert abs(smooth[2]) < 0.8  # too small to pull the weight away from 0


def test_value_gradient_and_hessian_add_up():
    plain = LogisticRegression(X, Y > 4)
    penalised = Penalised(plain, l2=0.3, l1=0.2)
    w = POINTS * [1, 1, 1, 0]
    added = 0.15 * (w**2).sum(axis=-1) + 0.2 * np.abs(w).sum(axis=-1)
    for rows in (None, [3, 5, 5]):
        assert_allclose(
            penalised.value(POINTS, rows), plain.value(POINTS, rows) + added, rtol=1e-13
        )
        assert_allclose(
            penalised.gradient(POINTS, rows),
            plain.gradient(POINTS, rows) + 0.3 * w + 0.2 * np.sign(w),
            rtol=1e-13,
        )
    extra = penalised.hessian(POINTS) - plain.hessian(POINTS)
    assert_allclose(extra, np.broadcast_to(np.diag([0.3, 0.3, 0.3, 0]), extra.shape), atol=1e-14)
    assert_array_equal(penalised.gradient(np.zeros(4)), plain.gradient(np.zeros(4)))


def test_without_a_penalty_it_is_the_objective():
    plain = LinearRegression(X, Y)
    same = Penalised(plain)
    assert_array_equal(same.value(POINTS), plain.value(POINTS))
    assert_array_equal(same.gradient(POINTS), plain.gradient(POINTS))
    assert (same.name, same.latex, same.minima) == (plain.name, plain.latex, plain.minima)
    surface = Penalised(gd.surfaces.himmelblau)
    assert surface.saddles == gd.surfaces.himmelblau.saddles
    assert surface.value([1e200, 0.0]) == np.inf  # and not 0 times infinity, which is NaN


@pytest.mark.parametrize(
    ("penalties", "name", "latex"),
    [
        ({"l2": 1}, "with an l2 penalty", [SQUARES]),
        ({"l1": 1}, "with an l1 penalty", [SIZES]),
        ({"l1": 1, "l2": 2}, "with an l2 and l1 penalty", [SQUARES, SIZES]),
    ],
)
def test_it_says_what_it_is(penalties, name, latex):
    plain = LinearRegression(X, Y)
    penalised = Penalised(plain, **penalties)
    assert penalised.name == f"Linear regression {name}"
    assert penalised.loss_name == "half the mean squared error and penalty"
    assert penalised.latex == " + ".join([plain.latex, *latex])
    for same in ("n_params", "n_rows", "param_names", "start", "convex", "lower_bound"):
        assert getattr(penalised, same) == getattr(plain, same)


def test_of_a_surface_all_coordinates_are_weights():
    penalised = Penalised(gd.surfaces.himmelblau, l2=1.0)
    assert penalised.value([3.0, 2.0]) == 0.5 * 13
    assert penalised.domain == gd.surfaces.himmelblau.domain
    assert penalised.minima == penalised.saddles == ()
    assert not penalised.convex


def test_a_penalty_on_a_penalty_adds_to_it():
    twice = Penalised(Penalised(LinearRegression(X, Y), l2=0.1), l2=0.2)
    once = Penalised(LinearRegression(X, Y), l2=0.3)
    assert_allclose(twice.value(POINTS), once.value(POINTS), rtol=1e-13)
    assert_array_equal(twice.weights, once.weights)


def test_of_a_network_it_leaves_the_biases_and_keeps_the_curvature_exact():
    network = MLP((3, 4, 1), "tanh", "squared error")
    plain = network.on(X, Y)
    decayed = Penalised(plain, l2=0.5)
    point, vector = np.random.default_rng(2).normal(size=(2, plain.n_params))
    biases = [name.startswith("b") for name in plain.param_names]
    assert decayed.weights.tolist() == np.logical_not(biases).tolist()
    extra = decayed.gradient(point) - plain.gradient(point)
    assert_allclose(extra, 0.5 * np.where(biases, 0, point), atol=1e-12)
    product = decayed.hessian_product(point, vector)
    assert_allclose(product, decayed.hessian(point) @ vector, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_equals_each_alone_bit_for_bit(dtype):
    network = MLP((3, 9, 1), "tanh", "squared error").on(X, Y)
    penalised = Penalised(network, l2=0.1, l1=0.2)
    points = np.random.default_rng(3).normal(size=(17, network.n_params)).astype(dtype)
    for method in (penalised.value, penalised.gradient):
        alone = np.array([method(point) for point in points])
        for layout in (points, np.asfortranarray(points)):
            assert_array_equal(method(layout), alone)
            assert method(layout).dtype == dtype


def test_far_away_it_overflows_without_a_warning():
    penalised = Penalised(LinearRegression(X, Y), l2=0.1, l1=0.2)
    for far in (1e200, np.inf, np.nan):
        params = np.full(4, far)
        assert not np.isfinite(penalised.value(params))
        assert penalised.gradient(params).shape == (4,)
