"""Every colour of the toolkit, chosen to survive colour-blindness, light and dark.

The categorical colours are those of Okabe and Ito (2008), "Color Universal Design". The
heights of a surface run through one hue, from navy (deep) to pale aqua (high): blue and
vermillion stay apart under every common colour-blindness, so an orange path with its white
halo stands out wherever it goes. The browser's colours are copied from here.

Examples
--------
>>> run_color(0), run_color(1)
('#D55E00', '#CC79A7')
"""

from __future__ import annotations

from typing import Final

from matplotlib.colors import LinearSegmentedColormap

BLACK: Final = "#000000"
ORANGE: Final = "#E69F00"
SKY_BLUE: Final = "#56B4E9"
GREEN: Final = "#009E73"
YELLOW: Final = "#F0E442"
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
PURPLE: Final = "#CC79A7"

PATH: Final = VERMILLION
"""The path of a run, on the contour and on the loss curve."""
HALO: Final = "#FFFFFF"
"""What sets a path or a mark off from whatever it lies on."""
GRADIENT: Final = YELLOW
"""The arrow of the negative gradient."""
MOMENTUM: Final = PURPLE
"""The arrow of what momentum adds."""
STEP: Final = VERMILLION
"""The arrow of the whole step."""
MINIMUM: Final = YELLOW
"""The star on a minimum."""
SADDLE: Final = PURPLE
"""The cross on a saddle point."""
CURVE: Final = BLUE
"""The graph of an objective of one parameter, and a fitted line."""
DATA: Final = SKY_BLUE
"""The points of a data set."""
RESIDUAL: Final = ORANGE
"""What is left between a data point and the fitted line."""
MUTED: Final = "#7F7F7F"
"""Whatever must be there without drawing the eye, on light and on dark alike."""

RUNS: Final = (VERMILLION, PURPLE, ORANGE, GREEN, BLUE, SKY_BLUE, YELLOW)
"""One colour for each of several runs drawn together."""

# Nine steps of equal OKLab lightness from 0.26 to 0.93, hue 285 to 180 degrees.
HEIGHTS: Final = LinearSegmentedColormap.from_list(
    "gdwidgets.heights",
    [
        "#211E41",
        "#2A3563",
        "#2D4F83",
        "#2B6B9E",
        "#2E89B3",
        "#41A6C2",
        "#65C2CE",
        "#92DCDA",
        "#C2F4E9",
    ],
)
"""The heights of a surface, from the valley floor up."""


def run_color(index: int) -> str:
    """The colour of the `index`-th of several runs; it repeats after the last one."""
    return RUNS[index % len(RUNS)]
