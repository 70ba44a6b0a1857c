"""Methods that search by chance."""

import numpy as np

import gdwidgets as gd
from tests.core.optimizers.problems import bowl

o = gd.optimizers


def test_random_search_keeps_the_best_of_its_box():
    run = gd.descend(gd.surfaces.himmelblau, o.RandomSearch(2.0), [1.0, 1.0], 300, seed=4)
    assert (np.diff(run.loss) <= 0).all()
    assert np.abs(run.params - 1).max() <= 2
    assert run.evaluations[-1] == 301


def test_each_candidate_costs_an_evaluation():
    for method in (o.RandomSearch(n_candidates=7), o.EvolutionStrategy(n_offspring=7)):
        run = gd.descend(gd.surfaces.himmelblau, method, [1.0, 1.0], 10)
        assert run.evaluations.tolist() == [0, *range(8, 8 + 70, 7)]
        assert run.status == "running"


def test_evolution_strategy_converges_linearly_on_a_sphere():
    runs = gd.descend(bowl(1, 1), o.EvolutionStrategy(0.3), [1, 1], 400, seed=range(5))
    assert (runs.loss[-1] < 1e-15).all()


def test_the_step_size_grows_by_success_and_shrinks_by_failure():
    run = gd.descend(bowl(1, 1), o.EvolutionStrategy(0.3), [1, 1], 50, record=True)
    sigma = np.array([moment.state.sigma.item() for moment in run.known_origin().moments])
    success = np.diff(run.loss) < 0
    grew = np.where(success, np.exp(0.8 / np.sqrt(3)), np.exp(-0.2 / np.sqrt(3)))
    np.testing.assert_allclose(sigma[1:] / sigma[:-1], grew, rtol=1e-12)
    assert 0 < success.sum() < 50


def test_the_seed_decides():
    runs = [
        gd.descend(gd.surfaces.beale, o.EvolutionStrategy(), [1, 1], 20, seed=s).params
        for s in (1, 1, 2)
    ]
    assert (runs[0] == runs[1]).all()
    assert (runs[0] != runs[2]).any()


def test_candidates_without_a_value_are_passed_over():
    nowhere = gd.surfaces.Surface(
        name="half a plane",
        height=lambda x, y: np.where(x > 0, np.nan, x**2 + y**2),
        slope=lambda x, y: (2 * x, 2 * y),
        curvature=lambda x, y: ((2, 0), (0, 2)),
        domain=((-2, 2), (-2, 2)),
    )
    for method in (o.RandomSearch(2.0, n_candidates=5), o.EvolutionStrategy(1.0, n_offspring=5)):
        run = gd.descend(nowhere, method, [-1.0, 1.0], 60)
        assert (run.params[:, 0] <= 0).all()
        assert run.loss[-1] < 0.2
