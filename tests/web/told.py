"""What Python says about the numbers, positions, places and bytes that the browser reads too."""

from __future__ import annotations

import base64
import itertools
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.figure import Figure

import gdwidgets as gd
from gdwidgets.controls import scales
from gdwidgets.drawing.axes_maps import AxesMap, to_fraction
from gdwidgets.explorers.words import in_figures
from gdwidgets.player import Recording, packing
from gdwidgets.player.recording import LARGEST
from gdwidgets.player.shelf import Family, Run, position_of
from gdwidgets.player.tracks import curve, field, trail

EDGES = [0.0, 5e-324, 1e-12, 1.25e-10, 1.5e-7, 9.9994e-5, 1e-4, 0.1, 1.0, 10.0, 344.0, -2.5e-9]
FAR = [999_950.0, 1.5e22, 1e30, 1.7976931348623157e308]


def told() -> dict[str, Any]:
    """Everything at once, as plain values."""
    return {
        "numbers": numbers(),
        "family": family(),
        "controls": controls(),
        "packed": packed(),
        "shelf": shelf(),
        "places": places(),
        "explorer": explorer(),
    }


def as_bytes(given: Any) -> dict[str, str]:
    """Bytes, or the bytes of an array, as told.mjs reads them."""
    raw = given if isinstance(given, bytes) else np.asarray(given).tobytes()
    return {"$base64": base64.b64encode(raw).decode("ascii")}


def numbers() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    drawn = rng.choice([-1, 1], 2000) * 10 ** rng.uniform(-20, 20, 2000)
    middle = rng.choice([-1, 1], 2000) * 10 ** rng.uniform(-4, 5.9, 2000)
    every = [*EDGES, *FAR, *drawn.tolist()]
    figures = [*EDGES, *middle.tolist()]
    return {
        "plainNumber": [[each, scales.plain_number(each)] for each in every],
        # Between these both write the digits; in_figures also sets commas from 1000 on.
        "plain": [[each, in_figures(each).replace(",", "")] for each in figures if inside(each)],
    }


def inside(number: float) -> bool:
    return number == 0 or 1e-4 <= abs(number) < 999_950


def family() -> dict[str, Any]:
    """A family of three axes, and where each of its positions is kept."""
    axes = {
        "optimizer": ["Gradient descent", "Momentum", "Adam"],
        "momentum": [0.0, 0.5, 0.9],
        "learning_rate": scales.preferred_numbers(1e-4, 10),
    }
    # Gradient descent and Adam have no use for momentum: one shelf each.
    made = Family(axes, [0, 0, 0, 1, 2, 3, 4, 4, 4])
    positions = itertools.product(*(range(size) for size in made.sizes))
    kept = [
        [list(position), str(made.shelf(at)), made.member(at)]
        for position in positions
        if (at := dict(zip(axes, position, strict=True)))
    ]
    grid = np.log10(axes["learning_rate"])
    asked = 10 ** np.random.default_rng(1).uniform(-5, 2, 300)
    nearest = [int(np.argmin(np.abs(grid - np.log10(each)))) for each in asked]
    return {
        "axes": made.message(),
        "shelfOf": list(made.shelf_of or ()),
        "kept": kept,
        "nearest": list(zip(asked.tolist(), nearest, strict=True)),
    }


def state_of(widget: ipywidgets.Widget) -> dict[str, Any]:
    """The state of a widget as its model in a browser gets it, without scripts and sheets."""
    state = widget.get_state()
    return {name: plain(value) for name, value in state.items() if name not in ("_esm", "_css")}


def plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview | bytearray):
        return as_bytes(bytes(value))
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def controls() -> list[dict[str, Any]]:
    """Controls of all kinds, and where Python finds them along an axis."""
    rates = scales.preferred_numbers(1e-4, 10)
    batches = [1, 2, 4, 8]
    names = ["a", "b", "c"]
    given = [
        *((gd.LearningRateSlider(value), rates) for value in (1e-4, 0.1, 10.0, 0.0123)),
        (gd.BatchSizePicker(8, value=4), batches),
        (gd.BatchSizePicker(8, value=3), batches),
        (ipywidgets.IntSlider(4, min=1, max=8), batches),
        (ipywidgets.IntSlider(5, min=1, max=8), batches),
        (ipywidgets.Dropdown(options=names, value="c"), names),
        (ipywidgets.Dropdown(options=names, value=None), names),
        (ipywidgets.ToggleButtons(options=names, value="b"), names),
        # A label that reads like a number: it is the place that counts.
        (ipywidgets.SelectionSlider(options=[("one", 2), ("two", 1)], value=1), [2, 1]),
    ]
    told = []
    for control, values in given:
        at = position_of(control, values)
        axis = Family({"axis": values}).message()[0]
        told.append({"state": state_of(control), "axis": axis, "at": -1 if at is None else at})
    return told


