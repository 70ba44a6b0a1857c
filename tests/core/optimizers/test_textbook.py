"""Methods against the figures that the textbook 'Dive into Deep Learning' prints."""

from dataclasses import dataclass

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.optimizers.problems import SQUARE, bowl, curve

o = gd.optimizers
C = 0.15 * np.pi
WAVE = curve(
    lambda x: x * np.cos(C * x),
    lambda x: np.cos(C * x) - C * x * np.sin(C * x),
    lambda x: -2 * C * np.sin(C * x) - x * C**2 * np.cos(C * x),
)


@dataclass(frozen=True)
class AdagradInside(o.Optimizer):
    """The textbook's convention: epsilon within the root. An optimizer of a learner's own."""

    learning_rate: float
    epsilon: float = 1e-6

    def init(self, params):
        return np.zeros_like(params)

    def update(self, here, state):
        state = state + here.gradient**2
        scaled = here.gradient / np.sqrt(state + self.epsilon)
        return here.params - self.learning_rate * scaled, state


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
