"""The rooms of the package: who may import whom, and that every public name is explained."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import gdwidgets as gd

PACKAGE = Path(gd.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
# From the top down: a room may import those to its right.
ROOMS = ["explorers", "teaching", "controls", "player", "web", "drawing", "core", "data"]
ALONE = {"web"}  # these import no other room, though some are to their right
CORE_MAY_IMPORT = {"numpy", "gdwidgets"}
FORMULAS_MAY_IMPORT = CORE_MAY_IMPORT | {"sympy"}
WIDGETS = {"anywidget", "ipywidgets", "traitlets", "IPython"}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it, by its absolute name."""
    names: set[str] = set()
    package = ["gdwidgets", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "gdwidgets" and parts[1:] and parts[1] in ROOMS else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downward(path: Path) -> None:
    where = str(path.relative_to(PACKAGE))
    room = path.relative_to(PACKAGE).parts[0]
    names = imported(path)
    assert not {name for name in names if "pyplot" in name}, "pyplot leaks its figures"
    if room not in ROOMS:
        return
    allowed = [room] if room in ALONE else ROOMS[ROOMS.index(room) :]
    assert {found for name in names if (found := room_of(name))} <= set(allowed)
    outside = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    if room == "core":
        formulas = where.startswith("core/formulas")
        assert outside <= (FORMULAS_MAY_IMPORT if formulas else CORE_MAY_IMPORT)
    if room == "drawing":
        assert not outside & WIDGETS, "drawing works without widgets"


def test_imported_reads_every_form_of_import(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    module = tmp_path / "controls" / "a.py"
    module.parent.mkdir()
    module.write_text(
        "import numpy.linalg\nfrom .b import c\nfrom ..core import d\n"
        "def f():\n    from matplotlib import pyplot\n"
    )
    assert imported(module) == {
        "numpy.linalg",
        "gdwidgets.controls.b",
        "gdwidgets.controls.b.c",
        "gdwidgets.core",
        "gdwidgets.core.d",
        "matplotlib",
        "matplotlib.pyplot",
    }


def modules_in(room: str) -> list[str]:
    package = importlib.import_module(f"gdwidgets.{room}")
    return [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]


def run(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_core_needs_numpy_only() -> None:
    blocked = ["matplotlib", "ipywidgets", "anywidget", "traitlets", "IPython", "sympy", "scipy"]
    block = "import sys; " + "; ".join(f"sys.modules[{name!r}] = None" for name in blocked)
    run("\n".join([block, *(f"import {name}" for name in modules_in("core"))]))


def test_nothing_loads_pyplot() -> None:
    every = [found.name for found in pkgutil.walk_packages(gd.__path__, "gdwidgets.")]
    checked = "import sys; assert 'matplotlib.pyplot' not in sys.modules"
    run("\n".join([*(f"import {name}" for name in every), checked]))


def public() -> dict[str, object]:
    """Every class and function that a package lists in its `__all__`."""
    found = {}
    inside = pkgutil.walk_packages(gd.__path__, "gdwidgets.")
    for name in ["gdwidgets", *(each.name for each in inside if each.ispkg)]:
        module = importlib.import_module(name)
        for listed in getattr(module, "__all__", ()):
            found[f"{name}.{listed}"] = getattr(module, listed)
    return {
        name: thing
        for name, thing in found.items()
        if inspect.isclass(thing) or inspect.isfunction(thing)
    }


def complaint(thing: object) -> str:
    """What is wrong with the docstring of a class or a function; nothing if it is fine."""
    doc = inspect.cleandoc(thing.__doc__ or "")
    if not doc:
        return "no docstring"
    if inspect.isclass(thing) and issubclass(thing, tuple):
        return ""  # an optimizer's state, which its optimizer explains
    _, found, example = doc.partition("Examples\n--------")
    return "" if found and ">>> " in example else "no example"


def test_public_names_have_a_docstring_with_an_example() -> None:
    complaints = {name: complaint(thing) for name, thing in public().items()}
    assert not {name: text for name, text in complaints.items() if text}


def test_the_top_level_names_exist() -> None:
    for name in gd.__all__:
        assert getattr(gd, name) is not None
        assert name in dir(gd)
    assert isinstance(gd.surfaces, ModuleType)
