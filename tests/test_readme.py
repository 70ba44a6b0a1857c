"""What the README promises is there: its code runs, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
START = "notebooks/00_start_here.ipynb"


@pytest.mark.parametrize("code", CODE)
def test_code_runs_as_it_stands(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_first_example_has_five_lines() -> None:
    assert len([line for line in CODE[0].splitlines() if line]) == 5


def test_links_within_the_repository_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", TEXT)
    assert len(links) > 5
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_lesson_is_listed() -> None:
    lessons = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert set(re.findall(r"^\| \[.*?\]\(notebooks/(.*?)\)", TEXT, re.MULTILINE)) == lessons


def test_the_minutes_are_those_that_each_lesson_says() -> None:
    for name, minutes in re.findall(
        r"^\| \[.*?\]\(notebooks/(.*?)\) \| (\d+) ", TEXT, re.MULTILINE
    ):
        lesson = (ROOT / "notebooks" / name).read_text(encoding="utf-8")
        assert f"*About {minutes} minutes.*" in lesson


def test_one_line_opens_the_lessons_and_one_runs_the_tests() -> None:
    commands = [line for line in TEXT.splitlines() if line.startswith("python3 -m venv ")]
    assert len(commands) == 2
    assert commands[0].endswith(f"jupyter lab {START}")
    assert commands[1].endswith("pytest")


def test_the_badge_opens_the_first_lesson_in_lab() -> None:
    link = f"https://mybinder.org/v2/gh/OWNER/REPOSITORY/HEAD?urlpath=lab/tree/{START}"
    assert link in TEXT
