"""A JupyterLab of our own in a real Chromium, as the browser tests and the benchmark drive it.

The server has its own port, directories and settings, so that nothing of the user's is
read or changed. Everything waits for a condition, never for a time.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections import Counter, deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import nbformat
from playwright.sync_api import BrowserContext
from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
# What JupyterLab itself prints to the console: (part of the message, why it is not our error).
KNOWN_NOISE: tuple[tuple[str, str], ...] = (
    ("Could not restore the debugger state: Canceled future", "Lab's, when a kernel ends early"),
)


def find_chromium(playwright: Playwright) -> str:
    """The path of a Chromium; fetched by Playwright when the machine has none.

    Raises
    ------
    RuntimeError
        When there is none and none can be fetched. The browser tests then fail: they
        are never skipped.
    """
    named = os.environ.get("GDWIDGETS_CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise RuntimeError(f"GDWIDGETS_CHROMIUM names no program: {named!r}")
        return found
    own = playwright.chromium.executable_path
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None) or shutil.which(own)
    if not found:
        fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
        fetched = subprocess.run(fetch, check=False, capture_output=True, text=True)
        found = shutil.which(own)
        if not found:
            raise RuntimeError(
                f"No Chromium found: install one (Debian, Ubuntu: apt-get install chromium), or "
                f"set GDWIDGETS_CHROMIUM to its path. I looked for {', '.join(CHROMIUM_NAMES)} "
                f"and {own}; fetching it ended with:\n{fetched.stderr[-2000:]}"
            )
    return found


class LabServer:
    """A JupyterLab server on a free port that serves the directory `root`."""

    def __init__(self, home: Path) -> None:
        self.root = home / "notebooks"
        self.root.mkdir(parents=True)
        settings = home / "settings"
        for name, values in SETTINGS.items():
            path = settings / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.token = secrets.token_hex()
        kept = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--ip=127.0.0.1",
                f"--ServerApp.port={port}",
                "--ServerApp.port_retries=0",
                f"--ServerApp.root_dir={self.root}",
                "--ServerApp.allow_root=True",
                f"--IdentityProvider.token={self.token}",
                "--LabApp.expose_app_in_browser=True",
                f"--LabApp.user_settings_dir={settings}",
                f"--LabApp.workspaces_dir={home / 'workspaces'}",
            ],
            env=kept
            | {
                "IPYTHONDIR": str(home / "ipython"),
                "JUPYTER_CONFIG_DIR": str(home / "config"),
                "JUPYTER_DATA_DIR": str(home / "data"),
                "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            },
            stderr=subprocess.PIPE,
            text=True,
        )
        self._spare: dict[str, Any] | None = None
        self.log: deque[str] = deque(maxlen=200)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.log.append(line)
            if "is running at" in line:
                break
        else:
            raise RuntimeError("JupyterLab did not start:\n" + "".join(self.log))
        self._reader = threading.Thread(target=self.log.extend, args=(self._process.stderr,))
        self._reader.start()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """One call of the server's REST interface; gives its JSON."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def warm_up(self) -> None:
        """Start a kernel ahead of time: the next session takes it and need not wait for it."""
        self._spare = self.request("POST", "kernels", {"name": "python3"})

    def start_session(self, path: str) -> str:
        """Give the notebook at `path` a kernel; JupyterLab joins it. Gives the kernel's id."""
        kernel, self._spare = self._spare or {"name": "python3"}, None
        session = {"path": path, "name": path, "type": "notebook", "kernel": kernel}
        return self.request("POST", "sessions", session)["kernel"]["id"]

    def close(self) -> None:
        """End the server and all its kernels."""
        self._process.terminate()
        self._process.wait(timeout=30)
        self._reader.join(timeout=30)
        assert self._process.stderr is not None
        self._process.stderr.close()


def new_page(context: BrowserContext) -> Page:
    """Open a page that counts its messages and answers what `Notebook` asks."""
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.add_init_script(path=Path(__file__).with_name("lab.js"))
    return page


