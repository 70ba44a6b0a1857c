"""The limit of stability, against where runs on a bowl begin to leave."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from gdwidgets.core import surfaces
from gdwidgets.core.diagnosis import stability_limit
from gdwidgets.core.engine.descend import descend
from gdwidgets.core.optimizers import NAMED, Adam, GradientDescent, Lion, Momentum, Nesterov, Newton


def test_the_textbook_s_limits():
    momenta = np.array([0.0, 0.5, 0.9, 1.0])
    assert stability_limit(GradientDescent(0.1)) == 2
    assert_allclose(stability_limit(Momentum(0.1, momenta)), 2 * (1 + momenta))
    assert_allclose(stability_limit(Nesterov(0.1, momenta)), 2 * (1 + momenta) / (1 + 2 * momenta))


@pytest.mark.parametrize("method", [Adam(0.1), Lion(0.1), Newton()])
def test_a_method_that_adapts_has_none(method):
    assert np.isnan(stability_limit(method))


@pytest.mark.parametrize("method_type", [GradientDescent, Momentum, Nesterov])
def test_it_is_where_runs_begin_to_leave(method_type):
    limit = stability_limit(method_type(0.1))
    for share, grows in [(0.99, False), (1.01, True)]:
        run = descend(surfaces.parabola, method_type(share * limit / 2), [1.0], 2000)
        assert (not run.loss[-1] < run.loss[0]) == grows


def test_it_is_shaped_as_the_momentum():
    momenta = np.linspace(0, 0.9, 6).reshape(2, 3)
    assert stability_limit(Momentum(0.1, momenta)).shape == (2, 3)


@pytest.mark.parametrize("method", NAMED.values(), ids=NAMED.keys())
def test_every_method_answers(method):
    rate = {"learning_rate": 0.1} if "learning_rate" in method.__dataclass_fields__ else {}
    assert np.ndim(stability_limit(method(**rate))) == 0


@pytest.mark.parametrize("given", [Adam, 0.1, None])
def test_what_is_no_optimizer_is_refused(given):
    with pytest.raises(TypeError, match="optimizer must be an Optimizer such as"):
        stability_limit(given)
