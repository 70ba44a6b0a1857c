"""What CONTRIBUTING says of the code is so: its files exist, and the names on its ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "gdwidgets"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([^`\n]+)`", TEXT)
FILES = sorted({name for name in NAMED if re.fullmatch(r"[\w/.]+(\.\w+|/)", name) and "/" in name})
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))


def section(title: str) -> str:
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_named_exist(name: str) -> None:
    assert any(
        (base / name).exists() for base in (ROOT, PACKAGE, PACKAGE / "core", PACKAGE / "explorers")
    )


def test_the_core_is_listed_room_by_room() -> None:
    listed = set(re.findall(r"`(\w+)(?:\.py|/)`", section("The core, room by room")))
    there = {path.stem for path in (PACKAGE / "core").iterdir() if path.name[0] not in "_."}
    assert listed == there


@pytest.mark.parametrize("name", re.findall(r"`([\w.]+)`", section("One call of `descend`")))
def test_the_way_of_a_descend_is_the_code_s(name: str) -> None:
    last = name.rpartition(".")[2]
    assert re.search(rf"\b(def|class) {last}\b", SOURCE)
