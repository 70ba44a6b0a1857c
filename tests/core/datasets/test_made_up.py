"""Made-up data: their shapes, that they repeat themselves, and what their makers refuse."""

import time

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from gdwidgets.core import datasets
from gdwidgets.core.losses import LinearRegression, LogisticRegression

nan, inf = np.nan, np.inf
MAKERS = {
    datasets.moons: {"n_rows": 60},
    datasets.circles: {"n_rows": 60},
    datasets.spirals: {"n_rows": 60, "n_classes": 3},
    datasets.blobs: {"n_rows": 60, "n_classes": 4},
}


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_seed_gives_the_same_data(make):
    options = MAKERS[make]
    data = make(**options, seed=4)
    assert_array_equal(data.X, make(**options, seed=4).X)
    assert np.abs(data.X - make(**options, seed=5).X).max() > 0.1
    assert data.X.shape == (60, 2)
    assert np.bincount(data.labels).tolist() == [60 // data.n_classes] * data.n_classes


def test_moons_lie_on_two_half_circles():
    moons = datasets.moons(500, noise=0)
    centres = np.array([[0, 0], [1, 0.5]])
    assert_allclose(np.linalg.norm(moons.X - centres[moons.labels], axis=1), 1)
    assert np.all((moons.X[:, 1] - 0.5 * moons.labels) * (1 - 2 * moons.labels) >= 0)
    # A line can't separate the moons, but does much better than chance.
    loss = LogisticRegression(moons.X, moons.labels)
    right = (loss.probability(loss.minima[0]) > 0.5) == moons.labels
    assert 0.8 < np.mean(right) < 1


def test_circles_lie_on_two_rings():
    rings = datasets.circles(4000, factor=0.3, noise=0)
    radius = np.linalg.norm(rings.X, axis=1)
    assert_allclose(radius, np.where(rings.labels == 0, 1, 0.3))
    for label in (0, 1):  # all around
        angle = np.arctan2(*rings.X[rings.labels == label].T)
        assert np.histogram(angle, bins=8, range=(-np.pi, np.pi))[0].min() > 200
    scatter = datasets.circles(4000, factor=0.3, noise=0.05).X - rings.X
    assert_allclose(scatter.std(), 0.05, rtol=0.03)
    # No line is better than chance at them, and a circle is never wrong.
    loss = LogisticRegression(rings.X, rings.labels)
    right = (loss.probability(loss.minima[0]) > 0.5) == rings.labels
    assert 0.45 < right.mean() < 0.55


def test_spirals_wind_around_the_origin():
    spirals = datasets.spirals(500, n_classes=2, turns=1.0, noise=0)
    radius = np.linalg.norm(spirals.X, axis=1)
    turned = np.angle(spirals.X @ [1, 1j] * np.exp(-2j * np.pi * (radius + spirals.labels / 2)))
    assert_allclose(turned, 0, atol=1e-9)
    assert radius.max() <= 1


def test_blobs_are_round_clouds():
    blobs = datasets.blobs(3000, n_classes=3, spread=0.5)
    for label in range(3):
        cloud = blobs.X[blobs.labels == label]
        assert_allclose(np.linalg.norm(cloud.mean(axis=0)), 2, atol=0.1)
        assert_allclose(cloud.std(axis=0), 0.5, atol=0.05)


def test_regression_tells_its_true_weights():
    table = datasets.regression(200, n_features=3, noise=0.0, seed=2)
    X = table.features("x1", "x2", "x3")
    solution = LinearRegression(X, table["y"]).solution()
    for weight in solution:
        assert f"{weight:+.3f}" in table.about
    noisy = datasets.regression(20_000, n_features=3, noise=0.5, seed=2)
    noisy_y = noisy["y"] - noisy.features("x1", "x2", "x3") @ solution[:3] - solution[3]
    assert_allclose(noisy_y.std(), 0.5, rtol=0.02)


def calls():
    """The calls that must be refused, with the argument that is wrong."""
    for make in (*MAKERS, datasets.regression):
        name = make.__name__
        for wrong in (0, 1.5, "a", None, -3, True, 10**9, 10**30):
            yield f"{name}(n_rows={wrong!r})", "n_rows", lambda make=make, wrong=wrong: make(wrong)
        for wrong in (-1, 0.5, None, "1"):
            yield (
                f"{name}(seed={wrong!r})",
                "seed",
                lambda make=make, wrong=wrong: make(10, seed=wrong),
            )
    for make, argument, values in [
        (datasets.moons, "noise", (-1, "a", nan, inf, 1e300, None)),
        (datasets.circles, "noise", (-1, "a", nan)),
        (datasets.circles, "factor", (0, 1, -0.5, "a", nan, None)),
        (datasets.spirals, "turns", (0, -1, nan, 1e308, "a")),
        (datasets.spirals, "noise", (-1, nan)),
        (datasets.spirals, "n_classes", (0, 1.5, "a", 20_000)),
        (datasets.blobs, "spread", (nan, -1, "1", 1e300)),
        (datasets.blobs, "n_classes", (0, -2, None)),
        (datasets.regression, "n_features", (0, 1.5, "a", 10**6)),
        (datasets.regression, "noise", (nan, -1, "a")),
    ]:
        for wrong in values:
            yield (
                f"{make.__name__}({argument}={wrong!r})",
                argument,
                lambda make=make, argument=argument, wrong=wrong: make(**{argument: wrong}),
            )


CALLS = list(calls())


@pytest.mark.parametrize(
    ("argument", "call"), [call[1:] for call in CALLS], ids=[call[0] for call in CALLS]
)
def test_wrong_arguments_are_refused_by_name(argument, call):
    began = time.perf_counter()
    with pytest.raises((TypeError, ValueError), match=rf"^{argument} must be a .*not "):
        call()
    assert time.perf_counter() - began < 2


def test_a_limit_names_itself():
    with pytest.raises(ValueError, match=r"2 <= n_rows <= 1e\+06, not 1000001"):
        datasets.moons(1_000_001)
    with pytest.raises(ValueError, match="n_rows times n_features must be at most 10000000, not"):
        datasets.regression(100_000, n_features=1000)
    with pytest.raises(ValueError, match="n_rows must be a whole number with 3 <= n_rows"):
        datasets.spirals(2, n_classes=3)
