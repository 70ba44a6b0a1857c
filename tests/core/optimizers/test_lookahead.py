"""Lookahead against its algorithm 1, and its closed form on a parabola."""

import numpy as np
import pytest

import gdwidgets as gd

o = gd.optimizers


@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("every", [1, 3, 5])
def test_closed_form_on_a_parabola(every, alpha):
    rate = 0.2
    method = o.Lookahead(o.GradientDescent(rate), every, alpha)
    x = gd.descend(gd.surfaces.ravine(1.0), method, [8.0, 0.0], 30).params[:, 0]
    cycle = 1 - alpha + alpha * (1 - rate) ** every
    k = np.arange(31)
    np.testing.assert_allclose(x, 8 * cycle ** (k // every) * (1 - rate) ** (k % every), rtol=1e-13)


def algorithm_1(gradient, start, n_steps, every, alpha, rate, momentum):
    """Zhang et al., algorithm 1, around momentum that keeps its velocity."""
    slow = fast = np.array(start, float)
    velocity, points = np.zeros(2), [fast]
    while len(points) <= n_steps:
        for i in range(every):
            velocity = momentum * velocity + gradient(fast)
            fast = fast - rate * velocity
            if i < every - 1:
                points.append(fast)
        slow = slow + alpha * (fast - slow)
        fast = slow
        points.append(fast)
    return np.array(points[: n_steps + 1])


@pytest.mark.parametrize(("every", "alpha"), [(1, 0.5), (5, 0.5), (6, 0.8), (50, 0.5)])
@pytest.mark.parametrize("surface", ["himmelblau", "rosenbrock", "beale"])
def test_equals_algorithm_1(surface, every, alpha):
    surface = getattr(gd.surfaces, surface)
    method = o.Lookahead(o.Momentum(3e-4, 0.9), every, alpha)
    run = gd.descend(surface, method, surface.start, 60)
    expected = algorithm_1(surface.gradient, surface.start, 60, every, alpha, 3e-4, 0.9)
    np.testing.assert_allclose(run.params, expected, rtol=0, atol=1e-13)


def test_all_of_the_way_is_the_optimizer_itself():
    ours = gd.descend(gd.surfaces.beale, o.Lookahead(o.Adam(0.05), alpha=1.0), [1, 1.5], 60)
    theirs = gd.descend(gd.surfaces.beale, o.Adam(0.05), [1, 1.5], 60)
    np.testing.assert_allclose(ours.params, theirs.params, rtol=0, atol=1e-9)
    assert (ours.evaluations == theirs.evaluations).all()


def test_bears_a_rate_at_which_gradient_descent_leaves():
    # At 1.1 times the limit each inner step multiplies by -1.2; two of them, half kept, by 1.22;
    # but 7 of them, a quarter kept, by 1 - 1/4 - 1.2^7 / 4 = -0.146.
    bowl = gd.surfaces.ravine(1.0)
    assert gd.descend(bowl, o.GradientDescent(2.2), [1, 0], 400).status == "diverged"
    held = gd.descend(bowl, o.Lookahead(o.GradientDescent(2.2), 7, 0.25), [1.0, 0.0], 400)
    np.testing.assert_allclose(held.params[7, 0], 0.75 - 1.2**7 / 4, rtol=1e-12)
    assert abs(held.params[399, 0]) < 1e-30


def test_a_batch_of_shares():
    shares = [0.2, 0.5, 0.9]
    batch = gd.descend(gd.surfaces.himmelblau, o.Lookahead(o.Adam(0.1), 4, shares), [0, 0], 30)
    for i, alpha in enumerate(shares):
        method = o.Lookahead(o.Adam(0.1), 4, alpha)
        alone = gd.descend(gd.surfaces.himmelblau, method, [0, 0], 30)
        assert batch.params[:, i].tobytes() == alone.params.tobytes()
