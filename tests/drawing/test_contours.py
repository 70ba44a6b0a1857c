"""Contours and curves: what the artists say, whatever the pixels."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from numpy.testing import assert_allclose

from gdwidgets.core import surfaces
from gdwidgets.core.objective import Objective
from gdwidgets.drawing import choose_levels, contour, curve, figure


class Height(Objective):
    """A height of two parameters without slope: drawing needs no more."""

    name, n_params = "height", 2

    def __init__(self, height, **facts):
        self.height = height
        for name, value in facts.items():
            setattr(self, name, value)

    def value(self, params, rows=None):
        return self.height(params[..., 0], params[..., 1])

    def gradient(self, params, rows=None):
        raise AssertionError("drawing asks for no gradient")


SQUARE = ((-1.0, 1.0), (-1.0, 1.0))


def drawn(objective, **options):
    _, ax = figure(400, 300)
    return contour(objective, ax=ax, **options), ax


@pytest.mark.parametrize("surface", surfaces.NAMED.values(), ids=surfaces.NAMED)
def test_levels_ascend_and_cover_the_surface(surface):
    artists, _ = drawn(surface)
    x, y = (np.linspace(*pair, 201) for pair in surface.domain)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    heights = surface.value(grid)
    assert artists.levels.size == 16
    assert np.all(np.diff(artists.levels) > 0)
    assert_allclose(artists.levels[[0, -1]], [heights.min(), heights.max()], rtol=1e-12)
    assert_allclose(artists.filled.levels, artists.levels)
    # As many bands as gaps, each of its own colour from dark to light.
    colors = artists.filled.get_facecolor()
    assert len(colors) == 15
    assert np.all(np.diff(colors[:, :3].sum(axis=1)) > 0)


@pytest.mark.parametrize("surface", [surfaces.rosenbrock, surfaces.beale], ids=["rosen", "beale"])
def test_levels_are_spaced_by_ratio_where_walls_tower(surface):
    levels = drawn(surface)[0].levels
    above = levels[1:] - levels[0]
    assert_allclose(above[1:] / above[:-1], above[1] / above[0], rtol=1e-6)
    assert above[-1] / above[0] > 1000


def test_levels_show_the_valley_of_rosenbrock():
    """The first bands hold the curved floor: y = x**2 lies in the deepest third."""
    levels = drawn(surfaces.rosenbrock)[0].levels
    x = np.linspace(-0.5, 1.7, 50)
    floor = surfaces.rosenbrock.value(np.stack([x, x**2], axis=-1))
    assert np.searchsorted(levels, floor).max() <= len(levels) // 3 + 1
    off_floor = surfaces.rosenbrock.value(np.stack([x, x**2 + 0.5], axis=-1))
    assert np.searchsorted(levels, off_floor).min() > len(levels) // 3 + 1


def test_levels_are_even_over_a_saddle_and_below_zero():
    saddle = Height(lambda x, y: x**2 - y**2 - 5, domain=SQUARE)
    levels = drawn(saddle)[0].levels
    assert_allclose(levels, np.linspace(-6, -4, 16), rtol=1e-12)


def test_levels_of_the_huge_the_flat_and_the_given():
    huge = choose_levels(np.array([-1.7e308, 0.0, 1.7e308]), 5)
    assert np.all(np.isfinite(huge))
    assert np.all(np.diff(huge) > 0)
    flat = choose_levels(np.full(10, 3.0), 4)
    assert flat[0] < 3 < flat[-1]
    given, _ = drawn(surfaces.himmelblau, levels=[1, 10, 100])
    assert_allclose(given.levels, [1, 10, 100])
    assert drawn(surfaces.himmelblau, levels=7)[0].levels.size == 7


def test_limits_are_the_domain_and_labels_the_names():
    bowl = Height(lambda x, y: x**2 + y**2, domain=SQUARE, param_names=("a $1", "b"))
    _, ax = drawn(bowl)
    assert (ax.get_xlim(), ax.get_ylim()) == SQUARE
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a $1", "b")
    _, ax = drawn(bowl, domain=((0, 3), (1, 2)))
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 3), (1, 2))


def test_minima_and_saddles_in_view_are_marked():
    artists, ax = drawn(surfaces.himmelblau)
    assert_allclose(artists.minima.get_xydata(), surfaces.himmelblau.minima)
    assert_allclose(artists.saddles.get_xydata(), surfaces.himmelblau.saddles)
    assert artists.minima.get_marker() != artists.saddles.get_marker()
    assert ax.get_legend_handles_labels()[1] == ["minimum", "saddle"]
    corner, _ = drawn(surfaces.himmelblau, domain=((2, 5), (1, 4)))
    assert_allclose(corner.minima.get_xydata(), [[3, 2]])
    assert drawn(surfaces.himmelblau, domain=((5, 6), (5, 6)))[0].minima is None


def test_what_is_not_finite_stays_blank():
    def height(x, y):
        return np.log(x) / np.where(y > 0.5, 0.0, 1.0)

    artists, _ = drawn(Height(height, domain=SQUARE))
    assert np.all(np.isfinite(artists.levels))
    paths = artists.filled.get_paths()
    lowest = np.concatenate([path.vertices for path in paths if len(path)])
    assert lowest[:, 0].min() > 0
    assert lowest[:, 1].max() <= 0.5


def test_curve_shows_the_whole_graph():
    _, ax = figure(400, 300)
    line = curve(surfaces.two_valleys, ax=ax)
    x = np.asarray(line.get_xdata())
    assert_allclose(line.get_ydata(), surfaces.two_valleys.value(x[:, None]))
    assert ax.get_xlim() == surfaces.two_valleys.domain[0]
    low, high = ax.get_ylim()
    assert low < line.get_ydata().min()
    assert high > line.get_ydata().max()
    (stars,) = (artist for artist in ax.lines if artist.get_label() == "minimum")
    assert_allclose(stars.get_xdata(), np.ravel(surfaces.two_valleys.minima))


def test_contour_lines_are_thin():
    artists, _ = drawn(surfaces.himmelblau)
    assert 0 < artists.filled.get_linewidth()[0] <= 0.5
    assert to_rgba(artists.filled.get_edgecolor()[0])[3] < 0.5
