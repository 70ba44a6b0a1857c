"""The regression explorer's Python side: one line in three pictures, in any coordinates."""

import ipywidgets
import numpy as np
import pytest
import traitlets

import gdwidgets as gd
from gdwidgets.core.datasets import penguins
from gdwidgets.core.losses import LinearRegression
from gdwidgets.explorers.coordinates import Coordinates
from gdwidgets.explorers.line_drag import dragged_line, nudged_line
from gdwidgets.explorers.regression_picture import DRAWN_RESIDUALS

X = np.array([1.0, 2.0, 4.0, 7.0, 9.0])
Y = np.array([2.0, 2.5, 4.0, 4.5, 7.0])
LEARNT = 1e-5  # of the numbers that the browser gets, float32


def track(explorer, kind, axes):
    """The points of a track at every step, as the browser gets them: (n_steps + 1, n, 2)."""
    which = explorer.player._figure.axes.index(axes)
    (found,) = [t for t in explorer.player.tracks if (t["kind"], t["axes"]) == (kind, which)]
    columns = explorer.player.frames[:, found["column"] :]
    if "recipe" in found:
        still, weight, intercept = np.array(found["recipe"])
        return still + columns[:, :1, None] * weight + columns[:, 1:2, None] * intercept
    return columns[:, : 2 * found["count"]].reshape(-1, found["count"], 2)


# -- the numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_the_best_line_is_numpy_s_own_in_any_coordinates(share):
    explorer = gd.RegressionExplorer(standardise=share, n_steps=5)
    birds = penguins()
    x, y = birds["flipper_length_mm"], birds["body_mass_g"] / 1000
    expected = np.polyfit(x, y, 1)
    solution = explorer.objective.solution()
    assert np.allclose(explorer._coordinates.line(solution), expected, rtol=1e-7)
    lowest = 0.5 * np.mean((np.polyval(expected, x) - y) ** 2)
    assert explorer._picture.lowest == pytest.approx(lowest, rel=1e-9)
    line = explorer._picture.landscape.lines[0]
    assert np.allclose(line.get_xydata(), solution), "the star marks it"


@pytest.mark.parametrize("share", [0.0, 0.25, 0.8, 1.0])
def test_the_condition_number_is_that_of_the_hessian(share):
    x = penguins()["flipper_length_mm"]
    coordinates = Coordinates.of(x, share)
    hessian = LinearRegression(coordinates.feature(x), x).hessian([0.0, 0.0])
    assert coordinates.condition_number == pytest.approx(np.linalg.cond(hessian), rel=1e-6)
    largest = np.linalg.eigvalsh(hessian)[-1]
    assert coordinates.largest_curvature == pytest.approx(largest, rel=1e-12)


def test_standardised_is_what_standardise_makes():
    x = penguins()["flipper_length_mm"]
    assert np.allclose(Coordinates.of(x, 1.0).feature(x), gd.datasets.standardise(x))
    assert np.array_equal(Coordinates.of(x, 0.0).feature(x), x)


def test_a_line_has_the_same_loss_in_all_coordinates():
    line = np.array([[0.3, 1.0], [-2.0, 4.0]])
    expected = LinearRegression(X, Y).value(line)
    for share in (0.0, 0.4, 1.0):
        coordinates = Coordinates.of(X, share)
        params = coordinates.params(line)
        loss = LinearRegression(coordinates.feature(X), Y)
        assert np.allclose(loss.value(params), expected)
        assert np.allclose(coordinates.line(params), line)


@pytest.mark.parametrize("share", [0.0, 0.6, 1.0])
def test_the_ellipses_are_lines_of_equal_loss(share):
    explorer = gd.RegressionExplorer(X, Y, standardise=share, n_steps=5)
    picture, objective = explorer._picture, explorer.objective
    (bands,) = picture.landscape.collections
    for path in bands.get_paths():
        loss = objective.value(path.vertices)
        assert np.ptp(loss) <= 1e-9 * loss.max()
    start = objective.value(explorer._coordinates.params([0.0, Y.min()]))
    losses = [objective.value(path.vertices[0]) - picture.lowest for path in bands.get_paths()]
    assert losses[0] == pytest.approx(1000 * (start - picture.lowest)), "the largest comes first"
    assert losses == sorted(losses, reverse=True)


