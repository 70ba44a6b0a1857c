"""The explorer's Python side: which runs it shows, and that every part agrees."""

import ipywidgets
import numpy as np
import pytest
import traitlets

import gdwidgets as gd
from gdwidgets.explorers.panels import Landscape, LossCurve
from gdwidgets.explorers.scene import Scene
from gdwidgets.player.packing import unpack_words


class Valley(gd.Objective):
    """Somebody's own objective, with nothing but what it must have."""

    name, n_params = "valley", 2

    def value(self, params, rows=None):
        x, y = np.moveaxis(np.asarray(params), -1, 0)
        return x**2 + 9 * y**2

    def gradient(self, params, rows=None):
        return np.asarray(params) * (2, 18)


def shown_run(explorer):
    return explorer.player.frames[:, :2]


def close(path, params):
    """Whether a path that was sent is that of a run, to six digits.

    First it is rounded to a float32 (6e-8), and then to 20 bits of it (5e-7).
    """
    return np.allclose(path, params, rtol=6e-7, atol=0)


def facts(explorer):
    """What is told of the shelf that came first."""
    (shelf,) = explorer.player.shelves.values()
    return unpack_words(shelf["facts"])


def test_every_position_of_the_controls_shows_the_engine_s_own_run():
    explorer = gd.DescentExplorer(gd.surfaces.beale, n_steps=30)
    explorer.complete()
    rng = np.random.default_rng(0)
    for optimizer in (gd.optimizers.GradientDescent, gd.optimizers.Momentum, gd.optimizers.Adam):
        for _ in range(4):
            explorer.optimizer.value = optimizer
            explorer.learning_rate.index = int(rng.integers(61))
            explorer.momentum.index = int(rng.integers(21))
            run = explorer.trajectory
            stop = run.stop_step if run.status == "diverged" else 30
            expected = np.clip(run.params[: stop + 1], -1e30, 1e30)
            assert close(shown_run(explorer)[: stop + 1], expected)
            assert explorer.player.caption == gd.diagnose(run).summary


def test_the_first_message_holds_one_shelf_and_the_browser_gets_the_rest_by_asking():
    explorer = gd.DescentExplorer()
    player = explorer.player
    assert list(player.shelves) == ["0"]
    sent = []
    player.send = lambda content, buffers=None: sent.append((content, buffers))
    player.send_state = lambda key=None: sent.append((key, None))
    old = {"do": "want", "at": [3], "revision": player.revision - 1}
    player._receive(player, old, [])  # about an older picture
    assert list(player.shelves) == ["0"]
    player._receive(player, {"do": "want", "at": [3, 5], "revision": player.revision}, [])
    assert list(player.shelves) == ["0", "3", "5"]
    shelves = [(content, buffers) for content, buffers in sent if "shelves" in content]
    ((content, buffers),) = shelves
    assert [each["name"] for each in content["shelves"]] == ["3", "5"]
    assert len(buffers) == 4, "numbers and facts of both, and no shelf that was there"


def test_shelves_that_are_overtaken_by_a_new_start_are_not_brought():
    explorer = gd.DescentExplorer(n_steps=10)
    shelves, run = explorer._shelves, explorer._shelves._run

    def run_while_the_start_moves(shown, **settings):
        shelves._run = run
        explorer.start = (1, 1)
        return run(shown, **settings)

    shelves._run = run_while_the_start_moves
    explorer.player._receive(explorer.player, {"do": "want", "at": [3], "revision": 0}, [])
    assert list(explorer.player.shelves) == ["0"], "what was wanted was of the old start"
    explorer.optimizer.value, explorer.momentum.index = "Momentum", 2
    assert shown_run(explorer)[0].tolist() == [1.0, 1.0]


def test_the_first_shelf_and_all_of_them_are_small():
    explorer = gd.DescentExplorer()

    def n_bytes():
        return sum(
            len(part)
            for shelf in explorer.player.shelves.values()
            for part in (shelf["numbers"], shelf["facts"])
        )

    assert n_bytes() <= 40_000
    explorer.complete()
    assert len(explorer.player.shelves) == 24
    assert n_bytes() <= 1_000_000


def test_a_saved_page_holds_every_shelf():
    explorer = gd.DescentExplorer(n_steps=5)
    sent = []
    explorer.player.send_state = lambda key=None: sent.append(key)
    explorer.complete()
    assert "shelves" in str(sent), "what nbconvert keeps are the messages of the state"
    assert len(explorer.player.get_state()["shelves"]["tree"]) == 24


