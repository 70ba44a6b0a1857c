"""What a user would write to explore learning rates in a notebook, and where its parts are.

All but ours share one problem: 200 steps of gradient descent on Himmelblau's function over
a filled contour of 600 x 450 pixels, a logarithmic slider with 15 positions a decade, and
ipywidgets' own `Play` as the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

PROBLEM = """
import ipywidgets as w
import matplotlib.pyplot as plt
import numpy as np

def value(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

def descend(rate, n_steps=200):
    path = np.empty((n_steps + 1, 2))
    path[0] = x, y = -0.5, -4.5
    for step in range(1, n_steps + 1):
        a, b = x**2 + y - 11, x + y**2 - 7
        x, y = x - rate * (4 * x * a + 2 * b), y - rate * (2 * a + 4 * y * b)
        path[step] = x, y
    return path

x, y = np.meshgrid(np.linspace(-6, 6, 200), np.linspace(-6, 6, 150))
levels = np.geomspace(0.1, 2200, 24)
rate = w.FloatLogSlider(value=1e-3, min=-4, max=-1, step=1 / 15, description="learning rate")
play = w.Play(value=200, min=0, max=200, interval=16)
"""

INLINE = """
%matplotlib inline

def show(rate, step):
    fig, ax = plt.subplots(figsize=(6, 4.5), dpi=100)
    ax.contourf(x, y, value(x, y), levels)
    ax.set(xlim=(-6, 6), ylim=(-6, 6), title=f"step {step}")
    ax.plot(*descend(rate)[: step + 1].T, "w.-")
    plt.show()

w.interact(show, rate=rate, step=play);
"""

IPYMPL = """
%matplotlib ipympl

with plt.ioff():
    fig, ax = plt.subplots(figsize=(6, 4.5), dpi=100)
ax.contourf(x, y, value(x, y), levels)
ax.set(xlim=(-6, 6), ylim=(-6, 6))
(line,) = ax.plot(*descend(rate.value).T, "w.-")

def show(change):
    line.set_data(*descend(rate.value)[: play.value + 1].T)
    ax.set_title(f"step {play.value}")
    fig.canvas.draw_idle()

rate.observe(show, "value")
play.observe(show, "value")
w.VBox([w.HBox([rate, play]), fig.canvas])
"""

# The contour is drawn once and kept; a change restores it and draws the path alone over it,
# as in Matplotlib's own "Faster rendering by using blitting".
IPYMPL_TUNED = """
%matplotlib ipympl

with plt.ioff():
    fig, ax = plt.subplots(figsize=(6, 4.5), dpi=100)
ax.contourf(x, y, value(x, y), levels)
ax.set(xlim=(-6, 6), ylim=(-6, 6))
(line,) = ax.plot(*descend(rate.value).T, "w.-", animated=True)
text = ax.text(-5.8, 5.4, "", color="w", animated=True)

def keep_background(event):
    global background
    background = fig.canvas.copy_from_bbox(fig.bbox)
    ax.draw_artist(line)

def show(change):
    line.set_data(*descend(rate.value)[: play.value + 1].T)
    text.set_text(f"step {play.value}")
    fig.canvas.restore_region(background)
    ax.draw_artist(line)
    ax.draw_artist(text)
    fig.canvas.blit(fig.bbox)

rate.observe(show, "value")
play.observe(show, "value")
fig.canvas.mpl_connect("draw_event", keep_background)
w.VBox([w.HBox([rate, play]), fig.canvas])
"""

IPYCANVAS = """
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from ipycanvas import MultiCanvas, hold_canvas

fig = Figure(figsize=(6, 4.5), dpi=100)
agg = FigureCanvasAgg(fig)
ax = fig.subplots()
ax.contourf(x, y, value(x, y), levels)
ax.set(xlim=(-6, 6), ylim=(-6, 6))
agg.draw()

layers = MultiCanvas(2, width=600, height=450)
layers[0].put_image_data(np.asarray(agg.buffer_rgba()), 0, 0)
front = layers[1]
front.stroke_style = front.fill_style = "white"

def show(change=None):
    points = ax.transData.transform(np.clip(descend(rate.value)[: play.value + 1], -99, 99))
    points[:, 1] = 450 - points[:, 1]
    with hold_canvas():
        front.clear()
        front.stroke_lines(points)
        front.fill_circles(points[:, 0], points[:, 1], 2.5)
        front.fill_text(f"step {play.value}", 90, 70)

rate.observe(show, "value")
play.observe(show, "value")
show()
w.VBox([w.HBox([rate, play]), layers])
"""

# At this speed a step takes 16.7 ms, as it does for the others.
OURS = """
import gdwidgets as gd

explorer = gd.DescentExplorer(gd.surfaces.himmelblau)
explorer.player.speed = 3
explorer
"""


@dataclass(frozen=True)
class Contestant:
    """One way to do it, and CSS selectors for its parts.

    `picture` is what must change when something moves, `whole` what must be there to count
    as a first picture. `rewind` is clicked, or pressed a key on, to go back to step 0.
    `positions` is how many the slider has; the first 31 show a different path each. `thumb`
    is how much wider than the way of its middle the track is, in pixels. `contour` is what
    is clicked to set the start, where that can be done.
    """

    name: str
    code: str
    picture: str
    whole: str
    slider: str = ".noUi-handle"
    track: str = ".noUi-base"
    positions: int = 46
    thumb: int = 0
    rewind: str = ".widget-play button:has(.fa-stop)"
    rewind_key: str | None = None
    play: str = ".widget-play button:has(.fa-play)"
    contour: str | None = None


IPYMPL_CANVAS = ".jupyter-matplotlib-canvas-div canvas:first-of-type"
STOCK = [
    ("interact, inline", INLINE, ".widget-output img"),
    ("ipympl", IPYMPL, IPYMPL_CANVAS),
    ("ipympl, tuned", IPYMPL_TUNED, IPYMPL_CANVAS),
    ("ipycanvas", IPYCANVAS, ".jp-OutputArea-output canvas"),
]
CONTESTANTS = [
    Contestant(
        name="gdwidgets",
        code=OURS.strip(),
        picture=".gdw-player canvas",
        whole=".gdw-player canvas, .gdw-player .gdw-data",
        slider=".gdw-slider-range",
        track=".gdw-slider-range",
        positions=61,
        thumb=16,
        rewind="input[type=range][aria-label='Step']",
        rewind_key="Home",
        play="button[aria-label='Play']",
        contour=".gdw-player canvas >> nth=0",
    ),
    *(
        Contestant(name, (PROBLEM + code).strip(), picture, whole=picture)
        for name, code, picture in STOCK
    ),
]
