"""Sweeps and maps: equal to descend, whoever does the work."""

import dataclasses
import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.maps import sweeps
from tests.core.test_optimizers import METHODS

o = gd.optimizers
H = gd.surfaces.himmelblau
GRID = {"learning_rate": [1e-3, 1e-2, 0.1], "momentum": [0.0, 0.5, 0.9]}
STARTS = [[0.0, 0.0], [-3.0, 1.0]]


def line():
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    return gd.losses.LinearRegression(x, 2 * x + 1 + rng.normal(size=60))


def assert_same(a, b):
    for name in ("params", "loss", "status", "stop_step", "evaluations"):
        assert getattr(a, name).tobytes() == getattr(b, name).tobytes(), name


class TestSweep:
    def test_is_the_end_of_each_run(self):
        result = gd.sweep(H, o.Momentum(0.1), 300, grid=GRID, starts=STARTS)
        assert list(result.axes) == ["learning_rate", "momentum", "start"]
        assert result.shape == (3, 3, 2)
        assert result.params.shape == (3, 3, 2, 2)
        for place in np.ndindex(3, 3, 2):
            i, j, k = place
            optimizer = o.Momentum(GRID["learning_rate"][i], GRID["momentum"][j])
            run = gd.descend(H, optimizer, STARTS[k], 300)
            assert (result.status[place], result.stop_step[place]) == (run.status, run.stop_step)
            last = run.stop_step if run.status == "diverged" else -1
            np.testing.assert_allclose(result.params[place], run.params[last], atol=1e-6)
            if run.status == "running":
                assert result.params[place].tobytes() == run.params[-1].tobytes()
                assert result.evaluations[place] == 300
            else:
                # It is let go at a look, every ten steps, and pays for one gradient a step.
                assert run.stop_step <= result.evaluations[place] < 300
                assert result.evaluations[place] % 10 == 0

    @pytest.mark.parametrize("method", [m for m in METHODS if m != "damped Newton"])
    def test_statuses_are_those_of_descend(self, method):
        # Damped Newton comes back from beyond all bounds, within ten steps at times.
        rng = np.random.default_rng(1)
        for surface in (H, gd.surfaces.beale, gd.surfaces.saddle):
            low, high = np.array(surface.domain).T
            starts = rng.uniform(low, high, (30, 2))
            for n_steps in (0, 7, 120):
                runs = gd.descend(surface, METHODS[method], starts, n_steps)
                ends = gd.sweep(surface, METHODS[method], n_steps, starts=starts)
                for i in range(30):
                    theirs = (runs.status[i], runs.stop_step[i])
                    if (ends.status[i], ends.stop_step[i]) != theirs:
                        # It had settled for ten steps, and woke up again later.
                        slopes = np.abs(surface.gradient(runs.params[:, i])).max(axis=-1)
                        assert theirs == ("running", 120)
                        assert (slopes[ends.stop_step[i] :][:10] <= 1e-6).all()

    @pytest.mark.parametrize("moves", [[], range(10, 20), range(10, 15), range(95, 100)])
    def test_a_run_that_waits_stops_where_it_moved_last(self, moves):
        waiting = o.GradientDescent(lambda k: 0.01 if k in moves else 0.0)
        run = gd.descend(H, waiting, [0.0, 0.0], 100)
        ends = gd.sweep(H, waiting, 100, starts=[0.0, 0.0])
        assert (ends.status, ends.stop_step) == (run.status, run.stop_step)
        assert run.stop_step == (max(moves) + 1 if moves else 0)

    def test_a_run_that_was_still_at_first_is_not_taken_for_one_that_is(self):
        descent, start = o.GradientDescent(0.1), [0.0, 9e-7]
        assert np.abs(gd.surfaces.saddle.gradient(start)).max() < 1e-6
        ends = gd.sweep(gd.surfaces.saddle, descent, 30, starts=start)
        assert (ends.status, ends.stop_step) == ("running", 30)

    def test_seeds_and_batch_sizes(self):
        grid = {"batch_size": [1, 8, 60], "learning_rate": [0.02, 0.1]}
        result = gd.sweep(
            line(), o.GradientDescent(0.1), 40, grid=grid, starts=[0.0, 0.0], seeds=[3, 4]
        )
        assert result.shape == (3, 2, 2)
        for i, j, k in np.ndindex(3, 2, 2):
            run = gd.descend(
                line(),
                o.GradientDescent(grid["learning_rate"][j]),
                [0.0, 0.0],
                40,
                batch_size=grid["batch_size"][i],
                seed=[3, 4][k],
            )
            assert result.params[i, j, k].tobytes() == run.params[-1].tobytes()

    def test_settings_that_are_no_numbers(self):
        grid = {
            "bias_correction": [True, False],
            "learning_rate": [0.1, gd.schedules.Cosine(0.1, 50)],
        }
        result = gd.sweep(H, o.Adam(0.1), 50, grid=grid, starts=[0.0, 0.0])
        for i, j in np.ndindex(2, 2):
            optimizer = o.Adam(grid["learning_rate"][j], bias_correction=grid["bias_correction"][i])
            run = gd.descend(H, optimizer, [0.0, 0.0], 50)
            assert result.params[i, j].tobytes() == run.params[-1].tobytes()

    def test_a_dict_as_memory_survives_that_runs_leave(self):
        def mine(params, gradient, learning_rate, memory):
            velocity = 0.5 * memory.get("velocity", 0) + gradient
            return params - learning_rate * velocity, {"velocity": velocity}

        grid = {"learning_rate": [1e-3, 1e-2, 1.0]}
        own = gd.sweep(H, o.FromFunction(mine), 200, grid=grid, starts=STARTS)
        assert_same(own, gd.sweep(H, o.Momentum(0.1, 0.5), 200, grid=grid, starts=STARTS))
        assert set(own.status.flat) == {"converged", "running", "diverged"}

    def test_a_single_run_is_a_sweep_too(self):
        result, run = gd.sweep(H, o.Adam(0.1), 20), gd.descend(H, o.Adam(0.1), H.start, 20)
        assert (result.shape, result.best(), repr(result)) == ((), {}, "Sweep(1 running)")
        assert result.params.tobytes() == run.params[-1].tobytes()
        assert (result.loss, result.status) == (run.loss[-1], "running")

    def test_best(self):
        result = gd.sweep(gd.surfaces.ravine(10.0), o.Momentum(0.1), 60, grid=GRID)
        place = result.loss.argmin()
        i, j = np.unravel_index(place, result.shape)
        assert result.best() == {
            "learning_rate": GRID["learning_rate"][i],
            "momentum": GRID["momentum"][j],
        }

    def test_blocks_change_nothing(self, monkeypatch):
        whole = gd.sweep(H, o.Adam(0.1), 100, grid={"beta1": np.linspace(0, 0.9, 40)})
        monkeypatch.setattr(sweeps, "BLOCK", 7)
        assert_same(whole, gd.sweep(H, o.Adam(0.1), 100, grid={"beta1": np.linspace(0, 0.9, 40)}))

    def test_long_sweeps_hold_little_memory(self):
        import tracemalloc

        starts = np.random.default_rng(0).uniform(-4, 4, (60_000, 2))
        tracemalloc.start()
        result = gd.sweep(H, o.Adam(0.1), 20, starts=starts)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        kept = sum(getattr(result, name).nbytes for name in ("params", "loss", "status"))
        assert peak < 4 * kept + 49_152 * 30 * 16

    def test_more_steps_hold_no_more_memory(self):
        import tracemalloc

        peaks = []
        for n_steps in (100, 2000):
            tracemalloc.start()
            gd.sweep(H, o.GradientDescent(1e-9), n_steps, starts=np.zeros((2000, 2)))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < 1.1 * peaks[0]

    def test_a_loss_that_rises_ever_faster_diverges_as_under_descend(self):
        """Of 400 losses that were made up, laid end to end and walked along."""
        rng, n_steps = np.random.default_rng(5), 16
        rises = rng.normal(size=(400, n_steps))
        turn = rng.integers(0, n_steps, 400)
        for rise, at in zip(rises, turn, strict=True):
            rise[at:] = np.sort(np.abs(rise[at:])) * rng.choice([0.1, 1.0, 5.0])
            if rng.random() < 0.3:
                rise[-1] = rise[-2] * rng.choice([0.5, 1.0, -1.0])
        losses = np.hstack([np.zeros((400, 1)), rises.cumsum(axis=1)]).ravel()
        made_up = gd.surfaces.Surface(
            name="made up",
            height=lambda x: losses[np.rint(x).astype(int).clip(0, len(losses) - 1)],
            slope=lambda x: (np.ones_like(x),),
            domain=((0, len(losses)),),
        )
        walk = o.FromFunction(lambda params, gradient, learning_rate, memory: (params + 1, memory))
        starts = np.arange(0, len(losses), n_steps + 1.0)[:, None]
        runs = gd.descend(made_up, walk, starts, n_steps)
        ends = gd.sweep(made_up, walk, n_steps, starts=starts)
        assert ends.status.tolist() == runs.status.tolist()
        assert 50 < (runs.status == "diverged").sum() < 350


