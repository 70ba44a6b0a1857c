"""Surfaces of functions as learners and teachers write them."""

import functools
import math
import time
from math import cos

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Surface

NUMERICAL = "gradient by central differences"
ONE_BY_ONE = "computed point by point: f doesn't take arrays"
TRANSLATED = "f is computed with NumPy's functions instead of math's, so that it takes arrays"
SQUARE = [(-1, 1), (0, 2)]
A = np.array([[2.0, 1.0], [1.0, 3.0]])


def points_in(surface, n=40):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(5).uniform(low, high, (n, surface.n_params))


def from_values(surface, **derivatives):
    """The surface as a function of its own, without knowledge of its derivatives."""
    return Surface.from_function(
        lambda *c: surface.value(np.stack(c, axis=-1)), domain=surface.domain, **derivatives
    )


def with_branch(x, y):
    return math.exp(x) if x > y else y**2


def of_extremes(x, y):
    return max(x, y, 0.5) + min(x, y)


def nested(x, y):
    def inner(z):
        return math.exp(z)

    return inner(x * y) + sum(math.cos(z) for z in (x, y))


def enclosing():
    from math import sinh as steep

    factor = 3.0
    return lambda x, y: factor * steep(x) + y


def with_options(x, y, shift=2.0, *, scale=3.0):
    return scale * math.tanh(x - shift) + math.floor(y)


def with_defaults(p, scale=2):
    return scale * (p[0] ** 2 + p[1])


class Landscape:
    """A function that is an object."""

    def __call__(self, x, y):
        return x**2 * y

    def of_a_point(self, p):
        return p[0] ** 2 * p[1]


WRITTEN = [
    # the function, the same for numbers x and y, how it is computed
    (lambda x, y: x**2 + y, lambda x, y: x**2 + y, ()),
    (lambda x, y: 7, lambda x, y: 7, ()),
    (lambda x, y: (x > 0).astype(float) + y, lambda x, y: (x > 0) + y, ()),
    (lambda p: p[0] ** 2 + 3 * p[1] ** 2, lambda x, y: x**2 + 3 * y**2, ()),
    (lambda p: np.sum(p**2), lambda x, y: x**2 + y**2, (ONE_BY_ONE,)),
    (lambda p: 1e-10 * np.sum(p**2), lambda x, y: 1e-10 * (x**2 + y**2), (ONE_BY_ONE,)),
    (lambda p: np.sum(p**2, axis=0), lambda x, y: x**2 + y**2, ()),
    (lambda p: np.sum(p**2, axis=-1), lambda x, y: x**2 + y**2, ()),
    (lambda w: w @ A @ w, lambda x, y: 2 * x**2 + 2 * x * y + 3 * y**2, (ONE_BY_ONE,)),
    (lambda w: sum(w**2), lambda x, y: x**2 + y**2, ()),
    (lambda w: np.linalg.norm(w, axis=-1), math.hypot, ()),
    (lambda x, y: math.sin(x) + cos(y), lambda x, y: math.sin(x) + cos(y), (TRANSLATED,)),
    (of_extremes, of_extremes, (TRANSLATED,)),
    (lambda p: math.hypot(*p) ** math.pi, lambda x, y: math.hypot(x, y) ** math.pi, (TRANSLATED,)),
    (nested, nested, (TRANSLATED,)),
    (enclosing(), enclosing(), (TRANSLATED,)),
    (with_options, with_options, (TRANSLATED,)),
    (lambda x, y: math.erf(x) * y, lambda x, y: math.erf(x) * y, (ONE_BY_ONE,)),
    (lambda x, y: max([x, y]), max, (ONE_BY_ONE,)),
    (with_branch, with_branch, (ONE_BY_ONE,)),
    (max, max, (ONE_BY_ONE,)),
    (np.hypot, math.hypot, ()),
    (with_defaults, lambda x, y: 2 * (x**2 + y), ()),
    (lambda x, y=5: x * y, lambda x, y: x * y, ()),
    (lambda *c: c[0] * c[1], lambda x, y: x * y, ()),
    (lambda p, k=2: k * np.sum(p**2), lambda x, y: 2 * (x**2 + y**2), (ONE_BY_ONE,)),
    (functools.partial(with_defaults, scale=3), lambda x, y: 3 * (x**2 + y), ()),
    (Landscape(), lambda x, y: x**2 * y, ()),
    (Landscape().of_a_point, lambda x, y: x**2 * y, ()),
    (surfaces.himmelblau.value, surfaces.himmelblau.height, ()),
]  # fmt: skip