def test_the_run_is_the_engine_s_own():
    explorer = gd.RegressionExplorer(X, Y, learning_rate=0.01, n_steps=40)
    run = gd.descend(LinearRegression(X, Y), gd.optimizers.GradientDescent(0.01), (0.0, 2.0), 40)
    assert np.array_equal(explorer.trajectory.params, run.params)
    path = track(explorer, "trail", explorer._picture.landscape)
    assert np.array_equal(path[:, 0], run.params.astype(np.float32))
    assert explorer.player.caption == gd.diagnose(run).summary


# -- one clock -----------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_line_at_each_step_is_the_point_at_that_step(share):
    explorer = gd.RegressionExplorer(X, Y, standardise=share, n_steps=30)
    picture, run = explorer._picture, explorer.trajectory
    lines = explorer._coordinates.line(run.params)
    ends = track(explorer, "line", picture.data_axes)
    assert np.allclose(ends[0, :, 0], picture.data_axes.get_xlim())
    for (weight, intercept), points in zip(lines, ends, strict=True):
        assert np.allclose(points[:, 1], weight * points[:, 0] + intercept, rtol=LEARNT)
    residuals = track(explorer, "segments", picture.data_axes).reshape(31, -1, 2, 2)
    data = np.column_stack([X, Y])
    for (weight, intercept), segments in zip(lines, residuals, strict=True):
        assert np.allclose(segments[:, 0], data, rtol=LEARNT)
        assert np.allclose(segments[:, 1, 0], X, rtol=LEARNT)
        assert np.allclose(segments[:, 1, 1], weight * X + intercept, rtol=LEARNT)
    explorer.player.value = 7
    assert explorer.line == pytest.approx(tuple(lines[7]))


def test_the_loss_curve_stands_on_the_closed_form():
    explorer = gd.RegressionExplorer(standardise=1.0, n_steps=20)
    ax = explorer._picture.loss_axes
    assert (ax.get_yscale(), ax.get_ylabel()) == ("log", "loss above the lowest")
    which = explorer.player._figure.axes.index(ax)
    (curve,) = [t for t in explorer.player.tracks if t["axes"] == which]
    heights = explorer.player.frames[:, curve["column"]]
    above = explorer.trajectory.loss - explorer.objective.value(explorer.objective.solution())
    assert np.allclose(heights, above, rtol=LEARNT, atol=1e-15)


