"""Layers: together they are the figure, apart each holds its own, and the figure stays."""

import io

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from gdwidgets.core import surfaces
from gdwidgets.drawing import contour, fallback_png, figure, loss_axes, render, to_fraction
from gdwidgets.drawing.layers import Layers


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


def native(fig):
    """What Matplotlib itself saves."""
    buffer = io.BytesIO()
    fig.savefig(buffer, dpi=fig.dpi)
    return pixels(buffer.getvalue())[..., :3]


def plain():
    fig, left, right = figure(700, 350, 2)
    contour(surfaces.himmelblau, ax=left)
    left.legend()
    loss_axes(np.geomspace(100, 1e-4, 50), ax=right)
    right.set_title("a title")
    return fig


def bare(**options):
    fig = Figure(figsize=(6, 4), **options)
    return fig, np.linspace(0, 6, 50)


def annotated():
    fig, x = bare()
    ax = fig.add_subplot()
    ax.plot(x, np.sin(x), "k--", label="black")
    ax.plot(x, np.cos(x), label="coloured")
    ax.annotate("here", (3, 0), (4, 0.5), arrowprops={"arrowstyle": "->"})
    ax.grid()
    ax.legend(loc="lower left")
    fig.suptitle("all of it")
    return fig


def image_and_colorbar():
    fig, x = bare(layout="constrained")
    ax = fig.add_subplot()
    fig.colorbar(ax.imshow(np.outer(x, x)), label="value")
    ax.text(10, 10, "on the image")
    ax.plot([0, 20], [0, 20], label="line")
    ax.legend()
    return fig


def twins():
    fig, x = bare()
    ax = fig.add_subplot()
    ax.plot(x, x**2, "C0")
    ax.tick_params(axis="y", labelcolor="C0")
    other = ax.twinx()
    other.semilogy(x, np.exp(x), "C1")
    other.set_ylabel("exp", color="C1")
    ax.invert_xaxis()
    return fig


def insets_on_a_colour():
    fig, x = bare()
    ax = fig.add_subplot(facecolor="#ddeeff")
    ax.bar([1, 2, 3], [3, 2, 1])
    ax.inset_axes([0.6, 0.6, 0.35, 0.35]).plot(x, x)
    return fig


def three_d():
    fig, x = bare()
    ax = fig.add_subplot(projection="3d")
    ax.plot_surface(*np.meshgrid(x, x), np.outer(np.sin(x), x), cmap="viridis")
    return fig


def polar():
    fig, x = bare()
    fig.add_subplot(projection="polar").plot(x, x)
    return fig


def subfigures():
    fig, x = bare()
    upper, lower = fig.subfigures(2, 1)
    upper.suptitle("upper")
    upper.subplots().plot(x, x)
    lower.subplots().plot(x, -x, "k")
    return fig


def dark():
    fig, x = bare(facecolor="#222222")
    ax = fig.add_subplot(facecolor="black")
    ax.plot(x, x, "w")
    ax.tick_params(colors="white")
    return fig


KINDS = [
    plain,
    annotated,
    image_and_colorbar,
    twins,
    insets_on_a_colour,
    three_d,
    polar,
    subfigures,
    dark,
]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@every_kind
def test_both_layers_on_white_are_the_figure(kind):
    """The paper is what Matplotlib saves, but for legend frames, ink on top and 3-D panes."""
    fig = kind()
    fig.draw_without_rendering()  # a constrained layout settles only in its second round
    expected = native(fig)
    layers = render(fig, scale=1.0)
    assert layers.paper.shape == expected.shape
    difference = np.abs(layers.paper.astype(int) - expected).max(axis=-1)
    assert (difference > 40).mean() < 0.005
    assert difference.mean() < 1.0


@every_kind
def test_the_figure_is_left_as_it_was(kind):
    fig = kind()
    FigureCanvasAgg(fig).draw()
    artists = fig.findobj()
    before = native(fig)

    def state():
        figure_state = (
            fig.dpi,
            fig.canvas,
            fig.stale,
            fig.stale_callback,
            fig.get_layout_engine(),
            tuple(fig.get_size_inches()),
            fig.get_facecolor(),
        )
        return figure_state, [(a.get_visible(), a.get_alpha()) for a in artists]

    remembered = state()
    fallback_png(fig, layers=render(fig))
    assert state() == remembered
    assert fig.findobj() == artists
    assert np.array_equal(native(fig), before)


def test_the_figure_is_left_as_it_was_even_if_it_cannot_be_drawn():
    fig = image_and_colorbar()
    fig.axes[0].set_title(r"$\nonsense$")
    canvas, engine, dpi = fig.canvas, fig.get_layout_engine(), fig.dpi
    with pytest.raises(ValueError, match="nonsense"):
        render(fig)
    assert (fig.canvas, fig.get_layout_engine(), fig.dpi) == (canvas, engine, dpi)
    assert all(artist.get_visible() for artist in fig.get_children())