class TestExecutors:
    def test_a_process_pool_gives_identical_numbers(self, monkeypatch):
        monkeypatch.setattr(sweeps, "BLOCK", 5)
        mine = gd.sweep(H, o.Momentum(0.1), 150, grid=GRID, starts=STARTS, seeds=[0, 1])
        with warnings.catch_warnings(), ProcessPoolExecutor(2) as pool:
            warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads
            theirs = gd.sweep(
                H, o.Momentum(0.1), 150, grid=GRID, starts=STARTS, seeds=[0, 1], executor=pool
            )
        assert_same(mine, theirs)

    @pytest.mark.filterwarnings("ignore")
    def test_a_local_dask_cluster_gives_identical_numbers(self, monkeypatch):
        import distributed

        monkeypatch.setattr(sweeps, "BLOCK", 5)
        mine = gd.sweep(line(), o.Momentum(0.1), 150, grid=GRID, starts=STARTS, batch_size=5)
        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            theirs = gd.sweep(
                line(),
                o.Momentum(0.1),
                150,
                grid=GRID,
                starts=STARTS,
                batch_size=5,
                executor=client.get_executor(),
            )
        assert_same(mine, theirs)


class TestBasinMap:
    def test_each_start_reaches_the_minimum_that_descend_reaches(self):
        result = gd.basin_map(H, o.GradientDescent(0.01), 400, resolution=12, dtype=np.float64)
        starts = np.stack(np.meshgrid(result.x, result.y), axis=-1)
        runs = gd.descend(H, o.GradientDescent(0.01), starts, 400)
        distance = np.linalg.norm(runs.params[-1][..., None, :] - np.array(H.minima), axis=-1)
        assert (result.basin == distance.argmin(axis=-1)).all()
        near = (np.abs(runs.params - runs.params[-1]) <= 0.24).all(axis=-1)
        for i, j in np.ndindex(12, 12):
            k = result.stop_step[i, j]
            assert near[k:, i, j].all()
            assert k == 0 or not near[k - 1, i, j]
        assert result.share().sum() == pytest.approx(1)

    def test_single_precision_gives_the_same_picture(self):
        maps = [gd.basin_map(H, o.Adam(0.3), resolution=40, dtype=t) for t in ("f4", "f8")]
        assert (maps[0].basin == maps[1].basin).mean() > 0.97

    def test_diverged_starts_reach_nothing(self):
        result = gd.basin_map(H, o.GradientDescent(0.03), resolution=30)
        diverged = result.status == "diverged"
        assert diverged.any()
        assert (result.basin[diverged] == -1).all()

    def test_unknown_minima_are_found(self):
        bumpy = gd.surfaces.Surface(
            name="bumpy",
            height=lambda x, y: np.cos(3 * x) + y**2,
            slope=lambda x, y: (-3 * np.sin(3 * x), 2 * y),
            curvature=lambda x, y: ((-9 * np.cos(3 * x), 0), (0, 2)),
            domain=((-2, 2), (-1, 1)),
        )
        result = gd.basin_map(bumpy, o.GradientDescent(0.1), 300, resolution=21)
        found = np.sort(result.minima[:, 0])
        np.testing.assert_allclose(found, [-np.pi / 3, np.pi / 3], atol=1e-3)

    def test_runs_at_known_and_at_unknown_minima_stop_when_descend_says(self):
        known = dataclasses.replace(gd.surfaces.double_well, minima=((-2, 0),))
        result = gd.basin_map(known, o.GradientDescent(0.1), 300, resolution=16)
        starts = np.stack(np.meshgrid(result.x, result.y), axis=-1).astype("f4")
        runs = gd.descend(known, o.GradientDescent(0.1), starts, 300)
        left, right = runs.params[-1, ..., 0] < -1.5, runs.params[-1, ..., 0] > 0.5
        assert left.any()
        assert right.any()
        assert (result.status[left | right] == "converged").all()
        assert (result.stop_step[left] < runs.stop_step[left]).all(), "near is enough"
        assert np.array_equal(result.stop_step[right], runs.stop_step[right])


