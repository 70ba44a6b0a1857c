"""The largest curvature is LAPACK's largest eigenvalue, one formula or the other."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.curvature import largest_curvature


@pytest.mark.parametrize("surface", gd.surfaces.NAMED.values(), ids=lambda each: each.name)
def test_two_parameters_agree_with_lapack(surface):
    low, high = np.transpose(surface.domain)
    params = np.random.default_rng(0).uniform(low, high, (7, 5, 2))
    expected = np.linalg.eigvalsh(surface.hessian(params))[..., -1]
    assert np.allclose(largest_curvature(surface, params), expected, rtol=1e-9, atol=1e-9)


def test_one_parameter_and_many():
    assert largest_curvature(gd.surfaces.parabola, [3.0]) == gd.surfaces.parabola.hessian([3.0])
    X = np.random.default_rng(1).normal(size=(30, 4))
    loss = gd.losses.LinearRegression(X, X[:, 0])
    expected = np.linalg.eigvalsh(loss.hessian(np.zeros(5)))[-1]
    assert np.allclose(largest_curvature(loss, np.zeros((3, 5))), expected)


def test_where_a_run_has_diverged_nothing_is_known_and_nothing_warns():
    assert np.isnan(largest_curvature(gd.surfaces.himmelblau, [[np.nan, np.nan], [1e300, 0]])[0])
