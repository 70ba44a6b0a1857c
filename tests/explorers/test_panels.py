"""The panels that show what a classifier says, and numbers in a table."""

import zlib

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.explorers import Axis, Explorer, Scene
from gdwidgets.explorers.panels import DecisionField, Landscape, LossCurve, Numbers

RNG = np.random.default_rng(1)
X = np.concatenate([RNG.normal(-1, 0.5, (30, 2)), RNG.normal(1, 0.5, (30, 2))])
Y = np.repeat([0, 1], 30)
LOSS = gd.losses.LogisticRegression(X, Y)


def field_of(scene, runs):
    return scene.record(runs, {}).tracks[0]


def places_of(panel, n):
    """The middles of the cells, as the axes' limits have them."""
    ends = [panel.ax.get_xlim(), panel.ax.get_ylim()]
    x, y = (low + (np.arange(n) + 0.5) / n * (high - low) for low, high in ends)
    return np.stack(np.meshgrid(x, y), axis=-1)


def test_each_cell_is_the_probability_in_its_middle_at_every_few_steps():
    scene = Scene([DecisionField(X, Y, LOSS.probability, every=4, resolution=12)], LOSS, 20)
    method = gd.optimizers.GradientDescent(np.array([0.1, 1.0, 10.0]))
    runs = gd.descend(LOSS, method, LOSS.start, 20)
    field = field_of(scene, runs)
    assert field.points.shape == (6, 3, 12, 12)
    places = places_of(scene.panels[0], 12)
    for image, step in [(0, 0), (2, 8), (5, 20)]:
        for run in range(3):
            w1, w2, b = runs.params[step, run]
            expected = 1 / (1 + np.exp(-(places @ (w1, w2) + b)))
            assert np.allclose(field.points[image, run], expected, atol=1e-12)
    (packed,) = scene.record(runs, {}).shelves()[0]["images"]
    images = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(3, 6, 12, 12)
    assert np.array_equal(images[1], np.rint(254 * field.points[:, 1]))


def test_a_network_is_shown_alike():
    network = gd.networks.MLP((2, 5, 1), "tanh", "binary cross-entropy")
    loss = network.on(X, Y)

    def probability(params, points):
        return network.predict(params, points)[..., 0]

    scene = Scene([DecisionField(X, Y, probability, resolution=8), LossCurve()], loss, 10)
    run = gd.descend(loss, gd.optimizers.Adam(0.1), loss.start, 10)
    places = places_of(scene.panels[0], 8).reshape(-1, 2)
    expected = network.predict(run.params[10], places)[:, 0].reshape(8, 8)
    assert np.allclose(field_of(scene, run).points[-1], expected)


def test_the_data_are_drawn_by_class_in_shape_and_colour_and_cost_nothing_more():
    y = np.where(Y, "sick", "fit")
    scene = Scene([DecisionField(X, y, LOSS.probability), LossCurve()], LOSS, 5)
    run = gd.descend(LOSS, gd.optimizers.GradientDescent(0.1), LOSS.start, 5)
    recording = scene.record(run, {})
    _, fit, sick, hole, curve = recording.layout["tracks"]
    assert np.array_equal(fit["recipe"][0], X[:30])
    assert np.array_equal(sick["recipe"][0], X[30:])
    assert np.array_equal(hole["recipe"][0], X[30:])
    assert len({fit["color"], sick["color"], hole["color"]}) == 3
    assert hole["width"] < sick["width"]
    assert {each["column"] for each in (fit, sick, hole)} == {curve["column"]}


def test_of_many_rows_some_are_drawn_evenly_spread():
    many = np.stack([np.arange(5000.0), np.zeros(5000)], axis=-1)
    panel = DecisionField(many, np.arange(5000) % 2, LOSS.probability)
    assert len(panel._drawn) == 400
    assert set(np.diff(panel._drawn)) == {12, 13}


def test_a_diverged_run_leaves_the_field_blank_and_never_warns():
    scene = Scene([DecisionField(X, Y, LOSS.probability, every=1, resolution=3)], LOSS, 1)
    run = gd.descend(LOSS, gd.optimizers.GradientDescent(0.1), LOSS.start, 1)
    run.params[1] = np.nan
    assert np.isnan(field_of(scene, run).points[1]).all()
    assert np.isfinite(field_of(scene, run).points[0]).all()


ROWS = [
    ({"X": np.ones((4, 3))}, ValueError, "X must have 2 columns"),
    ({"X": [["a", "b"]] * 60}, TypeError, "X must be"),
    ({"y": [0, 1, 2] * 20}, ValueError, "y must be 0 or 1, or two names, not the 3 classes"),
    ({"y": [0, 1]}, ValueError, "one label for each of the 60 rows"),
    ({"every": 0}, ValueError, "every must be a whole number with every >= 1, not 0"),
    ({"resolution": 1}, ValueError, "resolution must be .* not 1"),
    ({"resolution": 500}, ValueError, "resolution must be .* not 500"),
]


@pytest.mark.parametrize(("change", "error", "message"), ROWS)
def test_bad_input_is_named(change, error, message):
    with pytest.raises(error, match=message):
        DecisionField(**({"X": X, "y": Y, "probability": LOSS.probability} | change))


class Classifier(Explorer):
    """A classifier over the plane, beside the numbers of its line."""

    def draw(self, objective):
        def line(runs):
            return [runs.params[..., 0], runs.params[..., 1], runs.loss / 2]

        names = ["weight 1", "weight 2", "half the loss"]
        panels = [
            DecisionField(X, Y, LOSS.probability),
            Numbers(names, {"line": line}, title="The line"),
            LossCurve(),
        ]
        return Scene(panels, objective, self.n_steps)

    def run(self, shown, **settings):
        return self.descend(shown, gd.optimizers.Momentum(**settings))


@pytest.fixture
def explorer():
    momentum = Axis("momentum", gd.MomentumSlider(0.5))
    rate = Axis("learning_rate", gd.LearningRateSlider(0.1))
    made = Classifier(LOSS, axes=[momentum, rate], n_steps=20)
    yield made
    made.close()


def test_a_table_takes_no_room_in_the_picture_and_holds_the_run_s_numbers(explorer):
    assert len(explorer.scene.figure.axes) == 2
    assert len(explorer.scene.spans) == 2
    table = explorer.player.moving["table"]
    assert table["title"] == "The line"
    explorer.momentum.value = 0.9
    run = explorer.trajectory
    columns = explorer.player.frames[:, table["rows"][0]["columns"]]
    expected = np.stack([run.params[:, 0], run.params[:, 1], run.loss / 2], axis=-1)
    assert np.allclose(columns, expected, rtol=6e-7)
    assert explorer.player.error == ""


def test_a_second_path_shows_one_decision_only(explorer):
    explorer.branch(5)
    kinds = [track["kind"] for track in explorer.player.overlays["before"]["tracks"]]
    assert kinds == ["curve"]
    assert explorer.player.error == ""


def test_a_scene_of_a_landscape_and_a_table_has_one_span():
    half = Numbers(["half"], {"loss": lambda runs: [runs.loss / 2]})
    assert Scene([half, Landscape()], gd.surfaces.beale, 5).spans == ((0.0, 1.0),)
