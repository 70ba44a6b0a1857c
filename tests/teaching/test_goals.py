"""Goals pass what is right, and neither near misses, nor luck, nor nonsense."""

from __future__ import annotations

import re

import numpy as np
import pytest
from IPython.lib.pretty import pretty

import gdwidgets as gd
from gdwidgets.teaching.goals import Verdict

GD = gd.optimizers.GradientDescent
MOMENTUM = gd.optimizers.Momentum
BOWL = gd.surfaces.ravine(10)  # curvatures 1 and 10: stable below 2 / 10


class Explorer:
    """What a goal reads of an explorer, without the widgets."""

    def __init__(self, objective, optimizer, start=None, n_steps=200):
        self.objective, self.optimizer, self.n_steps = objective, optimizer, n_steps
        self.start = objective.start if start is None else start

    @property
    def trajectory(self):
        return gd.descend(self.objective, self.optimizer, self.start, self.n_steps)


# -- reaches ---------------------------------------------------------------------------------


def test_reaches_counts_the_steps_to_the_last_crossing():
    run = gd.descend(BOWL, GD(0.15), BOWL.start, 200)
    steps = int(np.argmax(run.loss <= 1e-6))
    goal = gd.goals.reaches(loss=1e-6, within=steps, robust_starts=0)
    assert goal(Explorer(BOWL, GD(0.15))) == Verdict(True, f"Reached at step {steps}.")
    near_miss = gd.goals.reaches(loss=1e-6, within=steps - 1, robust_starts=0)
    assert near_miss(Explorer(BOWL, GD(0.15))).text.endswith(f"not before step {steps}.")


@pytest.mark.parametrize(
    ("optimizer", "words"),
    [
        (GD(0.0), "After 100 steps the loss is not at 0.000001 yet: it is still"),
        (GD(0.01), "After 100 steps the loss is not at 0.000001 yet: it is still"),
        (GD(0.1999), "After 100 steps the loss is not at 0.000001 yet: it is still"),
        (GD(0.2001), "Going to diverge"),
        (GD(3.0), "Diverged at step 1"),
        (MOMENTUM(0.19, momentum=0.99), "After 100 steps the loss is not at"),
    ],
)
def test_a_wrong_setting_does_not_reach_it(optimizer, words):
    verdict = gd.goals.reaches(loss=1e-6, within=100)(Explorer(BOWL, optimizer))
    assert not verdict.passed
    assert words in verdict.text or "is not at" in verdict.text


def test_momentum_may_reach_it_too():
    goal = gd.goals.reaches(loss=1e-6, within=100)
    assert goal(Explorer(BOWL, MOMENTUM(0.1, momentum=0.5))).passed


def test_passing_through_is_not_reaching():
    curve = gd.surfaces.parabola
    swinging = Explorer(curve, MOMENTUM(0.01, momentum=0.999), start=(2.0,))
    low = np.flatnonzero(swinging.trajectory.loss <= 1e-2)
    assert 0 < low[0] < 100, "it does pass through"
    verdict = gd.goals.reaches(loss=1e-2, within=100)(swinging)
    assert verdict == (False, f"It passes 0.01 at step {low[0]}, but does not stay there.")


def test_luck_with_one_start_is_not_enough():
    saddle_ridge = gd.surfaces.Surface.from_formula("x^2 + 50*y^2*(1 + y)", domain=[(-2, 2)] * 2)
    lucky = Explorer(saddle_ridge, GD(0.4), start=(1.0, 0.0))  # along y = 0 it is a mere parabola
    alone = gd.goals.reaches(loss=1e-6, within=100, robust_starts=0)
    assert alone(lucky).passed
    verdict = gd.goals.reaches(loss=1e-6, within=100)(lucky)
    assert not verdict.passed
    assert "not from a start nearby" in verdict.text
    assert verdict == gd.goals.reaches(loss=1e-6, within=100)(lucky), "always the same starts"