def packed() -> list[dict[str, Any]]:
    """Tables of numbers of every kind, packed, and what Python unpacks."""
    rng = np.random.default_rng(2)
    steps = np.arange(201)
    smooth = np.stack([np.exp(-0.1 * steps), np.cos(steps / 9), 1e-12 * 0.5**steps], axis=-1)
    odd = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, 3.4e38, 1e-45, -LARGEST]
    kinds = rng.choice(odd, (3, 40, 4))
    bits = rng.integers(0, 2**32, (2, 30, 3), dtype=np.uint32).view(np.float32)
    tables = [smooth[None], kinds, bits, np.zeros((1, 1, 1)), np.full((2, 1, 5), 1e-12)]
    made = []
    for table in tables:
        floats = table.astype(np.float32)
        sent = packing.pack_numbers(floats)
        back = packing.unpack_numbers(sent, floats.shape)
        made.append(
            {
                "shape": list(floats.shape),
                "packed": as_bytes(sent),
                "given": as_bytes(floats),
                "unpacked": as_bytes(back),
            }
        )
    return made


def shelf() -> dict[str, Any]:
    """A whole shelf as a recording packs it, and each of its runs as Python reads it."""
    figure = Figure()
    plane, line = figure.subplots(1, 2)
    rng = np.random.default_rng(3)
    n_steps, n_runs = 10, 4
    path = rng.normal(size=(n_steps + 1, n_runs, 2))
    loss = 10.0 ** -np.arange(n_steps + 1)[:, None] * np.arange(1, n_runs + 1)
    loss[6:, 2] = np.nan
    shades = rng.uniform(0, 1, (n_steps // 5 + 1, n_runs, 3, 2))
    recording = Recording(
        [
            trail(plane, path),
            curve(line, loss),
            field(plane, shades, extent=(0, 1, 0, 1), every=5),
        ],
        readout={"loss": loss},
        captions=np.array([f"run {k}: η ≥ {k}" for k in range(n_runs)]),
        stop_step=np.array([10, 9, 5, 10]),
    )
    message = recording.shelves()[0]
    layout = {"last": n_steps, "columns": recording.layout["columns"]}
    runs = [Run.of(message, layout, k) for k in range(n_runs)]
    return {
        "sent": plain(message),
        "layout": layout,
        "runs": [
            {
                "numbers": as_bytes(run.numbers),
                "images": [as_bytes(each) for each in run.images],
                "caption": run.caption,
                "ends": run.ends,
            }
            for run in runs
        ],
        "stops": [10, 9, 5, 10],
    }


def places() -> list[dict[str, Any]]:
    """Axes of every orientation and scale, and where Matplotlib puts points in them."""
    figure = Figure(figsize=(8, 4))
    limits = [(-2, 3), (3, -2), (1e-4, 10), (10, 1e-4)]
    told = []
    rng = np.random.default_rng(4)
    for x_limits, y_limits in itertools.product(limits, limits):
        scale = ["log" if min(each) > 0 else "linear" for each in (x_limits, y_limits)]
        ax = figure.add_axes((0.1, 0.2, 0.5, 0.7))
        ax.set(xscale=scale[0], yscale=scale[1], xlim=x_limits, ylim=y_limits)
        columns = [
            10 ** rng.uniform(-5, 2, 20) if kind == "log" else rng.uniform(-4, 5, 20)
            for kind in scale
        ]
        points = np.stack(columns, axis=-1)
        here = AxesMap.of(ax)
        told.append(
            {
                "axes": {name: plain(value) for name, value in vars(here).items()},
                "points": points.tolist(),
                "fractions": to_fraction(ax, points).tolist(),
            }
        )
    return told


def explorer() -> dict[str, Any]:
    """The models of an explorer, as a page gets them."""
    made = gd.DescentExplorer(optimizer=gd.optimizers.Momentum, n_steps=20)
    parts = {
        "optimizer": made.optimizer,
        "momentum": made.momentum,
        "learning_rate": made.learning_rate,
        "player": made.player,
    }
    told = {name: {"id": part.model_id, "state": state_of(part)} for name, part in parts.items()}
    made.close()
    return told
