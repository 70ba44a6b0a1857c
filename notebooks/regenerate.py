"""Execute the lessons in place, and bring them into the form in which they are committed.

    python notebooks/regenerate.py              all lessons
    python notebooks/regenerate.py 02 03        only those whose names begin so
    python notebooks/regenerate.py --check      change nothing; fail where the result differs

A lesson is committed executed, so that it can be read where nothing runs. Its widgets are
committed as their pictures: without a kernel a widget's view is an error message, and its
id would differ after every run. Timings and the machine's Python version are left out too.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
KEPT_CELL_METADATA = ("tags", "slideshow", "jupyter")


def execute(path: Path) -> NotebookNode:
    """Run a lesson in a fresh kernel, in its own directory, and normalise the result.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        When a cell fails.
    RuntimeError
        When a cell writes to stderr, as a warning does.
    """
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook,
        kernel_name="python3",
        record_timing=False,
        resources=resources,
        timeout=300,
    ).execute()
    normalise(notebook)
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                raise RuntimeError(f"{path.name}, cell {number} wrote to stderr:\n{output.text}")
    return notebook


def normalise(notebook: NotebookNode) -> None:
    """Keep what a reader needs and what is the same after every run."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number}")
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        )
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def comparable(notebook: NotebookNode) -> list[str]:
    """The lines of a notebook without its pictures, which differ between machines."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = "a picture"
    return nbformat.writes(notebook).splitlines()


def main() -> int:
    """Run the command; 1 when --check found a difference."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", default=[""], help="how their names begin")
    parser.add_argument("--check", action="store_true", help="change nothing, show differences")
    arguments = parser.parse_args()
    paths = sorted(HERE.glob("*.ipynb"))
    chosen = [path for path in paths if path.name.startswith(tuple(arguments.lessons))]
    if not chosen:
        parser.error(f"no lesson begins with {' or '.join(arguments.lessons)}")
    differs = False
    for path in chosen:
        print(path.name, flush=True)
        notebook = execute(path)
        if not arguments.check:
            nbformat.write(notebook, path)
            continue
        before = comparable(nbformat.read(path, as_version=4))
        difference = list(difflib.unified_diff(before, comparable(notebook), lineterm=""))
        for line in difference:
            print(line)
        differs = differs or bool(difference)
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
