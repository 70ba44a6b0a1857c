"""Trying changes of many runs at once gives what each change alone would."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdwidgets.core import surfaces
from gdwidgets.core.diagnosis.joined import Scaled, joined, scaled
from gdwidgets.core.diagnosis.trials import Trial, carry_out, more_steps, outcome
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.engine.going_on import go_on
from gdwidgets.core.optimizers import Adam, GradientDescent, Momentum
from gdwidgets.core.schedules import Cosine, StepDecay

RUN = descend(surfaces.himmelblau, GradientDescent([0.001, 0.01, 0.05]), (0, 0), 40)


def test_numbers_that_differ_become_an_array_and_others_stay():
    together = joined([Momentum(0.1, 0.5), Momentum(0.2, 0.5)])
    assert_array_equal(together.learning_rate, [0.1, 0.2])
    assert together.momentum == 0.5


@pytest.mark.parametrize(
    "parts",
    [
        [GradientDescent(0.1), GradientDescent(0.2)],
        [GradientDescent(Cosine(0.1, 20)), GradientDescent(Cosine(0.2, 20))],
        [GradientDescent(Cosine(0.1, 20)), GradientDescent(0.2)],
        [GradientDescent(Cosine(0.1, 20)), GradientDescent(StepDecay(0.2))],
        [GradientDescent(scaled(Cosine(0.1, 20), f)) for f in (0.5, 2.0)],
        [GradientDescent(scaled(lambda step: 0.1 / (1 + step), f)) for f in (0.5, 2.0)],
        [GradientDescent(lambda step: 0.1), GradientDescent(lambda step: 0.2)],
        [Adam(0.1, beta1=0.5), Adam(0.1, beta1=0.9)],
    ],
)
def test_joined_methods_run_as_each_alone(parts):
    family = descend(surfaces.parabola, joined(parts), (3,), 15)
    for i, part in enumerate(parts):
        alone = descend(surfaces.parabola, part, (3,), 15)
        assert_array_equal(family.params[:, i], alone.params)


def test_a_scaled_schedule_is_a_schedule():
    schedule = scaled(Cosine(0.4, 10), 0.5)
    assert schedule == Scaled(Cosine(0.4, 10), 0.5)
    assert schedule(0) == 0.2
    with pytest.raises(ValueError, match="factor must be"):
        scaled(Cosine(0.4, 10), -1.0)


def test_trials_of_several_methods_and_starts_are_each_their_own():
    trials = [
        Trial(0, GradientDescent(0.02)),
        Trial(2, Adam(0.1)),
        Trial(1, GradientDescent(0.01), start=np.array([1.0, 1.0])),
        Trial(2, Momentum(0.01, 0.5)),
    ]
    found = carry_out(RUN, trials)
    for k, trial in enumerate(trials):
        start = (0, 0) if trial.start is None else trial.start
        alone = descend(surfaces.himmelblau, trial.optimizer, start, 40)
        assert found.loss[k] == alone.loss[-1]
        assert found.level[k] == (alone.status == "converged")
        assert found.fell[k] == (alone.loss[-1] < alone.loss[0])


def test_no_trials_have_no_outcome():
    assert carry_out(RUN, []).loss.shape == (0,)


def test_more_steps_are_those_of_a_longer_run():
    found = more_steps(RUN, [(0, 80), (0, 160), (2, 80), (2, 160)])
    for k, (i, n_steps) in enumerate([(0, 80), (0, 160), (2, 80), (2, 160)]):
        alone = descend(surfaces.himmelblau, RUN.run(i).optimizer, (0, 0), n_steps)
        expected = np.inf if alone.status == "diverged" else alone.loss[-1]
        assert found.loss[k] == expected


def test_a_lost_run_ends_infinitely_high():
    run = descend(surfaces.parabola, GradientDescent([0.1, 3.0]), (10,), 300)
    assert run.status.tolist() == ["converged", "diverged"]
    ended = outcome(run, 1e-6)
    assert_array_equal(np.isinf(ended.loss), [False, True])
    assert_array_equal(ended.level, [True, False])
    assert_array_equal(ended.fell, [True, False])


def test_a_run_that_left_the_domain_has_strayed():
    peak = surfaces.Surface.from_formula("1/(x^2+y^2)", domain=[(-5, 5), (-5, 5)])
    run = descend(peak, GradientDescent([0.01, 10.0]), (0.5, 0.5), 40)
    outside = np.abs(run.params[-1]).max(axis=-1) > 15
    assert_array_equal(outside, [False, True])
    assert_array_equal(outcome(run).strayed, outside)
    assert np.isfinite(outcome(run).loss).all()


def test_a_run_that_went_on_is_changed_with_the_memory_it_had():
    first = descend(surfaces.ravine(20), Momentum(0.01, 0.9), (-5, -2), 10)
    run = go_on(first, 30, optimizer=Momentum([0.01, 0.02], 0.9))
    found = carry_out(run, [Trial(1, Momentum(0.02, 0.5)), Trial(0, Momentum(0.03, 0.9))])
    for k, method in enumerate([Momentum(0.02, 0.5), Momentum(0.03, 0.9)]):
        assert found.loss[k] == go_on(first, 30, optimizer=method).loss[-1]
