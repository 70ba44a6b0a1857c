"""Sweeps: the ends of every combination, each equal to the same run under `descend`."""

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.maps.problems import GRID, STARTS, line

o = gd.optimizers
H = gd.surfaces.himmelblau


class TestEnds:
    def test_are_those_of_each_run(self):
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
                # It is let go at the second look after it came to rest, if there still is one; at
                # one every twenty steps, and it pays for one gradient a step.
                spent = result.evaluations[place]
                assert spent % 20 == 0
                assert run.stop_step <= spent <= min(300, run.stop_step + 40)
        assert set(result.status.flat) == {"converged", "running", "diverged"}

    @pytest.mark.parametrize("moves", [[], range(10, 20), range(10, 15), range(95, 100)])
    def test_of_a_run_that_waits_are_those_of_descend(self, moves):
        waiting = o.GradientDescent(lambda k: 0.01 if k in moves else 0.0)
        run = gd.descend(H, waiting, [0.0, 0.0], 100)
        ends = gd.sweep(H, waiting, 100, starts=[0.0, 0.0])
        assert (ends.status, ends.stop_step) == (run.status, run.stop_step)
        assert ends.params.tobytes() == run.params[-1].tobytes()

    @pytest.mark.parametrize(
        "moves",
        [
            [],
            range(10, 20),
            pytest.param(
                range(10, 15),
                marks=pytest.mark.xfail(
                    strict=True, reason="the judge misses what moves between two of its looks"
                ),
            ),
            range(95, 100),
        ],
    )
    def test_a_run_that_waits_stops_where_it_moved_last(self, moves):
        waiting = o.GradientDescent(lambda k: 0.01 if k in moves else 0.0)
        ends = gd.sweep(H, waiting, 100, starts=[0.0, 0.0])
        assert ends.stop_step == (max(moves) + 1 if moves else 0)

    def test_a_run_that_was_still_at_first_is_not_taken_for_one_that_is(self):
        descent, start = o.GradientDescent(0.1), [0.0, 9e-7]
        run = gd.descend(gd.surfaces.saddle, descent, start, 30)
        ends = gd.sweep(gd.surfaces.saddle, descent, 30, starts=start)
        assert np.abs(gd.surfaces.saddle.gradient(run.params[-1])).max() > 1e-6
        assert (ends.status, ends.stop_step) == (run.status, run.stop_step) == ("running", 30)

    def test_a_single_run_is_a_sweep_too(self):
        result, run = gd.sweep(H, o.Adam(0.1), 20), gd.descend(H, o.Adam(0.1), H.start, 20)
        assert (result.shape, result.best(), repr(result)) == ((), {}, "Sweep(1 running)")
        assert result.params.tobytes() == run.params[-1].tobytes()
        assert (result.loss, result.status) == (run.loss[-1], "running")

    def test_a_loss_that_rises_ever_faster_diverges_as_under_descend(self):
        """Of 400 losses that were made up, laid end to end and walked along, far beyond the end."""
        rng, n_steps, n_beyond = np.random.default_rng(5), 16, 2100
        rises = rng.normal(size=(400, n_steps))
        turn = rng.integers(0, n_steps, 400)
        for rise, at in zip(rises, turn, strict=True):
            rise[at:] = np.sort(np.abs(rise[at:])) * rng.choice([0.1, 1.0, 5.0])
            if rng.random() < 0.3:
                rise[-1] = rise[-2] * rng.choice([0.5, 1.0, -1.0])
        # Half of them go on to rise ever faster, the others level out.
        beyond = np.where(rng.random((400, 1)) < 0.5, 1.01, 0.5) ** np.arange(1, n_beyond + 1)
        rises = np.hstack([rises, np.abs(rises[:, -1:]) * beyond])
        losses = np.hstack([np.zeros((400, 1)), rises.cumsum(axis=1)]).ravel()
        made_up = gd.surfaces.Surface(
            name="made up",
            height=lambda x: losses[np.rint(x).astype(int).clip(0, len(losses) - 1)],
            slope=lambda x: (np.ones_like(x),),
            domain=((0, len(losses)),),
        )
        walk = o.FromFunction(lambda params, gradient, learning_rate, memory: (params + 1, memory))
        starts = np.arange(0, len(losses), n_steps + n_beyond + 1.0)[:, None]
        runs = gd.descend(made_up, walk, starts, n_steps)
        ends = gd.sweep(made_up, walk, n_steps, starts=starts)
        assert ends.status.tolist() == runs.status.tolist()
        diverged = runs.status == "diverged"
        assert 50 < diverged.sum() < 350
        assert (beyond[diverged, 0] > 1).all(), "those that level out don't leave"


class TestWhatVaries:
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
        ours = gd.sweep(H, o.Momentum(0.1, 0.5), 200, grid=grid, starts=STARTS)
        assert own.status.tolist() == ours.status.tolist()
        assert own.stop_step.tolist() == ours.stop_step.tolist()
        assert set(own.status.flat) == {"converged", "running", "diverged"}
        assert (own.evaluations[own.status == "diverged"] < 200).all(), "some have left"
        for i, j in np.ndindex(own.shape):
            run = gd.descend(H, o.Momentum(grid["learning_rate"][i], 0.5), STARTS[j], 200)
            last = run.stop_step if run.status == "diverged" else -1
            # What its steps depend on isn't known: it is followed to the end.
            assert own.params[i, j].tobytes() == run.params[last].tobytes()

    def test_best(self):
        result = gd.sweep(gd.surfaces.ravine(10.0), o.Momentum(0.1), 60, grid=GRID)
        place = result.loss.argmin()
        i, j = np.unravel_index(place, result.shape)
        assert result.best() == {
            "learning_rate": GRID["learning_rate"][i],
            "momentum": GRID["momentum"][j],
        }

    def test_there_is_no_best_of_runs_that_all_diverged(self):
        result = gd.sweep(H, o.GradientDescent(1.0), 50, grid={"learning_rate": [1.0, 2.0]})
        with pytest.raises(ValueError, match="no best run: all of them diverged"):
            result.best()