@pytest.mark.parametrize(("function", "expected", "notes"), WRITTEN)
def test_a_function_is_called_as_it_wants_to_be(function, expected, notes):
    own = Surface.from_function(function, domain=SQUARE)
    assert own.notes == (*notes, NUMERICAL)
    points = points_in(own, 30)
    right = [expected(x, y) for x, y in points]
    assert_allclose(own.value(points), right, rtol=1e-13)
    assert_allclose(own.value(points.reshape(5, 6, 2)), np.reshape(right, (5, 6)), rtol=1e-13)
    assert_array_equal(own.value(points), [own.value(point) for point in points])
    assert own.gradient(points.reshape(5, 6, 2)).shape == (5, 6, 2)
    assert own.hessian(points.reshape(5, 6, 2)).shape == (5, 6, 2, 2)
    assert own.value(points.astype(np.float32)).dtype == np.float32
    assert (own.seconds_per_point is None) == (ONE_BY_ONE not in notes)


@pytest.mark.parametrize(
    ("function", "notes"),
    [
        (lambda x: x**2, ()),
        (lambda p: p[0] ** 2, ()),
        (lambda p: np.sum(p**2), (ONE_BY_ONE,)),
        (lambda w: w @ w, (ONE_BY_ONE,)),
        (lambda x: math.pow(x, 2), (TRANSLATED,)),
    ],
)
@pytest.mark.parametrize("gradient", [None, lambda x: 2 * x, lambda p: [2 * p], lambda p: 2 * p[0]])
def test_functions_of_one_number(function, notes, gradient):
    own = Surface.from_function(function, gradient, domain=(-11, 11), start=10, minima=0)
    assert own.notes == (*notes, *[NUMERICAL] * (gradient is None))
    points = np.linspace(-10, 10, 9)[:, np.newaxis]
    assert_allclose(own.value(points), points[:, 0] ** 2, rtol=1e-15)
    assert_allclose(own.gradient(points), 2 * points, rtol=0, atol=1e-11)
    assert_allclose(own.hessian(points), np.full((9, 1, 1), 2.0), atol=1e-8)


def test_with_five_coordinates_points_and_coordinates_are_not_mixed_up():
    weights = np.arange(1.0, 6.0)
    for f, gradient, hessian in [
        (
            lambda w: w @ np.diag(weights) @ w,
            lambda w: 2 * weights * w,
            lambda w: 2 * np.diag(weights),
        ),
        (
            lambda w: (weights * w**2).sum(axis=-1),
            lambda w: 2 * np.diag(weights) @ w,
            lambda *c: 2 * np.diag(weights),
        ),
    ]:
        own = Surface.from_function(f, gradient, hessian, domain=[(-1, 1)] * 5)
        points = points_in(own)
        assert_allclose(own.value(points), points**2 @ weights, rtol=1e-14)
        assert_allclose(own.gradient(points), 2 * points * weights, rtol=1e-14)
        assert_array_equal(own.hessian(points[:5]), [2 * np.diag(weights)] * 5)


GRADIENTS = [
    lambda x, y: (2 * x + y, x),
    lambda x, y: [2 * x + y, x],
    lambda x, y: np.array([2 * x + y, x]),
    lambda p: (2 * p[0] + p[1], p[0]),
    lambda p: np.array([[2.0, 1.0], [1.0, 0.0]]) @ p,
    lambda p: np.stack([2 * p[..., 0] + p[..., 1], p[..., 0]], axis=-1),
    lambda x, y: (2 * float(x) + float(y), float(x)),
]
HESSIANS = [
    lambda x, y: ((2, 1), (1, 0)),
    lambda x, y: [[2, 1], [1, 0 * x]],
    lambda p: np.array([[2, 1], [1, 0]]),
    lambda p: np.broadcast_to([[2, 1], [1, 0]], (*p.shape[:-1], 2, 2)),
    lambda x, y: ((2, 1), (1, int(0 * x))),
]


