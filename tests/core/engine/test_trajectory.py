"""The record of a run: shapes, picking runs, a short repr."""

import numpy as np
import pytest

import gdwidgets as gd

FAMILY = gd.descend(
    gd.surfaces.himmelblau,
    gd.optimizers.Momentum(np.array([1e-4, 1e-3, 1.0]), momentum=np.array([[0.0], [0.9]])),
    [1.0, 1.0],
    30,
)


def test_lengths_and_shapes():
    assert (len(FAMILY), FAMILY.n_steps, FAMILY.shape) == (31, 30, (2, 3))


def test_picks_runs_by_any_index():
    assert FAMILY.run(1).shape == (3,)
    assert FAMILY.run(slice(None), [0, 2]).shape == (2, 2)
    one = FAMILY.run(1, -1)
    assert (one.params == FAMILY.params[:, 1, -1]).all() or one.status == "diverged"
    assert (type(one.status), type(one.stop_step)) == (str, int)
    with pytest.raises(IndexError):
        FAMILY.run(0, 3)


def test_short_repr():
    assert repr(FAMILY) == "Trajectory(n_steps=30, runs=(2, 3): 2 diverged, 4 running)"
    assert len(repr(FAMILY.run(0, 0))) < 90


def test_is_frozen():
    with pytest.raises(AttributeError):
        FAMILY.loss = 0


def test_evaluations_count_what_was_asked():
    cost = {
        method: gd.descend(gd.surfaces.himmelblau, optimizer, [1, 1], 10).evaluations[-1]
        for method, optimizer in {
            "gradient": gd.optimizers.Adam(0.1),
            "newton": gd.optimizers.Newton(),
            "es": gd.optimizers.EvolutionStrategy(n_offspring=4),
        }.items()
    }
    assert cost == {"gradient": 10, "newton": 20, "es": 41}
