"""Sections through objectives of many parameters: the chain rule, projections, and words."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Section, section

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 5)), RNG.normal(size=40)
LINEAR = gd.losses.LinearRegression(X, Y)
LOGISTIC = gd.losses.LogisticRegression(X[:, :4], (Y > 0).astype(int))
NETWORK = gd.networks.MLP((5, 7, 1), "tanh", "squared error").on(X, Y)
LANDSCAPE = surfaces.random_landscape(6, seed=2)
OBJECTIVES = [LINEAR, LOGISTIC, NETWORK, LANDSCAPE]
every_objective = pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda each: each.name)
DIRECTIONS = {
    "random": lambda n: None,
    "two": lambda n: np.random.default_rng(3).normal(size=(2, n)),
    "one": lambda n: np.arange(1.0, n + 1),
    "one row": lambda n: np.ones((1, n)),
    "two parameters": lambda n: (3, 1),
    "one parameter": lambda n: 2,
}
every_way = pytest.mark.parametrize("way", DIRECTIONS.values(), ids=DIRECTIONS.keys())


def cut(objective, way, **options):
    center = np.random.default_rng(1).normal(size=objective.n_params)
    return Section(objective, center, way(objective.n_params), **options)


def points_in(surface, n=17):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(5).uniform(low, high, (n, surface.n_params))


@every_objective
@every_way
def test_it_is_the_objective_along_the_directions(objective, way):
    plane = cut(objective, way)
    points = points_in(plane)
    lifted = plane.origin + points @ plane.directions
    assert_allclose(plane.lift(points), lifted, rtol=0, atol=1e-12)
    assert_allclose(plane.value(points), objective.value(lifted), rtol=1e-11)
    slopes = objective.gradient(lifted) @ plane.directions.T
    assert_allclose(plane.gradient(points), slopes, rtol=0, atol=1e-11 * np.abs(slopes).max())
    bends = np.einsum(
        "ai,kij,bj->kab", plane.directions, objective.hessian(lifted), plane.directions
    )
    tolerance = 1e-7 if objective is NETWORK else 1e-12
    hessians = plane.hessian(points)
    assert_allclose(hessians, bends, rtol=0, atol=tolerance * np.abs(bends).max())
    assert_array_equal(hessians, np.swapaxes(hessians, -1, -2))


@every_objective
@every_way
def test_its_gradient_equals_central_differences(objective, way):
    plane = cut(objective, way)
    points = 0.3 * points_in(plane)
    step = 1e-5
    numerical = [
        (plane.value(points + nudge) - plane.value(points - nudge)) / (2 * step)
        for nudge in step * np.eye(plane.n_params)
    ]
    gradient = plane.gradient(points)
    assert_allclose(
        gradient, np.stack(numerical, axis=-1), rtol=0, atol=1e-6 * np.abs(gradient).max()
    )


@every_objective
@every_way
def test_a_batch_equals_single_points_bit_for_bit(objective, way, monkeypatch):
    plane = cut(objective, way)
    for dtype in (np.float64, np.float32):
        points = points_in(plane).astype(dtype)
        for piece in (section.PIECE, 5 * (objective.n_rows or objective.n_params)):
            monkeypatch.setattr(section, "PIECE", piece)
            for method in (plane.value, plane.gradient, plane.hessian):
                alone = np.array([method(point) for point in points])
                assert_array_equal(method(points), alone)
                assert_array_equal(method(np.asfortranarray(points)), alone)
                assert method(points[:, np.newaxis]).shape == (17, 1, *alone.shape[1:])


@pytest.mark.parametrize("objective", [LINEAR, LOGISTIC, NETWORK], ids=lambda each: each.name)
def test_rows_are_passed_on(objective, monkeypatch):
    plane = cut(objective, DIRECTIONS["random"])
    assert plane.n_rows == objective.n_rows
    points = points_in(plane, 12)
    lifted = plane.lift(points)
    shared, own = np.arange(4), RNG.integers(0, 40, (12, 4))
    for piece in (section.PIECE, 3 * 40):
        monkeypatch.setattr(section, "PIECE", piece)
        for rows in (shared, own, shared.tolist()):
            assert_array_equal(plane.value(points, rows), objective.value(lifted, rows))
            assert_allclose(
                plane.gradient(points, rows),
                objective.gradient(lifted, rows) @ plane.directions.T,
                rtol=1e-10,
            )
        grid, grid_rows = points.reshape(3, 4, 2), own.reshape(3, 4, 4)
        assert_array_equal(plane.value(grid, grid_rows).ravel(), plane.value(points, own))
    assert np.any(plane.value(points, own) != plane.value(points))


def test_a_run_in_the_section_is_a_run():
    plane = cut(LINEAR, DIRECTIONS["random"])
    run = gd.descend(plane, gd.optimizers.GradientDescent(0.1), plane.start, 500)
    assert run.status == "converged"
    best = np.linalg.solve(plane.hessian([0, 0]), -plane.gradient([0, 0]))
    assert_allclose(run.params[run.stop_step], best, atol=1e-5)
    noisy = gd.descend(plane, gd.optimizers.GradientDescent(0.1), plane.start, 50, batch_size=4)
    assert noisy.params.shape == (51, 2)


@every_way
def test_points_of_the_section_come_back(way):
    plane = cut(LANDSCAPE, way)
    points = points_in(plane)
    assert_allclose(plane.project(plane.lift(points)), points, rtol=0, atol=1e-12)
    assert_allclose(plane.project(plane.lift(points[0])), points[0], atol=1e-12)


def test_other_points_are_projected_by_least_squares():
    plane = cut(LANDSCAPE, DIRECTIONS["two"])
    path = RNG.normal(size=(9, 3, 6))
    projected = plane.project(path)
    assert projected.shape == (9, 3, 2)
    right = np.linalg.lstsq(plane.directions.T, (path.reshape(-1, 6) - plane.origin).T, rcond=None)[
        0
    ].T
    assert_allclose(projected.reshape(-1, 2), right, atol=1e-12)
    for point in (path[0, 0], path[8, 2]):
        assert_array_equal(plane.project(point), projected[(path == point).all(axis=-1)][0])


def test_random_directions_are_orthonormal_and_picked_by_the_seed():
    first, again, other = (Section(NETWORK, NETWORK.start, seed=seed) for seed in (0, 0, 1))
    assert_allclose(first.directions @ first.directions.T, np.eye(2), atol=1e-14)
    assert_array_equal(first.directions, again.directions)
    assert np.abs(first.directions @ other.directions.T).max() < 0.9
    line = Section(surfaces.parabola, [1.0])
    assert_allclose(np.abs(line.directions), [[1.0]])
    assert (first.notes, line.notes) == (
        ("random directions, seed 0",),
        ("random direction, seed 0",),
    )
    assert first.param_names == ("a", "b")
    assert line.param_names == ("a",)


def test_chosen_parameters_are_the_coordinates():
    names = LINEAR.param_names
    center = np.arange(1.0, 7.0)
    plane = Section(LINEAR, center, (names[4], names[0]))
    assert plane.param_names == (names[4], names[0])
    assert_array_equal(plane.lift([50.0, 10.0]), [10, 2, 3, 4, 50, 6])
    assert_array_equal(plane.project(center), [5.0, 1.0])
    assert plane.value([5.0, 1.0]) == LINEAR.value(center)
    assert plane.notes == (
        f"{names[1]} = 2, {names[2]} = 3, {names[3]} = 4, {names[5]} = 6 stay fixed",
    )
    assert plane.latex == LINEAR.latex
    same = Section(LINEAR, center, [4, 0])
    assert_array_equal(plane.value(points_in(plane)), same.value(points_in(plane)))
    line = Section(LINEAR, center, names[1], names="slope")
    assert (line.n_params, line.param_names) == (1, ("slope",))
    assert Section(NETWORK, NETWORK.start, "b2[0]").notes == ("the other 49 parameters stay fixed",)
    own = Section(surfaces.quadratic(np.eye(3)), [1, 2, 3], (0, 1))
    assert own.notes == ("x3 = 3 stays fixed",)


def test_the_default_domain():
    center = np.array([0.5, -2.0, 1.0])
    bowl = surfaces.quadratic(np.eye(3), domain=[(-1, 1), (-2, 2), (-3, 3)])
    assert Section(bowl, center, (2, 0)).domain == ((-3.0, 3.0), (-1.0, 1.0))
    along = Section(bowl, center, [[0, 0, 0.5], [4, 0, 0]])
    assert along.domain == ((-4.0, 4.0), (-0.5, 0.5)), "each changes a parameter by 2"
    assert Section(bowl, np.zeros(3), [[0, 0, 0.5], [4, 0, 0]]).domain == ((-2, 2), (-0.25, 0.25))
    homeless = Section(NETWORK, NETWORK.start, (0, 1))
    reach = np.abs(NETWORK.start).max()
    low, high = np.array(homeless.domain).T
    assert_allclose((low + high) / 2, NETWORK.start[:2])
    assert_allclose(high - low, 2 * reach)
    given = Section(bowl, center, domain=[(-1, 1), (0, 5)])
    assert given.domain == ((-1.0, 1.0), (0.0, 5.0))
    assert given.start == (-0.6, 1.0)
    assert Section(bowl, center, 1, domain=(0, 10)).domain == ((0.0, 10.0),)


def test_what_is_known_of_the_objective_is_known_of_the_section():
    hessian = np.diag([1.0, 2.0, 3.0])
    bowl = surfaces.quadratic(hessian, (1, 2, 3))
    through = Section(bowl, [1, 2, 3], [[1, 1, 0], [0, 1, 1]])
    assert_allclose(through.minima, [[0, 0]], atol=1e-12)
    beside = Section(bowl, [1, 2, 4], (0, 1))
    assert beside.minima == ()
    assert Section(bowl, [9, 9, 3], (0, 1)).minima == ((1.0, 2.0),)
    assert (through.convex, through.lower_bound) == (True, 0.0)
    assert not Section(LANDSCAPE, np.zeros(6)).convex
    assert through.name == "Section through Quadratic"
    assert repr(through) == "Section(Surface('Quadratic', n_params=3), n_params=2)"


def test_overflow_is_a_value():
    for objective in OBJECTIVES:
        plane = cut(objective, DIRECTIONS["random"])
        for far in ([1e300, -1e300], [np.inf, 0], [np.nan, 0]):
            assert plane.gradient(far).shape == (2,)
            assert plane.hessian(far).shape == (2, 2)
            assert plane.project(plane.lift(far)).shape == (2,)


def test_it_can_be_sent():
    plane = cut(LANDSCAPE, DIRECTIONS["two"])
    points = points_in(plane)
    assert_array_equal(pickle.loads(pickle.dumps(plane)).value(points), plane.value(points))


CENTER = np.ones(6)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Section("f", CENTER), TypeError, "objective must be an Objective, not 'f'"),
        (
            lambda: Section(LINEAR, [1, 2]),
            ValueError,
            "center must have 6 numbers in the last axis",
        ),
        (
            lambda: Section(LINEAR, [CENTER]),
            ValueError,
            "center must be one point of finite numbers",
        ),
        (
            lambda: Section(LINEAR, CENTER * np.nan),
            ValueError,
            "center must be one point of finite",
        ),
        (lambda: Section(LINEAR, "abc"), TypeError, "center must be real numbers, not 'abc'"),
        (lambda: Section(LINEAR, CENTER, "w9"), ValueError, "directions must be names .* such as"),
        (
            lambda: Section(LINEAR, CENTER, 6),
            ValueError,
            "indices of parameters from 0 to 5, not 6",
        ),
        (lambda: Section(LINEAR, CENTER, -1), ValueError, "from 0 to 5, not -1"),
        (lambda: Section(LINEAR, CENTER, True), ValueError, "from 0 to 5, not True"),
        (lambda: Section(LINEAR, CENTER, (1, 1)), ValueError, "directions must be different param"),
        (lambda: Section(LINEAR, CENTER, (0, 1, 2)), ValueError, "one or two of 6 numbers each"),
        (lambda: Section(LINEAR, CENTER, ("a", "b", "c")), ValueError, "one or two directions, or"),
        (
            lambda: Section(LINEAR, CENTER, [[1, 2], [3]]),
            ValueError,
            "directions must be one or two",
        ),
        (
            lambda: Section(LINEAR, CENTER, np.eye(6)[:3]),
            ValueError,
            "one or two of 6 numbers each",
        ),
        (
            lambda: Section(LINEAR, CENTER, np.zeros(6)),
            ValueError,
            "must not be zero, nor parallel",
        ),
        (
            lambda: Section(LINEAR, CENTER, [CENTER, 2 * CENTER]),
            ValueError,
            "directions must not be zero, nor parallel to each other",
        ),
        (lambda: Section(LINEAR, CENTER, CENTER * np.inf), ValueError, "directions must be one or"),
        (lambda: Section(LINEAR, CENTER, object()), ValueError, "directions must be one or two"),
        (lambda: Section(LINEAR, CENTER, seed=-1), ValueError, "seed must be a whole number"),
        (lambda: Section(LINEAR, CENTER, domain=(0, 1)), ValueError, "domain must have 2 .* pairs"),
        (lambda: Section(LINEAR, CENTER, domain="a"), ValueError, "domain must be"),
        (lambda: Section(LINEAR, CENTER, names=("a",)), ValueError, "names must have 2 names, not"),
        (
            lambda: Section(LINEAR, CENTER, names=(1, 2)),
            TypeError,
            "names must be a sequence of str",
        ),
        (
            lambda: Section(LINEAR, CENTER).value([1, 2, 3]),
            ValueError,
            "params must have 2 numbers",
        ),
        (lambda: Section(LINEAR, CENTER).project([1, 2]), ValueError, "params must have 6 numbers"),
    ],
)
def test_wrong_sections_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