def test_a_pyplot_figure_stays_open_and_interactive():
    from matplotlib import pyplot as plt

    with mpl.rc_context({"backend": "agg", "interactive": True}):
        fig, ax = plt.subplots()
        ax.plot([0, 1])
        canvas, callback = fig.canvas, fig.stale_callback
        assert isinstance(render(fig), Layers)
        assert fig.canvas is canvas
        assert fig.canvas.manager is not None
        assert fig.stale_callback is callback
        assert plt.fignum_exists(fig.number)
        plt.close(fig)


def test_size_is_in_css_pixels_and_pictures_are_larger_by_the_scale():
    fig = plain()
    layers = render(fig, scale=1.5)
    assert (layers.width, layers.height) == (700, 350)
    assert pixels(layers.data).shape == pixels(layers.ink).shape == (525, 1050, 4)
    fig.canvas._set_device_pixel_ratio(2)  # a dense screen
    assert fig.dpi == 200
    assert (render(fig).width, render(fig).height) == (700, 350)


def inside(layers, index, shape):
    """The pixels well inside the frame of an axes, as slices."""
    box, (height, width) = layers.axes[index], shape[:2]
    rows = slice(round(box.top * height) + 5, round((box.top + box.height) * height) - 5)
    columns = slice(round(box.left * width) + 5, round((box.left + box.width) * width) - 5)
    return rows, columns


def test_data_and_ink_keep_apart():
    fig = plain()
    layers = render(fig)
    data, ink = pixels(layers.data)[..., 3], pixels(layers.ink)[..., 3]
    contoured, empty = (inside(layers, index, data.shape) for index in (0, 1))
    assert data[contoured].min() == 255
    assert ink[contoured].max() == 0
    assert data[empty].max() == 0
    outside = np.ones(data.shape, bool)
    for index in (0, 1):
        rows, columns = inside(layers, index, data.shape)
        outside[rows.start - 8 : rows.stop + 8, columns.start - 8 : columns.stop + 8] = False
    assert data[outside].max() == 0  # tick labels, axis labels, the title
    assert ink[outside].max() == 255
    assert not pixels(layers.ink)[..., :3].any()


def test_ink_holds_black_on_the_page_but_nothing_coloured():
    fig = annotated()
    layers = render(fig)
    data = pixels(layers.data)
    colored = data[data[..., 3] == 255][:, :3]
    assert len(colored) > 100
    assert np.ptp(colored, axis=1).min() > 50  # the one coloured line is all that is left
    fig = twins()
    labels = pixels(render(fig).data)
    orange = np.all(np.abs(labels[..., :3] - (255, 127, 14)) < 3, axis=-1) & (labels[..., 3] > 0)
    assert np.any(orange[:, int(0.95 * labels.shape[1]) :])  # its label keeps its colour


def test_grey_ink_is_as_opaque_as_it_is_dark():
    fig, ax = figure(300, 300)
    ax.tick_params(bottom=False, left=False, labelbottom=False, labelleft=False)
    ax.spines[:].set_visible(False)
    ax.axhline(0.5, color="0.4", linewidth=20)
    ink = pixels(render(fig).ink)[..., 3]
    assert ink.max() == round(255 * 0.6)


def test_a_figure_of_its_own_colour_is_all_data():
    layers = render(dark())
    assert pixels(layers.ink)[..., 3].max() == 0
    assert pixels(layers.data)[..., 3].min() == 255


def test_a_white_figure_is_transparent_around_its_data():
    data = pixels(render(polar()).data)[..., 3]
    assert data[0].max() == data[:, 0].max() == 0
    assert 0 < (data > 0).mean() < 0.1


def test_fallback_draws_on_top_of_the_layers():
    fig = plain()
    ax = fig.axes[1]
    dot = Line2D([25], [1e-2], marker="o", markersize=12, color="#ff0000")
    dot.set(figure=fig, transform=ax.transData)
    dot.axes = ax
    with_layers = pixels(fallback_png(fig, [dot], layers=render(fig)))
    assert with_layers.shape == (350, 700, 4)
    column, row = np.rint(to_fraction(ax, [25, 1e-2]) * (700, 350)).astype(int)
    assert tuple(with_layers[row, column]) == (255, 0, 0, 255)
    without = pixels(fallback_png(fig))
    assert tuple(without[row, column]) == (255, 255, 255, 255)
    assert dot not in fig.findobj()


def test_where_no_thread_can_be_started_the_picture_is_the_same(monkeypatch):
    expected = render(plain())
    began = []

    def refuse(thread, *_):
        began.append(thread)
        raise RuntimeError("can't start new thread")  # as Pyodide says, and a full system

    monkeypatch.setattr("threading.Thread.start", refuse)
    layers = render(plain())
    assert began, "it was tried"
    assert (layers.data, layers.ink) == (expected.data, expected.ink)
    assert np.array_equal(layers.paper, expected.paper)


def test_what_goes_wrong_beside_is_told(monkeypatch):
    def fail(_pixels):
        raise RuntimeError("no room left")

    monkeypatch.setattr("gdwidgets.drawing.layers.encode_pixels", fail)
    with pytest.raises(RuntimeError, match="no room left"):
        render(plain())
