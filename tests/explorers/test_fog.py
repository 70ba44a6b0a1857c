"""The fog game's Python side: the landscapes, the numbers that are sent, and the judgement."""

import re

import ipywidgets
import numpy as np
import pytest
import traitlets
from numpy.polynomial import chebyshev

import gdwidgets as gd
from gdwidgets.explorers.fog.hidden import hide, steady_rate
from gdwidgets.explorers.fog.landscapes import LANDSCAPES
from gdwidgets.explorers.fog.series import fit_series

SEEDS = (0, 1, 2, 17)


def hidden(name, seed):
    objective = LANDSCAPES[name]
    return hide(objective, seed, start=objective.start, domain=objective.domain)


def somewhere(domain, n=300):
    lows, highs = np.transpose(domain)
    return lows + (highs - lows) * np.random.default_rng(5).random((n, 2))


def read_series(game, points):
    """The heights and slopes that a browser works out from what it was sent."""
    series = np.frombuffer(game.map.series)
    n = round(series.size**0.5)
    series = series.reshape(n, n)
    lows, highs = np.transpose(game.map.place["domain"])
    s, t = (2 * (points - lows) / (highs - lows) - 1).T
    slopes = [
        chebyshev.chebval2d(s, t, chebyshev.chebder(series, axis=i)) * 2 / (highs - lows)[i]
        for i in range(2)
    ]
    return chebyshev.chebval2d(s, t, series), np.stack(slopes, axis=-1)


# -- the landscapes ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_landscape_is_only_turned_mirrored_moved_and_lifted(name, seed):
    original, place = LANDSCAPES[name], hidden(name, seed)
    assert np.all(np.transpose(place.domain)[0] == 0)
    assert np.ptp(np.ptp(place.domain, axis=1)) == 0, "a square field"
    start = np.array(original.start)
    lift = place.objective.value(place.start) - original.value(start)
    assert lift > 0
    for known, turned in zip(original.minima, place.objective.minima, strict=True):
        assert place.objective.value(turned) == pytest.approx(original.value(known) + lift)
        away, was = np.subtract(turned, place.start), np.subtract(known, start)
        assert np.hypot(*away) == pytest.approx(np.hypot(*was)), "distances are kept"
        curvature = np.linalg.eigvalsh(place.objective.hessian(np.array(turned)))
        assert curvature == pytest.approx(np.linalg.eigvalsh(original.hessian(np.array(known))))


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_turned_slope_is_the_slope_of_the_turned_height(name):
    place = hidden(name, 4)
    points = somewhere(place.domain, 50)
    step = 1e-6 * place.domain[0][1]
    for i in range(2):
        nudge = step * np.eye(2)[i]
        rise = place.objective.value(points + nudge) - place.objective.value(points - nudge)
        exact = place.objective.gradient(points)[:, i]
        assert rise / (2 * step) == pytest.approx(exact, rel=1e-5, abs=1e-5 * np.ptp(exact))


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("seed", SEEDS)
def test_start_and_treasure_are_on_the_map_and_nothing_lies_deeper(name, seed):
    place = hidden(name, seed)
    lows, highs = np.transpose(place.domain)
    for point in (place.start, *place.treasures):
        assert np.all((lows < point) & (point < highs))
    for treasure in place.treasures:
        assert place.objective.value(treasure) == pytest.approx(place.depth)
        slope = place.objective.gradient(treasure)
        assert np.abs(slope).max() < 1e-5 * np.abs(place.objective.gradient(place.start)).max()
    assert place.objective.value(somewhere(place.domain, 20_000)).min() >= place.depth


def test_a_seed_is_one_place_and_another_seed_another():
    first, again, other = hidden("Moor", 5), hidden("Moor", 5), hidden("Moor", 6)
    assert first.start == again.start
    assert first.treasures == again.treasures
    assert first.depth == again.depth
    assert first.treasures != other.treasures
    assert first.depth != other.depth


def test_without_a_seed_the_landscape_stays_as_it_is():
    game = gd.FogGame(gd.surfaces.himmelblau, seed=None)
    assert game.objective is gd.surfaces.himmelblau
    assert game.start == gd.surfaces.himmelblau.start
    assert game.map.place["treasures"] == [list(point) for point in gd.surfaces.himmelblau.minima]


