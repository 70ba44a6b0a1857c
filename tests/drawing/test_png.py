"""PNG: what Pillow reads is what was encoded."""

import io

import numpy as np
import pytest
from PIL import Image

from gdwidgets.drawing.png import encode_mask, encode_pixels


def decode(png):
    image = Image.open(io.BytesIO(png))
    image.verify()
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("shape", [(1, 1), (7, 300), (300, 7)])
def test_pixels_come_back(shape, channels):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, channels), dtype=np.uint8)
    image = decode(encode_pixels(pixels))
    assert image.mode == ("RGBA" if channels == 4 else "RGB")
    assert np.array_equal(np.asarray(image), pixels)


def test_a_mask_is_black_with_its_opacity():
    alpha = np.arange(256, dtype=np.uint8).reshape(8, 32)
    image = np.asarray(decode(encode_mask(alpha)).convert("RGBA"))
    assert np.array_equal(image[..., 3], alpha)
    assert not image[..., :3].any()