def test_every_learning_rate_and_optimizer_is_there_for_a_page_without_a_kernel():
    explorer = gd.RegressionExplorer(X, Y, n_steps=12)
    assert sum(shelf is not None for shelf in explorer.player.shelves) == 1
    explorer.player.wanted = (explorer.player.revision - 1, 1)  # an answer to an older picture
    assert None in explorer.player.shelves
    explorer.player.wanted = (explorer.player.revision, 1)
    assert None not in explorer.player.shelves
    for name in ("Gradient descent", "Momentum", "RMSprop", "Adam"):
        explorer.optimizer.value = name
        for index in (0, len(explorer.learning_rate.options) // 2):
            explorer.learning_rate.index = index
            path = track(explorer, "trail", explorer._picture.landscape)[:, 0]
            run = explorer.trajectory
            last = run.stop_step if run.status == "diverged" else 12
            expected = run.params[: last + 1].astype(np.float32)
            assert np.array_equal(path[: last + 1], expected)


def test_an_optimizer_that_is_chosen_before_its_runs_came_brings_them():
    explorer = gd.RegressionExplorer(X, Y, n_steps=12)
    explorer.optimizer.value = "Adam"
    path = track(explorer, "trail", explorer._picture.landscape)[:, 0]
    assert np.array_equal(path, explorer.trajectory.params.astype(np.float32))


def test_a_typed_learning_rate_gets_a_run_of_its_own():
    explorer = gd.RegressionExplorer(X, Y, n_steps=12)
    explorer.learning_rate.value = 0.00123
    path = track(explorer, "trail", explorer._picture.landscape)[:, 0]
    assert np.array_equal(path, explorer.trajectory.params.astype(np.float32))


# -- the start, in either space ------------------------------------------------------------------


def shown_ends(explorer):
    return track(explorer, "line", explorer._picture.data_axes)[0]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_line_and_the_point_move_each_other(share):
    explorer = gd.RegressionExplorer(X, Y, standardise=share, n_steps=10)
    low, high = explorer._picture.data_axes.get_xlim()
    before = shown_ends(explorer)
    explorer.player.pointed = (0, high, 5.5, high - 0.1, 2.0)
    ends = shown_ends(explorer)
    assert ends[0, 1] == pytest.approx(before[0, 1]), "the far end stays"
    assert ends[1] == pytest.approx([high, 5.5]), "the near end follows"
    assert explorer.player.start == pytest.approx(explorer._coordinates.params(explorer.start))
    assert explorer.player.value == 0
    assert explorer.line == pytest.approx(explorer.start)

    params = explorer._coordinates.params((0.25, 1.5))
    explorer.player.start = tuple(params)  # as a click on parameter space does
    assert explorer.start == pytest.approx((0.25, 1.5))
    assert explorer.player.value == 0
    assert shown_ends(explorer)[:, 1] == pytest.approx([0.25 * low + 1.5, 0.25 * high + 1.5])
    assert explorer.player.error == ""


def test_keys_lift_and_tilt_the_line_by_as_much_as_they_went():
    explorer = gd.RegressionExplorer(X, Y, n_steps=10)
    (left, right), (bottom, top) = explorer._picture.data_limits
    weight, intercept = explorer.start
    explorer.player.pointed = (0, 0.0, 0.5)
    explorer.player.pointed = (0, 0.0, 1.5)
    assert explorer.start == pytest.approx((weight, intercept + 1.5))
    explorer.player.pointed = (0, 0.1 * (right - left), 1.5)
    lift = explorer.start[0] * np.array([left, right]) + explorer.start[1]
    tenth = 0.1 * (top - bottom)
    assert lift == pytest.approx([Y.min() + 1.5 - tenth, Y.min() + 1.5 + tenth])
    explorer.player.pointed = (0, 5.0, 3.0, 5.0, 3.0)  # a drag: the keys begin anew
    before = explorer.start
    explorer.player.pointed = (0, 0.0, 0.5)
    assert explorer.start == pytest.approx((before[0], before[1] + 0.5))


def test_a_drag_never_makes_a_line_upright():
    limits = (0.0, 9.0)
    for x in (0.0, 4.5, 9.0):
        weight, intercept = dragged_line((1.0, 0.0), (x, 2.0), grip=1.0, limits=limits)
        assert weight * 9.0 + intercept == pytest.approx(9.0), "the right end stays"
        assert weight * min(x, 4.5) + intercept == pytest.approx(2.0)
        weight, intercept = dragged_line((1.0, 0.0), (x, 2.0), grip=8.0, limits=limits)
        assert intercept == pytest.approx(0.0), "the left end stays"
        assert weight * max(x, 4.5) == pytest.approx(2.0)
    assert dragged_line((1.0, 0.0), (0.0, 2.0), grip=4.0, limits=limits) == (1.0, 2.0)


def test_opposite_keys_undo_each_other():
    limits = (-3.0, 9.0), (1.0, 4.0)
    there = nudged_line((0.3, 2.0), 1.2, -0.5, *limits)
    assert nudged_line(there, -1.2, 0.5, *limits) == pytest.approx((0.3, 2.0))


def test_the_start_can_be_set_in_the_units_of_the_data():
    explorer = gd.RegressionExplorer(X, Y, start=(0.5, 1.0), standardise=0.7, n_steps=10)
    assert explorer.start == pytest.approx((0.5, 1.0))
    explorer.start = (-0.5, 6)
    assert explorer.start == pytest.approx((-0.5, 6.0))
    assert explorer.player.start == pytest.approx(explorer._coordinates.params([-0.5, 6.0]))


# -- raw and standardised ------------------------------------------------------------------------


def test_standardising_keeps_the_line_and_changes_where_it_lies():
    explorer = gd.RegressionExplorer()
    explorer.start = (0.01, 3.0)
    explorer.player.value = 40
    before = explorer.player.picture["data"]
    numbers = []
    for share in explorer.standardise.options:
        explorer.standardise.value = share
        assert explorer.start == pytest.approx((0.01, 3.0), rel=1e-9)
        assert explorer.player.value == 40
        assert explorer.player.error == ""
        assert shown_ends(explorer)[:, 1] == pytest.approx(
            0.01 * shown_ends(explorer)[:, 0] + 3.0, rel=LEARNT
        )
        path = track(explorer, "trail", explorer._picture.landscape)[:, 0]
        assert np.array_equal(path, explorer.trajectory.params.astype(np.float32))
        numbers.append(explorer._coordinates.condition_number)
        title = explorer._picture.landscape.get_title()
        assert title.startswith("Condition number")
        assert title in explorer.condition.value
        assert title in explorer.player.description
    assert explorer.player.picture["data"] != before
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == pytest.approx(1.0)
    assert title == "Condition number 1"
    assert explorer.trajectory.status == "converged"


def test_the_way_there_and_back_leads_to_the_same_picture():
    explorer = gd.RegressionExplorer(X, Y, n_steps=10)
    picture, rate = explorer._picture, explorer.learning_rate.value
    for share in (0.1, 0.5, 1.0, 0.4, 0.0):
        explorer.standardise.value = share
    assert explorer._picture is picture
    assert explorer.learning_rate.value == rate


def test_the_learning_rate_keeps_its_share_of_the_limit_of_stability():
    explorer = gd.RegressionExplorer()
    explorer.standardise.value = 1.0
    kept = explorer.learning_rate.value * explorer._coordinates.largest_curvature
    assert kept == pytest.approx(0.4, rel=0.12)
    explorer.learning_rate.value = 1.8  # the learner's own choice is what is kept from now on
    explorer.standardise.value = 0.0
    kept = explorer.learning_rate.value * explorer._coordinates.largest_curvature
    assert kept == pytest.approx(1.8, rel=0.12)
    assert explorer.trajectory.status != "diverged"


def test_a_method_without_such_a_limit_keeps_its_learning_rate():
    explorer = gd.RegressionExplorer(optimizer=gd.optimizers.Adam, learning_rate=0.1)
    explorer.standardise.value = 1.0
    assert explorer.learning_rate.value == 0.1


# -- any data ------------------------------------------------------------------------------------

TEA = "minutes,degrees,cup\n0,95,blue\n5,80,blue\n10,70,red\n20,55,red\n"


@pytest.fixture
def tea(tmp_path):
    path = tmp_path / "tea.csv"
    path.write_text(TEA)
    return path


def test_a_csv_file_with_two_columns_of_numbers_needs_no_names(tea):
    explorer = gd.RegressionExplorer.from_csv(tea, n_steps=10)
    axes = explorer._picture.data_axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("minutes", "degrees")
    best = np.polyfit([0, 5, 10, 20], [95, 80, 70, 55], 1)
    assert np.allclose(explorer.objective.solution(), best)


def test_the_columns_of_a_csv_file_can_be_named(tea):
    explorer = gd.RegressionExplorer.from_csv(
        tea, x="degrees", y="minutes", y_label="time (min)", n_steps=10
    )
    axes = explorer._picture.data_axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("degrees", "time (min)")
    best = np.polyfit([95, 80, 70, 55], [0, 5, 10, 20], 1)
    assert np.allclose(explorer.objective.solution(), best)


@pytest.mark.parametrize(
    ("text", "options", "error", "message"),
    [
        (TEA, {"x": "minutes"}, TypeError, "x and y must both be names"),
        (TEA, {"x": "minutes", "y": "colour"}, ValueError, "'colour' is not in tea.csv"),
        (TEA, {"x": "minutes", "y": "cup"}, ValueError, "'blue' in column 'cup' is not a number"),
        ("a,b,c\n1,2,3\n2,3,5\n", {}, ValueError, "x and y must be named: .* 'a', 'b', 'c'"),
        ("a,b\n1,p\n2,q\n", {}, ValueError, "x and y must be named: .* 'a'"),
        ("a,b\n1,2\n,3\n4,4\n", {}, ValueError, "line 3: a number is missing"),
        ("a,b\n1,2\n1,3\n", {}, ValueError, "x must have at least two different values"),
    ],
)
def test_a_csv_file_that_does_not_suit_is_refused(tmp_path, text, options, error, message):
    path = tmp_path / "tea.csv"
    path.write_text(text)
    before = set(ipywidgets.widgets.widget._instances)
    with pytest.raises(error, match=message):
        gd.RegressionExplorer.from_csv(path, **options)
    assert set(ipywidgets.widgets.widget._instances) == before


def test_rows_with_missing_numbers_can_be_left_out(tmp_path):
    path = tmp_path / "gap.csv"
    path.write_text("a;b\n1;2\n;3\n4;8\n")
    explorer = gd.RegressionExplorer.from_csv(path, missing="drop", delimiter=";", n_steps=5)
    assert "n_rows=2" in repr(explorer)


def test_of_many_rows_some_are_drawn_and_all_count():
    rng = np.random.default_rng(4)
    x = rng.normal(50, 10, 30_000)
    y = 2 * x + rng.normal(0, 5, 30_000)
    explorer = gd.RegressionExplorer(x, y, n_steps=10)
    picture = explorer._picture
    assert np.allclose(explorer.objective.solution(), np.polyfit(x, y, 1))
    n_drawn = len(picture.data_axes.lines[0].get_xdata())
    assert n_drawn <= 2002
    assert picture.data_axes.get_xlim()[0] < x.min()
    assert picture.data_axes.get_ylim()[1] > y.max()
    segments = track(explorer, "segments", picture.data_axes)
    assert segments.shape[1] == 2 * DRAWN_RESIDUALS
    title = f"{n_drawn:,} of 30,000 rows, {DRAWN_RESIDUALS} residuals"
    assert picture.data_axes.get_title() == title


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X, np.full(5, 3.0)),
        (X, np.zeros(5)),
        ([1.0, 2.0], [3.0, 5.0]),
        (1e-9 * X, 1e-9 * Y),
        (1e9 * X, 1e9 * Y),
        (1900 + X, 1000 * Y),
        (X - X.mean(), -Y),
        ([1, 1, 2], [1, 5, 3]),
    ],
    ids=["flat", "zero", "two rows", "tiny", "huge", "years", "centred", "whole"],
)
def test_any_data_can_be_explored(x, y):
    explorer = gd.RegressionExplorer(x, y, standardise=1.0, n_steps=60)
    assert explorer.trajectory.status in ("converged", "running")
    for share in (1.0, 0.5, 0.0):
        explorer.standardise.value = share
        assert explorer.player.error == ""
        assert np.isfinite(explorer.player.frames).all()
        limits = np.array(
            [explorer._picture.landscape.get_xlim(), explorer._picture.landscape.get_ylim()]
        )
        assert np.all(
            (limits[:, 0] < explorer.player.start) & (explorer.player.start < limits[:, 1])
        )
        assert explorer._picture.landscape.get_title() in explorer.condition.value


