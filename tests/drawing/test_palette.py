"""Colours: evenly spaced heights, and a path that stands out for every eye."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gdwidgets.drawing import palette

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of
# Color Vision Deficiency", severity 1.0, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(rgb):
    rgb = np.asarray(rgb, dtype=float)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(linear_rgb):
    """CIE 1976 L*a*b* (D65) of linear sRGB."""
    xyz = np.clip(linear_rgb, 0, 1) @ np.array(
        [[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]]
    )
    t = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


HEIGHTS = linear(palette.HEIGHTS(np.linspace(0, 1, 65))[:, :3])


def test_heights_are_perceptually_uniform():
    lightness = lab(HEIGHTS)[:, 0]
    steps = np.diff(lightness)
    assert lightness[0] < 20
    assert lightness[-1] > 90
    assert steps.min() > 0.5 * steps.mean()
    assert steps.max() < 1.5 * steps.mean()


@pytest.mark.parametrize("sight", SIGHT)
def test_path_stands_out_from_every_height(sight):
    path = lab(linear(to_rgb(palette.PATH)) @ SIGHT[sight].T)
    distance = np.linalg.norm(lab(HEIGHTS @ SIGHT[sight].T) - path, axis=-1)
    assert distance.min() > 30  # a difference of 2.3 is just noticeable


@pytest.mark.parametrize("sight", SIGHT)
def test_runs_can_be_told_apart(sight):
    runs = np.array([to_rgb(color) for color in palette.RUNS])
    colors = lab(linear(runs) @ SIGHT[sight].T)
    distances = np.linalg.norm(colors[:, None] - colors, axis=-1)
    assert distances[~np.eye(len(colors), dtype=bool)].min() > 10


def test_run_colors_repeat():
    assert palette.run_color(len(palette.RUNS)) == palette.run_color(0) == palette.PATH
