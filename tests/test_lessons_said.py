"""What the lessons say is so: each claim is looked for in their text, and then measured."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets
import nbformat
import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.explain.check import PROBLEMS
from tests.test_lessons_tasks import NOTEBOOKS, lesson

GD = gd.optimizers.GradientDescent
HILLS = gd.surfaces.himmelblau
RAVINE = gd.surfaces.ravine(20)
START = np.array([-5.0, -2.0])
STARTS = START * np.array([[1, 1], [0.5, -1], [-1, 1.2]])
LESSONS = ("00", "01", "02", "03")
STARS = {"upper right": (3, 2), "lower left": (-3.78, -3.28), "upper left": (-2.81, 3.13)}


@pytest.fixture(scope="module", autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    for name in LESSONS:
        for each in lesson(name).values():
            if isinstance(each, ipywidgets.Widget):
                each.close()
    lesson.cache_clear()


@cache
def cells(beginning: str) -> list[Any]:
    (path,) = NOTEBOOKS.glob(f"{beginning}_*.ipynb")
    return nbformat.read(path, as_version=4).cells


def says(beginning: str, *sentences: str) -> None:
    """The lesson's text, or a folded answer, has these words; what they claim is measured next."""
    text = "\n".join(cell.source for cell in cells(beginning))
    for sentence in sentences:
        assert sentence in text, sentence


def prints(beginning: str, cell_id: str) -> str:
    """What a cell of the committed lesson printed."""
    (cell,) = (each for each in cells(beginning) if each.id == cell_id)
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def ends(rate: Any, start: Any, n_steps: int = 200, surface: Any = HILLS) -> Any:
    return gd.descend(surface, GD(rate), start, n_steps)


def at(run: Any, star: str) -> Any:
    """Which runs converged at a star."""
    near = np.hypot(*np.moveaxis(run.params[-1] - STARS[star], -1, 0)) < 0.02
    return near & (np.asarray(run.status) == "converged")


# -- which claims are looked at --------------------------------------------------------------

STRONG = re.compile(r"\b(best|only|never|always|fastest|sure|nobody)\b", re.IGNORECASE)
INSTRUCTIONS = (
    "Only then can the run be played.",
    "Only the learning rate changes now.",
    "Nobody touches the learning rate.",
    "only then can you play it.",
    "(The folded cell checks that you change only the learning rate.)",
    "the ★ is the best line.",
    "The star is the best line.",
    "nobody has to say when to slow down.",
    "in at most",
    "three steps at most",
    "and the slider only picks one.",
)
"""What is no claim about gradient descent, or is one of a widget whose own tests hold it."""


def test_every_strong_word_is_measured_here():
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    measured = [
        word.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "says"
        for word in call.args[1:]
        if isinstance(word, ast.Constant)
    ]
    missing = []
    for beginning in LESSONS:
        for cell in cells(beginning):
            if cell.cell_type != "markdown" or cell.source.startswith("# "):
                continue
            for sentence in re.split(r"(?<=[.!?:])\**\s+|\n", cell.source):
                known = any(
                    each in sentence or sentence in each for each in (*measured, *INSTRUCTIONS)
                )
                if STRONG.search(sentence) and not known:
                    missing.append((beginning, cell.id, sentence))
    assert not missing


# -- 00 --------------------------------------------------------------------------------------


def test_00_two_rates_more():
    says(
        "00",
        "With 0.018 the first step is so long that it lands beyond the ridge, in another valley.",
        "With 0.1 each step overshoots by more than the last. By step 2 it is 3,850 away",
        "Its first step leaves the map, and the next is longer still.",
    )
    start = np.array([-0.5, -4.5])
    landed = start - 0.018 * HILLS.gradient(start)
    assert at(ends(1e-3, tuple(landed), 3000), "upper left")
    assert at(ends(1e-3, tuple(start), 3000), "lower left")
    run = ends(0.1, tuple(start))
    assert run.stop_step == 2
    away = np.linalg.norm(run.params[:3] - start, axis=1)
    assert 3845 < away[2] < 3855
    assert (np.diff(np.abs(run.params[:3, 1])) > 0).all()
    assert abs(run.params[1, 1]) > 6
    lengths = np.linalg.norm(np.diff(run.params[:3], axis=0), axis=1)
    assert lengths[1] > lengths[0]