def test_a_treasure_that_nobody_named_is_found():
    hills = gd.surfaces.Surface.from_formula("(x - 1.25)^2 + 2*(y + 0.5)^2 + x*y")
    place = hide(hills, None, start=(-4, 4), domain=hills.domain)
    expected = np.linalg.solve([[2, 1], [1, 4]], [2.5, -2])  # where the gradient is zero
    assert np.array(place.treasures) == pytest.approx(expected[None], abs=1e-6)
    edge = gd.surfaces.Surface.from_formula("x + 2*y")
    assert hide(edge, None, start=(4, 4), domain=edge.domain).treasures == ((-5.0, -5.0),)


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_suggested_rate_is_half_the_limit(name):
    place = hidden(name, 0)
    (treasure, *_), objective = place.treasures, place.objective
    largest = np.linalg.eigvalsh(objective.hessian(np.array([place.start, treasure]))).max()
    assert steady_rate(place) == pytest.approx(1 / largest, rel=0.6)
    game = gd.FogGame(name)
    run = game.descent
    assert run.status != "diverged"
    assert run.loss[-1] < run.loss[0]


# -- what the browser walks on -------------------------------------------------------------------


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_walker_s_numbers_are_the_surface_s(name, seed):
    game = gd.FogGame(name, seed=seed)
    points = somewhere(game.map.place["domain"])
    heights, slopes = read_series(game, points)
    exact, gradient = game.objective.value(points), game.objective.gradient(points)
    assert np.abs(heights - exact).max() < 1e-11 * np.ptp(exact)
    assert np.abs(slopes - gradient).max() < 1e-10 * np.abs(gradient).max()


@pytest.mark.parametrize("surface", gd.surfaces.NAMED.values(), ids=lambda surface: surface.name)
def test_any_smooth_surface_can_be_sent_and_others_are_refused(surface):
    if surface is gd.surfaces.ackley:  # a kink at its minimum
        with pytest.raises(ValueError, match=r"must be smooth.*Ackley would be"):
            fit_series(surface, surface.domain)
        return
    series = fit_series(surface, surface.domain)
    points = somewhere(surface.domain)
    middle, half = np.mean(surface.domain, axis=1), np.ptp(surface.domain, axis=1) / 2
    fitted = chebyshev.chebval2d(*((points - middle) / half).T, series)
    exact = surface.value(points)
    assert np.abs(fitted - exact).max() < 1e-5 * np.ptp(exact)


def test_the_picture_has_no_mark_at_the_treasure():
    game = gd.FogGame("Meadow")
    assert len(game.map._axes.lines) == 0
    assert "minimum" not in [each.get_label() for each in game.map._axes.get_children()]


# -- the game ------------------------------------------------------------------------------------


def descended(game, rate, n_steps):
    return gd.descend(game.objective, gd.optimizers.GradientDescent(rate), game.start, n_steps)


def test_whoever_walks_as_gradient_descent_does_gets_the_same_numbers():
    game = gd.FogGame("Meadow", seed=1, learning_rate=0.1)
    run = descended(game, 0.1, 15)
    game.walk(run.params)
    judged = game.map.judged
    assert game.map.over
    assert judged["steps"] == 15
    assert np.array_equal(judged["descent"]["path"], run.params)
    assert judged["you"]["height"] == judged["descent"]["height"] == run.loss[-1]
    away = (
        np.hypot(*(run.params - game.map.place["treasures"][0]).T) / game.map.place["domain"][0][1]
    )
    assert judged["you"]["reached"] == np.flatnonzero(away <= 0.03)[0]
    assert judged["descent"]["reached"] == judged["you"]["reached"]
    assert game.found
    assert np.array_equal(game.descent.params, run.params)


