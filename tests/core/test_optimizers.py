"""Each optimizer against recorded torch.optim runs, published figures and closed forms."""

import json
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.surfaces import Surface

RECORDED = json.loads(
    (Path(__file__).parent / "recorded" / "torch_trajectories.json").read_text(encoding="utf-8")
)
o = gd.optimizers

# Settings under which every method gets somewhere on every surface.
METHODS = {
    "GradientDescent": o.GradientDescent(1e-3),
    "Momentum": o.Momentum(1e-3),
    "Nesterov": o.Nesterov(1e-3),
    "Adagrad": o.Adagrad(0.3),
    "Adadelta": o.Adadelta(),
    "RMSprop": o.RMSprop(0.02),
    "Adam": o.Adam(0.05),
    "Adam without bias correction": o.Adam(0.05, bias_correction=False),
    "AMSGrad": o.AMSGrad(0.05),
    "AdamW": o.AdamW(0.05),
    "NAdam": o.NAdam(0.05),
    "Lion": o.Lion(0.01),
    "Newton": o.Newton(),
    "damped Newton": o.Newton(0.5, damping=1.0),
    "Backtracking": o.Backtracking(),
    "RandomSearch": o.RandomSearch(n_candidates=3),
    "EvolutionStrategy": o.EvolutionStrategy(n_offspring=2),
    "own function": o.FromFunction(lambda params, gradient: params - 0.01 * np.sign(gradient)),
}
SURFACES = {
    name: surface for name, surface in vars(gd.surfaces).items() if isinstance(surface, Surface)
} | {"ravine": gd.surfaces.ravine()}


def test_every_method_is_in_the_table():
    assert {type(method) for method in METHODS.values()} >= set(o.NAMED.values())


@pytest.mark.parametrize(
    "run",
    RECORDED["runs"],
    ids=lambda run: f"{run['optimizer']}-{run['surface']}-{run['settings']}",
)
def test_equals_recorded_torch(run):
    optimizer = getattr(o, run["optimizer"])(**run["settings"])
    surface = getattr(gd.surfaces, run["surface"])
    ours = gd.descend(surface, optimizer, run["start"], RECORDED["n_steps"])
    points = ours.params[:: RECORDED["every"]]
    assert RECORDED["n_steps"] >= 100
    np.testing.assert_allclose(points, run["points"], rtol=0, atol=1e-9)


def test_torch_recorded_three_surfaces_and_two_settings_of_each_method():
    without = {o.Newton, o.Backtracking, o.RandomSearch, o.EvolutionStrategy}
    expected = {method.__name__ for method in set(o.NAMED.values()) - without}
    runs = {
        (run["optimizer"], run["surface"], str(run["settings"])): run for run in RECORDED["runs"]
    }
    assert {optimizer for optimizer, _, _ in runs} == expected
    for method in expected:
        assert sum(key[0] == method for key in runs) == 6


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize("method", METHODS)
def test_every_optimizer_on_every_surface(method, surface, dtype):
    optimizer = METHODS[method]
    start = np.array([surface.start, surface.start], dtype)
    run = gd.descend(surface, optimizer, start, 60)
    assert run.params.dtype == run.loss.dtype == dtype
    assert run.params.shape == (61, 2, surface.n_params)
    for i in range(2):
        one = run.run(i)
        last = one.stop_step if one.status == "diverged" else 60
        assert one.status in {"converged", "running", "stalled", "diverged"}
        assert np.isfinite(one.params[: last + 1]).all()
        assert np.isfinite(one.loss[: last + 1]).all()
        assert np.isnan(one.params[last + 1 :]).all()
        assert np.isnan(one.loss[last + 1 :]).all()
        if one.status == "converged":
            assert np.abs(surface.gradient(one.params[-1])).max() <= 1e-3
    assert (np.diff(run.evaluations, axis=0) >= 1).all()


# What the d2l textbook printed, with the sign of zero left out.
def curve(height, slope, curvature):
    return Surface(
        name="curve",
        height=height,
        slope=lambda x: (slope(x),),
        curvature=lambda x: ((curvature(x),),),
        domain=((-10, 10),),
    )


