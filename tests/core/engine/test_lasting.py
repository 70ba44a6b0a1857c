"""A status says how it stays: every run that isn't running is let go on for ten times as long."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine.status import LEFT_TO_GO
from tests.core.diagnosis.problems import random_problem

o = gd.optimizers
LEAVES = 5 * LEFT_TO_GO
"""A run has left that moves by more than this share of the size of its parameters."""


def wrapped(rng, method):
    """The method, or now and then one around it."""
    wrappers = [
        lambda: o.Clipped(method, 10 ** rng.uniform(-2, 1)),
        lambda: o.Averaged(method),
        lambda: o.Lookahead(method, int(rng.integers(1, 8)), rng.uniform(0.1, 0.9)),
    ]
    k = rng.integers(10)
    return wrappers[k]() if k < len(wrappers) else method


def went_on(run):
    """Where a run stands at every tenth of nine times as many steps more, and its losses."""
    runs = run.origin.last().copy()
    points = [runs.params[0]]
    with np.errstate(all="ignore"):
        for step in range(9 * run.n_steps):
            runs.advance()
            if step % 10 == 9:
                points.append(runs.params[0])
        return np.array(points), run.objective.value(np.array(points))


@pytest.mark.parametrize("part", range(2))
def test_of_random_problems_no_status_is_taken_back(part):
    seen = {"converged": 0, "stalled": 0, "diverged": 0}
    for seed in range(100 * part, 100 * (part + 1)):
        rng = np.random.default_rng(seed)
        problem = random_problem(70_000 + seed, steps=(40, 100), rates=(-3, 0.3))
        start = problem.start
        if rng.integers(4) == 0 and problem.objective.minima:
            start = np.array(problem.objective.minima[0]) + 0.01 * rng.normal(size=len(start))
        method = wrapped(rng, problem.optimizer)
        run = problem.descend(optimizer=method, start=start)
        if run.status == "running" or not np.isfinite(run.loss[0]):
            continue
        seen[run.status] += 1
        points, loss = went_on(run)
        if run.status == "diverged":
            comes_back = (loss[-1] < run.loss[0]) & (loss[-1] > -1e6 * max(1, abs(run.loss[0])))
            assert not comes_back, seed
            continue
        size = np.abs(run.params).max()
        if problem.objective.domain is not None:
            low, high = np.transpose(problem.objective.domain)
            size = max(size, (high - low).max() / 2)
        assert np.abs(points - points[0]).max() <= LEAVES * size, seed
    assert seen["converged"] >= 3
    assert seen["diverged"] >= 1
