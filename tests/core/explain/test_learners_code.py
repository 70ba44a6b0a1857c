"""A learner's own code explains itself, however it is written, and is run once for that."""

import functools
import itertools
import linecache
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.random import default_rng

import gdwidgets as gd
from gdwidgets.core.explain.steps import DRAWS, OTHERWISE, UNREADABLE
from tests.core.explain.learners import FUNCTIONS, Heavy
from tests.core.explain.problems import METHODS, OURS, WRAPPED
from tests.core.explain.test_formulas import read

o = gd.optimizers
H = gd.surfaces.himmelblau

PLAIN = ["x ← x − η · g"]
READ = {
    "plain": PLAIN,
    "momentum": ["v ← β · v + g", "x ← x − η · v"],
    "adam": [
        *("m ← 0.9 · m + 0.1 · g", "v ← 0.999 · v + 0.001 · g²"),
        *("m̂ ← m / (1 − 0.9^t)", "v̂ ← v / (1 − 0.999^t)", "x ← x − η · m̂ / (√v̂ + 1e−08)"),
    ],
    "in_place": ["v ← v · 0.9", "v ← v + g", "x ← x − η · v"],
    "in_memory": ["v ← 0.9 · v + g", "x ← x − η · v"],
    "in_memory_alone": ["v ← v · 0.9", "v ← v + g", "x ← x − η · v"],
    "annotated": ["move ← η · g", "x ← x − move"],
    "in_tuples": [
        *("a ← 0.25 · g", "b ← 0.75 · g"),
        "x ← x − η · (b + a) · (half + rest)",
    ],
    "in_chains": ["move ← η · g", "x ← x − 0.5 · move − 0.5 · move"],
    "columns": [
        "new[:, 0] ← params[:, 0] − η · gradient[:, 0]",
        "new[:, 1:] ← new[:, 1:] − η · gradient[:, 1:]",
        "x ← new",
    ],
    "walrus": ["move ← η · g", "x ← x − move + 0 · move"],
    "comprehension": ["x ← x − moves"],
    "with_helpers": ["x ← x − double(scaled(g)) / 2"],
    "loops": [
        "move ← move + η · g / 4 (4 times)",
        "rate ← rate / 2 (10 times)",
        "x ← x − move − 0 · rate",
    ],
    "returns_early": ["x ← x − η · g / (1 + 0 · k)"],
    "branches": ["rate ← 2 · η", "x ← x − scale · rate · g"],
    "branches_at_the_end": ["x ← x"],
    "chosen": ["x ← x − η · (2 · g)"],
    "imported": [
        "norm ← ‖g‖",
        "x ← x − η · g · max(0.1, 1 / (1 + norm)) / √4 / √2",
    ],
    "outside": ["x ← x − BETA · η · g"],
    "with_a_matrix": ["x ← x − η · (g + 0.01 · curved) + 0 · f(x)"],
    "keeps_a_list": ["mean ← sum(seen[-3:]) / len(seen[-3:])", "x ← x − η · mean"],
    "unnamed": PLAIN,
    "looks_ahead": ["new ← x − η · g", "v ← new − old", "x ← new + 0.5 · v"],
    "stays": ["x ← x"],
    "decorated": [*PLAIN, "x ← decorated(x)"],
    "closure": ["x ← x − share · η · g"],
    "partial": ["v ← β · v + g", "x ← x − η · v"],
    "partial by place": ["x ← x − share · η · g"],
    "callable": ["x ← x − share · η · g"],
    "method": ["x ← x − share · η · g"],
    "unhashable": PLAIN,
    "first lambda": ["x ← x − 0.001 · g"],
    "second lambda": ["x ← x − 0.002 · g"],
    "Heavy": ["v ← β · v + g", "x ← x − η · v"],
    "OtherNames": ["v ← β · v + g", "n ← n + 1", "x ← x − η · v"],
    "Twice": ["x ← x + 0.5 · (x − x)"],
    "Super": ["x ← update(here, state)"],
    "Decorated": ["v ← β · v + g", "x ← x − η · v", "x ← update(x)"],
    "Within": [
        "norm ← ‖g‖",
        "clipped ← g · min(1, most / max(norm, 1e−12))",
        "x ← update(inner, with gradient(clipped), state)",
    ],
    "Private": ["v ← kept(v) + g", "x ← x − η · v"],
    "Searching": ["noise ← N(0, 1) + U(−1, 1)", "x ← x − η · (g + noise)"],
}


