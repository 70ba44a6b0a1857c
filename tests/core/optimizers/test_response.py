"""How each method says that it answers slopes, against what it does on a parabola."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.optimizers.adam import AdamState
from gdwidgets.core.optimizers.adam_variants import AMSGradState, NAdamState
from gdwidgets.core.optimizers.adaptive import AdadeltaState, SecondMomentState, SquaresState
from gdwidgets.core.optimizers.base import NoState
from gdwidgets.core.optimizers.descent import VelocityState
from gdwidgets.core.optimizers.here import Here
from gdwidgets.core.optimizers.response import Response
from gdwidgets.core.surfaces import Surface

o = gd.optimizers
RATE = 0.2
BETAS = [0.0, 0.3, 0.5, 0.9, 0.97]
SHARES = np.array([0.01, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999, 1.001, 1.2])
LATE = 10**9  # by now NAdam's momenta have warmed up
STEADY = 1 - 1e-15  # a running mean that keeps what it has
TINY = 1e-9  # slopes that leave a frozen divisor as it is
ONE, ZERO = np.ones((1, 1)), np.zeros((1, 1))


def frozen(name, beta):
    """A method, its state with the divisor frozen, and what of it a slope changes."""
    velocity = (VelocityState(ZERO), "velocity")
    adam = {"beta2": STEADY, "beta1": beta}
    return {
        "GradientDescent": (o.GradientDescent(RATE), NoState(), None),
        "Momentum": (o.Momentum(RATE, beta), *velocity),
        "Nesterov": (o.Nesterov(RATE, beta), *velocity),
        "Adagrad": (o.Adagrad(RATE), SquaresState(4 * ONE), None),
        "RMSprop": (o.RMSprop(RATE, STEADY), SecondMomentState(4 * ONE), None),
        "Adadelta": (o.Adadelta(RATE, STEADY), AdadeltaState(4 * ONE, ONE), None),
        "Adam": (o.Adam(RATE, **adam), AdamState(ZERO, 4 * ONE, LATE), "first_moment"),
        "AMSGrad": (
            o.AMSGrad(RATE, **adam),
            AMSGradState(ZERO, 4 * ONE, 4 * ONE, LATE),
            "first_moment",
        ),
        "AdamW": (
            o.AdamW(RATE, **adam, weight_decay=0.0),
            AdamState(ZERO, 4 * ONE, LATE),
            "first_moment",
        ),
        "NAdam": (o.NAdam(RATE, **adam), NAdamState(ZERO, 4 * ONE, 0.0, LATE), "first_moment"),
        "Clipped": (o.Clipped(o.Momentum(RATE, beta)), *velocity),
        "ClippedByValue": (o.ClippedByValue(o.Nesterov(RATE, beta)), *velocity),
    }[name]


NAMES = [
    *("GradientDescent", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adadelta"),
    *("Adam", "AMSGrad", "AdamW", "NAdam", "Clipped", "ClippedByValue"),
]


def stepped(method, state, memory, point, remembered, gradient):
    """Take one step from a point with something remembered."""
    if memory:
        state = state._replace(**{memory: np.array([[remembered]])})
    here = Here(gd.surfaces.parabola, np.array([[point]]), LATE, gradient=np.array([[gradient]]))
    params, after = method.update(here, state)
    return params.item(), getattr(after, memory).item() if memory else 0.0


def as_matrix(method, state, memory, curvature):
    """What a step on a parabola multiplies (point, memory) by."""
    first = stepped(method, state, memory, TINY, 0.0, curvature * TINY)
    if not memory:
        return np.array([[first[0]]]) / TINY
    return np.transpose([first, stepped(method, state, memory, 0.0, TINY, 0.0)]) / TINY


def size_of(scale):
    return np.asarray(scale, float).item()


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("name", NAMES)
def test_factor_and_limit_are_those_of_the_method(name, beta):
    method, state, memory = frozen(name, beta)
    response = method.response(state)
    for share in SHARES:
        p = share * response.limit
        step = as_matrix(method, state, memory, p / size_of(response.scale))
        measured = np.abs(np.linalg.eigvals(step)).max()
        assert response.factor(p) == pytest.approx(measured, abs=1e-7)
        assert (measured < 1) == (share < 1)


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("name", NAMES)
def test_its_points_follow_the_recursion(name, beta):
    method, state, memory = frozen(name, beta)
    response = method.response(state)
    for share in SHARES:
        p = share * response.limit
        curvature = p / size_of(response.scale)
        points, remembered = [TINY], 0.0
        for _ in range(12):
            x, remembered = stepped(
                method, state, memory, points[-1], remembered, curvature * points[-1]
            )
            points.append(x)
        x = np.array(points) / TINY
        b, c = response.b0 - response.b1 * p, response.c0 - response.c1 * p
        np.testing.assert_allclose(x[2:], b * x[1:-1] - c * x[:-2], atol=1e-8 * np.abs(x).max())


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("name", NAMES)
def test_gain_is_how_far_a_slope_that_stays_leads(name, beta):
    method, state, memory = frozen(name, beta)
    response = method.response(state)
    point, before, remembered = 0.0, 0.0, 0.0
    for _ in range(1000):
        before = point
        point, remembered = stepped(method, state, memory, point, remembered, TINY)
    drift = (before - point) / (size_of(response.scale) * TINY)
    assert response.gain == pytest.approx(drift, rel=1e-6)


def parabola(curvature):
    return Surface(
        name="parabola",
        height=lambda x: 0.5 * curvature * x**2,
        slope=lambda x: (curvature * x,),
        curvature=lambda x: ((curvature,),),
        domain=((-2, 2),),
    )


@pytest.mark.parametrize("method", [o.Momentum, o.Nesterov], ids=lambda each: each.__name__)
def test_runs_shrink_by_the_factor_and_leave_at_the_limit(method):
    betas = np.array(BETAS)
    limits = np.array([method(1.0, beta).response(None).limit for beta in betas])
    rates = limits[:, None] * SHARES / 3.0
    run = gd.descend(parabola(3.0), method(rates, betas[:, None]), [1.0], 12)
    for i, beta in enumerate(betas):
        response = method(1.0, beta).response(None)
        for j in range(len(SHARES)):
            x = run.params[:, i, j, 0]
            b, c = x[1] / x[0], 0.0
            if beta:
                b, c = np.linalg.lstsq(np.stack([x[1:-1], -x[:-2]], axis=1)[1:], x[3:])[0]
            measured = np.abs(np.roots([1, -b, c])).max()
            assert response.factor(rates[i, j] * 3.0) == pytest.approx(measured, abs=1e-6)
    left = np.abs(
        gd.descend(parabola(3.0), method(rates, betas[:, None]), [1.0], 20_000).params[-1]
    )
    near_limit = SHARES >= 0.95
    gone = np.isnan(left) | (left > 1)
    assert (gone[:, near_limit, 0] == (SHARES[near_limit] > 1)).all()


FORGETTING = {
    "GradientDescent": o.GradientDescent(0.1),
    "Momentum": o.Momentum(0.1),
    "Adagrad": o.Adagrad(0.1),
    "RMSprop": o.RMSprop(0.1, alpha=0.9),
    "Adadelta": o.Adadelta(),
    "Adam": o.Adam(0.1, beta2=0.95),
    "Adam without bias correction": o.Adam(0.1, beta2=0.95, bias_correction=False),
    "AMSGrad": o.AMSGrad(0.1, beta2=0.95),
    "AdamW": o.AdamW(0.1, beta2=0.95),
    "NAdam": o.NAdam(0.1, beta2=0.95),
    "an array of them": o.Adam([0.1, 0.1], beta2=[0.9, 0.95]),
}


@pytest.mark.parametrize("ahead", [1, 7, 200])
@pytest.mark.parametrize("method", FORGETTING.values(), ids=FORGETTING)
def test_looking_ahead_is_going_there_on_level_ground(method, ahead):
    run = gd.descend(gd.surfaces.himmelblau, method, [[0.0, 0.0], [1.0, 1.0]], 20)
    method, state = run.known_origin().end.method, run.known_origin().end.state
    foreseen = method.response(state, ahead)
    for step in range(ahead):
        here = Here(gd.surfaces.himmelblau, run.params[-1], 21 + step, gradient=np.zeros((2, 2)))
        _, state = method.update(here, state)
    there = method.response(state)
    np.testing.assert_allclose(foreseen.scale, there.scale, rtol=1e-12)
    assert [np.array_equal(a, b) for a, b in zip(foreseen[1:], there[1:], strict=True)] == [
        True
    ] * 5


def test_before_the_first_step_an_adaptive_method_bears_no_curvature():
    state = o.Adam(0.1).init(np.zeros((1, 2)))
    np.testing.assert_allclose(o.Adam(0.1).response(state).scale, 0.1 / 1e-8, rtol=1e-12)


def test_a_velocity_that_never_fades_leads_ever_further():
    assert Response.with_momentum(0.1, 1.0).gain == np.inf
    assert Response.with_momentum(0.1, 1.0).limit == 4.0
    gains = Response.with_momentum(0.1, np.array([[0.5], [1.0]])).gain
    assert gains.tolist() == [[2.0], [np.inf]]


def test_downhill_from_a_ridge_it_grows():
    # With p = -1/2 the roots of x[k + 1] = 2 x[k] - x[k - 1] / 2 are 1 +- sqrt(1/2).
    assert Response.with_momentum(1.0, 0.5).factor(-0.5) == pytest.approx(1 + np.sqrt(0.5))


def test_one_number_a_run_for_maps():
    flat = Response(np.array([[1.0, 2.0], [3.0, 4.0]]), b0=np.array([[1.5], [1.9]]), c0=0.5).flat()
    assert flat.scale.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert flat.b0.tolist() == [1.5, 1.9]
    assert (flat.c0, flat.fixed) == (0.5, True)
    assert Response(0.1).flat().scale.tolist() == [[0.1]]


@pytest.mark.parametrize(
    "method",
    [
        *(o.Lion(0.1), o.Newton(), o.SaddleFreeNewton(), o.Backtracking(), o.BFGS()),
        *(o.ConjugateGradients(), o.RandomSearch(), o.EvolutionStrategy()),
        *(o.Averaged(o.Adam(0.1)), o.Lookahead(o.Adam(0.1)), o.Clipped(o.Newton())),
    ],
    ids=lambda method: type(method).__name__,
)
def test_a_method_without_a_recursion_says_none(method):
    assert method.response(method.init(np.zeros((1, 2)))) is None
