"""Bad input: the error names the argument, what was given and what is allowed."""

import re

import numpy as np
import pytest

import gdwidgets as gd
from gdwidgets import drawing
from gdwidgets.core.surfaces import Surface, himmelblau, parabola

NAN = float("nan")


def surface(height, **facts):
    flat = {"slope": lambda x, y: (0 * x, 0 * y), "domain": ((-1, 1), (-1, 1))}
    return Surface(name="made up", height=height, **{**flat, **facts})


class Homeless(gd.Objective):
    name, n_params = "homeless", 2

    def value(self, params, rows=None):
        return np.sum(params**2, axis=-1)

    def gradient(self, params, rows=None):
        return 2 * params


def contour(objective=himmelblau, **options):
    return drawing.contour(objective, ax=drawing.figure(300, 300)[1], **options)


def curve(objective=parabola, **options):
    return drawing.curve(objective, ax=drawing.figure(300, 300)[1], **options)


def fit(x=(0, 1), y=(0, 1), weight=1.0, **options):
    return drawing.data_and_line(x, y, ax=drawing.figure(300, 300)[1], weight=weight, **options)


def losses(loss, **options):
    return drawing.loss_axes(loss, ax=drawing.figure(300, 300)[1], **options)


def scale(n_steps=10, low=1.0, high=2.0, log=False):
    return drawing.scale_loss_axes(drawing.figure(300, 300)[1], n_steps, low, high, log=log)


def run(n_params=2):
    bowl = gd.losses.LinearRegression(np.eye(4)[:, : n_params - 1], np.arange(4.0))
    return gd.descend(bowl, gd.optimizers.GradientDescent(0.1), np.zeros(n_params), 5)


def three_params():
    return drawing.path(run(3), ax=drawing.figure(300, 300)[1])


def show(step):
    return drawing.path(run(), ax=drawing.figure(300, 300)[1]).show(step)


def fraction(points):
    return drawing.to_fraction(drawing.figure(300, 300)[1], points)


def render(figure=None, **options):
    return drawing.render(figure or drawing.figure(300, 300)[0], **options)


ROWS = [
    (lambda: contour("himmelblau"), TypeError, "objective must be an Objective, not 'himmelblau'"),
    (lambda: contour(parabola), ValueError, "objective must have n_params 2, not 1"),
    (lambda: curve(himmelblau), ValueError, "objective must have n_params 1, not 2"),
    (lambda: contour(Homeless()), ValueError, "domain must be given"),
    (lambda: contour(domain=(0, 1)), ValueError, "domain must be 2 (low, high) pair(s)"),
    (lambda: contour(domain="wide"), ValueError, "domain must be 2 (low, high) pair(s)"),
    (lambda: contour(domain=[(0, 1), (2,)]), ValueError, "domain must be 2 (low, high) pair(s)"),
    (lambda: contour(domain=((0, 1), (2, 1))), ValueError, "domain must have low < high"),
    (lambda: contour(domain=((0, 1), (0, NAN))), ValueError, "domain must be a number, finite"),
    (lambda: contour(domain=((0, 1), ("a", "b"))), TypeError, "domain must be a number"),
    (lambda: contour(n_points=2), ValueError, "n_points must be a whole number with n_points >= 3"),
    (lambda: contour(n_points=20.5), TypeError, "n_points must be a whole number"),
    (lambda: contour(levels=1), ValueError, "levels must be a whole number with levels >= 3"),
    (lambda: contour(levels=[3, 2, 1]), ValueError, "levels must be a number of levels or ascend"),
    (lambda: contour(levels=[1, NAN]), ValueError, "levels must be a number of levels or ascend"),
    (lambda: contour(levels="many"), TypeError, "levels must be a whole number"),
    (
        lambda: contour(surface(lambda x, y: np.log(-1 - x**2 - y**2))),
        ValueError,
        "objective must be finite somewhere in ((-1.0, 1.0), (-1.0, 1.0))",
    ),
    (lambda: curve(domain=((1, 1),)), ValueError, "domain must have low < high"),
    (lambda: fit(x=["a", "b"]), TypeError, "x must be numbers"),
    (lambda: fit(y=(0, 1, 2)), ValueError, "y must have as many numbers as x, 2, not 3"),
    (lambda: fit(y=(0, NAN)), ValueError, "y must be a sequence of finite numbers"),
    (lambda: fit(weight=NAN), ValueError, "weight must be a number, finite"),
    (lambda: losses([]), ValueError, "loss must have steps in the first axis"),
    (lambda: losses(3.0), ValueError, "loss must have steps in the first axis"),
    (lambda: losses([1, 2], minimum="low"), TypeError, "minimum must be a number"),
    (lambda: scale(low=2), ValueError, "high must be a number with high > 2"),
    (lambda: scale(low=0, log=True), ValueError, "low must be a number with low > 0"),
    (lambda: scale(n_steps=-1), ValueError, "n_steps must be a whole number"),
    (three_params, ValueError, "trajectory must have 1 or 2 params to be drawn, not 3"),
    (lambda: show(6), ValueError, "step must be a whole number with 0 <= step <= 5"),
    (lambda: show(1.5), TypeError, "step must be a whole number"),
    (lambda: drawing.figure(50), ValueError, "width must be a number with width >= 120"),
    (lambda: drawing.figure(200, 200, 3), ValueError, "width must leave room for 3 axes"),
    (lambda: drawing.figure(n_axes=0), ValueError, "n_axes must be a whole number"),
    (
        lambda: drawing.figure(n_axes=2, width_ratios=(1,)),
        ValueError,
        "width_ratios must be 2 numbers",
    ),
    (
        lambda: drawing.figure(n_axes=2, width_ratios=(1, 0)),
        ValueError,
        "width_ratios must be a number with width_ratios > 0",
    ),
    (lambda: fraction([1, 2, 3]), ValueError, "points must have 2 coordinates in the last axis"),
    (lambda: fraction(1.0), ValueError, "points must have 2 coordinates in the last axis"),
    (lambda: render("figure"), TypeError, "figure must be a matplotlib Figure, not 'figure'"),
    (lambda: render(scale=0), ValueError, "scale must be"),
    (lambda: render(scale="2"), TypeError, "scale must be"),
]


@pytest.mark.parametrize(("call", "error", "message"), ROWS, ids=[row[2][:40] for row in ROWS])
def test_bad_input_is_refused_in_words(call, error, message):
    with pytest.raises(error, match=re.escape(message)):
        call()
