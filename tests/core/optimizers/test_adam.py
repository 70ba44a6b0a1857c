"""Adam line by line as its paper has it."""

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.optimizers.problems import SQUARE

o = gd.optimizers


def test_without_bias_correction_the_first_step_is_longer():
    first = {
        on: gd.descend(SQUARE, o.Adam(0.1, bias_correction=on), [10], 1).params[1, 0] - 10
        for on in (True, False)
    }
    assert first[True] == pytest.approx(-0.1, rel=1e-8)
    assert first[False] == pytest.approx(-0.1 * 0.1 / np.sqrt(0.001), rel=1e-6)
    assert first[False] / first[True] == pytest.approx(3.2, abs=0.05)


def test_equals_algorithm_1_written_as_a_function():
    def my_adam(params, gradient, learning_rate, memory, step):
        m = 0.9 * memory.get("m", 0) + 0.1 * gradient
        v = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
        m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
        return params - learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8), {"m": m, "v": v}

    start = [[0.0, 0.0], [-3.0, 1.0]]
    mine = gd.descend(gd.surfaces.himmelblau, o.FromFunction(my_adam, 0.1), start, 100)
    ours = gd.descend(gd.surfaces.himmelblau, o.Adam(0.1), start, 100)
    np.testing.assert_allclose(mine.params, ours.params, rtol=0, atol=1e-12)


def papers(kind, g, t, memory, x):
    """One step of a method of the family as its paper prints it, for single numbers."""
    eta, beta1, beta2, epsilon = 0.1, 0.9, 0.999, 1e-8
    m = memory["m"] = beta1 * memory.get("m", 0) + (1 - beta1) * g
    v = memory["v"] = beta2 * memory.get("v", 0) + (1 - beta2) * g * g
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    decay = 0.0
    if kind is o.AdamW:
        decay = 0.01 * x
    if kind is o.AMSGrad:
        memory["max"] = max(memory.get("max", 0), v)
        v_hat = memory["max"] / (1 - beta2**t)
    if kind is o.NAdam:
        mus = [beta1 * (1 - 0.5 * 0.96 ** (i / 250)) for i in range(1, t + 2)]
        m_hat = mus[-1] * m / (1 - np.prod(mus)) + (1 - mus[-2]) * g / (1 - np.prod(mus[:-1]))
    return x - eta * (m_hat / (v_hat**0.5 + epsilon) + decay)


@pytest.mark.parametrize("kind", [o.Adam, o.AMSGrad, o.AdamW, o.NAdam])
def test_each_equals_its_paper_for_single_numbers(kind):
    run = gd.descend(gd.surfaces.waves, kind(0.1), [2.0], 150)
    x, memory = 2.0, {}
    for t in range(1, 151):
        g = gd.surfaces.waves.gradient([x]).item()
        x = papers(kind, g, t, memory, x)
        assert run.params[t, 0] == pytest.approx(x, rel=1e-11)


def test_amsgrads_divisor_never_shrinks():
    run = gd.descend(gd.surfaces.himmelblau, o.AMSGrad(0.1, beta2=0.5), [0, 0], 60, record=True)
    largest = np.array([moment.state.largest[0] for moment in run.known_origin().moments])
    moment = np.array([moment.state.second_moment[0] for moment in run.known_origin().moments])
    assert (np.diff(largest, axis=0) >= 0).all()
    assert (np.diff(moment, axis=0) < 0).any()
