"""The plateau and the bump: what they are there to show."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdwidgets as gd
from gdwidgets.core import surfaces

GD, Momentum, Nesterov = (
    gd.optimizers.GradientDescent,
    gd.optimizers.Momentum,
    gd.optimizers.Nesterov,
)
BOTH = pytest.mark.parametrize("surface", [surfaces.bump, surfaces.plateau_bump], ids=repr)


@BOTH
def test_plain_descent_is_stopped_by_the_bump_at_every_rate(surface):
    run = gd.descend(surface, GD([0.02, 0.05, 0.1, 0.2]), surface.start, 4000)
    assert list(run.status) == ["converged"] * 4
    assert_allclose(run.params[-1], [surface.minima[1]] * 4, atol=1e-4)


@BOTH
@pytest.mark.parametrize("optimizer", [Momentum([0.05, 0.1, 0.2], 0.9), Nesterov([0.1, 0.2], 0.9)])
def test_momentum_rolls_over_it_into_the_valley(surface, optimizer):
    run = gd.descend(surface, optimizer, surface.start, 500)
    assert set(run.status) == {"converged"}
    assert_allclose(run.params[-1], [surface.minima[0]] * len(run.params[-1]), atol=1e-4)


@BOTH
def test_without_enough_momentum_it_rolls_back(surface):
    for optimizer in (Momentum(0.1, 0.5), Momentum(0.02, 0.9)):
        run = gd.descend(surface, optimizer, surface.start, 2000)
        assert run.status == "converged"
        assert_allclose(run.params[-1], surface.minima[1], atol=1e-3)


def test_there_is_a_plateau_and_a_bump():
    x = np.linspace(3.3, 4.6, 50)[:, np.newaxis]
    assert np.abs(surfaces.bump.gradient(x)).max() < 0.2, "level"
    assert surfaces.bump.gradient([6.5])[0] > 3, "beside a wall"
    top, before = surfaces.plateau_bump.saddles[0][0], surfaces.bump.minima[1][0]
    rise = surfaces.bump.value([top]) - surfaces.bump.value([before])
    assert 0.14 < rise < 0.16


def test_the_curve_has_three_level_points_and_all_are_named():
    found = surfaces.critical_points(surfaces.bump, n_starts=400)
    assert found.downhill.tolist() == [0, 0, 1]
    named = [*surfaces.bump.minima, (surfaces.plateau_bump.saddles[0][0],)]
    assert_allclose(sorted(found.points.ravel()), sorted(p[0] for p in named), atol=1e-9)
    plane = surfaces.critical_points(surfaces.plateau_bump, n_starts=400)
    assert plane.downhill.tolist() == [0, 0, 1]
