"""Losses on data against NumPy's least squares, central differences and themselves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize

from gdwidgets.core import losses
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


def minimum_by_scipy(loss):
    found = optimize.minimize(
        loss.value, np.zeros(loss.n_params), jac=loss.gradient, method="BFGS", tol=1e-9
    )
    return found.x


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


@pytest.mark.parametrize("name", ["logistic", "huber"])
def test_minimum_equals_scipys(name):
    loss = LOSSES[name]
    assert_allclose(loss.minima[0], minimum_by_scipy(loss), rtol=1e-5, atol=1e-6)
    assert_allclose(loss.gradient(loss.minima[0]), 0, atol=1e-8)
    low, high = np.array(loss.domain).T
    assert np.all((low < loss.start) & (loss.start < high))