def explained(method, *, step=2, record=True, **options):
    return gd.explain_step(gd.descend(H, method, [1.0, 2.0], 3, record=record, **options), step)


@pytest.mark.parametrize("name", READ)
def test_reads_as_it_was_written(name):
    found = explained(METHODS[name])
    assert found.note == ""
    assert [read(line) for line in found.lines] == READ[name]


def test_every_way_to_write_is_read():
    assert set(READ) == set(METHODS) - set(OURS) - set(WRAPPED)


def test_with_numbers():
    def mine(params, gradient, learning_rate, memory):
        velocity = 0.5 * memory.get("velocity", 0) + gradient
        if learning_rate > 1:
            velocity = -velocity
        return params - learning_rate * velocity, {"velocity": velocity}

    run = gd.descend(gd.surfaces.ravine(1.0), o.FromFunction(mine, 0.25), [4.0, 8.0], 2)
    found = gd.explain_step(run, 2)
    assert found.text(0).splitlines() == [
        "velocity = 0.5 * 4 + 3 = 5",
        "params = 3 - 0.25 * 5 = 1.75",
    ]
    assert read(found.lines[1], 0) == "x = 3 − 0.25 · 5 = 1.75"
    assert found.lines[1].latex() == r"x \leftarrow x - \eta \cdot v"
    assert found.lines[1].latex(1) == r"x = 6 - 0.25 \cdot 10 = 3.5"


def test_a_choice_by_coordinate_is_shown_for_each():
    def mine(params, gradient):
        return params - np.where(gradient > 0, 0.1 * gradient, 0.2 * gradient)

    run = gd.descend(gd.surfaces.ravine(1.0), o.FromFunction(mine), [4.0, -8.0], 1)
    (line,) = gd.explain_step(run, 1).lines
    assert read(line) == "x ← x − where(gradient > 0, 0.1 · g, 0.2 · g)"
    assert line.text(0) == "params = 4 - 0.1 * 4 = 3.6"
    assert line.text(1) == "params = -8 - 0.2 * (-8) = -6.4"


# What a function does besides is done once.

CALLS = []


def counted(value):
    CALLS.append(value)
    return value


def does_much(params, gradient, learning_rate, memory):
    a, b = counted(0.5), counted(0.5)
    v = counted(memory.get("v", 0))
    v = counted(a + b) * v
    v += counted(gradient)
    memory[counted("n")] = memory.get("n", 0)
    memory[counted("n")] += counted(1)
    held = [1.0, 2.0, 3.0]
    held[counted(0) : counted(2)] += [counted(1)]
    share = counted(0.5) if counted(True) else counted(0)
    rate: float = counted(learning_rate) * (kept := counted(share))
    for _ in range(counted(2)):
        rate = counted(rate)
    scale = np.where(counted(gradient) > 0, counted(1), counted(1))
    return counted(params) - rate * v * scale * kept, {"v": v, "n": memory["n"]}


ONCE = 22


def test_every_statement_is_run_once():
    CALLS.clear()
    does_much(np.ones((1, 2)), np.ones((1, 2)), 0.1, {})
    assert len(CALLS) == ONCE
    run = gd.descend(H, o.FromFunction(does_much, 1e-3), [1.0, 2.0], 3, record=True)
    for step in (1, 2, 3, 2):
        CALLS.clear()
        assert gd.explain_step(run, step).note == ""
        assert len(CALLS) == ONCE


