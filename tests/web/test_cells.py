"""A cell that is run again closes what its earlier run made, whatever else the user has."""

from __future__ import annotations

import ipywidgets
import pytest

from gdwidgets.web import cells
from gdwidgets.web.cells import close_with_cell
from tests.web.reruns import Notebook


@pytest.fixture
def notebook(monkeypatch):
    return Notebook(monkeypatch)


def made(value: int = 0) -> ipywidgets.IntText:
    widget = ipywidgets.IntText(value)
    close_with_cell(widget)
    return widget


def is_open(widget: ipywidgets.Widget) -> bool:
    return widget.comm is not None


class Process:
    """As psutil's: `children` is a method."""

    def children(self):
        raise AssertionError("nobody asked for it")


class Odd:
    """Whatever is asked of it raises, as a lazy proxy's may."""

    def __getattr__(self, name):
        raise RuntimeError(name)


def test_what_the_run_before_made_is_closed(notebook):
    first = notebook.run("a", made)
    second = notebook.run("a", made)
    elsewhere = notebook.run("b", made)
    assert [is_open(each) for each in (first, second, elsewhere)] == [False, True, True]
    notebook.run("b", made)
    assert [is_open(each) for each in (second, elsewhere)] == [True, False]


def test_a_run_closes_nothing_of_its_own(notebook):
    notebook.run("a", made)
    pair = notebook.run("a", lambda: (made(), made()))
    assert all(map(is_open, pair))


def test_a_cell_that_makes_no_widget_any_more_closes_the_old_one(notebook):
    widget = notebook.run("a", made)
    notebook.run("a", lambda: None)
    assert not is_open(widget)


@pytest.mark.parametrize(
    "hold",
    [
        lambda widget: widget,
        lambda widget: [1, widget],
        lambda widget: (widget,),
        lambda widget: {"mine": widget},
        lambda widget: {widget},
        lambda widget: ipywidgets.VBox([ipywidgets.HBox([widget])]),
        lambda widget: [ipywidgets.VBox([widget])],
    ],
    ids=["name", "list", "tuple", "dict", "set", "box", "box in a list"],
)
def test_what_is_held_by_name_stays_open_until_it_is_not(notebook, hold):
    widget = notebook.run("a", made)
    notebook.names["mine"] = hold(widget)
    notebook.run("a", made)
    assert is_open(widget)
    del notebook.names["mine"]
    notebook.run("a", made)
    assert not is_open(widget)


def test_what_only_the_memory_of_outputs_holds_is_closed(notebook):
    widget = notebook.run("a", made)
    notebook.names.update({"_": widget, "_1": widget, "Out": {1: widget}, "In": [""]})
    notebook.run("a", made)
    assert not is_open(widget)


def test_other_libraries_objects_are_left_alone(notebook):
    widget = notebook.run("a", made)
    notebook.names.update(
        process=Process(),
        type=Process,
        several=[Process(), Odd()],
        odd=Odd(),
        widgets=ipywidgets.IntText,
        here=ipywidgets.VBox([made()]),
    )
    notebook.run("a", made)
    assert not is_open(widget)


def test_a_widget_among_a_million_numbers_is_found(notebook):
    widget = notebook.run("a", made)
    notebook.names["several"] = [*range(10**6), widget]
    notebook.run("a", made)
    assert is_open(widget)


def test_a_box_within_itself_is_no_trap(notebook):
    box = notebook.names["box"] = ipywidgets.VBox()
    box.children = (box, notebook.run("a", made))
    notebook.run("a", made)
    assert is_open(box.children[1])


def test_outside_a_notebook_nothing_is_done():
    assert cells.running_cell() == (None, "", "")
    assert is_open(made())
