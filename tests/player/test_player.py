"""The player's Python side: what is sent, what is believed, what is said in numbers."""

import base64
import io

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image

from gdwidgets.drawing import figure
from gdwidgets.drawing.layers import render
from gdwidgets.player import DescentPlayer, Recording, tracks
from gdwidgets.player.player import COMPUTED

RATES = (0.1, 0.2, 0.3)


def make(family_shape=(3,), n_steps=4, **options):
    fig, left, _right = figure(600, 300, n_axes=2)
    left.set(xlim=(-1, 1), ylim=(-1, 1))
    points = np.random.default_rng(1).uniform(-1, 1, (n_steps + 1, *family_shape, 2))
    recording = Recording([tracks.trail(left, points)], readout={"x": points[..., 0]})
    options.setdefault("family", {"learning_rate": RATES} if family_shape else None)
    options.setdefault("start_axes", left)
    return DescentPlayer(fig, recording, **options), points


def test_the_widget_state_holds_all_that_a_page_without_kernel_needs():
    player, _ = make()
    state = player.get_state()
    assert state["family"] == [{"name": "learning_rate", "size": 3, "values": list(RATES)}]
    assert state["max"] == state["value"] == 4
    assert state["picture"]["start_axes"] == 0
    assert len(state["shelves"]) == 1
    assert state["learning_rate_index"] == 0
    assert len(state["_esm"].encode()) < 50_000


def test_the_run_that_is_shown_follows_the_index_trait():
    player, points = make()
    player.learning_rate_index = 2
    assert np.array_equal(player.frames[:, :2], points[:, 2].astype(np.float32))
    assert repr(player) == (
        f"DescentPlayer(value=4, max=4, learning_rate=0.3, x={points[4, 2, 0]:.4g})"
    )


def test_a_control_chooses_the_run_by_its_index():
    dropdown = ipywidgets.Dropdown(options=["a", "b", "c"], index=1)
    player, points = make(controls={"learning_rate": dropdown})
    assert player.selected == {"learning_rate": 1}
    dropdown.index = 2
    assert np.array_equal(player.frames[:, :2], points[:, 2].astype(np.float32))
    assert player.get_state()["controls"] == {"learning_rate": f"IPY_MODEL_{dropdown.model_id}"}


def test_jslink_accepts_the_index_and_the_clock():
    player, _ = make()
    slider = ipywidgets.IntSlider()
    ipywidgets.jslink((slider, "value"), (player, "learning_rate_index"))
    ipywidgets.jslink((slider, "value"), (player, "value"))


def test_interact_and_observe_take_the_step():
    player, _ = make()
    seen = []
    ipywidgets.interactive(lambda step: seen.append(step), step=player).update()  # noqa: PLW0108
    assert set(seen) == {4}
    player.observe(lambda change: seen.append(change["new"]), names="value")
    player.value = 2
    assert seen[-1] == 2


def test_shelves_may_come_later_and_are_shared():
    family = {"optimizer": ["plain", "heavy"], "learning_rate": RATES}
    player, points = make(family=family, shelf_of=[0, 0], shelf=0)
    player.optimizer_index = 1
    assert np.array_equal(player.frames[:, :2], points[:, 0].astype(np.float32))

    player, points = make(family=family, shelf=1)
    assert [shelf is None for shelf in player.shelves] == [True, False]
    other = Recording([_trail(points + 1)], readout={"x": points[..., 0]})
    player.fill({0: other})
    player.optimizer_index = 0
    assert np.array_equal(player.frames[:, :2], (points[:, 0] + 1).astype(np.float32))


def _trail(points):
    return tracks.trail(figure(300, 300)[1], points)


def test_show_replaces_the_runs_in_one_message_and_keeps_the_clock():
    player, points = make()
    player.value = 1
    sent = []
    player.send_state = lambda keys: sent.append(set(keys))
    longer = np.concatenate([points, points])
    player.show(Recording([_trail(longer)], readout={"x": longer[..., 0]}))
    assert len(sent) == 1
    assert {"shelves", "revision", "max"} <= sent[0]
    assert "picture" not in sent[0]
    assert (player.value, player.max, player.revision) == (1, 9, 1)


def test_a_clock_at_the_end_stays_at_the_end():
    player, points = make()
    player.show(Recording([_trail(points[:3])], readout={"x": points[:3, :, 0]}))
    assert (player.value, player.max) == (2, 2)


def test_another_picture_may_come_with_the_runs():
    player, points = make()
    before = player.picture["data"]
    fig, ax = figure(300, 200)
    ax.set_facecolor("pink")
    recording = Recording([tracks.trail(ax, points)], readout={"x": points[..., 0]})
    player.show(recording, layers=render(fig))
    assert player.picture["data"] != before
    assert (player.picture["width"], player.picture["height"]) == (300, 200)


def test_the_mimebundle_shows_the_path_where_no_widget_can_be_shown():
    fig, ax = figure(300, 200)
    ax.set(xlim=(0, 1), ylim=(0, 1), position=(0, 0, 1, 1))
    ax.set_axis_off()
    player = DescentPlayer(fig, [tracks.trail(ax, [[0.1, 0.5], [0.9, 0.5]], color="#D55E00")])
    bundle, _ = player._repr_mimebundle_()
    assert bundle["text/plain"] == repr(player)
    assert "application/vnd.jupyter.widget-view+json" in bundle
    picture = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).convert("RGB")
    assert picture.getpixel((150, 100)) == (0xD5, 0x5E, 0x00)
    assert picture.getpixel((150, 30)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["trail", "curve", "cloud", "line", "segments", "arrow", "field"])
