"""Runs that go on: with all they remember, or with another method."""

import dataclasses

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.test_optimizers import METHODS

o = gd.optimizers
H = gd.surfaces.himmelblau


def line(n_rows=30):
    x = np.random.default_rng(0).normal(size=n_rows)
    return gd.losses.LinearRegression(x, 2 * x + 1 + np.random.default_rng(1).normal(size=n_rows))


@pytest.mark.parametrize("method", METHODS)
def test_going_on_is_one_long_run(method):
    starts = [[0.0, 0.0], [1.0, 1.0]]
    whole = gd.descend(H, METHODS[method], starts, 60, seed=[3, 4])
    first = gd.descend(H, METHODS[method], starts, 40, seed=[3, 4])
    for more in (gd.go_on(first, 20), gd.go_on(whole, 20, step=40)):
        assert more.params.tobytes() == whole.params[40:].tobytes()
        assert more.steps.tolist() == list(range(40, 61))
        assert (more.evaluations == whole.evaluations[40:]).all()
        assert more.status.tolist() == whole.status.tolist()
    alone = gd.go_on(first.run(1), 20)
    assert alone.params.tobytes() == whole.params[40:, 1].tobytes()
    twice = gd.go_on(gd.go_on(first, 5), 15)
    assert twice.params.tobytes() == whole.params[45:].tobytes()


def test_batches_and_counts_go_on_too():
    whole = gd.descend(line(), o.Momentum(0.1), [0, 0], 60, seed=[3, 4], batch_size=7)
    more = gd.go_on(gd.descend(line(), o.Momentum(0.1), [0, 0], 33, seed=[3, 4], batch_size=7), 27)
    assert more.params.tobytes() == whole.params[33:].tobytes()
    assert (more.rows_seen == whole.rows_seen[33:]).all()
    assert more.epochs[-1].tolist() == whole.epochs[-1].tolist()
    assert more.seed.tolist() == [3, 4]


def test_another_method_takes_along_what_both_remember():
    run = gd.descend(H, o.Momentum(0.01), [0, 0], 10)
    more = gd.go_on(run, 30, optimizer=o.Nesterov(0.01))
    assert more.kept == ("velocity",)
    velocity = run.origin.end.state.velocity
    g = H.gradient(run.params[-1])
    ahead = g + 0.9 * (0.9 * velocity[0] + g)
    np.testing.assert_allclose(more.params[1], run.params[-1] - 0.01 * ahead, rtol=1e-14)
    assert gd.go_on(run, 5, optimizer=o.RMSprop(0.01)).kept == ()
    adam = gd.go_on(gd.descend(H, o.Adam(0.1), [0, 0], 10), 5, optimizer=o.AdamW(0.1))
    assert adam.kept == ("first_moment", "second_moment", "step")


def test_one_run_goes_on_with_many_rates():
    run = gd.descend(H, o.Momentum(0.01), [0, 0], 10)
    rates = [0.001, 0.01, 0.02]
    more = gd.go_on(run, 20, optimizer=o.Momentum(rates))
    assert more.shape == (3,)
    for i, rate in enumerate(rates):
        alone = gd.go_on(run, 20, optimizer=o.Momentum(rate))
        assert more.params[:, i].tobytes() == alone.params.tobytes()
    assert more.run(2).optimizer == o.Momentum(0.02)


def test_a_schedule_goes_on_where_it_was():
    cosine = o.GradientDescent(gd.schedules.Cosine(0.02, n_steps=50))
    whole = gd.descend(H, cosine, [0, 0], 50)
    more = gd.go_on(gd.descend(H, cosine, [0, 0], 20), 30)
    assert more.params.tobytes() == whole.params[20:].tobytes()


def test_the_judge_remembers_the_way():
    run = gd.descend(H, o.GradientDescent(0.01), [0, 0], 300)
    more = gd.go_on(gd.descend(H, o.GradientDescent(0.01), [0, 0], 290), 10)
    assert run.status == more.status == "converged"


def test_nothing_of_the_first_run_changes():
    run = gd.descend(H, o.Adam(0.1), [0, 0], 20)
    before = run.params.copy(), run.origin.end.state.first_moment.copy()
    gd.go_on(run, 20)
    assert (run.params == before[0]).all()
    assert (run.origin.end.state.first_moment == before[1]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: gd.go_on(run.params, 5), "run must be a Trajectory"),
        (lambda run: gd.go_on(run, -1), "n_steps >= 0|0 <= n_steps"),
        (lambda run: gd.go_on(run, 5, step=11), "0 <= step <= 10, not 11"),
        (lambda run: gd.go_on(run, 5, optimizer="adam"), "optimizer must be an Optimizer"),
        (lambda run: gd.go_on(run, 5, record=1), "record must be one of"),
        (
            lambda run: gd.go_on(
                gd.descend(H, o.GradientDescent([0.1, 0.2]), [0, 0], 5),
                5,
                optimizer=o.GradientDescent([0.1, 0.2, 0.3]),
            ),
            r"optimizer must fit the batch of runs of shape \(2,\), but its learning_rate has "
            r"shape \(3,\)",
        ),
    ],
)
def test_is_refused_in_words(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call(gd.descend(H, o.GradientDescent(0.01), [0, 0], 10))


def test_with_the_way_there_put_before_it_a_run_goes_on_from_its_own_steps_only():
    first = gd.descend(H, o.Momentum(0.01), [0, 0], 10)
    rest = gd.go_on(first, 30, step=4, optimizer=o.Nesterov(0.01))
    parts = ("params", "loss", "evaluations", "rows_seen", "steps")
    way = {name: [getattr(first, name)[:4], getattr(rest, name)] for name in parts}
    joined = dataclasses.replace(rest, **{name: np.concatenate(both) for name, both in way.items()})
    for step in (4, 5, 20):
        more = gd.go_on(joined, 34 - step, step=step)
        assert more.params.tobytes() == joined.params[step:].tobytes()
    for step in (5, 6, 34):
        explained = gd.explain_step(joined, step)
        assert explained.note == ""
        assert explained.params.tolist() == joined.params[step - 1].tolist()
        assert explained.next_params.tolist() == joined.params[step].tolist()
    with pytest.raises(ValueError, match="4 <= step <= 34, not 3"):
        gd.go_on(joined, 5, step=3)
    with pytest.raises(ValueError, match="5 <= step <= 34, not 4"):
        gd.explain_step(joined, 4)


def test_picked_runs_keep_what_their_way_was_like():
    bowl = gd.surfaces.ravine(20)
    batch = gd.descend(bowl, gd.optimizers.GradientDescent([0.02, 0.09, 0.05]), [-5, -2], 40)
    further = gd.go_on(batch, 40)
    whole = gd.go_on(further, 300)
    for i in range(3):
        alone = gd.go_on(further.run(i), 300)
        assert (alone.status, alone.stop_step) == (whole.status[i], whole.stop_step[i])
        past = alone.known_origin().begin.past
        assert past.steepest.item() == whole.known_origin().begin.past.steepest[i]
        assert past.loss.item() == batch.loss[0, i]
