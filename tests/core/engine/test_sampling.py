"""Seeds as a batch, mini-batches with and without replacement, rows and epochs, records."""

import numpy as np
import pytest

import gdwidgets as gd

o = gd.optimizers


def line(n_rows=30):
    x = np.random.default_rng(0).normal(size=n_rows)
    return gd.losses.LinearRegression(x, 2 * x + 1 + np.random.default_rng(1).normal(size=n_rows))


@pytest.mark.parametrize("method", [o.GradientDescent(0.1), o.Adam(0.1), o.EvolutionStrategy(0.5)])
@pytest.mark.parametrize("replacement", [False, True])
def test_a_batch_of_seeds_equals_one_seed_at_a_time(method, replacement):
    options = {"batch_size": 7, "replacement": replacement}
    runs = gd.descend(line(), method, [0.0, 0.0], 30, seed=[5, 0, 9, 5], **options)
    assert runs.shape == (4,)
    for i, seed in enumerate([5, 0, 9, 5]):
        one = gd.descend(line(), method, [0.0, 0.0], 30, seed=seed, **options)
        assert runs.params[:, i].tobytes() == one.params.tobytes()
        assert runs.run(i).seed == seed
    assert (runs.params[:, 0] != runs.params[:, 1]).any()


def test_seeds_broadcast_against_rates_and_starts():
    rates = o.GradientDescent(np.array([0.01, 0.1, 0.2])[:, None])
    runs = gd.descend(line(), rates, [0.0, 0.0], 20, seed=[1, 2], batch_size=4)
    assert runs.shape == (3, 2)
    one = gd.descend(line(), o.GradientDescent(0.2), [0.0, 0.0], 20, seed=2, batch_size=4)
    assert runs.params[:, 2, 1].tobytes() == one.params.tobytes()
    assert runs.run(2, 1).optimizer == o.GradientDescent(0.2)


def test_random_searches_of_several_seeds_differ_and_equal_themselves():
    method = o.RandomSearch(2.0, n_candidates=3)
    runs = gd.descend(gd.surfaces.himmelblau, method, [0, 0], 20, seed=range(5))
    for seed in range(5):
        one = gd.descend(gd.surfaces.himmelblau, method, [0, 0], 20, seed=seed)
        assert runs.params[:, seed].tobytes() == one.params.tobytes()
    assert len(np.unique(runs.loss[-1])) == 5


def test_with_replacement_rows_come_again_within_an_epoch():
    seen = []

    class Watched(gd.Objective):
        name, n_params, n_rows = "watched", 1, 10

        def value(self, params, rows=None):
            return np.sum(np.square(params), axis=-1)

        def gradient(self, params, rows=None):
            if rows is not None:
                seen.append(rows)
            return 2 * np.asarray(params)

    gd.descend(Watched(), o.GradientDescent(0.1), [1.0], 300, batch_size=5, replacement=True)
    rows = np.array(seen)
    assert rows.shape == (300, 5)
    pairs = rows[:-1:2], rows[1::2]
    repeated = [len(np.unique(np.concatenate(two))) < 10 for two in zip(*pairs, strict=True)]
    assert np.mean(repeated) > 0.9
    assert np.bincount(rows.ravel(), minlength=10).min() > 100


def test_a_stream_is_gone_through_in_order():
    loss = line(6)
    loss.in_order = True
    run = gd.descend(loss, o.GradientDescent(0.1), [0.0, 0.0], 3, batch_size=2)
    place = np.zeros(2)
    for k in range(3):
        place = place - 0.1 * loss.gradient(place, [2 * k, 2 * k + 1])
    np.testing.assert_allclose(run.params[-1], place, rtol=1e-14)


def test_the_drifting_stream_can_be_followed():
    stream = gd.datasets.DriftingStream(drift=1e-3, noise=0.1)
    run = gd.descend(stream.loss(1000), o.GradientDescent(0.1), [2.0, 0.0], 500, batch_size=2)
    law = stream.true_params(2 * np.arange(501))
    behind = np.linalg.norm(run.params - law, axis=1)
    assert behind[100:].mean() < 0.4
    stays = gd.descend(stream.loss(1000), o.GradientDescent(1e-4), [2.0, 0.0], 500, batch_size=2)
    assert np.linalg.norm(stays.params - law, axis=1)[300:].mean() > 2


def test_rows_and_epochs_are_counted():
    run = gd.descend(line(30), o.GradientDescent(0.1), [0, 0], 8, batch_size=8)
    assert run.rows_seen.tolist() == [0, 8, 16, 24, 30, 38, 46, 54, 60]
    assert run.epochs[-1] == 2
    assert run.evaluations[-1] == 8
    whole = gd.descend(line(30), o.Backtracking(1.0), [0, 0], 8)
    assert (whole.rows_seen == 30 * whole.evaluations).all()
    newton = gd.descend(line(30), o.Newton(), [0, 0], 1, batch_size=10)
    assert newton.rows_seen[-1] == 10 + 30  # the gradient of the batch, the curvature of all
    with pytest.raises(ValueError, match="has no rows of data"):
        _ = gd.descend(gd.surfaces.parabola, o.GradientDescent(0.1), [1.0], 3).epochs


