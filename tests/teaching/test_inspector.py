"""The inspector says what the optimizer really does, for every optimizer."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.teaching.inspector import step_parts

SURFACE = gd.surfaces.himmelblau


def opened(**arguments):
    explorer = gd.DescentExplorer(SURFACE, n_steps=20, **arguments)
    explorer.player.value = 3
    explorer.inspector.expanded = True
    return explorer


@pytest.mark.parametrize("method", gd.optimizers.NAMED.values(), ids=gd.optimizers.NAMED)
def test_the_arrows_add_up_to_the_step(method):
    fields = method.__dataclass_fields__
    optimizer = method(**({"learning_rate": 0.01} if "learning_rate" in fields else {}))
    run = gd.descend(SURFACE, optimizer, SURFACE.start, 4)
    *parts, (label, _, step) = step_parts(gd.explain_step(run, 4))
    assert label == "step"
    assert np.allclose(step, run.params[4] - run.params[3], rtol=1e-12, atol=1e-15)
    if parts:
        assert np.allclose(sum(vector for _, _, vector in parts), step)
        assert np.allclose(parts[0][2], -0.01 * SURFACE.gradient(run.params[3]), rtol=1e-9)


@pytest.mark.parametrize("name", ["Gradient descent", "Momentum", "RMSprop", "Adam"])
def test_the_last_line_ends_at_the_next_point(name):
    explorer = opened(optimizer=name, learning_rate=0.01)
    shown = explorer.inspector.explanation
    run = explorer.trajectory
    assert shown["step"] == 3
    assert shown["names"] == ["x", "y"]
    for i, lines in enumerate(shown["lines"]):
        end = float(lines[-1].split("=")[-1].replace("−", "-"))
        assert end == pytest.approx(run.params[4, i], rel=1e-3)


def test_it_follows_the_clock_and_the_controls_while_it_is_open():
    explorer = opened(learning_rate=0.01)
    first = explorer.inspector.explanation
    explorer.player.value = 5
    assert explorer.inspector.explanation["step"] == 5
    explorer.player.value = 3
    assert explorer.inspector.explanation == first
    explorer.learning_rate.value = 0.0047
    assert explorer.inspector.explanation != first
    only = explorer.player.overlays["step"]["only"]
    assert only == [explorer.player.revision, 3, *explorer.player.position.values()]
    explorer.inspector.expanded = False
    assert explorer.inspector.explanation == {}
    assert explorer.player.overlays == {}


def test_closed_it_costs_nothing():
    explorer = gd.DescentExplorer(n_steps=20)
    explorer.player.value = 3
    assert explorer.inspector.explanation == {}
    assert explorer.player.overlays == {}


def test_the_arrows_start_where_the_walker_stands():
    explorer = opened(optimizer="Momentum", learning_rate=0.01)
    table = np.frombuffer(explorer.player.overlays["step"]["numbers"], np.float32).reshape(-1, 2, 2)
    run = explorer.trajectory
    assert np.allclose(table[:, 0], run.params[3].astype(np.float32))
    assert np.allclose(table[-1, 1], run.params[4], rtol=1e-5)


def test_on_a_curve_the_arrows_run_along_the_parameter():
    explorer = gd.DescentExplorer(gd.surfaces.parabola, learning_rate=0.1, n_steps=10)
    explorer.player.value = 2
    explorer.inspector.expanded = True
    run = explorer.trajectory
    table = np.frombuffer(explorer.player.overlays["step"]["numbers"], np.float32).reshape(-1, 2, 2)
    assert np.allclose(
        table[-1], [[run.params[2, 0], run.loss[2]], [run.params[3, 0], run.loss[2]]]
    )


def test_beyond_a_second_path_s_fork_the_second_method_is_explained():
    explorer = opened(learning_rate=0.01)
    explorer.branch(3)
    explorer.learning_rate.value = 0.0018
    explorer.player.value = 5
    run = explorer.trajectory
    end = explorer.inspector.explanation["lines"][0][-1].split("=")[-1]
    assert float(end.replace("−", "-")) == pytest.approx(run.params[6, 0], rel=1e-3)


def test_an_error_is_shown_in_the_inspector():
    explorer = opened(learning_rate=0.01)
    explorer.inspector._explain = lambda step: 1 / 0
    explorer.player.value = 4
    assert explorer.inspector.error == "ZeroDivisionError: division by zero"


def test_the_rows_of_a_mini_batch_make_the_gradient():
    X = np.linspace(-1, 1, 40)
    loss = gd.losses.LinearRegression(X, 2 * X + np.sin(7 * X))
    explorer = gd.DescentExplorer(loss, batch_size=4, seed=1, n_steps=20, learning_rate=0.1)
    explorer.player.value = 2
    explorer.inspector.expanded = True
    run = explorer.trajectory
    explanation = explorer.inspector.explanation
    rows = [int(row) for row in explanation["rows"].split(": ")[1].split(", ")]
    assert len(rows) == 4
    slope = loss.gradient(run.params[2], rows)
    assert np.allclose(run.params[3], run.params[2] - 0.1 * slope, rtol=1e-12)
    step = explanation["arrows"][-1]["numbers"]
    moved = run.params[3] - run.params[2]
    shown = [float(number) for number in step.strip("()").replace("−", "-").split(",")]
    assert shown == pytest.approx(moved.tolist(), rel=1e-3)


@pytest.mark.parametrize("rate", [0.01, 0.1])
@pytest.mark.parametrize("name", ["Gradient descent", "Momentum", "RMSprop", "Adam"])
def test_at_the_end_it_shows_the_step_that_would_come_next(name, rate):
    explorer = opened(optimizer=name, learning_rate=rate)
    run = explorer.trajectory
    last = run.stop_step if run.status == "diverged" else run.n_steps
    for step in range(last + 1):
        explorer.player.value = step
        assert explorer.inspector.error == ""
        shown = explorer.inspector.explanation
        if run.status == "diverged" and step == last:
            assert shown == {}
            continue
        there = gd.go_on(run, 1, step=step).params[1]
        ends = [float(lines[-1].split("=")[-1].replace("−", "-")) for lines in shown["lines"]]
        np.testing.assert_allclose(ends, there, rtol=1e-3)