def test_steps_are_taken_again_once():
    run = gd.descend(H, o.FromFunction(does_much, 1e-3), [1.0, 2.0], 20)
    CALLS.clear()
    gd.explain_step(run, 4)
    assert len(CALLS) == 21 * ONCE  # each step of the run, and that which is explained
    CALLS.clear()
    gd.explain_step(run, 7)
    assert len(CALLS) == ONCE


HISTORY: list = []
COUNTS = {"n": 0}
WEIGHTS = np.ones(2)
N_STEPS = 0


def leaves_traces(params, gradient, learning_rate):
    global N_STEPS  # noqa: PLW0603
    N_STEPS += 1
    HISTORY.append(gradient)
    COUNTS["n"] += 1
    WEIGHTS[0] += 1
    return params - learning_rate * gradient


def test_what_is_outside_stays_as_it_is():
    run = gd.descend(H, o.FromFunction(leaves_traces, 1e-3), [1.0, 2.0], 3, record=True)
    before = len(HISTORY), COUNTS["n"], WEIGHTS.tolist(), N_STEPS
    assert gd.explain_step(run, 2).note == ""
    assert (len(HISTORY), COUNTS["n"], WEIGHTS.tolist(), N_STEPS) == before


def test_the_variables_around_it_stay_as_they_are():
    n_calls, seen = 0, []

    def mine(params, gradient, learning_rate):
        nonlocal n_calls
        n_calls += 1
        seen.append(gradient)
        return params - learning_rate * gradient

    run = gd.descend(H, o.FromFunction(mine, 1e-3), [1.0, 2.0], 3, record=True)
    assert (n_calls, len(seen)) == (3, 3)
    found = gd.explain_step(run, 2)
    assert [read(line) for line in found.lines][-1:] == PLAIN
    assert (n_calls, len(seen)) == (3, 3)


def test_the_arrays_that_are_given_stay_as_they_are():
    run = gd.descend(H, METHODS["in_place"], [1.0, 2.0], 3, record=True)
    kept = [moment.params.copy() for moment in run.origin.moments]
    first = gd.explain_step(run, 2)
    second = gd.explain_step(run, 2)
    assert first.text() == second.text()
    for moment, params in zip(run.origin.moments, kept, strict=True):
        assert moment.params.tolist() == params.tolist()


@pytest.mark.parametrize("name", ["in_place", "in_memory", "in_memory_alone"])
def test_changes_in_place_equal_the_pure_method(name):
    own, pure = METHODS[name], METHODS["momentum"]
    ours, theirs = (gd.descend(H, method, [1.0, 2.0], 300) for method in (own, pure))
    assert np.array_equal(ours.params, theirs.params)
    assert (ours.status, ours.stop_step) == (theirs.status, theirs.stop_step)
    grid = {"learning_rate": [1e-3, 1e-2]}
    starts = [[0.0, 0.0], [1.0, 2.0], [-3.0, 1.0]]
    ours, theirs = (gd.sweep(H, method, 300, grid=grid, starts=starts) for method in (own, pure))
    assert np.array_equal(ours.loss, theirs.loss, equal_nan=True)
    assert np.array_equal(ours.stop_step, theirs.stop_step)
    maps = [gd.basin_map(H, method, 300, resolution=12) for method in (own, pure)]
    assert np.array_equal(maps[0].basin, maps[1].basin)
    assert gd.check_optimizer(FUNCTIONS[name], o.Momentum(1e-3)).same


# Code whose source can't be had.


def executed():
    names: dict = {"np": np}
    exec("def mine(params, gradient):\n    return params - 0.01 * gradient\n", names)
    return names["mine"]


def test_executed_text_has_no_source():
    found = explained(o.FromFunction(executed()))
    assert (found.lines, found.note) == ((), UNREADABLE)
    assert found.terms["gradient"].tolist() == found.gradient.tolist()
    assert "learning_rate" not in found.terms  # it isn't asked for


