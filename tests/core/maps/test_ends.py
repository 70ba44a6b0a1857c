"""The blocks that sweeps and maps are made of: they change nothing, and bound the memory."""

import dataclasses
import pickle
import tracemalloc
import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine.runs import Runs, Sampling
from gdwidgets.core.maps import ends
from tests.core.maps.problems import GRID, STARTS, assert_same, line

o = gd.optimizers
H = gd.surfaces.himmelblau


def peak(call):
    """The most bytes that a call held at once."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class TestBlocks:
    def test_change_nothing(self, monkeypatch):
        def swept():
            return gd.sweep(H, o.Adam(0.1), 100, grid={"beta1": np.linspace(0, 0.9, 40)})

        whole = swept()
        monkeypatch.setattr(ends, "MOST_RUNS", 7)
        assert ends.pieces(40, H, None, None) == 6
        assert_same(whole, swept())

    def test_change_nothing_on_a_basin_map(self, monkeypatch):
        whole = gd.basin_map(H, o.Momentum(0.005), resolution=15)
        monkeypatch.setattr(ends, "MOST_RUNS", 50)
        parts = gd.basin_map(H, o.Momentum(0.005), resolution=15)
        for field in dataclasses.fields(whole):
            assert np.array_equal(getattr(whole, field.name), getattr(parts, field.name))

    def test_are_smaller_where_runs_are_large_or_shared(self):
        assert ends.pieces(131_072, H, None, None) == 1
        assert ends.pieces(131_073, H, None, None) == 2
        assert ends.pieces(131_072, H, None, executor=object()) == 8
        # 60 rows a run make 1,048,576 // 60 = 17,476 runs a piece; of 8 rows they are all of them.
        assert ends.pieces(17_477, line(), None, None) == 2
        assert ends.pieces(17_477, line(), 8, None) == 1
        assert ends.pieces(0, H, None, None) == 0


class TestMemory:
    def test_is_bounded_by_the_block_and_the_result(self, monkeypatch):
        """What `sweep` says of it: some 80 arrays of 8 * n_params bytes for each run of a block."""
        monkeypatch.setattr(ends, "MOST_RUNS", 10_000)
        starts = np.random.default_rng(0).uniform(-4, 4, (60_000, 2))
        n_bytes = peak(lambda: gd.sweep(H, o.Adam(0.1), 20, starts=starts))
        assert n_bytes < 3 * 60_000 * (8 * 2 + 60) + 10_000 * 80 * 16

    @pytest.mark.parametrize("method", [o.GradientDescent(1e-9), o.Adam(0.01)])
    def test_does_not_grow_with_the_steps(self, method):
        starts = np.random.default_rng(0).uniform(-4, 4, (2_000, 2))
        few, many = (peak(lambda n=n: gd.sweep(H, method, n, starts=starts)) for n in (200, 2_000))
        assert many < 1.5 * few
        assert many < 2_000 * (3 * 76 + 80 * 16)


class TestWay:
    def test_keeps_every_so_many_points_and_the_last(self):
        starts = np.array([[0.0, 0.0], [1.0, -2.0], [-3.0, 3.0]])
        path = gd.descend(H, o.Adam(0.1), starts, 12).params
        way = ends.Way(Runs(H, o.Adam(0.1), starts, Sampling()), 12, every=5)
        assert way.at.tolist() == [0, 5, 10, 12]
        assert [kept.tolist() for kept in way.kept] == path[[0, 5, 10, 12]].tolist()
        # A point that wasn't kept is stood for by the next one that was.
        points = way.points(np.array([2, 0]), np.array([0, 0]), 13)
        stood_for = [0, *[5] * 5, *[10] * 5, 12, 12, 12]
        assert points.tolist() == path[stood_for][:, [2, 0]].tolist()


class TestExecutors:
    def test_a_process_pool_gives_identical_numbers(self, monkeypatch):
        monkeypatch.setattr(ends, "SHARED_RUNS", 5)
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

        monkeypatch.setattr(ends, "SHARED_RUNS", 5)
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

    def test_a_block_can_be_sent(self):
        block = ends.Block(H, o.Adam(0.1), np.zeros((3, 2)), 20, Sampling(), 1e-6)
        mine, theirs = (ends.ends_of(each) for each in (block, pickle.loads(pickle.dumps(block))))
        assert mine.params.tobytes() == theirs.params.tobytes()

    def test_what_is_no_executor_is_refused(self):
        with pytest.raises(TypeError, match=r"executor must be a concurrent.futures.Executor"):
            gd.sweep(H, o.Adam(0.1), 5, executor=4)
