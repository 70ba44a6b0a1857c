"""The player's Python side: what is sent, what is believed, what is said in numbers."""

import base64
import io
import re

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image

import gdwidgets as gd
from gdwidgets.drawing import figure
from gdwidgets.drawing.layers import render
from gdwidgets.player import DescentPlayer, Recording, tracks
from gdwidgets.player.still import still

RATES = (0.1, 0.2, 0.3)


def close(frames, numbers):
    """Whether they are the same to six digits, as they are sent."""
    return np.allclose(frames, numbers, rtol=5e-7, atol=0)


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
    assert len(state["shelves"]["tree"]) == 1
    assert state["learning_rate_index"] == 0
    assert len(state["_esm"].encode()) < 50_000


def test_the_run_that_is_shown_follows_the_index_trait():
    player, points = make()
    player.learning_rate_index = 2
    assert close(player.frames[:, :2], points[:, 2].astype(np.float32))
    assert repr(player) == (
        f"DescentPlayer(value=4, max=4, learning_rate=0.3, x={points[4, 2, 0]:.4g})"
    )


def test_a_control_chooses_the_run_by_its_index():
    dropdown = ipywidgets.Dropdown(options=["a", "b", "c"], index=1)
    player, points = make(controls={"learning_rate": dropdown})
    assert player.position == {"learning_rate": 1}
    dropdown.index = 2
    assert close(player.frames[:, :2], points[:, 2].astype(np.float32))
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
    assert close(player.frames[:, :2], points[:, 0].astype(np.float32))

    player, points = make(family=family, shelf=1)
    assert list(player.shelves) == ["1"]
    moved = points + 1
    player.fill({0: Recording([_trail(moved)], readout={"x": moved[..., 0]})})
    player.optimizer_index = 0
    assert close(player.frames[:, :2], moved[:, 0].astype(np.float32))


def test_a_shelf_that_is_laid_out_otherwise_is_refused():
    player, points = make(family={"optimizer": ["a", "b"], "learning_rate": RATES}, shelf=1)
    with pytest.raises(ValueError, match="the steps and the columns of those shown"):
        player.fill({0: Recording([_trail(points[:-1])], readout={"x": points[:-1, :, 0]})})
    with pytest.raises(ValueError, match="the steps and the columns of those shown"):
        player.fill({0: Recording([_trail(points)], readout={"x": points[..., 1]})})


def test_where_a_number_is_found_does_not_depend_on_the_numbers():
    """At a start where x, y and the loss are all 0, a later run is still read rightly."""
    family = {"optimizer": ["stays", "leaves"], "learning_rate": RATES}
    still = np.zeros((5, len(RATES), 2))

    def recorded(path):
        loss = path.sum(axis=-1)
        readout = {"x": path[..., 0], "y": path[..., 1], "loss": loss}
        return Recording([_trail(path)], readout=readout)

    first = recorded(still)
    player = gd.DescentPlayer(first.figure, first, family=family, shelf=0)
    leaving = still + np.arange(5)[:, None, None] * (1.0, 10.0)
    player.fill({1: recorded(leaving)})
    player.optimizer_index = 1
    shown = {each["name"]: player.frames[4, each["column"]] for each in player.readouts}
    assert shown == pytest.approx({"x": 4, "y": 40, "loss": 44}, rel=1e-6)


def test_a_single_run_may_be_that_of_all_positions_of_the_last_axis():
    family = {"optimizer": ["plain", "search"], "learning_rate": RATES}
    player, points = make(family=family, shelf=0)
    path = points[:, 0] + 3
    player.fill({1: Recording([_trail(path)], readout={"x": path[..., 0]}, captions="search")})
    player.optimizer_index = 1
    for k in range(len(RATES)):
        player.learning_rate_index = k
        assert close(player.frames[:, :2], path)
        assert player.caption == "search"


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
            {"controls": {"learning_rate": ipywidgets.Text()}},
            traitlets.TraitError,
            "with an index or a number",
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
    for state, words in [
        ({"speed": -1}, "speed must be a finite number > 0, not -1"),
        ({"playing": "yes"}, "expected a boolean"),
        ({"hidden": ["x"]}, "hidden must list labels of \\[\\], not"),
    ]:
        player.set_state(state | {"value": 1})
        assert re.search(words, player.error)
        assert (player.value, player.speed, player.hidden) == (4, 1.0, ())
    player.set_state({"learning_rate_index": -7})
    assert player.position == {"learning_rate": 0}
    assert player.error == ""


