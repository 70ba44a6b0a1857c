"""What moves is laid out as one finite table, in the coordinates of its axes."""

import zlib

import numpy as np
import pytest
from matplotlib.figure import Figure

from gdwidgets.drawing import figure
from gdwidgets.drawing.layers import render, to_fraction
from gdwidgets.player import NumberTable, Recording, tracks
from gdwidgets.player.packing import pack_numbers, unpack_numbers, unpack_words
from gdwidgets.player.still import still
from gdwidgets.player.tracks.fields import SHADES


@pytest.fixture
def axes():
    return figure(600, 300, n_axes=2)[1:]


def test_each_run_of_a_family_has_its_own_rows_and_each_track_its_columns(axes):
    left, right = axes
    path = np.arange(4 * 3 * 2, dtype=float).reshape(4, 3, 2)
    loss = 100.0 + np.arange(12).reshape(4, 3)
    recording = Recording(
        [tracks.trail(left, path), tracks.curve(right, loss)], readout={"loss": -loss}
    )
    assert recording.numbers.shape == (3, 4, 4)
    assert recording.numbers.dtype == np.float32
    assert recording.numbers[1, 2].tolist() == [*path[2, 1], loss[2, 1], -loss[2, 1]]
    trail, curve = recording.layout["tracks"]
    assert (trail["axes"], trail["column"], trail["count"]) == (0, 0, 1)
    assert (curve["axes"], curve["column"]) == (1, 2)
    assert recording.layout["readouts"] == [{"name": "loss", "column": 3}]


def test_a_readout_that_a_track_has_already_is_not_sent_twice(axes):
    path = np.random.default_rng(0).normal(size=(5, 2))
    recording = Recording(
        [tracks.trail(axes[0], path)],
        readout={"y": path[:, 1], "x": path[:, 0], "sum": path.sum(axis=1)},
    )
    assert recording.numbers.shape == (5, 3)
    assert [each["column"] for each in recording.layout["readouts"]] == [1, 0, 2]


def unpacked(recording, shelf):
    sent = recording.shelves()[shelf]
    shape = (sent["runs"], recording.n_steps + 1, recording.layout["columns"])
    return unpack_numbers(sent["numbers"], shape), unpack_words(sent["facts"]), sent


def test_shelves_are_the_runs_along_the_last_axis(axes):
    path = np.random.default_rng(0).normal(size=(5, 2, 3, 2))
    stop = np.arange(6).reshape(2, 3)
    recording = Recording([tracks.trail(axes[0], path)], stop_step=stop, captions=stop.astype(str))
    numbers, facts, sent = unpacked(recording, 1)
    assert facts["stops"] == [3, 4, 5]
    assert facts["captions"] == ["3", "4", "5"]
    assert facts["ends"] is None
    assert np.allclose(numbers, np.moveaxis(path[:, 1], 0, 1), rtol=5e-7, atol=0)
    assert (sent["runs"], sent["images"]) == (3, [])


def test_the_table_is_finite_whatever_the_mathematics_did(axes):
    path = np.array([[0.0, 0.0], [1e200, 1.0], [np.inf, -np.inf], [np.nan, np.nan], [np.nan, 7]])
    table = Recording([tracks.trail(axes[0], path)]).numbers
    assert np.isfinite(table).all()
    assert table[1, 0] == np.float32(1e30)
    assert np.array_equal(table[3], table[2])  # the last numbers stand
    assert np.array_equal(table[4], table[2])  # a half-broken row is broken


def test_a_track_that_breaks_off_ends_alone_and_the_others_go_on(axes):
    """In a race the good racer goes on where another diverges."""
    left, right = axes
    good = np.linspace(1, 2, 10).reshape(5, 2)
    bad = good.copy()
    bad[2:] = np.nan
    never = np.full((5, 2), np.nan)
    racers = [tracks.trail(left, each) for each in (good, bad, never)]
    recording = Recording([*racers, tracks.curve(right, [1, 2, np.nan, 4, np.nan])])
    numbers, facts, _ = unpacked(recording, 0)
    assert facts["ends"] == [[4, 1, -1, 3]]
    assert np.allclose(numbers[0, :, :2], good, rtol=5e-7)
    assert np.array_equal(numbers[0, 2:, 2:4], np.broadcast_to(numbers[0, 1, 2:4], (3, 2)))
    assert numbers[0, :, 6].tolist() == [1, 2, 2, 4, 4]


