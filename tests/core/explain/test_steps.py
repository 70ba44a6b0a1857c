"""A step taken apart: its numbers are those of the very step that was taken, bit for bit."""

import dataclasses
import gc
import weakref

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.explain.problems import METHODS, OURS, random_run, steps_of, worked_out

o = gd.optimizers
H = gd.surfaces.himmelblau


def same(a, b):
    return np.array_equal(a, b, equal_nan=True)


def parts_of(state):
    """The numbers that a state holds, by name."""
    if hasattr(state, "_asdict"):
        state = state._asdict()
    parts = state.items() if isinstance(state, dict) else ()
    return {name: part for name, part in parts if isinstance(part, float | int | np.ndarray)}


def recorded_moments(run, step):
    """What a step was taken with, as another run of the same origin has recorded it."""
    origin = run.origin
    runs = origin.runs(run.params[0])
    moments = []
    for _ in range(step - int(run.steps[0]) + 1):
        moments.append(gd.core.engine.origin.Moment.of_step(runs))
    return moments[-2:]


@pytest.mark.parametrize("record", [True, False], ids=["recorded", "unrecorded"])
@pytest.mark.parametrize("name", METHODS)
def test_numbers_are_the_recorded_ones(name, record):
    method = METHODS[name]
    rng = np.random.default_rng([sum(map(ord, name)), record])
    n_explained = 0
    while n_explained < 50:
        run = random_run(rng, method, record=record)
        first = int(run.steps[0])
        for step in rng.permutation(list(steps_of(run)))[:10].tolist():
            explained = gd.explain_step(run, step)
            before, after = recorded_moments(run, step)
            n_explained += 1
            assert explained.note == ""
            assert explained.step == step
            assert same(explained.params, run.params[step - 1 - first])
            assert same(explained.next_params, run.params[step - first])
            assert explained.params.dtype == run.params.dtype
            assert (explained.gradient is None) == (before.gradient is None)
            if before.gradient is not None:
                slope = run.objective.gradient(run.params[step - 1 - first], before.rows)
                assert same(explained.gradient, slope)
                assert same(explained.terms["gradient"], slope)
            assert (explained.rows is None) == (before.rows is None)
            if before.rows is not None:
                assert explained.rows.tolist() == before.rows.reshape(-1).tolist()
            for part, value in parts_of(before.state).items():
                assert same(explained.terms[f"{part} before"].reshape(-1), np.ravel(value))
            for part, value in parts_of(after.state).items():
                assert same(explained.terms[part].reshape(-1), np.ravel(value))
            rate = getattr(before.method, "learning_rate", None)
            if "learning_rate" in explained.terms:
                assert explained.terms["learning_rate"] == np.ravel(rate)[0]
            check_lines(explained, parts_of(after.state))


def check_lines(explained, remembered):
    """Each line says what its written formula gives, and the last one where the step ends."""
    ends = [line for line in explained.lines if line.name == "params"]
    assert same(ends[-1].value.astype(explained.params.dtype), explained.next_params)
    assert ends[-1].role == "place"
    # 1 - beta**t magnifies the last bit in which powers of one number and of many may differ.
    close = 1e4 * np.finfo(explained.params.dtype).eps
    for line in explained.lines:
        assert line.value.shape in ((), explained.params.shape)
        last = [other for other in explained.lines if other.name == line.name][-1]
        if line.name in remembered and line is last:
            assert same(line.value.reshape(-1), np.ravel(remembered[line.name]))
        for coordinate in range(len(explained.params)):
            value, size = worked_out(line, coordinate)
            result = float(line.value if line.value.ndim == 0 else line.value[coordinate])
            assert np.isclose(float(value), result, rtol=close, atol=close * size, equal_nan=True)


def test_the_choice_is_wide():
    """The random runs cover what they should."""
    rng = np.random.default_rng(0)
    runs = [random_run(rng, OURS["Adam"], record=False) for _ in range(60)]
    assert {run.params.dtype for run in runs} == {np.dtype("f4"), np.dtype("f8")}
    assert {run.batch_size is None for run in runs} == {True, False}
    assert {int(run.steps[0]) for run in runs} == {0, 5}
    assert {callable(run.optimizer.learning_rate) for run in runs} == {True, False}
    assert {run.origin.shape for run in runs} >= {(), (3,), (2, 3)}


def test_every_method_is_explained_here():
    assert {type(method) for method in OURS.values()} == set(o.NAMED.values())
    methods = {getattr(o, name) for name in o.__all__ if name[0].isupper() and name != "NAMED"}
    covered = {type(method) for method in METHODS.values()}
    assert methods - covered == {o.Optimizer}


