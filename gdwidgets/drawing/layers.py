"""A figure as two pictures: data that keeps its colours, and ink that a theme may tint.

The browser shows `Layers.data` as it is and uses `Layers.ink` as a mask filled with the
page's text colour, so one render serves light and dark. What moves is drawn between them,
where `AxesMap` and `to_fraction` say.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from PIL import Image

from gdwidgets.core.validate import finite_number
from gdwidgets.drawing.axes_maps import AxesMap, to_fraction
from gdwidgets.drawing.ink import split
from gdwidgets.drawing.png import encode_mask, encode_pixels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from matplotlib.artist import Artist
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    T = TypeVar("T")

__all__ = ["AxesMap", "Layers", "fallback_png", "render", "to_fraction"]


@dataclass(frozen=True)
class Layers:
    """A rendered figure.

    Attributes
    ----------
    data : bytes
        PNG, RGBA: whatever keeps its colours, on transparent ground.
    ink : bytes
        PNG of black on transparent ground, for its opacity: writing, ticks and spines.
    width, height : float
        The figure's size in CSS pixels; the pictures are larger by the scale.
    axes : tuple of AxesMap
        One for each of ``figure.axes``, in their order.
    paper : (height, width, 3) ndarray of uint8
        Both together on white at scale 1: what `fallback_png` draws over.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> sorted(render(fig).message())
    ['axes', 'data', 'height', 'ink', 'width']
    """

    data: bytes
    ink: bytes
    width: float
    height: float
    axes: tuple[AxesMap, ...]
    paper: Pixels = field(repr=False, compare=False)

    def message(self) -> dict[str, Any]:
        """What a browser needs: bytes and plain values under the names of the attributes."""
        return {
            "data": self.data,
            "ink": self.ink,
            "width": self.width,
            "height": self.height,
            "axes": [asdict(each) for each in self.axes],
        }


def render(figure: Figure, *, scale: float = 2.0) -> Layers:
    """Render a figure once, in two layers; the figure is left as it was.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Any figure, made by pyplot or not.
    scale : float
        Picture pixels for a CSS pixel, in (0, 8]; 2 is crisp on most screens.

    Returns
    -------
    Layers

    Raises
    ------
    TypeError, ValueError
        If `figure` is no Figure, or `scale` is out of range.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> layers = render(fig)
    >>> layers.width, layers.height, len(layers.axes)
    (400.0, 300.0, 1)
    """
    if not isinstance(figure, Figure):
        raise TypeError(
            f"figure must be a matplotlib Figure, not {figure!r} ({type(figure).__name__})"
        )
    scale = finite_number("scale", scale, low=0, low_open=True, high=8)
    dpi = _css_dpi(figure)
    width, height = (float(side) for side in figure.get_size_inches() * dpi)
    size = max(1, int(width)), max(1, int(height))
    with _borrowed(figure, dpi * scale) as canvas:
        engine = figure.get_layout_engine()
        if engine is not None:  # lay out once, before anything is hidden
            engine.execute(figure)
            figure.set_layout_engine("none")
        ink_artists, data_artists = split(figure)
        data = _draw_without(canvas, ink_artists).copy()
        # Compressing and shrinking run beside Python: the ink is drawn meanwhile.
        with ThreadPoolExecutor(1) as pool:
            data_png = _beside(pool, lambda: encode_pixels(data))
            small = _beside(pool, lambda: _shrink(data, size))
            ink = _opacity(_draw_without(canvas, data_artists))
        axes = tuple(AxesMap.of(ax) for ax in figure.axes)
    paper = _on_white(small.result(), ink)
    return Layers(data_png.result(), encode_mask(ink), width, height, axes, paper)


def fallback_png(
    figure: Figure, artists: Iterable[Artist] = (), *, layers: Layers | None = None
) -> bytes:
    """Draw a whole ordinary picture on white, with `artists` on top of the figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What stands still; it is left as it was.
    artists : iterable of matplotlib.artist.Artist
        What else to draw, in this order: artists that belong to axes of `figure`, whether
        or not they were added to them.
    layers : Layers, optional
        What `render` made of `figure`. Then the figure isn't drawn again.

    Returns
    -------
    bytes
        A PNG of one pixel for each CSS pixel.

    Examples
    --------
    >>> from gdwidgets.drawing import figure
    >>> fig, ax = figure(400, 300)
    >>> fallback_png(fig, layers=render(fig))[1:4]
    b'PNG'
    """
    if layers is None:
        layers = render(figure, scale=1.0)
    height, width, _ = layers.paper.shape
    dpi = _css_dpi(figure)
    with _borrowed(figure, dpi):
        renderer = RendererAgg(width, height, dpi)  # type: ignore[no-untyped-call]
        pixels = np.asarray(renderer.buffer_rgba())  # type: ignore[no-untyped-call]
        pixels[..., :3] = layers.paper
        pixels[..., 3] = 255
        for artist in artists:
            artist.draw(renderer)
        return encode_pixels(np.ascontiguousarray(pixels[..., :3]))


def _beside(pool: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
    """Have work done in a thread; or here and now where none can be started, as in Pyodide."""
    try:
        return pool.submit(work)
    except RuntimeError:
        done: Future[T] = Future()
        done.set_result(work())
        return done


def _css_dpi(figure: Figure) -> float:
    """CSS pixels an inch; on a dense screen a canvas multiplies the figure's own dpi."""
    return float(figure.dpi / figure.canvas.device_pixel_ratio)


