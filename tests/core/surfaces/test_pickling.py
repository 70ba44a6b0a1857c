"""Surfaces on their way to other processes."""

import math
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import gdwidgets as gd
from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Section, Surface, pickling

SQUARE = [(-1, 1), (-1, 1)]


def smooth(x, y):
    return x**2 + 3 * y**2


def smooth_slope(x, y):
    return 2 * x, 6 * y


def smooth_curvature(x, y):
    return (2, 0), (0, 6)


def of_a_point(p):
    return np.sum(p**2, axis=0)


def with_math(x, y):
    return math.sin(x) * math.cos(y)


def with_branch(x, y):
    return x if x > y else 2 * y


MADE = [
    *surfaces.NAMED.values(),
    *(surfaces.parabola, surfaces.waves, surfaces.two_valleys, surfaces.bump),
    *(surfaces.ravine(50), surfaces.ravine(50, 30), surfaces.bowl(1, 3)),
    surfaces.quadratic(np.eye(4)),
    surfaces.random_landscape(3, seed=2),
    Surface.from_formula("x^4 - 3*x^2 + abs(y)"),
    Surface.from_formula("sin(x)", domain=(-3, 3), name="Wave"),
    Surface.from_function(smooth, domain=SQUARE),
    Surface.from_function(smooth, smooth_slope, domain=SQUARE, name="sloped"),
    Surface.from_function(smooth, smooth_slope, smooth_curvature, domain=SQUARE),
    Surface.from_function(of_a_point, domain=SQUARE),
    Surface.from_function(with_math, domain=SQUARE),
    Surface.from_function(with_branch, domain=SQUARE),
    Section(surfaces.random_landscape(5), np.zeros(5)),
    surfaces.Noisy(surfaces.ravine(9)),
]
every_one = pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)


def restored(thing, protocol=None):
    return pickle.loads(pickle.dumps(thing, protocol))


@every_one
@pytest.mark.parametrize("protocol", [2, 5])
def test_what_comes_back_computes_the_same(made, protocol):
    back = restored(made, protocol)
    low, high = np.array(made.domain).T
    points = np.random.default_rng(0).uniform(low, high, (20, made.n_params))
    for method in ("value", "gradient", "hessian"):
        assert_array_equal(getattr(back, method)(points), getattr(made, method)(points))
    facts = ("name", "domain", "start", "minima", "saddles", "latex", "param_names", "n_params")
    for fact in (*facts, "lower_bound"):
        assert getattr(back, fact) == getattr(made, fact)
    assert getattr(back, "notes", ()) == getattr(made, "notes", ())
    assert getattr(back, "seconds_per_point", None) == getattr(made, "seconds_per_point", None)


def test_the_surface_of_a_module_stays_itself():
    assert restored(surfaces.himmelblau) is surfaces.himmelblau
    assert restored(surfaces.booth) is surfaces.booth
    assert restored(surfaces.bump) is surfaces.bump
    assert len(pickle.dumps(surfaces.himmelblau)) < 150


def test_a_formula_is_sent_as_its_text():
    sent = pickle.dumps(Surface.from_formula("x^2 + y^2"))
    assert sent.count(b"parse_formula") == 1, "it is read once, for height, slope and curvature"
    back = pickle.loads(sent)
    assert back.height.__self__ is back.curvature.__self__
    assert back.height.__self__ == Surface.from_formula("x^2 + y^2").height.__self__


def sweep(surface, executor):
    rates = {"learning_rate": [0.01, 0.02, 0.03]}
    return gd.sweep(surface, gd.optimizers.Adam(0.1), 20, grid=rates, executor=executor).loss


@pytest.fixture(scope="module")
def pool():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        yield executor


@pytest.mark.parametrize(
    "made",
    [
        surfaces.ravine(50, 30),
        Surface.from_formula("x^2 + 3*y^2"),
        surfaces.random_landscape(2),
        surfaces.himmelblau,
        Section(surfaces.random_landscape(5), np.zeros(5)),
    ],
    ids=lambda made: made.name,
)
def test_sweeps_run_in_other_processes(made, pool):
    assert_array_equal(sweep(made, pool), sweep(made, None))


def of_a_lambda():
    return Surface.from_function(lambda x, y: x**2 + y**2, domain=SQUARE)


UNSENDABLE = [
    (of_a_lambda(), "height"),
    (Surface.from_function(smooth, lambda x, y: (2 * x, 6 * y), domain=SQUARE), "slope"),
    (
        Surface.from_function(smooth, smooth_slope, lambda x, y: ((2, 0), (0, 6)), domain=SQUARE),
        "curvature",
    ),
    (Surface.from_function(lambda x, y: x if x > y else y, domain=SQUARE), "height"),
    (Surface.from_function(lambda p: p[0] + p[1], domain=SQUARE), "height"),
    (Surface.from_function(lambda x, y: math.sin(x) + y, domain=SQUARE), "height"),
]


@pytest.mark.parametrize(("surface", "part"), UNSENDABLE)
def test_a_lambda_is_refused_with_a_remedy(surface, part, monkeypatch):
    monkeypatch.setattr(pickling, "ABLE", set())
    message = (
        rf"^Surface\(.*\) can't be sent to another process, for its {part} can't be pickled \(.*"
        r"lambda.*\); define its functions with def, not lambda, at the top of a module, or write "
        r"it as a formula, by Surface.from_formula$"
    )
    with pytest.raises(pickle.PicklingError, match=message):
        pickle.dumps(surface)


def test_the_error_comes_out_of_a_sweep(monkeypatch, pool):
    monkeypatch.setattr(pickling, "ABLE", set())
    with pytest.raises(pickle.PicklingError, match=r"define its functions with def, not lambda"):
        sweep(of_a_lambda(), pool)


def test_without_another_library_the_error_is_clear():
    code = (
        "import pickle\nfrom gdwidgets.core.surfaces import Surface\n"
        "surface = Surface.from_function(lambda x: x**2, domain=(-1, 1))\n"
        "try: pickle.dumps(surface)\nexcept pickle.PicklingError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "define its functions with def" in run.stdout


def test_libraries_that_send_lambdas_are_left_to_it():
    cloudpickle = pytest.importorskip("cloudpickle")
    made = of_a_lambda()
    back = pickle.loads(cloudpickle.dumps(made))
    assert_array_equal(back.hessian([1.0, 2.0]), made.hessian([1.0, 2.0]))
