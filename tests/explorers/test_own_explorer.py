"""An explorer of somebody's own, on the frame alone, and what CONTRIBUTING.md says of it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.explorers import Axis, Explorer
from tests.explorers import own_explorer
from tests.explorers.own_explorer import NoiseExplorer

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SOURCE = Path(own_explorer.__file__).read_text(encoding="utf-8")


@pytest.fixture
def explorer():
    made = NoiseExplorer()
    yield made
    made.close()


def test_it_is_short_and_has_no_script():
    assert len(SOURCE.splitlines()) <= 60
    assert not re.search(r"_esm|<script|javascript|\.js\b", SOURCE, re.IGNORECASE)


def test_contributing_shows_the_same_code():
    section = CONTRIBUTING.split("## Adding an explorer\n")[1].split("\n## ")[0]
    (shown,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert shown == SOURCE
    made: dict = {"__name__": "somebody_s_notebook"}
    exec(compile(shown, "CONTRIBUTING.md", "exec"), made)
    explorer = made["NoiseExplorer"](n_steps=10)
    assert explorer.player.error == ""
    assert explorer.trajectory.n_steps == 10


MERMAID = re.findall(r"```mermaid\nsequenceDiagram\n(.*?)```", CONTRIBUTING, re.DOTALL)
PARTICIPANT = re.compile(r"participant (\w+) as (\S+)")
CALL = re.compile(r"(\w+)->>(\w+): (\w+)\(\)")


def source_of(name: str) -> str:
    """The text of a script, or of the file that defines a class."""
    package = ROOT / "gdwidgets"
    if name.endswith(".js"):
        (path,) = (each for each in package.rglob(name) if "fog" not in each.parts)
        return path.read_text(encoding="utf-8")
    texts = (path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    (text,) = (text for text in texts if re.search(rf"^class {name}\b", text, re.MULTILINE))
    return text


@pytest.mark.parametrize("diagram", MERMAID, ids=["slider", "shelf"])
def test_what_the_diagrams_name_is_in_the_source(diagram):
    participants = dict(PARTICIPANT.findall(diagram))
    calls = CALL.findall(diagram)
    lines = [
        line for line in diagram.splitlines() if "participant" not in line and "Note" not in line
    ]
    assert len(calls) == len(lines) >= 10
    for caller, callee, name in calls:
        text = source_of(participants[callee])
        assert re.search(rf"\b(?:def|function) {name}\b|\b{name}[(:,]", text), (callee, name)
        assert caller in participants


def test_every_setting_shows_the_engine_s_own_run(explorer):
    for seed, momentum, rate in [(0, 0.5, 0.1), (3, 0.0, 0.47), (2, 0.9, 0.047)]:
        explorer.seed.value, explorer.momentum.value = seed, momentum
        explorer.learning_rate.value = rate
        run = gd.descend(
            explorer.objective,
            gd.optimizers.Momentum(rate, momentum),
            explorer.start,
            60,
            batch_size=4,
            seed=seed,
        )
        assert np.allclose(explorer.player.frames[:, :2], run.params, rtol=6e-7, atol=1e-12)
        assert explorer.player.caption == gd.diagnose(run).summary
        assert explorer.player.error == ""


def test_the_map_shows_where_each_pair_ends_and_a_mark_where_the_controls_are(explorer):
    overview = explorer.scene.panels[1]
    momenta, rates = explorer.positions["momentum"], explorer.positions["learning_rate"]
    shown = overview._values[momenta.index(0.5), rates.index(0.1)]
    assert shown == pytest.approx(explorer.trajectory.loss[60], rel=1e-12)
    assert np.isnan(overview._values[momenta.index(0.5), rates.index(10.0)]), "it diverged"
    assert explorer.player.picture["picks"] == [
        {"axes": 1, "controls": ["learning_rate", "momentum"]}
    ]
    mark = next(track for track in explorer.player.tracks if track["label"] == "settings")
    place = explorer.player.frames[0, mark["column"] : mark["column"] + 2]
    assert np.allclose(place, (0.1, 0.5), rtol=6e-7)


def test_another_start_another_step_and_another_seed_leave_a_second_path_whole(explorer):
    explorer.start = (0.5, -0.5)
    first = explorer.trajectory
    explorer.branch(10)
    explorer.learning_rate.value = 0.047
    run = explorer.trajectory
    assert np.array_equal(run.params[:11], first.params[:11])
    assert not np.array_equal(run.params[12:], first.params[12:])
    assert explorer.player.error == explorer.inspector.error == ""


def test_its_line_names_every_setting(explorer):
    assert repr(explorer) == (
        "NoiseExplorer(Linear regression, seed=0, momentum=0.5, learning_rate=0.1, "
        f"start=(0, 0), step=60, loss={explorer.trajectory.loss[60]:.4g}, running at step 60)"
    )


def test_an_axis_can_t_take_the_name_of_something_that_every_explorer_has():
    class Other(Explorer):
        def draw(self, objective): ...
        def run(self, shown, **settings): ...

    axis = Axis("start", gd.MomentumSlider(0.5))
    with pytest.raises(ValueError, match="names of their own: an explorer has 'start'"):
        Other(gd.surfaces.beale, axes=[axis], n_steps=5)


def test_a_sampling_of_one_s_own_takes_the_place_of_the_explorer_s(explorer):
    run = explorer.descend(explorer._shown, gd.optimizers.Momentum(0.1), batch_size=None)
    whole = gd.descend(explorer.objective, gd.optimizers.Momentum(0.1), explorer.start, 60)
    assert np.array_equal(run.params, whole.params)