@pytest.mark.parametrize("name", ["Old quarry", "Moor"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_slope_leads_into_the_shallow_valley_and_the_game_says_so(name, seed):
    game = gd.FogGame(name, seed=seed)
    run = descended(game, game.learning_rate.value, 100)
    assert run.status == "converged"
    game.walk(run.params)
    assert not game.found
    judged = game.map.judged
    assert judged["you"]["reached"] is None
    assert judged["descent"]["reached"] is None
    assert judged["descent"]["resting"]
    above = judged["you"]["height"] - game.map.place["depth"]
    assert above == pytest.approx(run.loss[-1] - game.map.place["depth"])
    assert above > 1


def test_the_deep_valley_can_be_reached_by_climbing_out():
    game = gd.FogGame("Old quarry", seed=2)
    start, treasure = np.array(game.start), np.array(game.map.place["treasures"][0])
    game.walk(start + np.linspace(0, 1, 9)[:, None] * (treasure - start))
    assert game.found
    assert game.map.judged["you"]["reached"] == 8
    assert game.map.judged["descent"]["reached"] is None


def test_a_run_that_leaves_the_map_is_judged_up_to_there():
    game = gd.FogGame("Gorge", seed=0, learning_rate=0.15)  # beyond the limit of 2 / 20
    game.walk([game.start] * 31)
    run = descended(game, 0.15, 30)
    size = game.map.place["domain"][0][1]
    left = np.flatnonzero(((run.params < 0) | (run.params > size)).any(axis=1))[0]
    descent = game.map.judged["descent"]
    assert descent["left"] == left
    assert np.array_equal(descent["path"], run.params[:left])
    assert descent["reached"] is None


def test_gradient_descent_is_watched_long_enough_to_say_when_it_arrives():
    game = gd.FogGame("Gorge", seed=0, learning_rate=0.05)
    game.lift()
    descent = game.map.judged["descent"]
    assert descent["path"] == [list(game.start)], "as many steps as the walker: none"
    run = descended(game, 0.05, 200)
    away = (
        np.hypot(*(run.params - game.map.place["treasures"][0]).T) / game.map.place["domain"][0][1]
    )
    assert descent["reached"] == np.flatnonzero(away <= 0.03)[0] > 20


def test_another_rate_is_judged_anew_and_a_restart_is_not():
    game = gd.FogGame("Meadow", learning_rate=0.1)
    game.walk([game.start] * 4)
    slow = game.map.judged["descent"]["height"]
    game.learning_rate.value = 0.2
    assert game.map.judged["rate"] == 0.2
    assert game.map.judged["descent"]["height"] < slow
    game.restart()
    assert not game.map.over
    assert game.path.tolist() == [list(game.start)]
    before = game.map.judged
    game.learning_rate.value = 0.1
    assert game.map.judged is before


def test_another_place_and_another_landscape_begin_anew():
    game = gd.FogGame("Meadow")
    game.walk([game.start] * 3)
    pictures = {game.map.picture["data"]}
    game.map.set_state({"seed": 8})
    assert game.map.game == 1
    assert (len(game.path), game.map.over) == (1, False)
    assert game.start == gd.FogGame("Meadow", seed=8).start
    assert game.map.place["label"] == "Meadow, place 8"
    pictures.add(game.map.picture["data"])
    game.landscape.value = "Four lakes"
    pictures.add(game.map.picture["data"])
    assert len(pictures) == 3
    assert game.map.place["label"] == "Four lakes, place 8"
    assert len(game.map.place["treasures"]) == 4
    assert game.learning_rate.value == gd.FogGame("Four lakes", seed=8).learning_rate.value
    assert game.map.error == ""


def test_a_landscape_of_one_s_own_leaves_nothing_to_choose():
    game = gd.FogGame(gd.surfaces.three_hump_camel, seed=1)
    assert game.children[0].children == (game.learning_rate,)
    assert "Three-hump camel" in game.map.place["truth"]


def test_repr_and_mimebundle_are_short_numbers_and_a_picture():
    game = gd.FogGame("Gorge", seed=2)
    loss = game.objective.value(game.start)
    assert repr(game) == f"FogGame(Gorge, seed=2, steps=0, loss={loss:.4g})"
    in_fog = game._repr_mimebundle_()
    assert in_fog["text/plain"] == repr(game)
    game.lift()
    assert repr(game).endswith(f"steps=0, loss={loss:.4g}, found=False)")
    assert game._repr_mimebundle_()["image/png"] != in_fog["image/png"]


def test_the_still_picture_hides_what_the_fog_hides():
    from io import BytesIO

    from PIL import Image

    from gdwidgets.drawing.layers import to_fraction

    game = gd.FogGame("Meadow", seed=0)

    def colour_at(point):
        image = np.array(Image.open(BytesIO(game.map.png())).convert("RGB"))
        u, v = to_fraction(game.map._axes, point)
        return tuple(image[int(v * image.shape[0]), int(u * image.shape[1])])

    size = game.map.place["domain"][0][1]
    away = np.array([0.2 * size, 0.2 * size])
    in_sight = np.array(game.start) + 0.07 * size * np.array([-1, 0])
    fog = (0xB4, 0xC2, 0xCE)
    assert colour_at(away) == colour_at(game.map.place["treasures"][0]) == fog
    assert colour_at(in_sight) != fog
    game.lift()
    assert fog not in (colour_at(away), colour_at(game.map.place["treasures"][0]))


def test_closing_leaves_nothing():
    before = set(ipywidgets.widgets.widget._instances)
    game = gd.FogGame()
    game.close()
    assert set(ipywidgets.widgets.widget._instances) == before


# -- as a challenge ------------------------------------------------------------------------------


@pytest.fixture
def hunt():
    game = gd.FogGame("Meadow", seed=1, learning_rate=0.1)
    return game, gd.Challenge("Find it.", gd.FogGame.finds(within=15), on=game)


def test_finding_the_treasure_by_honest_steps_passes(hunt):
    game, task = hunt
    game.walk(descended(game, 0.1, 15).params)
    assert task.check() == (True, f"Found in {game.map.judged['you']['reached']} steps.")
    assert task.value


def test_looking_first_and_walking_then_does_not_pass(hunt):
    game, task = hunt
    game.lift()
    assert not task.check().passed
    game.restart()
    assert game.known
    game.walk(descended(game, 0.1, 15).params)
    assert "had seen this place" in task.check().text
    game.map.set_state({"seed": 2})
    assert not game.known
    game.walk(descended(game, 0.1, 15).params)
    assert task.check().passed


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (lambda game: descended(game, 0.02, 20).params, "The treasure is not within reach"),
        (lambda game: descended(game, 0.06, 30).params, r"Found in \d+ steps, but 15 are allowed"),
        (
            lambda game: [game.start, game.map.place["treasures"][0]],
            "Step 1 neither follows the slope nor ends in sight",
        ),
    ],
)
def test_near_misses_fail_and_say_why(hunt, path, text):
    game, task = hunt
    game.walk(path(game))
    passed, said = task.check()
    assert not passed
    assert re.match(text, said)


