"""The lessons are committed executed, clean and in short cells (that they run: see nbval)."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 15
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def test_there_are_lessons() -> None:
    assert {"00", "01", "02", "03"} <= {path.name[:2] for path in LESSONS}


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


SHOWN_IN: dict[str, dict[str, str]] = {
    "00": {"predict-star-ask": "explorer", "predict-rate-ask": "check-rate"},
    "01": {"predict-steps-ask": "steps-measured", "predict-where-explorer": "predict-where-ask"},
    "02": {
        "predict-four-ask": "factors",
        "predict-steps-small": "decades-why-code",
        "predict-paid-ask": "paid-picture",
        "predict-warm-ask": "warm",
    },
    "03": {
        "predict-flat-ask": "flat",
        "predict-points-ask": "spaces-picture",
        "predict-raw-ask": "raw-explorer",
        "predict-standard-ask": "standard-check",
    },
}
"""By lesson, the first cell of each group of predictions, and the cell that answers the last."""


def test_no_output_answers_a_prediction_before_it_is_made(lesson, request) -> None:
    groups = SHOWN_IN[request.node.callspec.id[:2]]
    ids = [cell.id for cell in lesson.cells]
    spans = [(ids.index(first), ids.index(last)) for first, last in groups.items()]
    for number, cell in enumerate(lesson.cells):
        if cell.cell_type != "code":
            continue
        asks = "gd.Prediction(" in cell.source
        within = any(first <= number <= last for first, last in spans)
        assert within or not asks, cell.id
        held = "step=0" in json.dumps(cell.outputs)  # an explorer that waits, at its start
        if within and not asks and not held and shows(cell):
            assert cell.metadata.jupyter.outputs_hidden, cell.id


def shows(cell: nbformat.NotebookNode) -> bool:
    return any("Click a place" not in json.dumps(output) for output in cell.outputs)


def test_says_how_long_it_takes(lesson) -> None:
    text = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    formula = re.compile(r"\$\$.+?\$\$|\$.+?\$", re.DOTALL)
    visible = [
        c for c in code_cells(lesson) if not c.metadata.get("jupyter", {}).get("source_hidden")
    ]
    tasks = sum(
        len(re.findall(r"gd\.(?:Prediction|Challenge)\(", c.source)) for c in code_cells(lesson)
    )
    minutes = len(formula.sub(" ", text).split()) / 180 + len(formula.findall(text)) / 6
    minutes += len(visible) * 35 / 60 + 3 * tasks
    (said,) = re.findall(r"\*About (\d+) minutes\.\*", text)
    assert abs(int(said) - minutes) < 5, minutes
