"""The learner commits first; what was committed is judged by the core and never replaced."""

from __future__ import annotations

import re

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.teaching.task import tasks

RAVINE = gd.surfaces.ravine(20)  # stable below 0.1


def explorer(rate=0.09, **arguments):
    return gd.DescentExplorer(RAVINE, learning_rate=rate, **arguments)


def say(task, word, given=None):
    """What the browser does when a button is pressed."""
    task.set_state({"said": [task.said[0] + 1, word, given]})


def test_a_player_is_locked_at_its_first_step_until_the_learner_has_committed():
    shown = explorer()
    prediction = gd.Prediction("How will it go?", on=shown)
    assert (bool(shown.player.held), shown.player.value) == (True, 0)
    assert prediction.value is None
    prediction.commit("settle")
    assert not shown.player.held
    assert (prediction.value, prediction.revealed) == ("settle", False)
    assert prediction.entries[0]["right"] is None


@pytest.mark.parametrize(("said", "words"), [("this", "It can't."), ("that", "It is so.")])
def test_each_option_has_its_own_answer(said, words):
    why = {"this": "It can't.", "that": "It is so."}
    prediction = gd.Prediction(f"Which, {said}?", ["this", "that"], outcome="that", why=why)
    prediction.commit(said)
    assert prediction.why == words
    prediction.commit("that")
    assert prediction.why == words, "the first one counts"


def test_an_option_without_an_answer_of_its_own_has_the_diagnosis():
    shown = explorer(0.09)
    prediction = gd.Prediction("How, now?", on=shown, why={"crawl": "It isn't that slow."})
    prediction.commit("settle")
    assert prediction.why == gd.diagnose(shown.trajectory).summary
    with pytest.raises(ValueError, match='why must be one text or function for kind="number"'):
        gd.Prediction("How many?", kind="number", outcome=1, why={1: "One."})


def test_a_player_waits_for_all_that_is_asked_of_it():
    shown = explorer()
    first = gd.Prediction("How will it go?", on=shown)
    second = gd.Prediction("Where will it end?", kind="place", on=shown)
    first.commit("settle")
    assert shown.player.held
    second.close()
    assert not shown.player.held, "a closed prediction waits for nothing"


@pytest.mark.parametrize(
    ("rate", "way"), [(0.09, "settle"), (0.001, "crawl"), (0.0999, "zig-zag"), (0.11, "diverge")]
)
def test_the_core_says_how_a_run_went(rate, way):
    for said in ("settle", "crawl", "zig-zag", "diverge"):
        prediction = gd.Prediction(f"How will it go, {said}?", on=explorer(rate))
        prediction.commit(said)
        prediction.reveal()
        assert prediction.entries[0]["right"] is (said == way)
        assert prediction.row().state == ("right" if said == way else "wrong")
    run = explorer(rate).trajectory
    assert prediction.why == gd.diagnose(run).summary


def test_the_outcome_is_of_the_run_that_is_set_when_the_learner_commits():
    shown = explorer(0.11)
    prediction = gd.Prediction("How will it go?", on=shown)
    shown.learning_rate.value = 0.001
    prediction.commit("diverge")
    shown.learning_rate.value = 0.11
    prediction.reveal()
    assert prediction.entries[0]["right"] is False
    assert prediction.outcome.startswith("It crawls")


def test_a_place_is_judged_by_where_the_run_ends():
    shown = gd.DescentExplorer(gd.surfaces.himmelblau, start=(0, 0), learning_rate=0.01)
    prediction = gd.Prediction("Where will it end?", kind="place", on=shown)
    prediction.commit((3, 2.2))
    prediction.reveal()
    assert prediction.outcome == "x = 3, y = 2"  # a minimum of Himmelblau's function
    assert prediction.outcome_place == pytest.approx([3, 2], abs=1e-4)
    assert prediction.row().state == "right, off by 0.2"
    prediction.commit((-3.8, -3.3))
    assert [entry["right"] for entry in prediction.entries] == [True, False]


def test_on_a_curve_a_place_has_one_coordinate():
    shown = gd.DescentExplorer(gd.surfaces.parabola, learning_rate=0.1)
    prediction = gd.Prediction("Where will it end?", kind="place", on=shown)
    prediction.commit(0.1)
    prediction.reveal()
    assert prediction.entries[0]["right"]
    assert (prediction.value, prediction.outcome) == ((0.1,), "x = 0")


