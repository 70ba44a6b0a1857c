"""The surfaces by name, against scipy, central differences and their own claims."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize

from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Surface

ALL = {
    **surfaces.NAMED,
    "Ravine of 1000": surfaces.ravine(1000.0),
    "Ravine, turned": surfaces.ravine(50.0, angle=30),
    "Bowl": surfaces.bowl(0.1, 2),
    "Three dimensions": surfaces.quadratic([[3, 1, 0], [1, 2, -1], [0, -1, 4]], (1, -2, 0.5)),
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
def test_lower_bounds_are_the_lowest_values(surface):
    if surface.lower_bound is None:
        return
    assert_allclose(surface.lower_bound, surface.value(surface.minima[0]), rtol=1e-14, atol=2e-15)
    low, high = np.array(surface.domain).T
    wide = (low + high) / 2 + 3 * (points_in(surface, 20_000) - (low + high) / 2)
    assert surface.value(wide).min() >= surface.lower_bound - 1e-12


def chords_cut_into(surface, n=2000):
    """Whether the middle of some chord lies below the surface."""
    a, b = points_in(surface, n, seed=1), points_in(surface, n, seed=2)
    above = (surface.value(a) + surface.value(b)) / 2 - surface.value((a + b) / 2)
    return bool((above < -1e-12 * np.abs(surface.value(a)).max()).any())


@every_surface
def test_a_convex_surface_lies_below_all_chords_and_no_other_does(surface):
    assert surface.convex != chords_cut_into(surface)


def test_some_surfaces_are_convex():
    convex = {name for name, surface in ALL.items() if surface.convex}
    assert convex == {
        *("Ravine", "Ravine of 1000", "Ravine, turned", "Bowl"),
        *("Three dimensions", "Booth", "Matyas", "Parabola"),
    }


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