class TestRecordEvery:
    def test_keeps_some_points_of_the_same_run(self):
        whole = gd.descend(line(), o.Adam(0.1), [0, 0], 25, batch_size=4, seed=[1, 2])
        some = gd.descend(
            line(), o.Adam(0.1), [0, 0], 25, batch_size=4, seed=[1, 2], record_every=10
        )
        assert some.steps.tolist() == [0, 10, 20, 25]
        for name in ("params", "loss", "evaluations", "rows_seen"):
            assert (getattr(some, name) == getattr(whole, name)[some.steps]).all(), name
        assert some.n_steps == 25
        assert some.status.tolist() == whole.status.tolist()

    def test_a_diverged_run_keeps_its_finite_part(self):
        descent, surface = o.GradientDescent(0.6), gd.surfaces.parabola
        whole = gd.descend(surface, o.GradientDescent(1.6), [1.0], 100)
        some = gd.descend(surface, o.GradientDescent(1.6), [1.0], 100, record_every=7)
        assert (some.status, some.stop_step) == (whole.status, whole.stop_step)
        np.testing.assert_array_equal(some.loss, whole.loss[some.steps])
        assert gd.descend(surface, descent, [1.0], 100, record_every=7).status == "converged"

    def test_goes_on_and_diagnoses(self):
        run = gd.descend(line(), o.GradientDescent(0.5), [0, 0], 100, record_every=10)
        assert gd.diagnose(run).kind == "converged"
        assert gd.go_on(run, 5).steps.tolist() == list(range(100, 106))

    def test_the_loss_over_all_rows_is_computed_at_few_steps_only(self):
        counted = []

        class Counted(gd.Objective):
            name, n_params, n_rows = "counted", 1, 1000

            def value(self, params, rows=None):
                if rows is None:
                    counted.append(np.size(params))
                return np.sum(np.square(params), axis=-1)

            def gradient(self, params, rows=None):
                return 2 * np.asarray(params)

        gd.descend(Counted(), o.GradientDescent(0.1), [1.0], 2000, batch_size=10, record_every=500)
        assert sum(counted) < 2000 / 20


class TestProvenance:
    def test_a_run_knows_what_it_was_made_with(self):
        run = gd.descend(line(), o.Momentum(0.1, [0.5, 0.9]), [0, 0], 5, batch_size=3, seed=7)
        assert run.objective.n_rows == 30
        assert run.optimizer == o.Momentum(0.1, [0.5, 0.9])
        assert run.run(1).optimizer == o.Momentum(0.1, 0.9)
        assert (run.batch_size, run.seed.tolist(), run.run(0).seed) == (3, [7, 7], 7)

    def test_schedules_are_picked_with_their_run(self):
        cosine = gd.schedules.Cosine([0.1, 0.2], n_steps=10)
        run = gd.descend(line(), o.GradientDescent(cosine), [0, 0], 5)
        assert run.run(1).optimizer.learning_rate(0) == 0.2
        own = gd.descend(line(), o.GradientDescent(lambda k: np.array([0.1, 0.2])), [0, 0], 5)
        assert own.run(0).optimizer.learning_rate(3) == 0.1

    def test_a_trajectory_made_by_hand_says_what_it_lacks(self):
        run = gd.descend(line(), o.GradientDescent(0.1), [0, 0], 5)
        bare = gd.Trajectory(
            *(
                getattr(run, n)
                for n in (
                    "params",
                    "loss",
                    "status",
                    "stop_step",
                    "evaluations",
                    "rows_seen",
                    "steps",
                )
            )
        )
        for call in (gd.diagnose, lambda r: gd.explain_step(r, 1), lambda r: gd.go_on(r, 1)):
            with pytest.raises(ValueError, match=r"one that gd\.descend returned"):
                call(bare)

    def test_recorded_moments_are_those_of_the_run(self):
        run = gd.descend(line(), o.Adam(0.1), [0, 0], 6, batch_size=4, seed=[1, 2], record=True)
        moments = run.origin.moments
        assert len(moments) == 7
        for k, moment in enumerate(moments[:-1]):
            assert (moment.params == run.params[k]).all()
            for i in range(2):
                expected = line().gradient(run.params[k, i], moment.rows[i])
                np.testing.assert_allclose(moment.gradient[i], expected, rtol=1e-13)
        assert moments[-1].state.step == 6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": []}, "seed must be a whole number"),
        ({"seed": [1, -1]}, "seed must be a whole number"),
        ({"seed": [0.5]}, "seed must be a whole number"),
        ({"seed": [[1], [2, 3]]}, "seed"),
        ({"seed": True}, "seed must be a whole number"),
        ({"replacement": 1}, "replacement must be one of True, False"),
        ({"record_every": 0}, "record_every >= 1"),
        ({"record": "yes"}, "record must be one of True, False"),
    ],
)
def test_is_refused_in_words(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        gd.descend(line(), o.GradientDescent(0.1), [0, 0], 5, **options)


def test_seeds_that_don_t_fit_the_starts_are_refused():
    with pytest.raises(ValueError, match=r"seed \(3,\)"):
        gd.descend(line(), o.GradientDescent(0.1), [[0, 0], [1, 1]], 5, seed=[1, 2, 3])
