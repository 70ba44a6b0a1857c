"""Figures: where their axes stand, and that nothing else holds them."""

import gc
import subprocess
import sys
import weakref

from numpy.testing import assert_allclose

from gdwidgets.drawing import fallback_png, figure, label_axes, render


def test_axes_stand_side_by_side_with_room_for_their_labels():
    fig, left, middle, right = figure(900, 400, 3, width_ratios=(2, 1, 1))
    boxes = [ax.get_position() for ax in (left, middle, right)]
    assert_allclose(boxes[0].width, 2 * boxes[1].width)
    assert_allclose(boxes[1].width, boxes[2].width)
    fig.canvas.draw()
    for ax in fig.axes:
        label_axes(ax, "x", "y")
    renderer = fig.canvas.get_renderer()
    outer = [ax.get_tightbbox(renderer) for ax in (left, middle, right)]
    assert outer[0].x0 >= 0
    assert outer[0].x1 <= outer[1].x0
    assert outer[1].x1 <= outer[2].x0
    assert outer[2].x1 <= 900
    assert min(box.y0 for box in outer) >= 0


def test_no_pyplot():
    code = (
        "import sys; import gdwidgets.drawing as d; fig, ax = d.figure(300, 200); d.render(fig);"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_figure_is_freed_when_nobody_holds_it():
    fig, _ = figure(300, 200)
    fallback_png(fig, layers=render(fig))
    gone = weakref.ref(fig)
    del fig, _
    gc.collect()
    assert gone() is None


def test_stray_dollars_are_drawn():
    fig, ax = figure(300, 200)
    for text in ("cost in $", "$a$ and $", r"$\frac$", r"\$"):
        label_axes(ax, text, text)
        fig.canvas.draw()
        assert ax.get_xlabel() == text
