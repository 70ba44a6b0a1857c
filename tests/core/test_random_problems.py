"""Random valid problems, wild ones included: none warns, none raises."""

import warnings

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.diagnosis.problems import OBJECTIVES, random_optimizer

o = gd.optimizers
SIZES = (1.0, 1.0, 1.0, 1e6, 1e150, 1e-12, 0.0)
"""What a start is multiplied by."""


def random_call(seed):
    """What `descend` is given: any method, also around another, at rates from 1e-6 to 1e3."""
    rng = np.random.default_rng([seed, 5])
    objective = OBJECTIVES[rng.integers(len(OBJECTIVES))]
    n_steps = int(rng.choice([0, 1, 2, 7, 25]))
    method = random_optimizer(rng, 10 ** rng.uniform(-6, 3), n_steps)
    wrappers = [
        lambda: o.Clipped(method, 10 ** rng.uniform(-3, 3)),
        lambda: o.ClippedByValue(method, 10 ** rng.uniform(-3, 3)),
        lambda: o.Averaged(method),
        lambda: o.ExponentiallyAveraged(method),
        lambda: o.Lookahead(method, int(rng.integers(1, 8)), rng.uniform(0.1, 0.9)),
    ]
    k = rng.integers(12)
    method = wrappers[k]() if k < len(wrappers) else method
    shape = [(), (1,), (3,), (2, 2)][rng.integers(4)]
    start = rng.normal(size=(*shape, objective.n_params)) * SIZES[rng.integers(len(SIZES))]
    if rng.integers(8) == 0:
        start = np.clip(start, -1e38, 1e38).astype(np.float32)
    options = {"seed": int(rng.integers(100)), "record_every": int(rng.integers(1, 4))}
    if objective.n_rows and rng.integers(2):
        options["batch_size"] = int(rng.integers(1, objective.n_rows + 1))
    return (objective, method, start, n_steps), options


@pytest.mark.parametrize("part", range(4))
def test_of_500_random_problems_none_warns_and_none_raises(part):
    for seed in range(125 * part, 125 * (part + 1)):
        arguments, options = random_call(seed)
        with warnings.catch_warnings(), np.errstate(all="raise"):
            warnings.simplefilter("error")
            run = gd.descend(*arguments, **options)
            if seed % 5 == 0:
                found = gd.diagnose(run)
                for text in np.ravel([found.summary, found.remedy]):
                    assert "nan" not in text
                    assert " inf " not in text
            if not run.shape and run.n_steps and run.stop_step:
                gd.explain_step(run, 1)
        assert run.params.shape[1:] == arguments[2].shape
        assert not np.isinf(run.loss).any()
        assert set(np.ravel(run.status)) <= {"running", "converged", "stalled", "diverged"}
