"""Regressions against NumPy's least squares and what books write."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import losses
from tests.core.losses.test_losses import features_and_targets, mini_batches, one_curve, points_for


@pytest.mark.parametrize(("n_features", "fit_intercept"), [(1, True), (4, True), (3, False)])
def test_linear_solution_equals_least_squares(n_features, fit_intercept):
    X, y = features_and_targets(n_features)
    loss = losses.LinearRegression(X, y, fit_intercept=fit_intercept)
    design = np.column_stack([X, np.ones(len(X))]) if fit_intercept else X
    expected = np.linalg.solve(design.T @ design, design.T @ y)
    assert_allclose(loss.solution(), expected, rtol=1e-10)
    assert_allclose(loss.gradient(loss.solution()), 0, atol=1e-12)
    assert_allclose(
        loss.value(loss.solution()), 0.5 * np.mean((design @ expected - y) ** 2), rtol=1e-12
    )
    assert_allclose(loss.hessian(expected), design.T @ design / len(X), rtol=1e-12)
    assert_allclose(loss.predict(expected), design @ expected, rtol=1e-12)


def test_the_gradient_is_the_textbooks():
    X, y = features_and_targets(3)
    loss = losses.LinearRegression(X, y)
    design = np.column_stack([X, np.ones(len(X))])
    for w in points_for(loss, 10):
        assert_allclose(loss.gradient(w), design.T @ (design @ w - y) / len(y), rtol=1e-12)
    before = loss.gradient(points_for(loss, 10))
    loss._solution = np.full(4, np.nan)  # it does without the answer
    assert_array_equal(loss.gradient(points_for(loss, 10)), before)


def test_near_the_solution_the_value_does_not_jitter():
    X, y = features_and_targets(2)
    loss = losses.LinearRegression(X + 100, y)
    away = np.linspace(0, 1e-7, 200)[:, None] * [0.3, -0.2, 0.5]
    smooth = loss.value(loss.solution() + away)
    summed = loss.value(loss.solution() + away, np.arange(loss.n_rows))
    assert_allclose(smooth, summed, rtol=1e-12)
    assert np.all(np.diff(smooth) >= 0)
    assert not np.all(np.diff(summed) >= 0)


@pytest.mark.parametrize("kind", ["line", "curve"])
def test_the_whole_mean_squared_error_is_twice_the_half(kind):
    if kind == "line":
        X, y = features_and_targets(2)
        half, whole = (losses.LinearRegression(X, y, half=half) for half in (True, False))
    else:
        X, y = one_curve()
        half, whole = (losses.PolynomialRegression(X, y, 2, half=half) for half in (True, False))
    points, rows = points_for(half, 20), mini_batches(half, 20)
    residuals = whole.predict(points) - y
    assert_allclose(whole.value(points), np.mean(residuals**2, axis=-1), rtol=1e-12)
    for of in (None, rows):
        assert_allclose(whole.value(points, of), 2 * half.value(points, of), rtol=1e-13)
        assert_array_equal(whole.gradient(points, of), 2 * half.gradient(points, of))
    assert_allclose(whole.hessian(points), 2 * half.hessian(points), rtol=1e-14)
    assert whole.minima == half.minima
    assert_allclose(whole.domain, half.domain, rtol=1e-12)
    assert (half.loss_name, whole.loss_name) == (
        "half the mean squared error",
        "mean squared error",
    )
    assert half.latex.replace("2n", "n") == whole.latex != half.latex
    steepest = [np.linalg.eigvalsh(loss.hessian(points[0]))[-1] for loss in (half, whole)]
    assert 2 / steepest[1] == pytest.approx(0.5 * 2 / steepest[0])  # the stable learning rates


def test_gerons_gradient():
    """Hands-On Machine Learning, equations 4-3 and 4-6, on data as in its chapter 4."""
    rng = np.random.default_rng(42)
    X = 2 * rng.random((100, 1))
    y = 4 + 3 * X + rng.standard_normal((100, 1))  # a column, as there
    X_b, theta = np.c_[np.ones((100, 1)), X], np.array([[0.5], [-1.0]])
    loss = losses.LinearRegression(X, y, half=False)
    params = [-1.0, 0.5]
    assert_allclose(loss.value(params), np.mean((X_b @ theta - y) ** 2), rtol=1e-13)
    gradients = 2 / 100 * X_b.T @ (X_b @ theta - y)
    assert_allclose(loss.gradient(params), gradients[::-1, 0], rtol=1e-12)


def test_a_perfect_fit_has_loss_zero():
    X = np.arange(5.0)
    loss = losses.LinearRegression(X, 3 * X + 1)
    assert loss.value([3.0, 1.0]) < 1e-25


@pytest.mark.parametrize("scale", [1.0, 200.0])
def test_a_line_is_pleasant_to_explore(scale):
    X, y = features_and_targets(1)
    loss = losses.LinearRegression(X + scale, y)
    (low, high) = np.array(loss.domain).T
    minimum, start = np.array(loss.minima[0]), np.array(loss.start)
    assert_allclose((low + high) / 2, minimum)
    assert np.all((low < start) & (start < high))
    edges = np.linspace(low, high, 101)
    border = [
        [[x, edge] for x in edges[:, 0] for edge in (low[1], high[1])],
        [[edge, y] for y in edges[:, 1] for edge in (low[0], high[0])],
    ]
    lowest_on_border = min(loss.value(side).min() for side in border)
    assert lowest_on_border > loss.value(start), "the ellipse through the start is closed"


@pytest.mark.parametrize("size", [1e-300, 1e-8, 1.0, 1e8, 1e149])
@pytest.mark.parametrize("height", [1e-300, 1.0, 1e149])
@pytest.mark.parametrize("make", [losses.LinearRegression, losses.HuberRegression])
def test_data_of_any_size_make_a_loss_without_a_warning(make, size, height):
    X, y = features_and_targets(2)
    loss = make(X / np.abs(X).max() * size, y / np.abs(y).max() * height)
    assert np.isfinite(loss.value(loss.start))
    assert np.isfinite(loss.domain).all()
    make(np.full(50, size), np.full(50, height))


def test_collinear_features_still_give_a_domain_and_a_solution():
    X = np.arange(6.0)
    loss = losses.LinearRegression(np.column_stack([X, X]), 2 * X, fit_intercept=False)
    assert_allclose(loss.solution(), [1.0, 1.0])
    assert np.isfinite(loss.domain).all()
    assert np.isfinite(losses.LinearRegression([0.0, 0.0], [0.0, 0.0]).domain).all()


def test_polynomial_solution_equals_numpys():
    x, y = one_curve()
    loss = losses.PolynomialRegression(x, y, degree=3)
    expected = np.polynomial.polynomial.polyfit(x, y, 3)
    assert_allclose(loss.solution(), [*expected[1:], expected[0]], rtol=1e-9)
    assert_allclose(loss.predict(loss.solution(), [0.5]), np.polyval(expected[::-1], 0.5))
    assert loss.degree == 3


def test_huber_is_squared_for_small_and_absolute_for_large_residuals():
    loss = losses.HuberRegression([0.0, 0.0], [0.5, 10.0], delta=2.0, fit_intercept=True)
    assert_allclose(loss.value([0.0, 0.0]), (0.5 * 0.25 + 2.0 * (10 - 1)) / 2)
    X, y = features_and_targets(2)
    wide = losses.HuberRegression(X, y, delta=1e6)
    assert_allclose(wide.minima, losses.LinearRegression(X, y).minima, rtol=1e-8)
