"""What is drawn of runs: paths, loss curves and fitted lines, and how they are animated."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdwidgets as gd
from gdwidgets.drawing import (
    contour,
    data_and_line,
    figure,
    loss_axes,
    loss_curve,
    path,
    scale_loss_axes,
)


@pytest.fixture
def ax():
    return figure(400, 300)[1]


def run(learning_rate, surface=gd.surfaces.himmelblau, start=(0.5, 0.5), n_steps=30):
    return gd.descend(surface, gd.optimizers.GradientDescent(learning_rate), start, n_steps)


def test_path_follows_the_run_step_by_step(ax):
    trajectory = run(0.01)
    paths = path(trajectory, ax=ax)
    assert_array_equal(paths.lines[0].get_xydata(), trajectory.params)
    line = paths.lines[0]
    paths.show(4)
    assert paths.lines[0] is line
    assert_array_equal(line.get_xydata(), trajectory.params[:5])
    assert_array_equal(paths.heads[0].get_xydata(), trajectory.params[4:5])


def test_every_run_gets_a_line_of_its_own_colour(ax):
    trajectory = run(np.array([[0.001, 0.005], [0.01, 0.02]]))
    paths = path(trajectory, ax=ax)
    curve = loss_curve(trajectory, ax=figure(400, 300)[1])
    assert len(paths.lines) == len(paths.heads) == len(curve.lines) == 4
    assert_array_equal(paths.lines[2].get_xydata(), trajectory.params[:, 1, 0])
    assert_array_equal(curve.lines[2].get_ydata(), trajectory.loss[:, 1, 0])
    colors = [line.get_color() for line in paths.lines]
    assert len(set(colors)) == 4
    assert colors == [line.get_color() for line in curve.lines]


def test_a_diverging_path_moves_neither_limits_nor_data_limits(ax):
    contour(gd.surfaces.himmelblau, ax=ax)
    before = ax.dataLim.frozen()
    trajectory = run(1.0)
    assert trajectory.status == "diverged"
    paths = path(trajectory, ax=ax)
    ax.figure.canvas.draw()
    assert (ax.get_xlim(), ax.get_ylim()) == gd.surfaces.himmelblau.domain
    assert_array_equal(ax.dataLim.get_points(), before.get_points())
    last = trajectory.params[np.isfinite(trajectory.params).all(axis=-1)][-1]
    assert_array_equal(paths.heads[0].get_xydata(), [last])


def test_a_run_of_one_parameter_lies_on_its_curve(ax):
    trajectory = run(0.05, gd.surfaces.two_valleys, gd.surfaces.two_valleys.start)
    (line,) = path(trajectory, ax=ax).lines
    assert_array_equal(line.get_xdata(), trajectory.params[:, 0])
    assert_array_equal(line.get_ydata(), trajectory.loss)


def test_loss_curve_animates_by_set_data(ax):
    trajectory = run(0.01)
    curve = loss_curve(trajectory, ax=ax)
    curve.show(3)
    assert_array_equal(curve.lines[0].get_data(), [np.arange(4), trajectory.loss[:4]])
    curve.show(trajectory.n_steps)
    assert_array_equal(curve.lines[0].get_ydata(), trajectory.loss)
    assert ax.get_xlim() == (0, trajectory.n_steps)


@pytest.mark.parametrize(
    ("loss", "scale"),
    [
        ([100.0, 10.0, 1e-3], "log"),
        ([100.0, 90.0, 80.0], "linear"),
        ([100.0, 1.0, -1.0], "linear"),
        ([100.0, 1.0, 0.0], "log"),
        ([0.0, 0.0], "linear"),
        ([np.nan, np.nan], "linear"),
        ([5.0], "linear"),
    ],
)
def test_loss_scale_is_what_the_range_asks_for(ax, loss, scale):
    loss_axes(loss, ax=ax)
    assert ax.get_yscale() == scale
    assert np.all(np.isfinite(ax.get_ylim()))
    ax.figure.canvas.draw()


def test_loss_limits_hold_the_starts_but_no_divergence(ax):
    losses = np.array([[50.0, 200.0, 100.0], [5.0, 1e9, 10.0], [0.5, 1e222, np.nan]])
    loss_axes(losses, ax=ax)
    low, high = ax.get_ylim()
    assert low < 0.5
    assert 200 < high < 1e5
    loss_axes([10.0, 8.0, 1e300], ax=ax)
    assert ax.get_ylim()[1] < 100


def test_loss_axis_does_not_follow_rounding_errors(ax):
    loss_axes([1.0, 1e-8, 1e-31], ax=ax)
    assert 1e-14 < ax.get_ylim()[0] < 1e-8


def test_floor_is_drawn_where_it_is_in_view(ax):
    floor = loss_axes([10.0, 6.0, 5.0], ax=ax, minimum=4.0)
    assert_array_equal(floor.get_ydata(), [4, 4])
    assert ax.get_ylim()[0] < 4
    assert loss_axes([10.0, 1e-3], ax=figure(300, 300)[1], minimum=0.0) is None


def test_powers_of_ten_are_plain_characters(ax):
    scale_loss_axes(ax, 100, 1e-9, 1e6, log=True)
    ax.figure.canvas.draw()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert any(label.startswith("10⁻") for label in labels)
    assert any(label in ("0.01", "0.1", "1", "10", "100") for label in labels)
    assert not any("$" in label for label in labels)


def test_line_and_residuals_move_together(ax):
    x, y = np.array([1.0, 2.0, 4.0]), np.array([3.0, 1.0, 5.0])
    fit = data_and_line(x, y, ax=ax, weight=1.0, intercept=0.5, x_label="$", y_label="mass (g)")
    limits = ax.get_xlim(), ax.get_ylim()
    fit.show(2.0, -1.0)
    ends = fit.line.get_xydata()
    assert_allclose(ends[:, 1], 2 * ends[:, 0] - 1)
    assert_allclose(ends[:, 0], limits[0])
    segments = np.array(fit.residuals.get_segments())
    assert_allclose(segments[:, 0], np.column_stack([x, y]))
    assert_allclose(segments[:, 1], np.column_stack([x, 2 * x - 1]))
    fit.show(np.nan, np.inf)
    ax.figure.canvas.draw()
    assert (ax.get_xlim(), ax.get_ylim()) == limits
