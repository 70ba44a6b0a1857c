"""Every prediction and challenge of the lessons: a right answer passes, a near miss fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import nbformat
import numpy as np
import pytest

import gdwidgets as gd

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
Change = Callable[[Any], None]


@cache
def lesson(beginning: str) -> dict[str, Any]:
    """What a lesson's code cells define, run from top to bottom."""
    (path,) = NOTEBOOKS.glob(f"{beginning}_*.ipynb")
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{path.stem}, {cell.id}", "exec"), names)
    return names


@pytest.fixture(scope="module", autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    for name in LESSONS:
        for each in lesson(name).values():
            if isinstance(each, ipywidgets.Widget):
                each.close()
    lesson.cache_clear()


def rate(value: float) -> Change:
    """Set an explorer's learning rate."""
    return lambda explorer: setattr(explorer.learning_rate, "value", value)


def optimizer(method: type, value: float) -> Change:
    """Choose another optimizer, with a learning rate."""

    def change(explorer: Any) -> None:
        explorer.optimizer.value = method
        explorer.learning_rate.value = value

    return change


def start(*point: float, learning_rate: float | None = None) -> Change:
    """Start somewhere else."""

    def change(explorer: Any) -> None:
        explorer.start = point
        if learning_rate is not None:
            explorer.learning_rate.value = learning_rate

    return change


def surface(other: Any, learning_rate: float) -> Change:
    """Choose another landscape."""

    def change(explorer: Any) -> None:
        explorer.surface.value = other
        explorer.learning_rate.value = learning_rate

    return change


def second_path(step: int, learning_rate: float) -> Change:
    """Go on from a step at another learning rate."""

    def change(explorer: Any) -> None:
        explorer.branch(step)
        explorer.learning_rate.value = learning_rate

    return change


def standardised(share: float, learning_rate: float | None = None) -> Change:
    """Standardise the feature, as far as `share` says."""

    def change(explorer: Any) -> None:
        explorer.standardise.value = share
        if learning_rate is not None:
            explorer.learning_rate.value = learning_rate

    return change


@contextmanager
def changed(explorer: Any, change: Change) -> Iterator[None]:
    """Change an explorer's controls, and bring them back afterwards."""
    names = [
        each
        for each in ("surface", "optimizer", "standardise", "learning_rate")
        if hasattr(explorer, each)
    ]
    before, began = {name: getattr(explorer, name).value for name in names}, explorer.start
    change(explorer)
    yield
    if hasattr(explorer, "inspector") and explorer.inspector.branched:
        explorer.unbranch()
    for name, value in before.items():
        getattr(explorer, name).value = value
    explorer.start = began


def cosine(step: float, *, of: float = 300, half: float = 0.5) -> float:
    return 0.5 * half * (1 + math.cos(math.pi * step / of))


def walk(step: Callable[..., Any]) -> Callable[..., Any]:
    """A walk in the fog, with a step of one's own."""

    def walked(gradient, start, learning_rate, n_steps):
        path = [np.array(start, dtype=float)]
        for _ in range(n_steps):
            path.append(step(path[-1], gradient(path[-1]), learning_rate))
        return np.array(path)

    return walked


def gradient_of_cost(w: float, b: float) -> np.ndarray:
    birds = gd.datasets.penguins()
    z = gd.datasets.standardise(birds["flipper_length_mm"])
    residual = w * z + b - birds["body_mass_g"] / 1000
    return np.array([np.mean(residual * z), np.mean(residual)])


PREDICTIONS: dict[tuple[str, str], tuple[Any, list[Any]]] = {
    ("00", "where"): ((-3.78, -3.28), [(-2.81, 3.13), (3, 2), (3.58, -1.85), (-0.5, -4.5)]),
    ("00", "nearly"): ("other", ["same", "none"]),
    ("00", "far_more"): ("none", ["same", "other"]),
    ("01", "of_steps"): ("shorter", ["longer", "same", "both"]),
    ("01", "where"): ((1, 0), [(-2, 0), (0, 0), (0.4, 1.6)]),
    ("02", "four"): ("zig-zag", ["settle", "crawl", "diverge"]),
    ("02", "small"): (4700, [470, 47_000, 4000]),
    ("02", "large"): ("never", ["fewer", "same"]),
    ("02", "buys"): (0.095, [0.0018, 0.056, 0.098]),
    ("02", "first"): (24, [86, 17, 40]),
    ("03", "flat"): (0.32, [0.4, 0.64, 0.8]),
    ("03", "points"): ("falls", ["rises", "circle", "point"]),
    ("03", "raw_run"): ("crawl", ["settle", "zig-zag", "diverge"]),
    ("03", "one_step"): (1, [2, 10, 0]),
}
"""The right answer to each, and near misses."""

SUBMITTED: dict[tuple[str, str], tuple[Any, list[Any]]] = {
    ("00", "first_step"): ([-1.62, 0.7], [[-1.62, -9.7], [0.62, 0.7], [-1.06, -1.9], -1.62]),
    ("00", "build"): (
        lambda params, gradient, learning_rate: params - learning_rate * gradient,
        [
            lambda params, gradient, learning_rate: params,
            lambda params, gradient, learning_rate: params + learning_rate * gradient,
            lambda params, gradient, learning_rate: params - gradient,
            lambda params, gradient, learning_rate: params - 2 * learning_rate * gradient,
            lambda params, gradient, learning_rate: params - learning_rate * np.sign(gradient),
            gd.optimizers.Adam(0.01),
        ],
    ),
    ("01", "by_hand"): (
        [3.2, 2.56],
        [[4.8, 5.76], [-4, 4], [3.6, 3.24], [3.2, 2.4], [0.8, 0.64], [3.2], [2.56, 3.2], 3.2],
    ),
    ("01", "build"): (
        walk(lambda place, slope, rate: place - rate * slope),
        [
            walk(lambda place, slope, rate: place),
            walk(lambda place, slope, rate: place + rate * slope),
            walk(lambda place, slope, rate: place - slope),
            walk(lambda place, slope, rate: place - rate),
            walk(lambda place, slope, rate: -rate * slope),
            walk(lambda place, slope, rate: place - 0.1 * slope),
            lambda gradient, start, learning_rate, n_steps: start,
        ],
    ),
    ("02", "build"): (
        cosine,
        [
            lambda step: 0.5,
            lambda step: cosine(step, half=1),
            lambda step: cosine(step, of=299),
            lambda step: 0.5 * math.cos(math.pi * step / 300),
            lambda step: 0.5 * (1 - step / 300),
        ],
    ),
    ("02", "beat"): (
        lambda step: 0.26 if step % 2 == 0 else 0.058,
        [
            lambda step: 2 / 21,
            lambda step: 0.09 * 0.99**step,
            lambda step: 1.0 if step == 0 else 2 / 21,
            lambda step: 0.11,
            lambda step: 0.094,
            lambda step: 0.0944,
            lambda step: 0.0941,
            gd.schedules.Constant(0.0943),
        ],
    ),
    ("03", "cost"): (0.165, [0.33, 0.495, 0.160, 0.17, -0.165]),
    ("03", "build"): (
        gradient_of_cost,
        [
            lambda w, b: (0.0, 0.0),
            lambda w, b: -gradient_of_cost(w, b),
            lambda w, b: 2 * gradient_of_cost(w, b),
            lambda w, b: gradient_of_cost(w, b)[::-1],
            lambda w, b: gradient_of_cost(w, b)[0],
        ],
    ),
}
"""What is right to hand in, and near misses."""

SET: dict[tuple[str, str, str], tuple[Change, list[Change]]] = {
    ("00", "other_star", "explorer"): (
        start(0, 1),
        [start(2.5, 2.5), start(3, 2), start(-1, 2), start(1, -1), start(0, 1, learning_rate=0.1)],
    ),
    ("02", "choose", "steeper"): (
        rate(0.05),
        [
            rate(0.039),
            rate(0.056),
            optimizer(gd.optimizers.Momentum, 0.01),
            start(-1, -0.1, learning_rate=0.039),
            start(-1, -0.1, learning_rate=0.05),
        ],
    ),
    ("02", "largest", "hills_explorer"): (
        rate(0.024),
        [
            rate(0.018),
            rate(0.025),
            optimizer(gd.optimizers.Momentum, 0.022),
            start(3, 1.5, learning_rate=0.022),
            surface(gd.surfaces.beale, 0.01),
        ],
    ),
    ("02", "second", "steep"): (
        second_path(5, 0.018),
        [
            rate(0.0039),
            rate(0.018),
            second_path(5, 0.0047),
            second_path(5, 0.0056),
            second_path(5, 0.027),
            *map(rate, (0.005, 0.0082, 0.01, 0.012, 0.013, 0.015)),
            *(second_path(0, value) for value in (0.0082, 0.01, 0.012)),
            second_path(5, 0.0033),
            start(3.5, 2.5, learning_rate=0.018),
            optimizer(gd.optimizers.Adam, 0.5),
        ],
    ),
    ("03", "hand", "by_hand"): (
        start(0.05, 4.2 - 0.05 * 201),
        [start(0.045, -5), start(0.0, 4.2), start(0.09, -13.88), start(0.02, 3)],
    ),
    ("03", "bill_rate", "bill_explorer"): (
        rate(0.001),
        [rate(0.00082), rate(0.0012), optimizer(gd.optimizers.Momentum, 0.001)],
    ),
    ("03", "morph", "raw_explorer"): (
        standardised(1.0, learning_rate=1),
        [
            standardised(1.0),
            standardised(0.9),
            standardised(0.9, learning_rate=1),
            standardised(1.0, learning_rate=0.82),
            standardised(1.0, learning_rate=0.1),
            standardised(1.0, learning_rate=2.2),
            rate(3.9e-5),
            start(0.0497, -5.78),
            optimizer(gd.optimizers.Adam, 0.1),
        ],
    ),
}
"""For each challenge about an explorer: what passes, and near misses."""

IN_THE_FOG = {("01", "out")}
"""Challenges on a game: tests/explorers/test_fog.py plays it."""

ANSWERED: dict[tuple[str, str], list[Any]] = {
    ("00", "first_step"): [
        [0.62, -9.7],
        [-56.5, 255.5],
        [-1.06, -1.9],
        [-1.12, 5.2],
        [-1.62, -9.7],
    ],
    ("01", "by_hand"): SUBMITTED["01", "by_hand"][1][:5],
    ("01", "build"): SUBMITTED["01", "build"][1][:4],
    ("02", "build"): [
        lambda step: 0.5,
        lambda step: 2 * cosine(step),
        lambda step: 0.5 * math.cos(math.pi * step / 300),
    ],
    ("03", "cost"): [0.33, 0.495, 0.99, -0.7 / 6, 0.7**2 / 18],
    ("03", "build"): [
        lambda w, b: (0.0, 0.0),
        lambda w, b: -gradient_of_cost(w, b),
        lambda w, b: 2 * gradient_of_cost(w, b),
        lambda w, b: 342 * gradient_of_cost(w, b),
        lambda w, b: gradient_of_cost(w, b)[[1, 1]],
        lambda w, b: gradient_of_cost(w, b)[::-1],
    ],
}
"""Typical mistakes: each is answered by a sentence of its own."""

LESSONS = ("00", "01", "02", "03")


@pytest.mark.parametrize("beginning", LESSONS)
def test_every_task_of_the_lessons_is_tried_here(beginning):
    tried = {
        key[1]
        for table in (PREDICTIONS, SUBMITTED, SET, IN_THE_FOG)
        for key in table
        if key[0] == beginning
    }
    kinds = (gd.Prediction, gd.Challenge)
    asked = {name for name, each in lesson(beginning).items() if isinstance(each, kinds)}
    assert asked == tried
    for kind in kinds:
        assert sum(isinstance(lesson(beginning)[name], kind) for name in asked) >= 2


@pytest.mark.parametrize("key", PREDICTIONS, ids="-".join)
def test_a_prediction_knows_right_from_nearly_right(key):
    beginning, name = key
    prediction, (right, misses) = lesson(beginning)[name], PREDICTIONS[key]
    for nonsense in ("no such answer", None, math.nan):
        with pytest.raises((TypeError, ValueError), match="prediction"):
            prediction.commit(nonsense)
    with pytest.raises(ValueError, match="Make your prediction first"):
        prediction.reveal()
    for answer in (*misses, right):
        prediction.commit(answer)
        prediction.reveal()
    assert [entry["right"] for entry in prediction.entries] == [*[False] * len(misses), True]
    assert prediction.value == misses[0], "the first one counts"


@pytest.mark.parametrize("key", PREDICTIONS, ids="-".join)
def test_each_option_has_an_answer_of_its_own(key):
    beginning, name = key
    prediction, (right, misses) = lesson(beginning)[name], PREDICTIONS[key]
    if prediction.form["kind"] != "choice":
        pytest.skip("not a choice")
    assert set(prediction.form["values"]) == {right, *misses}
    before, answers = prediction.value, []
    for prediction.value in (right, *misses):
        prediction._find_outcome()
        answers.append(prediction.why)
    prediction.value = before
    prediction._find_outcome()
    assert all(answers)
    assert len(set(answers)) > 1


@pytest.mark.parametrize("key", ANSWERED, ids="-".join)
def test_a_typical_mistake_has_an_answer_of_its_own(key):
    beginning, name = key
    verdicts = [lesson(beginning)[name].submit(miss) for miss in ANSWERED[key]]
    assert not any(verdict.passed or "not right" in verdict.text for verdict in verdicts)
    assert len({verdict.text for verdict in verdicts}) == len(verdicts)


@pytest.mark.parametrize("key", SUBMITTED, ids="-".join)
def test_what_is_handed_in_is_judged(key):
    beginning, name = key
    challenge, (right, misses) = lesson(beginning)[name], SUBMITTED[key]
    for nothing in (None, "nonsense", lambda: None, ..., np.full(3, np.nan)):
        assert not challenge.submit(nothing).passed
    for miss in misses:
        assert not challenge.submit(miss).passed
    assert challenge.hint
    assert not challenge.value
    assert challenge.submit(right).passed


@pytest.mark.parametrize(
    "line",
    [
        "place = place - learning_rate * gradient(place)",
        "place -= learning_rate * gradient(place)",
        "place += -learning_rate * np.asarray(gradient(place))",
        "place[:] = place - learning_rate * gradient(place)",
    ],
)
def test_any_way_to_write_the_step_of_a_walk_passes(line):
    (path,) = NOTEBOOKS.glob("01_*.ipynb")
    (cell,) = (c for c in nbformat.read(path, as_version=4).cells if c.id == "build-code")
    assert "place = place  # change this line: step against the slope" in cell.source
    names = {"np": np}
    exec(cell.source.replace("place = place  #", f"{line}  #"), names)
    verdict = lesson("01")["build"].submit(names["walk"])
    assert verdict.passed, verdict.text


@pytest.mark.parametrize("key", SET, ids="-".join)
def test_what_is_set_is_judged(key):
    beginning, name, on = key
    challenge, explorer = lesson(beginning)[name], lesson(beginning)[on]
    right, misses = SET[key]
    assert challenge.check().text.startswith("Nothing has changed")
    for miss in misses:
        with changed(explorer, miss):
            assert not challenge.check().passed
    assert challenge.hint
    with changed(explorer, right):
        verdict = challenge.check()
        assert verdict.passed, verdict.text
