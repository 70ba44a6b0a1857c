"""A cell that is run a hundred times leaves what it leaves after one run."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances

import gdwidgets as gd
from gdwidgets.teaching import task
from tests.web.reruns import Notebook

RUNS = 100
A_DOZEN = 12  # of what takes a while: whatever each run leaves shows in these as well
SURFACE = gd.surfaces.ravine(10)


@pytest.fixture
def notebook(monkeypatch):
    monkeypatch.setattr(task, "_asked", {})
    return Notebook(monkeypatch)


def observers(widget: Widget) -> int:
    """How many callbacks wait for a change of a widget, or for a message."""
    waiting = (each for kinds in widget._trait_notifiers.values() for each in kinds.values())
    return sum(map(len, waiting)) + len(widget._msg_callbacks.callbacks)


def left_behind() -> tuple[int, int]:
    """How many widgets are open, and how many callbacks they have in all."""
    return len(_instances), sum(map(observers, list(_instances.values())))


def grown(notebook: Notebook, code: Callable[[], Any], runs: int = RUNS) -> list[int]:
    """What more there is after so many runs of a cell than after two of them."""
    for _ in range(2):
        notebook.run("again", code)
    before = left_behind()
    for _ in range(runs - 2):
        notebook.run("again", code)
    return [after - at_first for at_first, after in zip(before, left_behind(), strict=True)]


@pytest.mark.parametrize(
    "code",
    [
        gd.LearningRateSlider,
        gd.MomentumSlider,
        lambda: gd.BatchSizePicker(344),
        gd.OptimizerDropdown,
        gd.SurfaceDropdown,
        lambda: gd.Challenge("Even?", lambda n: n % 2 == 0),
        lambda: gd.Prediction("Which?", ["a", "b"], outcome="a"),
    ],
    ids=["rate", "momentum", "batch", "optimizer", "surface", "challenge", "prediction"],
)
def test_a_widget_alone(notebook, code):
    assert grown(notebook, code) == [0, 0]


@pytest.mark.parametrize(
    "code",
    [
        lambda: gd.DescentExplorer(SURFACE, n_steps=2),
        lambda: gd.RegressionExplorer(n_steps=2),
        gd.FogGame,
    ],
    ids=["descent", "regression", "fog"],
)
def test_an_explorer(notebook, code):
    assert grown(notebook, code, runs=A_DOZEN) == [0, 0]


def with_tasks(explorer: gd.DescentExplorer) -> tuple[gd.Prediction, gd.Prediction, gd.Challenge]:
    """The tasks of a lesson about an explorer; the prediction is committed to at the first run."""
    way = gd.Prediction("What will it do?", on=explorer)
    if not way.entries:
        way.commit("settle")
    number = gd.Prediction(
        "Which loss?", kind="number", on=explorer, outcome=lambda on: on.trajectory.loss[-1]
    )
    task = gd.Challenge("Reach it.", lambda on: on.trajectory.loss[-1] < 1, on=explorer)
    return way, number, task


def test_tasks_about_an_explorer_that_stays(notebook):
    explorer = notebook.run("before", lambda: gd.DescentExplorer(SURFACE, n_steps=5))
    notebook.names["explorer"] = explorer
    parts = [explorer, *explorer._parts]
    assert grown(notebook, lambda: with_tasks(explorer)) == [0, 0]
    counts = [observers(part) for part in parts]
    held = explorer.player.held
    assert len(held) == 1, "by the prediction that has not been made"
    assert all(each.comm is not None for each in held)
    for _ in range(RUNS):
        notebook.run("again", lambda: with_tasks(explorer))
    assert [observers(part) for part in parts] == counts


def test_an_explorer_with_its_tasks(notebook):
    def code():
        explorer = gd.DescentExplorer(SURFACE, n_steps=5)
        return explorer, *with_tasks(explorer)

    assert grown(notebook, code, runs=A_DOZEN) == [0, 0]


def test_moves_between_the_runs_leave_nothing(notebook):
    """What an explorer does when it is used must not wait for it after it has been closed."""

    def code():
        explorer = gd.DescentExplorer(SURFACE, n_steps=5)
        explorer.inspector.expanded = True
        explorer.learning_rate.index += 1
        explorer.player.start = (1.0, 1.0)
        explorer.branch(1)
        explorer.unbranch()
        return explorer

    assert grown(notebook, code, runs=A_DOZEN) == [0, 0]


def test_what_was_held_by_name_goes_with_the_name(notebook):
    before = left_behind()
    for _ in range(5):
        notebook.names["mine"] = notebook.run("again", lambda: gd.DescentExplorer(n_steps=2))
    del notebook.names["mine"]
    notebook.run("again", lambda: None)
    notebook.names.clear()
    notebook.run("again", lambda: None)
    assert left_behind() == before


# -- one lock --------------------------------------------------------------------------------------


def test_the_widgets_have_one_lock_and_the_core_takes_none_of_theirs():
    """So it comes before the core's own one for the steps that it takes again."""
    files = Path(gd.__file__).parent.rglob("*.py")
    made = {path.name for path in files if re.search(r"\bR?Lock\(", path.read_text())}
    assert made == {"errors.py", "replay.py"}


def test_a_cell_and_the_browser_never_wait_for_each_other():
    """Two threads that set two widgets which set each other, as fast as they can."""
    explorer = gd.DescentExplorer(SURFACE, n_steps=2, learning_rate=0.1)

    def outcome(on):
        on.learning_rate.index = 10 + on.learning_rate.index % 2
        return "a"

    def from_the_browser():
        for k in range(30):
            explorer.player._receive(explorer.player, {"do": "start", "at": [1.0, k / 10]}, [])
            explorer.learning_rate.set_state({"index": 10 + k % 3})
            explorer.player.set_state({"value": k % 2 * explorer.player.max})

    def from_a_cell():
        for k in range(30):
            prediction = gd.Prediction(f"{k}?", ["a", "b"], on=explorer, outcome=outcome)
            prediction.set_state({"said": [1, "commit", "a"]})
            explorer.player.value = explorer.player.max
            explorer.player.value = 0
            prediction.close()

    threads = [
        threading.Thread(target=each, daemon=True) for each in (from_the_browser, from_a_cell)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert not any(each.is_alive() for each in threads), "they wait for each other"
    assert explorer.player.error == ""
    explorer.close()
