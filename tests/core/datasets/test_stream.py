"""The drifting stream: the same rows whenever asked, and who keeps up with its law."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.datasets import DriftingStream
from gdwidgets.core.losses import LinearRegression


def test_the_law_goes_round_a_circle():
    stream = DriftingStream(drift=0.01)
    turn = stream.true_params(np.arange(101))
    assert turn.shape == (101, 2)
    assert_allclose(np.linalg.norm(turn, axis=1), 2)
    assert_allclose(
        turn[[0, 25, 50, 75, 100]], [[2, 0], [0, 2], [-2, 0], [0, -2], [2, 0]], atol=1e-12
    )
    assert stream.true_params(3).shape == (2,)
    assert_array_equal(stream.true_params([[0, 1], [2, 3]])[1, 1], turn[3])
    assert_allclose(DriftingStream(drift=-0.01).true_params(25), [0, -2], atol=1e-12)
    assert_array_equal(DriftingStream(drift=0).true_params(10**9), [2, 0])


def test_each_row_follows_the_law_of_its_own():
    stream = DriftingStream(drift=0.001, noise=0.1, seed=3)
    x, y = stream.batch(0, 200_000)
    weight, intercept = stream.true_params(np.arange(200_000)).T
    scatter = y - weight * x - intercept
    assert_allclose(scatter.std(), 0.1, rtol=0.01)
    assert_allclose([scatter.mean(), x.mean(), np.mean(x * scatter)], 0, atol=0.01)
    assert_allclose(x.std(), 1, rtol=0.01)
    # The rows around one place tell the law there.
    here = slice(100_200, 100_300)
    found = LinearRegression(x[here], y[here]).solution()
    assert_allclose(found, stream.true_params(100_250), atol=0.2)


def test_a_row_is_the_same_whenever_it_is_asked_for():
    stream = DriftingStream(seed=5)
    x, y = stream.batch(0, 5000)
    for step, batch_size in [(0, 1), (3, 7), (1, 1024), (2, 1023), (4999, 1), (0, 4999)]:
        rows = slice(step * batch_size, (step + 1) * batch_size)
        assert_array_equal(stream.batch(step, batch_size)[0], x[rows])
        assert_array_equal(DriftingStream(seed=5).batch(step, batch_size)[1], y[rows])
    assert len(np.unique(x)) == 5000
    assert np.all(DriftingStream(seed=6).batch(0, 5000)[0] != x)
    loss = stream.loss(3000)
    assert_array_equal(loss.X[:, 0], x[:3000])
    assert_array_equal(loss.y, y[:3000])
    assert loss.in_order is True


def descended(stream, n_steps, batch_size, rate):
    """Descend on the rows as they arrive; return the params before each step, as x + iy."""
    loss = stream.loss(n_steps * batch_size)
    params, path = np.zeros(2), []
    for k in range(n_steps):
        path.append(complex(*params))
        rows = np.arange(k * batch_size, (k + 1) * batch_size)
        params = params - rate(k) * loss.gradient(params, rows=rows)
    law = stream.true_params(np.arange(n_steps) * batch_size)
    return np.array(path), law @ [1, 1j]


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.3])
def test_a_rate_that_stays_follows_the_law_at_the_distance_of_theory(rate):
    # In expectation w <- (1 - rate) w + rate * (the mean law of the batch). A law that turns by
    # the angle a with each batch is then followed with the gain rate c / (e^ia - 1 + rate), c
    # being the mean of e^(i turn) over the batch's rows.
    stream, batch_size, n_steps = DriftingStream(drift=0.0005, noise=0.3, seed=1), 10, 10_000
    path, law = descended(stream, n_steps, batch_size, lambda k: rate)
    turns = 2j * np.pi * stream.drift * np.arange(batch_size + 1)
    gain = rate * np.exp(turns[:-1]).mean() / (np.exp(turns[-1]) - 1 + rate)
    settled = slice(1000, None)
    assert_allclose(np.mean(path[settled] / law[settled]), gain, atol=0.004)
    assert_allclose(np.abs(path - law)[settled].mean(), 2 * abs(gain - 1), rtol=0.05)


def test_a_rate_that_vanishes_loses_the_law():
    stream = DriftingStream(drift=0.0005, noise=0.3, seed=1)
    stays, law = descended(stream, 1000, 10, lambda k: 0.2)
    vanishes, _ = descended(stream, 1000, 10, lambda k: 1 / (k + 1))
    last_turn = slice(800, None)
    assert np.abs(stays - law)[last_turn].max() < 0.8
    # It averages over all laws there were: nearly 0, as far from each as the circle's radius.
    assert np.abs(vanishes)[last_turn].max() < 0.5
    assert_allclose(np.abs(vanishes - law)[last_turn].mean(), 2, atol=0.2)


def test_where_nothing_drifts_the_rate_that_vanishes_is_the_better_one():
    stream = DriftingStream(drift=0.0, noise=0.3, seed=1)
    stays, law = descended(stream, 1000, 10, lambda k: 0.2)
    vanishes, _ = descended(stream, 1000, 10, lambda k: 1 / (k + 1))
    assert np.abs(vanishes - law)[-1] < 0.02 < np.abs(stays - law)[-200:].mean()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: DriftingStream("a"), TypeError, "drift must be a number with -1 <= drift <= 1"),
        (
            lambda: DriftingStream(np.nan),
            ValueError,
            "drift must be a number with -1 <= drift <= 1",
        ),
        (lambda: DriftingStream(1.5), ValueError, "drift must be a number with -1 <= drift <= 1"),
        (lambda: DriftingStream(noise=-1), ValueError, "noise must be a number with 0 <= noise"),
        (lambda: DriftingStream(noise="a"), TypeError, "noise must be a number with 0 <= noise"),
        (lambda: DriftingStream(seed=-1), ValueError, "seed must be a whole number with seed >= 0"),
        (lambda: DriftingStream(seed=None), TypeError, "seed must be a whole number"),
        (lambda: DriftingStream().batch(-1, 2), ValueError, "step must be a whole number with 0 <"),
        (lambda: DriftingStream().batch(0.5, 2), TypeError, "step must be a whole number with 0 <"),
        (lambda: DriftingStream().batch(10**15, 2), ValueError, "step must be a whole number with"),
        (
            lambda: DriftingStream().batch(0, 0),
            ValueError,
            "batch_size must be a whole number with",
        ),
        (lambda: DriftingStream().batch(0, "a"), TypeError, "batch_size must be a whole number wi"),
        (
            lambda: DriftingStream().batch(0, 10**9),
            ValueError,
            "1 <= batch_size <= 1e+06, not 1000",
        ),
        (lambda: DriftingStream().loss(1), ValueError, "n_rows must be a whole number with 2 <= n"),
        (lambda: DriftingStream().loss("a"), TypeError, "n_rows must be a whole number with 2 <="),
        (lambda: DriftingStream().loss(10**9), ValueError, "2 <= n_rows <= 1e+06, not 1000000000"),
        (lambda: DriftingStream().true_params("a"), TypeError, "row must be whole numbers from 0"),
        (lambda: DriftingStream().true_params(0.5), TypeError, "row must be whole numbers from 0"),
        (lambda: DriftingStream().true_params(None), TypeError, "row must be whole numbers from 0"),
        (lambda: DriftingStream().true_params(-1), ValueError, "row must be whole numbers from 0"),
        (lambda: DriftingStream().true_params(2**41), ValueError, "row must be whole numbers from"),
        (lambda: DriftingStream().true_params([[1], [1, 2]]), ValueError, "not the ragged [[1], ["),
    ],
)
def test_wrong_arguments_are_refused(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()


def test_the_law_is_known_up_to_the_last_row():
    last = datasets.stream.LAST_ROW
    drift = 0.3  # as a float, whose exact value counts
    numerator, denominator = drift.as_integer_ratio()
    turn = (numerator * last) % denominator / denominator
    expected = [2 * np.cos(2 * np.pi * turn), 2 * np.sin(2 * np.pi * turn)]
    assert_allclose(
        DriftingStream(drift=drift).true_params(last), expected, atol=2 * 2 * np.pi / 1e3
    )
