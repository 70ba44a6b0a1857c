"""Searches of settings: draws, pairs and halving, each trial equal to the same run alone."""

import itertools
import time

import numpy as np
import pytest
import scipy.optimize
import scipy.stats

import gdwidgets as gd
from tests.core.maps.problems import line

o = gd.optimizers
H = gd.surfaces.himmelblau
RATE = {"learning_rate": (1e-4, 1)}
BOTH = {"learning_rate": (1e-3, 1), "momentum": (0, 0.95)}


class Homeless(gd.Objective):
    name, n_params = "homeless", 2

    def value(self, params, rows=None):
        return np.sum(np.square(params), axis=-1)

    def gradient(self, params, rows=None):
        return 2 * np.asarray(params)


def draws(n_trials, ranges, seed=0):
    method = o.Adam(0.1)
    return gd.random_search(H, method, 0, n_trials=n_trials, ranges=ranges, seed=seed).settings


def halved(method=None, objective=H, **kw):
    given = {"budget": 2400, "n_trials": 8, "ranges": BOTH} | kw
    return gd.successive_halving(objective, method or o.Momentum(0.1), **given)


def same_as_alone(trials, make, objective, start, **kw):
    """Hold each trial against the same run under `descend`."""
    for i in range(len(trials)):
        method = make(**{name: values[i] for name, values in trials.settings.items()})
        run = gd.descend(objective, method, start, trials.steps[i], **kw)
        assert trials.params[i].tobytes() == run.params[-1].tobytes()
        assert np.array_equal(trials.loss[i], run.loss[-1], equal_nan=True)
        assert trials.status[i] == run.status
        assert trials.evaluations[i] == run.evaluations[-1]


class TestDraws:
    @pytest.mark.parametrize(
        ("given", "log"),
        [
            ((1e-4, 1), True),
            ((0.05, 1.0), True),  # 20 times
            ((0.051, 1.0), False),
            ((0, 1), False),
            ((1e-4, 1, "linear"), False),
            ((0.5, 1, "log"), True),
        ],
    )
    def test_are_spread_evenly_over_the_value_or_its_logarithm(self, given, log):
        found = draws(4000, {"learning_rate": given})["learning_rate"]
        low, high = given[:2]
        assert low <= found.min() <= found.max() <= high
        uniform = scipy.stats.uniform(low, high - low)
        # Evenly spread over the logarithm is scipy's reciprocal distribution.
        right, wrong = (scipy.stats.reciprocal(max(low, 1e-9), high), uniform)[:: 1 if log else -1]
        assert scipy.stats.kstest(found, right.cdf).pvalue > 0.01
        assert scipy.stats.kstest(found, wrong.cdf).pvalue < 1e-6

    def test_of_two_settings_are_independent(self):
        found = draws(4000, {"beta1": (0, 0.9), "beta2": (0, 0.9)})
        assert abs(np.corrcoef(found["beta1"], found["beta2"])[0, 1]) < 3 / np.sqrt(4000)

    def test_are_those_of_the_seed(self):
        ranges = {"learning_rate": (1e-4, 1), "beta1": (0, 0.9)}
        one, again, other = draws(9, ranges, 3), draws(9, ranges, 3), draws(9, ranges, 4)
        for name in ranges:
            assert one[name].tobytes() == again[name].tobytes()
            assert not np.isin(other[name], one[name]).any()
            assert draws(20, ranges, 3)[name][:9].tobytes() == one[name].tobytes()

    def test_of_halving_are_those_of_random_search(self):
        found = halved(budget=100)
        same = gd.random_search(H, o.Momentum(0.1), 0, n_trials=8, ranges=BOTH).settings
        assert {n: v.tolist() for n, v in found.settings.items()} == {
            n: v.tolist() for n, v in same.items()
        }

    def test_stay_within_ends_that_rounding_would_leave(self):
        # Of neighbouring numbers, exp(log(low)) is often below low itself.
        lows = np.arange(1, 100) / 100
        narrow = [(low, np.nextafter(low, 1), "log") for low in lows.tolist()]
        for given in [(1e-300, 1e300), (1 / 3, 1e4 / 3), (0.0, 1.7e308), *narrow]:
            low, high = given[:2]
            found = draws(200, {"learning_rate": given})["learning_rate"]
            assert (found >= low).all()
            assert (found <= high).all()


