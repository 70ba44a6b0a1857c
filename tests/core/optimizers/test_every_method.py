"""Every optimizer on every objective, in both precisions: what must hold whatever happens."""

import pickle

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import gdwidgets as gd
from gdwidgets.core.surfaces import Surface
from tests.core.optimizers.examples import CLASSES, METHODS, WRAPPERS

o = gd.optimizers
RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 3))
MOONS = gd.datasets.moons(40)
SURFACES = {
    name: surface for name, surface in vars(gd.surfaces).items() if isinstance(surface, Surface)
} | {"ravine": gd.surfaces.ravine(), "landscape of 5": gd.surfaces.random_landscape(5)}
LOSSES = {
    "line": gd.losses.LinearRegression(X, X @ [1.0, -2.0, 0.5] + RNG.normal(size=30)),
    "huber": gd.losses.HuberRegression(X, X @ [1.0, -2.0, 0.5] + RNG.normal(size=30), 0.5),
    "logistic": gd.losses.LogisticRegression(MOONS.X, MOONS.labels),
    "softmax": gd.losses.SoftmaxRegression(MOONS.X, MOONS.labels),
    "network": gd.networks.MLP((2, 3, 2)).on(MOONS.X, MOONS.labels),
}
OBJECTIVES = SURFACES | LOSSES
N_STEPS = 25


def test_every_method_is_in_the_table():
    assert {type(method) for method in METHODS.values()} == set(CLASSES)
    assert set(o.NAMED.values()) == set(CLASSES) - {*WRAPPERS, o.FromFunction}
    assert len(SURFACES) >= 15


def start_of(objective, dtype):
    """Two points: its own start, or a random one, and another beside it."""
    start = objective.start
    if start is None:
        start = np.random.default_rng(1).normal(size=objective.n_params)
    return np.array([start, np.asarray(start) + 0.1], dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
@pytest.mark.parametrize("method", METHODS)
def test_every_optimizer_on_every_objective(method, objective, dtype):
    starts = start_of(objective, dtype)
    run = gd.descend(objective, METHODS[method], starts, N_STEPS, seed=2)
    assert run.params.dtype == run.loss.dtype == dtype
    assert run.params.shape == (N_STEPS + 1, 2, objective.n_params)
    for i in range(2):
        one = run.run(i)
        last = one.stop_step if one.status == "diverged" else N_STEPS
        assert one.status in {"converged", "running", "stalled", "diverged"}
        assert np.isfinite(one.params[: last + 1]).all()
        assert np.isfinite(one.loss[: last + 1]).all()
        assert np.isnan(one.params[last + 1 :]).all()
        assert np.isnan(one.loss[last + 1 :]).all()
        if one.status == "converged":
            slopes = np.abs(objective.gradient(one.params)).max(axis=-1)
            moved = np.abs(one.params[-1] - one.params[-2]).max()
            share = 1e-6 if dtype == np.float64 else 1e-3
            resolution = 4 * np.finfo(dtype).eps * np.abs(one.params[-1]).max()
            assert slopes[-1] <= share * slopes.max() or moved <= resolution
    assert (np.diff(run.evaluations, axis=0) >= 1).all()

    alone = gd.descend(objective, METHODS[method], starts[1], N_STEPS, seed=2)
    assert alone.params.tobytes() == run.params[:, 1].tobytes()
    assert alone.loss.tobytes() == run.loss[:, 1].tobytes()
    assert (alone.status, alone.stop_step) == (run.status[1], run.stop_step[1])
    assert (alone.evaluations == run.evaluations[:, 1]).all()


NO_BATCHES = {"Newton", "damped Newton", "SaddleFreeNewton", "BFGS", "ConjugateGradients"}


@pytest.mark.parametrize("method", [name for name in METHODS if name not in NO_BATCHES])
def test_every_optimizer_on_mini_batches(method):
    starts = np.zeros((3, 4))
    run = gd.descend(LOSSES["line"], METHODS[method], starts, 20, batch_size=4, seed=[0, 1, 2])
    for seed in range(3):
        alone = gd.descend(LOSSES["line"], METHODS[method], starts[0], 20, batch_size=4, seed=seed)
        assert alone.params.tobytes() == run.params[:, seed].tobytes()
        assert (alone.evaluations == run.evaluations[:, seed]).all()
        assert (alone.rows_seen == run.rows_seen[:, seed]).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_sweep_ends_where_the_runs_do(method):
    starts = np.array([[0.0, 0.0], [-1.0, 2.0], [3.5, -3.0]])
    ends = gd.sweep(gd.surfaces.himmelblau, METHODS[method], N_STEPS, starts=starts)
    run = gd.descend(gd.surfaces.himmelblau, METHODS[method], starts, N_STEPS)
    assert ends.status.tolist() == run.status.tolist()
    going = run.status == "running"
    assert ends.params[going].tobytes() == run.params[-1][going].tobytes()


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_says_what_it_is(kind):
    if kind is o.FromFunction:
        return
    assert kind.name
    assert kind.source
    assert kind.latex.count("{") == kind.latex.count("}")
    assert "$" not in kind.latex
    MathTextParser("path").parse(f"${kind.latex}$")


def test_names_are_unique_and_in_the_order_in_which_they_are_taught():
    assert list(o.NAMED) == [
        "Gradient descent",
        "Momentum",
        "Nesterov momentum",
        "Adagrad",
        "Adadelta",
        "RMSprop",
        "Adam",
        "AMSGrad",
        "AdamW",
        "NAdam",
        "Lion",
        "Newton",
        "Saddle-free Newton",
        "Backtracking line search",
        "Conjugate gradients",
        "BFGS",
        "Random search",
        "Evolution strategy",
    ]
    assert all(method(0.1).name == name for name, method in o.NAMED.items())


@pytest.mark.parametrize("method", [m for m in METHODS if m != "own function"])
def test_is_a_value(method):
    optimizer = METHODS[method]
    assert pickle.loads(pickle.dumps(optimizer)) == optimizer
    with pytest.raises(AttributeError):
        optimizer.learning_rate = 1
