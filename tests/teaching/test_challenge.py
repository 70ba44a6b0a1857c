"""A challenge counts attempts, helps after misses, and is passed by what is right alone."""

from __future__ import annotations

import re

import ipywidgets
import pytest

import gdwidgets as gd
from gdwidgets.teaching.task import tasks

GOAL = gd.goals.reaches(loss=1e-6, within=100)
HINT, ANSWER = "Faster.", "A learning rate of 0.15."


def make(rate=0.01, goal=GOAL, **arguments):
    shown = gd.DescentExplorer(gd.surfaces.ravine(10), learning_rate=rate)
    options = {"hint": HINT, "answer": ANSWER} | arguments
    return shown, gd.Challenge("Reach it.", goal, on=shown, **options)


def say(task, word, given=None):
    """What the browser does when a button is pressed."""
    task.set_state({"said": [task.said[0] + 1, word, given]})


def test_the_explorers_own_setting_is_judged():
    shown, task = make()
    shown.learning_rate.value = 0.15
    assert task.check().passed
    assert (task.value, task.attempts) == (True, 1)
    assert task.row()[2:] == (
        "GradientDescent(learning_rate=0.15)",
        "Reached at step 51, and also from 3 starts nearby.",
        "passed at attempt 1",
    )


def test_momentum_is_read_too():
    shown, task = make()
    shown.optimizer.value, shown.momentum.value = gd.optimizers.Momentum, 0.5
    shown.learning_rate.value = 0.1
    assert task.check().passed
    assert task.row().answer.startswith("Momentum(learning_rate=0.1, momentum=0.5")


def test_near_misses_fail_and_the_hint_comes_after_the_second():
    shown, task = make()
    shown.learning_rate.value = 0.2
    task.check()
    assert (task.value, task.attempts, task.hint) == (False, 1, "")
    shown.learning_rate.value = 0.02
    task.check()
    assert (task.value, task.attempts, task.hint) == (False, 2, HINT)
    assert task.row().state == "not passed, 2 attempts"


def test_doing_nothing_is_no_attempt():
    shown, task = make()
    assert task.check().text == (
        "Nothing has changed since the task was set: move a control first."
    )
    assert task.attempts == 0
    shown.learning_rate.value = 0.02
    task.check()
    assert task.check().text == "Nothing has changed since the last check: move a control first."
    assert task.attempts == 1
    assert task.row().outcome.startswith("After 100 steps"), "the report keeps the real attempt"


def test_what_is_right_already_passes():
    _, task = make(rate=0.15)
    assert task.check().passed


def test_what_was_passed_stays_passed():
    shown, task = make()
    shown.learning_rate.value = 0.15
    task.check()
    shown.learning_rate.value = 0.01
    assert not task.check().passed
    assert (task.value, task.passing, task.attempts) == (True, False, 1)
    assert task.row().outcome.startswith("Reached at step 51")


def test_the_worked_answer_comes_on_request_after_an_attempt():
    shown, task = make()
    with pytest.raises(ValueError, match="Try once yourself"):
        task.show_answer()
    assert ANSWER not in str([v for k, v in task.get_state().items() if k[0] != "_"])
    shown.learning_rate.value = 0.02
    task.check()
    task.show_answer()
    assert task.answer == ANSWER
    shown.learning_rate.value = 0.15
    task.check()
    assert task.row().state == "passed at attempt 2, after the answer was shown"


def test_looking_at_the_answer_after_passing_is_no_help():
    shown, task = make()
    shown.learning_rate.value = 0.15
    task.check()
    task.show_answer()
    assert task.row().state == "passed at attempt 1"


def test_any_widget_can_be_judged():
    slider = gd.LearningRateSlider(value=0.1)
    task = gd.Challenge("Set one half.", lambda slider: slider.value == 0.5, on=slider)
    assert "Nothing has changed" in task.check().text
    slider.value = 0.47
    assert task.check() == (False, "Not yet.")
    slider.value = 0.5
    assert task.check() == (True, "That is it.")
    assert task.attempts == 2


def test_a_goal_of_ones_own_may_give_its_reason():
    task = gd.Challenge("Even.", lambda n: (n % 2 == 0, f"{n} it is."))
    assert task.submit(3) == (False, "3 it is.")
    assert task.submit(4) == (True, "4 it is.")
    assert task.row() == ("challenge", "Even.", "4", "4 it is.", "passed at attempt 2")


