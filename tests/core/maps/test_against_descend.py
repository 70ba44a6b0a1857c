"""Every run of a map has the status and the end that it has under `descend`: no difference.

``python -m tests.core.maps.comparisons`` measures it over all surfaces, and for longer runs.
"""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine import foresight
from gdwidgets.core.maps.grids import with_values
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


@pytest.mark.parametrize(
    ("surface", "method", "n_steps"),
    [
        # Adam gets into a winding valley at once and then creeps along it: it is not there yet.
        (gd.surfaces.rosenbrock, o.Adam(0.05), 400),
        (gd.surfaces.beale, o.Adam(0.05), 400),
        # A plateau that is level to rounding in float32, and a cliff.
        (gd.surfaces.easom, o.Adam(0.3), 300),
        (gd.surfaces.plateau_cliff, o.Adam(0.3), 300),
        (gd.surfaces.plateau_cliff, o.RMSprop(0.05), 300),
        # Minima that the method is just, or nearly, thrown off.
        (gd.surfaces.ravine(20.0), o.GradientDescent(0.1005), 1000),
        (H, o.GradientDescent(0.0275), 400),
        (H, o.GradientDescent(0.02), 400),
        (H, o.Momentum(0.02, 0.9), 400),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_valleys_plateaus_and_edges_of_stability_agree_with_descend(
    surface, method, n_steps, dtype
):
    assert map_differences(surface, method, n_steps, 21, dtype) == []


@pytest.mark.parametrize("surface", [gd.surfaces.rosenbrock, gd.surfaces.beale])
def test_few_runs_of_adam_have_converged_in_a_valley(surface):
    """Of 441 all but some tens are still on their way after 400 steps."""
    found = gd.basin_map(surface, o.Adam(0.05), 400, resolution=21)
    assert (found.status == "converged").mean() < 0.1
    assert (found.status == "running").mean() > 0.9


@pytest.mark.parametrize(
    "method", [o.Adam(0.1), o.RMSprop(0.05), o.Lion(0.05), o.RandomSearch(4.0, 5)]
)
@pytest.mark.parametrize("start", [[-1.0, -1.0], [0.0, 0.0], [-0.5, 0.2]])
def test_plateaus_that_memory_or_chance_may_cross_agree_with_descend(method, start):
    for dtype in (np.float32, np.float64):
        domain = [(low, low + 1e-3) for low in start]
        kw = {"domain": domain, "resolution": 2, "dtype": dtype}
        found = gd.basin_map(gd.surfaces.easom, method, 1000, **kw)
        starts = np.stack(np.meshgrid(found.x, found.y), axis=-1).astype(dtype)
        runs = gd.descend(gd.surfaces.easom, method, starts, 1000, tolerance=0.01)
        assert found.status.tolist() == runs.status.tolist()


def test_adam_on_its_way_over_a_plateau_is_running_in_both():
    """In float64 with one tolerance, a thousand steps from (-1, -1): it isn't through yet."""
    start = [-1.0, -1.0]
    run = gd.descend(gd.surfaces.easom, o.Adam(0.1), start, 1000, tolerance=0.01)
    domain = [(-1.0, -0.999)] * 2
    kw = {"domain": domain, "resolution": 2, "dtype": np.float64}
    found = gd.basin_map(gd.surfaces.easom, o.Adam(0.1), 1000, **kw)
    assert run.status == found.status[0, 0] == "running"


def test_random_problems_agree_with_descend():
    counted = 0
    for objective, method, start, n_steps in random_problem(7, 60, METHODS_WITH_RATE):
        starts = start * np.array([[1.0], [0.5], [-1.0], [1e6]])
        assert sweep_differences(objective, method, n_steps, starts) == []
        counted += len(starts)
    assert counted == 240


RATES, MOMENTA = [1e-3, 1e-2, 0.03, 0.3, 3.0], [0.0, 0.5, 0.9, 0.99]


class TestSensitivityMap:
    @pytest.mark.parametrize("surface", [H, gd.surfaces.beale])
    @pytest.mark.parametrize(
        ("method", "grid"),
        [
            (o.Momentum(0.1), {"learning_rate": RATES, "momentum": MOMENTA}),
            (o.Nesterov(0.1), {"momentum": MOMENTA, "learning_rate": RATES}),
            (o.Adagrad(0.1), {"learning_rate": RATES, "epsilon": [1e-8, 0.1]}),
            (o.Adadelta(), {"rho": [0.5, 0.9], "learning_rate": [0.1, 1.0, 10.0]}),
            (o.RMSprop(0.1), {"learning_rate": RATES, "alpha": [0.5, 0.9, 0.99]}),
            (o.Adam(0.1), {"beta1": MOMENTA, "learning_rate": RATES}),
            (o.Adam(0.1), {"learning_rate": RATES, "bias_correction": [True, False]}),
            (o.AMSGrad(0.1), {"learning_rate": RATES, "beta2": [0.9, 0.999]}),
            (o.AdamW(0.1), {"weight_decay": [0.0, 0.01, 1.0], "learning_rate": RATES}),
            (o.NAdam(0.1), {"learning_rate": RATES, "beta1": MOMENTA}),
            (o.Lion(0.1), {"learning_rate": RATES, "beta1": MOMENTA}),
            (o.Newton(), {"damping": [0.0, 1.0, 50.0], "learning_rate": [0.1, 1.0, 2.5]}),
            (o.SaddleFreeNewton(), {"learning_rate": [0.1, 1.0, 2.5], "damping": [0.0, 9.0]}),
            (o.Backtracking(), {"shrink": [0.3, 0.8], "sufficient": [1e-4, 0.5]}),
            (o.RandomSearch(), {"radius": [0.1, 1.0, 10.0], "n_candidates": [1, 5]}),
            (o.EvolutionStrategy(), {"sigma": [0.1, 1.0, 10.0], "n_offspring": [1, 5]}),
        ],
        ids=lambda each: each.name if hasattr(each, "name") else ", ".join(each),
    )
    def test_agrees_with_descend(self, surface, method, grid):
        """Each pair beside runs of its own, one a seed, and their medians (the higher middle)."""
        seeds = [1, 2, 3, 4] if "n_" in str(list(grid)) else [0]
        start = [0.5, 0.5]
        found = gd.sensitivity_map(surface, method, 150, grid, start=start, seeds=seeds)
        (x_name, x), (y_name, y) = grid.items()
        assert (found.x_name, found.y_name) == (x_name, y_name)
        for i, j in np.ndindex(len(y), len(x)):
            chosen = with_values(method, {x_name: x[j], y_name: y[i]})
            runs = [gd.descend(surface, chosen, start, 150, seed=seed) for seed in seeds]
            words = [run.status for run in runs]
            assert found.diverged[i, j] == words.count("diverged") / len(seeds)
            stops = [run.stop_step if run.status == "converged" else np.inf for run in runs]
            assert found.stop_step[i, j] == sorted(stops)[len(seeds) // 2]
            ends = [np.inf if run.status == "diverged" else run.loss[-1] for run in runs]
            end = sorted(ends)[len(seeds) // 2]
            if set(words) <= {"running", "diverged"}:
                assert found.loss[i, j] == end
            else:  # a run is let go that is foreseen to stay
                assert found.loss[i, j] == pytest.approx(end, abs=1e-6)

    def test_the_pairs_compared_end_in_several_ways(self):
        grid = {"learning_rate": RATES, "momentum": MOMENTA}
        found = gd.sweep(H, o.Momentum(0.1), 150, grid=grid, starts=[0.5, 0.5])
        assert len(np.unique(found.status)) == 3
