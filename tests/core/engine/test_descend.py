"""The engine: closed forms, batches against single runs, mini-batches, statuses."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gdwidgets as gd
from gdwidgets.core.objective import Objective
from gdwidgets.core.surfaces import Surface
from tests.core.test_optimizers import METHODS

o = gd.optimizers


class Quadratic(Objective):
    """Half the square of each coordinate times its curvature; any number of coordinates."""

    name = "quadratic"

    def __init__(self, *curvatures):
        self.curvatures = np.array(curvatures, float)
        self.n_params = len(curvatures)

    def value(self, params, rows=None):
        return 0.5 * (self.curvatures * np.square(params)).sum(axis=-1)

    def gradient(self, params, rows=None):
        return self.curvatures * params


class RecordsRows(Quadratic):
    """Keeps the rows it was asked for."""

    def __init__(self, n_rows):
        super().__init__(1.0)
        self.n_rows = n_rows
        self.seen = []

    def gradient(self, params, rows=None):
        if params.ndim == 2 and rows is not None:
            self.seen.append(rows)
        return super().gradient(params)


def line(n_rows=40, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_rows, 3))
    return gd.losses.LinearRegression(X, X @ [1.0, -2.0, 0.5] + rng.normal(size=n_rows))


class TestClosedForm:
    @pytest.mark.parametrize("rate", [0.0, 0.01, 0.1, 0.19, 0.21])
    def test_gradient_descent_on_a_quadratic(self, rate):
        curvatures, start = np.array([0.5, 3.0, 10.0]), np.array([4.0, -1.0, 2.0])
        run = gd.descend(Quadratic(*curvatures), o.GradientDescent(rate), start, 60)
        k = np.arange(61)[:, None]
        expected = (1 - rate * curvatures) ** k * start
        np.testing.assert_allclose(run.params, expected, rtol=1e-12, atol=1e-12)

    def test_the_stability_limit(self):
        limit = 2 / 20.0
        ravine = gd.surfaces.ravine(condition_number=20.0)
        run = gd.descend(
            ravine, o.GradientDescent([0.999 * limit, 1.001 * limit]), [1.0, 1.0], 12_000
        )
        assert run.status.tolist() == ["converged", "diverged"]
        # A slow divergence is seen from its trend, long before numbers overflow.
        assert gd.descend(ravine, o.GradientDescent(1.001 * limit), [1, 1], 500).status == (
            "diverged"
        )


class TestBatches:
    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("surface", ["himmelblau", "beale", "two_valleys"])
    def test_equal_single_runs_bit_for_bit(self, surface, method, dtype):
        surface = getattr(gd.surfaces, surface)
        low, high = np.array(surface.domain).T
        starts = np.random.default_rng(1).uniform(low, high, (7, surface.n_params)).astype(dtype)
        batch = gd.descend(surface, METHODS[method], starts, 80, seed=3)
        for i, start in enumerate(starts):
            one = gd.descend(surface, METHODS[method], start, 80, seed=3)
            assert batch.params[:, i].tobytes() == one.params.tobytes()
            assert batch.loss[:, i].tobytes() == one.loss.tobytes()
            assert (batch.status[i], batch.stop_step[i]) == (one.status, one.stop_step)
            assert (batch.evaluations[:, i] == one.evaluations).all()

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    @pytest.mark.parametrize(
        ("method", "arrays"),
        [
            (o.Momentum, {"learning_rate": [1e-3, 1e-2, 0.3], "momentum": [0.1, 0.5, 0.9]}),
            (o.Adam, {"learning_rate": [0.1, 0.2], "beta1": [0.5, 0.9], "beta2": [0.9, 0.999]}),
            (o.NAdam, {"learning_rate": [0.1, 0.2], "beta1": [0.5, 0.9]}),
            (o.Newton, {"learning_rate": [1.0, 0.5], "damping": [0.0, 2.0]}),
            (o.Backtracking, {"learning_rate": [1.0, 0.3], "shrink": [0.5, 0.8]}),
        ],
    )
    def test_arrays_of_hyperparameters_equal_single_ones(self, method, arrays, dtype):
        start = np.array([-0.5, -4.5], dtype)
        batch = gd.descend(gd.surfaces.himmelblau, method(**arrays), start, 80)
        for i in range(len(arrays["learning_rate"])):
            optimizer = method(**{name: values[i] for name, values in arrays.items()})
            one = gd.descend(gd.surfaces.himmelblau, optimizer, start, 80)
            assert batch.params[:, i].tobytes() == one.params.tobytes()

    def test_data_and_schedules_too(self):
        schedule = gd.schedules.Cosine([0.5, 0.1], n_steps=60)
        batch = gd.descend(
            line(), o.Momentum(schedule), np.zeros((3, 1, 4)), 60, batch_size=7, seed=5
        )
        assert batch.params.shape == (61, 3, 2, 4)
        for i, rate in enumerate([0.5, 0.1]):
            optimizer = o.Momentum(gd.schedules.Cosine(rate, n_steps=60))
            one = gd.descend(line(), optimizer, np.zeros(4), 60, batch_size=7, seed=5)
            assert batch.params[:, 2, i].tobytes() == one.params.tobytes()
            assert batch.loss[:, 2, i].tobytes() == one.loss.tobytes()

    def test_leading_axes_broadcast(self):
        rates, momenta = np.geomspace(1e-4, 1e-2, 5), np.array([0.0, 0.5, 0.9])
        optimizer = o.Momentum(rates, momentum=momenta[:, None])
        run = gd.descend(gd.surfaces.himmelblau, optimizer, [1, 1], 8)
        assert run.params.shape == (9, 3, 5, 2)
        assert run.loss.shape == run.evaluations.shape == (9, 3, 5)
        assert run.status.shape == run.stop_step.shape == run.shape == (3, 5)
        one = run.run(2, 4)
        single = gd.descend(gd.surfaces.himmelblau, o.Momentum(rates[4], 0.9), [1, 1], 8)
        assert one.params.tobytes() == single.params.tobytes()
        assert one.status == single.status
        assert isinstance(one.stop_step, int)

    def test_more_coordinates_than_pairwise_summation_takes_at_once(self):
        quadratic = Quadratic(*np.linspace(0.1, 3, 20))
        starts = np.random.default_rng(0).normal(size=(9, 20))
        for method in (o.Backtracking(1.0), o.Newton(0.3), o.EvolutionStrategy()):
            batch = gd.descend(quadratic, method, starts, 30)
            one = gd.descend(quadratic, method, starts[4], 30)
            assert batch.params[:, 4].tobytes() == one.params.tobytes()


class TestMiniBatches:
    def test_every_epoch_sees_every_row_once_in_a_new_order(self):
        objective = RecordsRows(10)
        gd.descend(objective, o.GradientDescent(0.1), [1.0], 9, batch_size=4, seed=2)
        assert [len(rows) for rows in objective.seen] == [4, 4, 2] * 3
        epochs = [np.concatenate(objective.seen[i : i + 3]) for i in (0, 3, 6)]
        assert all(sorted(epoch) == list(range(10)) for epoch in epochs)
        assert not (epochs[0] == epochs[1]).all()

    def test_all_runs_and_all_optimizers_see_the_same_batches(self):
        seen = []
        for optimizer in (o.GradientDescent([0.1, 0.2]), o.EvolutionStrategy()):
            objective = RecordsRows(10)
            gd.descend(objective, optimizer, [1.0], 6, batch_size=3, seed=2)
            seen.append(objective.seen)
        assert len(seen[0]) == 6
        assert all((a == b).all() for a, b in zip(*seen, strict=False))

    def test_no_seed_is_seed_zero_and_another_seed_another_run(self):
        runs = [
            gd.descend(line(), o.GradientDescent(0.1), np.zeros(4), 30, batch_size=5, seed=seed)
            for seed in (None, 0, 1)
        ]
        assert (runs[0].params == runs[1].params).all()
        assert (runs[0].params != runs[2].params).any()

    def test_a_batch_of_all_rows_is_the_whole_data(self):
        runs = [
            gd.descend(line(), o.GradientDescent(0.3), np.zeros(4), 300, batch_size=size)
            for size in (None, 40)
        ]
        assert runs[0].params.tobytes() == runs[1].params.tobytes()
        assert runs[0].status == runs[1].status == "converged"
        np.testing.assert_allclose(runs[0].params[-1], line().solution(), atol=1e-5)

    def test_each_step_descends_its_own_batchs_gradient(self):
        loss = line()
        run = gd.descend(loss, o.GradientDescent(0.1), np.zeros(4), 3, batch_size=40 // 3, seed=1)
        order = np.random.default_rng([1, 0]).permutation(40)
        expected = np.zeros(4)
        for k in range(3):
            expected = expected - 0.1 * loss.gradient(expected, order[13 * k : 13 * k + 13])
            np.testing.assert_allclose(run.params[k + 1], expected, atol=1e-15)
        np.testing.assert_allclose(run.loss, loss.value(run.params), rtol=1e-15)

    def test_is_running_until_it_diverges(self):
        run = gd.descend(line(), o.GradientDescent([0.01, 50.0]), np.zeros(4), 60, batch_size=1)
        assert run.status.tolist() == ["running", "diverged"]


class TestStatus:
    def test_converged_from_the_first_step_that_stays_small(self):
        run = gd.descend(gd.surfaces.himmelblau, o.GradientDescent(0.01), [1, 1], 200)
        slope = np.abs(gd.surfaces.himmelblau.gradient(run.params)).max(axis=-1)
        assert run.status == "converged"
        assert run.stop_step == np.flatnonzero(slope > 1e-6 * slope.max())[-1] + 1

    def test_momentum_passing_through_a_minimum_is_still_running(self):
        run = gd.descend(Quadratic(1.0), o.Momentum(1.0, 0.9), [1.0], 1)
        assert run.params[1, 0] == 0
        assert run.status == "running"
        more = gd.descend(Quadratic(1.0), o.Momentum(1.0, 0.9), [1.0], 5)
        assert more.params[1, 0] == 0
        assert more.status == "running"

    def test_saddle_and_maximum_are_stalls(self):
        saddle = Surface(
            name="saddle",
            height=lambda x, y: x**2 - y**2,
            slope=lambda x, y: (2 * x, -2 * y),
            curvature=lambda x, y: ((2, 0), (0, -2)),
            domain=((-1, 1), (-1, 1)),
        )
        run = gd.descend(saddle, o.GradientDescent(0.25), [[1.0, 0.0], [0.0, 0.0]], 60)
        assert run.status.tolist() == ["stalled", "stalled"]
        assert run.stop_step[1] == 0
        assert 15 < run.stop_step[0] < 25

    def test_a_plateau_is_a_stall(self):
        tail = Surface(
            name="tail",
            height=np.tanh,
            slope=lambda x: (1 / np.cosh(x) ** 2,),
            curvature=lambda x: ((-2 * np.tanh(x) / np.cosh(x) ** 2,),),
            domain=((-30, 30),),
        )
        # At 400 the slope is no number any more, at 20 it is far below the place's last digit.
        run = gd.descend(tail, o.GradientDescent(0.1), [[20.0], [-19.0], [400.0]], 50)
        assert run.status.tolist() == ["stalled"] * 3
        assert run.stop_step.tolist() == [0, 0, 0]
        # At 4 it still gets on: in ten times as many steps by more than 1 % of the width.
        assert gd.descend(tail, o.GradientDescent(0.1), [4.0], 50).status == "running"

    def test_a_flat_minimum_and_a_valley_of_minima_converge(self):
        quartic = Surface(
            name="quartic",
            height=lambda x: x**4,
            slope=lambda x: (4 * x**3,),
            curvature=lambda x: ((12 * x**2,),),
            domain=((-2, 2),),
        )
        assert gd.descend(quartic, o.GradientDescent(0.1), [1.0], 60_000).status == "converged"
        valley = Quadratic(1.0, 0.0)
        run = gd.descend(valley, o.GradientDescent(0.5), [1.0, 3.0], 60)
        assert run.status == "stalled", "level along a direction, as far as was looked"
        valley.convex = True
        assert gd.descend(valley, o.GradientDescent(0.5), [1.0, 3.0], 60).status == "converged"

    def test_small_gradient_far_from_an_ill_conditioned_minimum_has_not_converged(self):
        run = gd.descend(Quadratic(1.0, 1e-8), o.GradientDescent(1.0), [1.0, 1.0], 10)
        assert run.status == "stalled"

    def test_steps_below_resolution_stall(self):
        # The gradient stays at 2e8, but 1e-9 of it is nothing beside 1e17.
        run = gd.descend(Quadratic(1e-9), o.GradientDescent(1e-9), [1e17], 20)
        assert (run.status, run.stop_step) == ("stalled", 0)
        assert gd.descend(Quadratic(1.0), o.GradientDescent(0.0), [1.0], 5).status == "stalled"

    def test_diverged_keeps_its_finite_part(self):
        run = gd.descend(gd.surfaces.himmelblau, o.GradientDescent(0.1), [0.0, -4.5], 100)
        assert run.status == "diverged"
        k = run.stop_step
        assert 1 <= k < 10
        assert np.isfinite(run.params[: k + 1]).all()
        assert np.isfinite(run.loss[: k + 1]).all()
        assert np.isnan(run.params[k + 1 :]).all()
        assert np.isnan(run.loss[k + 1 :]).all()
        assert repr(run).endswith(f"diverged at step {k})")

    def test_falling_without_end_diverges(self):
        slide = Surface(
            name="slide",
            height=lambda x: -(x**2),
            slope=lambda x: (-2 * x,),
            curvature=lambda x: ((-2.0,),),
            domain=((-1, 1),),
        )
        assert gd.descend(slide, o.GradientDescent(0.3), [1e-3], 200).status == "diverged"

    def test_a_start_beyond_all_values(self):
        run = gd.descend(gd.surfaces.himmelblau, o.GradientDescent(0.1), [1e200, 0], 5)
        assert (run.status, run.stop_step) == ("diverged", 0)
        assert np.isnan(run.loss).all()
        assert run.params[0].tolist() == [1e200, 0]

    def test_no_steps(self):
        run = gd.descend(gd.surfaces.himmelblau, o.GradientDescent(0.1), [1, 1], 0)
        assert (run.params.shape, run.status, run.stop_step) == ((1, 2), "running", 0)

    def test_tolerance_changes_the_status_only(self):
        runs = [
            gd.descend(Quadratic(1.0), o.GradientDescent(0.1), [1.0], 60, tolerance=tolerance)
            for tolerance in (0.1, 1e-9)
        ]
        assert [run.status for run in runs] == ["converged", "running"]
        assert runs[0].stop_step == 22  # 0.9**22 = 0.098
        assert (runs[0].params == runs[1].params).all()


any_number = st.floats(allow_nan=True, allow_infinity=True)
rates = st.one_of(st.sampled_from([0.0, -1.0, np.nan, np.inf, 1e308, 1e-300, 0.1]), any_number)


@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    surface=st.sampled_from(list(gd.surfaces.NAMED.values())),
    method=st.sampled_from(
        [method for method in o.NAMED.values() if hasattr(method(1.0), "learning_rate")]
    ),
    rate=rates,
    start=st.lists(any_number, min_size=2, max_size=2),
    n_steps=st.integers(0, 12),
    dtype=st.sampled_from([np.float32, np.float64]),
)
def test_anything_gives_a_result_or_a_clear_refusal(surface, method, rate, start, n_steps, dtype):
    with np.errstate(over="ignore"):
        start = np.array(start).astype(dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if not (np.isfinite(rate) and rate >= 0):
            with pytest.raises(ValueError, match="learning_rate must be a number"):
                method(rate)
            return
        if not np.isfinite(start).all():
            with pytest.raises(ValueError, match="start must be finite"):
                gd.descend(surface, method(rate), start, n_steps)
            return
        run = gd.descend(surface, method(rate), start, n_steps)
    last = run.stop_step if run.status == "diverged" else n_steps
    assert run.params.dtype == dtype
    assert np.isfinite(run.params[: last + 1]).all()
    assert np.isfinite(run.loss[1 : last + 1]).all()
    assert np.isnan(run.loss[last + 1 :]).all()


def test_the_byte_order_of_a_start_changes_nothing():
    there = gd.descend(gd.surfaces.himmelblau, gd.optimizers.Adam(0.1), [0.0, 0.0], 400)
    start = np.zeros(2, ">f8")
    run = gd.descend(gd.surfaces.himmelblau, gd.optimizers.Adam(0.1), start, 400)
    assert run.params.dtype == np.float64
    assert (run.status, run.stop_step) == (there.status, there.stop_step) == ("converged", 280)
    assert run.origin.tolerance == 1e-6