def test_a_hunt_that_goes_on_has_not_passed(hunt):
    game, task = hunt
    game.map.set_state({"path": descended(game, 0.1, 15).params.tolist()})
    assert task.check() == (False, "The fog has not lifted yet: hunt on.")
    with pytest.raises(TypeError, match="within must be a whole number"):
        gd.FogGame.finds(within="soon")


# -- bad input -----------------------------------------------------------------------------------

FLAT = gd.surfaces.Surface.from_formula("sqrt(x)", domain=[(-1, 1), (0, 1)])
ROWS = [
    ({"landscape": "Alps"}, ValueError, "landscape must be one of 'Meadow', 'Gorge'.*not 'Alps'"),
    ({"landscape": 3}, TypeError, "landscape must be an Objective or one of .*, not 3"),
    ({"landscape": gd.surfaces.parabola}, ValueError, "landscape must have 2 parameters, not 1"),
    ({"landscape": gd.surfaces.ackley}, ValueError, "landscape must be smooth"),
    ({"landscape": FLAT, "seed": None, "start": (0.9, 0.5)}, ValueError, "must be finite all over"),
    ({"seed": -1}, ValueError, "seed must be a whole number"),
    ({"seed": 1.5}, TypeError, "seed must be a whole number .*not 1.5"),
    ({"seed": "x"}, TypeError, "seed must be a whole number .*not 'x'"),
    ({"seed": 2**31}, ValueError, "not 2147483648"),
    ({"learning_rate": 0}, ValueError, "learning_rate must be a number with 0.001 <="),
    ({"learning_rate": float("nan")}, ValueError, "learning_rate must be .*not nan"),
    ({"learning_rate": "fast"}, TypeError, "learning_rate must be .*not 'fast'"),
    ({"start": (0,)}, ValueError, r"start must be 2 finite numbers, not \(0,\)"),
    ({"start": (50, 0)}, ValueError, "start must lie in the domain .*50"),
    ({"start": (0.01, 0)}, ValueError, "start must be away from the treasure"),
    ({"n_steps": 0}, ValueError, "n_steps must be a whole number with 1 <= n_steps <= 500"),
    ({"n_steps": 5.0}, TypeError, "n_steps must be a whole number"),
    ({"sight": 0}, ValueError, "sight must be a number with 0.04 <= sight <= 0.5, not 0"),
    ({"sight": "far"}, TypeError, "sight must be .*not 'far'"),
    ({"domain": [(0, 1)]}, ValueError, "domain must be two"),
    ({"domain": [(1, 0), (0, 1)]}, ValueError, "low < high"),
    ({"color": "red"}, TypeError, "no argument 'color'"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), ROWS)