def test_a_readout_of_its_own_keeps_what_is_no_number(axes):
    nothing, gap = np.full(3, np.nan), [1, np.nan, 2]
    recording = Recording(
        [tracks.curve(axes[0], [1.0, 2, 3])], readout={"gap": gap, "nothing": nothing}
    )
    numbers, _, _ = unpacked(recording, 0)
    assert np.isnan(numbers[0, 1, 1])
    assert np.isnan(numbers[0, :, 2]).all(), "it never was a number, and is no 0"


def test_a_legend_lists_tracks_by_their_label_and_colour(axes):
    path = np.zeros((3, 2))
    racers = [tracks.trail(axes[0], path, label=name, color=name) for name in ("red", "blue")]
    assert Recording(racers, legend=["blue"]).layout["legend"] == [
        {"label": "blue", "color": "blue"}
    ]
    with pytest.raises(ValueError, match="legend must list labels of tracks, not 'green'"):
        Recording(racers, legend=["green"])


def test_a_table_has_a_column_of_numbers_for_each_cell(axes):
    loss = np.array([4.0, 2.0, 1.0])
    table = NumberTable(["loss", "half"], {"Adam": [loss, loss / 2]}, title="Race")
    recording = Recording([tracks.curve(axes[0], loss)], table=table)
    assert recording.layout["table"] == {
        "title": "Race",
        "columns": ["loss", "half"],
        "rows": [{"name": "Adam", "columns": [0, 1]}],
    }
    assert recording.numbers[:, 1].tolist() == [2, 1, 0.5]
    with pytest.raises(ValueError, match=r"rows must have 2 numbers each, .* 'Adam' has 1"):
        NumberTable(["loss", "half"], {"Adam": [loss]})


@pytest.mark.parametrize("scale", [1e-30, 1e-12, 1.0, 1e30])
def test_packed_numbers_keep_six_digits_of_any_size(scale):
    rng = np.random.default_rng(3)
    table = (scale * rng.normal(size=(3, 40, 2)) * 10.0 ** -rng.uniform(0, 6, (3, 40, 2))).astype(
        np.float32
    )
    table[0, 3, 1], table[1, 5] = np.nan, 0.0
    again = unpack_numbers(pack_numbers(table), table.shape)
    assert np.allclose(again, table, rtol=5e-7, atol=0, equal_nan=True)
    assert np.array_equal(unpack_numbers(pack_numbers(again), table.shape), again, equal_nan=True)


def test_numbers_that_change_smoothly_pack_small():
    steps = 0.97 ** np.arange(201)
    table = np.stack([steps, -steps], axis=-1)[None].repeat(61, axis=0).astype(np.float32)
    assert len(pack_numbers(table)) < table.nbytes / 15


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_plain_axes_leave_the_mapping_to_the_browser(axes, scale):
    axes[0].set_xscale(scale)
    track = tracks.trail(axes[0], [[1.0, 2.0], [3.0, 4.0]])
    assert track.describe(0, 0)["space"] == "data"
    assert track.columns().tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize("projection", ["3d", "polar", "symlog"])
def test_other_axes_are_mapped_by_their_own_transform(projection):
    fig = Figure(figsize=(4, 3))
    if projection == "symlog":
        ax = fig.add_subplot()
        ax.set_yscale("symlog")
    else:
        ax = fig.add_subplot(projection=projection)
    ax.set(xlim=(0.1, 2), ylim=(0, 2))
    points = np.array([[0.5, 0.2, 0.1], [1.0, 1.5, 0.7]])[:, : 3 if projection == "3d" else 2]
    track = tracks.trail(ax, points)
    columns = track.columns()
    render(fig)
    assert track.describe(0, 0)["space"] == "figure"
    assert np.allclose(columns, to_fraction(ax, points), atol=1e-12)
    assert ((columns > 0) & (columns < 1)).all()


def test_a_curve_on_other_axes_becomes_a_trail_of_steps():
    fig = Figure()
    ax = fig.add_subplot()
    ax.set(yscale="symlog", xlim=(0, 2), ylim=(-5, 5))
    track = tracks.curve(ax, [4.0, 1.0, -1.0])
    columns = track.columns()
    assert track.describe(0, 0)["kind"] == "trail"
    assert np.allclose(columns, to_fraction(ax, [[0, 4.0], [1, 1.0], [2, -1.0]]))


FLAT = np.zeros((3, 4, 5))


