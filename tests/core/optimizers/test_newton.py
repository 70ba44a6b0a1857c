"""Newton's method, and the one that saddles don't draw."""

import numpy as np
import pytest
import scipy.linalg

import gdwidgets as gd
from gdwidgets.core.surfaces import Surface
from tests.core.optimizers.problems import Quadratic, curve, random_quadratic

o = gd.optimizers
SADDLE = Surface(
    name="saddle",
    height=lambda x, y: x**2 - y**2,
    slope=lambda x, y: (2 * x, -2 * y),
    curvature=lambda x, y: ((2, 0), (0, -2)),
    domain=((-1, 1), (-1, 1)),
)


class TestNewton:
    @pytest.mark.parametrize("n_params", [1, 2, 3, 10])
    def test_reaches_a_quadratic_bowls_minimum_in_one_step(self, n_params):
        bowl = random_quadratic(n_params)
        run = gd.descend(bowl, o.Newton(), np.full(n_params, 3.0), 3)
        minimum = np.linalg.solve(bowl.matrix, bowl.b)
        np.testing.assert_allclose(run.params[1], minimum, rtol=0, atol=1e-12)

    @pytest.mark.parametrize("method", [o.Newton(0.3, damping=2.0), o.Newton(1.0, damping=50.0)])
    @pytest.mark.parametrize("surface", ["himmelblau", "rosenbrock", "beale"])
    def test_solves_with_the_damped_hessian(self, surface, method):
        surface = getattr(gd.surfaces, surface)
        start = np.array([[0.3, 0.8], [2.5, 1.9]])
        run = gd.descend(surface, method, start, 1)
        for i in range(2):
            damped = surface.hessian(start[i]) + method.damping * np.eye(2)
            step = -method.learning_rate * np.linalg.solve(damped, surface.gradient(start[i]))
            np.testing.assert_allclose(run.params[1, i], start[i] + step, rtol=1e-12)

    def test_is_drawn_to_a_saddle_and_damping_frees_it(self):
        drawn = gd.descend(SADDLE, o.Newton(), [1.0, 0.5], 10)
        assert drawn.status == "stalled"
        np.testing.assert_allclose(drawn.params[-1], [0, 0], atol=1e-14)
        damped = gd.descend(SADDLE, o.Newton(damping=3.0), [1.0, 0.5], 10)
        assert abs(damped.params[-1, 1]) > 100

    def test_a_level_curvature_diverges_without_a_warning(self):
        slope = curve(lambda x: x, lambda x: 1 + 0 * x, lambda x: 0 * x)
        for method in (o.Newton(), o.SaddleFreeNewton()):
            run = gd.descend(slope, method, [1.0], 5)
            assert (run.status, run.stop_step) == ("diverged", 0)


class TestSaddleFreeNewton:
    @pytest.mark.parametrize("damping", [0.0, 0.7])
    @pytest.mark.parametrize("n_params", [2, 3, 8])
    def test_divides_by_the_absolute_hessian(self, n_params, damping):
        rng = np.random.default_rng(n_params)
        half = rng.normal(size=(n_params, n_params))
        mixed = Quadratic(half + half.T, rng.normal(size=n_params))
        start = rng.normal(size=n_params)
        # |H| = (H^2)^(1/2), by another way than by its axes.
        absolute = scipy.linalg.sqrtm(mixed.matrix @ mixed.matrix).real
        step = np.linalg.solve(absolute + damping * np.eye(n_params), mixed.gradient(start))
        run = gd.descend(mixed, o.SaddleFreeNewton(0.5, damping), start, 1)
        np.testing.assert_allclose(run.params[1], start - 0.5 * step, rtol=1e-9)

    def test_is_newton_where_the_ground_curves_upwards(self):
        bowl = random_quadratic(5)
        runs = [
            gd.descend(bowl, method(0.5), np.ones(5), 20)
            for method in (o.Newton, o.SaddleFreeNewton)
        ]
        np.testing.assert_array_equal(runs[0].params, runs[1].params)

    def test_leaves_a_saddle_by_the_factor_that_newton_is_drawn_by(self):
        run = gd.descend(SADDLE, o.SaddleFreeNewton(0.5), [1.0, 1e-3], 10)
        np.testing.assert_allclose(run.params[:, 0], 0.5 ** np.arange(11), rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(run.params[:, 1], 1e-3 * 1.5 ** np.arange(11), rtol=1e-9)

    def test_finds_a_minimum_from_beside_a_saddle_where_newton_finds_the_saddle(self):
        start = [0.1, 0.05]
        free = gd.descend(gd.surfaces.saddle, o.SaddleFreeNewton(), start, 40)
        drawn = gd.descend(gd.surfaces.saddle, o.Newton(), start, 40)
        assert (free.status, drawn.status) == ("converged", "stalled")
        np.testing.assert_allclose(free.params[-1], [0, 1], atol=1e-9)
        np.testing.assert_allclose(drawn.params[-1], [0, 0], atol=1e-9)


class Wide(gd.Objective):
    """Squares of very many parameters."""

    name, n_params = "wide", 20_000

    def value(self, params, rows=None):
        return np.sum(np.square(params), axis=-1)

    def gradient(self, params, rows=None):
        return 2 * np.asarray(params)


@pytest.mark.parametrize(
    ("method", "most"),
    [(o.Newton(), "1,000"), (o.SaddleFreeNewton(), "1,000"), (o.BFGS(), "4,000")],
    ids=lambda each: getattr(each, "name", ""),
)
def test_matrices_that_would_take_too_long_are_refused(method, most):
    words = f"{method.name} needs a matrix .* at most {most}, .* not 1 of 20,000 x 20,000"
    with pytest.raises(ValueError, match=words):
        gd.descend(Wide(), method, np.zeros(20_000), 2)


def test_more_matrices_than_fit_into_memory_are_refused():
    many = np.zeros((40_000, 100))
    with pytest.raises(ValueError, match="must fit into 1 GiB, not 40,000 of 100 x 100"):
        gd.descend(Quadratic(np.eye(100)), o.BFGS(), many, 2)