def test_00_a_cross_is_a_saddle():
    says("00", "level, but downhill on two sides and uphill on the other two")
    for saddle in HILLS.saddles:
        low, high = np.linalg.eigvalsh(HILLS.hessian(np.array(saddle, dtype=float)))
        assert low < 0 < high


def test_00_counts_its_widgets():
    says("00", "covers five decades", "Your step then runs beside ours on four landscapes.")
    options = gd.LearningRateSlider().options
    assert options[-1] / options[0] == pytest.approx(1e5)
    assert len(PROBLEMS) == 4


# -- 01 --------------------------------------------------------------------------------------


def test_01_has_converged():
    says(
        "01",
        "the slope has shrunk to a millionth of the steepest that the run has met, and the "
        "ground rises all around.",
        "the last hundredth of the way takes more steps than the first half.",
        "if its steps aren't too long",
    )
    for surface, rate in ((gd.surfaces.bowl(), 0.1), (RAVINE, 0.05), (HILLS, 0.01)):
        run = gd.descend(surface, GD(rate), surface.start, 2000)
        slope = np.linalg.norm(surface.gradient(run.params[: run.stop_step + 1]), axis=1)
        assert run.status == "converged"
        assert slope[-1] <= 1e-6 * slope.max() < slope[-3]
        way = np.linalg.norm(run.params - run.params[-1], axis=1) / np.linalg.norm(
            run.params[0] - run.params[-1]
        )
        first_half = np.argmax(way <= 0.5)
        assert run.stop_step - np.argmax(way <= 0.01) > first_half
    (player,) = (each for each in cells("01") if each.id == "steps-player")
    assert "converged at step" in str(player.outputs)
    too_long = gd.descend(gd.surfaces.bowl(), GD(0.5), gd.surfaces.bowl().start, 2000)
    assert too_long.status != "converged"


def test_01_what_becomes_of_the_steps():
    says("01", "The meadow only flattens.", "as below a hilltop")
    meadow = lesson("01")["meadow"]
    run = gd.descend(meadow.objective, GD(0.1), meadow.start, 200)
    assert (np.diff(np.linalg.norm(meadow.objective.gradient(run.params[:60]), axis=1)) < 0).all()
    hill = ends(0.01, (-0.2, -0.8))
    lengths = np.linalg.norm(np.diff(hill.params, axis=0), axis=1)
    assert lengths[0] < lengths.max() > lengths[-1]


def test_01_the_cross_divides_the_quarry():
    says(
        "01",
        "Click into the map to the left of the cross. From there the run ends in the deep valley.",
        "0.4 \\cdot (-0.6) \\cdot 2.4 = -0.576",
    )
    wells = gd.surfaces.double_well
    assert wells.gradient(np.array([0.4, 1.6]))[0] == pytest.approx(-0.576)
    (cross,) = wells.saddles
    (left, _), (low, high) = wells.domain
    x, y = np.meshgrid(np.linspace(left, cross[0] - 0.02, 40), np.linspace(low, high, 25))
    runs = gd.descend(wells, GD(0.1), np.column_stack([x.ravel(), y.ravel()]), 1000)
    assert (runs.params[-1, :, 0] < cross[0]).all()
    deepest = min(wells.minima, key=lambda place: float(wells.value(np.array(place))))
    assert deepest[0] < cross[0]


# -- 02 --------------------------------------------------------------------------------------


