"""`Surface`: what it accepts, what it refuses, and in which words."""

import copy
import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Surface

SQUARE = [(0, 1), (0, 1)]


def made(**changes):
    right = {
        "name": "s",
        "height": lambda x, y: x**2 + y**2,
        "slope": lambda x, y: (2 * x, 2 * y),
        "curvature": lambda x, y: ((2, 0), (0, 2)),
        "domain": SQUARE,
    }
    return Surface(**right | changes)


def curve(slope, curvature=None):
    return Surface(
        name="c", height=lambda x: x**2, slope=slope, curvature=curvature, domain=(-11, 11)
    )


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"domain": []}, ValueError, "domain must be a .low, high. pair"),
        ({"domain": [(1, 1)]}, ValueError, "domain must be"),
        ({"domain": [(0, np.inf)]}, ValueError, "domain must be"),
        ({"domain": [(0, 10**400)]}, ValueError, "domain must be"),
        ({"domain": [("0", "1")] * 2}, ValueError, "domain must be"),
        ({"domain": [(False, True)] * 2}, ValueError, "domain must be"),
        ({"domain": "ab"}, ValueError, "domain must be"),
        ({"domain": 3}, ValueError, "domain must be"),
        ({"domain": None}, ValueError, "domain must be"),
        ({"start": (1, 2, 3)}, ValueError, "start must have 2 finite numbers a point"),
        ({"start": (1, np.nan)}, ValueError, "start must have 2 finite numbers"),
        ({"start": 1}, ValueError, "start must have 2 finite numbers a point, not 1"),
        ({"start": ("1", "2")}, ValueError, "start must have 2 finite numbers"),
        ({"start": None}, ValueError, "start must have 2 finite numbers"),
        ({"minima": [(1,)]}, ValueError, "minima must have 2 finite numbers"),
        ({"minima": (1, 2)}, ValueError, "minima must have 2 finite numbers a point, not 1"),
        ({"minima": None}, ValueError, "minima must be a sequence of points, not None"),
        ({"saddles": [("a", "b")]}, ValueError, "saddles must have 2 finite numbers"),
        ({"param_names": ("a",)}, ValueError, "param_names must have 2 names, not"),
        ({"param_names": ("a", "a")}, ValueError, "param_names must have 2 names, not"),
        ({"param_names": ("a", 1)}, TypeError, "param_names must be a sequence of strings, not"),
        ({"name": 5}, TypeError, "name must be a string, not 5 .int."),
        ({"latex": None}, TypeError, "latex must be a string, not None"),
        ({"notes": "slow"}, TypeError, "notes must be a sequence of strings, not 'slow'"),
        ({"notes": 1}, TypeError, "notes must be a sequence of strings, not 1"),
        ({"height": "x"}, TypeError, r"height must be a function, height\(x, y\), not 'x'"),
        ({"slope": (1, 2)}, TypeError, r"slope must be a function, slope\(x, y\), not \(1, 2\)"),
        ({"curvature": 0}, TypeError, r"curvature must be a function, curvature\(x, y\), not 0"),
        ({"convex": 1}, TypeError, "convex must be True or False, not 1"),
        ({"lower_bound": "0"}, TypeError, "lower_bound must be a number, finite, not '0'"),
        ({"lower_bound": -np.inf}, ValueError, "lower_bound must be a number, finite, not -inf"),
        ({"seconds_per_point": "1"}, TypeError, "seconds_per_point must be a number"),
    ],
)
def test_wrong_facts_are_refused(wrong, error, message):
    with pytest.raises(error, match=message):
        made(**wrong)


THREE_POINTS = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
TWICE = "must return 2 derivatives, not"
ROWS = "must return 2 rows of 2 derivatives, not"


@pytest.mark.parametrize(
    ("formula", "given", "error", "message"),
    [
        ("height", "text", TypeError, "height must return real numbers, not 'text'"),
        ("height", None, TypeError, "height must return real numbers, not None"),
        ("height", 1j, TypeError, "height must return real numbers, not 1j"),
        ("height", ([1, 2], [3]), TypeError, "height must return real numbers, not"),
        ("height", np.ones((2, 3)), ValueError, r"for each of 3 points, .* of shape \(2, 3\)"),
        ("slope", None, ValueError, f"slope {TWICE} None"),
        ("slope", 1.0, ValueError, f"slope {TWICE} 1.0"),
        ("slope", (1, 2, 3), ValueError, f"slope {TWICE} 3"),
        ("slope", np.ones((3, 3)), ValueError, f"slope {TWICE} 3"),
        ("slope", (1, "a"), TypeError, "slope must return real numbers, not 'a'"),
        ("slope", (1, 2j), TypeError, "slope must return real numbers, not 2j"),
        ("slope", (1, np.ones(2)), ValueError, r"slope must return one number for each of 3"),
        ("curvature", (1, 2), ValueError, f"curvature {ROWS} 1"),
        ("curvature", ((1, 2),), ValueError, f"curvature {ROWS} 1"),
        ("curvature", ((1, 2), (3,)), ValueError, f"curvature {ROWS} 1"),
        ("curvature", ((1, 2), (3, None)), TypeError, "curvature must return real numbers"),
    ],
)
def test_what_a_formula_returns_is_checked(formula, given, error, message):
    surface = made(**{formula: lambda x, y: given})
    method = {"height": "value", "slope": "gradient", "curvature": "hessian"}[formula]
    with pytest.raises(error, match=message):
        getattr(surface, method)(THREE_POINTS)


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ([1, 2, 3], ValueError, r"params must have 2 numbers in the last axis, not shape \(3,\)"),
        (1.0, ValueError, "params must have 2 numbers"),
        ("ab", TypeError, "params must be real numbers, not 'ab'"),
        (None, TypeError, "params must be real numbers, not None"),
        ([1j, 2], TypeError, "params must be real numbers"),
        ([[1, 2], [3]], ValueError, "ragged"),
    ],
)
@pytest.mark.parametrize("method", ["value", "gradient", "hessian"])
def test_wrong_params_are_refused(method, params, error, message):
    with pytest.raises(error, match=message):
        getattr(surfaces.beale, method)(params)