def test_every_kind_of_track_has_a_still(kind):
    fig, ax = figure(300, 200)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    points = np.full((3, 2, 2), 0.2)
    points[:, 1] = 0.8
    made = {
        "trail": lambda: tracks.trail(ax, points[:, 0] + [[0], [0.3], [0.6]]),
        "curve": lambda: tracks.curve(ax, [0.2, 0.5, 0.9]),
        "arrow": lambda: tracks.arrow(ax, points[:, 0], points[:, 1]),
    }.get(kind, lambda: getattr(tracks, kind)(ax, points))()
    without = DescentPlayer(fig, [tracks.trail(ax, np.full((3, 2), -9.0))]).png()
    artists_before = len(ax.get_children())
    assert DescentPlayer(fig, [made]).png() != without
    assert len(ax.get_children()) == artists_before


def test_the_still_of_a_field_shows_its_values_where_they_are():
    fig, ax = figure(300, 200)
    ax.set(xlim=(0, 1), ylim=(0, 1), position=(0, 0, 1, 1))
    ax.set_axis_off()
    values = np.array([[[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])
    player = DescentPlayer(fig, [tracks.field(ax, values, cmap="gray", opacity=1)])
    picture = Image.open(io.BytesIO(player.png())).convert("L")
    assert picture.getpixel((290, 5)) == 255, "the highest value, at the upper right"
    assert picture.getpixel((5, 5)) == picture.getpixel((290, 195)) == 0


def test_closing_leaves_no_model_and_lets_the_figure_go():
    before = set(ipywidgets.widgets.widget._instances)
    player, _ = make()
    assert set(ipywidgets.widgets.widget._instances) != before
    player.close()
    assert set(ipywidgets.widgets.widget._instances) == before
    assert player._figure is None


def bad_inputs():
    fig, ax = figure(300, 200)
    recording = Recording([tracks.trail(ax, np.zeros((3, 2, 2)))])
    family = {"learning_rate": [0.1, 0.2]}
    other = figure(300, 200)[1]
    return [
        ({"colour": "red"}, TypeError, "no argument 'colour'"),
        ({"family": None}, ValueError, r"family shape \(\), not \(2,\)"),
        ({"family": {"learning_rate": [1, 2, 3]}}, ValueError, r"\(3,\), not \(2,\)"),
        ({"shelf_of": [0, 1]}, ValueError, "shelf_of must have 1 entries"),
        ({"start_axes": other}, ValueError, "start_axes must be an axes of the figure"),
        ({"speed": float("nan")}, traitlets.TraitError, "speed must be a finite number > 0"),
        ({"speed": 0.0}, traitlets.TraitError, "speed must be a finite number > 0"),
        ({"speed": "fast"}, traitlets.TraitError, "speed"),
        ({"interval": 0}, traitlets.TraitError, "interval"),
        ({"step": 0}, traitlets.TraitError, "step"),
        ({"start": (float("inf"), 0)}, traitlets.TraitError, "start must be finite numbers"),
        ({"start": ("a", 0)}, traitlets.TraitError, "start must be finite numbers"),
        ({"start": (True, 0)}, traitlets.TraitError, "start must be finite numbers"),
        ({"value": 1.5}, traitlets.TraitError, "value"),
        ({"controls": {"speed": ipywidgets.Dropdown()}}, traitlets.TraitError, "'speed'"),
        (
            {"controls": {"learning_rate": ipywidgets.FloatSlider()}},
            traitlets.TraitError,
            "with an index",
        ),
        ({"controls": {"learning_rate": 3}}, traitlets.TraitError, "with an index"),
        ({"panels": ((0.5, 0.2),)}, ValueError, r"panels must be pairs 0 <= left < right <= 1"),
        ({"panels": ()}, ValueError, "panels must be pairs"),
    ], (fig, recording, family)


ROWS, (FIGURE, RECORDING, FAMILY) = bad_inputs()


@pytest.mark.parametrize(("options", "error", "message"), ROWS)
def test_bad_input_is_named(options, error, message):
    with pytest.raises(error, match=message):
        DescentPlayer(FIGURE, RECORDING, **({"family": FAMILY} | options))


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [(None, RECORDING, "figure must be a matplotlib Figure"), (FIGURE, [], "at least one track")],
)
def test_bad_figures_and_tracks_are_named(first, second, message):
    with pytest.raises((TypeError, ValueError), match=message):
        DescentPlayer(first, second, family=FAMILY)


def test_what_the_browser_sends_is_checked_like_anything_else():
    player, _ = make()
    player.set_state({"value": 99})
    assert player.value == 4
    with pytest.raises(traitlets.TraitError):
        player.set_state({"start": [None, 1]})
    player.set_state({"learning_rate_index": -7})
    assert player.selected == {"learning_rate": 0}


def test_the_browser_can_t_change_what_only_python_computes():
    player, _ = make()
    before = {name: getattr(player, name) for name in COMPUTED}
    player.set_state(dict.fromkeys(COMPUTED, "nonsense") | {"value": 2})
    assert {name: getattr(player, name) for name in COMPUTED} == before
    assert player.value == 2