@pytest.mark.parametrize("nothing", [(), (None,)])
def test_handing_in_nothing_is_no_attempt(nothing):
    task = gd.Challenge("Even.", lambda n: n % 2 == 0)
    verdict = task.submit(*nothing)
    assert verdict == (False, "Nothing was handed in: put your answer between the brackets.")
    assert task.attempts == 0


def test_nonsense_is_answered_and_no_attempt():
    task = gd.Challenge("Even.", lambda n: n % 2 == 0)
    verdict = task.submit({"n": 4})
    assert verdict.text.startswith("That can't be judged: TypeError: unsupported operand")
    assert (verdict.passed, task.attempts) == (False, 0)


def test_a_function_is_handed_in_by_name():
    task = gd.Challenge("Square.", gd.goals.matches(lambda x: x * x, [(2.0,), (3.0,)]))
    assert not task.submit(lambda x: 2 * x).passed  # right for 2, wrong for 3

    def square(x):
        return x**2

    assert task.submit(square).passed
    assert task.row().answer == "square()"


def test_a_cell_that_is_run_again_keeps_the_attempts():
    shown, task = make()
    for rate in (0.02, 0.03):
        shown.learning_rate.value = rate
        task.check()
    task.show_answer()
    _, again = make()
    task.close()
    assert (again.attempts, again.hint, again.answer) == (2, HINT, ANSWER)
    assert tasks() == [again]


# -- from the browser ------------------------------------------------------------------------


def test_the_browser_checks_and_asks_for_the_answer():
    shown, task = make()
    say(task, "check")
    assert "Nothing has changed" in task.verdict
    assert task.answered == 1
    say(task, "answer")
    assert task.error == "Try once yourself, then ask for the answer."
    shown.learning_rate.value = 0.15
    say(task, "check")
    assert (task.value, task.answered, task.error) == (True, 3, "")
    say(task, "answer")
    assert task.answer == ANSWER


def test_the_browser_cannot_pass_it_by_itself():
    _, task = make()
    task.set_state({"value": True, "passing": True, "attempts": 1, "has_answer": False})
    assert (task.value, task.passing, task.attempts, task.has_answer) == (False, False, 0, True)


@pytest.mark.parametrize("returned", [None, "yes", 1, (True,), (1, "text"), (True, 3)])
def test_a_goal_that_judges_nonsense_is_reported(returned):
    shown, task = make(goal=lambda explorer: returned)
    shown.learning_rate.value = 0.02
    say(task, "check")
    assert task.error == (
        f"goal must return True or False, or such a pair with a text, not {returned!r}"
    )
    assert (task.value, task.attempts) == (False, 0)


def test_an_unrun_notebook_shows_the_task():
    _, task = make()
    assert task._repr_mimebundle_()[0]["text/plain"] == "Challenge: Reach it.\n(not tried yet)"
    assert repr(task) == "Challenge('Reach it.': not tried yet)"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"question": " "}, ValueError, "question must be a text, not ' '"),
        ({"question": 3}, ValueError, "question must be a text, not 3"),
        ({"goal": None}, TypeError, "goal must be a function, such as one of gd.goals, not None"),
        ({"goal": 1e-6}, TypeError, "not 1e-06"),
        ({"on": 3}, TypeError, "on must be an explorer or another widget, not 3"),
        ({"hint": 3}, TypeError, "hint must be a text, not 3"),
        ({"answer": None}, TypeError, "answer must be a text, not None"),
        ({"value": True}, TypeError, "Challenge has no argument 'value'"),
        ({"atempts": 3}, TypeError, "Challenge has no argument 'atempts'"),
    ],
)
def test_wrong_arguments_are_refused_by_name(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        gd.Challenge(**({"question": "Even.", "goal": bool} | arguments))


def test_there_is_nothing_to_check_without_on():
    with pytest.raises(ValueError, match=r"hand something in with submit\(\)"):
        gd.Challenge("Even.", bool).check()


def test_interact_takes_both():
    heard = []
    task = gd.Challenge("Even.", lambda n: n % 2 == 0)

    def hear(passed):
        heard.append(passed)

    ipywidgets.interactive_output(hear, {"passed": task})
    task.submit(2)
    assert heard[-1] is True