def in_a_cell(text, name="<ipython-input-1-abc>"):
    """Run text as a notebook does, which lets its lines be looked up."""
    lines = [line + "\n" for line in text.splitlines()]
    linecache.cache[name] = (len(text), None, lines, name)
    names: dict = {"np": np}
    exec(compile(text, name, "exec"), names)
    return names["mine"]


def test_a_cell_has_a_source():
    mine = in_a_cell(
        "rate = 0.01\n"
        "@np.vectorize\n"
        "def other(x): return x\n"
        "def mine(params, gradient):\n"
        "    '''In a cell.'''\n"
        "    return params - rate * gradient\n"
    )
    assert [read(line) for line in explained(o.FromFunction(mine)).lines] == ["x ← x − rate · g"]


def test_a_source_that_has_changed_is_none():
    """The lines shown must be those that ran."""
    name = "<ipython-input-2-abc>"
    mine = in_a_cell("def mine(params, gradient):\n    return params - 0.01 * gradient\n", name)
    in_a_cell("def mine(params, gradient):\n    return params - 0.02 * gradient\n", name)
    assert explained(o.FromFunction(mine)).note == UNREADABLE


@pytest.mark.parametrize("function", [functools.lru_cache(lambda params: params)])
def test_a_function_of_c_has_no_source(function):
    with pytest.raises(TypeError):
        explained(o.FromFunction(function))


# Code that gives other numbers when it is run again.

RNG = np.random.default_rng(0)
TICKS = itertools.count()
MEMORY: dict = {}


def draws(params, gradient, learning_rate):
    noise = np.random.normal(size=params.shape)  # noqa: NPY002
    return params - learning_rate * (gradient + noise)


def draws_in_vain(params, gradient, learning_rate):
    candidate = params + np.random.normal(size=params.shape)  # noqa: NPY002
    return params if candidate.sum() < 1e9 else candidate


def draws_from_its_own(params, gradient, learning_rate):
    return params - learning_rate * (gradient + RNG.normal(size=params.shape))


def draws_anew_by_name(params, gradient, learning_rate):
    return params - learning_rate * (gradient + default_rng().normal(size=params.shape))


def draws_from_python(params, gradient, learning_rate):
    return params - learning_rate * gradient * random.random()


def draws_anew(params, gradient, learning_rate):
    noise = np.random.default_rng().normal(size=params.shape)
    return params - learning_rate * (gradient + noise)


def noise(shape):
    return RNG.normal(size=shape)


def draws_by_a_helper(params, gradient, learning_rate):
    return params - learning_rate * (gradient + noise(params.shape))


def draws_by_default(params, gradient, learning_rate, generator=RNG):
    return params - learning_rate * (gradient + generator.normal(size=params.shape))


def around(generator):
    def draws_around(params, gradient, learning_rate):
        return params - learning_rate * (gradient + generator.normal(size=params.shape))

    return draws_around


class Drawing:
    def __init__(self):
        self.generator = np.random.default_rng(0)

    def __call__(self, params, gradient, learning_rate):
        return params - learning_rate * (gradient + self.generator.normal(size=params.shape))


@dataclass(frozen=True)
class OwnDrawing(Heavy):
    generator: np.random.Generator = RNG

    def update(self, here, state):
        noise = self.generator.normal(size=here.params.shape)
        return here.params - self.learning_rate * (here.gradient + noise), state


DRAWING = {
    "global": draws,
    "in vain": draws_in_vain,
    "of its own": draws_from_its_own,
    "python's": draws_from_python,
    "anew": draws_anew,
    "anew by name": draws_anew_by_name,
    "by a helper": draws_by_a_helper,
    "by default": draws_by_default,
    "around": around(np.random.default_rng(0)),
    "attribute": Drawing(),
    "partial": functools.partial(draws_by_default, generator=np.random.default_rng(0)),
    "method": Drawing().__call__,
}