def curved():
    ax = figure(300, 300)[1]
    ax.set_xscale("log")
    return ax


def bad_inputs():
    left, right = figure(600, 300, n_axes=2)[1:]
    elsewhere = figure(300, 300)[1]
    trail = tracks.trail(left, np.zeros((3, 2, 2)))
    return [
        (lambda: Recording([]), ValueError, "tracks must hold at least one track"),
        (
            lambda: Recording([trail, tracks.curve(right, np.zeros((4, 2)))]),
            ValueError,
            "agree in steps and family",
        ),
        (
            lambda: Recording([trail, tracks.curve(elsewhere, np.zeros((3, 2)))]),
            ValueError,
            "axes of one figure",
        ),
        (
            lambda: Recording([trail], readout={"loss": "high"}),
            TypeError,
            r"readout\['loss'\] must be numbers",
        ),
        (lambda: Recording([trail], stop_step=[1, 2, 3]), ValueError, r"shape \(2,\), not \(3,\)"),
        (lambda: Recording([trail], captions=["one"]), ValueError, "captions must have one entry"),
        (lambda: tracks.trail(left, [[1, 2, 3]]), ValueError, "points must have 2 coordinates"),
        (lambda: tracks.trail(left, ["a"]), TypeError, "points must be numbers"),
        (lambda: tracks.trail(left, []), ValueError, "points must have a first axis of steps"),
        (lambda: tracks.trail(left, 3.0), ValueError, "points must have a first axis of steps"),
        (lambda: tracks.curve(left, []), ValueError, "values must have a first axis of steps"),
        (lambda: tracks.curve(left, None), ValueError, "values must have"),
        (lambda: tracks.cloud(left, np.zeros((3, 2))), ValueError, "at least 3 axes"),
        (lambda: tracks.segments(left, np.zeros((3, 5, 2))), ValueError, "two ends for each"),
        (lambda: tracks.field(left, np.zeros((3, 4))), ValueError, "values must have a first axis"),
        (lambda: tracks.field(left, np.zeros((3, 0, 4))), ValueError, "values must have rows"),
        (lambda: tracks.field(left, "red"), TypeError, "values must be numbers, not 'red'"),
        (lambda: tracks.field(left, FLAT, cmap="mud"), ValueError, "cmap must be .* not 'mud'"),
        (lambda: tracks.field(left, FLAT, cmap=[1]), ValueError, "cmap must be the name"),
        (lambda: tracks.field(left, FLAT, opacity=2), ValueError, "opacity must be .* not 2"),
        (lambda: tracks.field(left, FLAT, limits=(1, 1)), ValueError, "limits must go from low"),
        (lambda: tracks.field(left, FLAT, limits=(0, np.nan)), ValueError, "limits must be"),
        (lambda: tracks.field(left, FLAT, limits=3), ValueError, "limits must be two numbers"),
        (lambda: tracks.field(left, FLAT, extent=(0, 1)), ValueError, "extent must be .left"),
        (lambda: tracks.field(left, FLAT, extent=(1, 0, 0, 1)), ValueError, "extent must go from"),
        (lambda: tracks.field(curved(), FLAT), ValueError, "axes must have linear scales"),
        (
            lambda: tracks.Track("spiral", left, np.zeros((3, 1, 2))),
            ValueError,
            "kind must be one of 'trail'",
        ),
    ]