def test_the_browser_can_t_change_what_only_python_computes():
    player, _ = make()
    before = player.get_state()
    may = {"value", "playing", "repeat", "speed", "hidden", "learning_rate_index"}
    others = set(before) - may - {"layout", "tooltip", "tabbable", "_dom_classes", "comm"}
    player.set_state(dict.fromkeys(others, "nonsense") | {"value": 2})
    assert player.get_state() == before | {"value": 2}


ASKED = [
    ({"do": "start", "at": [0.5, 0.25]}, "start", (0.5, 0.25)),
    ({"do": "point", "at": [0, 1, 2]}, "pointed", (0, 1, 2)),
    ({"do": "want", "at": [0], "revision": 0}, "wanted", ()),
    ({"do": "start", "at": [None, 1]}, "error", "start must be finite numbers, not (None, 1)"),
    ({"do": "start", "at": 7}, "error", "expected a tuple, not the int 7"),
    (
        {"do": "start", "at": [float("nan"), 1]},
        "error",
        "start must be finite numbers, not (nan, 1)",
    ),
    ({"do": "dance"}, "error", ""),
]


@pytest.mark.parametrize(("content", "name", "value"), ASKED)
def test_each_wish_of_the_browser_is_checked_and_answered(content, name, value):
    player, _ = make()
    sent = []
    player.send = lambda content, buffers=None: sent.append(content)
    player._receive(player, content | {"count": 12}, [])
    assert getattr(player, name) == value or str(value) in str(getattr(player, name))
    assert sent == [{"heard": 12}]


@pytest.mark.parametrize("content", ["start", None, {}, {"seen": 3}, [1]])
def test_a_sign_of_life_is_not_answered(content):
    player, _ = make()
    player.send = lambda *_: 1 / 0
    player._receive(player, content, [])


def test_missing_shelves_are_asked_for_by_name_for_what_is_shown_now():
    family = {"optimizer": ["plain", "heavy", "wild"], "learning_rate": RATES}
    player, _ = make(family=family, shelf=1, shelf_of=[0, 1, 2])
    asked = []
    player.observe(lambda change: asked.append(change["new"]), names="wanted")
    for wish in ([2, 1, 7], [2, 1, 7]):
        player._receive(player, {"do": "want", "at": wish, "revision": 0}, [])
    player._receive(player, {"do": "want", "at": [2], "revision": 5}, [])
    assert [each for each in asked if each] == [(2,), (2,)], (
        "what is there, or unknown, is left out"
    )


def test_the_range_may_be_narrower_than_what_the_runs_have():
    player, points = make(n_steps=9)
    player.max = 5
    assert (player.value, player.last) == (5, 9)
    assert player.frames.shape[0] == 10
    with pytest.raises(traitlets.TraitError, match="max must be from 0 to 9, not 50"):
        player.max = 50
    assert player.max == 5
    player.show(Recording([_trail(points[:8])], readout={"x": points[:8, :, 0]}))
    assert (player.value, player.max, player.last) == (5, 5, 7)


def test_a_widget_that_holds_it_is_counted_and_the_users_own_lock_survives():
    player, _ = make(disabled=True)
    one, two = ipywidgets.Label(), ipywidgets.Label()
    player.value = 3
    player.hold(one)
    player.hold(two)
    player.hold(one)
    assert (len(player.held), player.value) == (2, 0)
    player.release(one)
    assert player.held == (two,)
    player.release(two)
    assert player.held == ()
    assert player.disabled


def test_a_number_that_a_control_tells_is_the_position_whatever_its_index_is():
    slider = gd.LearningRateSlider(0.1, min=0.1, max=1)
    rates = slider.options
    recording = Recording([_trail(np.zeros((3, len(rates), 2)))])
    player = DescentPlayer(
        recording.figure,
        recording,
        family={"learning_rate": rates},
        controls={"learning_rate": slider},
    )
    slider.value = rates[4]
    slider.value = 0.1234  # an option more: those after it count one further
    slider.index = len(slider.options) - 1
    assert player.position == {"learning_rate": len(rates) - 1}


@pytest.mark.parametrize(
    ("end", "whole"), [((1, 0.5), True), ((0.5, 0.5), True), ((1.2, 0.5), False)]
)
def test_in_a_still_a_head_on_the_edge_of_its_axes_is_whole(end, whole):
    _, ax = figure(400, 300)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    track = gd.tracks.trail(ax, [[0, 0], end])
    _, head = still(ax, track.describe(0, 0), track.columns())
    assert head.get_clip_on() != whole
