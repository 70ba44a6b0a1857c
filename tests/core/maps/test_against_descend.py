"""Every run of a map has the status and the end that it has under `descend`: no difference.

``python -m tests.core.maps.comparisons`` measures it over all surfaces, and for longer runs.
"""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine import foresight
from tests.core.engine.problems import METHODS_WITH_RATE, random_problem
from tests.core.maps.comparisons import as_fast, map_differences, sweep_differences
from tests.core.optimizers.examples import METHODS

o = gd.optimizers
H = gd.surfaces.himmelblau
SURFACES = [H, gd.surfaces.beale, gd.surfaces.saddle]


@pytest.fixture(autouse=True)
def _try_for_fewer_steps(monkeypatch):
    """Methods that don't tell how they answer slopes are tried for 100 steps, by both alike."""
    monkeypatch.setattr(foresight, "UNTOLD_STEPS", 100)


@pytest.mark.parametrize("name", METHODS)
def test_sweeps_agree_with_descend(name):
    """28 methods x 3 surfaces x 3 lengths x 12 starts: 3,024 runs."""
    rng = np.random.default_rng(1)
    for surface in SURFACES:
        low, high = np.array(surface.domain).T
        for n_steps in (0, 7, 120):
            starts = rng.uniform(low, high, (12, 2))
            assert sweep_differences(surface, METHODS[name], n_steps, starts) == []


@pytest.mark.parametrize("name", METHODS)
def test_basin_maps_agree_with_descend(name):
    for surface in (H, gd.surfaces.double_well):
        for dtype in (np.float32, np.float64):
            assert map_differences(surface, METHODS[name], 100, 6, dtype) == []


@pytest.mark.parametrize(
    ("surface", "method", "factor", "n_steps"),
    [
        # A run that lands on a minimum to the last bit stays, though its method gets unstable.
        (H, "RMSprop", 1, 500),
        (H, "RMSprop", 10, 200),
        (H, "Adam", 10, 500),
        (H, "Adadelta", 10, 200),
        (gd.surfaces.NAMED["Ravine"], "RMSprop", 10, 200),
        (gd.surfaces.saddle, "RMSprop", 1, 500),
        (gd.surfaces.double_well, "RMSprop", 1, 500),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_runs_that_land_on_the_minimum_agree_with_descend(surface, method, factor, n_steps, dtype):
    quick = as_fast(METHODS[method], factor)
    assert map_differences(surface, quick, n_steps, 7, dtype) == []


def test_random_problems_agree_with_descend():
    counted = 0
    for objective, method, start, n_steps in random_problem(7, 60, METHODS_WITH_RATE):
        starts = start * np.array([[1.0], [0.5], [-1.0], [1e6]])
        assert sweep_differences(objective, method, n_steps, starts) == []
        counted += len(starts)
    assert counted == 240


class TestSensitivityMap:
    def test_agrees_with_descend(self):
        rates, momenta = np.geomspace(1e-3, 0.1, 9), [0.0, 0.5, 0.9, 0.99]
        grid = {"learning_rate": rates, "momentum": momenta}
        found = gd.sensitivity_map(H, o.Momentum(0.1), 200, grid, start=[0.0, 0.0])
        rate, momentum = np.meshgrid(rates, momenta)
        runs = gd.descend(H, o.Momentum(rate, momentum), [0.0, 0.0], 200)
        assert found.diverged.tolist() == (runs.status == "diverged").tolist()
        stop = np.where(runs.status == "converged", runs.stop_step, np.inf)
        assert found.stop_step.tolist() == stop.tolist()
        assert len(np.unique(runs.status)) == 3
        running = runs.status == "running"
        assert found.loss[running].tolist() == runs.loss[-1][running].tolist()