def test_02_four_ways():
    says(
        "02", "Each step lands on the other wall, only 0.2 % lower", "over half of the way is left"
    )
    run = gd.descend(RAVINE, GD(0.0999), START, 300)
    across = run.params[:, 1]
    assert (across[1:] * across[:-1] < 0).all()
    assert np.abs(across[1:] / across[:-1]) == pytest.approx(0.998)
    assert abs(across[-1] / across[0]) > 0.5
    assert run.loss[-1] > 10
    kinds = [
        gd.diagnose(gd.descend(RAVINE, GD(rate), START, 300)).kind
        for rate in (0.0018, 0.056, 0.0999, 0.12)
    ]
    assert kinds == ["crawling", "converged", "zig-zag", "diverged"]


def test_02_the_factor_furthest_from_zero_decides():
    says(
        "02",
        "The factor furthest from 0 decides: that direction is the last to arrive.",
    )
    for rate in np.linspace(0.001, 0.0999, 1000):
        factors = np.abs([1 - rate, 1 - 20 * rate])
        if np.ptp(factors) < 0.01:
            continue
        last = np.abs(np.log(1e-9) / np.log(factors))  # steps to a billionth of the distance
        assert last.argmax() == factors.argmax()


def test_02_around_the_limit():
    says(
        "02",
        "a rate a little too large never arrives at all.",
        "**a rate ten times smaller takes ten times as many steps.**",
        "0.0999 takes 2,647 steps. The best rate in this ravine lies in between, close to the "
        "cliff.",
        "(Below 0.0002 there are no dots: 20,000 steps were not enough.)",
        "the loss is below 0.001 after **470** steps",
        "With a small rate, only the error along the ravine matters after a while.",
    )
    rates = np.linspace(0.0001, 0.11, 1100)
    family = gd.descend(RAVINE, GD(rates), START, 20_000)
    steps = (family.loss > 0.001).sum(axis=0).astype(float)
    steps[~(family.loss[-1] <= 0.001)] = np.inf
    assert np.isinf(steps[rates > 0.1 + 1e-9]).all()
    assert 0.09 < rates[steps.argmin()] < 0.0999
    below = rates < 0.09
    assert (np.diff(steps[below & np.isfinite(steps)]) <= 0).all(), "falls up to there"
    assert (np.diff(steps[(rates > 0.0955) & (rates < 0.0999)]) > 0).all(), "then it climbs"
    for rate, expected in ((0.0999, 2647), (0.01, 470), (0.001, 4715)):
        run = gd.descend(RAVINE, GD(rate), START, 20_000)
        assert gd.goals.steps_to(run, 0.001) == expected
    assert np.isinf(steps[rates < 0.0002]).all()
    assert np.isfinite(steps[(rates > 0.0003) & (rates < 0.0999)]).all()
    for rate in (0.0003, 0.001, 0.005):
        run = gd.descend(RAVINE, GD(rate), START, int(3 / rate))
        along, across = 0.5 * run.params[-1, 0] ** 2, 10 * run.params[-1, 1] ** 2
        assert across < 1e-6 * along
        tenth = gd.goals.steps_to(gd.descend(RAVINE, GD(rate), START, 20_000), 0.001)
        ten = gd.goals.steps_to(gd.descend(RAVINE, GD(10 * rate), START, 20_000), 0.001)
        assert tenth / ten == pytest.approx(10, rel=0.05)
    assert "best of all: rate 0.094, 49 steps" in prints("02", "decades-why-code")


