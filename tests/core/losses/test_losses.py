"""Losses on data against NumPy's least squares, central differences and themselves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize

from gdwidgets.core import datasets, losses
from gdwidgets.core.losses.rows import PIECE


def features_and_targets(n_features, n_rows=50, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(2, 3, (n_rows, n_features))
    return X, X @ rng.normal(size=n_features) + 5 + rng.normal(size=n_rows)


def one_curve(n_rows=50):
    x = np.linspace(-1, 1, n_rows)
    return x, np.sin(3 * x) + 0.1 * np.random.default_rng(0).normal(size=n_rows)


def features_and_classes(n_features, n_classes, n_rows=50):
    X, y = features_and_targets(n_features, n_rows)
    noise = np.random.default_rng(5).normal(0, 3, n_rows)
    cuts = np.quantile(y + noise, np.linspace(0, 1, n_classes + 1)[1:-1])
    return X, np.digitize(y + noise, cuts)


LOSSES = {
    "line": losses.LinearRegression(*features_and_targets(1)),
    "plane": losses.LinearRegression(*features_and_targets(4)),
    "no intercept": losses.LinearRegression(*features_and_targets(2), fit_intercept=False),
    "whole plane": losses.LinearRegression(*features_and_targets(2), half=False),
    "polynomial": losses.PolynomialRegression(*one_curve(), degree=3),
    "whole polynomial": losses.PolynomialRegression(*one_curve(), degree=2, half=False),
    "logistic": losses.LogisticRegression(*features_and_classes(2, 2)),
    "softmax": losses.SoftmaxRegression(*features_and_classes(2, 3)),
    "softmax without intercept": losses.SoftmaxRegression(*features_and_classes(3, 4), False),
    "huber": losses.HuberRegression(*features_and_targets(2), delta=1.5),
}
LOSSES |= {
    "ridge": losses.Penalised(LOSSES["plane"], l2=0.3),
    "whole ridge": losses.Penalised(LOSSES["whole polynomial"], l2=0.2),
    "lasso": losses.Penalised(LOSSES["whole plane"], l1=0.4),
    "penalised softmax": losses.Penalised(LOSSES["softmax"], l2=0.1, l1=0.2),
}
every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())


def points_for(loss, n, dtype=np.float64):
    return np.random.default_rng(7).normal(0, 0.7, (n, loss.n_params)).astype(dtype)


def mini_batches(loss, n, size=6):
    return np.random.default_rng(3).integers(0, loss.n_rows, (n, size))


@every_loss
@pytest.mark.parametrize("batched", [False, True])
def test_gradient_equals_central_differences(loss, batched):
    points = points_for(loss, 20)
    rows = mini_batches(loss, 20) if batched else None

    def difference(step):
        return (loss.value(points + step, rows) - loss.value(points - step, rows)) / 2

    # Of fourth order, but where the slope or the curvature jumps nearer points count.
    smooth = not isinstance(loss, losses.HuberRegression) and not getattr(loss, "l1", 0)
    h, error = (1e-3, 1e-9) if smooth else (1e-5, 1e-6)
    steps = h * np.eye(loss.n_params)
    columns = [(8 * difference(step) - difference(2 * step)) / (6 * h) for step in steps]
    gradients = loss.gradient(points, rows)
    assert_allclose(gradients, np.stack(columns, -1), rtol=0, atol=error * np.abs(gradients).max())


@every_loss
def test_hessian_equals_central_differences(loss):
    points = points_for(loss, 10)
    nudges = 1e-5 * np.eye(loss.n_params)
    columns = [(loss.gradient(points + d) - loss.gradient(points - d)) / 2e-5 for d in nudges]
    hessians = loss.hessian(points)
    assert_allclose(hessians, np.stack(columns, -1), rtol=1e-6, atol=1e-7 * np.abs(hessians).max())


@every_loss
def test_a_mini_batch_of_all_rows_is_the_whole(loss):
    points = points_for(loss, 10)
    rows = np.random.default_rng(0).permutation(loss.n_rows)
    assert_allclose(loss.value(points, rows), loss.value(points), rtol=1e-11)
    assert_allclose(loss.gradient(points, rows), loss.gradient(points), rtol=1e-9, atol=1e-9)


@every_loss
def test_mini_batches_average_to_the_whole(loss):
    point = points_for(loss, 1)[0]
    rows = np.random.default_rng(0).permutation(loss.n_rows).reshape(10, -1)
    assert_allclose(loss.value(point, rows).mean(), loss.value(point), rtol=1e-11)
    assert_allclose(loss.gradient(point, rows).mean(axis=0), loss.gradient(point), rtol=1e-9)


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", ["all rows", "one batch", "a batch each"])
def test_a_batch_of_runs_equals_single_runs_bit_for_bit(loss, dtype, kind):
    points = points_for(loss, 33, dtype)
    rows = {
        "all rows": [None] * 33,
        "one batch": [mini_batches(loss, 1)[0]] * 33,
        "a batch each": list(mini_batches(loss, 33)),
    }[kind]
    together = {"all rows": None, "one batch": rows[0], "a batch each": np.array(rows)}[kind]
    for method in (loss.value, loss.gradient):
        alone = np.array([method(point, row) for point, row in zip(points, rows, strict=True)])
        for layout in (points, np.asfortranarray(points)):
            result = method(layout, together)
            assert_array_equal(result, alone)
            assert result.dtype == dtype


@every_loss
def test_so_do_runs_that_are_computed_in_pieces(loss):
    points = points_for(loss, 700)
    assert len(points) * loss.n_rows > 4 * PIECE
    some = [0, 1, 162, 163, 164, 350, 699]
    grid = np.asfortranarray(points.reshape(7, 100, -1))
    for method in (loss.value, loss.gradient, loss.hessian):
        whole = method(points)
        assert_array_equal(whole[some], [method(points[i]) for i in some])
        assert_array_equal(method(grid), whole.reshape(7, 100, *whole.shape[1:]))


@every_loss
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_shapes(loss, shape):
    params = np.zeros((*shape, loss.n_params))
    assert loss.value(params).shape == shape
    assert loss.gradient(params).shape == (*shape, loss.n_params)
    assert loss.hessian(params).shape == (*shape, loss.n_params, loss.n_params)
    rows = np.zeros((*shape, 5), dtype=int)
    assert loss.value(params, rows).shape == shape
    assert loss.gradient(params, rows).shape == (*shape, loss.n_params)


@every_loss
def test_far_away_it_overflows_without_a_warning(loss):
    for far in (1e200, np.inf, np.nan):
        params = np.full(loss.n_params, far)
        assert np.ndim(loss.value(params)) == np.ndim(loss.value(params, [0, 1])) == 0
        assert loss.gradient(params).shape == loss.gradient(params, [0]).shape == params.shape


@every_loss
def test_it_can_be_shown(loss):
    assert len(loss.param_names) == len(loss.start) == loss.n_params
    assert loss.latex
    assert "$" not in loss.latex
    assert loss.name
    assert loss.loss_name
    assert len(repr(loss)) < 90


@every_loss
def test_weights_are_what_is_no_intercept(loss):
    names = np.array(loss.param_names)
    assert loss.weights.dtype == bool
    assert loss.weights.tolist() == [name.startswith("weight") for name in names]
    with pytest.raises(ValueError, match="read-only"):
        loss.weights[0] = False


@every_loss
def test_it_is_convex(loss):
    assert loss.convex
    rng = np.random.default_rng(11)
    ends = rng.normal(0, 10 ** rng.uniform(-2, 2, (2, 500, 1)), (2, 500, loss.n_params))
    share = rng.random(500)
    between = share[:, None] * ends[0] + (1 - share[:, None]) * ends[1]
    chord = share * loss.value(ends[0]) + (1 - share) * loss.value(ends[1])
    assert np.all(loss.value(between) <= chord * (1 + 1e-12))
    assert np.any(loss.value(between) < 0.9 * chord)


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_never_falls_below_its_lower_bound(loss, dtype):
    assert loss.lower_bound == 0
    rng = np.random.default_rng(12)
    points = rng.normal(0, 10 ** rng.uniform(-8, 8, (500, 1)), (500, loss.n_params)).astype(dtype)
    if loss.minima:
        points = np.concatenate([points, points * dtype(1e-6) + np.array(loss.minima[0], dtype)])
    assert np.all(loss.value(points) >= 0)
    assert np.all(loss.value(points, np.arange(5)) >= 0)


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


def test_a_column_of_targets_is_as_good_as_a_row():
    X, y = features_and_targets(2)
    x, z = one_curve()
    for make, (features, targets) in [
        (losses.LinearRegression, (X, y)),
        (losses.HuberRegression, (X, y)),
        (losses.PolynomialRegression, (x, z)),
        (losses.LogisticRegression, features_and_classes(2, 2)),
        (losses.SoftmaxRegression, features_and_classes(2, 3)),
    ]:
        row, column = make(features, targets), make(features, targets[:, None])
        point = points_for(row, 1)[0]
        assert row.value(point) == column.value(point)
        assert_array_equal(row.gradient(point), column.gradient(point))
    assert losses.PolynomialRegression(x[:, None], z).value([0, 0, 0]) == (
        pytest.approx(np.mean(z**2) / 2, rel=1e-14)
    )


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


def minimum_by_scipy(loss):
    found = optimize.minimize(
        loss.value, np.zeros(loss.n_params), jac=loss.gradient, method="BFGS", tol=1e-9
    )
    return found.x


@pytest.mark.parametrize("name", ["logistic", "huber"])
def test_minimum_equals_scipys(name):
    loss = LOSSES[name]
    assert_allclose(loss.minima[0], minimum_by_scipy(loss), rtol=1e-5, atol=1e-6)
    assert_allclose(loss.gradient(loss.minima[0]), 0, atol=1e-8)
    low, high = np.array(loss.domain).T
    assert np.all((low < loss.start) & (loss.start < high))


def test_separable_classes_have_no_minimum():
    loss = losses.LogisticRegression([-2.0, -1.0, 1.0, 2.0], [0, 0, 1, 1])
    assert loss.minima == ()
    assert np.isfinite(loss.domain).all()


def test_of_separable_classes_that_is_seen_as_soon_as_a_plane_separates_them(monkeypatch):
    digits = datasets.digits()
    looked = []
    hessian = losses.LogisticRegression.hessian
    monkeypatch.setattr(
        losses.LogisticRegression,
        "hessian",
        lambda loss, params: looked.append(1) or hessian(loss, params),
    )
    loss = losses.LogisticRegression(digits.X / 16, digits.labels == 0)
    assert loss.minima == ()
    assert len(looked) < 15  # and not up to 200 steps of Newton's


def test_logistic_values_are_the_log_loss():
    loss = LOSSES["logistic"]
    probability = loss.probability([0.3, -0.2, 0.1])
    chosen = np.where(loss.y == 1, probability, 1 - probability)
    assert_allclose(loss.value([0.3, -0.2, 0.1]), -np.log(chosen).mean(), rtol=1e-12)
    assert np.isfinite(loss.value([1e5, 1e5, 0.0]))


def test_softmax_of_two_classes_is_logistic():
    X, y = features_and_classes(2, 2)
    two, logistic = losses.SoftmaxRegression(X, y), losses.LogisticRegression(X, y)
    weights = np.array([0.3, -0.2, 0.1])
    both = np.stack([np.zeros(3), weights], axis=1).ravel()
    assert_allclose(two.value(both), logistic.value(weights), rtol=1e-12)
    assert_allclose(two.gradient(both).reshape(3, 2)[:, 1], logistic.gradient(weights), rtol=1e-10)
    assert_allclose(two.probability(both).sum(axis=-1), 1)
    assert_allclose(two.probability(both)[:, 1], logistic.probability(weights), rtol=1e-12)


def test_huber_is_squared_for_small_and_absolute_for_large_residuals():
    loss = losses.HuberRegression([0.0, 0.0], [0.5, 10.0], delta=2.0, fit_intercept=True)
    assert_allclose(loss.value([0.0, 0.0]), (0.5 * 0.25 + 2.0 * (10 - 1)) / 2)
    X, y = features_and_targets(2)
    wide = losses.HuberRegression(X, y, delta=1e6)
    assert_allclose(wide.minima, losses.LinearRegression(X, y).minima, rtol=1e-8)


@pytest.mark.parametrize("shift", [0.0, 20.0])
def test_nearly_separable_classes_have_a_minimum(shift):
    penguins = datasets.penguins()
    length = datasets.standardise(penguins["flipper_length_mm"]) + shift
    loss = losses.LogisticRegression(length, penguins["species"] == "Gentoo")
    assert_allclose(loss.gradient(loss.minima[0]), 0, atol=1e-9)
    assert loss.probability(loss.minima[0]).max() > 0.99
    low, high = np.array(loss.domain).T
    assert np.all((low < loss.start) & (loss.start < high))
