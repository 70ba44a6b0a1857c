"""Surfaces against scipy, central differences and their own claims."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize

from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Surface

ALL = {
    **surfaces.NAMED,
    "Ravine of 1000": surfaces.ravine(1000.0),
    "Bowl": surfaces.bowl(0.1, 2),
    **{
        surface.name: surface for surface in vars(surfaces).values() if isinstance(surface, Surface)
    },
}
every_surface = pytest.mark.parametrize("surface", ALL.values(), ids=ALL.keys())


def points_in(surface, n, seed=0, dtype=np.float64):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(seed).uniform(low, high, (n, surface.n_params)).astype(dtype)


def central_differences(function, points, step=1e-5):
    """The derivatives of `function` along each coordinate, in the last axis."""
    nudges = step * np.eye(points.shape[-1])
    columns = [
        (function(points + nudge) - function(points - nudge)) / (2 * step) for nudge in nudges
    ]
    return np.stack(columns, axis=-1)


def test_rosenbrock_equals_scipy():
    points = points_in(surfaces.rosenbrock, 200)
    assert_allclose(surfaces.rosenbrock.value(points), optimize.rosen(points.T), rtol=1e-12)
    gradients = np.array([optimize.rosen_der(point) for point in points])
    assert_allclose(surfaces.rosenbrock.gradient(points), gradients, rtol=1e-9, atol=1e-9)
    hessians = np.array([optimize.rosen_hess(point) for point in points])
    assert_allclose(surfaces.rosenbrock.hessian(points), hessians, rtol=1e-12)


@every_surface
def test_gradient_equals_central_differences(surface):
    points = points_in(surface, 200)
    gradients = surface.gradient(points)
    scale = np.abs(gradients).max()
    assert_allclose(
        gradients, central_differences(surface.value, points), rtol=1e-6, atol=1e-8 * scale
    )


@every_surface
def test_hessian_equals_central_differences(surface):
    points = points_in(surface, 200)
    hessians = surface.hessian(points)
    scale = np.abs(hessians).max()
    assert_allclose(
        hessians, central_differences(surface.gradient, points), rtol=1e-6, atol=1e-8 * scale
    )


@every_surface
def test_known_minima_are_minima(surface):
    for minimum in surface.minima:
        low, high = np.array(surface.domain).T
        assert np.all((low <= minimum) & (minimum <= high)), "outside the domain"
        curvature = np.linalg.eigvalsh(surface.hessian(minimum))
        assert_allclose(surface.gradient(minimum), 0, atol=1e-12 * max(1, curvature.max()))
        assert curvature.min() >= -1e-12
        around = minimum + 1e-4 * np.random.default_rng(1).normal(size=(500, surface.n_params))
        assert np.all(surface.value(around) >= surface.value(minimum) - 1e-15)


@every_surface
def test_deepest_minima_come_first_and_nothing_in_the_domain_is_deeper(surface):
    if surface.minima:
        depths = surface.value(surface.minima)
        assert np.all(np.diff(depths) >= -1e-12)
        assert surface.value(points_in(surface, 20_000)).min() >= depths[0] - 1e-12


@every_surface
def test_known_saddles_are_saddles(surface):
    for point in surface.saddles:
        hessian = surface.hessian(point)
        assert_allclose(surface.gradient(point), 0, atol=1e-11 * max(1, np.abs(hessian).max()))
        around = point + 1e-3 * np.random.default_rng(1).normal(size=(500, surface.n_params))
        heights = surface.value(around) - surface.value(point)
        assert heights.min() < 0 < heights.max()


@every_surface
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_are_kept(surface, dtype):
    points = points_in(surface, 6, dtype=dtype)
    for shape in [(), (6,), (2, 3), (0,)]:
        params = np.resize(points, (*shape, surface.n_params)).astype(dtype)
        n = surface.n_params
        for result, expected in [
            (surface.value(params), shape),
            (surface.gradient(params), (*shape, n)),
            (surface.hessian(params), (*shape, n, n)),
        ]:
            assert result.dtype == dtype
            assert result.shape == expected


@every_surface
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_batch_equals_single_points_bit_for_bit(surface, dtype):
    points = points_in(surface, 37, dtype=dtype)
    layouts = [points, np.asfortranarray(points), np.repeat(points, 2, axis=0)[::2]]
    for method in (surface.value, surface.gradient, surface.hessian):
        alone = np.array([method(point) for point in points])
        for layout in layouts:
            assert_array_equal(method(layout), alone)


@every_surface
def test_far_away_it_overflows_without_a_warning(surface):
    for far in (1e30, -1e200, np.inf, np.nan):
        params = np.full(surface.n_params, far)
        assert np.ndim(surface.value(params)) == 0
        assert surface.gradient(params).shape == (surface.n_params,)
        assert surface.hessian(params).shape == (surface.n_params,) * 2


@every_surface
def test_it_can_be_shown(surface):
    assert surface.latex
    assert "$" not in surface.latex
    low, high = np.array(surface.domain).T
    assert np.all((low < surface.start) & (surface.start < high))
    assert np.linalg.norm(surface.gradient(surface.start)) > 1e-6 or not surface.minima
    assert len(surface.param_names) == surface.n_params
    assert len(repr(surface)) < 80


def test_dropdown_surfaces_have_two_coordinates():
    assert {"Ravine", "Rosenbrock", "Himmelblau", "Beale", "Saddle"} <= set(surfaces.NAMED)
    assert all(surface.n_params == 2 for surface in surfaces.NAMED.values())
    assert all(name == surface.name for name, surface in surfaces.NAMED.items())


def test_without_curvature_the_hessian_is_numerical():
    exact = surfaces.himmelblau
    surface = Surface(name="h", height=exact.height, slope=exact.slope, domain=exact.domain)
    points = points_in(exact, 20)
    assert_allclose(surface.hessian(points), exact.hessian(points), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"domain": []}, "domain must be a .low, high. pair"),
        ({"domain": [(1, 1)]}, "domain must be"),
        ({"domain": [(0, np.inf)]}, "domain must be"),
        ({"domain": 3}, "domain must be"),
        ({"start": (1, 2, 3)}, "start must have 2 finite numbers"),
        ({"start": (1, np.nan)}, "start must have 2 finite numbers"),
        ({"minima": [(1,)]}, "minima must have 2 finite numbers"),
        ({"saddles": [("a", "b")]}, "saddles must have 2 finite numbers"),
        ({"param_names": ("a",)}, "param_names must have 2 names"),
    ],
)
def test_wrong_surfaces_are_refused(wrong, message):
    right = {"name": "s", "height": np.add, "slope": np.add, "domain": [(0, 1), (0, 1)]}
    with pytest.raises(ValueError, match=message):
        Surface(**{**right, **wrong})


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ([1, 2, 3], ValueError, r"params must have 2 numbers in the last axis, not shape \(3,\)"),
        (1.0, ValueError, "params must have 2 numbers"),
        ("ab", TypeError, "params must be real numbers, not 'ab'"),
        ([1j, 2], TypeError, "params must be real numbers"),
        ([[1, 2], [3]], ValueError, "ragged"),
    ],
)
def test_wrong_params_are_refused(params, error, message):
    with pytest.raises(error, match=message):
        surfaces.beale.value(params)


@pytest.mark.parametrize(
    ("condition_number", "error"),
    [(0.5, ValueError), (np.nan, ValueError), ("20", TypeError), (True, TypeError)],
)
def test_wrong_condition_numbers_are_refused(condition_number, error):
    with pytest.raises(error, match="condition_number must be a number"):
        surfaces.ravine(condition_number)


def test_an_own_function_with_all_derivatives():
    exact = surfaces.himmelblau
    own = Surface.from_function(
        exact.height, exact.slope, exact.curvature, domain=exact.domain, name="Mine", start=(1, 1)
    )
    points = points_in(exact, 20)
    assert_array_equal(own.gradient(points), exact.gradient(points))
    assert_array_equal(own.hessian(points), exact.hessian(points))
    assert (own.name, own.start, own.notes) == ("Mine", (1.0, 1.0), ())


def test_an_own_function_without_derivatives_gets_numerical_ones():
    exact = surfaces.himmelblau
    own = Surface.from_function(exact.height, domain=exact.domain)
    points = points_in(exact, 50)
    assert own.notes == ("gradient by central differences",)
    assert_allclose(own.gradient(points), exact.gradient(points), rtol=1e-6, atol=1e-5)
    assert_allclose(own.hessian(points), exact.hessian(points), rtol=1e-2, atol=1)
    assert own.gradient(points.astype(np.float32)).dtype == np.float32


def test_an_own_function_of_single_numbers_is_called_point_by_point():
    def steps(x, y):
        return math.exp(x) if x > y else y**2

    own = Surface.from_function(steps, domain=[(-1, 1), (-1, 1)])
    assert own.name == "steps"
    assert own.notes[0] == "computed point by point: f doesn't take arrays"
    points = points_in(own, 30).reshape(5, 6, 2)
    assert_allclose(own.value(points), [[steps(*point) for point in row] for row in points])
    assert own.gradient(points).shape == (5, 6, 2)
    assert np.isnan(own.value([1e6, 0.0])), "an overflow is a value, not an error"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"f": 3}, TypeError, "f must be a function of 2 numbers, not 3"),
        ({"f": lambda x: x}, TypeError, "positional argument"),
        ({"f": lambda x, y: "a"}, TypeError, "f must return one real number"),
        ({"f": lambda x, y: None}, TypeError, "f must return one real number"),
        ({"f": lambda x, y: (x, y)}, TypeError, "f must return one real number"),
        ({"f": lambda x, y: 1 / (0 * x * y)}, ValueError, "f must give a finite number somewhere"),
        ({"gradient": lambda x, y: (2 * x, y)}, ValueError, "derivative 2 is given as .* differ"),
        ({"gradient": lambda x, y: (2 * x,)}, ValueError, "must return 2 derivatives, not 1"),
        ({"gradient": lambda x, y: 1}, ValueError, "gradient must return 2 derivatives"),
        (
            {
                "gradient": lambda x, y: (2 * x, 2 * y),
                "hessian": lambda x, y: ((2, 0), (0, 3)),
            },
            ValueError,
            "hessian is wrong at .*: derivative 2 is given as 3, but central differences say 2",
        ),
        ({"domain": [(1, 0)]}, ValueError, "domain must be"),
    ],
)
def test_wrong_own_functions_are_refused(options, error, message):
    right = {"f": lambda x, y: x**2 + y**2, "domain": [(-1, 1), (-1, 1)]}
    with pytest.raises(error, match=message):
        Surface.from_function(**{**right, **options})


@pytest.mark.parametrize("n_dims", [1, 2, 7])
def test_random_landscape_derivatives(n_dims):
    landscape = surfaces.random_landscape(n_dims, seed=3)
    points = points_in(landscape, 30)
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


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: surfaces.random_landscape(0), ValueError, "n_dims must be"),
        (lambda: surfaces.random_landscape(2.0), TypeError, "n_dims must be"),
        (lambda: surfaces.random_landscape(2, seed=-1), ValueError, "seed must be"),
        (lambda: surfaces.critical_points(surfaces.saddle, 0), ValueError, "n_starts must be"),
        (lambda: surfaces.bowl(0, 1), ValueError, "a must be a number with a > 0"),
        (lambda: surfaces.bowl(1, "2"), TypeError, "b must be a number"),
    ],
)
def test_wrong_landscapes_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
