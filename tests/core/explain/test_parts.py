"""A step as a sum: the slope's part, the method's, and nothing that is no more than rounding."""

import collections
import itertools

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.explain.learners import FUNCTIONS
from tests.core.explain.problems import METHODS, OURS, random_run, steps_of

o = gd.optimizers
H = gd.surfaces.himmelblau
WITHOUT_RATE = {"RandomSearch", "RandomSearch of one", "EvolutionStrategy"}


def test_of_2000_random_steps_by_every_method():
    """The parts add up; each number of the method's part is zero or more than rounding."""
    rng = np.random.default_rng(2)
    n_steps, with_method = collections.Counter(), set()
    for name in itertools.cycle(METHODS):
        if n_steps.total() >= 2000 and len(n_steps) == len(METHODS):
            break
        run = random_run(rng, METHODS[name], record=True)
        for step in steps_of(run):
            explained = gd.explain_step(run, step)
            parts = explained.parts
            n_steps[name] += 1
            moved = explained.next_params - explained.params
            assert np.array_equal(parts["step"], moved, equal_nan=True)
            has_rate = "learning_rate" in explained.terms and explained.gradient is not None
            assert ("slope" in parts) == has_rate
            if not has_rate:
                assert list(parts) == ["step"]
                continue
            slope = -explained.terms["learning_rate"] * explained.gradient
            assert np.array_equal(parts["slope"], slope)
            eps = np.finfo(explained.params.dtype).eps
            size = np.abs(explained.params) + np.abs(explained.next_params) + np.abs(slope)
            rest = parts.get("method", np.zeros_like(slope))
            assert (np.abs(slope + rest - moved) <= 8 * eps * size).all()
            if "method" in parts:
                with_method.add(name)
                assert (np.abs(rest[rest != 0]) > eps * np.abs(explained.params[rest != 0])).all()
    assert with_method >= set(OURS) - WITHOUT_RATE - {"GradientDescent"}
    assert not with_method & (WITHOUT_RATE | {"GradientDescent", "plain", "unnamed", "in_tuples"})


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("method", ["GradientDescent", "plain", "in_tuples", "walrus"])
def test_plain_descent_to_the_minimum_has_no_other_part(method, dtype):
    optimizer = o.GradientDescent(0.01)
    if method in FUNCTIONS:
        optimizer = o.FromFunction(FUNCTIONS[method], 0.01)
    run = gd.descend(H, optimizer, np.array([1.0, 2.0], dtype), 400)
    assert np.abs(H.gradient(run.params[-1])).max() < 1e-2  # it has arrived
    for step in range(1, 401):
        assert list(gd.explain_step(run, step).parts) == ["slope", "step"]


def test_momentum_at_rest_adds_nothing_and_then_its_velocity():
    run = gd.descend(gd.surfaces.ravine(10), o.Momentum(0.1, momentum=0.5), [2.0, 0.1], 2)
    assert list(gd.explain_step(run, 1).parts) == ["slope", "step"]
    second = gd.explain_step(run, 2)
    assert list(second.parts) == ["slope", "method", "step"]
    kept = -0.1 * 0.5 * second.terms["velocity before"]
    np.testing.assert_allclose(second.parts["method"], kept, rtol=1e-12)


def test_a_number_that_is_rounding_is_zero_in_a_part_that_is_not():
    def mine(params, gradient, learning_rate):
        return params - learning_rate * gradient - np.array([0.1, 0.0])

    run = gd.descend(H, o.FromFunction(mine, 0.001), [1.0, 2.0], 30)
    for step in range(1, 31):
        method = gd.explain_step(run, step).parts["method"]
        assert method[0] == pytest.approx(-0.1)
        assert method[1] == 0


def test_infinite_steps_have_parts_without_a_warning():
    run = gd.descend(gd.surfaces.parabola, o.GradientDescent(1e200), [1e150], 1, record=True)
    assert run.status == "diverged"
    object.__setattr__(run, "stop_step", 1)  # to look beyond the end
    object.__setattr__(run, "params", np.array([[1e150], [-np.inf]]))
    explained = gd.explain_step(run, 1)
    assert explained.parts["step"].tolist() == [-np.inf]
    assert explained.text() == "params = 1e+150 - 1e+200 * 2e+150 = -inf"
