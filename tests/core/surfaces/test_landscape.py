"""Random landscapes, and the search for critical points."""

import pickle
import time

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core import surfaces
from gdwidgets.core.surfaces.landscape import MOST_DIMS


def central_differences(function, points, step=1e-5):
    nudges = step * np.eye(points.shape[-1])
    columns = [
        (function(points + nudge) - function(points - nudge)) / (2 * step) for nudge in nudges
    ]
    return np.stack(columns, axis=-1)


@pytest.mark.parametrize("n_dims", [1, 2, 7])
def test_random_landscape_derivatives(n_dims):
    landscape = surfaces.random_landscape(n_dims, seed=3)
    points = np.random.default_rng(0).uniform(-3, 3, (30, n_dims))
    assert_allclose(
        landscape.gradient(points), central_differences(landscape.value, points), atol=1e-8
    )
    assert_allclose(
        landscape.hessian(points), central_differences(landscape.gradient, points), atol=1e-8
    )
    for method in (landscape.value, landscape.gradient):
        assert_array_equal(method(np.asfortranarray(points)), [method(p) for p in points])
        assert method(points.astype(np.float32)).dtype == np.float32
    again, other = surfaces.random_landscape(n_dims, seed=3), surfaces.random_landscape(n_dims, 4)
    assert_array_equal(again.value(points), landscape.value(points))
    assert np.any(other.value(points) != landscape.value(points))


def test_random_landscape_has_variance_1_and_length_scale_1():
    far_apart = 50 * np.random.default_rng(0).normal(size=(4000, 3))
    landscape = surfaces.random_landscape(3)
    heights = landscape.value(far_apart)
    assert abs(heights.mean()) < 0.1
    assert abs(heights.std() - 1) < 0.1
    # Squared-exponential covariance: exp(-d^2 / 2) at distance d.
    neighbours = landscape.value(far_apart + np.array([1, 0, 0]))
    assert abs(np.mean(heights * neighbours) - np.exp(-0.5)) < 0.1


def test_no_wave_falls_below_the_lower_bound():
    landscape = surfaces.random_landscape(1)
    n_waves = 120
    assert landscape.lower_bound == pytest.approx(-np.sqrt(2 * n_waves))
    points = np.linspace(-1000, 1000, 20_001)[:, np.newaxis]
    assert landscape.value(points).min() > landscape.lower_bound


def test_a_landscape_is_sent_by_its_seed():
    landscape = surfaces.random_landscape(200, seed=5)
    sent = pickle.dumps(landscape)
    assert len(sent) < 200
    point = np.full(200, 0.1)
    assert pickle.loads(sent).value(point) == landscape.value(point)


def test_the_largest_landscape_is_made_in_time():
    began = time.perf_counter()
    surfaces.random_landscape(MOST_DIMS)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "surface",
    [surfaces.himmelblau, surfaces.beale, surfaces.six_hump_camel, surfaces.goldstein_price],
    ids=repr,
)
def test_all_critical_points_are_found(surface):
    found = surfaces.critical_points(surface, n_starts=400, seed=1)
    for known, downhill in [(surface.minima, 0), (surface.saddles, 1)]:
        points = found.points[found.downhill == downhill]
        assert len(points) == len(known)
        apart = np.linalg.norm(points[:, None] - np.array(known), axis=-1)
        assert_allclose(apart.min(axis=0), 0, atol=1e-9)


def test_the_share_of_saddles_grows_with_dimension():
    shares = [
        surfaces.critical_points(surfaces.random_landscape(n), n_starts=300).saddle_share
        for n in (1, 2, 5, 10)
    ]
    assert shares[0] == 0
    assert 0.3 < shares[1] < 0.7, "half of them in a plane"
    assert shares[1] < shares[2] < shares[3]
    assert shares[3] > 0.95


NETWORK = gd.networks.MLP((1, 2, 1), loss="squared error").on([[0.0], [1.0]], [0.0, 1.0])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: surfaces.random_landscape(0), ValueError, "1 <= n_dims <= 1000, not 0"),
        (lambda: surfaces.random_landscape(2.0), TypeError, "n_dims must be"),
        (
            lambda: surfaces.random_landscape(10**9),
            ValueError,
            "1 <= n_dims <= 1000, not 1000000000",
        ),
        (lambda: surfaces.random_landscape("a"), TypeError, "n_dims must be"),
        (lambda: surfaces.random_landscape(2, seed=-1), ValueError, "seed must be"),
        (
            lambda: surfaces.critical_points("a"),
            TypeError,
            "objective must be an Objective, not 'a'",
        ),
        (lambda: surfaces.critical_points(None), TypeError, "objective must be an Objective"),
        (
            lambda: surfaces.critical_points(surfaces.saddle.value),
            TypeError,
            "objective must be an Objective, not <bound method",
        ),
        (lambda: surfaces.critical_points(NETWORK), ValueError, "objective must have a domain"),
        (lambda: surfaces.critical_points(surfaces.saddle, 0), ValueError, "n_starts must be"),
        (lambda: surfaces.critical_points(surfaces.saddle, 1.5), TypeError, "n_starts must be"),
        (
            lambda: surfaces.critical_points(surfaces.saddle, 10**9),
            ValueError,
            "1 <= n_starts <= 4.1943e.06, not 1000000000",
        ),
        (lambda: surfaces.critical_points(surfaces.saddle, seed=-1), ValueError, "seed must be"),
    ],
)
def test_wrong_landscapes_are_refused(make, error, message):
    began = time.perf_counter()
    with pytest.raises(error, match=message):
        make()
    assert time.perf_counter() - began < 2