@pytest.mark.parametrize("gradient", GRADIENTS)
@pytest.mark.parametrize("hessian", HESSIANS)
def test_derivatives_are_called_as_they_want_to_be(gradient, hessian):
    own = Surface.from_function(lambda x, y: x * (x + y), gradient, hessian, domain=SQUARE)
    slow = [gradient is GRADIENTS[-1], hessian is HESSIANS[-1]]
    names = [name for name, is_slow in zip(("gradient", "hessian"), slow, strict=True) if is_slow]
    assert own.notes == tuple(
        f"computed point by point: {name} doesn't take arrays" for name in names
    )
    points = points_in(own)
    x, y = points.T
    assert_allclose(own.gradient(points), np.stack([2 * x + y, x], axis=-1), rtol=1e-14)
    assert_array_equal(own.hessian(points), np.broadcast_to([[2, 1], [1, 0]], (40, 2, 2)))
    assert_array_equal(own.gradient(points), [own.gradient(point) for point in points])
    assert_array_equal(own.hessian(points[0]), [[2, 1], [1, 0]])


SMOOTH = [*surfaces.NAMED.values(), surfaces.waves, surfaces.bump, surfaces.ravine(1000, 30)]


@pytest.mark.parametrize("exact", SMOOTH, ids=[surface.name for surface in SMOOTH])
def test_numerical_derivatives_are_right_to_many_digits(exact):
    points = points_in(exact, 300)
    # Within a few steps of Ackley's tip there is no derivative to speak of.
    points = points[np.abs(points).max(axis=1) > 0.05]
    gradient, hessian = exact.gradient(points), exact.hessian(points)
    steep, bent = np.abs(gradient).max(), np.abs(hessian).max()
    own = from_values(exact)
    assert_allclose(own.gradient(points), gradient, rtol=0, atol=1e-11 * steep)
    assert_allclose(own.hessian(points), hessian, rtol=0, atol=2e-8 * bent)
    sloped = from_values(
        exact, gradient=lambda *c: np.moveaxis(exact.gradient(np.stack(c, axis=-1)), -1, 0)
    )
    assert_allclose(sloped.hessian(points), hessian, rtol=0, atol=1e-11 * bent)
    for method in (own.gradient, own.hessian, sloped.hessian):
        assert_array_equal(method(points[:20]), [method(point) for point in points[:20]])