def test_every_line_of_adam_by_hand():
    run = gd.descend(gd.surfaces.parabola, o.Adam(0.1), [2.0], 2)
    terms = gd.explain_step(run, 2).terms
    g, h = (gd.surfaces.parabola.gradient(point) for point in run.params[:2])
    m, v = 0.9 * (0.1 * g) + 0.1 * h, 0.999 * (0.001 * g**2) + 0.001 * h**2
    np.testing.assert_allclose(terms["first_moment before"], 0.1 * g, rtol=1e-12)
    np.testing.assert_allclose(terms["m"], m, rtol=1e-12)
    np.testing.assert_allclose(terms["v"], v, rtol=1e-12)
    np.testing.assert_allclose(terms["m_hat"], m / 0.19, rtol=1e-12)
    np.testing.assert_allclose(terms["v_hat"], v / 0.001999, rtol=1e-12)
    assert terms["t"] == 2
    assert list(terms) == [
        *("learning_rate", "beta1", "beta2", "epsilon", "gradient"),
        *("first_moment before", "second_moment before", "step before"),
        *("t", "g", "m", "v", "m_hat", "v_hat", "params"),
        *("first_moment", "second_moment", "step"),
    ]


def test_mini_batch_and_schedule():
    loss = gd.losses.LinearRegression([1.0, 2.0, 3.0], [2.0, 3.0, 5.0])
    optimizer = o.GradientDescent(gd.schedules.Exponential(0.1, factor=0.5))
    run = gd.descend(loss, optimizer, [0.0, 0.0], 3, batch_size=1, seed=1)
    explained = gd.explain_step(run, 3)
    assert explained.terms["learning_rate"] == 0.025
    assert explained.gradient.tolist() == loss.gradient(run.params[2], explained.rows).tolist()
    assert len(explained.rows) == 1


def test_the_last_step_of_a_diverged_run_and_no_further():
    run = gd.descend(H, o.GradientDescent(0.1), [1.0, 2.0], 50)
    assert run.status == "diverged"
    explained = gd.explain_step(run, run.stop_step)
    assert explained.next_params.tolist() == run.params[run.stop_step].tolist()
    with pytest.raises(ValueError, match=f"1 <= step <= {run.stop_step}, not 50"):
        gd.explain_step(run, 50)


def test_points_that_were_not_kept():
    """They are had by taking the steps again; the points that were kept say if that's right."""
    every = gd.descend(H, o.Momentum(1e-3), [1.0, 2.0], 1000)
    some = gd.descend(H, o.Momentum(1e-3), [1.0, 2.0], 1000, record_every=300)
    for step in (1, 2, 299, 300, 301, 600, 601, 901, 1000):
        explained = gd.explain_step(some, step)
        assert explained.params.tolist() == every.params[step - 1].tolist()
        assert explained.next_params.tolist() == every.params[step].tolist()


def test_any_order_of_steps_gives_the_same():
    run = gd.descend(H, o.Adam(0.05), [1.0, 2.0], 700)
    for step in (700, 1, 256, 257, 512, 513, 3, 699):
        explained = gd.explain_step(run, step)
        assert explained.params.tolist() == run.params[step - 1].tolist()
        assert explained.next_params.tolist() == run.params[step].tolist()


def test_a_run_is_let_go_when_nobody_holds_it():
    run = gd.descend(H, o.Adam(0.05), [1.0, 2.0], 20)
    gd.explain_step(run, 3)
    gone = weakref.ref(run)
    del run
    gc.collect()
    assert gone() is None


RUN = gd.descend(H, o.Adam(0.1), [0.0, 0.0], 5)
FAMILY = gd.descend(H, o.Adam([0.1, 0.2]), [0.0, 0.0], 5)


@pytest.mark.parametrize(
    ("run", "step", "error", "message"),
    [
        (RUN, 0, ValueError, "1 <= step <= 5, not 0"),
        (RUN, -1, ValueError, "1 <= step <= 5, not -1"),
        (RUN, 6, ValueError, "1 <= step <= 5, not 6"),
        (RUN, 10**9, ValueError, "1 <= step <= 5"),
        (RUN, 1.5, TypeError, "step must be a whole number"),
        (RUN, "a", TypeError, "step must be a whole number"),
        (RUN, None, TypeError, "step must be a whole number"),
        (RUN, True, TypeError, "step must be a whole number"),
        (FAMILY, 1, ValueError, r"run must be a single run: pick one of \(2,\) with run.run"),
        (H, 1, TypeError, "run must be a Trajectory"),
        (None, 1, TypeError, "run must be a Trajectory"),
        (gd.descend(H, o.Adam(0.1), [0.0, 0.0], 0), 1, ValueError, "step must be one that was"),
        (dataclasses.replace(RUN, origin=None), 1, ValueError, "must be one that gd.descend retur"),
    ],
)
def test_is_refused_in_words(run, step, error, message):
    with pytest.raises(error, match=message):
        gd.explain_step(run, step)


@pytest.mark.parametrize("coordinate", [2, -1, "a", 1.5, None])
def test_a_coordinate_is_refused_in_words(coordinate):
    explained = gd.explain_step(RUN, 1)
    with pytest.raises((TypeError, ValueError), match="coordinate must be a whole number"):
        explained.text(coordinate)
    if coordinate is not None:  # which stands for symbols
        with pytest.raises((TypeError, ValueError), match="coordinate must be a whole number"):
            explained.latex(coordinate)
        with pytest.raises((TypeError, ValueError), match="coordinate must be a whole number"):
            explained.lines[-1].text(coordinate)