def test_choosing_an_optimizer_brings_its_runs_even_if_nobody_asked():
    explorer = gd.DescentExplorer()
    explorer.optimizer.value = "Momentum"
    assert close(shown_run(explorer), explorer.trajectory.params)


def test_a_new_start_forgets_the_old_runs():
    explorer = gd.DescentExplorer(n_steps=10)
    explorer.complete()
    explorer.start = (1, 2)
    assert explorer.start == (1.0, 2.0)
    assert shown_run(explorer)[0].tolist() == [1.0, 2.0]
    assert list(explorer.player.shelves) == ["0"]
    picture = explorer.player.picture
    explorer.start = (2, 2)
    assert explorer.player.picture is picture, "the picture does not depend on the start"


def test_a_new_surface_brings_its_picture_and_its_start():
    explorer = gd.DescentExplorer(n_steps=10)
    before = explorer.player.picture["data"]
    explorer.surface.value = "Rosenbrock"
    assert explorer.player.picture["data"] != before
    assert explorer.start == gd.surfaces.rosenbrock.start
    assert "Rosenbrock" in explorer.player.description
    assert close(shown_run(explorer)[0], gd.surfaces.rosenbrock.start)


def test_a_rate_between_the_positions_gets_a_run_of_its_own():
    explorer = gd.DescentExplorer(n_steps=10)
    explorer.learning_rate.value = 0.0123
    assert explorer.player.family[-1]["values"][26] == 0.0123
    assert close(shown_run(explorer), explorer.trajectory.params)


@pytest.mark.parametrize(
    "objective",
    [
        gd.surfaces.parabola,
        gd.surfaces.two_valleys,
        gd.surfaces.saddle,
        gd.losses.LinearRegression(np.arange(20.0), 3 * np.arange(20.0) + 1),
        *gd.surfaces.NAMED.values(),
    ],
    ids=lambda objective: objective.name,
)
def test_any_objective_of_one_or_two_parameters_can_be_explored(objective):
    explorer = gd.DescentExplorer(objective, n_steps=20)
    run = explorer.trajectory
    path = shown_run(explorer)
    assert close(path[0, : objective.n_params], run.params[0])
    if objective.n_params == 1:
        assert close(path[0, 1], run.loss[0])
    names = [readout["name"] for readout in explorer.player.readouts]
    assert names == [*objective.param_names, "loss"]
    assert explorer.player.error == ""


def test_an_objective_of_the_user_s_own_needs_a_domain_only():
    explorer = gd.DescentExplorer(Valley(), domain=[(-4, 4), (-2, 2)], learning_rate=0.1)
    assert explorer.start == (-2.0, -1.0)
    assert explorer.trajectory.status == "converged"
    assert explorer.surface not in explorer.children[0].children, "nothing to choose from"


def test_a_small_learning_rate_widens_the_slider():
    explorer = gd.DescentExplorer(learning_rate=3e-6, n_steps=5)
    assert explorer.learning_rate.value == 3e-6
    assert explorer.learning_rate.min == 1e-6
    assert explorer.trajectory.loss[1] < explorer.trajectory.loss[0]


def test_without_advice_neither_gauge_nor_remedy_is_sent():
    explorer = gd.DescentExplorer(learning_rate=1.0, n_steps=5, advice=False)
    assert "remedies" not in facts(explorer)
    assert explorer.player.moving["gauge"] == {}
    assert explorer.learning_rate.gauge_of is None


def test_the_gauge_speaks_of_the_minimum_that_the_run_came_to():
    explorer = gd.DescentExplorer(learning_rate=0.01)
    shelf = facts(explorer)
    index = explorer.learning_rate.index
    curvature = np.linalg.eigvalsh(gd.surfaces.himmelblau.hessian((-3.7793, -3.2832)))[-1]
    assert shelf["minimum"][index] == pytest.approx(0.01 * curvature, rel=1e-4)
    assert shelf["limit"][index] == 2.0


def test_mini_batches_are_those_of_descend():
    X = np.arange(40.0) / 20 - 1
    loss = gd.losses.LinearRegression(X, 2 * X + 0.3 * np.sin(9 * X))
    explorer = gd.DescentExplorer(loss, batch_size=4, seed=3, n_steps=25, learning_rate=0.1)
    run = gd.descend(loss, gd.optimizers.GradientDescent(0.1), loss.start, 25, batch_size=4, seed=3)
    assert close(shown_run(explorer), run.params)


