"""Wrong arguments of sweeps and maps are refused in words that name them."""

import numpy as np
import pytest

import gdwidgets as gd

o = gd.optimizers
H = gd.surfaces.himmelblau
PAIR = {"beta1": [0.5], "beta2": [0.9]}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid=[1]), TypeError, "grid must be a dict"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"rate": [1]}), ValueError, "not 'rate'"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": []}), ValueError, "a sequence of"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": 0.5}), ValueError, "a sequence of"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": [2]}), ValueError, "0 <= beta1 < 1"),
        (
            lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": np.array(0.5)}),
            ValueError,
            "a sequence of",
        ),
        (
            lambda: gd.sweep(H, o.Adam(0.1), 5, grid={"beta1": [0.5, [0.1, 0.2]]}),
            ValueError,
            "a sequence of",
        ),
        (lambda: gd.sweep(H, o.Adam([0.1]), 5), ValueError, "what varies belongs in grid"),
        (lambda: gd.basin_map(H, o.Adam([0.1])), ValueError, "a basin map is that of one method"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, starts=[[[1, 2]]]), ValueError, "starts must be"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, seeds=[-1]), ValueError, "seeds must be a whole"),
        (lambda: gd.sweep(H, o.Adam(0.1), 5, batch_size=3), ValueError, "batch_size must be None"),
        (
            lambda: gd.sweep(
                H, o.Adam(0.1), 5, grid={"beta1": np.zeros(8_000)}, seeds=range(8_000)
            ),
            ValueError,
            "at most 50,000,000 runs, not 64,000,000",
        ),
        (lambda: gd.basin_map(H, o.Adam(0.1), dtype=int), ValueError, "dtype must be"),
        (
            lambda: gd.basin_map(H, o.Adam(0.1), resolution=1),
            ValueError,
            "resolution must be a whole number with 2 <= resolution <= 2000, not 1",
        ),
        (lambda: gd.basin_map(H, o.Adam(0.1), resolution=2001), ValueError, "not 2001"),
        (lambda: gd.basin_map(H, o.Adam(0.1), domain=[(1, 0)] * 2), ValueError, "domain must be"),
        (lambda: gd.basin_map(gd.surfaces.parabola, o.Adam(0.1)), ValueError, "2 parameters"),
        (
            lambda: gd.sensitivity_map(H, o.Adam(0.1), 5, {"beta1": [0.5]}),
            ValueError,
            "grid must be a dict of two",
        ),
        (
            lambda: gd.sensitivity_map(H, o.Adam(0.1), 5, PAIR, start=[[0, 0]]),
            ValueError,
            "start must be one point",
        ),
        (
            lambda: gd.sensitivity_map(H, o.Adam(0.1), 5, PAIR, seeds=3),
            ValueError,
            "seeds must be a sequence",
        ),
    ],
)
def test_is_refused_in_words(call, error, message):
    with pytest.raises(error, match=message):
        call()