def test_the_place_of_a_run_that_left_is_far_outside():
    prediction = gd.Prediction("Where will it end?", kind="place", on=explorer(0.5))
    prediction.commit((0, 0))
    prediction.reveal()
    assert prediction.outcome == "far outside the picture"
    assert prediction.row().state == "wrong"


def test_a_number_is_found_out_from_the_run():
    shown = explorer(0.09)
    prediction = gd.Prediction(
        "How many steps to 0.001?",
        kind="number",
        on=shown,
        within=0.2,
        outcome=lambda explorer: gd.goals.steps_to(explorer.trajectory, loss=1e-3),
    )
    prediction.commit(60)
    prediction.reveal()
    loss = shown.trajectory.loss
    steps = int(np.argmax(loss <= 1e-3))
    assert prediction.outcome == str(steps) == "51"
    assert prediction.row().state == "right, off by 9 (18 %)"


def test_the_outcome_is_shown_when_the_run_was_played_to_its_end():
    shown = explorer(0.5)
    prediction = gd.Prediction("How will it go?", on=shown)
    prediction.commit("diverge")
    end = shown.trajectory.stop_step
    assert end < shown.player.max
    shown.player.value = end - 1
    assert not prediction.revealed
    shown.player.value = end
    assert prediction.revealed


def test_playing_reveals_nothing_before_a_commitment():
    shown = explorer()
    prediction = gd.Prediction("How will it go?", on=shown)
    shown.player.value = shown.player.max
    assert not prediction.revealed
    with pytest.raises(ValueError, match=r"Make your prediction first\."):
        prediction.reveal()


def test_a_bare_player_will_do():
    run = gd.descend(RAVINE, gd.optimizers.GradientDescent(0.09), (5, 1), 30)
    figure, ax = gd.drawing.figure(400, 300)
    ax.set(xlim=(-6, 6), ylim=(-3, 3))
    player = gd.DescentPlayer(figure, [gd.tracks.trail(ax, run.params)], start_axes=ax)
    prediction = gd.Prediction(
        "Where will it end?", kind="place", on=player, outcome=lambda player: player.frames[-1]
    )
    prediction.commit((0.3, 0.0))
    player.value = 30
    assert prediction.revealed
    assert prediction.entries[0]["right"]


def test_changing_ones_mind_adds_an_entry_that_says_when():
    prediction = gd.Prediction("How will it go?", on=explorer())
    prediction.commit("diverge")
    prediction.commit("crawl")
    prediction.reveal()
    prediction.commit("settle")
    assert prediction.value == "diverge"
    assert [entry["when"] for entry in prediction.entries] == [
        "before the run",
        "changed before the end",
        "after the run",
    ]
    assert [entry["right"] for entry in prediction.entries] == [False, False, True]
    assert prediction.row().state == "wrong", "the first commitment counts"
    assert "(after the run)" in prediction.row().answer


def test_without_a_run_the_outcome_is_shown_at_once():
    calls = []
    prediction = gd.Prediction(
        "Which is fastest?", [0.01, 0.1], outcome=lambda: calls.append(0) or 0.1, why="Because."
    )
    assert not calls, "it is found out when the learner has committed"
    prediction.commit(0.1)
    assert (prediction.revealed, prediction.why, len(calls)) == (True, "Because.", 1)
    prediction.commit(0.01)
    assert len(calls) == 1


def test_a_cell_that_is_run_again_keeps_what_the_learner_said():
    prediction = gd.Prediction("How will it go?", on=explorer())
    prediction.commit("diverge")
    prediction.reveal()
    shown = explorer()
    again = gd.Prediction("How will it go?", on=shown)
    prediction.close()
    assert again.entries == prediction.entries
    assert again.revealed
    assert not shown.player.held
    again.commit("settle")
    assert [entry["right"] for entry in again.entries] == [False, True]
    assert again.entries[1]["when"] == "after the run"
    assert tasks() == [again]


def test_a_commitment_that_was_not_yet_judged_is_kept_too():
    gd.Prediction("How will it go?", on=explorer(0.11)).commit("diverge")
    again = gd.Prediction("How will it go?", on=explorer(0.11))
    again.reveal()
    assert again.entries[0]["right"]


def test_other_questions_and_other_kinds_are_other_tasks():
    gd.Prediction("a", ["x", "y"], outcome="x").commit("x")
    other = gd.Prediction("b", ["x", "y"], outcome="x")
    assert other.entries == []
    assert len(tasks()) == 2


# -- from the browser ------------------------------------------------------------------------