def test_02_where_the_best_rate_lies():
    says(
        "02",
        "The best rate lies between half the limit (a round bowl) and just below it (a long "
        "ravine). Right at the limit it crawls again, and above it it flies off.",
        "A rate ten times too small costs about ten times as many steps.",
    )
    for steepness in (1.0, 2.0, 5.0, 20.0, 100.0):
        limit = 2 / steepness
        rates = np.linspace(0.001, 1.05, 1050) * limit
        surface = gd.surfaces.ravine(steepness)
        for start in STARTS:
            loss = gd.descend(surface, GD(rates), start, 600).loss
            steps = np.where(loss[-1] <= 1e-3, (loss > 1e-3).sum(axis=0), np.inf)
            best = rates[steps == steps.min()] / limit
            assert 0.45 < best.min() <= best.max() < 1
            assert best.max() > 0.9 or steepness < 20
            assert steps[np.argmin(np.abs(rates / limit - 0.999))] > 4 * steps.min()
            assert (gd.descend(surface, GD(1.02 * limit), start, 3000).status) == "diverged"
            best_rate = float(rates[steps.argmin()])
            run = gd.descend(surface, GD(best_rate / 10), start, 20_000)
            if steepness >= 5:
                assert gd.goals.steps_to(run, 1e-3) / steps.min() == pytest.approx(10, rel=0.45)


def test_02_loss_against_steps_paid():
    says(
        "02",
        "the best of the four zig-zags on its way, and still its loss falls in a straight line.",
        "A run that looks restless can be the best that a single rate can buy.",
        "In 100 steps it has hardly moved along the ravine: its factor there is 0.998.",
    )
    bids = np.array([0.0018, 0.056, 0.095, 0.098])
    paid = gd.descend(RAVINE, GD(bids), START, 100)
    assert bids[paid.loss[-1].argmin()] == 0.095
    fitted = np.corrcoef(np.arange(101), np.log(paid.loss[:, 2]))[0, 1]
    assert fitted < -0.9999
    rates = np.linspace(1e-4, 0.1, 1000)
    best = rates[gd.descend(RAVINE, GD(rates), START, 100).loss[-1].argmin()]
    across = gd.descend(RAVINE, GD(best), START, 100).params[:, 1]
    assert (across[1:] * across[:-1] < 0).all(), "it zig-zags"
    assert 0.8 < paid.params[-1, 0, 0] / START[0] < 0.9


def test_02_a_steeper_ravine():
    says("02", "and 0.95 after 92 steps is enough.", "With η = 0.05 these are −0.8 ")
    run = gd.descend(gd.surfaces.ravine(36), GD(0.05), gd.surfaces.ravine(36).start, 200)
    assert gd.goals.steps_to(run, 0.001) == 92
    assert run.params[1] / run.params[0] == pytest.approx([0.95, -0.8])


def test_02_the_largest_rate_from_the_hilltop():
    says(
        "02",
        "So 0.022 settles, and 0.027 doesn't",
        "On the hilltop it is negative, because the ground curves down on every side.",
        "What decides is its value where the run comes to rest.",
        "**Find the largest learning rate that still settles**",
    )
    assert at(ends(0.022, (0, 0)), "upper right")
    assert ends(0.027, (0, 0), 20_000).status not in ("converged", "diverged")
    assert (np.linalg.eigvalsh(HILLS.hessian(np.zeros(2))) < 0).all()


def test_02_it_is_steep_where_you_start():
    says(
        "02",
        "Below $2/471 = 0.0042$ each step is sure to go down.",
        "0.007 still gets to $(3, 2)$, 0.008 ends at another star, and 0.015 flies off.",
        "and five times 0.0042 would do.",
        "a run with 0.0033. It needs 107 steps.",
        "Go on from step 5 with 0.018: it has settled at step 20.",
    )
    assert np.linalg.eigvalsh(HILLS.hessian(np.array([6.0, 6.0]))).max() == pytest.approx(
        471, abs=1
    )
    run = ends(np.linspace(1e-5, 2 / 471, 1000), (6, 6))
    falls = (np.diff(run.loss, axis=0) < 0) | (run.loss[1:] < 1e-12)
    assert falls.all()
    assert at(ends(0.007, (6, 6)), "upper right")
    assert at(ends(0.008, (6, 6)), "lower left")
    assert ends(0.015, (6, 6)).status == "diverged"
    assert at(ends(5 * 0.0042, (3.1, 2.1)), "upper right")
    assert ends(0.0033, (6, 6)).stop_step == 107


