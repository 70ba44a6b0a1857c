"""Steps whose length is searched for: Armijo's and Wolfe's conditions, and what trials cost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdwidgets as gd
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.optimizers.line_search import SUFFICIENT, dot, wolfe
from tests.core.optimizers.problems import SQUARE, curve

o = gd.optimizers


class TestBacktracking:
    def test_every_step_satisfies_armijo(self):
        run = gd.descend(gd.surfaces.rosenbrock, o.Backtracking(1.0), [-1.2, 1], 50)
        x, f = run.params[:-1], run.loss
        g = gd.surfaces.rosenbrock.gradient(x)
        rate = (x - run.params[1:])[:, 0] / g[:, 0]
        assert (f[1:] <= f[:-1] - 1e-4 * rate * (g**2).sum(-1) + 1e-12).all()
        np.testing.assert_allclose(np.log2(rate), np.round(np.log2(rate)), atol=1e-6)

    def test_a_rate_that_was_shrunk_had_failed_before(self):
        run = gd.descend(gd.surfaces.rosenbrock, o.Backtracking(1.0, 0.5), [-1.2, 1], 50)
        x, f = run.params[:-1], run.loss[:-1]
        g = gd.surfaces.rosenbrock.gradient(x)
        rate = ((x - run.params[1:]) * g).sum(-1) / (g * g).sum(-1)
        longer = gd.surfaces.rosenbrock.value(x - 2 * rate[:, None] * g)
        failed = longer > f - 1e-4 * 2 * rate * (g**2).sum(-1)
        assert failed[rate < 0.99].all()
        assert (rate < 0.99).sum() > 40

    def test_counts_every_trial_of_each_run_alone(self):
        # On x^2 the rate 1/2 hits the minimum; 1, tried before, only mirrors the point.
        run = gd.descend(SQUARE, o.Backtracking([1.0, 0.5]), [3.0], 1)
        assert run.params[-1].tolist() == [[0.0], [0.0]]
        # The value and the gradient here, and two trials or one.
        assert run.evaluations[-1].tolist() == [4, 3]

    def test_a_run_that_goes_down_nowhere_stays(self):
        liar = curve(lambda x: -x, lambda x: 1 + 0 * x, lambda x: 0 * x)
        run = gd.descend(liar, o.Backtracking(), [1.0], 3)
        assert run.params[:, 0].tolist() == [1.0] * 4
        assert 40 < run.evaluations[1] <= 2 + 60


def searched(surface, start, first, flatter):
    """Where a search along the slope leads, and the two Wolfe conditions there."""
    here = Here(surface, np.array(start), 1)
    direction = -here.gradient
    with np.errstate(all="ignore"):
        rate = wolfe(here, direction, first, flatter)
        there = here.params + rate * direction
        slope = dot(here.gradient, direction)
        lower = surface.value(there)[:, None] <= here.value[:, None] + SUFFICIENT * rate * slope
        flat = dot(surface.gradient(there), direction) >= flatter * slope
    return here, rate, lower[:, 0], flat[:, 0]


@settings(max_examples=300, deadline=None)
@given(
    surface=st.sampled_from(
        [
            gd.surfaces.himmelblau,
            gd.surfaces.rosenbrock,
            gd.surfaces.ravine(100.0),
            gd.surfaces.beale,
        ]
    ),
    start=st.lists(st.floats(-2, 2), min_size=2, max_size=2),
    first=st.floats(1e-6, 1e3),
    flatter=st.floats(0.05, 0.95),
)
def test_what_is_found_meets_the_wolfe_conditions(surface, start, first, flatter):
    here, rate, lower, flat = searched(surface, [start], first, flatter)
    if np.abs(here.gradient).max() > 1e-3:
        assert rate[0, 0] > 0
        assert lower[0]
        assert flat[0]


def test_a_batch_searches_as_each_run_alone_and_pays_for_itself_only():
    starts = np.random.default_rng(0).uniform(-3, 3, (20, 2))
    both, rates, _, _ = searched(gd.surfaces.himmelblau, starts, 1.0, 0.3)
    for i in range(20):
        alone, rate, _, _ = searched(gd.surfaces.himmelblau, starts[i : i + 1], 1.0, 0.3)
        assert rate.tobytes() == rates[i : i + 1].tobytes()
        assert alone.values[0] == both.values[i]
        assert alone.gradients[0] == both.gradients[i]
    assert len(set(np.asarray(both.values).tolist())) > 1


def test_bisection_and_doubling_on_a_parabola():
    # Along -x on x^2 / 2 the slope at the rate r is r - 1, and the value is lower up to 2.
    def rate(first, flatter):
        return searched(gd.surfaces.ravine(1.0), [[4.0, 0.0]], first, flatter)[1].item()

    assert rate(0.8, 0.3) == 0.8  # flat enough at once
    assert rate(0.25, 0.3) == 1.0  # doubled twice
    assert rate(1.9, 0.3) == 1.9  # it has gone down, and goes up again: that will do
    assert rate(2.5, 0.3) == 0.5 * (0.5 + 2.5)  # too long, a fifth is too short, half-way is fine
    assert rate(2.5, 0.6) == 0.5


def test_no_way_down_is_no_step():
    uphill = Here(SQUARE, np.array([[1.0]]), 1)
    assert wolfe(uphill, np.array([[1.0]]), 1.0, 0.5).item() == 0.0
    liar = curve(lambda x: -x, lambda x: 1 + 0 * x, lambda x: 0 * x)
    here = Here(liar, np.array([[1.0]]), 1)
    assert wolfe(here, np.array([[-1.0]]), 1.0, 0.5).item() < 1e-14  # no more than rounding
    assert here.values.item() <= 1 + 30


def test_a_direction_below_resolution_is_not_searched():
    here = Here(SQUARE, np.array([[1.0]]), 1)
    assert wolfe(here, np.array([[-1e-17]]), 1.0, 0.5).item() == 0.0
    assert here.values == 1
    run = gd.descend(gd.surfaces.rosenbrock, o.BFGS(), [-1.2, 1.0], 60)
    assert np.diff(run.evaluations)[-1] == 2


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_product_sums_each_run_in_the_same_order(dtype):
    rng = np.random.default_rng(0)
    one, other = (rng.normal(size=(37, 5)).astype(dtype).T for _ in range(2))
    assert not one.flags.c_contiguous
    products = dot(one, other)
    for i in range(5):
        assert dot(one[i : i + 1], other[i : i + 1]).tobytes() == products[i : i + 1].tobytes()


def test_endless_slopes_are_followed_far_and_not_for_ever():
    slope = curve(lambda x: -x, lambda x: -1 + 0 * x, lambda x: 0 * x)
    here = Here(slope, np.array([[0.0]]), 1)
    with np.errstate(all="ignore"):
        assert wolfe(here, np.array([[1.0]]), 1.0, 0.5).item() == 2.0**29


@pytest.mark.parametrize("first", [0.0, np.inf, np.nan])
def test_a_first_rate_that_leads_nowhere(first):
    here = Here(SQUARE, np.array([[1.0]]), 1)
    with np.errstate(all="ignore"):
        assert wolfe(here, np.array([[-1.0]]), first, 0.5).item() == 0.0