def test_labels_are_plain_text():
    explorer = gd.RegressionExplorer(X, Y, x_label="price in $", y_label="<b>$x^2", n_steps=5)
    assert explorer._picture.data_axes.get_xlabel() == "price in $"
    assert "<b>$x" not in explorer.condition.value


# -- a widget like any other ---------------------------------------------------------------------


def test_repr_and_mimebundle_are_short_numbers_and_a_picture():
    explorer = gd.RegressionExplorer(X, Y, learning_rate=0.01, n_steps=5)
    run = explorer.trajectory
    weight, intercept = run.params[5]
    text = repr(explorer)
    assert text == (
        "RegressionExplorer(n_rows=5, Gradient descent, learning_rate=0.01, standardise=0, "
        f"step=5, weight={weight:.4g}, intercept={intercept:.4g}, loss={run.loss[5]:.4g}, "
        "running at step 5)"
    )
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == text
    assert bundle["image/png"] == explorer.player._repr_mimebundle_()[0]["image/png"]


def test_a_diverged_run_says_its_last_step():
    explorer = gd.RegressionExplorer(X, Y, learning_rate=10.0)
    run = explorer.trajectory
    assert run.status == "diverged"
    assert f"step={run.stop_step}, " in repr(explorer)
    assert np.isfinite(explorer.line).all()


