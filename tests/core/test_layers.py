"""The core stands on NumPy alone, and costs little to import."""

import subprocess
import sys

BLOCKED = ("matplotlib", "ipywidgets", "anywidget", "IPython", "sympy", "scipy", "pandas")

SCRIPT = f"""
import sys
for name in {BLOCKED}:
    sys.modules[name] = None
import numpy
before = set(sys.modules)
import gdwidgets as gd
assert "gdwidgets.core.engine.descend" not in sys.modules  # the top level is lazy
run = gd.descend(gd.surfaces.himmelblau, gd.optimizers.Adam(0.1), [0, 0], 50)
gd.schedules.Cosine(0.1, 100)
gd.losses.LinearRegression([1, 2, 3], [1, 2, 4])
new = {{name for name in set(sys.modules) - before if getattr(sys.modules[name], "__spec__", 0)}}
tops = {{name.partition(".")[0] for name in new}}
print(sorted(tops - set(sys.stdlib_module_names) - {{"gdwidgets", "numpy"}}))
"""


def run(script):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=False,
    )


def test_core_needs_numpy_only():
    result = run(SCRIPT)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    result = run("import gdwidgets; gdwidgets.nonsense")
    assert "module 'gdwidgets' has no attribute 'nonsense'" in result.stderr