def test_02_the_warm_up():
    says(
        "02",
        "with the constant rate 0.004 settles at step 86.",
        "Its rate is small where it is steep, and five times 0.004 near the star.",
    )
    assert ends(0.004, (6, 6)).stop_step == 86
    warm = gd.schedules.LinearWarmUp(0.02, n_warm_up=20)
    run = gd.descend(HILLS, GD(warm), (6, 6), 200)
    near = np.argmax(np.hypot(*(run.params - (3, 2)).T) < 1e-3)
    assert warm(near) > 0.018
    assert warm(0) < 2 / 471


def test_02_the_noise():
    says(
        "02",
        "A constant rate then never comes to rest",
        "After fifty steps all five are down in the noise. The constant rate stays there, and "
        "the decaying ones sink below it.",
        "at step 100 the exponential is at 0.07, the cosine still at 0.38.",
        "One run can mislead: the ranges of step and cosine overlap.",
        "if the rate falls too early, the run crawls.",
    )
    names = lesson("02")
    birds, floor, schedules = names["birds"], names["floor"], names["schedules"]
    for seeds in (range(30), range(100, 130)):
        runs = {
            name: gd.descend(birds, GD(each), (0, 0), 300, batch_size=8, seed=seeds)
            for name, each in schedules.items()
        }
        above = {name: run.loss - floor for name, run in runs.items()}
        late = {name: each[-50:].mean(axis=0) for name, each in above.items()}
        assert all(each[45:55].mean() < 0.001 * each[0].mean() for each in above.values())
        assert min(late["constant"]) > max(max(late[name]) for name in runs if name != "constant")
        assert late["step"].max() > late["cosine"].min()
        assert late["cosine"].max() > late["step"].min()
        early = gd.descend(
            birds, GD(gd.schedules.Exponential(0.5, factor=0.8)), (0, 0), 300, batch_size=8,
            seed=seeds,
        )  # fmt: skip
        assert (early.loss - floor)[-50:].mean() > late["constant"].mean()
    constant = gd.descend(birds, GD(0.5), (0, 0), 3000, batch_size=8, seed=range(30))
    assert (np.asarray(constant.status) != "converged").all()
    assert schedules["exponential"](100) == pytest.approx(0.07, abs=0.005)
    assert schedules["cosine"](100) == pytest.approx(0.38, abs=0.006)


def test_02_no_constant_rate_beats_the_judge():
    says(
        "02",
        "Over many steps, no constant rate shrinks both directions faster than $2 / (1 + 20) "
        "\\approx 0.0952$. For this start and 100 steps another one may do a little better. So "
        "here are 1,000 of them, and the best comes down to",
        "## Challenge: beat every constant rate",
    )
    rates = np.linspace(1e-5, 0.11, 20_000)
    slowest = np.maximum(np.abs(1 - rates), np.abs(1 - 20 * rates))
    assert rates[slowest.argmin()] == pytest.approx(2 / 21, abs=1e-5)
    coarse = np.linspace(0.0001, 0.1, 1000)
    for start in STARTS:
        best = gd.descend(RAVINE, GD(coarse), start, 100).loss[-1].min()
        finest = np.nanmin(gd.descend(RAVINE, GD(rates), start, 100).loss[-1])
        assert finest > best / 2, "no constant rate passes"


# -- 03 --------------------------------------------------------------------------------------


