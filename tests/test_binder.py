"""Binder gets exact versions that the package allows, and a Python that it supports."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
IN_THE_BASE = {"ipywidgets", "jupyterlab"}


def pins() -> dict[str, str]:
    lines = (BINDER / "requirements.txt").read_text().splitlines()
    pinned = [line.split("==") for line in lines if line and not line.startswith("#")]
    return dict(pinned)


def test_pins_satisfy_the_bounds() -> None:
    found = pins()
    assert not IN_THE_BASE & found.keys()
    for needed in map(Requirement, PROJECT["dependencies"]):
        if needed.name not in IN_THE_BASE:
            assert found[needed.name] in needed.specifier


def test_python_is_supported() -> None:
    name, version = (BINDER / "runtime.txt").read_text().strip().split("-")
    assert name == "python"
    assert version in SpecifierSet(PROJECT["requires-python"])


def test_post_build_installs_the_package_alone() -> None:
    script = BINDER / "postBuild"
    assert "pip install --no-deps .\n" in script.read_text()
    assert os.access(script, os.X_OK)