def test_an_error_in_a_callback_is_shown_and_gone_after_the_next_success():
    explorer = gd.RegressionExplorer(X, Y, n_steps=5)
    picture, explorer._picture = explorer._picture, None
    explorer.player.pointed = (0, 5.0, 3.0, 5.0, 3.0)
    assert explorer.player.error.startswith("AttributeError: ")
    explorer._picture = picture
    explorer.player.pointed = (0, 5.0, 3.5, 5.0, 3.0)
    assert explorer.player.error == ""


def test_closing_leaves_nothing():
    before = set(ipywidgets.widgets.widget._instances)
    explorer = gd.RegressionExplorer(X, Y, n_steps=5)
    explorer.standardise.value = 0.5
    explorer.close()
    assert set(ipywidgets.widgets.widget._instances) == before


BOTH = {"x": X, "y": Y}
ROWS = [
    ({"x": X}, TypeError, "y must be a sequence of finite numbers, not None"),
    ({"y": Y}, TypeError, "x must be a sequence of finite numbers, not None"),
    ({"x": X, "y": Y[:3]}, ValueError, "y must have as many numbers as x, 5, not 3"),
    ({"x": "flippers", "y": Y}, TypeError, "x must be a sequence of finite numbers"),
    ({"x": X, "y": list("abcde")}, TypeError, "y must be a sequence of finite numbers"),
    ({"x": X[:, None], "y": Y}, ValueError, r"not of shape \(5, 1\)"),
    ({"x": [[1], [2, 3]], "y": [1, 2]}, ValueError, "x must be .* all in one row"),
    ({"x": [1.0, np.nan, 2.0], "y": [1, 2, 3]}, ValueError, "x must be a sequence of finite"),
    ({"x": [1, 2], "y": [1, np.inf]}, ValueError, "y must be a sequence of finite"),
    ({"x": [1, 1e200], "y": [1, 2]}, ValueError, "up to 1e100"),
    ({"x": [3, 3, 3], "y": [1, 2, 3]}, ValueError, "two different values, not only 3"),
    ({"x": [], "y": []}, ValueError, "two different values, not none"),
    (BOTH | {"standardise": 1.5}, ValueError, "0 <= standardise <= 1, not 1.5"),
    (BOTH | {"standardise": "raw"}, TypeError, "standardise must be a number"),
    (BOTH | {"n_steps": 0}, ValueError, "1 <= n_steps <= 500, not 0"),
    (BOTH | {"n_steps": 10.0}, TypeError, "n_steps must be a whole number"),
    (BOTH | {"momentum": 1.0}, ValueError, "momentum < 1, not 1.0"),
    (BOTH | {"learning_rate": 0}, traitlets.TraitError, "not 0"),
    (BOTH | {"learning_rate": float("nan")}, traitlets.TraitError, "not nan"),
    (BOTH | {"optimizer": "Ada"}, traitlets.TraitError, "'Ada'"),
    (BOTH | {"start": (1,)}, ValueError, r"start must be 2 finite numbers, not \(1,\)"),
    (BOTH | {"start": (1, np.inf)}, ValueError, "start must be 2 finite numbers"),
    (BOTH | {"start": 3}, TypeError, "start must be 2 finite numbers, not 3"),
    (BOTH | {"x_label": 3}, TypeError, "x_label must be text, not 3"),
    (BOTH | {"color": "red"}, TypeError, "no argument 'color'"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), ROWS)
