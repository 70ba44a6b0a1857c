"""Basin maps: which minimum each start reaches, as `descend` says."""

import dataclasses

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets.core.engine.status import first_of_the_last

o = gd.optimizers
H = gd.surfaces.himmelblau


def starts_of(found, dtype=np.float64):
    return np.stack(np.meshgrid(found.x, found.y), axis=-1).astype(dtype)


def within(points, minimum, surface, share=0.04):
    """Tell where points are in an ellipse of a share of the picture's width and height."""
    low, high = np.array(surface.domain).T
    return ((points - minimum) ** 2 / (share * (high - low)) ** 2).sum(axis=-1) <= 1


class TestBasinMap:
    def test_each_start_reaches_the_minimum_that_descend_reaches(self):
        result = gd.basin_map(H, o.GradientDescent(0.01), 400, resolution=12, dtype=np.float64)
        runs = gd.descend(H, o.GradientDescent(0.01), starts_of(result), 400)
        distance = np.linalg.norm(runs.params[-1][..., None, :] - np.array(H.minima), axis=-1)
        assert (result.basin == distance.argmin(axis=-1)).all()
        assert (result.status == "converged").all()
        near = within(runs.params, np.array(H.minima)[result.basin], H)
        for i, j in np.ndindex(12, 12):
            k = result.stop_step[i, j]
            assert near[k:, i, j].all()
            assert k == 0 or not near[max(0, k - 5) : k, i, j].all(), "to five steps"
        assert result.share().sum() == pytest.approx(1)

    def test_the_loss_is_that_at_the_end(self):
        result = gd.basin_map(H, o.Adam(0.3), 50, resolution=8, dtype=np.float64)
        runs = gd.descend(H, o.Adam(0.3), starts_of(result), 50, tolerance=0.01)
        running = result.status == "running"
        assert running.any()
        assert result.loss[running] == pytest.approx(runs.loss[-1][running], abs=0.2)

    def test_single_precision_gives_the_same_picture(self):
        maps = [gd.basin_map(H, o.Adam(0.3), resolution=40, dtype=t) for t in ("f4", "f8")]
        assert (maps[0].basin == maps[1].basin).mean() > 0.97

    def test_diverged_starts_reach_nothing(self):
        result = gd.basin_map(H, o.GradientDescent(0.03), resolution=30)
        diverged = result.status == "diverged"
        assert diverged.any()
        assert (result.basin[diverged] == -1).all()

    def test_other_parts_than_the_domain(self):
        """A bowl is one basin wherever one looks, and its minimum is outside of this part."""
        result = gd.basin_map(
            gd.surfaces.bowl(1.0, 1.0), o.GradientDescent(0.5), 100, domain=[(2, 3), (-1, 5)]
        )
        assert (result.x[0], result.x[-1], result.y[0], result.y[-1]) == (2, 3, -1, 5)
        assert result.share().tolist() == [1.0]
        assert repr(result) == "BasinMap(300 x 300: to the minima 100%; 0% diverged)"


class TestMinimaThatAreNotKnown:
    def test_are_found(self):
        bumpy = gd.surfaces.Surface(
            name="bumpy",
            height=lambda x, y: np.cos(3 * x) + y**2,
            slope=lambda x, y: (-3 * np.sin(3 * x), 2 * y),
            curvature=lambda x, y: ((-9 * np.cos(3 * x), 0), (0, 2)),
            domain=((-2, 2), (-1, 1)),
        )
        result = gd.basin_map(bumpy, o.GradientDescent(0.1), 300, resolution=21)
        found = np.sort(result.minima[:, 0])
        np.testing.assert_allclose(found, [-np.pi / 3, np.pi / 3], atol=1e-3)

    def test_runs_there_stop_when_descend_says(self):
        """In the same precision and with the same tolerance, to five steps."""
        known = dataclasses.replace(gd.surfaces.double_well, minima=((-2, 0),))
        result = gd.basin_map(known, o.GradientDescent(0.1), 300, resolution=16)
        starts = starts_of(result, np.float32)
        runs = gd.descend(known, o.GradientDescent(0.1), starts, 300, tolerance=0.01)
        left, right = runs.params[-1, ..., 0] < -1.5, runs.params[-1, ..., 0] > 0.5
        assert left.any()
        assert right.any()
        assert result.minima.round(3).tolist() == [[-2, 0], [1, 0]]
        assert result.status.tolist() == runs.status.tolist()
        assert (result.status[left | right] == "converged").all()
        late = runs.stop_step[right] - result.stop_step[right]
        assert ((late >= 0) & (late < 5)).all()
        # At a known minimum a run has arrived as soon as it stays near.
        near = within(runs.params, (-2, 0), known)[:, left]
        since = first_of_the_last(near)
        early = result.stop_step[left] - since
        assert ((early >= 0) & (early < 5)).all()
