"""For every test: browser tests carry their marker, run last and, in CI, must really run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Scripts that record figures from libraries which the tests themselves don't need.
collect_ignore_glob = ["*/recorded/*.py"]

BROWSER = Path(__file__).parent / "browser"


class BrowserTests:
    """How many browser tests this session found and how many it ran."""

    def __init__(self) -> None:
        self.collected = 0
        self.run = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Browser tests go last: Playwright keeps an event loop running in this thread."""
        for item in items:
            if BROWSER in item.path.parents:
                item.add_marker("browser")
        self.collected = sum("browser" in item.keywords for item in items)
        items.sort(key=lambda item: "browser" in item.keywords)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what ran to an end, for better or worse."""
        if report.when == "call" and "browser" in report.keywords and not report.skipped:
            self.run += 1

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In CI a green run without the browser tests would be a lie."""
        if hasattr(session.config, "workerinput"):
            return  # one of several processes, each with a part: whoever started them counts
        everything = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
        wanted = (self.collected or everything) and not session.config.option.collectonly
        if os.environ.get("CI") and wanted and not self.run:
            session.config.get_terminal_writer().line("\nno browser test ran", red=True)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    """Watch over the browser tests of this session."""
    config.pluginmanager.register(BrowserTests())