@contextmanager
def _borrowed(figure: Figure, dpi: float) -> Iterator[FigureCanvasAgg]:
    """Give `figure` an Agg canvas and another resolution, and take both back afterwards."""
    owned, engine = figure.canvas, figure.get_layout_engine()
    before, stale, on_stale = figure.dpi, figure.stale, figure.stale_callback
    figure.stale_callback = None  # or pyplot would redraw it at every change
    canvas = FigureCanvasAgg(figure)
    try:
        figure.dpi = dpi
        yield canvas
    finally:
        if figure.get_layout_engine() is not engine:
            figure.set_layout_engine(engine)
        figure.dpi = before
        figure.set_canvas(owned)
        figure.stale = stale
        figure.stale_callback = on_stale


def _draw_without(canvas: FigureCanvasAgg, hidden: Iterable[Artist]) -> Pixels:
    """Draw the figure with some artists hidden: the canvas' own pixels."""
    shown = [artist for artist in hidden if artist.get_visible()]
    try:
        for artist in shown:
            artist.set_visible(False)
        canvas.draw()  # type: ignore[no-untyped-call]
    finally:
        for artist in shown:
            artist.set_visible(True)
    return np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]


def _opacity(pixels: Pixels) -> Pixels:
    """How much black ink a picture would need: grey counts by its darkness."""
    alpha = np.ascontiguousarray(pixels[..., 3])
    inked = np.flatnonzero(alpha)
    darkness = 255 - pixels.reshape(-1, 4)[inked, :3] @ np.array([0.299, 0.587, 0.114])
    alpha.ravel()[inked] = np.rint(alpha.ravel()[inked] * (darkness / 255)).astype(np.uint8)
    return alpha


def _shrink(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Average RGBA or opacities down to (width, height); colours come out premultiplied."""
    image = Image.fromarray(pixels)
    if image.mode == "RGBA":
        image = image.convert("RGBa")
    return np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=1.0))


def _on_white(small: Pixels, ink: Pixels) -> Pixels:
    """Shrunk data and the ink together on white paper."""
    height, width, _ = small.shape
    paper = small[..., :3] + (255 - small[..., 3:])
    light = 255 - _shrink(ink, (width, height)).astype(np.uint16)[..., None]
    return (paper * light // 255).astype(np.uint8)