def test_a_diverged_run_reaches_nothing():
    run = gd.descend(BOWL, GD(3.0), BOWL.start, 200)
    assert gd.goals.steps_to(run, loss=1e9) is None


def test_a_run_that_begins_there_needs_no_step():
    run = gd.descend(BOWL, GD(0.1), (0.0, 0.0), 5)
    assert gd.goals.steps_to(run, loss=1e-6) == 0


# -- the largest rate ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("optimizer", "limit"),
    [(GD, 0.2), (lambda rate: MOMENTUM(rate, momentum=0.5), 0.3)],  # 2 (1 + beta) / curvature
)
def test_the_largest_rate_is_the_theorys(optimizer, limit):
    goal = gd.goals.largest_rate(within=0.02)
    for share, passes in [
        (0.999, True),
        (0.981, True),
        (0.979, False),
        (0.5, False),
        (0.01, False),
    ]:
        verdict = goal(Explorer(BOWL, optimizer(share * limit)))
        assert verdict.passed is passes, share
        assert passes or "but so does a larger rate" in verdict.text
    for share in (1.001, 1.02, 5, 100):
        verdict = goal(Explorer(BOWL, optimizer(share * limit)))
        assert not verdict.passed
        assert "doesn't settle" in verdict.text


def test_the_passing_verdict_names_the_limit():
    text = gd.goals.largest_rate()(Explorer(BOWL, GD(0.199))).text
    assert text == "At 0.199 it settles; from 0.2 on it doesn't."


def test_a_rate_that_settles_by_luck_does_not_pass():
    # Too large for the deep valley (2 over its curvature is 1/3), it is thrown into the other.
    wells, start = gd.surfaces.two_valleys, (1.8,)
    rates = np.geomspace(0.3, 0.6, 300)
    runs = gd.descend(wells, GD(rates), start, 1000)
    lucky = rates[(np.asarray(runs.status) == "converged") & (rates > 0.36)]
    assert len(lucky)
    goal = gd.goals.largest_rate(within=0.02)
    verdicts = [goal(Explorer(wells, GD(rate), start)) for rate in lucky[:3]]
    assert all("by luck" in verdict.text and not verdict.passed for verdict in verdicts)


def test_a_method_without_such_a_limit_is_told_so():
    verdict = gd.goals.largest_rate()(Explorer(BOWL, gd.optimizers.Newton()))
    assert not verdict.passed
    assert "rate" in verdict.text


def test_a_run_can_be_asked_to_end_in_some_way():
    assert gd.goals.ends("diverged")(Explorer(BOWL, GD(0.3))).passed
    verdict = gd.goals.ends("zig-zag")(Explorer(BOWL, GD(0.3)))
    assert not verdict.passed
    assert verdict.text.startswith("Diverged at step")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [(Verdict(True, "Right."), "Passed. Right."), (Verdict(False, "No."), "Not passed. No.")],
)
def test_a_cell_shows_a_verdict_in_words(verdict, words):
    assert pretty(verdict) == words


# -- what is handed in -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "passed", "words"),
    [
        ([2.0, 4.0], True, "Right."),
        (np.array([2, 4]), True, "Right."),
        ((2.0000001, 4.0), True, "Right."),
        ([2.0, 4.0001], False, "Your second number is 4.0001: that is not right."),
        ([-2.0, 4.0], False, "Your first number is -2"),
        ([2.0], False, "It must be two numbers in square brackets, [first, second]."),
        (2.0, False, "It must be two numbers in square brackets, [first, second]."),
        ([[2.0, 4.0]], False, "It must be two numbers in square brackets"),
        ([2.0, np.nan], False, "there is a NaN or an infinity"),
        ([2.0, np.inf], False, "there is a NaN or an infinity"),
        ("2, 4", False, '[first, second], not the text "2, 4".'),
        ([2.0, "four"], False, "[first, second], not a list."),
        ([2.0, [4.0]], False, "[first, second], not a list."),
        ([], False, "[first, second], not a list."),
        (len, False, "[first, second], not a function."),
        ({"a": 2}, False, "[first, second], not a dict."),
    ],
)
def test_numbers_are_compared(given, passed, words):
    verdict = gd.goals.equals([2.0, 4.0])(given)
    assert verdict.passed is passed
    assert words in verdict.text