class Notebook:
    """A notebook that is open in JupyterLab.

    Parameters
    ----------
    lab : LabServer
    place : BrowserContext or Page
        Where it is opened: in a new page, which it takes along when it is closed, or in a
        page in which JupyterLab is open already, which it leaves as it was.
    cells : iterable of str, or Path
        The source of each code cell, or a notebook file to open a copy of.
    """

    def __init__(
        self, lab: LabServer, place: BrowserContext | Page, cells: Iterable[str] | Path
    ) -> None:
        self.lab = lab
        self.path = f"{secrets.token_hex(4)}.ipynb"
        target = lab.root / self.path
        if isinstance(cells, Path):
            shutil.copy(cells, target)
        else:
            code = [nbformat.v4.new_code_cell(source) for source in cells]
            kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
            metadata = {"kernelspec": kernelspec}
            nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=metadata), target)
        self.kernel_id = lab.start_session(self.path)
        self.console_errors: list[str] = []
        self._light = True
        self._owns_page = isinstance(place, BrowserContext)
        self.page = new_page(place) if isinstance(place, BrowserContext) else place
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._see)
        self._viewport = self.page.viewport_size
        if self._owns_page:
            workspace = f"auto-{self.path.removesuffix('.ipynb')}"
            address = f"/doc/workspaces/{workspace}/tree/{self.path}?token={lab.token}"
            self.page.goto(lab.url + address)
        else:
            self.page.evaluate("path => void gdlab.execute('docmanager:open', { path })", self.path)
        self._until("ready")
        self.wait_idle()

    def _see(self, error: Error) -> None:
        self.console_errors.append(str(error))

    def _hear(self, message: ConsoleMessage) -> None:
        text = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(part in text for part, _ in KNOWN_NOISE):
            self.console_errors.append(text)

    def _until(self, question: str, timeout: float | None = None) -> None:
        self.page.wait_for_function(
            f"path => gdlab.{question}(path)", arg=self.path, polling=20, timeout=timeout
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the notebook (and its page, if it has its own) and end the kernel."""
        if not self._light:
            self.theme("light")
        if self._owns_page:
            self.page.close()
        else:
            self._leave_page()
        for session in self.lab.request("GET", "sessions"):
            if session["path"] == self.path:
                self.lab.request("DELETE", f"sessions/{session['id']}")

    def _leave_page(self) -> None:
        """Leave the page to the next notebook: empty, of its old size, the mouse at rest."""
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._see)
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.evaluate("gdlab.closeAll()")
        assert self._viewport is not None, "the page has no viewport"
        self.page.set_viewport_size(self._viewport)

    # -- running -----------------------------------------------------------------------------

    def run_all(self) -> None:
        """Run every cell; an AssertionError shows the traceback of a cell that failed."""
        self.page.evaluate("gdlab.execute('notebook:run-all-cells')")
        self.wait_idle()
        self._assert_no_error()

    def run_cell(self, index: int, *, wait: bool = True) -> None:
        """Run one cell. With ``wait=False`` only wait until it is running (its prompt is [*])."""
        if wait:
            self.page.evaluate("([path, i]) => gdlab.run(path, i)", [self.path, index])
            self.wait_idle()
            self._assert_no_error()
        else:
            self.page.evaluate("([path, i]) => void gdlab.run(path, i)", [self.path, index])
            self.cell(index).get_by_text("[*]:", exact=True).wait_for()

    def _assert_no_error(self) -> None:
        for index, outputs in enumerate(
            self.page.evaluate("path => gdlab.outputs(path)", self.path)
        ):
            for output in outputs:
                if output["output_type"] == "error":
                    raise AssertionError(f"cell {index} failed:\n" + "\n".join(output["traceback"]))

    def wait_idle(self) -> None:
        """Wait until two looks in a row find the kernel idle and no cell running.

        What the page has only just sent is not seen by this: wait for its effect instead.
        """
        self._until("calm")

    def python(self, code: str) -> str:
        """Run `code` in the kernel, beside the cells; gives what it prints and its result."""
        answer = self.page.evaluate("([path, code]) => gdlab.python(path, code)", [self.path, code])
        if answer["error"]:
            raise RuntimeError(answer["error"])
        return str(answer["text"]).rstrip("\n")

    def interrupt(self) -> None:
        """Interrupt the kernel, as the stop button does, and wait until it is idle."""
        self.page.evaluate("path => gdlab.kernel(path).interrupt()", self.path)
        try:
            self._until("calm", timeout=5_000)
        except PlaywrightTimeout:  # a signal that came before the cell's first line is lost
            self.page.evaluate("path => gdlab.kernel(path).interrupt()", self.path)
            self.wait_idle()

    def kernel_shutdown(self) -> None:
        """Shut the kernel down for good and wait until JupyterLab knows it."""
        self.page.evaluate("path => gdlab.panel(path).sessionContext.shutdown()", self.path)
        self.page.wait_for_function("path => !gdlab.kernel(path)", arg=self.path)

    # -- looking -----------------------------------------------------------------------------

    def cell(self, index: int) -> Locator:
        """The cell in the page."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """The output area of a cell in the page."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def outputs(self, index: int) -> list[dict[str, Any]]:
        """The outputs of a cell as the notebook file would hold them (nbformat)."""
        return list(self.page.evaluate("path => gdlab.outputs(path)", self.path)[index])

    def new_view_of_output(self, index: int) -> Locator:
        """Open a second view of a cell's output below the notebook, both visible."""
        self.page.evaluate(
            """([path, i]) => {
                jupyterapp.shell.mode = "multiple-document";
                gdlab.panel(path).content.activeCellIndex = i;
                return gdlab.execute("notebook:create-output-view");
            }""",
            [self.path, index],
        )
        view = self.page.locator(".jp-LinkedOutputView").last
        view.wait_for()
        return view

    def screenshot(self, path: Path | str) -> None:
        """Save a picture of the page."""
        self.page.screenshot(path=path)

    # -- the websocket -----------------------------------------------------------------------

    def reset_traffic(self) -> None:
        """Forget what went over the kernel's websocket so far."""
        self.page.evaluate("() => { gdlab.traffic.length = 0 }")

    def traffic(self, direction: str) -> tuple[int, Counter[str]]:
        """What was "sent" or "received" (by the page): bytes, and messages of each type."""
        seen = self.page.evaluate("gdlab.traffic")
        seen = [message for message in seen if message["direction"] == direction]
        return sum(message["bytes"] for message in seen), Counter(m["type"] for m in seen)

    # -- the surroundings --------------------------------------------------------------------

    def theme(self, name: str) -> None:
        """Switch JupyterLab to its "light" or "dark" theme."""
        self._light = name == "light"
        self.page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })",
            f"JupyterLab {name.capitalize()}",
        )
        body = self.page.locator(f"body[data-jp-theme-light='{str(self._light).lower()}']")
        body.wait_for(state="attached")

    def set_width(self, pixels: int, index: int = 0) -> None:
        """Resize the window so that the output of cell `index` is `pixels` wide."""
        size = self.page.viewport_size
        box = self.output(index).bounding_box()
        assert size is not None, "the page has no viewport"
        assert box is not None, f"cell {index} has no output"
        width = round(size["width"] - box["width"] + pixels)
        self.page.set_viewport_size({"width": width, "height": size["height"]})
        self.page.wait_for_function(
            "([output, pixels]) => Math.abs(output.getBoundingClientRect().width - pixels) <= 2",
            arg=[self.output(index).element_handle(), pixels],
        )
