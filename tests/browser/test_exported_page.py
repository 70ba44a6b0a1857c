"""A page that was exported by nbconvert and opened from a folder: no kernel, no network."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path

import nbformat
import pytest
from jupyter_core.paths import jupyter_path
from playwright.sync_api import expect

import gdwidgets as gd
from tests.browser.test_explorer import Explorer

ROOT = Path(__file__).parents[2]
# What nbconvert's page would fetch from a CDN, as the npm registry has it.
REGISTRY = "https://registry.npmjs.org"
SCRIPTS = {
    "@jupyter-widgets/html-manager/-/html-manager-1.0.15.tgz": "package/dist/embed-amd.js",
    "requirejs/-/requirejs-2.3.8.tgz": "package/require.js",
}
CELLS = [
    "import gdwidgets as gd",
    """
explorer = gd.DescentExplorer(n_steps=60, optimizer="Momentum")
explorer.surface.value = "Beale"  # what was shown before must not be in the way
explorer.branch(3)
explorer.unbranch()
explorer.optimizer.value = "Gradient descent"
explorer.start = (1.0, 1.5)
explorer.complete()
explorer
""",
    "gd.RegressionExplorer(n_steps=20)",
]


@pytest.fixture(scope="session")
def scripts(request, tmp_path_factory) -> Path:
    """A folder with the scripts, fetched once and kept in pytest's cache if it has one."""
    cache = getattr(request.config, "cache", None)
    folder = Path(cache.mkdir("scripts")) if cache else tmp_path_factory.mktemp("scripts")
    for archive, script in SCRIPTS.items():
        kept = folder / Path(script).name
        if not kept.exists():
            with urllib.request.urlopen(f"{REGISTRY}/{archive}", timeout=60) as answer:
                fetched = io.BytesIO(answer.read())
            with tarfile.open(fileobj=fetched) as files:
                kept.write_bytes(files.extractfile(script).read())
    return folder


@pytest.fixture(scope="module")
def exported(scripts, tmp_path_factory) -> Path:
    """A notebook, executed and exported as a teacher does it, beside copies of the scripts."""
    folder = tmp_path_factory.mktemp("page")
    for name in ("embed-amd.js", "require.js"):
        (folder / name).symlink_to(scripts / name)
    homes = [Path(each, "nbextensions", "anywidget", "index.js") for each in jupyter_path()]
    (folder / "anywidget.js").symlink_to(next(home for home in homes if home.exists()))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "lesson.ipynb")
    command = (
        "nbconvert --to html --execute --HTMLExporter.require_js_url=require.js "
        "--HTMLExporter.widget_renderer_url=embed-amd.js --HTMLExporter.mathjax_url="
    )
    done = subprocess.run(
        [sys.executable, "-m", *command.split(), f"--output-dir={folder}", folder / "lesson.ipynb"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return folder / "lesson.html"


@pytest.fixture
def page(browser, exported):
    """The page, opened from its folder with the network switched off."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    problems, asked = [], []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: said.type == "error" and problems.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(exported.as_uri())
    yield page
    context.close()
    assert not problems
    elsewhere = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert not elsewhere, "the page asked for something from the network"


@pytest.fixture
def explorer(page) -> Explorer:
    return Explorer(page.locator(".jp-Cell").nth(1))


def loss_of(explorer) -> str:
    return explorer.numbers.inner_text().split("loss")[-1].strip()


def test_the_first_picture_is_there_and_every_shelf(explorer):
    expect(explorer.player).to_have_attribute("data-missing", "0")
    expect(explorer.numbers).to_contain_text("step 60 of 60")
    run = gd.descend(gd.surfaces.beale, gd.optimizers.GradientDescent(0.01), (1.0, 1.5), 60)
    assert float(loss_of(explorer)) == pytest.approx(run.loss[60], rel=1e-3)
    expect(explorer.caption).to_have_text(gd.diagnose(run).summary)


def test_it_plays(explorer):
    end = explorer.pixels()
    explorer.canvas.press("Home")
    expect(explorer.numbers).to_contain_text("step 0 of 60")
    explorer.becomes_other_than(end)
    explorer.button("Play").click()
    expect(explorer.button("Pause")).to_be_visible()
    expect(explorer.numbers).to_contain_text("step 60 of 60")
    expect(explorer.button("Play")).to_be_visible()
    assert explorer.pixels() == end


def test_every_control_is_answered_by_the_run_that_the_engine_gives(explorer):
    rate, momentum = explorer.rate, explorer.place.get_by_role("slider", name="momentum")
    choice = explorer.place.get_by_label("optimizer")
    for method in gd.optimizers.Momentum, gd.optimizers.Adam, gd.optimizers.GradientDescent:
        before = explorer.pixels()
        choice.select_option(method.name)
        explorer.becomes_other_than(before)
        moved = [rate, momentum] if method is gd.optimizers.Momentum else [rate]
        for slider in moved:
            before = explorer.pixels()
            slider.press("ArrowLeft")
            explorer.becomes_other_than(before)
        settings = {"learning_rate": float(rate.get_attribute("aria-valuetext"))}
        if len(moved) == 2:
            settings["momentum"] = float(momentum.get_attribute("aria-valuetext"))
        run = gd.descend(gd.surfaces.beale, method(**settings), (1.0, 1.5), 60)
        assert float(loss_of(explorer)) == pytest.approx(run.loss[60], rel=1e-3)
        expect(explorer.caption).to_have_text(gd.diagnose(run).summary)


def test_what_needs_a_kernel_says_so(explorer):
    box = explorer.canvas.bounding_box()
    explorer.canvas.click(position={"x": 0.3 * box["width"], "y": 0.3 * box["height"]})
    alert = explorer.player.get_by_role("alert")
    expect(alert).to_contain_text("The kernel has not answered yet")
    expect(explorer.numbers).to_contain_text("step 60 of 60")


def test_an_explorer_that_was_not_completed_shows_what_it_has(page):
    """One shelf was saved: its runs are there, and what is missing says that it needs a kernel."""
    explorer = Explorer(page.locator(".jp-Cell").nth(2))
    before = explorer.pixels()
    explorer.rate.press("ArrowLeft")
    explorer.becomes_other_than(before)
    explorer.place.get_by_label("optimizer").select_option("Adam")
    expect(explorer.caption).to_contain_text("needs the kernel")