def test_03_the_birds():
    says(
        "03",
        "The best line is the lowest point.",
        "it lies too high.",
        "**C** is the best line:",
        "**C** is the best line: all three go through the middle. **D** lies above all birds.",
        "The birds are the same, the best line is the same.",
        "All lines through the middle of the cloud lie on its floor",
        "the mass of the lightest bird, 2.7 kg",
        "standard deviation of 0.8 kg",
        "Bills are about 44 mm long.",
        "It is 1960, and 2 / 1960 = 0.00102.",
    )
    names = lesson("03")
    flipper, mass, raw = names["flipper"], names["mass"], names["raw"]
    assert (len(mass), mass.min()) == (342, 2.7)
    assert mass.std() == pytest.approx(0.8, abs=0.01)
    assert raw.value([0.04, -3]) > raw.value([0, 4.2])
    assert np.mean(0.04 * flipper - 3 - mass) > 0
    assert (0.02 * flipper + 3 > mass).all()
    for w in np.linspace(-0.2, 0.3, 1000):
        b = mass.mean() - w * flipper.mean()
        assert raw.gradient([w, b])[1] == pytest.approx(0, abs=1e-9), "best of all b for this w"
    other = raw.solution() + np.random.default_rng(0).normal(size=(1000, 2)) * [0.01, 1]
    assert (raw.value(other) >= raw.value(raw.solution())).all()
    metres = gd.losses.LinearRegression(flipper / 1000, mass).solution()
    assert metres / [1000, 1] == pytest.approx(raw.solution())
    assert names["penguins"]["bill_length_mm"].mean() == pytest.approx(44, abs=0.5)
    assert np.linalg.eigvalsh(names["bill"].hessian([0, 0])).max() == pytest.approx(1960, abs=1)


def test_03_the_raw_run():
    says(
        "03",
        "Raise the learning rate, position by position. Before anything gets better, the run "
        "flies apart.",
        "Along the valley the curvature is only $0.00486$.",
        "That forces the learning rate below $0.00005$.",
        "The rate is a fifth of the limit.",
        "It is the floor that no descent can go below.",
        "The ratio of the curvatures has fallen from 8.3 million to 1.",
    )
    raw = lesson("03")["raw"]
    low, high = np.linalg.eigvalsh(raw.hessian([0, 0]))
    assert low == pytest.approx(0.00486, abs=5e-6)
    assert 2 / high < 0.00005
    assert 1e-5 * high / 2 == pytest.approx(0.2, abs=0.01)
    assert high / low / 1e6 == pytest.approx(8.3, abs=0.05)
    rates = np.array([each for each in gd.LearningRateSlider().options if each >= 1e-5])
    loss = gd.descend(raw, GD(rates), (0, 2.7), 200).loss[-1]
    stable = rates < 2 / high
    assert loss[stable] == pytest.approx(loss[0], rel=1e-3)
    assert (~np.isfinite(loss[~stable]) | (loss[~stable] > 1e3)).all()


def test_03_standardised():
    says(
        "03",
        "With one feature, standardising makes the bowl perfectly round",
        "With several correlated features it makes the bowl rounder, not round.",
        "Sixty steps, and it has come 99.8 % of the way.",
        "With that the run settles, but not at once.",
        "one number for each line.",
    )
    penguins, mass = gd.datasets.penguins(), lesson("03")["mass"]
    standard = lesson("03")["standard"]
    low, high = np.linalg.eigvalsh(standard.hessian([0, 0]))
    assert high / low == pytest.approx(1)
    two = np.column_stack([penguins["flipper_length_mm"], penguins["bill_length_mm"]])
    raw, scaled = (
        np.linalg.eigvalsh(gd.losses.LinearRegression(x, mass).hessian(np.zeros(3)))
        for x in (two, gd.datasets.standardise(two))
    )
    assert 4 < scaled[-1] / scaled[0] < 6
    assert raw[-1] / raw[0] > 1e6
    run = gd.descend(standard, GD(0.1), (0, 0), 60)
    way = np.linalg.norm(run.params - standard.solution(), axis=1)
    assert 1 - way[60] / way[0] == pytest.approx(0.998, abs=5e-4)
    carried = gd.descend(standard, GD(0.39), (0, 2.7), 200)
    assert carried.status == "converged"
    assert carried.stop_step > 3
