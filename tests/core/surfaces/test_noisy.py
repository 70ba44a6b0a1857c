"""Noise as data: the law of mini-batches, and what stays as it was."""

import itertools
import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.core import surfaces
from gdwidgets.core.surfaces import Noisy

HIMMELBLAU = surfaces.himmelblau
POINTS = np.random.default_rng(0).uniform(-5, 5, (30, 2))


def test_all_rows_together_have_no_noise():
    noisy = Noisy(HIMMELBLAU, noise=3.0, n_rows=200, seed=1)
    assert_array_equal(noisy.value(POINTS), HIMMELBLAU.value(POINTS))
    assert_array_equal(noisy.gradient(POINTS), HIMMELBLAU.gradient(POINTS))
    assert_array_equal(noisy.hessian(POINTS), HIMMELBLAU.hessian(POINTS))
    every = np.random.default_rng(2).permutation(200)
    assert_allclose(noisy.gradient(POINTS, every), HIMMELBLAU.gradient(POINTS), atol=1e-13)
    assert_allclose(noisy.value(POINTS, every), HIMMELBLAU.value(POINTS), atol=1e-13)


def test_a_row_is_tilted():
    noisy = Noisy(HIMMELBLAU, noise=3.0, n_rows=50)
    for row in (0, 7, 49):
        tilts = noisy.gradient(POINTS, [row]) - HIMMELBLAU.gradient(POINTS)
        assert_allclose(tilts, np.broadcast_to(tilts[0], tilts.shape), atol=1e-12)
        heights = noisy.value(POINTS, [row]) - HIMMELBLAU.value(POINTS)
        assert_allclose(heights, POINTS @ tilts[0], atol=1e-11)


@pytest.mark.parametrize("noise", [0.0, 0.5, 20.0])
def test_the_noise_of_one_row_is_what_was_asked_for(noise):
    noisy = Noisy(surfaces.ravine(5), noise=noise, n_rows=300)
    rows = np.arange(300)[:, np.newaxis]
    gradients = noisy.gradient(np.zeros((300, 2)), rows)
    assert_allclose(gradients.mean(axis=0), 0, atol=1e-15 * max(noise, 1))
    assert_allclose(gradients.std(axis=0, ddof=1), noise, rtol=1e-12)


def test_over_all_mini_batches_the_law_holds_exactly():
    noisy = Noisy(surfaces.parabola, noise=2.0, n_rows=9)
    for size in (1, 2, 4, 8, 9):
        batches = np.array(list(itertools.combinations(range(9), size)))
        gradients = noisy.gradient(np.zeros((len(batches), 1)), batches)
        expected = 2 / np.sqrt(size) * np.sqrt(1 - size / 9)
        assert_allclose(gradients.std(axis=0), expected, rtol=1e-12, atol=1e-15)


def test_along_a_run_the_noise_falls_with_the_root_of_the_batch_size():
    noisy = Noisy(surfaces.parabola, noise=1.0, n_rows=10_000, seed=3)
    spread = {}
    for size in (1, 4, 16, 64):
        # A step of rate 1 / 2 on x^2 lands at the origin, but for half the noise.
        run = gd.descend(noisy, gd.optimizers.GradientDescent(0.5), [0.0], 4000, batch_size=size)
        spread[size] = 2 * float(run.params[1:].std())
    for size, found in spread.items():
        assert found == pytest.approx(1 / np.sqrt(size), rel=0.05)


def test_a_batch_of_runs_equals_single_ones_bit_for_bit():
    noisy = Noisy(HIMMELBLAU, n_rows=77)
    rng = np.random.default_rng(1)
    for dtype in (np.float64, np.float32):
        points = POINTS.astype(dtype)
        for size in (1, 2, 9, 77):
            own = rng.integers(0, 77, (30, size))
            for method in (noisy.value, noisy.gradient):
                alone = [method(point, rows) for point, rows in zip(points, own, strict=True)]
                assert_array_equal(method(points, own), alone)
                assert_array_equal(method(points, own[0]), [method(p, own[0]) for p in points])
                assert method(points, own).dtype == dtype
                assert method(points.reshape(5, 6, 2), own.reshape(5, 6, -1)).shape[:2] == (5, 6)


def test_it_is_pure_and_known_by_its_seed():
    make = lambda seed: Noisy(HIMMELBLAU, n_rows=40, seed=seed)  # noqa: E731
    rows = [3, 5]
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert_array_equal(make(1).gradient(POINTS, rows), make(1).gradient(POINTS, rows))
    assert np.any(make(1).gradient(POINTS, rows) != make(2).gradient(POINTS, rows))
    assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    again = pickle.loads(pickle.dumps(make(1)))
    assert_array_equal(again.gradient(POINTS, rows), make(1).gradient(POINTS, rows))


def test_it_tells_what_the_surface_tells():
    for surface in (HIMMELBLAU, surfaces.ravine(10), surfaces.waves):
        noisy = Noisy(surface)
        for fact in ("domain", "start", "minima", "saddles", "param_names", "latex", "n_params"):
            assert getattr(noisy, fact) == getattr(surface, fact)
        assert (noisy.convex, noisy.lower_bound) == (surface.convex, surface.lower_bound)
        assert noisy.n_rows == 1000
    assert noisy.name == "Waves with noise"
    assert repr(noisy) == "Noisy(Surface('Waves', n_params=1), noise=1, n_rows=1000, seed=0)"
    assert gd.sweep(noisy, gd.optimizers.Adam(0.1), 5, grid={"batch_size": [1, 10]}).loss.shape == (
        2,
    )


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Noisy("bowl"), TypeError, "objective must be an Objective, not 'bowl'"),
        (lambda: Noisy(Noisy(HIMMELBLAU)), ValueError, "objective must have no rows of its own"),
        (lambda: Noisy(HIMMELBLAU, -1), ValueError, "noise must be a number with noise >= 0"),
        (lambda: Noisy(HIMMELBLAU, np.nan), ValueError, "noise must be a number"),
        (lambda: Noisy(HIMMELBLAU, "1"), TypeError, "noise must be a number"),
        (lambda: Noisy(HIMMELBLAU, n_rows=1), ValueError, "2 <= n_rows <= 8.38861e.06, not 1"),
        (lambda: Noisy(HIMMELBLAU, n_rows=10**9), ValueError, "n_rows must be a whole number"),
        (lambda: Noisy(HIMMELBLAU, n_rows=2.5), TypeError, "n_rows must be a whole number"),
        (lambda: Noisy(HIMMELBLAU, seed=-1), ValueError, "seed must be a whole number"),
    ],
)
def test_wrong_noise_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