SQUARE = curve(lambda x: x**2, lambda x: 2 * x, lambda x: 2 + 0 * x)
C = 0.15 * np.pi
WAVE = curve(
    lambda x: x * np.cos(C * x),
    lambda x: np.cos(C * x) - C * x * np.sin(C * x),
    lambda x: -2 * C * np.sin(C * x) - x * C**2 * np.cos(C * x),
)


def bowl(a, b):
    return Surface(
        name="bowl",
        height=lambda x, y: a * x**2 + b * y**2,
        slope=lambda x, y: (2 * a * x, 2 * b * y),
        curvature=lambda x, y: ((2 * a, 0), (0, 2 * b)),
        domain=((-6, 6), (-6, 6)),
    )


@dataclass(frozen=True)
class AdagradInside(o.Optimizer):
    """d2l's convention: epsilon within the root. An optimizer of a learner's own."""

    learning_rate: float
    epsilon: float = 1e-6

    def init(self, params):
        return np.zeros_like(params)

    def update(self, here, state):
        state = state + here.gradient**2
        scaled = here.gradient / np.sqrt(state + self.epsilon)
        return here.params - here.learning_rate * scaled, state


def rmsprop_inside(params, gradient, learning_rate, memory):
    mean = 0.9 * memory.get("mean", 0.0) + 0.1 * gradient**2
    return params - learning_rate * gradient / np.sqrt(mean + 1e-6), {"mean": mean}


PUBLISHED = [
    (SQUARE, [10], 10, o.GradientDescent(0.2), [0.060466]),
    (SQUARE, [10], 10, o.GradientDescent(0.05), [3.486784]),
    (SQUARE, [10], 10, o.GradientDescent(1.1), [61.917364]),
    (WAVE, [10], 10, o.GradientDescent(2), [-1.528166]),
    (WAVE, [10], 10, o.Newton(), [26.8341]),
    (WAVE, [10], 10, o.Newton(0.5), [7.2699]),
    (bowl(1, 2), [-5, -2], 20, o.GradientDescent(0.1), [-0.057646, -0.000073]),
    (bowl(0.1, 2), [-5, -2], 20, o.GradientDescent(0.4), [-0.943467, -0.000073]),
    (bowl(0.1, 2), [-5, -2], 20, o.GradientDescent(0.6), [-0.387814, -1673.365109]),
    (bowl(0.1, 2), [-5, -2], 20, o.Momentum(0.6, 0.5), [0.007188, 0.002553]),
    (bowl(0.1, 2), [-5, -2], 20, o.Momentum(0.6, 0.25), [-0.126340, -0.186632]),
    (bowl(0.1, 2), [-5, -2], 20, AdagradInside(0.4), [-2.382563, -0.158591]),
    (bowl(0.1, 2), [-5, -2], 20, AdagradInside(2.0), [-0.002295, 0]),
    (bowl(0.1, 2), [-5, -2], 20, o.FromFunction(rmsprop_inside, 0.4), [-0.010599, 0]),
]


@pytest.mark.parametrize(("surface", "start", "n_steps", "optimizer", "end"), PUBLISHED)
def test_equals_the_textbook(surface, start, n_steps, optimizer, end):
    run = gd.descend(surface, optimizer, start, n_steps)
    digits = 4 if isinstance(optimizer, o.Newton) else 6
    np.testing.assert_allclose(run.params[-1], end, rtol=0, atol=0.5000001 * 10**-digits)


class TestNewton:
    def test_reaches_a_quadratic_bowls_minimum_in_one_step(self):
        run = gd.descend(gd.surfaces.ravine(50.0), o.Newton(), [3.0, -2.0], 3)
        np.testing.assert_allclose(run.params[1], [0, 0], atol=1e-14)

    def test_is_drawn_to_a_saddle_and_damping_frees_it(self):
        saddle = Surface(
            name="saddle",
            height=lambda x, y: x**2 - y**2,
            slope=lambda x, y: (2 * x, -2 * y),
            curvature=lambda x, y: ((2, 0), (0, -2)),
            domain=((-1, 1), (-1, 1)),
        )
        drawn = gd.descend(saddle, o.Newton(), [1.0, 0.5], 10)
        assert drawn.status == "stalled"
        np.testing.assert_allclose(drawn.params[-1], [0, 0], atol=1e-14)
        damped = gd.descend(saddle, o.Newton(damping=3.0), [1.0, 0.5], 10)
        assert abs(damped.params[-1, 1]) > 100

    def test_a_level_curvature_diverges_without_a_warning(self):
        slope = curve(lambda x: x, lambda x: 1 + 0 * x, lambda x: 0 * x)
        run = gd.descend(slope, o.Newton(), [1.0], 5)
        assert (run.status, run.stop_step) == ("diverged", 0)