def test_bad_input_is_named_and_leaves_no_widget(arguments, error, message):
    before = set(ipywidgets.widgets.widget._instances)
    with pytest.raises(error, match=message):
        gd.RegressionExplorer(**arguments)
    assert set(ipywidgets.widgets.widget._instances) == before


def test_the_start_is_checked_when_it_is_set_later():
    explorer = gd.RegressionExplorer(X, Y, n_steps=5)
    with pytest.raises(TypeError, match="start must be 2 finite numbers"):
        explorer.start = (1, None)
    assert explorer.start == (0.0, 2.0)


def test_the_player_takes_only_its_own_axes_to_drag_in():
    explorer = gd.RegressionExplorer(X, Y, n_steps=5)
    other = gd.RegressionExplorer(X, Y, n_steps=5)
    picture = explorer._picture
    recording = picture.recording(explorer.trajectory)
    with pytest.raises(ValueError, match="drag_axes must be axes of the figure"):
        gd.DescentPlayer(picture.figure, recording, drag_axes=[other._picture.data_axes])
    with pytest.raises(traitlets.TraitError, match="pointed must be finite numbers"):
        explorer.player.set_state({"pointed": [0, None, 1]})


def test_why_this_step_is_explained_for_a_line_too():
    explorer = gd.RegressionExplorer(X, Y, n_steps=12, standardise=1)
    explorer.player.value = 2
    explorer.inspector.expanded = True
    shown = explorer.inspector.explanation
    run = explorer.trajectory
    assert shown["names"] == list(explorer.objective.param_names)
    for i, lines in enumerate(shown["lines"]):
        end = float(lines[-1].split("=")[-1].replace("−", "-"))
        assert end == pytest.approx(run.params[3, i], rel=1e-3, abs=1e-6)
    assert not explorer.inspector.can_branch
    explorer.inspector._press(None, {"do": "branch"}, [])
    assert explorer.inspector.error == ""
    explorer.close()


def test_without_advice_neither_gauge_nor_remedy_is_sent():
    explorer = gd.RegressionExplorer(X, Y, n_steps=5, advice=False)
    (shelf,) = [each for each in explorer.player.shelves if each]
    assert "remedies" not in shelf
    assert explorer.player.gauge == {}
    explorer.close()