def test_the_browser_commits_and_reveals():
    prediction = gd.Prediction("How will it go?", on=explorer())
    say(prediction, "commit", "settle")
    assert (prediction.value, prediction.answered) == ("settle", 1)
    say(prediction, "reveal")
    assert (prediction.revealed, prediction.answered, prediction.error) == (True, 2, "")


@pytest.mark.parametrize(
    ("word", "given", "message"),
    [
        ("commit", None, "prediction must be one of"),
        ("commit", "sideways", "not 'sideways'"),
        ("commit", ["settle"], "not ['settle']"),
        ("reveal", None, "Make your prediction first."),
    ],
)
def test_nonsense_from_the_browser_is_answered_in_the_widget(word, given, message):
    shown = explorer()
    prediction = gd.Prediction("How will it go?", on=shown)
    say(prediction, word, given)
    assert message in prediction.error
    assert (prediction.answered, prediction.entries, bool(shown.player.held)) == (1, [], True)
    say(prediction, "commit", "settle")
    assert prediction.error == ""


def test_the_browser_cannot_write_the_outcome():
    prediction = gd.Prediction("Which?", [1, 2], outcome=1)
    prediction.set_state({"revealed": True, "entries": [{"right": True}], "value": 1})
    assert (prediction.revealed, prediction.entries, prediction.value) == (False, [], None)


def test_the_outcome_is_not_in_the_page_before_it_is_revealed():
    prediction = gd.Prediction("Which?", ["this", "that"], outcome="that", why="It is so.")
    state = {k: v for k, v in prediction.get_state().items() if k not in ("_esm", "_css", "form")}
    assert "that" not in str(state.values())
    assert "It is so." not in str(state.values())


def test_an_outcome_that_fails_is_shown_and_nothing_is_lost():
    shown = explorer()
    prediction = gd.Prediction("How many?", kind="number", on=shown, outcome=lambda explorer: 1 / 0)
    say(prediction, "commit", 3)
    assert prediction.error == "ZeroDivisionError: division by zero"
    assert prediction.entries[0]["answer"] == 3
    assert not shown.player.held


# -- in text ---------------------------------------------------------------------------------


def test_an_unrun_notebook_shows_the_question():
    prediction = gd.Prediction("Which?", [0.1, 0.2], outcome=0.1, why="It is smaller.")
    data, _ = prediction._repr_mimebundle_()
    assert data["text/plain"] == "Prediction: Which?\n( ) 0.1\n( ) 0.2"
    prediction.commit(0.2)
    assert prediction._repr_mimebundle_()[0]["text/plain"] == (
        "Prediction: Which?\nYou predicted: 0.2\nIt was: 0.1 (wrong)\nIt is smaller."
    )


def test_the_repr_is_short():
    assert repr(gd.Prediction("Which?", [1, 2], outcome=1)) == "Prediction('Which?': not made yet)"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"question": ""}, ValueError, "question must be a text, not ''"),
        ({"question": None}, ValueError, "not None"),
        ({"options": None}, ValueError, "options must be given where there is no `on`"),
        ({"options": [1]}, ValueError, "options must be two or more"),
        ({"outcome": 3}, ValueError, "outcome must be one of 1, 2, not 3"),
        ({"outcome": None}, ValueError, "outcome must be given: what happens, or a function"),
        ({"kind": "colour"}, ValueError, "kind must be one of 'choice', 'number', 'place'"),
        ({"kind": "number"}, ValueError, 'options must be left out for kind="number"'),
        ({"kind": "place", "options": None}, ValueError, 'on must be given for kind="place"'),
        ({"within": -1}, ValueError, "within must be a number with within >= 0, not -1"),
        ({"within": "10 %"}, TypeError, "not '10 %'"),
        ({"on": 3}, TypeError, "on must be an explorer or a player, not 3"),
        ({"why": 3}, TypeError, "why must be a text, a mapping or a function, not 3"),
        ({"why": {1: 3}}, TypeError, "why must have a text for each option, not 3"),
        ({"why": {"z": "No."}}, ValueError, "why must be one of"),
        ({"entries": []}, TypeError, "Prediction has no argument 'entries'"),
        ({"answer": 1}, TypeError, "Prediction has no argument 'answer'"),
    ],
)
def test_wrong_arguments_are_refused_by_name(arguments, error, message):
    given = {"question": "Which?", "options": [1, 2], "outcome": 1} | arguments
    with pytest.raises(error, match=re.escape(message)):
        gd.Prediction(**given)
