"""Every run of a map beside the same run under `descend`: the figure is the count of differences.

``python -m tests.core.maps.comparisons`` takes every method over every surface of two parameters.
"""

from __future__ import annotations

import collections
import sys

import numpy as np

import gdwidgets as gd
from gdwidgets.core.maps.bowls import NEAR, nearest
from gdwidgets.core.maps.grids import with_values
from gdwidgets.core.optimizers.settings import settings
from tests.core.optimizers.examples import METHODS

SURFACES = [
    *(surface for surface in gd.surfaces.NAMED.values() if surface.n_params == 2),
    gd.surfaces.bowl(0.1, 2.0),
    gd.surfaces.ravine(1000.0),
    gd.surfaces.random_landscape(2),
]
"""All that have two parameters and a domain."""


def as_fast(method, factor):
    """Return a method with another learning rate, if it has one of its own."""
    rate = settings(method).get("learning_rate")
    return method if rate is None else with_values(method, {"learning_rate": factor * rate})


def sweep_differences(surface, method, n_steps, starts, **kw):
    """Return what differs between the ends of a sweep and of the same runs under `descend`."""
    runs = gd.descend(surface, method, starts, n_steps, **kw)
    ends = gd.sweep(surface, method, n_steps, starts=starts, **kw)
    found = []
    reach = 0.01 * widths(surface) if surface.domain else 0.01 * np.abs(starts).max()
    for i, (ours, theirs) in enumerate(zip(ends.status, runs.status, strict=True)):
        stop = runs.stop_step[i]
        last = stop if theirs == "diverged" else -1
        end, evaluations = runs.params[last, i], runs.evaluations[-1, i]
        if ours != theirs:
            found.append(("status", i, theirs, ours))
        elif ends.stop_step[i] != stop:
            found.append(("stop step", i, theirs, int(stop), int(ends.stop_step[i])))
        elif theirs in ("running", "diverged") and ends.params[i].tobytes() != end.tobytes():
            found.append(("end", i, theirs))
        elif not (np.abs(ends.params[i] - end) <= reach).all():
            found.append(("end", i, theirs, end, ends.params[i]))
        elif theirs == "running" and ends.evaluations[i] != evaluations:
            found.append(("evaluations", i, theirs))
    return found


def map_differences(surface, method, n_steps, resolution, dtype):
    """Return what differs between a basin map and the same runs under `descend`."""
    found = gd.basin_map(surface, method, n_steps, resolution=resolution, dtype=dtype)
    starts = np.stack(np.meshgrid(found.x, found.y), axis=-1).astype(dtype)
    runs = gd.descend(surface, method, starts, n_steps, tolerance=0.01)
    last = np.where(runs.status == "diverged", runs.stop_step, n_steps)
    end = np.take_along_axis(runs.params, last[None, ..., None], axis=0)[0]
    place, _ = nearest(end.reshape(-1, 2).T, found.minima, NEAR * widths(surface))
    place = np.where(runs.status == "diverged", -1, place.reshape(runs.shape))
    different = []
    for at in np.ndindex(runs.shape):
        if found.status[at] != runs.status[at]:
            different.append(
                (
                    "status",
                    at,
                    str(runs.status[at]),
                    str(found.status[at]),
                    int(found.stop_step[at]),
                )
            )
        elif found.basin[at] != place[at]:
            different.append(
                ("basin", at, str(runs.status[at]), int(place[at]), int(found.basin[at]), end[at])
            )
    return different


def widths(surface):
    low, high = np.array(surface.domain).T
    return high - low


def main(part=0, of=1):
    """Print the differences over every method and surface, and count them."""
    counts, n_runs = collections.Counter(), collections.Counter()
    rng = np.random.default_rng(part)
    for surface, name in [(s, name) for s in SURFACES for name in METHODS][part::of]:
        low, high = np.array(surface.domain).T
        method = as_fast(METHODS[name], int(rng.choice([1, 10])))
        n_steps, dtype = int(rng.choice([60, 200])), rng.choice([np.float32, np.float64])
        starts = rng.uniform(low, high, (8, 2))
        found = {
            "sweep": sweep_differences(surface, method, n_steps, starts),
            "basin map": map_differences(surface, method, n_steps, 5, dtype),
        }
        n_runs.update({"sweep": 8, "basin map": 25})
        for kind, different in found.items():
            counts[kind] += len(different)
            for each in different:
                print(kind, surface.name, method, n_steps, dtype.__name__, *each, flush=True)
    for kind, n in n_runs.items():
        print(f"{kind}: {counts[kind]} of {n:,} runs differ from descend")
    return sum(counts.values())


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
