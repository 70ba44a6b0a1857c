"""Where data lie in the picture: the marker is where `to_fraction` says."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from numpy.testing import assert_allclose
from PIL import Image

from gdwidgets.drawing import AxesMap, figure, render, to_fraction


def linear(fig):
    return fig.add_subplot(xlim=(-1, 3), ylim=(0, 10)), (2.2, 3.0)


def logarithmic(fig):
    return fig.add_subplot(xscale="log", yscale="log", xlim=(1, 1e4), ylim=(1e-6, 1)), (30, 1e-4)


def inverted(fig):
    return fig.add_subplot(xlim=(3, -1), ylim=(10, 0)), (0.1, 3.0)


def symlog(fig):
    return fig.add_subplot(xscale="symlog", xlim=(-100, 100), ylim=(0, 1)), (-20, 0.7)


def equal_aspect(fig):
    return fig.add_subplot(xlim=(0, 1), ylim=(0, 5), aspect="equal"), (0.2, 4)


def constrained(fig):
    fig.set_layout_engine("constrained")
    fig.suptitle("title")
    return fig.subplots(1, 2)[1], (0.2, 0.8)


def polar(fig):
    ax = fig.add_subplot(projection="polar")
    ax.set_ylim(0, 4)
    return ax, (2.0, 3.0)


def three_d(fig):
    ax = fig.add_subplot(projection="3d", xlim=(-1, 1), ylim=(0, 5), zlim=(0, 10))
    ax.view_init(elev=40, azim=20)
    return ax, (0.5, 1.0, 8.0)


def orthographic(fig):
    ax = fig.add_subplot(projection="3d", xlim=(-1, 1), ylim=(0, 5), zlim=(10, 0))
    ax.set_proj_type("ortho")
    return ax, (0.5, 1.0, 8.0)


def subfigure(fig):
    return fig.subfigures(1, 2)[1].subplots(), (0.2, 0.8)


KINDS = [
    linear,
    logarithmic,
    inverted,
    symlog,
    equal_aspect,
    constrained,
    polar,
    three_d,
    orthographic,
    subfigure,
]


def red_centre(png):
    data = np.asarray(Image.open(io.BytesIO(png))).astype(float)
    red = (data[..., 3] > 0) & (data[..., 0] > 200) & (data[..., 1:3].max(axis=-1) < 60)
    rows, columns = np.nonzero(red)
    assert len(rows) > 50
    height, width = red.shape
    return (columns.mean() + 0.5) / width, (rows.mean() + 0.5) / height


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_point_lies_where_its_marker_is_drawn(kind):
    fig = Figure(figsize=(6, 4))
    ax, point = kind(fig)
    limits = ax.get_xlim(), ax.get_ylim()
    ax.plot(*([each] for each in point), "o", color="#ff0000", markersize=9, zorder=9)
    ax.set(xlim=limits[0], ylim=limits[1])
    layers = render(fig)
    seen = red_centre(layers.data)
    assert_allclose(to_fraction(ax, point), seen, atol=0.0015)
    here = layers.axes[fig.axes.index(ax)]
    assert here.affine == (kind not in (symlog, polar, three_d, orthographic))
    if here.affine:
        assert_allclose(by_limits(here, point), seen, atol=0.0015)


def by_limits(here, point):
    """What a browser computes of an affine map."""

    def along(value, limits, scale):
        low, high, value = (np.log(each) if scale == "log" else each for each in (*limits, value))
        return (value - low) / (high - low)

    u = along(point[0], here.x_limits, here.x_scale)
    v = along(point[1], here.y_limits, here.y_scale)
    return here.left + here.width * u, here.top + here.height * (1 - v)


# Before Matplotlib 3.11 a 3-D axes drew its data as if every scale were linear.
Z_SCALES = ["linear", "log"] if mpl.__version_info__[:2] >= (3, 11) else ["linear"]


@pytest.mark.parametrize("scale", Z_SCALES)
def test_a_3d_axis_has_a_scale(scale):
    fig = Figure(figsize=(6, 4))
    ax = fig.add_subplot(projection="3d")
    ax.plot([0.4], [0.6], [1e-3], "o", color="#ff0000", markersize=9)
    ax.set(xlim=(0, 1), ylim=(0, 1), zlim=(1e-4, 1), zscale=scale)
    seen = red_centre(render(fig).data)
    assert_allclose(to_fraction(ax, (0.4, 0.6, 1e-3)), seen, atol=0.0015)


def test_many_points_keep_their_shape_and_nan_stays_nan():
    _, ax = figure(400, 200)
    points = np.zeros((5, 3, 2))
    points[2, 1] = np.nan
    fractions = to_fraction(ax, points)
    assert fractions.shape == (5, 3, 2)
    assert np.isnan(fractions[2, 1]).all()
    assert np.isfinite(np.delete(fractions.reshape(-1, 2), 7, axis=0)).all()


def test_huge_points_and_logs_of_nothing_are_quiet():
    _, ax = figure(400, 200)
    ax.set(yscale="log", ylim=(1e-3, 1))
    fractions = to_fraction(ax, [[1e308, 1e308], [0.5, 0.0], [np.inf, 1]])
    assert fractions[1, 1] > 1  # far below the axes


def test_a_map_tells_labels_scales_and_limits():
    fig, ax = figure(400, 200)
    ax.set(xlabel="step", ylabel="loss", xlim=(10, 0), yscale="log", ylim=(0.1, 10))
    (here,) = render(fig).axes
    assert here == AxesMap.of(ax)
    assert (here.x_label, here.y_label) == ("step", "loss")
    assert (here.x_scale, here.y_scale) == ("linear", "log")
    assert (here.x_limits, here.y_limits) == ((10.0, 0.0), (0.1, 10.0))
    assert render(fig).message()["axes"][0]["x_limits"] == (10.0, 0.0)