@pytest.mark.parametrize("width", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("centre", [0.0, 7.0])
def test_the_steps_fit_the_domain(width, centre):
    middle = centre * width
    own = Surface.from_function(
        lambda x: np.sin((x - middle) / width), domain=(middle - width, middle + width)
    )
    points = middle + width * np.linspace(-1, 1, 9)[:, np.newaxis]
    at = (points - middle) / width
    assert_allclose(own.gradient(points) * width, np.cos(at), rtol=0, atol=1e-11)
    assert_allclose(own.hessian(points)[..., 0] * width**2, -np.sin(at), rtol=0, atol=1e-8)


def test_far_from_the_domain_the_steps_grow():
    own = Surface.from_function(lambda x: x**2, domain=(-1, 1))
    far = np.array([[1e3], [1e8], [1e15]])
    assert_allclose(own.gradient(far), 2 * far, rtol=1e-10)
    assert_allclose(own.hessian(far)[..., 0], np.full((3, 1), 2.0), rtol=1e-7)


def test_near_the_edge_of_where_it_is_defined_the_steps_are_smaller():
    own = Surface.from_function(lambda x, y: np.sqrt(x) + x * y, domain=[(0, 10), (0, 10)])
    x = 1e-4
    assert_allclose(own.gradient([x, 1.0]), [0.5 / np.sqrt(x) + 1, x], rtol=1e-6)
    assert_allclose(own.hessian([x, 1.0]), [[-0.25 * x**-1.5, 1], [1, 0]], rtol=0.01, atol=1e-4)
    assert np.isnan(own.gradient([-1.0, 1.0])[0])


def test_newton_arrives_where_numerical_derivatives_send_it():
    for exact, start in ((surfaces.waves, [6.5]), (surfaces.himmelblau, [2.8, 2.2])):
        own = from_values(exact)
        point = np.array(start)
        for _ in range(20):
            point = point - np.linalg.solve(own.hessian(point), own.gradient(point))
        assert_allclose(point, exact.minima[0], rtol=0, atol=1e-11)


def counted(n_params):
    calls = []

    def f(*coordinates):
        calls.append(1)
        return sum(c**2 for c in coordinates)

    own = Surface.from_function(f, domain=[(-1, 1)] * n_params)
    calls.clear()
    return own, calls


@pytest.mark.parametrize("n", [1, 2, 3])
def test_numerical_derivatives_cost_what_is_said(n):
    own, calls = counted(n)
    own.gradient(np.zeros(n))
    assert len(calls) == 4 * n
    calls.clear()
    own.hessian(np.zeros(n))
    assert len(calls) == 4 * n**2 + 1


def test_an_own_function_with_all_derivatives():
    exact = surfaces.himmelblau
    own = Surface.from_function(
        exact.height, exact.slope, exact.curvature, domain=exact.domain, name="Mine", start=(1, 1)
    )
    points = points_in(exact, 20)
    assert_array_equal(own.gradient(points), exact.gradient(points))
    assert_array_equal(own.hessian(points), exact.hessian(points))
    assert (own.name, own.start, own.notes) == ("Mine", (1.0, 1.0), ())
    assert Surface.from_function(with_branch, domain=SQUARE).name == "with_branch"


def test_where_a_function_fails_it_has_no_value():
    own = Surface.from_function(with_branch, domain=SQUARE)
    assert np.isnan(own.value([1e6, 0.0])), "an overflow is a value, not an error"
    root = Surface.from_function(lambda x: math.log(x) if x < 2 else x, domain=(-1, 3))
    assert_array_equal(root.value([[-1.0], [0.0], [1.0]]), [np.nan, np.nan, 0.0])
    power = Surface.from_function(lambda x, y: x**0.5 if y else 0, domain=SQUARE)
    assert_array_equal(power.value([[4.0, 1.0], [-4.0, 1.0]]), [2.0, np.nan])
    unlucky = Surface.from_function(lambda x, y: {0: 1.0}[int(x > 5)] + y, domain=SQUARE)
    with pytest.raises(ValueError, match=r"^f\(6, 1\) raised KeyError: 1$") as caught:
        unlucky.value([6.0, 1.0])
    assert isinstance(caught.value.__cause__, KeyError)


def test_arrays_must_have_no_value_where_single_numbers_have_none():
    def half(x, y):
        if np.ndim(x) == 0 and x < 0:
            raise ValueError("not there")
        return x + y

    own = Surface.from_function(half, domain=SQUARE)
    assert own.notes[0] == ONE_BY_ONE
    assert_array_equal(own.value([[-1.0, 1.0], [1.0, 1.0]]), [np.nan, 2.0])


def test_slow_functions_say_how_slow_they_are():
    def slow(x, y):
        time.sleep(0.01)
        return x if x > y else y

    own = Surface.from_function(slow, domain=SQUARE)
    assert 0.01 <= own.seconds_per_point < 0.05
    began = time.perf_counter()
    own.value(points_in(own, 20))
    assert time.perf_counter() - began < 2 * 20 * own.seconds_per_point


def raises_key_error(x, y):
    return {}[1]


FINITE = "f must give a finite number somewhere in the domain"
ONE_NUMBER = "f must return one real number for one point, not"
REFUSED = [
    ({"f": None}, TypeError, "f must be a function of 2 numbers, not None"),
    ({"f": "x"}, TypeError, "f must be a function of 2 numbers, not 'x'"),
    ({"f": 3, "domain": (0, 1)}, TypeError, "f must be a function of 1 number, not 3"),
    (
        {"f": lambda x, y, z: x},
        TypeError,
        r"f must take 2 numbers, for domain has 2 \(low, high\) pairs, or one argument, the point; "
        r"not \(x, y, z\)",
    ),
    ({"domain": (1, 2)}, TypeError, r"f must take 1 number, for domain has 1 \(low, high\) pair,"),
    ({"f": lambda x: x}, TypeError, f"{ONE_NUMBER} array.*its one argument is the whole point"),
    ({"f": lambda x, y: "a"}, TypeError, f"{ONE_NUMBER} 'a'"),
    ({"f": lambda x, y: b"1"}, TypeError, f"{ONE_NUMBER} b'1'"),
    ({"f": lambda x, y: True}, TypeError, f"{ONE_NUMBER} True"),
    ({"f": lambda x, y: None}, TypeError, f"{ONE_NUMBER} None"),
    ({"f": lambda x, y: (x, y)}, TypeError, f"{ONE_NUMBER} .0.2"),
    ({"f": lambda x, y: object()}, TypeError, f"{ONE_NUMBER} <object"),
    ({"f": lambda x, y: 1j}, TypeError, f"{ONE_NUMBER} 1j"),
    ({"f": lambda x, y: np.nan}, ValueError, f"{FINITE}, not nan everywhere"),
    ({"f": lambda x, y: np.inf}, ValueError, f"{FINITE}, not inf everywhere"),
    ({"f": lambda x, y: 1 / (0 * x * y)}, ValueError, rf"{FINITE}, but f\(.*\) raised ZeroDiv"),
    ({"f": lambda w: w @ np.eye(3)}, ValueError, rf"{FINITE}, but f\(\[.*\]\) raised ValueError"),
    ({"f": raises_key_error}, ValueError, r"f\(0.2465, 0.5856\) raised KeyError: 1"),
    ({"f": lambda x, y: x.foo}, ValueError, r"f\(.*\) raised AttributeError: 'float' object"),
    ({"f": lambda p: p[2]}, ValueError, r"f\(\[0.2465, 0.5856\]\) raised IndexError: index 2"),
    ({"f": lambda x, y: x + "a"}, TypeError, r"f\(.*\) raised TypeError: unsupported operand"),
    ({"gradient": "g"}, TypeError, "gradient must be a function of 2 numbers, not 'g'"),
    ({"gradient": lambda x, y: "g"}, ValueError, "gradient must return 2 derivatives, not 'g'"),
    ({"gradient": lambda x, y: ("a", y)}, TypeError, "gradient must return real numbers, not 'a'"),
    ({"gradient": lambda x, y: (2 * x,)}, ValueError, "gradient must return 2 derivatives, not 1"),
    ({"gradient": lambda x, y: 1}, ValueError, "gradient must return 2 derivatives, not 1"),
    ({"gradient": raises_key_error}, ValueError, r"gradient\(.*\) raised KeyError: 1"),
    (
        {"gradient": lambda x, y: (2 * x, y)},
        ValueError,
        r"gradient is wrong at \(.*\): derivative 2 is given as .*, but central differences say",
    ),
    (
        {"gradient": lambda x, y: (2 * x, 2 * y if abs(y) < 1 else np.nan)},
        ValueError,
        r"gradient is wrong at \(.*\): derivative 2 is given as nan, but central",
    ),
    ({"gradient": lambda x, y: (np.nan, np.nan)}, ValueError, "gradient must give a finite number"),
    ({"hessian": "h"}, TypeError, "hessian must be a function of 2 numbers, not 'h'"),
    ({"hessian": lambda x, y: (2, 2)}, ValueError, "hessian must return 2 rows of 2 derivatives"),
    (
        {"hessian": lambda x, y: ((2, 0), (0, 3))},
        ValueError,
        r"hessian is wrong at \(.*\): derivative \(2, 2\) is given as 3, but central .* say 2$",
    ),
    (
        {"gradient": lambda x, y: (2 * x, 2 * y), "hessian": lambda x, y: ((2, 1), (0, 2))},
        ValueError,
        r"hessian is wrong at \(.*\): derivative \(1, 2\) is given as 1, but central",
    ),
    ({"domain": [(1, 0)]}, ValueError, "domain must be"),
    ({"start": (1, 2, 3)}, ValueError, "start must have 2 finite numbers"),
]


@pytest.mark.parametrize(("options", "error", "message"), REFUSED)
def test_wrong_own_functions_are_refused(options, error, message):
    right = {"f": lambda x, y: x**2 + y**2, "domain": SQUARE}
    began = time.perf_counter()
    with pytest.raises(error, match=message):
        Surface.from_function(**right | options)
    assert time.perf_counter() - began < 2


def test_translating_leaves_the_function_as_it_is():
    known = dict(with_options.__globals__)
    Surface.from_function(with_options, domain=SQUARE)
    assert with_options.__globals__ == known
    with pytest.raises(TypeError, match=r"only 0-dimensional arrays|only length-1 arrays"):
        with_options(np.zeros(3), np.zeros(3))
    assert max(1, 2) == 2


def test_the_original_error_can_be_seen():
    with pytest.raises(ValueError, match="raised KeyError") as caught:
        Surface.from_function(raises_key_error, domain=SQUARE)
    assert isinstance(caught.value.__cause__, KeyError)
    with pytest.raises(TypeError) as caught:
        Surface.from_function(lambda p: p[0] + p[1], domain=(-1, 1))
    assert "f(0.2465) raised TypeError: 'float' object is not subscriptable" in str(caught.value)
    assert "f([0.2465]) raised IndexError: index 1 is out of bounds" in str(caught.value)
