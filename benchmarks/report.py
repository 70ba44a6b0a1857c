"""The table of a session, with the machine and the versions it is true for."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import statistics
from pathlib import Path

PACKAGES = ["jupyterlab", "ipywidgets", "anywidget", "numpy", "matplotlib", "ipympl", "ipycanvas"]
ROWS = {
    "slider median": "slider to picture, median (ms)",
    "slider p95": "slider to picture, p95 (ms)",
    "drag pictures": "pictures in a drag over 60 positions, 30 a second",
    "drag lag": "lag after the drag (ms)",
    "set up": "received from the kernel once, to set up (kB)",
    "slider kB sent": "sent to the kernel per slider move (kB)",
    "slider kB received": "received from the kernel per slider move (kB)",
    "slider CPU": "kernel's CPU time per slider move (ms)",
    "new start median": "click to the path from a new start, median (ms)",
    "new start p95": "click to the path from a new start, p95 (ms)",
    "new start, to the kernel": "of that, from the click to its message (ms)",
    "new start, in the kernel": "of that, from the message to the answer (ms)",
    "new start, to the picture": "of that, from the answer to the picture (ms)",
    "start drag": "pictures a second while the start is dragged",
    "frames/s": "playback: pictures a second",
    "late": "playback: late frames (%)",
    "playback CPU": "playback: kernel's CPU (%)",
    "playback kB/s sent": "playback: sent to the kernel (kB/s)",
    "playback kB/s received": "playback: received from the kernel (kB/s)",
    "frames/s busy": "playback while the kernel is busy: pictures a second",
    "late busy": "playback while the kernel is busy: late frames (%)",
    "frames/s dead": "playback after the kernel was shut down: pictures a second",
    "late dead": "playback after the kernel was shut down: late frames (%)",
    "first picture, fresh kernel": "run to first picture, fresh kernel with imports (ms)",
    "first picture, run again": "run to first picture, cell run again (ms)",
    "slider median, slow": "page at a quarter of its speed: slider to picture, median (ms)",
    "slider p95, slow": "page at a quarter of its speed: slider to picture, p95 (ms)",
    "frames/s, slow": "page at a quarter of its speed: playback, pictures a second",
    "first picture, slow": "page at a quarter of its speed: run to first picture, again (ms)",
}


def report(rounds: list[dict[str, dict[str, float]]], browser: str) -> str:
    """The session as Markdown: the median over the rounds and, in brackets, their range."""
    names = sorted(rounds[0], key=lambda name: name != "gdwidgets")
    lines = ["| | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for key, label in ROWS.items():
        cells = [_cell([each[name][key] for each in rounds if key in each[name]]) for name in names]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return "\n".join(
        [
            "# Interaction, side by side",
            "",
            "`python -m benchmarks.interaction`, "
            f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {len(rounds)} rounds; "
            "median over the rounds (lowest to highest).",
            "",
            f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python "
            f"{platform.python_version()}; {versions}; Chromium {browser}, headless, without GPU, "
            "whose blank page gets 60 frames a second; Jupyter Server's own socket settings.",
            "",
            *lines,
            "",
        ]
    )


def _cell(values: list[float]) -> str:
    if not values:
        return "–"
    low, high = min(values), max(values)
    digits = 0 if max(abs(low), abs(high)) >= 10 else 1
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({low:.{digits}f}–{high:.{digits}f})"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
