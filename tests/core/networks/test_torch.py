"""Networks against what PyTorch made of the same numbers; see ../recorded."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdwidgets as gd
from gdwidgets.core.losses import Penalised
from gdwidgets.core.networks import MLP

PATH = Path(__file__).parents[1] / "recorded" / "torch_networks.json"
RECORDED = json.loads(PATH.read_text())
every_network = pytest.mark.parametrize(
    "recorded", RECORDED["networks"], ids=lambda each: f"{each['activation']}, {each['loss']}"
)


def network_and_loss(recorded):
    network = MLP(recorded["layers"], recorded["activation"], recorded["loss"])
    return network, network.on(recorded["X"], recorded["y"])


@every_network
def test_value_gradient_and_curvature(recorded):
    _, loss = network_and_loss(recorded)
    params, vector = recorded["params"], recorded["vector"]
    assert_allclose(loss.value(params), recorded["value"], rtol=1e-13)
    assert_allclose(loss.gradient(params), recorded["gradient"], rtol=1e-12, atol=1e-15)
    product = loss.hessian_product(params, vector)
    assert_allclose(product, recorded["hessian_product"], rtol=1e-11, atol=1e-14)


@every_network
def test_accuracy(recorded):
    network, loss = network_and_loss(recorded)
    if recorded["accuracy"] is None:
        with pytest.raises(ValueError, match="accuracy needs classes, but loss is 'squared error'"):
            loss.accuracy(recorded["params"])
    else:
        accuracy = network.accuracy(recorded["params"], recorded["X"], recorded["y"])
        assert accuracy == pytest.approx(recorded["accuracy"], abs=1e-15)
        assert loss.accuracy(recorded["params"]) == accuracy


@every_network
def test_weight_decay_is_the_l2_penalty(recorded):
    _, loss = network_and_loss(recorded)
    penalised = Penalised(loss, l2=RECORDED["weight_decay"])
    rate = gd.optimizers.GradientDescent(RECORDED["learning_rate"])
    run = gd.descend(penalised, rate, recorded["params"], 20)
    assert_allclose(run.params[:: RECORDED["every"]], recorded["points"], rtol=1e-10, atol=1e-13)
    without = gd.descend(loss, rate, recorded["params"], 20)
    assert np.abs(without.params[-1] - recorded["points"][-1]).max() > 1e-3