class TestRandomSearch:
    def test_finds_the_best_rate_of_a_ravine(self):
        """Each end has a closed form, and the best rate of so many steps is the lowest of it."""
        h, start = np.array([1.0, 20.0]), np.array([1.0, 1.0])

        def end(rate):
            return 0.5 * (h * (start * (1 - np.multiply.outer(rate, h)) ** 60) ** 2).sum(axis=-1)

        found = gd.random_search(
            gd.surfaces.ravine(20.0),
            o.GradientDescent(0.1),
            60,
            n_trials=400,
            ranges={"learning_rate": (1e-3, 0.3)},
            start=start,
        )
        rates = found.settings["learning_rate"]
        stable = rates < 2 / 20
        assert 100 < stable.sum() < 400
        np.testing.assert_allclose(found.loss[stable], end(rates[stable]), rtol=1e-9)
        best = found.best()["learning_rate"]
        assert type(best) is float
        assert best == rates[end(rates).argmin()]
        right = scipy.optimize.minimize_scalar(end, bounds=(0.05, 0.1), method="bounded").x
        assert right == pytest.approx(2 / 21, rel=0.05)  # what it tends to with more steps
        assert best == pytest.approx(right, rel=0.05)
        assert (np.diff(found.loss[found.ranking]) >= 0).all()

    def test_each_trial_is_that_run(self):
        found = gd.random_search(H, o.Momentum(0.1), 120, n_trials=12, ranges=BOTH)
        same_as_alone(found, o.Momentum, H, H.start)
        assert set(found.status) == {"converged", "running", "diverged"}
        assert (found.steps == 120).all()
        assert (found.budget, found.spent, found.evaluations.sum()) == (1440, 1440, 1440)
        assert [(rung.step, rung.trials.tolist()) for rung in found.rungs] == [(120, [*range(12)])]
        assert found.best().keys() == {"learning_rate", "momentum"}

    def test_on_mini_batches_each_trial_is_that_run_of_the_seed(self):
        found = gd.random_search(
            line(), o.Adam(0.1), 40, n_trials=5, ranges=RATE, seed=7, start=[0, 0], batch_size=9
        )
        same_as_alone(found, o.Adam, line(), [0.0, 0.0], batch_size=9, seed=7)

    def test_in_single_precision(self):
        start = np.zeros(2, np.float32)
        found = gd.random_search(H, o.Adam(0.1), 40, n_trials=5, ranges=RATE, start=start)
        assert found.params.dtype == np.float32
        same_as_alone(found, o.Adam, H, start)

    def test_tries_more_values_of_each_setting_than_a_grid_of_as_many_trials(self):
        rates, momenta = np.meshgrid(np.geomspace(1e-3, 1, 5), np.linspace(0, 0.95, 5))
        grid = {"learning_rate": rates.ravel(), "momentum": momenta.ravel()}
        ordered = gd.paired_search(H, o.Momentum(0.1), 30, grid)
        drawn = gd.random_search(H, o.Momentum(0.1), 30, n_trials=25, ranges=BOTH)
        assert ordered.budget == drawn.budget == ordered.spent == drawn.spent == 750
        for name in grid:
            assert len(np.unique(ordered.settings[name])) == 5
            assert len(np.unique(drawn.settings[name])) == 25
        assert ordered.best() == gd.sweep(H, o.Momentum(0.1), 30, grid=axes(grid)).best()

    def test_counts_what_a_method_evaluates(self):
        found = gd.random_search(H, o.Backtracking(), 5, n_trials=3, ranges={"shrink": (0.2, 0.8)})
        assert found.budget == 15
        assert found.spent > 15
        same_as_alone(found, o.Backtracking, H, H.start)


def axes(grid):
    return {name: np.unique(values) for name, values in grid.items()}