class TestSensitivityMap:
    def test_is_the_median_over_seeds(self):
        grid = {"learning_rate": [0.01, 0.1, 50.0], "batch_size": [1, 10]}
        result = gd.sensitivity_map(
            line(), o.GradientDescent(0.1), 50, grid, start=[0.0, 0.0], seeds=[1, 2, 3]
        )
        assert result.loss.shape == result.stop_step.shape == result.diverged.shape == (2, 3)
        losses = [
            gd.descend(
                line(), o.GradientDescent(0.1), [0.0, 0.0], 50, batch_size=10, seed=seed
            ).loss[-1]
            for seed in (1, 2, 3)
        ]
        assert result.loss[1, 1] == np.median(losses)
        assert result.diverged[:, 2].tolist() == [1, 1]
        assert np.isinf(result.loss[:, 2]).all()

    def test_the_best_momentum_on_a_ravine_is_polyaks(self):
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


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid=[1]), TypeError, "grid must be a dict"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"rate": [1]}), ValueError, "not 'rate'"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": []}), ValueError, "a sequence of"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": 0.5}), ValueError, "a sequence of"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": [2]}), ValueError, "0 <= beta1 < 1"),
        (lambda: gd.sweep(H, o.Adam([0.1]), 5), ValueError, "single numbers as hyperparameters"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, starts=[[[1, 2]]]), ValueError, "starts must be"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, seeds=[-1]), ValueError, "seeds must be a whole"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, batch_size=3), ValueError, "batch_size must be None"),
        (lambda: gd.basin_map(line(), o.Adam(0.1), dtype=int), ValueError, "dtype must be"),
        (lambda: gd.basin_map(H, o.Adam(0.1), resolution=1), ValueError, "resolution >= 2"),
        (lambda: gd.basin_map(H, o.Adam(0.1), domain=[(1, 0)] * 2), ValueError, "domain must be"),
        (lambda: gd.basin_map(gd.surfaces.parabola, o.Adam(0.1)), ValueError, "2 parameters"),
        (
            lambda: gd.sensitivity_map(H, o.Adam(0.1), 5, {"beta1": [0.5]}),
            ValueError,
            "grid must be a dict of two",
        ),
    ],
)
def test_is_refused_in_words(call, error, message):
    with pytest.raises(error, match=message):
        call()
