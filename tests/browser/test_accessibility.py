"""axe-core looks at every control and explorer, in both themes, and finds nothing to mend."""

from __future__ import annotations

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect

CELLS = [
    "import gdwidgets as gd",
    "explorer = gd.DescentExplorer(learning_rate=0.04)\n"
    "explorer.player.value = 2\nexplorer.inspector.expanded = True\nexplorer",
    "gd.BatchSizePicker(344)",
    "gd.RegressionExplorer()",
]
PARTS = ".gdw-player, .gdw-slider, .gdw-inspector, .widget-dropdown"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(notebook, theme):
    nb = notebook(CELLS)
    nb.run_all()
    expect(nb.output(1).locator(".gdw-inspector code").first).to_be_visible()
    expect(nb.output(3).locator(".gdw-numbers")).to_contain_text("step")
    nb.theme(theme)
    found = Axe().run(nb.page, PARTS)
    complaints = [
        (each["id"], node["html"], node["failureSummary"])
        for each in found["violations"]
        for node in each["nodes"]
    ]
    assert found["passes"], "it did look"
    assert not complaints