class TestPairedSearch:
    def test_each_trial_is_that_run(self):
        pairs = {"learning_rate": [0.001, 0.01, 1.0], "momentum": (0.9, 0.5, 0.0)}
        found = gd.paired_search(H, o.Momentum(0.1), 100, pairs)
        same_as_alone(found, o.Momentum, H, H.start)
        assert found.best() == {"learning_rate": 0.01, "momentum": 0.5}
        assert repr(found) == (
            f"Trials(3 of learning_rate, momentum: best loss {found.loss[1]:.3g}, 300 evaluations)"
        )

    def test_pairs_a_batch_size_with_a_rate(self):
        pairs = {"batch_size": [1, 8, 1, None], "learning_rate": [0.01, 0.05, 0.02, 0.1]}
        descent = o.GradientDescent(0.1)
        found = gd.paired_search(line(), descent, 40, pairs, start=[0, 0], seed=2, batch_size=4)
        for i in range(4):
            run = gd.descend(
                line(),
                o.GradientDescent(pairs["learning_rate"][i]),
                [0.0, 0.0],
                40,
                batch_size=pairs["batch_size"][i],
                seed=2,
            )
            assert found.params[i].tobytes() == run.params[-1].tobytes()
            assert found.loss[i] == run.loss[-1]
        by_size = {"batch_size": [3, 60]}
        found = gd.paired_search(line(), descent, 40, by_size, start=[0, 0])
        run = gd.descend(line(), descent, [0.0, 0.0], 40, batch_size=3)
        assert found.params[0].tobytes() == run.params[-1].tobytes()

    def test_settings_that_are_no_numbers(self):
        pairs = {
            "bias_correction": [True, False, True],
            "learning_rate": [0.1, gd.schedules.Cosine(0.1, 50), 0.3],
        }
        found = gd.paired_search(H, o.Adam(0.1), 50, pairs)
        same_as_alone(found, o.Adam, H, H.start)

    def test_no_steps_leave_every_trial_at_the_start(self):
        found = gd.paired_search(H, o.Adam(0.1), 0, {"beta1": [0.5, 0.9]}, start=[1, 2])
        assert found.params.tolist() == [[1, 2], [1, 2]]
        assert (found.budget, found.spent) == (0, 0)

    def test_there_is_no_best_of_trials_that_all_diverged(self):
        found = gd.paired_search(H, o.GradientDescent(0.1), 50, {"learning_rate": [1, 2]})
        assert np.isnan(found.loss).all()
        assert repr(found) == "Trials(2 of learning_rate: all diverged, 100 evaluations)"
        with pytest.raises(ValueError, match="no best trial: all of them diverged"):
            found.best()

    def test_a_trial_that_rises_for_good_has_diverged_before_it_blows_up(self):
        """On a parabola a rate of 1.005 multiplies the distance by -1.01 a step."""
        parabola, rates = gd.surfaces.parabola, {"learning_rate": [1.005]}
        found = gd.paired_search(parabola, o.GradientDescent(0.1), 60, rates)
        assert found.loss == pytest.approx([100 * 1.01**120])
        assert found.status == ["diverged"]
        with pytest.raises(ValueError, match="no best trial"):
            found.best()


