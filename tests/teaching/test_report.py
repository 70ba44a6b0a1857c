"""The report: what a learner hands in, as text and as a table that can't be broken out of."""

from __future__ import annotations

from textwrap import dedent

import gdwidgets as gd
from gdwidgets.teaching import Report
from gdwidgets.teaching.task import Row


def test_nothing_asked_is_said_so():
    assert repr(gd.teaching.report()) == "No predictions and no challenges yet."
    assert gd.teaching.report()._repr_html_() == "<p>No predictions and no challenges yet.</p>"


def test_every_task_has_a_row_in_the_order_of_asking():
    first = gd.Prediction("Which?", ["this", "that"], outcome="that")
    gd.Challenge("Even.", lambda n: n % 2 == 0).submit(4)
    gd.Prediction("How many?", kind="number", outcome=50)
    first.commit("this")
    first.commit("that")
    assert gd.teaching.report().rows == [
        ("prediction", "Which?", "this; then: that (after the run)", "that", "wrong"),
        ("challenge", "Even.", "4", "That is it.", "passed at attempt 1"),
        ("prediction", "How many?", "", "", "not made yet"),
    ]
    text = """
               | question  | your answer             | outcome     | state
    prediction | Which?    | this; then: that (after | that        | wrong
               |           | the run)                |             |
    challenge  | Even.     | 4                       | That is it. | passed at attempt 1
    prediction | How many? |                         |             | not made yet"""
    assert repr(gd.teaching.report()) == dedent(text).lstrip("\n")


def test_no_word_is_lost_in_a_narrow_column():
    question = " ".join(f"word{i}" for i in range(60))
    text = repr(Report([Row("prediction", question, "", "", "not made yet")]))
    assert all(word in text for word in question.split())
    assert max(map(len, text.splitlines())) < 140


def test_markup_stays_text():
    evil = "<img src=x onerror=alert(1)> & <script>"
    task = gd.Challenge(evil, lambda given: (False, evil))
    task.submit(evil)
    html = gd.teaching.report()._repr_html_()
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt; &amp; &lt;script&gt;") == 3


def test_what_was_closed_without_an_answer_is_not_listed():
    asked = gd.Prediction("Old wording?", [1, 2], outcome=1)
    gd.Prediction("New wording?", [1, 2], outcome=1)
    asked.close()
    assert [row.question for row in gd.teaching.report().rows] == ["New wording?"]


def test_what_was_answered_stays_listed():
    asked = gd.Prediction("Old wording?", [1, 2], outcome=1)
    asked.commit(1)
    asked.close()
    assert gd.teaching.report().rows[0].state == "right"