@pytest.mark.parametrize("record", [True, False], ids=["recorded", "unrecorded"])
@pytest.mark.parametrize("name", [*DRAWING, "own optimizer"])
def test_what_draws_has_no_lines_but_its_true_ends(name, record):
    method = OwnDrawing() if name == "own optimizer" else o.FromFunction(DRAWING[name], 1e-3)
    run = gd.descend(H, method, [1.0, 2.0], 3, record=record)
    states = np.random.get_state()[1].tolist(), RNG.bit_generator.state, random.getstate()  # noqa: NPY002
    found = gd.explain_step(run, 2)
    assert (found.lines, found.note) == ((), DRAWS)
    assert found.params.tolist() == run.params[1].tolist()
    assert found.next_params.tolist() == run.params[2].tolist()
    assert found.gradient.tolist() == H.gradient(run.params[1]).tolist()
    assert found.text() == ""
    # Explaining draws nothing.
    now = np.random.get_state()[1].tolist(), RNG.bit_generator.state, random.getstate()  # noqa: NPY002
    assert states == now


def ticks(params, gradient, learning_rate):
    return params - learning_rate * gradient * (1 + next(TICKS))


def remembers_elsewhere(params, gradient, learning_rate):
    MEMORY["v"] = 0.9 * MEMORY.get("v", 0) + gradient
    return params - learning_rate * MEMORY["v"]


def remembering():
    velocity = 0

    def mine(params, gradient, learning_rate):
        nonlocal velocity
        velocity = 0.9 * velocity + gradient
        return params - learning_rate * velocity

    return mine


def remembers_the_time(params, gradient, learning_rate):
    return params - learning_rate * gradient, {"tick": next(TICKS)}


def test_another_memory_is_another_step():
    run = gd.descend(H, o.FromFunction(remembers_the_time, 1e-3), [1.0, 2.0], 3, record=True)
    found = gd.explain_step(run, 2)
    assert (found.lines, found.note) == ((), OTHERWISE)


def test_what_remembers_elsewhere_and_was_not_kept_is_refused():
    """The points that were kept say that the steps, taken again, led elsewhere."""
    function = o.FromFunction(remembering(), 1e-3)
    run = gd.descend(H, function, [1.0, 2.0], 900, record_every=300)
    for step in (2, 3, 20):
        with pytest.raises(ValueError, match=f"two ends were kept, not {step}: the run can't"):
            gd.explain_step(run, step)


@pytest.mark.parametrize("record", [True, False], ids=["recorded", "unrecorded"])
@pytest.mark.parametrize("function", [ticks, remembers_elsewhere, remembering()])
def test_what_remembers_elsewhere_has_no_lines_but_its_true_ends(function, record):
    run = gd.descend(H, o.FromFunction(function, 1e-3), [1.0, 2.0], 3, record=record)
    found = gd.explain_step(run, 2)
    assert (found.lines, found.note) == ((), OTHERWISE)
    assert found.params.tolist() == run.params[1].tolist()
    assert found.next_params.tolist() == run.params[2].tolist()
    assert found.gradient.tolist() == H.gradient(run.params[1]).tolist()


def test_what_draws_on_mini_batches_has_its_true_rows():
    loss = gd.losses.LinearRegression([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 5.0, 1.0])
    rate = gd.schedules.Exponential(0.01, factor=0.5)
    options = {"batch_size": 2, "seed": 4}
    run = gd.descend(loss, o.FromFunction(draws, rate), [0.0, 0.0], 5, **options)
    other = gd.descend(loss, o.GradientDescent(rate), [0.0, 0.0], 5, **options)
    for step in range(1, 6):
        found, same_rows = gd.explain_step(run, step), gd.explain_step(other, step).rows
        assert found.rows.tolist() == same_rows.tolist()
        assert found.gradient.tolist() == loss.gradient(run.params[step - 1], same_rows).tolist()
        assert found.terms["learning_rate"] == rate(step - 1)


def test_what_draws_and_was_not_kept_is_refused():
    run = gd.descend(H, o.FromFunction(draws, 1e-3), [1.0, 2.0], 10, record_every=5)
    with pytest.raises(ValueError, match="step must be one whose two ends were kept, not 3"):
        gd.explain_step(run, 3)