def test_zero_is_compared_too():
    assert gd.goals.equals(0.0)(1e-9).passed
    assert not gd.goals.equals(0.0)(1e-3).passed


def step(params, gradient):
    return params - 0.1 * gradient


POINTS = [(np.array([1.0, 2.0]), np.array([3.0, -1.0])), (np.zeros(2), np.ones(2))]


def in_place(params, gradient):
    params -= 0.1 * gradient
    return params


def forgets(params, gradient):
    params - 0.1 * gradient


def fails(params, gradient):
    return params / undefined  # noqa: F821


@pytest.mark.parametrize(
    ("given", "passed", "words"),
    [
        (step, True, "Right for all 2 inputs."),
        (in_place, True, "Right for all 2 inputs."),
        (
            lambda params, gradient: params + 0.1 * gradient,
            False,
            "your first number is 1.3: that is not right.",
        ),
        (
            lambda params, gradient: np.array([0.7, 2.1]),
            False,
            "For params = (0, 0), gradient = (1, 1) your first number is 0.7",
        ),
        (
            lambda params, gradient: params[0],
            False,
            "it must be two numbers in square brackets, [first, second].",
        ),
        (forgets, False, "it returns nothing: is there a return?"),
        (fails, False, "it raises NameError: name 'undefined' is not defined"),
        (lambda params: params, False, "it raises TypeError"),
        (lambda params, gradient: "left", False, '[first, second], not the text "left".'),
        (0.7, False, "Hand in the function itself, not 0.7."),
    ],
)
def test_functions_are_tried_on_every_input(given, passed, words):
    verdict = gd.goals.matches(step, POINTS)(given)
    assert verdict.passed is passed
    assert words in verdict.text


def test_what_a_function_does_to_its_arguments_is_not_seen_by_the_next():
    goal = gd.goals.matches(step, POINTS)
    assert goal(in_place).passed
    assert goal(step).passed


def test_a_typical_mistake_is_answered():
    goal = gd.goals.equals(
        [3.2, 2.56], within=0.001, misses={(4.8, 5.76): "Uphill.", (3.2, 2.4): "The old slope."}
    )
    assert goal([4.8, 5.76]) == (False, "Uphill.")
    assert goal(np.array([4.801, 5.759])) == (False, "Uphill."), "as exact as the right one"
    assert goal([3.2, 2.4]) == (False, "The old slope.")
    assert goal([3.2, 2.5]).text == "Your second number is 2.5: that is not right."
    assert goal([4.8]).text.startswith("It must be two numbers")
    assert goal([3.2, 2.56]).passed
    assert gd.goals.equals(0.165, within=0.02, misses={0.33: "Halve it."})(0.33).text == "Halve it."


def test_a_typical_mistake_in_a_function_is_answered():
    uphill, unscaled = (lambda p, g: p + 0.1 * g), (lambda p, g: p - g)
    goal = gd.goals.matches(step, POINTS, misses=[(uphill, "Uphill."), (unscaled, "The rate.")])
    assert goal(uphill) == (False, "Uphill.")
    assert goal(unscaled) == (False, "The rate.")
    assert goal(step).passed
    only_at_first = lambda p, g: uphill(p, g) if p.any() else step(p, g)  # noqa: E731
    assert "your first number is 1.3" in goal(only_at_first).text
    only_at_last = lambda p, g: step(p, g) if p.any() else uphill(p, g)  # noqa: E731
    assert goal(only_at_last).text.startswith("For p = (0, 0), g = (1, 1) your first number is 0.1")


