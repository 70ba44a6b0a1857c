"""A second path: the first steps are the run's own, the rest is the other method's."""

import numpy as np
import pytest

import gdwidgets as gd

BOWL = gd.surfaces.ravine(10)


def close(path, params):
    """Whether a path that was sent is that of a run, to six digits."""
    return np.allclose(path, params, rtol=5e-7, atol=0)


@pytest.fixture
def explorer():
    explorer = gd.DescentExplorer(BOWL, learning_rate=0.01, n_steps=60)
    yield explorer
    explorer.close()


def test_the_second_path_is_the_first_one_and_then_the_other_method_s(explorer):
    first = explorer.trajectory
    explorer.branch(20)
    explorer.learning_rate.value = 0.1
    second = explorer.trajectory
    assert np.array_equal(second.params[:21], first.params[:21])
    rest = gd.descend(BOWL, gd.optimizers.GradientDescent(0.1), first.params[20], 40)
    assert np.array_equal(second.params[20:], rest.params)
    assert second.stop_step == rest.stop_step + 20
    assert close(explorer.player.frames[:, :2], second.params)


def test_every_control_moves_the_second_path(explorer):
    before = explorer.trajectory.params[15]
    explorer.branch(15)
    explorer.complete()
    explorer.optimizer.value = "Momentum"
    explorer.momentum.value = 0.5
    explorer.learning_rate.value = 0.047
    rest = gd.descend(BOWL, gd.optimizers.Momentum(0.047, momentum=0.5), before, 45)
    assert close(explorer.player.frames[15:, :2], rest.params)


def test_the_first_path_lies_beside_it_until_it_is_taken_away(explorer):
    first = explorer.trajectory
    explorer.branch(20)
    overlay = explorer.player.overlays["before"]
    table = np.frombuffer(overlay["numbers"], np.float32).reshape(61, -1)
    assert np.array_equal(table[:, :2], first.params.astype(np.float32))
    assert overlay["only"] is None
    assert explorer.inspector.branched
    explorer.unbranch()
    assert explorer.player.overlays == {}
    assert not explorer.inspector.branched
    assert close(explorer.player.frames[:, :2], first.params)


def test_a_new_start_and_a_new_surface_forget_the_branch():
    explorer = gd.DescentExplorer(n_steps=30)
    for change in (
        lambda: setattr(explorer, "start", (1, 1)),
        lambda: setattr(explorer.surface, "value", "Beale"),
    ):
        explorer.branch(10)
        change()
        assert explorer.player.overlays == {}
        assert close(explorer.player.frames[:, :2], explorer.trajectory.params)
    assert explorer.player.error == ""


@pytest.mark.parametrize("step", [-1, 60, 2.5, "now", True, None])
def test_a_branch_needs_a_step_before_the_last(explorer, step):
    with pytest.raises((TypeError, ValueError), match="step must be a whole number"):
        explorer.branch(step)
    assert explorer.player.overlays == {}


def test_the_button_forks_where_the_clock_stands_and_says_why_it_can_t(explorer):
    explorer.player.value = 7
    explorer.inspector._press(None, {"do": "branch"}, [])
    assert explorer._shown.branch.step == 7
    explorer.inspector._press(None, {"do": "unbranch"}, [])
    explorer.player.value = 60
    explorer.inspector._press(None, {"do": "branch"}, [])
    assert "step must be a whole number" in explorer.inspector.error
    for nonsense in ("branch", {"do": 3}, None, {}):
        explorer.inspector._press(None, nonsense, [])
        assert explorer._shown.branch is None


@pytest.mark.parametrize("step", [5, 20, 22])
def test_a_second_path_can_fork_anywhere(step):
    explorer = gd.DescentExplorer(
        gd.surfaces.himmelblau, optimizer="Momentum", start=(6, 6), learning_rate=0.0033
    )
    first = explorer.trajectory
    explorer.branch(20)
    explorer.learning_rate.value = 0.01
    second = explorer.trajectory
    explorer.branch(step)
    explorer.learning_rate.value = 0.0056
    third = explorer.trajectory
    here = first if step < 20 else second
    np.testing.assert_array_equal(third.params[: step + 1], here.params[: step + 1])
    method = gd.optimizers.Momentum(0.0056, momentum=explorer.momentum.value)
    alone = gd.go_on(here, 200 - step, step=step, optimizer=method)
    np.testing.assert_array_equal(third.params[step:], alone.params)