def test_an_optimizer_that_changes_what_it_is_given_shows_its_true_ends():
    @dataclass(frozen=True)
    class InPlace(Heavy):
        def update(self, here, state):
            here.gradient[:] *= 0.5
            here.params[:] -= self.learning_rate * here.gradient
            return here.params, state

    for record in (True, False):
        run = gd.descend(H, InPlace(), [1.0, 2.0], 3, record=record)
        found = gd.explain_step(run, 2)
        assert found.params.tolist() == run.params[1].tolist()
        assert found.next_params.tolist() == run.params[2].tolist()


@pytest.mark.parametrize("name", ["momentum", "adam", "in_memory", "unhashable", "partial"])
def test_a_family_and_a_sweep_by_a_function_are_explained(name):
    method = o.FromFunction(FUNCTIONS[name], [1e-3, 2e-3])
    family = gd.descend(H, method, [1.0, 2.0], 4)
    alone = gd.descend(H, o.FromFunction(FUNCTIONS[name], 2e-3), [1.0, 2.0], 4)
    ours, theirs = gd.explain_step(family.run(1), 3), gd.explain_step(alone, 3)
    assert ours.text(0) == theirs.text(0)
    assert ours.next_params.tolist() == theirs.next_params.tolist()


def test_a_change_in_place_after_the_last_line():
    def mine(params, gradient, learning_rate):
        new = params - learning_rate * gradient
        np.clip(new, -1, 1, out=new)
        return new

    found = explained(o.FromFunction(mine, 1e-3), step=1)
    assert [read(line) for line in found.lines] == ["new ← x − η · g", "x ← new"]
    assert found.text(1).splitlines()[1] == "params = 1"


def test_a_method_of_a_call_and_a_thing_that_cannot_be_hashed():
    limits = ListOfLimits([0.5])

    def mine(params, gradient, learning_rate):
        largest = np.abs(gradient).max(axis=-1, keepdims=True)
        return params - learning_rate * gradient * limits(largest)

    found = explained(o.FromFunction(mine, 1e-3))
    assert [read(line) for line in found.lines] == [
        "largest ← max(|g|)",
        "x ← x − η · g · limits(largest)",
    ]


class ListOfLimits(list):
    def __call__(self, x):
        return np.minimum(x, self[0]) / x


def test_names_that_mean_something_else_in_a_function_of_its_own():
    def mine(params, gradient, learning_rate):
        step = learning_rate * gradient
        value = 2 * step
        return params - value / 2

    found = explained(o.FromFunction(mine, 1e-3))
    assert [read(line) for line in found.lines] == [
        "step ← η · g",
        "value ← 2 · step",
        "x ← x − value / 2",
    ]


def test_a_source_with_a_doubtful_escape_warns_no_more():
    with pytest.warns((DeprecationWarning, SyntaxWarning)):
        mine = in_a_cell(
            'def mine(params, gradient):\n    "\\d"\n    return params - gradient / 99\n', "<c>"
        )
    assert [read(line) for line in explained(o.FromFunction(mine)).lines] == ["x ← x − g / 99"]


SESSION = '''
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
def cell(text):
    shell.run_cell(text).raise_error()
cell("import numpy as np, gdwidgets as gd\\nvelocity = 3.0\\no = gd.optimizers")
cell("""
def explained(method):
    run = gd.descend(gd.surfaces.himmelblau, method, [1, 2], 3)
    found = gd.explain_step(run, 2)
    print([str(line) for line in found.lines], found.note)
""")
cell("""
%matplotlib --list
def mine(params, gradient, learning_rate, memory):
    velocity = 0.9 * memory.get("velocity", 0) + gradient
    return params - learning_rate * velocity, {"velocity": velocity}
first = o.FromFunction(mine, 0.001)
explained(first)
""")
cell("""
def mine(params, gradient, learning_rate):
    return params - learning_rate * gradient
a, b = lambda params, gradient: params - gradient / 99, lambda params: params + 0.1
for method in (first, o.FromFunction(mine), o.FromFunction(a), o.FromFunction(b)):
    explained(method)
""")
cell("""
from dataclasses import dataclass
@dataclass(frozen=True)
class Own(o.Optimizer):
    learning_rate: float = 0.001
    def init(self, params):
        return ()
    def update(self, here, state):
        return here.params - self.learning_rate * np.sign(here.gradient), state
explained(Own())
""")
'''


