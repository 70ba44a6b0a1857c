"""The browser's files, run in Node: what they compute, against what Python computes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import anywidget
import pytest
from playwright._impl._driver import compute_driver_executable

import gdwidgets as gd
from gdwidgets.web.modules import IMPORT, module
from tests.web.told import told

HERE = Path(__file__).parent
PACKAGE = Path(gd.__file__).parent
NODE, _ = compute_driver_executable()
SCRIPTS = sorted(PACKAGE.rglob("*.js"))
TYPED = [path for path in SCRIPTS if path.parent.name in ("js", "web")]
TYPES = (
    "--noEmit --allowJs --checkJs --target es2022 --module es2022 --moduleResolution bundler "
    "--lib es2023,dom,dom.iterable --strict false"
)


def node(*arguments: object, **env: str) -> None:
    done = subprocess.run(
        [NODE, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=env,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Path:
    """What Python says, for the tests in JavaScript to compare with."""
    path = tmp_path_factory.mktemp("told") / "told.json"
    path.write_text(json.dumps(told()), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(HERE.glob("*.test.mjs")), ids=lambda path: path.name)
def test_in_node(path: Path, facts: Path) -> None:
    node(path, GDWIDGETS_TOLD=str(facts))


def widgets() -> list[type]:
    """Every class of the package that has a front end of its own."""
    found: list[type] = []
    for each in anywidget.AnyWidget.__subclasses__():
        found.append(each)
    for each in found:
        found.extend(each.__subclasses__())
    ours = (each for each in found if each.__module__.startswith("gdwidgets."))
    # An instance gets a class of its own, in which its script is a trait.
    written = {each for each in ours if isinstance(vars(each).get("_esm"), str)}
    return sorted(written, key=lambda each: each.__name__)


def test_every_widget_is_looked_at() -> None:
    assert {each.__name__ for each in widgets()} >= {
        "Challenge",
        "DescentPlayer",
        "FogMap",
        "OptionSlider",
        "Prediction",
        "StepInspector",
    }


@pytest.mark.parametrize("widget", widgets(), ids=lambda each: each.__name__)
def test_a_joined_module_can_be_read_and_has_what_a_host_calls(widget, tmp_path: Path) -> None:
    joined = tmp_path / "joined.mjs"
    joined.write_text(str(widget._esm), encoding="utf-8")
    node("--check", joined)
    node(
        "--input-type=module",
        "--eval",
        f"import widget from {json.dumps(joined.as_uri())};\n"
        "const { render } = typeof widget === 'function' ? widget() : widget;\n"
        "if (typeof render !== 'function') throw new Error('no render');",
    )


def test_a_joined_module_that_can_not_be_read_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.mjs").write_text("export const one = 1;\n")
    entry = tmp_path / "b.mjs"
    entry.write_text('import { one } from "./a.mjs";\nconst one = 2;\n')
    joined = tmp_path / "joined.mjs"
    joined.write_text(module(entry))
    with pytest.raises(AssertionError, match="already been declared"):
        node("--check", joined)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_imported_keeps_its_name(path: Path) -> None:
    """Joined, a module finds what it imports by the name under which it was exported."""
    text = path.read_text(encoding="utf-8")
    imports = re.findall(r"^import\b[^;]*;", text, re.MULTILINE)
    assert len(IMPORT.findall(text)) == len(imports), "each is by a relative path"
    for line in imports:
        assert re.match(r"import \{[^{}]*\} from ", line), line
        assert not re.search(r"\bas\b", line), line


def test_the_types_agree(tmp_path: Path) -> None:
    compiler = shutil.which("tsc")
    if compiler is None:
        pytest.skip("there is no TypeScript (tsc) on the path")
    joined = []
    for widget in widgets():
        joined.append(tmp_path / f"{widget.__name__}.js")
        joined[-1].write_text(str(widget._esm), encoding="utf-8")
    done = subprocess.run(
        [compiler, *TYPES.split(), *TYPED], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    done = subprocess.run(
        [compiler, *TYPES.split(), *joined], check=False, capture_output=True, text=True
    )
    lacking = [line for line in done.stdout.splitlines() if "Cannot find name" in line]
    assert not lacking, "what a joined module uses is in it"
