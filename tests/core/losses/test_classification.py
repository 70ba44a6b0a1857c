"""Logistic and softmax regression: separable classes, and each against the other."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from gdwidgets.core import datasets, losses
from tests.core.losses.test_losses import LOSSES, features_and_classes


def test_separable_classes_have_no_minimum():
    loss = losses.LogisticRegression([-2.0, -1.0, 1.0, 2.0], [0, 0, 1, 1])
    assert loss.minima == ()
    assert np.isfinite(loss.domain).all()


def test_of_separable_classes_that_is_seen_as_soon_as_a_plane_separates_them(monkeypatch):
    digits = datasets.digits()
    looked = []
    hessian = losses.LogisticRegression.hessian
    monkeypatch.setattr(
        losses.LogisticRegression,
        "hessian",
        lambda loss, params: looked.append(1) or hessian(loss, params),
    )
    loss = losses.LogisticRegression(digits.X / 16, digits.labels == 0)
    assert loss.minima == ()
    assert len(looked) < 15  # and not up to 200 steps of Newton's


@pytest.mark.parametrize("shift", [0.0, 20.0])
def test_nearly_separable_classes_have_a_minimum(shift):
    penguins = datasets.penguins()
    length = datasets.standardise(penguins["flipper_length_mm"]) + shift
    loss = losses.LogisticRegression(length, penguins["species"] == "Gentoo")
    assert_allclose(loss.gradient(loss.minima[0]), 0, atol=1e-9)
    assert loss.probability(loss.minima[0]).max() > 0.99
    low, high = np.array(loss.domain).T
    assert np.all((low < loss.start) & (loss.start < high))


def test_logistic_values_are_the_log_loss():
    loss = LOSSES["logistic"]
    probability = loss.probability([0.3, -0.2, 0.1])
    chosen = np.where(loss.y == 1, probability, 1 - probability)
    assert_allclose(loss.value([0.3, -0.2, 0.1]), -np.log(chosen).mean(), rtol=1e-12)
    assert np.isfinite(loss.value([1e5, 1e5, 0.0]))


def test_softmax_of_two_classes_is_logistic():
    X, y = features_and_classes(2, 2)
    two, logistic = losses.SoftmaxRegression(X, y), losses.LogisticRegression(X, y)
    weights = np.array([0.3, -0.2, 0.1])
    both = np.stack([np.zeros(3), weights], axis=1).ravel()
    assert_allclose(two.value(both), logistic.value(weights), rtol=1e-12)
    assert_allclose(two.gradient(both).reshape(3, 2)[:, 1], logistic.gradient(weights), rtol=1e-10)
    assert_allclose(two.probability(both).sum(axis=-1), 1)
    assert_allclose(two.probability(both)[:, 1], logistic.probability(weights), rtol=1e-12)