def test_bad_input_is_named_and_leaves_no_widget(arguments, error, message):
    before = set(ipywidgets.widgets.widget._instances)
    with pytest.raises(error, match=message):
        gd.FogGame(**arguments)
    assert set(ipywidgets.widgets.widget._instances) == before


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ("everywhere", "points must be an array of numbers, not 'everywhere'"),
        ([[1, 2, 3]], r"points must have the shape \(n, 2\), not \(1, 3\)"),
        (np.zeros((0, 2)), "points must be the start and at most 100 steps"),
        (np.zeros((102, 2)), "points must be the start and at most 100 steps"),
        ([[1.0, 2.0]], r"points must begin at \[.*\], not \[1.0, 2.0\]"),
        ([[np.nan, 2.0]], "points must stay on the map: its point 0 is"),
    ],
)
def test_a_path_that_can_t_be_walked_is_refused(points, message):
    game = gd.FogGame()
    with pytest.raises(ValueError, match=message):
        game.walk(points)
    assert game.path.tolist() == [list(game.start)]
    assert not game.map.over


START = gd.FogGame("Meadow").start
FROM_BROWSER = [
    ({"path": "home"}, "expected a list, not the str 'home'"),
    ({"path": []}, "path must be the start"),
    ({"path": None}, "expected a list"),
    ({"path": [list(START), [1e9, 0]]}, "its point 1 is"),
    ({"path": [list(START), [float("inf"), 0]]}, "its point 1 is"),
    ({"path": [list(START), ["1", 0]]}, "its point 1 is"),
    ({"path": [list(START), [True, 0]]}, "its point 1 is"),
    ({"path": [list(START), 7]}, "its point 1 is 7"),
    ({"path": [[1.0, 1.0]]}, "path must begin at"),
    ({"path": [list(START)] * 102}, "at most 100 steps"),
    ({"over": "yes"}, "expected a boolean, not the str 'yes'"),
    ({"seed": -3}, "seed must be a whole number"),
    ({"seed": "3"}, "expected an int, not the str '3'"),
    ({"seed": 0.5}, "expected an int, not the float 0.5"),
]


@pytest.mark.parametrize(("state", "message"), FROM_BROWSER)
def test_what_the_browser_sends_is_checked(state, message):
    game = gd.FogGame("Meadow")
    game.map.set_state(state)
    assert message in game.map.error
    assert (game.path.tolist(), game.map.over, game.map.seed) == ([list(START)], False, 0)
    game.map.set_state({"path": [list(START), [1.0, 2.0]]})
    assert game.map.error == ""
    assert game.path.tolist() == [list(START), [1.0, 2.0]]


def test_the_browser_can_set_nothing_else():
    game = gd.FogGame("Meadow")
    place = game.map.place
    game.map.set_state({"place": {}, "judged": {"steps": 0}, "series": b"", "error": "gone"})
    assert game.map.place is place
    assert game.map.judged == {}
    assert game.map.error == ""


def test_an_error_in_answering_is_shown():
    game = gd.FogGame("Meadow")
    game.hidden = None
    game.map.set_state({"over": True})
    assert game.map.error.startswith("AttributeError: ")


def test_a_path_is_checked_when_python_sets_it_too():
    game = gd.FogGame()
    with pytest.raises(traitlets.TraitError, match="path must begin at"):
        game.map.path = [[1.0, 1.0]]
