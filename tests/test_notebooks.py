"""The lessons are committed executed, clean and in short cells (that they run: see nbval)."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 15
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def test_there_are_lessons() -> None:
    assert {"00", "02", "03"} <= {path.name[:2] for path in LESSONS}


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


def code_cells(lesson: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in lesson.cells if cell.cell_type == "code"]


def test_is_valid_with_unique_cell_ids(lesson) -> None:
    nbformat.validate(lesson)
    ids = [cell.id for cell in lesson.cells]
    assert len(set(ids)) == len(ids)


def test_was_executed_from_top_to_bottom_without_an_error(lesson) -> None:
    counts = [cell.execution_count for cell in code_cells(lesson)]
    assert counts == list(range(1, len(counts) + 1))
    outputs = [output for cell in code_cells(lesson) for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


def test_holds_no_widget_state_and_no_timings(lesson) -> None:
    assert set(lesson.metadata) == {"kernelspec", "language_info"}
    assert lesson.metadata.kernelspec.name == "python3"
    assert "version" not in lesson.metadata.language_info
    assert all(set(cell.metadata) <= {"tags", "slideshow", "jupyter"} for cell in lesson.cells)


def test_shows_its_widgets_as_pictures(lesson) -> None:
    text = json.dumps(lesson)
    assert WIDGET_VIEW not in text
    assert "image/png" in text


def test_code_is_short_and_imports_once(lesson) -> None:
    cells = [ast.parse(cell.source) for cell in code_cells(lesson)]
    lines = [len(cell.source.splitlines()) for cell in code_cells(lesson)]
    assert max(lines) <= MOST_LINES
    importing = [
        number
        for number, tree in enumerate(cells)
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))
    ]
    assert len(importing) == 1


def test_what_holds_an_answer_is_folded(lesson) -> None:
    for cell in code_cells(lesson):
        asks = "gd.Prediction(" in cell.source or "gd.Challenge(" in cell.source
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        assert hidden or not asks, cell.id