def test_repr_and_mimebundle_are_short_numbers_and_a_picture():
    explorer = gd.DescentExplorer(learning_rate=0.01, n_steps=5)
    text = repr(explorer)
    assert text == (
        "DescentExplorer(Himmelblau, Gradient descent, learning_rate=0.01, start=(-0.5, -4.5), "
        f"step=5, loss={explorer.trajectory.loss[5]:.4g}, running at step 5)"
    )
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == text
    assert bundle["image/png"] == explorer.player._repr_mimebundle_()[0]["image/png"]


def test_a_diverged_run_says_its_last_step():
    explorer = gd.DescentExplorer(learning_rate=1.0)
    run = explorer.trajectory
    assert run.status == "diverged"
    assert f"step={run.stop_step}, loss={run.loss[run.stop_step]:.4g}" in repr(explorer)


def test_an_error_in_a_callback_is_shown_and_gone_after_the_next_success(monkeypatch):
    explorer = gd.DescentExplorer(n_steps=5)
    with monkeypatch.context() as broken:
        broken.setattr(explorer._shelves, "_run", lambda *_, **__: 1 / 0)
        explorer.start = (1, 1)
    assert explorer.player.error == "ZeroDivisionError: division by zero"
    assert explorer.start == gd.surfaces.himmelblau.start, "what is shown is what can be run"
    explorer.start = (1, 2)
    assert explorer.player.error == ""


def test_closing_leaves_nothing():
    before = set(ipywidgets.widgets.widget._instances)
    explorer = gd.DescentExplorer(n_steps=5)
    explorer.close()
    assert set(ipywidgets.widgets.widget._instances) == before


ROWS = [
    ({"objective": "himmelblau"}, TypeError, "objective must be an Objective, not 'himmelblau'"),
    ({"objective": lambda x: x}, TypeError, "objective must be an Objective"),
    ({"objective": Valley()}, ValueError, "domain must be given"),
    ({"objective": Valley(), "start": (1, 1)}, ValueError, "domain must be given"),
    ({"objective": Valley(), "domain": [(0, 1)]}, ValueError, "domain must be 2"),
    ({"objective": Valley(), "domain": [(1, 0), (0, 1)]}, ValueError, "low < high"),
    (
        {"objective": gd.losses.LinearRegression(np.eye(5), np.arange(5.0))},
        ValueError,
        "1 or 2 parameters to be drawn, not 6",
    ),
    ({"n_steps": 0}, ValueError, "n_steps must be a whole number with 1 <= n_steps <= 2000"),
    ({"n_steps": 2001}, ValueError, "not 2001"),
    ({"n_steps": 10.0}, TypeError, "n_steps must be a whole number"),
    ({"n_steps": "many"}, TypeError, "not 'many'"),
    ({"learning_rate": 0}, traitlets.TraitError, "with 0.0001 <= value <= 10, not 0"),
    ({"learning_rate": float("nan")}, traitlets.TraitError, "not nan"),
    ({"learning_rate": "fast"}, traitlets.TraitError, "not 'fast'"),
    ({"momentum": 1.0}, traitlets.TraitError, "value <= 0.99, not 1.0"),
    ({"momentum": -0.1}, traitlets.TraitError, "not -0.1"),
    ({"optimizer": "Ada"}, traitlets.TraitError, "'Ada'"),
    ({"optimizer": gd.optimizers.Adam(0.1)}, traitlets.TraitError, "Adam"),
    ({"start": (1,)}, ValueError, r"start must be 2 finite numbers, not \(1,\)"),
    ({"start": (1, 2, 3)}, ValueError, "start must be 2 finite numbers"),
    ({"start": (1, float("inf"))}, ValueError, "start must be 2 finite numbers"),
    ({"start": ("a", 1)}, ValueError, "start must be 2 finite numbers"),
    ({"start": 3}, TypeError, "start must be 2 finite numbers, not 3"),
    ({"batch_size": 4}, ValueError, "batch_size must be None for an objective without rows"),
    ({"seed": -1}, ValueError, "seed"),
    ({"color": "red"}, TypeError, "no argument 'color'"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), ROWS)
