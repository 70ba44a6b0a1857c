"""Sensitivity maps: the median over seeds, and what theory says is best."""

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.maps.problems import line

o = gd.optimizers


def test_is_the_median_over_seeds():
    grid = {"learning_rate": [0.01, 0.1, 50.0], "batch_size": [1, 10]}
    result = gd.sensitivity_map(
        line(), o.GradientDescent(0.1), 50, grid, start=[0.0, 0.0], seeds=[1, 2, 3]
    )
    assert result.loss.shape == result.stop_step.shape == result.diverged.shape == (2, 3)
    losses = [
        gd.descend(line(), o.GradientDescent(0.1), [0.0, 0.0], 50, batch_size=10, seed=seed).loss[
            -1
        ]
        for seed in (1, 2, 3)
    ]
    assert result.loss[1, 1] == np.median(losses)
    assert result.diverged[:, 2].tolist() == [1, 1]
    assert np.isinf(result.loss[:, 2]).all()


def test_the_best_momentum_on_a_ravine_is_polyaks():
    kappa = 50.0
    root = np.sqrt(kappa)
    best_rate, best_momentum = 4 / (root + 1) ** 2, ((root - 1) / (root + 1)) ** 2
    grid = {
        "learning_rate": np.geomspace(best_rate / 10, best_rate * 10, 41),
        "momentum": np.linspace(0, 0.98, 50),
    }
    ravine = gd.surfaces.ravine(kappa)
    best = gd.sensitivity_map(ravine, o.Momentum(0.1), 100, grid, start=[1.0, 1.0]).best()
    assert best["learning_rate"] == pytest.approx(best_rate, rel=0.4)
    assert best["momentum"] == pytest.approx(best_momentum, abs=0.1)
