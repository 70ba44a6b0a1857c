"""Clipping; what torch does is in test_torch.py."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.optimizers.clipped import norm
from tests.core.optimizers.problems import SQUARE, curve

o = gd.optimizers
PLAIN = o.GradientDescent(0.01)


def test_no_slope_is_longer_and_none_turned():
    run = gd.descend(gd.surfaces.himmelblau, o.Clipped(PLAIN, 3.0), [0.0, 0.0], 300)
    steps, slopes = np.diff(run.params, axis=0), gd.surfaces.himmelblau.gradient(run.params[:-1])
    lengths = np.linalg.norm(slopes, axis=1)
    expected = -0.01 * slopes * np.minimum(1, 3.0 / lengths)[:, None]
    np.testing.assert_allclose(steps, expected, rtol=0, atol=1e-14)
    assert (lengths > 3).any()
    assert (lengths < 3).any()


def test_no_entry_is_larger():
    start = [[0.0, 0.0], [4.0, -4.0]]
    run = gd.descend(gd.surfaces.himmelblau, o.ClippedByValue(PLAIN, 3.0), start, 300)
    steps, slopes = np.diff(run.params, axis=0), gd.surfaces.himmelblau.gradient(run.params[:-1])
    np.testing.assert_allclose(steps, -0.01 * np.clip(slopes, -3, 3), rtol=0, atol=1e-14)
    assert (slopes > 3).any()
    assert (slopes < -3).any()


@pytest.mark.parametrize("wrapper", [o.Clipped, o.ClippedByValue])
@pytest.mark.parametrize("inner", [PLAIN, o.Momentum(0.01), o.Adam(0.1), o.Newton()], ids=repr)
def test_a_limit_that_is_never_met_changes_no_bit(wrapper, inner):
    ours = gd.descend(gd.surfaces.himmelblau, wrapper(inner, 1e6), [0.0, 0.0], 50)
    theirs = gd.descend(gd.surfaces.himmelblau, inner, [0.0, 0.0], 50)
    assert ours.params.tobytes() == theirs.params.tobytes()
    assert (ours.evaluations == theirs.evaluations).all()


@pytest.mark.parametrize("wrapper", [o.Clipped, o.ClippedByValue])
def test_each_run_may_have_its_own_limit(wrapper):
    limits = [0.1, 1.0, 10.0]
    batch = gd.descend(gd.surfaces.himmelblau, wrapper(o.Momentum(0.01), limits), [0, 0], 40)
    for i, limit in enumerate(limits):
        alone = gd.descend(gd.surfaces.himmelblau, wrapper(o.Momentum(0.01), limit), [0, 0], 40)
        assert batch.params[:, i].tobytes() == alone.params.tobytes()


def test_a_cliff_does_not_throw_a_clipped_run():
    cliff = curve(
        lambda x: np.cosh(3 * x), lambda x: 3 * np.sinh(3 * x), lambda x: 9 * np.cosh(3 * x)
    )
    thrown = gd.descend(cliff, o.GradientDescent(0.1), [9.0], 200)
    clipped = gd.descend(cliff, o.Clipped(o.GradientDescent(0.1), 2.0), [9.0], 200)
    assert (thrown.status, clipped.status) == ("diverged", "converged")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_squares_of_steep_slopes_do_not_overflow(dtype):
    steep = np.finfo(dtype).max / 100
    slope = curve(lambda x: steep * x, lambda x: steep + 0 * x, lambda x: 0 * x)
    run = gd.descend(slope, o.Clipped(o.GradientDescent(0.5), 1.0), np.ones(1, dtype), 1)
    assert run.params[1].tolist() == [0.5]


@pytest.mark.parametrize("size", [1e-300, 1e-20, 1.0, 1e20, 1e300])
def test_norm(size):
    vectors = size * np.array([[3.0, -4.0], [0.0, 0.0], [1.0, 0.0]])
    np.testing.assert_allclose(norm(vectors), size * np.array([[5.0], [0.0], [1.0]]), rtol=1e-15)
    assert np.isnan(norm(np.array([[np.nan, 1.0]]))).all()


def test_clipping_remembers_nothing_itself():
    run = gd.descend(SQUARE, o.Momentum(0.1), [3.0], 5)
    more = gd.go_on(run, 5, optimizer=o.Clipped(o.Momentum(0.1), 1e9))
    assert more.kept == ("velocity",)
    long = gd.descend(SQUARE, o.Momentum(0.1), [3.0], 10)
    np.testing.assert_array_equal(more.params[-1], long.params[-1])
