"""A figure as the output of a cell: drawn crisp, described, and named by numbers."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from gdwidgets import drawing
from gdwidgets.drawing.pictures import Picture


def test_is_the_figure_at_twice_its_size():
    figure, ax = drawing.figure(400, 300)
    ax.set(position=(0, 0, 1, 1), facecolor="#D55E00")
    ax.set_axis_on()
    png, metadata = Picture(figure, "an orange box")._repr_png_()
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert pixels.shape == (600, 800, 3)
    assert pixels[300, 400].tolist() == [0xD5, 0x5E, 0x00]
    assert metadata == {"width": 400, "height": 300, "alt": "an orange box"}


def test_leaves_the_figure_as_it_was():
    figure, _ = drawing.figure(400, 300)
    before = figure.dpi, figure.canvas
    Picture(figure)._repr_png_()
    assert (figure.dpi, figure.canvas) == before


def test_is_named_by_numbers():
    figure, *_ = drawing.figure(640, 320, n_axes=2)
    assert repr(Picture(figure)) == "Picture(width=640, height=320, n_axes=2)"


def test_takes_a_figure_and_text_only():
    figure, ax = drawing.figure(400, 300)
    with pytest.raises(TypeError, match=r"figure must be a matplotlib Figure, not .*Axes"):
        Picture(ax)
    with pytest.raises(TypeError, match="description must be text, not 3"):
        Picture(figure, 3)