def test_in_the_cells_of_a_notebook():
    done = subprocess.run(
        [sys.executable, "-c", SESSION],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(gd.__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr
    momentum = "['Line(v ← 0.9 · v + g)', 'Line(x ← x − η · v)'] "
    assert [line for line in done.stdout.splitlines() if "Line" in line] == [
        momentum,
        momentum,  # the first one of the name is still what it was
        "['Line(x ← x − η · g)'] ",
        "['Line(x ← x − g / 99)'] ",
        "['Line(x ← x + 0.1)'] ",
        "['Line(x ← x − η · sign(g))'] ",
    ]


def test_a_choice_that_fails_is_made_anew():
    def mine(params, gradient, learning_rate):
        for k in range(2):
            try:
                rate = (0.5 * learning_rate if k == 0 else learning_rate) * (1 / k)
            except ZeroDivisionError:
                continue
        return params - rate * gradient[:, np.newaxis][:, 0]

    found = explained(o.FromFunction(mine, 1e-3))
    assert read(found.lines[0]) == "rate ← η · (1 / k)"
    assert found.lines[0].text() == "rate = 0.001 * (1 / 1) = 0.001"


def test_what_is_given_keeps_its_part_under_its_name():
    def mine(params, gradient, learning_rate):
        gradient = gradient / 2
        learning_rate = learning_rate * 2
        params = params - learning_rate * gradient
        return params  # noqa: RET504

    found = explained(o.FromFunction(mine, 1e-3))
    assert [(line.symbol.text, line.role) for line in found.lines] == [
        ("g", "slope"),
        ("η", "rate"),
        ("x", "place"),
    ]
    # The terms are what it was given.
    assert found.terms["learning_rate"] == 1e-3
    assert found.terms["gradient"].tolist() == found.gradient.tolist()


@pytest.mark.parametrize("record", [True, False], ids=["recorded", "unrecorded"])
def test_an_optimizer_that_changes_its_state_is_explained_again_and_again(record):
    @dataclass(frozen=True)
    class InPlace(Heavy):
        def update(self, here, state):
            velocity = state.velocity
            velocity *= self.momentum
            velocity += here.gradient
            noise = here.normal(1)[0]
            return here.params - self.learning_rate * (velocity + noise), state

    run = gd.descend(H, InPlace(), [1.0, 2.0], 3, record=record)
    first = gd.explain_step(run, 2)
    assert first.note == ""
    for step in (2, 3, 1, 2):
        found = gd.explain_step(run, step)
        assert found.note == ""
        assert found.next_params.tolist() == run.params[step].tolist()
    assert found.text() == first.text()


def test_an_optimizer_that_changes_its_place_leaves_the_record_alone():
    @dataclass(frozen=True)
    class InPlace(Heavy):
        def update(self, here, state):
            place = here.params.copy()
            here.params[:] = 0
            return place - self.learning_rate * here.gradient_at(place), state

    run = gd.descend(H, InPlace(), [1.0, 2.0], 3, record=True)
    kept = [moment.params.tolist() for moment in run.origin.moments]
    gd.explain_step(run, 2)
    assert [moment.params.tolist() for moment in run.origin.moments] == kept


def wanders(params):
    return params + 1e-3 * (next(TICKS) % 7)


def test_points_that_were_kept_tell_when_the_steps_led_elsewhere():
    run = gd.descend(H, o.FromFunction(wanders), [1.0, 2.0], 900, record_every=300)
    next(TICKS)
    for step in (3, 290, 302, 899):
        with pytest.raises(ValueError, match=f"two ends were kept, not {step}"):
            gd.explain_step(run, step)
