"""Fixtures: a JupyterLab, a Chromium, and notebooks opened in them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.lab import CHROMIUM_FLAGS, LabServer, Notebook, find_chromium, new_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from playwright.sync_api import Browser, BrowserContext, Page

VIEWPORT = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """The JupyterLab server of this test session."""
    server = LabServer(tmp_path_factory.mktemp("lab"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this test session."""
    with sync_playwright() as playwright:
        program = find_chromium(playwright)
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What all pages share that ask for nothing special, so JupyterLab is loaded once."""
    context = browser.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture(scope="session")
def page(lab: LabServer, context: BrowserContext) -> Iterator[Page]:
    """A page with JupyterLab in it, for one notebook after the other."""
    page = new_page(context)
    page.goto(f"{lab.url}/doc/workspaces/auto-shared?token={lab.token}")
    page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
    yield page
    page.close()


@pytest.fixture
def notebook(
    lab: LabServer, browser: Browser, context: BrowserContext, page: Page
) -> Iterator[Callable[..., Notebook]]:
    """Open a notebook: ``notebook(cells, **options)`` gives a `Notebook`.

    `cells` are the sources of its code cells, or the path of a notebook file. Options
    (``device_scale_factor=2``, ``reduced_motion="reduce"``, …) are those of Playwright's
    ``browser.new_context``; with any of them, and for a second notebook, JupyterLab is
    loaded anew. At the end of the test no error may be on a console.
    """
    opened: list[Notebook] = []
    with ExitStack() as stack:

        def open_notebook(cells: Iterable[str] | Path, **options: Any) -> Notebook:
            home: BrowserContext | Page = context if opened else page
            if options:
                home = browser.new_context(**({"viewport": VIEWPORT} | options))
                stack.callback(home.close)
            opened.append(stack.enter_context(Notebook(lab, home, cells)))
            lab.warm_up()
            return opened[-1]

        yield open_notebook
    errors = [error for one in opened for error in one.console_errors]
    assert not errors, "errors on the browser's console:\n" + "\n".join(errors)