class TestHalving:
    def test_rungs_share_the_budget(self):
        found = halved(ranges={"learning_rate": (1e-3, 1e-2), "momentum": (0, 0.5)})
        # As the paper has it: 2400 / 3 rungs / 8, 4 and 2 trials.
        assert [(rung.step, len(rung.trials)) for rung in found.rungs] == [
            (100, 8),
            (100 + 200, 4),
            (100 + 200 + 400, 2),
        ]
        assert (found.budget, found.steps.sum(), found.spent) == (2400, 2400, 2400)

    def test_the_best_of_a_rung_go_on(self):
        found = halved(n_trials=27, eta=3, budget=1000)
        assert [len(rung.trials) for rung in found.rungs] == [27, 9, 3]
        for rung, after in itertools.pairwise(found.rungs):
            survives = np.isin(rung.trials, after.trials)
            assert rung.loss[survives].max() <= np.nanmin(rung.loss[~survives])
        last = found.rungs[-1]
        assert found.steps[last.trials].tolist() == [last.step] * 3
        assert found.loss[last.trials].tolist() == last.loss.tolist()

    def test_survivors_remember_as_in_one_long_run(self):
        ravine = gd.surfaces.ravine(100.0)
        for make in (o.Momentum, o.Nesterov):
            for objective, budget in ((H, 2400), (ravine, 240)):
                found = halved(make(0.1), objective, budget=budget)
                same_as_alone(found, make, objective, objective.start)
                assert len(set(found.steps)) == 3
                if objective is H:
                    assert set(found.status) == {"converged", "running", "diverged"}
                else:
                    last = found.rungs[-1].trials
                    assert set(found.status[last]) == {"running"}, "memory shows while it moves"

    @pytest.mark.parametrize("batch_size", [None, 7])
    @pytest.mark.parametrize("replacement", [False, True])
    def test_survivors_go_on_with_their_mini_batches(self, batch_size, replacement):
        kw = {"batch_size": batch_size, "replacement": replacement, "seed": 5}
        found = halved(
            o.Adam(0.1), line(), budget=500, n_trials=11, ranges=RATE, start=[0.0, 0.0], **kw
        )
        assert [len(rung.trials) for rung in found.rungs] == [11, 6, 3, 2]
        same_as_alone(found, o.Adam, line(), [0.0, 0.0], **kw)

    def test_survivors_go_on_with_their_draws_and_schedules(self):
        ranges = {"radius": (0.01, 4.0)}
        found = halved(o.RandomSearch(1.0), ranges=ranges, seed=3, budget=300)
        same_as_alone(found, o.RandomSearch, H, H.start, seed=3)
        cosine = gd.schedules.Cosine(0.02, 200)
        found = halved(o.Momentum(cosine), ranges={"momentum": (0, 0.9)})
        same_as_alone(found, lambda momentum: o.Momentum(cosine, momentum), H, H.start)

    def test_never_takes_more_steps_than_the_budget(self):
        rng = np.random.default_rng(1)
        for _ in range(40):
            n_trials, eta = int(rng.integers(2, 40)), int(rng.integers(2, 6))
            budget = int(rng.integers(6 * n_trials, 60 * n_trials))
            high = rng.choice([0.05, 10.0])  # few or many trials that diverge
            ranges = {"learning_rate": (1e-4, high)}
            found = halved(
                o.GradientDescent(0.1), budget=budget, n_trials=n_trials, eta=eta, ranges=ranges
            )
            left = budget - found.steps.sum()
            assert left >= 0
            assert found.spent == found.steps.sum()
            assert left < len(found.rungs[-1].trials), "what remains isn't a step for each"
            sizes = [len(rung.trials) for rung in found.rungs]
            assert all(b <= -(-a // eta) for a, b in itertools.pairwise(sizes))

    def test_diverged_trials_never_go_on(self):
        found = halved(o.GradientDescent(0.1), ranges={"learning_rate": (0.01, 100)}, budget=900)
        first = found.rungs[0]
        fine = np.isfinite(first.loss)
        assert 0 < fine.sum() < 4, "fewer are left than the half"
        assert found.rungs[1].trials.tolist() == first.trials[fine].tolist()
        assert 0 <= 900 - found.steps.sum() < len(found.rungs[-1].trials)

    def test_stops_when_all_have_diverged(self):
        found = halved(o.GradientDescent(0.1), ranges={"learning_rate": (1, 3)}, budget=900)
        assert (len(found.rungs), found.steps.tolist()) == (1, [37] * 8)
        with pytest.raises(ValueError, match="no best trial"):
            found.best()

    def test_finds_a_better_rate_of_a_ravine_than_random_trials_of_its_budget(self):
        ravine, ranges = gd.surfaces.ravine(20.0), {"learning_rate": (1e-4, 1)}
        better = 0
        for seed in range(10):
            halving = gd.successive_halving(
                ravine, o.GradientDescent(0.1), budget=960, n_trials=32, ranges=ranges, seed=seed
            )
            random = gd.random_search(
                ravine, o.GradientDescent(0.1), 120, n_trials=8, ranges=ranges, seed=seed
            )
            assert halving.budget == random.budget
            best, other = (t.best()["learning_rate"] for t in (halving, random))
            better += abs(best - 2 / 21) < abs(other - 2 / 21)
        assert better >= 8


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"objective": "bowl"}, TypeError, "objective must be an Objective"),
        ({"optimizer": "adam"}, TypeError, "optimizer must be an Optimizer"),
        ({"optimizer": o.Adam([0.1, 0.2])}, ValueError, r"learning_rate has shape \(2,\).*ranges"),
        ({"n_trials": 1.5}, TypeError, "n_trials must be a whole number"),
        ({"n_trials": 0}, ValueError, "n_trials must be a whole number with . <= n_trials <= 1000"),
        ({"n_trials": 10**9}, ValueError, "n_trials <= 10000, not 1000000000"),
        ({"ranges": {}}, TypeError, "ranges must be a dict"),
        ({"ranges": [1]}, TypeError, "ranges must be a dict"),
        ({"ranges": {"rate": (0, 1)}}, ValueError, "ranges must name any of learning_rate, .*rate"),
        ({"ranges": {"bias_correction": (0, 1)}}, ValueError, "ranges must name any of"),
        ({"ranges": {"batch_size": (1, 9)}}, ValueError, "ranges must name any of"),
        ({"ranges": {"beta1": 0.5}}, TypeError, r"ranges\['beta1'\] must be \(low, high\)"),
        ({"ranges": {"beta1": (0, 0.5, "log", 1)}}, TypeError, r"ranges\['beta1'\] must be"),
        ({"ranges": {"beta1": (0.5, 0.1)}}, ValueError, r"ranges\['beta1'\].*with low < high"),
        ({"ranges": {"beta1": (0.5, 0.5)}}, ValueError, "with low < high"),
        ({"ranges": {"beta1": (0, 0.5, "log")}}, ValueError, "with 0 < low for 'log'"),
        ({"ranges": {"beta1": (0, 0.5, "cubic")}}, ValueError, r"ranges\['beta1'\].*'cubic'"),
        ({"ranges": {"beta1": (0, 0.5, ["log"])}}, ValueError, r"ranges\['beta1'\]"),
        ({"ranges": {"beta1": (0, 1)}}, ValueError, "0 <= beta1 < 1, not 1"),
        ({"ranges": {"beta1": (0, "a")}}, TypeError, r"the high end of ranges\['beta1'\]"),
        ({"ranges": {"beta1": (np.nan, 1)}}, ValueError, r"the low end of ranges\['beta1'\]"),
        ({"seed": -1}, ValueError, "seed must be a whole number with seed >= 0"),
        ({"seed": [1, 2]}, TypeError, "seed must be a whole number"),
        ({"start": [[0, 0]]}, ValueError, "start must be one point"),
        ({"start": [0]}, ValueError, "start must have 2 numbers"),
        ({"start": [0, np.inf]}, ValueError, "start must be finite"),
        ({"objective": Homeless()}, ValueError, "start must be given, for 'homeless'"),
        ({"batch_size": 3}, ValueError, "batch_size must be None"),
        ({"replacement": 1}, ValueError, "replacement must be one of"),
        ({"tolerance": -1}, ValueError, "tolerance must be a number"),
    ],
)
def test_bad_calls_are_refused_in_words(change, error, message):
    given = {"objective": H, "optimizer": o.Adam(0.1), "n_trials": 4, "ranges": RATE} | change
    objective, optimizer = given.pop("objective"), given.pop("optimizer")
    begin = time.perf_counter()
    with pytest.raises(error, match=message):
        gd.random_search(objective, optimizer, 5, **given)
    with pytest.raises(error, match=message):
        gd.successive_halving(objective, optimizer, budget=100, **given)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: halved(budget=23), ValueError, "24 <= budget <= 3e[+]06, not 23"),
        (lambda: halved(budget=10**12), ValueError, "budget <= 3e[+]06, not 1000000000000"),
        (lambda: halved(n_trials=1), ValueError, "2 <= n_trials <= 10000, not 1"),
        (lambda: halved(eta=1), ValueError, "eta must be a whole number with eta >= 2, not 1"),
        (lambda: halved(eta=2.5), TypeError, "eta must be a whole number"),
        (lambda: paired([1]), TypeError, "pairs must be a dict"),
        (lambda: paired({}), TypeError, "pairs must be a dict"),
        (lambda: paired({"rate": [1]}), ValueError, "pairs must name any of learning_rate, "),
        (lambda: paired({"beta1": 0.5}), ValueError, r"pairs\['beta1'\] must be a sequence"),
        (lambda: paired({"beta1": []}), ValueError, r"pairs\['beta1'\] must be a sequence"),
        (lambda: paired({"beta1": [[0.5]]}), ValueError, r"pairs\['beta1'\] must be a sequence"),
        (lambda: paired({"beta1": [[0.5], 1]}), ValueError, r"pairs\['beta1'\] must be a seq"),
        (lambda: paired({"beta1": np.array(0.5)}), ValueError, r"pairs\['beta1'\] must be"),
        (lambda: paired({"beta1": [2]}), ValueError, "0 <= beta1 < 1, not 2"),
        (lambda: paired({"batch_size": [2]}), ValueError, "batch_size must be None"),
        (
            lambda: paired({"beta1": [0.5], "beta2": [0.5, 0.9]}),
            ValueError,
            "pairs must be equally many values of each setting, not 1 of beta1, 2 of beta2",
        ),
        (
            lambda: paired({"learning_rate": [gd.schedules.Constant([0.1, 0.2])]}),
            ValueError,
            r"learning_rate has shape \(2,\)",
        ),
        (
            lambda: paired({"beta1": np.zeros(10_001)}),
            ValueError,
            "the number of pairs must be .* <= 10000, not 10001",
        ),
        (
            lambda: gd.paired_search(H, o.Adam(0.1), -1, {"beta1": [0.5]}),
            ValueError,
            "n_steps must be a whole number with 0 <= n_steps <= 1e[+]06, not -1",
        ),
    ],
)
def test_other_bad_calls_are_refused_in_words(call, error, message):
    with pytest.raises(error, match=message):
        call()


def paired(pairs):
    return gd.paired_search(H, o.Adam(0.1), 5, pairs)


def test_a_loss_on_many_rows_allows_fewer_trials():
    many = gd.losses.LinearRegression(np.arange(84_000.0), np.arange(84_000.0))
    with pytest.raises(ValueError, match="1 <= n_trials <= 99, not 100"):
        gd.random_search(many, o.Adam(0.1), 5, n_trials=100, ranges=RATE, start=[0, 0])
