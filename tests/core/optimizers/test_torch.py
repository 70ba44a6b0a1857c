"""Methods and wrappers against runs that torch recorded (see tests/core/recorded)."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.optimizers.clipped import norm

RECORDED = Path(__file__).parents[1] / "recorded"
METHODS = json.loads((RECORDED / "torch_trajectories.json").read_text(encoding="utf-8"))
WRAPPED = json.loads((RECORDED / "torch_wrappers.json").read_text(encoding="utf-8"))
o, s = gd.optimizers, gd.schedules


@pytest.mark.parametrize(
    "run",
    METHODS["runs"],
    ids=lambda run: f"{run['optimizer']}-{run['surface']}-{run['settings']}",
)
def test_equals_torch(run):
    optimizer = getattr(o, run["optimizer"])(**run["settings"])
    surface = getattr(gd.surfaces, run["surface"])
    ours = gd.descend(surface, optimizer, run["start"], METHODS["n_steps"])
    assert METHODS["n_steps"] >= 100
    # The product of NAdam's momenta rounds otherwise in torch.
    close = 5e-13 if run["optimizer"] == "NAdam" else 1e-14
    np.testing.assert_allclose(ours.params[:: METHODS["every"]], run["points"], rtol=0, atol=close)


def test_torch_recorded_three_surfaces_and_two_settings_of_each_method():
    by_slope_alone = [
        *(o.GradientDescent, o.Momentum, o.Nesterov, o.Adagrad, o.Adadelta, o.RMSprop),
        *(o.Adam, o.AMSGrad, o.AdamW, o.NAdam, o.Lion),
    ]
    runs = {
        (run["optimizer"], run["surface"], str(run["settings"])): run for run in METHODS["runs"]
    }
    assert {optimizer for optimizer, _, _ in runs} == {each.__name__ for each in by_slope_alone}
    for method in by_slope_alone:
        assert sum(key[0] == method.__name__ for key in runs) == 6


@dataclass(frozen=True)
class ClippedAsTorch(o.Optimizer):
    """Torch adds 1e-6 to the norm before it divides by it."""

    optimizer: o.Optimizer
    max_norm: float = 1.0

    def init(self, params):
        return self.optimizer.init(params)

    def update(self, here, state):
        share = np.minimum(1, self.max_norm / (norm(here.gradient) + 1e-6))
        return self.optimizer.update(here.with_gradient(share * here.gradient), state)


INNER = {
    "GradientDescent": o.GradientDescent(1e-3),
    "Momentum": o.Momentum(1e-3),
    "Adam": o.Adam(0.05),
}
WRAPPERS = {
    "Clipped": lambda inner: ClippedAsTorch(inner, 2.0),
    "ClippedByValue": lambda inner: o.ClippedByValue(inner, 2.0),
    "Averaged": o.Averaged,
    "AveragedFrom30": lambda inner: o.Averaged(inner, begin=30),
    "ExponentiallyAveraged": lambda inner: o.ExponentiallyAveraged(inner, 0.95),
}
WRAPPED_RUNS = [run for run in WRAPPED["runs"] if run["wrapper"] in WRAPPERS]


@pytest.mark.parametrize(
    "run",
    WRAPPED_RUNS,
    ids=lambda run: f"{run['wrapper']}-{run['optimizer']}-{run['surface']}",
)
def test_wrappers_equal_torch(run):
    method = WRAPPERS[run["wrapper"]](INNER[run["optimizer"]])
    surface = getattr(gd.surfaces, run["surface"])
    ours = gd.descend(surface, method, run["start"], WRAPPED["n_steps"])
    close = 1e-10 if run["optimizer"] == "Adam" else 1e-13  # Adam magnifies what torch rounds
    np.testing.assert_allclose(ours.params[:: WRAPPED["every"]], run["points"], rtol=0, atol=close)


def test_torch_recorded_three_surfaces_and_three_methods_for_each_wrapper():
    for wrapper in WRAPPERS:
        runs = {(r["optimizer"], r["surface"]) for r in WRAPPED_RUNS if r["wrapper"] == wrapper}
        assert len(runs) == 9


@pytest.mark.parametrize(
    "run",
    [r for r in WRAPPED_RUNS if r["wrapper"] == "Clipped" and r["optimizer"] != "Adam"],
    ids=lambda run: f"{run['optimizer']}-{run['surface']}",
)
def test_clipping_equals_torch_but_for_what_torch_adds_to_the_norm(run):
    method = o.Clipped(INNER[run["optimizer"]], 2.0)
    surface = getattr(gd.surfaces, run["surface"])
    ours = gd.descend(surface, method, run["start"], WRAPPED["n_steps"])
    np.testing.assert_allclose(ours.params[:: WRAPPED["every"]], run["points"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("surface", ["himmelblau", "rosenbrock", "beale"])
def test_nesterovs_momentum_equals_torch_with_the_momentum_set_anew(surface):
    (run,) = (
        run
        for run in WRAPPED["runs"]
        if (run["wrapper"], run["surface"]) == ("NesterovMomentum", surface)
    )
    method = o.Nesterov(2e-4, s.NesterovMomentum())
    ours = gd.descend(getattr(gd.surfaces, surface), method, run["start"], WRAPPED["n_steps"])
    np.testing.assert_allclose(ours.params[:: WRAPPED["every"]], run["points"], rtol=0, atol=1e-13)