def test_a_mistake_that_runs_away_is_answered():
    far = lambda x: np.array([np.inf, x])  # noqa: E731
    goal = gd.goals.matches(lambda x: np.array([x, x]), [(1.0,), (2.0,)], misses=[(far, "Far.")])
    assert goal(far) == (False, "Far.")
    assert "NaN or an infinity" in goal(lambda x: np.array([-np.inf, x])).text


@pytest.mark.parametrize(
    "given",
    [len, int, object(), np, {1: 2}, np.array(["a"]), ..., lambda: 0, "x" * 500, b"2", 2j, True],
)
def test_no_answer_is_printed_as_python_would(given):
    texts = [gd.goals.equals([2.0, 4.0])(given).text, gd.goals.equals(2.0)(given).text]
    path = gd.goals.matches(lambda slope, x: np.outer(x, x), [(len, np.array([1, 2]))])
    texts += [path(lambda slope, x: given).text, path(lambda *rest: given).text]
    texts.append(path(lambda slope, x: np.zeros((2, 2))).text)
    assert "For x = (1, 2) in row 1 your first number is 0: that is not right." in texts
    for text in texts:
        assert not re.search(r"<|array\(|entry|shape|0x", text), text
        assert len(text) < 140


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: gd.goals.reaches(loss="low", within=5), TypeError, "loss must be a number"),
        (lambda: gd.goals.reaches(loss=np.nan, within=5), ValueError, "loss must be a number"),
        (lambda: gd.goals.reaches(loss=1, within=0), ValueError, "within >= 1, not 0"),
        (lambda: gd.goals.reaches(loss=1, within=2.5), TypeError, "not 2.5 (float)"),
        (lambda: gd.goals.reaches(1, 1, robust_starts=-1), ValueError, "robust_starts >= 0"),
        (lambda: gd.goals.largest_rate(within=0), ValueError, "0 < within < 1, not 0"),
        (lambda: gd.goals.largest_rate(within=1), ValueError, "0 < within < 1, not 1"),
        (lambda: gd.goals.ends("sideways"), ValueError, "kind must be one of 'no value'"),
        (lambda: gd.goals.equals("4"), TypeError, "expected must be finite numbers, not '4'"),
        (lambda: gd.goals.equals([np.nan]), TypeError, "expected must be finite numbers"),
        (lambda: gd.goals.equals(1, within=-1), ValueError, "within must be a number"),
        (lambda: gd.goals.equals(1, misses=[2]), TypeError, "misses must map answers to sentences"),
        (lambda: gd.goals.equals(1, misses={"2": "No."}), TypeError, "misses must be numbers"),
        (lambda: gd.goals.equals(1, misses={2: ""}), TypeError, "misses must say something"),
        (lambda: gd.goals.equals(1, misses={1.0: "No."}), ValueError, "but 1.0 is right"),
        (lambda: gd.goals.matches(abs, [(1,)], misses=[abs]), TypeError, "misses must be pairs"),
        (lambda: gd.goals.matches(abs, [(1,)], misses=[(abs, 3)]), TypeError, "say something"),
        (
            lambda: gd.goals.matches(abs, [(1,)], misses=[(abs, "Sign.")]),
            ValueError,
            "misses must be wrong functions, but that of 'Sign.' is right",
        ),
        (
            lambda: gd.goals.matches(abs, [(1,)], misses=[(str, "Text.")]),
            TypeError,
            "misses must return numbers for each of the inputs; 'Text.' doesn't",
        ),
        (lambda: gd.goals.matches(3, [(1,)]), TypeError, "reference must be a function, not 3"),
        (lambda: gd.goals.matches(step, []), ValueError, "inputs must be one or more tuples"),
        (lambda: gd.goals.matches(abs, [1, 2]), ValueError, "inputs must be one or more tuples"),
        (lambda: gd.goals.matches(str, [(1,)]), TypeError, "reference must return numbers"),
        (lambda: gd.goals.reaches(1, 1)(3), TypeError, "on must be an explorer with a objective"),
    ],
)
def test_wrong_input_is_refused_by_name(make, error, message):
    with pytest.raises(error, match=re.escape(message)):
        make()
