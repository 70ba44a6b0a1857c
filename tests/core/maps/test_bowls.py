"""Bowls: what is known of the ground around minima is true of every point there."""

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.maps.bowls import RINGS, Bowls, apart, nearest, to_bottom

H = gd.surfaces.himmelblau
REACH = np.array([0.48, 0.48])


@pytest.fixture
def bowls():
    return Bowls.of(H, REACH, np.dtype(float))


def inside(rng, n_points, radius):
    """Points anywhere in the ellipse of a share of the reach."""
    angle, distance = rng.uniform(0, 2 * np.pi, n_points), radius * np.sqrt(rng.random(n_points))
    return distance[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1) * REACH


def test_the_bottom_is_the_objectives(bowls):
    assert bowls.points.tolist() == [list(minimum) for minimum in H.minima]
    assert bowls.loss == pytest.approx(np.zeros(4), abs=1e-12)
    assert bowls.bottom == pytest.approx(H.hessian(np.array(H.minima)))


def test_the_ground_bends_as_much_as_is_said_within_each_ring(bowls):
    rng = np.random.default_rng(0)
    for i, minimum in enumerate(bowls.points):
        for k, ring in enumerate(RINGS):
            hessians = H.hessian(minimum + inside(rng, 2_000, ring))
            # Generalised eigenvalues: how the ground bends in units of the bottom's Hessian.
            times = np.linalg.eigvals(np.linalg.solve(bowls.bottom[i], hessians)).real
            assert bowls.softer[i, k] <= times.min() + 0.01
            assert bowls.steeper[i, k] >= times.max() - 0.01
    assert (np.diff(bowls.softer, axis=1) <= 0).all()
    assert (np.diff(bowls.steeper, axis=1) >= 0).all()


def test_a_ring_is_the_first_that_holds_the_distance(bowls):
    softer, steeper = bowls.bends(np.array([0.01, 0.2, 0.3, 0.9]), np.array([1, 0, 1, 2]))
    assert softer.tolist() == [bowls.softer[at] for at in ((1, 0), (0, 1), (1, 2), (2, 3))]
    assert steeper.tolist() == [bowls.steeper[at] for at in ((1, 0), (0, 1), (1, 2), (2, 3))]


def test_curvatures_are_felt_as_a_method_scales_them(bowls):
    scale = np.array([[0.5, 2.0], [0.1, 3.0]])
    weakest, strongest = bowls.felt_by(scale, np.array([0, 3]))
    for i, place in enumerate((0, 3)):
        root = np.sqrt(scale[:, i])
        felt = np.linalg.eigvalsh(root[:, None] * bowls.bottom[place] * root)
        assert [weakest[i], strongest[i]] == pytest.approx(felt)


def test_nothing_is_known_where_the_ground_does_not_bend_upwards_all_around():
    wide = Bowls.of(gd.surfaces.double_well, np.array([2.5, 2.5]), np.dtype(float))
    assert np.isnan(wide.softer[:, -1]).all(), "the saddle between the wells is in reach"
    assert (wide.softer[:, 0] > 0).all()
    flat = gd.surfaces.Surface(
        name="flat at the bottom",
        height=lambda x, y: x**4 + y**2,
        slope=lambda x, y: (4 * x**3, 2 * y),
        curvature=lambda x, y: ((12 * x**2, 0), (0, 2)),
        domain=((-1, 1), (-1, 1)),
        minima=((0, 0),),
    )
    assert np.isnan(Bowls.of(flat, REACH, np.dtype(float)).softer).all()


def test_no_slope_is_steeper_than_is_said(bowls):
    rng = np.random.default_rng(0)
    for i, bottom in enumerate(bowls.bottom):
        slopes = np.abs(inside(rng, 500, 0.7) @ bottom).max(axis=1)
        assert slopes.max() <= bowls.slope_at(0.7, np.array([i]))[0]


def test_nearest_is_within_reach_or_none():
    points = np.array([[0.0, 0.0], [1.0, 0.0]])
    params = np.array([[0.1, 0.6, 0.5, 3.0, 1.0], [0.0, 0.0, 0.9, 0.0, 0.0]])
    place, distance = nearest(params, points, np.array([0.5, 1.0]))
    assert place.tolist() == [0, 1, -1, -1, 1]
    assert distance == pytest.approx([0.04, 0.64, 1, 1, 0])
    assert apart(params, points[0], np.array([0.5, 1.0]))[2] == pytest.approx(1.81)


def test_newtons_step_leads_to_the_bottom_along_the_axes_that_bend():
    hessian = np.array([[[4.0, 1.0], [1.0, 3.0]], [[2.0, 0.0], [0.0, 0.0]]])
    offset = np.array([[0.3, -0.2], [0.5, 7.0]])
    gradient = (hessian @ offset[..., None])[..., 0]
    assert to_bottom(hessian, gradient) == pytest.approx(np.array([[-0.3, 0.2], [-0.5, 0.0]]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_minimum_that_is_rounded_is_within_the_rounding(dtype):
    bowls = Bowls.of(H, REACH, np.dtype(dtype))
    exact = np.array(H.minima)
    distance = np.sqrt(apart(exact.T, exact.astype(dtype).astype(float).T, REACH))
    assert (distance <= bowls.rounding).all()
    assert (bowls.rounding < 10 * np.finfo(dtype).eps).all()
