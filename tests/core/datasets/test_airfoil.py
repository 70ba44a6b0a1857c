"""The stand-in for the airfoil data against the textbook's figures."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from gdwidgets.core import datasets
from gdwidgets.core.diagnosis import diagnose
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.losses import LinearRegression
from gdwidgets.core.optimizers import GradientDescent

FEATURES = ("frequency", "angle", "chord", "velocity", "thickness")


def airfoil_loss(seed):
    table = datasets.airfoil_like(seed)
    return LinearRegression(table.features(*FEATURES), table["sound_level"])


@pytest.mark.parametrize("seed", [0, 7])
def test_airfoil_like_has_the_published_moments(seed):
    loss = airfoil_loss(seed)
    hessian = loss.hessian(loss.start)
    assert loss.n_rows == 1500
    assert_allclose(hessian[0, 0], 1.0008347328676066, rtol=1e-12)
    assert_allclose(hessian[1, 4], 0.7454428989397678, rtol=1e-12)
    assert_allclose(hessian[4, 5], -0.006345545011490231, rtol=1e-10)
    assert_allclose(loss.y @ loss.X[:, 0] / 1500, -0.3875030393054904, rtol=1e-12)
    assert_allclose(loss.y @ loss.y / 1500, 0.9865179438540732, rtol=1e-12)
    assert_allclose(np.linalg.eigvalsh(hessian)[-1], 2.098483, atol=5e-7)
    assert_allclose(np.linalg.cond(hessian), 12.082, atol=5e-4)
    assert_allclose(loss.value(loss.solution()), 0.241688, atol=5e-7)


def test_the_textbooks_run_at_rate_1_diverges_after_step_6():
    loss, method = airfoil_loss(0), GradientDescent(1.0)
    run = descend(loss, method, loss.start, 100)
    figures = [0.245078, 0.246988, 0.274968, 9.568535, 111965.99871]
    assert_allclose(run.loss[[6, 10, 20, 50, 100]], figures, rtol=2e-6)
    assert np.argmin(run.loss) == 6
    for n_steps in (10, 20, 100):
        run = descend(loss, method, loss.start, n_steps)
        found = diagnose(run)
        assert (found.kind, found.step) == ("diverged", 7)
    assert_allclose(found.stability_limit / found.stability, 0.953069, atol=5e-7)


@pytest.mark.parametrize(
    ("rate", "batch_size", "epochs", "published"),
    [(1.0, 1500, 10, 0.247), (0.005, 1, 2, 0.245), (0.4, 100, 2, 0.246), (0.05, 10, 2, 0.246)],
)
def test_the_textbooks_mini_batch_runs(rate, batch_size, epochs, published):
    ends = []
    for seed in range(20):
        loss = airfoil_loss(seed)
        n_steps = epochs * 1500 // batch_size
        method = GradientDescent(rate)
        run = descend(loss, method, loss.start, n_steps, batch_size=batch_size, seed=seed)
        ends.append(run.loss[-1])
    assert abs(np.mean(ends) - published) < 0.002


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), ("1", TypeError), (0.5, TypeError)])
def test_a_wrong_seed_is_refused(seed, error):
    with pytest.raises(error, match="seed must be a whole number with seed >= 0, not"):
        datasets.airfoil_like(seed)