class TestBacktracking:
    def test_every_step_satisfies_armijo(self):
        run = gd.descend(gd.surfaces.rosenbrock, o.Backtracking(1.0), [-1.2, 1], 50)
        x, f = run.params[:-1], run.loss
        g = gd.surfaces.rosenbrock.gradient(x)
        rate = (x - run.params[1:])[:, 0] / g[:, 0]
        assert (f[1:] <= f[:-1] - 1e-4 * rate * (g**2).sum(-1) + 1e-12).all()
        np.testing.assert_allclose(np.log2(rate), np.round(np.log2(rate)), atol=1e-6)

    def test_counts_every_trial_of_each_run_alone(self):
        # On x^2 the rate 1/2 hits the minimum; 1, tried before, only mirrors the point.
        run = gd.descend(SQUARE, o.Backtracking([1.0, 0.5]), [3.0], 1)
        assert run.params[-1].tolist() == [[0.0], [0.0]]
        # The value and the gradient here, and two trials or one.
        assert run.evaluations[-1].tolist() == [4, 3]


class TestChance:
    def test_random_search_keeps_the_best_of_its_box(self):
        run = gd.descend(gd.surfaces.himmelblau, o.RandomSearch(2.0), [1.0, 1.0], 300, seed=4)
        assert (np.diff(run.loss) <= 0).all()
        assert np.abs(run.params - 1).max() <= 2
        assert run.evaluations[-1] == 301

    def test_evolution_strategy_converges_linearly_on_a_sphere(self):
        strategy = o.EvolutionStrategy(0.3)
        runs = [gd.descend(bowl(1, 1), strategy, [1, 1], 400, seed=s) for s in range(5)]
        assert all(run.loss[-1] < 1e-15 for run in runs)

    def test_the_seed_decides(self):
        runs = [
            gd.descend(gd.surfaces.beale, o.EvolutionStrategy(), [1, 1], 20, seed=s).params
            for s in (1, 1, 2)
        ]
        assert (runs[0] == runs[1]).all()
        assert (runs[0] != runs[2]).any()


def test_adam_without_bias_correction_starts_with_longer_steps():
    first = {
        on: gd.descend(SQUARE, o.Adam(0.1, bias_correction=on), [10], 1).params[1, 0] - 10
        for on in (True, False)
    }
    assert first[True] == pytest.approx(-0.1, rel=1e-8)
    assert first[False] == pytest.approx(-0.1 * 0.1 / np.sqrt(0.001), rel=1e-6)


def test_own_function_equals_the_same_method_of_ours():
    def my_adam(params, gradient, learning_rate, memory, step):
        m = 0.9 * memory.get("m", 0) + 0.1 * gradient
        v = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
        m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
        return params - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), {"m": m, "v": v}

    start = [[0.0, 0.0], [-3.0, 1.0]]
    mine = gd.descend(gd.surfaces.himmelblau, o.FromFunction(my_adam, 0.1), start, 100)
    ours = gd.descend(gd.surfaces.himmelblau, o.Adam(0.1), start, 100)
    np.testing.assert_allclose(mine.params, ours.params, atol=1e-12)


@pytest.mark.parametrize("method", o.NAMED.values(), ids=lambda method: method.__name__)
def test_says_what_it_is(method):
    assert method.name
    assert method.source
    assert method.latex.count("{") == method.latex.count("}")
    from matplotlib.mathtext import MathTextParser

    MathTextParser("path").parse(f"${method.latex}$")


@pytest.mark.parametrize("method", [m for m in METHODS if m != "own function"])
def test_is_a_value(method):
    optimizer = METHODS[method]
    assert pickle.loads(pickle.dumps(optimizer)) == optimizer
    with pytest.raises(AttributeError):
        optimizer.learning_rate = 1
