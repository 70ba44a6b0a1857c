"""The one judge: its words hold when a run goes on, in any units, for any number of parameters."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine import status
from gdwidgets.core.objective import Objective
from gdwidgets.core.surfaces import Surface
from tests.core.engine.problems import METHODS_WITH_RATE, random_problem

o = gd.optimizers
H = gd.surfaces.himmelblau


class Bent(Objective):
    """Half the squares times given curvatures, without a Hessian of its own."""

    name = "bent"

    def __init__(self, curvatures):
        self.curvatures = np.array(curvatures, float)
        self.n_params = len(self.curvatures)

    def value(self, params, rows=None):
        return 0.5 * (self.curvatures * np.square(params)).sum(axis=-1)

    def gradient(self, params, rows=None):
        return self.curvatures * np.asarray(params)


def scaled(surface, factor):
    return Surface(
        name="scaled",
        height=lambda x, y: factor * surface.height(x, y),
        slope=lambda x, y: tuple(factor * part for part in surface.slope(x, y)),
        curvature=lambda x, y: [[factor * h for h in row] for row in surface.curvature(x, y)],
        domain=surface.domain,
    )


class TestUnits:
    @pytest.mark.parametrize("factor", [1e-9, 1e-7, 1e6, 1e9, 1e12])
    @pytest.mark.parametrize("rate", [0.001, 0.01, 0.02, 0.03])
    def test_an_objective_in_other_units_gets_the_same_words(self, factor, rate):
        starts = [[0.0, 0.0], [3.0, 2.0], [-4.0, 5.0], [3.584428340330492, -1.848126526964404]]
        for n_steps in (2, 100, 600):
            theirs = gd.descend(H, o.GradientDescent(rate), starts, n_steps)
            ours = gd.descend(scaled(H, factor), o.GradientDescent(rate / factor), starts, n_steps)
            assert ours.status.tolist() == theirs.status.tolist()
            assert np.abs(ours.stop_step - theirs.stop_step).max() <= 1

    def test_a_known_minimum_has_converged_at_once(self):
        run = gd.descend(H, o.GradientDescent(0.001), np.array(H.minima), 5)
        assert run.status.tolist() == ["converged"] * 4

    def test_a_bowl_in_tiny_units_has_not_converged_at_its_rim(self):
        rim = gd.descend(scaled(gd.surfaces.booth, 1e-7), o.GradientDescent(1.0), [3.0, 2.0], 3)
        assert rim.status == "running"


class TestWhatAMinimumIs:
    @pytest.mark.parametrize("n_params", [2, 64, 65, 300])
    def test_a_saddle_is_a_stall_however_many_parameters(self, n_params):
        saddle = Bent([-1.0, *np.linspace(0.5, 1.5, n_params - 1)])
        start = np.ones(n_params)
        start[0] = 0
        run = gd.descend(saddle, o.GradientDescent(0.5), start, 100)
        assert run.status == "stalled"
        assert (
            gd.descend(Bent(np.abs(saddle.curvatures)), o.GradientDescent(0.5), start, 100).status
            == "converged"
        )

    @pytest.mark.parametrize("hidden", [12, 16])
    def test_a_network_of_zeros_stalls(self, hidden):
        moons = gd.datasets.moons(100)
        network = gd.networks.MLP((2, hidden, 2), activation="tanh", init="zero")
        run = gd.descend(
            network.on(moons.X, moons.labels), o.GradientDescent(0.5), network.start(), 300
        )
        assert run.status == "stalled"

    @pytest.mark.parametrize("hidden", [10, 40])
    def test_dead_units_stall(self, hidden):
        moons = gd.datasets.moons(100)
        network = gd.networks.MLP((2, hidden, 2), activation="relu")
        start = network.start(1)
        start[2 * hidden : 3 * hidden] = -50  # no unit ever fires
        loss = network.on(moons.X, moons.labels)
        assert gd.descend(loss, o.GradientDescent(0.5), start, 300).status == "stalled"

    def test_twelve_sigmoid_layers_have_not_converged(self):
        moons = gd.datasets.moons(60)
        network = gd.networks.MLP((2, *[6] * 12, 2), activation="sigmoid")
        loss = network.on(moons.X, moons.labels)
        run = gd.descend(loss, o.GradientDescent(0.1), network.start(0), 200)
        assert run.loss[-1] == pytest.approx(np.log(2), rel=0.02)
        assert run.status in ("stalled", "running")

    def test_a_lower_bound_that_is_reached_is_a_minimum(self):
        flat = Bent([1.0, 0.0])
        run = gd.descend(flat, o.GradientDescent(0.5), [1.0, 3.0], 60)
        assert run.status == "stalled"
        flat.lower_bound = 0.0
        assert gd.descend(flat, o.GradientDescent(0.5), [1.0, 3.0], 60).status == "converged"


class TestGoingOn:
    def test_rmsprop_at_a_minimum_that_will_throw_it_off_has_not_converged(self):
        run = gd.descend(gd.surfaces.ravine(20), o.RMSprop(0.2), [3.0, 1.0], 100)
        assert run.loss[-1] < 1e-28
        assert run.status == "running"
        more = gd.go_on(run, 900)
        assert np.abs(more.params[-1]).max() > 0.05

    def test_a_run_that_waits_on_a_plateau_and_gathers_speed_is_running(self):
        # Adagrad divides by what it has seen: a slope of 1e-12 makes it step like any other.
        far = gd.descend(gd.surfaces.easom, o.Adagrad(0.1), [8.0, 8.0], 40)
        assert np.abs(gd.surfaces.easom.gradient([8.0, 8.0])).max() < 1e-15
        assert far.status == "running"
        still = gd.descend(gd.surfaces.easom, o.GradientDescent(0.1), [8.0, 8.0], 40)
        assert still.status == "stalled"

    def test_methods_without_slopes_are_never_judged_by_one(self):
        starts = [[0.0, 0.0], [3.0, 2.0]]
        for method in (o.RandomSearch(2.0), o.EvolutionStrategy(0.5)):
            for surface in (H, gd.surfaces.easom):
                assert gd.descend(surface, method, starts, 400).status.tolist() == ["running"] * 2

    def test_growth_that_the_ground_catches_is_no_divergence(self):
        # From next to the minimum gradient descent swings wider and wider, and then for ever.
        run = gd.descend(H, o.GradientDescent(0.025), [3.0001, 2.0], 100)
        rises = np.diff(run.loss[::10])
        assert (rises > 0).all()
        assert (np.diff(rises) > 0).all(), "it rises by more and more"
        assert run.status == "running"
        assert gd.go_on(run, 900).loss.max() < 5

    def test_growth_that_nothing_catches_is(self):
        run = gd.descend(gd.surfaces.parabola, o.GradientDescent(1.001), [1.0], 40)
        assert (run.status, run.stop_step) == ("diverged", 40)
        assert np.isfinite(run.loss).all()

    def test_from_a_plateau_to_the_minimum_of_the_domain_is_no_divergence(self):
        """The loss gets 1e15 times as large as at the start, where it is as good as level."""
        start = [-1.0, -1.0]
        run = gd.descend(gd.surfaces.easom, o.RandomSearch(4.0, 5), start, 1000)
        assert run.loss.min() < -0.5
        assert np.abs(run.loss[0]) < 1e-15
        assert np.isfinite(run.loss).all()
        assert run.status == "running"
        assert gd.sweep(gd.surfaces.easom, o.RandomSearch(4.0, 5), 1000, starts=start).status == (
            "running"
        )

    def test_within_the_domain_too_an_infinite_loss_is_one(self):
        pole = Surface.from_formula("-1/x^2", domain=[(-2.0, 2.0)])
        run = gd.descend(pole, o.GradientDescent(0.5), [1.0], 10)
        assert (run.loss[0], run.status, run.stop_step) == (-1, "diverged", 0)

    @pytest.mark.parametrize("seed", range(8))
    def test_words_hold_for_ten_times_as_many_steps(self, seed):
        for objective, method, start, n_steps in random_problem(seed, 60, METHODS_WITH_RATE):
            run = gd.descend(objective, method, start, n_steps)
            if run.status == "running" or not np.isfinite(objective.value(start)):
                continue
            more = gd.go_on(run, 9 * n_steps)
            if run.status == "diverged":
                if run.stop_step == n_steps:
                    assert more.status == "diverged" or np.nanmax(more.loss) > 10 * run.loss[-1]
                continue
            size = max(np.abs(run.params).max(), 1)
            if objective.domain is not None:
                size = max(size, *(high - low for low, high in objective.domain))
            moved = np.abs(more.params - run.params[-1]).max()
            assert moved <= 0.05 * size, (seed, objective, method, start, n_steps, run)


def test_how_often_is_looked_changes_nothing(monkeypatch):
    """The judge is a fold: shown a run in many stretches it says what it says of one."""
    for objective, method, start, n_steps in random_problem(99, 60, METHODS_WITH_RATE):
        if objective.n_rows is not None and n_steps > 30:
            continue
        whole = gd.descend(objective, method, start, n_steps)
        parts = gd.descend(objective, method, start, n_steps, record_every=max(1, n_steps))
        assert (whole.status, whole.stop_step) == (parts.status, parts.stop_step)
        ends = gd.sweep(objective, method, n_steps, starts=start)
        assert (whole.status, whole.stop_step) == (ends.status, ends.stop_step)


def test_the_window_is_never_longer_than_it_says():
    assert [status.window(n, True) for n in (0, 5, 30, 200, 10_000)] == [1, 1, 3, 20, 20]
    assert [status.window(n, False) for n in (200, 10_000)] == [20, 100]
