"""A still picture of a slider, for places that show pictures but run no widgets."""

from __future__ import annotations

import base64
import io

SIZE = (420, 52)
SCALE = 2
INK, TRACK, FILL, PAPER = "#24292f", "#d0d7de", "#1976d2", "#ffffff"


def slider_picture(description: str, label: str, fraction: float) -> str:
    """Draw a slider whose thumb stands at `fraction` of its way.

    Parameters
    ----------
    description, label : str
        What the slider is for, and the number it shows.
    fraction : float
        From 0 to 1.

    Returns
    -------
    str
        A PNG in base64, as a notebook keeps it.

    Examples
    --------
    >>> slider_picture("learning rate", "0.1", 0.6)[:8]
    'iVBORw0K'
    """
    # Slow imports, seldom needed. Pillow comes with Matplotlib, which stands on it.
    import matplotlib as mpl  # noqa: PLC0415
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    width, height = (SCALE * each for each in SIZE)
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf", 13 * SCALE)
    margin, row, radius = 10 * SCALE, 38 * SCALE, 7 * SCALE
    left, right = margin, width - margin
    draw.text((left, 16 * SCALE), description, INK, font, anchor="lm")
    draw.text((right, 16 * SCALE), label, INK, font, anchor="rm")
    thumb = left + radius + fraction * (right - left - 2 * radius)
    draw.line((left, row, right, row), TRACK, 4 * SCALE)
    draw.line((left, row, thumb, row), FILL, 4 * SCALE)
    draw.ellipse((thumb - radius, row - radius, thumb + radius, row + radius), FILL)
    file = io.BytesIO()
    image.quantize(16).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()
