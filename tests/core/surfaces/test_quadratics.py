"""Quadratic bowls against linear algebra."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core import surfaces


def turned(angle):
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.array([[cos, -sin], [sin, cos]])


@pytest.mark.parametrize("angle", [-90, -37.5, 0, 10, 30, 45, 90, 135, 180, 360])
@pytest.mark.parametrize("condition_number", [1, 20, 1e6])
def test_a_turned_ravine_is_the_ravine_turned(condition_number, angle):
    straight, ravine = surfaces.ravine(condition_number), surfaces.ravine(condition_number, angle)
    turn = turned(angle)
    points = np.random.default_rng(0).uniform(-3, 3, (50, 2))
    size = condition_number * 1e-13
    assert_allclose(ravine.value(points @ turn.T), straight.value(points), rtol=0, atol=20 * size)
    assert_allclose(
        ravine.gradient(points @ turn.T), straight.gradient(points) @ turn.T, rtol=0, atol=10 * size
    )
    assert_allclose(
        ravine.hessian([0, 0]), turn @ np.diag([1, condition_number]) @ turn.T, rtol=0, atol=size
    )
    assert_allclose(ravine.start, turn @ straight.start, atol=1e-13)
    low, high = np.array(ravine.domain).T
    corners = np.array([[x, y] for x in (-6, 6) for y in (-3, 3)]) @ turn.T
    assert_allclose(high, corners.max(axis=0), atol=1e-13)
    assert_allclose(low, -high)
    assert (ravine.minima, ravine.convex, ravine.lower_bound) == (((0.0, 0.0),), True, 0.0)


def test_right_angles_are_exact():
    assert_array_equal(surfaces.ravine(7).hessian([0, 0]), [[1, 0], [0, 7]])
    assert_array_equal(surfaces.ravine(7, 90).hessian([0, 0]), [[7, 0], [0, 1]])
    assert surfaces.ravine(7, 90).domain == ((-3.0, 3.0), (-6.0, 6.0))
    assert surfaces.ravine(7).latex == r"\frac{1}{2}\left(x^2 + 7\,y^2\right)"
    assert surfaces.ravine(7, 45).latex == r"\frac{1}{2}\left(4\,x^2 - 6\,xy + 4\,y^2\right)"
    assert surfaces.ravine(7, -45).latex == r"\frac{1}{2}\left(4\,x^2 + 6\,xy + 4\,y^2\right)"


def test_a_rate_for_each_coordinate_helps_along_the_axes_only():
    """Duchi et al. scale each coordinate: that undoes a bad condition along the axes alone."""
    steps = {}
    for angle in (0, 45):
        ravine = surfaces.ravine(100, angle)
        run = gd.descend(ravine, gd.optimizers.Adagrad(2.0), ravine.start, 2000)
        steps[angle] = int(np.argmax(run.loss < 1e-6))
    assert 0 < steps[0] < 50
    assert steps[45] > 4 * steps[0]


def test_quadratics_against_linear_algebra():
    rng = np.random.default_rng(3)
    for n in (1, 2, 3, 6):
        half = rng.normal(size=(n, n))
        hessian, centre = half + half.T, rng.normal(size=n)
        surface = surfaces.quadratic(hessian, centre)
        points = rng.normal(size=(30, n))
        away = points - centre
        values = 0.5 * np.einsum("ki,ij,kj->k", away, hessian, away)
        assert_allclose(surface.value(points), values, rtol=0, atol=1e-13 * np.abs(values).max())
        assert_allclose(surface.gradient(points), away @ hessian, rtol=0, atol=1e-13)
        assert_array_equal(surface.hessian(points[0]), hessian)
        assert surface.domain == tuple((c - 5, c + 5) for c in centre)
        for method in (surface.value, surface.gradient):
            assert_array_equal(method(points), [method(point) for point in points])


@pytest.mark.parametrize(
    ("hessian", "minima", "saddles", "convex", "lower_bound"),
    [
        ([[2, 0], [0, 1]], 1, 0, True, 0.0),
        ([[2, 0], [0, -1]], 0, 1, False, None),
        ([[-2, 0], [0, -1]], 0, 0, False, None),
        ([[1, 1], [1, 1]], 1, 0, True, 0.0),
        ([[0, 0], [0, -1]], 0, 0, False, None),
        ([[0, 0], [0, 0]], 1, 0, True, 0.0),
    ],
)
def test_the_curvatures_tell_what_the_centre_is(hessian, minima, saddles, convex, lower_bound):
    surface = surfaces.quadratic(hessian, (1, 2))
    assert surface.minima == ((1.0, 2.0),) * minima
    assert surface.saddles == ((1.0, 2.0),) * saddles
    assert (surface.convex, surface.lower_bound) == (convex, lower_bound)


def test_what_overflows_in_one_coordinate_leaves_the_others_alone():
    assert_array_equal(surfaces.ravine(4).gradient([np.inf, 1.0]), [np.inf, 4.0])
    assert_array_equal(surfaces.quadratic([[0, 0], [0, 2]]).gradient([np.nan, 1.0]), [0.0, 2.0])


def test_booth_and_matyas_are_what_their_formulas_say():
    x, y = points = np.random.default_rng(0).uniform(-10, 10, (2, 100))
    booth, matyas = surfaces.booth, surfaces.matyas
    assert_allclose(booth.value(points.T), (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2, rtol=1e-12)
    assert_allclose(matyas.value(points.T), 0.26 * (x**2 + y**2) - 0.48 * x * y, rtol=0, atol=1e-14)
    assert booth.value([1, 3]) == 0


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: surfaces.ravine(0.5), ValueError, "condition_number must be a number with cond"),
        (lambda: surfaces.ravine(np.nan), ValueError, "condition_number must be a number"),
        (lambda: surfaces.ravine("20"), TypeError, "condition_number must be a number"),
        (lambda: surfaces.ravine(True), TypeError, "condition_number must be a number"),
        (lambda: surfaces.ravine(None), TypeError, "condition_number must be a number"),
        (lambda: surfaces.ravine([1, 2]), TypeError, "condition_number must be a number"),
        (lambda: surfaces.ravine(2, 361), ValueError, "-360 <= angle <= 360, not 361"),
        (lambda: surfaces.ravine(2, np.inf), ValueError, "angle must be a number"),
        (lambda: surfaces.ravine(2, "45"), TypeError, "angle must be a number"),
        (lambda: surfaces.bowl(0, 1), ValueError, "a must be a number with a > 0"),
        (lambda: surfaces.bowl(1, "2"), TypeError, "b must be a number"),
        (lambda: surfaces.bowl(None), TypeError, "a must be a number"),
        (lambda: surfaces.quadratic(2), ValueError, "hessian must be a symmetric matrix"),
        (lambda: surfaces.quadratic([[1, 2]]), ValueError, "hessian must be a symmetric matrix"),
        (lambda: surfaces.quadratic([[1, 2], [3]]), ValueError, "hessian must be a symmetric"),
        (lambda: surfaces.quadratic([[1, 2], [3, 4]]), ValueError, r"not \[\[1, 2\], \[3, 4\]\]"),
        (lambda: surfaces.quadratic([[np.nan]]), ValueError, "hessian must be a symmetric"),
        (lambda: surfaces.quadratic([["a"]]), ValueError, "hessian must be a symmetric matrix"),
        (lambda: surfaces.quadratic([[1j]]), ValueError, "hessian must be a symmetric matrix"),
        (lambda: surfaces.quadratic([]), ValueError, "hessian must be a symmetric matrix"),
        (lambda: surfaces.quadratic([[1]], (1, 2)), ValueError, "centre must have 1 finite number"),
        (lambda: surfaces.quadratic([[1]], "a"), ValueError, "centre must have 1 finite number a"),
        (lambda: surfaces.quadratic([[1]], minimum=0), TypeError, "minimum"),
    ],
)
def test_wrong_bowls_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
