"""Every test begins with no task set."""

from __future__ import annotations

import pytest

from gdwidgets.teaching import task


@pytest.fixture(autouse=True)
def _nothing_asked(monkeypatch):
    monkeypatch.setattr(task, "_asked", {})