@pytest.mark.parametrize(("make", "error", "message"), bad_inputs())
def test_bad_input_is_named(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_field_is_sent_row_by_row_with_its_place_and_colours(axes):
    values = np.arange(2 * 3 * 2 * 4, dtype=float).reshape(2, 3, 2, 4)
    values[1, 1, 0, 2] = np.nan
    axes[0].set(xlim=(-1, 3), ylim=(5, 2))
    recording = Recording(
        [tracks.field(axes[0], values), tracks.trail(axes[0], np.ones((2, 3, 2)))]
    )
    field, trail = recording.layout["tracks"]
    assert (field["shape"], trail["column"], recording.layout["columns"]) == ([2, 4], 0, 2)
    (packed,) = recording.shelves()[0]["images"]
    images = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(3, 2, 2, 4)
    expected = np.rint(values / 47 * 254)
    assert images[1, 1, 0, 2] == 255, "a value that there is not"
    whole = ~np.isnan(np.moveaxis(values, 0, 1))
    assert np.array_equal(images[whole], np.moveaxis(expected, 0, 1)[whole])
    assert field["extent"] == [-1, 3, 2, 5]
    assert field["limits"] == [0, 47]
    assert field["shades"][0] == [68, 1, 84], "viridis begins with this"
    assert len(field["shades"]) == SHADES


def test_a_field_may_come_at_every_few_steps(axes):
    path = tracks.trail(axes[0], np.zeros((11, 2)))
    field = tracks.field(axes[0], np.zeros((3, 4, 5)), every=5)
    assert len(Recording([field, path]).shelves()[0]["images"]) == 1
    late = tracks.field(axes[0], np.zeros((4, 4, 5)), every=5)
    with pytest.raises(ValueError, match=r"must begin with the shape \(3,\), not \(4,\)"):
        Recording([late, path])
    with pytest.raises(ValueError, match="every must be a whole number with every >= 1"):
        tracks.field(axes[0], FLAT, every=0)


def test_a_field_along_an_axis_is_sent_once_for_all_runs(axes):
    values = np.arange(3 * 4 * 5.0).reshape(3, 4, 5)
    field = tracks.field(axes[0], values, along="condition")
    recording = Recording([field, tracks.trail(axes[0], np.zeros((11, 6, 2)))])
    described = recording.layout["tracks"][0]
    assert described["along"] == "condition"
    images = np.frombuffer(zlib.decompress(described["images"]), np.uint8).reshape(values.shape)
    assert images[2, 3, 4] == 254
    assert recording.shelves()[0]["images"] == []
    with pytest.raises(ValueError, match=r"values must have the shape \(n_positions, n_rows"):
        tracks.field(axes[0], np.zeros((3, 2, 4, 5)), along="condition")


def test_many_images_of_a_decision_take_little_room(axes):
    """61 rates, 200 steps, 40 x 40: as float32 it would be 78 MB."""
    rng = np.random.default_rng(0)
    x, y = np.meshgrid(np.linspace(-1, 1, 40), np.linspace(-1, 1, 40))
    weights = np.cumsum(0.03 * rng.normal(size=(41, 61, 3)), axis=0) + 1
    a, b, c = (weights[..., k, None, None] for k in range(3))
    field = tracks.field(axes[0], 1 / (1 + np.exp(-4 * (a * x + b * y + c - 1))), every=5)
    recording = Recording([field, tracks.trail(axes[0], np.zeros((201, 61, 2)))])
    assert len(recording.shelves()[0]["images"][0]) < 4e6


def test_a_field_without_any_range_still_has_one(axes):
    for values in (np.full((1, 2, 2), 7.0), np.full((1, 2, 2), np.nan)):
        low, high = tracks.field(axes[0], values).look["limits"]
        assert low < high


def test_a_mixed_track_sends_its_numbers_only_and_those_of_a_path_not_again(axes):
    left, right = axes
    rng = np.random.default_rng(2)
    params, recipe = rng.normal(size=(6, 3, 2)), rng.normal(size=(3, 200, 2))
    segments = tracks.mixed("segments", right, params, recipe)
    recording = Recording([tracks.trail(left, params), segments])
    assert recording.numbers.shape == (3, 6, 2)
    path, described = recording.layout["tracks"]
    assert (described["column"], described["count"]) == (path["column"], 200)
    assert np.array_equal(described["recipe"], recipe)
    assert Recording([segments]).numbers.shape == (3, 6, 2)


def test_a_mixed_track_stands_still_where_its_recipe_says(axes):
    recipe = [[[0, 1], [10, 1]], [[0, 0], [0, 10]]]
    track = tracks.mixed("line", axes[0], [[0.0], [0.5]], recipe).describe(0, 0)
    (line,) = still(axes[0], track, np.array([[0.0], [0.5]]))
    assert line.get_xydata().tolist() == [[0.0, 1.0], [10.0, 6.0]]


@pytest.mark.parametrize(
    ("kind", "recipe", "message"),
    [
        ("trail", np.zeros((3, 1, 2)), "kind must be one of 'line', 'segments', 'cloud'"),
        ("line", np.zeros((2, 4, 2)), r"recipe must have the shape \(3, n_points, 2\)"),
        ("line", np.zeros((3, 4, 3)), r"not \(3, 4, 3\)"),
    ],
)
def test_a_recipe_that_does_not_suit_is_refused(axes, kind, recipe, message):
    with pytest.raises(ValueError, match=message):
        tracks.mixed(kind, axes[0], np.zeros((5, 2)), recipe)
