"""What the recursion near a minimum says, against the recursion itself, step by step."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine.runs import Runs, Sampling
from gdwidgets.core.maps.recursion import (
    coasting,
    is_calm,
    keeps_answering,
    least_factor,
    response_of,
    rests_at,
    swings_up,
)
from gdwidgets.core.optimizers.response import Response

o = gd.optimizers
H = gd.surfaces.himmelblau
MOMENTA = [0.0, 0.1, 0.5, 0.9, 0.99]


def offsets(response, p, begin, n_steps):
    """Follow x[k + 1] = b x[k] - c x[k - 1] from two offsets on."""
    b, c = response.b0 - response.b1 * p, response.c0 - response.c1 * p
    x = list(begin)
    for _ in range(n_steps):
        x.append(b * x[-1] - c * x[-2])
    return np.array(x)


@pytest.mark.parametrize("momentum", MOMENTA)
@pytest.mark.parametrize("make", [Response.with_momentum, Response.adaptive])
class TestBounds:
    def test_momentum_carries_no_further_than_coasting(self, make, momentum):
        response = make(1.0, momentum)
        for p in np.linspace(1e-3, 0.79, 60) * response.limit:
            # A push of one step at the bottom.
            way = offsets(response, p, (-1.0, 0.0), 400)[1:]
            bound = coasting(response, p) * swings_up(response, p)
            assert np.abs(way).max() <= bound + 1e-12

    def test_a_calm_run_swings_up_no_further_than_is_said(self, make, momentum):
        response = make(1.0, momentum)
        for p in np.linspace(1e-3, 1.2, 200) * response.limit:
            if is_calm(response, p):
                way = offsets(response, p, (1.0, 1.0), 400)
                assert np.abs(way).max() <= swings_up(response, p) + 1e-12
        assert not is_calm(response, response.limit)

    def test_no_step_leaves_less_than_the_least_factor(self, make, momentum):
        response = make(1.0, momentum)
        rng = np.random.default_rng(0)
        for _ in range(100):
            low, high = np.sort(rng.uniform(0, response.limit, 2))
            least = least_factor(response, low, high)
            n_steps = 40
            for p in np.linspace(low, high, 7):
                way = offsets(response, p, (1.0, 1.0), n_steps)
                left = np.abs(way[-2:]).max()
                assert left >= 0.2 * least**n_steps - 1e-300


def test_without_momentum_one_step_may_lead_to_the_bottom():
    descent = Response(1.0)
    assert least_factor(descent, 0.5, 1.5) == 0
    assert least_factor(descent, 0.2, 0.4) == pytest.approx(0.6)
    assert least_factor(descent, 1.3, 1.9) == pytest.approx(0.3)
    assert least_factor(Response.with_momentum(1.0, 0.81), 0.2, 0.4) == pytest.approx(0.9)


def runs_of(method, points):
    return Runs(H, method, np.array(points, float), Sampling())


def test_methods_rest_at_minima_unless_decay_pulls_them_off():
    minima = np.array(H.minima)
    for method in (o.GradientDescent(0.01), o.Momentum(0.01), o.Adam(0.1), o.RMSprop(0.1)):
        assert rests_at(minima, runs_of(method, minima)).all()
    assert not rests_at(minima, runs_of(o.AdamW(0.1, weight_decay=0.1), minima)).any()
    origin = np.zeros((1, 2))
    assert rests_at(origin, runs_of(o.AdamW(0.1, weight_decay=0.1), origin)).all()


def test_what_nadam_says_is_not_taken_for_granted():
    assert response_of(runs_of(o.NAdam(0.1), [[0, 0]])) is None
    assert response_of(runs_of(o.Adam(0.1), [[0, 0]])) is not None
    assert response_of(runs_of(o.RandomSearch(), [[0, 0]])) is None


def test_rmsprop_answers_less_after_steeper_slopes_only():
    runs = runs_of(o.RMSprop(0.01), [[0.0, 0.0], [1.0, 1.0]])
    for _ in range(5):
        runs.advance()
    steep = np.sqrt(runs.state.second_moment).max() if hasattr(runs.state, "second_moment") else 1e3
    which = np.array([0, 1])
    assert keeps_answering(runs, which, np.array([1e-6, 1e-6])).tolist() == [True, True]
    assert keeps_answering(runs, which, np.array([1e-6, 1e3 * steep])).tolist() == [True, False]