def test_one_coordinate_needs_no_parentheses():
    plain = Surface(
        name="p",
        height=lambda x: x**2,
        slope=lambda x: 2 * x,
        curvature=lambda x: 2,
        domain=(-11, 11),
        start=10,
        minima=0,
        saddles=[1, 2],
        param_names="w",
    )
    assert plain.domain == ((-11.0, 11.0),)
    assert plain.start == (10.0,)
    assert (plain.minima, plain.saddles) == (((0.0,),), ((1.0,), (2.0,)))
    assert plain.param_names == ("w",)
    points = np.linspace(-3, 3, 7)[:, np.newaxis]
    for method in ("value", "gradient", "hessian"):
        assert_array_equal(
            getattr(plain, method)(points), getattr(surfaces.parabola, method)(points)
        )
    assert made(start=(0, 0.5)).start == (0.0, 0.5)
    assert curve(lambda x: 2 * x).start == (-6.6,)
    assert dataclasses.replace(plain, start=0).start == (0.0,), "0 is a start, not none"


@pytest.mark.parametrize(
    "slope",
    [
        lambda x: 2 * x,
        lambda x: (2 * x,),
        lambda x: [2 * x],
        lambda x: np.array([2 * x]),
        lambda x: [2 * number for number in x],
    ],
)
@pytest.mark.parametrize(
    "curvature",
    [
        lambda x: 2.0,
        lambda x: 2 + 0 * x,
        lambda x: (2 + 0 * x,),
        lambda x: ((2.0,),),
        lambda x: [[2 + 0 * x]],
        lambda x: np.array([[2 + 0 * x]]),
    ],
)
def test_one_derivative_may_be_wrapped_or_not(slope, curvature):
    surface = curve(slope, curvature)
    for n in (1, 2, 5):
        points = np.arange(1.0, n + 1)[:, np.newaxis]
        assert_array_equal(surface.gradient(points), 2 * points)
        assert_array_equal(surface.hessian(points), np.full((n, 1, 1), 2.0))
    assert_array_equal(surface.gradient([3.0]), [6.0])
    with pytest.raises(ValueError, match="slope must return one number for each of 3 points"):
        curve(lambda x: (x, x)).gradient(points[:3])


def test_without_curvature_the_hessian_is_numerical():
    exact = surfaces.himmelblau
    surface = Surface(name="h", height=exact.height, slope=exact.slope, domain=exact.domain)
    low, high = np.array(exact.domain).T
    points = np.random.default_rng(0).uniform(low, high, (50, 2))
    hessians = exact.hessian(points)
    assert_allclose(surface.hessian(points), hessians, rtol=0, atol=1e-11 * np.abs(hessians).max())
    assert_array_equal(surface.hessian(points), [surface.hessian(point) for point in points])


def test_a_surface_never_changes_so_a_copy_is_itself():
    surface = made()
    assert copy.copy(surface) is surface
    assert copy.deepcopy([surface])[0] is surface
    with pytest.raises(dataclasses.FrozenInstanceError):
        surface.name = "other"
    assert dataclasses.replace(surface, name="other").name == "other"


def test_details_are_passed_on():
    facts = {
        "name": "Mine",
        "start": (0.5, 0.5),
        "minima": [(0, 0)],
        "saddles": [(1, 1)],
        "latex": "x",
        "param_names": ("a", "b"),
        "convex": True,
        "lower_bound": 0,
        "notes": ["by hand"],
    }
    for surface in (
        Surface.from_function(lambda x, y: x**2 + y**2, domain=SQUARE, **facts),
        Surface.from_formula("x^2 + y^2", domain=SQUARE, **facts),
    ):
        assert (surface.name, surface.start, surface.latex) == ("Mine", (0.5, 0.5), "x")
        assert (surface.minima, surface.saddles) == (((0.0, 0.0),), ((1.0, 1.0),))
        assert surface.param_names == ("a", "b")
        assert (surface.convex, surface.lower_bound) == (True, 0.0)
        assert surface.notes[-1] == "by hand"
    assert made().convex is False
    assert made().lower_bound is None


@pytest.mark.parametrize(
    ("detail", "meant"),
    [
        ("minimum", "; did you mean minima?"),
        ("colour", "seconds_per_point$"),
        ("params_names", "; did you mean param_names?"),
        ("height", ""),
        ("curvature", ""),
    ],
)
def test_unknown_details_are_named_with_the_nearest(detail, meant):
    message = rf"^{detail} is none of the details name, start, minima, .*{meant.replace('?', '.')}"
    for make in (
        lambda **more: Surface.from_function(lambda x, y: x * y, domain=SQUARE, **more),
        lambda **more: Surface.from_formula("x*y", domain=SQUARE, **more),
    ):
        with pytest.raises(TypeError, match=message):
            make(**{detail: 1})
