"""Averages of the points: closed forms and their use against noise; torch's is in test_torch.py."""

import numpy as np
import pytest

import gdwidgets as gd

o, s = gd.optimizers, gd.schedules
INNER = [o.GradientDescent(0.01), o.Momentum(0.01), o.Adam(0.1), o.Newton(0.5)]


@pytest.mark.parametrize("begin", [0, 1, 10, 100])
@pytest.mark.parametrize("inner", INNER, ids=repr)
def test_the_mean_is_that_of_the_points_that_count(inner, begin):
    ours = gd.descend(gd.surfaces.himmelblau, o.Averaged(inner, begin), [0.0, 0.0], 40)
    points = gd.descend(gd.surfaces.himmelblau, inner, [0.0, 0.0], 40).params
    for k in range(1, 41):
        mean = points[begin + 1 : k + 1].mean(axis=0) if k > begin else points[k]
        np.testing.assert_allclose(ours.params[k], mean, rtol=1e-12)


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.97])
@pytest.mark.parametrize("inner", INNER, ids=repr)
def test_the_running_mean_is_the_weighted_sum(inner, decay):
    ours = gd.descend(gd.surfaces.himmelblau, o.ExponentiallyAveraged(inner, decay), [0.0, 0.0], 40)
    points = gd.descend(gd.surfaces.himmelblau, inner, [0.0, 0.0], 40).params
    for k in range(1, 41):
        ages = np.arange(k - 1, -1, -1)
        weights = np.append(decay**k, (1 - decay) * decay**ages)
        assert weights.sum() == pytest.approx(1)
        np.testing.assert_allclose(ours.params[k], weights @ points[: k + 1], rtol=1e-12)


def test_the_inner_optimizer_goes_its_way_at_the_same_cost():
    inner = gd.descend(gd.surfaces.himmelblau, o.Adam(0.1), [0.0, 0.0], 40)
    run = gd.descend(gd.surfaces.himmelblau, o.Averaged(o.Adam(0.1)), [0.0, 0.0], 40, record=True)
    iterates = [moment.state.iterate[0] for moment in run.known_origin().moments]
    np.testing.assert_array_equal(iterates, inner.params)
    assert (run.evaluations == inner.evaluations).all()
    assert run.status == "running"  # the mean is slow where there is no noise


def test_the_mean_of_noisy_steps_is_nearer_to_the_minimum_by_ruppert_and_polyak():
    rng = np.random.default_rng(0)
    x = rng.normal(size=300)
    loss = gd.losses.LinearRegression(x, 2 * x + 1 + rng.normal(size=300))
    lowest = float(loss.value(loss.solution()))
    plain = o.GradientDescent(0.1)

    def left(method):
        runs = gd.descend(loss, method, np.zeros(2), 3000, batch_size=1, seed=range(20))
        return float(runs.loss[-1].mean()) - lowest

    assert left(o.Averaged(plain, begin=500)) < left(plain) / 50
    assert left(o.ExponentiallyAveraged(plain, 0.99)) < left(plain) / 5


def test_a_batch_of_decays_and_a_schedule():
    batch = gd.descend(
        gd.surfaces.himmelblau,
        o.ExponentiallyAveraged(o.Momentum([0.01, 0.005]), [0.5, 0.9]),
        [0, 0],
        30,
    )
    for i, (rate, decay) in enumerate([(0.01, 0.5), (0.005, 0.9)]):
        method = o.ExponentiallyAveraged(o.Momentum(rate), decay)
        alone = gd.descend(gd.surfaces.himmelblau, method, [0, 0], 30)
        assert batch.params[:, i].tobytes() == alone.params.tobytes()