def test_bad_input_is_named_and_leaves_no_widget(arguments, error, message):
    before = set(ipywidgets.widgets.widget._instances)
    with pytest.raises(error, match=message):
        gd.DescentExplorer(**arguments)
    assert set(ipywidgets.widgets.widget._instances) == before


def test_the_start_is_checked_when_it_is_set_later():
    explorer = gd.DescentExplorer(n_steps=5)
    with pytest.raises(TypeError, match="start must be 2 finite numbers"):
        explorer.start = (1, None)
    assert explorer.start == gd.surfaces.himmelblau.start


def test_shelves_are_shared_where_momentum_makes_no_difference():
    explorer = gd.DescentExplorer(n_steps=10, start=(0, 0))
    shelf_of = np.reshape(explorer.player.shelf_of, (4, 21))
    assert shelf_of[0].tolist() == [0] * 21
    assert shelf_of[1].tolist() == list(range(1, 22))
    assert shelf_of[2:].tolist() == [[22] * 21, [23] * 21]
    needs = explorer.momentum.needs
    assert [(each["control"], each["values"]) for each in needs] == [
        (explorer.optimizer, ["Momentum"])
    ]


def test_any_optimizer_can_be_chosen_and_any_can_be_offered():
    class Half(gd.optimizers.GradientDescent):
        """Half a step."""

        name = "Half"

        def update(self, here, state):
            return here.params - 0.5 * self.learning_rate * here.gradient, state

    explorer = gd.DescentExplorer(optimizer=gd.optimizers.Nesterov, learning_rate=0.01, n_steps=20)
    assert explorer.trajectory.optimizer == gd.optimizers.Nesterov(0.01, momentum=0.9)
    explorer = gd.DescentExplorer(optimizer=Half, learning_rate=0.02, n_steps=20)
    run = gd.descend(explorer.objective, Half(0.02), explorer.start, 20)
    assert close(shown_run(explorer), run.params)
    explorer.optimizer.options = gd.optimizers.NAMED
    assert explorer.player.error == ""
    for name in gd.optimizers.NAMED:
        explorer.optimizer.value = name
        run = explorer.trajectory
        stop = run.stop_step if run.status == "diverged" else run.n_steps
        kept = np.clip(run.params[: stop + 1], -1e30, 1e30)
        assert close(shown_run(explorer)[: stop + 1], kept)
        assert explorer.player.error == ""


@pytest.mark.parametrize(
    ("objective", "scale", "label"),
    [
        (gd.surfaces.himmelblau, "log", "loss"),
        (
            gd.losses.LinearRegression([0.0, 1, 2, 3], [0.0, 2, 1, 3]),
            "log",
            "loss above the lowest",
        ),
        (Valley(), "linear", "loss"),
    ],
)
def test_the_loss_axis_suits_the_objective(objective, scale, label):
    start = objective.start or (-2.0, -1.0)
    domain = objective.domain or [(-4, 4), (-2, 2)]
    scene = Scene([Landscape(domain), LossCurve()], objective, 50)
    loss = scene.panels[1]
    assert loss.ax.get_yscale() == scale
    assert loss.ax.get_ylabel() == label
    run = gd.descend(objective, gd.optimizers.GradientDescent(0.001), start, 50)
    recording = scene.record(run, {}, stop_step=50, captions="")
    heights = recording.numbers[:, 2]
    low, high = loss.ax.get_ylim()
    assert np.all((heights >= low) & (heights <= high))
    assert np.allclose(heights + loss.floor, run.loss, rtol=1e-6)


def test_the_run_is_computed_again_only_when_it_is_another_one():
    explorer = gd.DescentExplorer(gd.surfaces.himmelblau, n_steps=20, learning_rate=0.01)
    run = explorer.trajectory
    explorer.player.value = 3
    assert explorer.trajectory is run
    changes = [
        lambda: setattr(explorer.learning_rate, "value", 0.018),
        lambda: setattr(explorer, "start", (1.0, 1.0)),
        lambda: setattr(explorer.optimizer, "value", gd.optimizers.Momentum),
        lambda: setattr(explorer.momentum, "value", 0.5),
        lambda: explorer.branch(4),
        explorer.unbranch,
        lambda: setattr(explorer.surface, "value", gd.surfaces.beale),
    ]
    for change in changes:
        before = explorer.trajectory
        change()
        now = explorer.trajectory
        assert now is not before
        alone = explorer.run(explorer._shown, **explorer._axes.values)
        np.testing.assert_array_equal(now.params, alone.params)
