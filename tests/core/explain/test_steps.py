"""A step taken apart: its values are the step's, its formula is right and readable."""

import numpy as np
import pytest

import gdwidgets as gd
from tests.core.test_optimizers import METHODS

o = gd.optimizers


@pytest.mark.parametrize("method", METHODS)
def test_is_the_step_that_descend_takes(method):
    run = gd.descend(gd.surfaces.himmelblau, METHODS[method], [1.0, 2.0], 5, seed=3)
    for step in (1, 5):
        explained = gd.explain_step(
            gd.surfaces.himmelblau, METHODS[method], [1.0, 2.0], step, seed=3
        )
        assert explained.params.tolist() == run.params[step - 1].tolist()
        assert explained.next_params.tolist() == run.params[step].tolist()
        gradient = gd.surfaces.himmelblau.gradient(run.params[step - 1])
        assert explained.terms["gradient"].tolist() == gradient.tolist()
        for line in explained.lines:
            assert line.text(1).startswith(f"{line.name} = ")


def test_every_line_of_adam_by_hand():
    explained = gd.explain_step(gd.surfaces.parabola, o.Adam(0.1), [2.0], 1)
    g = gd.surfaces.parabola.gradient([2.0])
    terms = explained.terms
    assert terms["first_moment before"] == 0
    np.testing.assert_allclose(terms["first_moment"], 0.1 * g)
    np.testing.assert_allclose(terms["second_moment"], 0.001 * g**2)
    np.testing.assert_allclose(terms["rate"], 0.1 / (1 - 0.9))
    assert (
        explained.text().splitlines()[0]
        == f"first_moment = 0.9 * 0 + (1 - 0.9) * {g[0]:.4g} = {0.1 * g[0]:.4g}"
    )
    assert explained.lines[0].latex() == r"m \leftarrow \beta_1 \cdot m + (1 - \beta_1) \cdot g"


def test_a_written_formula_gives_the_written_result():
    explained = gd.explain_step(gd.surfaces.himmelblau, o.RMSprop(0.02), [1.0, 2.0], 3)
    for line in explained.lines:
        for coordinate in (0, 1):
            _, formula, result = line.text(coordinate).split(" = ")
            value = eval(formula, {"sqrt": np.sqrt})
            assert value == pytest.approx(float(result), rel=2e-3)


def test_a_learners_function_explains_itself():
    def mine(params, gradient, learning_rate, memory):
        velocity = 0.5 * memory.get("velocity", 0) + gradient
        if learning_rate > 1:
            velocity = -velocity
        return params - learning_rate * velocity, {"velocity": velocity}

    optimizer = o.FromFunction(mine, 0.25)
    explained = gd.explain_step(gd.surfaces.ravine(1.0), optimizer, [4.0, 8.0], 2)
    assert explained.text(0).splitlines() == [
        "velocity = 0.5 * 4 + 3 = 5",
        "params = 3 - 0.25 * 5 = 1.75",
    ]
    assert explained.lines[1].latex() == r"x \leftarrow x - \eta \cdot v"


def test_latex_is_drawable():
    from matplotlib.mathtext import MathTextParser

    for optimizer in METHODS.values():
        explained = gd.explain_step(gd.surfaces.himmelblau, optimizer, [1.0, 2.0], 2)
        for line in explained.lines:
            for which in (None, 0):
                MathTextParser("path").parse(f"${line.latex(which)}$")


def test_mini_batch_and_schedule():
    loss = gd.losses.LinearRegression([1.0, 2.0, 3.0], [2.0, 3.0, 5.0])
    optimizer = o.GradientDescent(gd.schedules.Exponential(0.1, factor=0.5))
    explained = gd.explain_step(loss, optimizer, [0.0, 0.0], 3, batch_size=1, seed=1)
    run = gd.descend(loss, optimizer, [0.0, 0.0], 3, batch_size=1, seed=1)
    assert explained.next_params.tolist() == run.params[3].tolist()
    assert explained.terms["learning_rate"] == 0.025


@pytest.mark.parametrize(
    ("optimizer", "start", "step", "message"),
    [
        (o.Adam(0.1), [0, 0], 0, "step >= 1, not 0"),
        (o.Adam([0.1, 0.2]), [0, 0], 1, "must describe one run"),
        (o.Adam(0.1), [[0, 0], [1, 1]], 1, "must describe one run"),
    ],
)
def test_is_refused_in_words(optimizer, start, step, message):
    with pytest.raises(ValueError, match=message):
        gd.explain_step(gd.surfaces.himmelblau, optimizer, start, step)
