"""Make `notebooks/readme.png`, the README's picture: an explorer as it looks in JupyterLab.

    python -m notebooks.readme_picture

It needs the extras `lab` and `test`, and a Chromium (see `tests/browser/lab.py`).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.lab import CHROMIUM_FLAGS, LabServer, Notebook, find_chromium

TARGET = Path(__file__).with_name("readme.png")
WIDTH = 920
CELL = """
import gdwidgets as gd

gd.DescentExplorer(
    gd.surfaces.himmelblau, optimizer=gd.optimizers.Momentum, learning_rate=0.0033, momentum=0.8
)
"""


def main() -> None:
    """Open JupyterLab with the cell above, and save what it shows."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        server = LabServer(Path(home))
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright), args=CHROMIUM_FLAGS
        )
        try:
            context = browser.new_context(
                viewport={"width": 1280, "height": 1000}, device_scale_factor=2
            )
            with Notebook(server, context, [CELL]) as notebook:
                notebook.run_all()
                notebook.set_width(WIDTH)
                notebook.page.evaluate("document.fonts.ready")
                notebook.output(0).locator(".gdw-numbers").filter(has_text="step").wait_for()
                notebook.output(0).locator(".jp-OutputArea-output").screenshot(path=TARGET)
        finally:
            browser.close()
            server.close()


if __name__ == "__main__":
    main()
