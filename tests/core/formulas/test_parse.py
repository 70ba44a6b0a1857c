"""Typed formulas: right ones against hand-written functions, wrong ones refused in place."""

import subprocess
import sys
import time

import numpy as np
import pytest
from numpy.testing import assert_allclose

from gdwidgets.core import surfaces
from gdwidgets.core.formulas import parse_formula
from gdwidgets.core.surfaces import Surface

HAND_WRITTEN = [
    ("(1-x)**2 + 100*(y-x**2)**2", surfaces.rosenbrock),
    ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", surfaces.himmelblau),
    ("(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", surfaces.beale),
    ("x^2/2 - y^2/2 + y^4/4", surfaces.saddle),
    ("0.5*(x**2 + 20*y**2)", surfaces.ravine(20)),
    ("20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))", surfaces.rastrigin),
    ("-cos(x)*cos(y)*e^(-(x-pi)^2 - (y-pi)^2)", surfaces.easom),
    ("-cos(x)*cos(y)*exp(-(x-pi)^2 - (y-pi)^2)", surfaces.easom),
    ("20 + e - 20*exp(-0.2*sqrt((x^2+y^2)/2)) - exp((cos(2*pi*x)+cos(2*pi*y))/2)", surfaces.ackley),
    ("1 + (1 - tanh(3*x))/2 - exp(-((x-2)^2 + y^2)/4)", surfaces.plateau_cliff),
    (
        "(1 + (x+y+1)^2*(19-14*x+3*x^2-14*y+6*x*y+3*y^2))"
        "*(30 + (2*x-3*y)^2*(18-32*x+12*x^2+48*y-36*x*y+27*y^2))",
        surfaces.goldstein_price,
    ),
    ("x * cos(0.15*pi*x)", surfaces.waves),
    ("x^2", surfaces.parabola),
    ("  x*x ", surfaces.parabola),
]

REFUSED = [
    # text, part of the message, character (counted from 1; None where there is no place)
    ("", "it is empty", None),
    ("   ", "it is empty", None),
    ("x +", "can't be read", 3),
    ("x + * y", "can't be read", 5),
    ("* x", "can't be read", 1),
    ("()", "no place in a formula", 1),
    ("x y", "can't be read", 3),
    ("2x", "a * is missing", 2),
    ("x + 2(y)", "a * is missing", 6),
    ("3.5e2x", "a * is missing", 6),
    ("(x)(y)", "there is no function 'x'", 1),
    ("x(y)", "there is no function 'x'", 1),
    ("((x)", "never closed", 2),
    ("x) + 1", "never opened", 2),
    ("z + 1", "'z' is none of x, y, pi, e", 1),
    ("x + foo(y)", "there is no function 'foo'", 5),
    ("X", "'X' is none of", 1),
    ("sin", "'sin' is none of", 1),
    ("sin()", "sin takes one argument", 1),
    ("sin(x, y)", "sin takes one argument", 1),
    ("x + sin(*y)", "no place in a formula", 9),
    ("x, y", "no place in a formula", 1),
    ("x.real", "no place in a formula", 1),
    ("1 + x.real", "no place in a formula", 5),
    ("x.real.imag", "no place in a formula", 1),
    ("sin.x(1)", "no function", 1),
    ("x.__class__", "'_' has no place", 3),
    ("().__class__.__bases__", "'_' has no place", 4),
    ("__import__(x)", "'_' has no place", 1),
    ("__builtins__", "'_' has no place", 1),
    ("eval(x)", "there is no function 'eval'", 1),
    ("exec(x)", "there is no function 'exec'", 1),
    ("open(x)", "there is no function 'open'", 1),
    ("print(x)", "there is no function 'print'", 1),
    ("getattr(x, y)", "there is no function 'getattr'", 1),
    ("sin(eval(x))", "there is no function 'eval'", 5),
    ("'x'", "has no place", 1),
    ('"x" * 3', "has no place", 1),
    ("f'{x}'", "has no place", 2),
    ("b'x'", "has no place", 2),
    ("[x for x in y]", "'[' has no place", 1),
    ("(x for x in y)", "no place in a formula", 1),
    ("{x}", "'{' has no place", 1),
    ("x[0]", "'[' has no place", 2),
    ("lambda: x", "':' has no place", 7),
    ("lambda x", "can't be read", None),
    ("x if y else 1", "no place in a formula", 1),
    ("x and y", "no place in a formula", 1),
    ("not x", "no place in a formula", 1),
    ("x in y", "no place in a formula", 1),
    ("x is y", "no place in a formula", 1),
    ("x < y", "'<' has no place", 3),
    ("x == y", "'=' has no place", 3),
    ("x = 1", "'=' has no place", 3),
    ("(x := 1)", "':' has no place", 4),
    ("x; y", "';' has no place", 2),
    ("x\ny", "has no place", 2),
    ("x # y", "'#' has no place", 3),
    ("x\x00", "has no place", 2),
    ("x \\ y", "has no place", 3),
    ("x % 2", "'%' has no place", 3),
    ("x @ y", "'@' has no place", 3),
    ("x & y", "'&' has no place", 3),
    ("~x", "'~' has no place", 1),
    ("x // 2", "no place in a formula", 1),
    ("await x", "no place in a formula", 1),
    ("yield x", "can't be read", None),
    ("import os", "can't be read", None),
    ("x + True", "'True' is none of|isn't a number", 5),
    ("None", "isn't a number", 1),
    ("...", "isn't a number", 1),
    ("x + 1j", "a * is missing", 6),
    ("1e400", "above 1e+100", 1),
    ("x + 1e101", "above 1e+100", 5),
    ("9" * 150, "above 1e+100", 1),
    ("x**1000", "exponent is above 100", 4),
    ("x^1000", "exponent is above 100", 3),
    ("y + x^-101", "exponent is above 100", 7),
    ("9**9**9", "exponent is above 100", 4),
    ("9^9^9^9", "exponent is above 100", 5),
    ("99^99^1", "above 1e+100", 1),
    ("(9^99)^99*x", "above 1e+100", 1),
    ("exp(1000)", "above 1e+100", 1),
    ("1/0", "divides by zero", 1),
    ("x/0", "divides by zero", 1),
    ("y + x/(1-1)", "divides by zero", 5),
    ("1/(x-x)", "has no value", 1),
    ("y + (x-x)^(-1)", "has no value", 5),
    ("x/(y-y)", "has no value", 1),
    ("2*log(x-x)", "has no value", 3),
    ("tan(pi/2)", "has no value", 1),
    ("x + tan(pi/2)*y", "has no value", 5),
    ("sqrt(x-x-1)", "has no value, or none that is real", 1),
    ("acos(x-x+2)", "has no value, or none that is real", 1),
    ("x + (x-x)^y", "can't be differentiated", 5),
    ("sin(y*abs(x-x)^y)", "can't be differentiated", 7),
    ("x + 1/(2-2)", "divides by zero", 5),
    ("0^-1", "divides by zero", 1),
    ("log(0)", "isn't a real number", 1),
    ("x + log(-1)", "isn't a real number", 5),
    ("sqrt(-1)", "isn't a real number", 1),
    ("(-1)^0.5", "isn't a real number", 1),
    ("asin(2)", "isn't a real number", 1),
    ("(" * 41 + "x" + ")" * 41, "more than 40 parentheses", 41),
    ("-" * 50 + "x", "more than 40 operations are nested", 42),
    ("x^" * 45 + "x", "nested|too complicated", None),
    ("sin(" * 39 + "x*y" + ")" * 39, "too complicated", None),
    ("*".join(f"(x+{i})^y" for i in range(40)), "too complicated", 1),
    ("x+" * 250 + "x", "longer than 500 characters", 501),
    ("x" * 10_000, "longer than 500 characters", 501),
    ("ｘ + 1", "has no place", 1),  # a full-width x, which Python reads as x
    ("x + 𝓎", "has no place", 5),
    ("х + 1", "has no place", 1),  # a Cyrillic letter
    ("x²", "'²' has no place", 2),
    ("x − 1", "has no place", 3),
    ("x\u202e+1", "has no place", 2),
    ("$x$", "'$' has no place", 1),
]


def points_in(surface):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(1).uniform(low, high, (50, surface.n_params))


@pytest.mark.parametrize(("text", "expected"), HAND_WRITTEN)
def test_a_formula_equals_the_hand_written_surface(text, expected):
    surface = Surface.from_formula(text, domain=expected.domain)
    points = points_in(expected)
    for method in ("value", "gradient", "hessian"):
        exact = getattr(expected, method)(points)
        result = getattr(surface, method)(points)
        assert_allclose(result, exact, rtol=1e-9, atol=1e-11 * np.abs(exact).max())
    assert surface.param_names == expected.param_names
    assert surface.latex
    assert surface.notes == ()


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("abs(x) + abs(log(x + 6) * y)", lambda x, y: abs(x) + abs(np.log(x + 6) * y)),
        ("x^y / sqrt(y + 9)", lambda x, y: np.power(x, y) / np.sqrt(y + 9)),
        ("asin(x/9)*acos(y/9)", lambda x, y: np.arcsin(x / 9) * np.arccos(y / 9)),
        ("atan(x*y)", lambda x, y: np.arctan(x * y)),
        ("sinh(x) - cosh(y)/tan(x)", lambda x, y: np.sinh(x) - np.cosh(y) / np.tan(x)),
        ("1e-30*x + 2e20*y + 3*10^17", lambda x, y: 1e-30 * x + 2e20 * y + 3e17),
        ("7", lambda x, y: 7 + 0 * x + 0 * y),
        ("-x^2 - -y", lambda x, y: -(x**2) + y),
        ("2^-x", lambda x, y: 2.0**-x + 0 * y),
    ],
)
def test_every_function_and_operator(text, function):
    domain = [(-5, 5), (-5, 5)]
    surface = Surface.from_formula(text, domain=domain)
    by_hand = Surface.from_function(function, domain=domain)
    points = points_in(surface)
    scale = np.nanmax(np.abs(by_hand.value(points)))
    assert_allclose(surface.value(points), by_hand.value(points), rtol=1e-12)
    gradient = by_hand.gradient(points)
    steep = np.abs(gradient) > 1e-3 * scale
    assert_allclose(surface.gradient(points)[steep], gradient[steep], rtol=1e-4)
    assert surface.value(points.astype(np.float32)).dtype == np.float32
    assert surface.hessian(points).shape == (50, 2, 2)


@pytest.mark.parametrize(("text", "message", "character"), REFUSED)
def test_everything_else_is_refused_and_the_place_is_shown(text, message, character):
    with pytest.raises(ValueError, match=r"^formula: ") as caught:
        parse_formula(text)
    answer = str(caught.value)
    assert any(part in answer for part in message.split("|")), answer
    if text.strip():
        place = int(answer.split("at character ")[1].split(":", maxsplit=1)[0])
        shown, pointer = answer.split("\n")[1:]
        assert len(pointer.rstrip()) <= max(len(shown), 3) + 1
        assert pointer.strip() == "^"
        if character is not None:
            assert place == character, answer


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"], 1j])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(TypeError, match="formula must be a string, not"):
        parse_formula(text)
    with pytest.raises(TypeError, match="formula must be a string, not"):
        Surface.from_formula(text)


def test_sympy_is_loaded_by_the_first_right_formula_only():
    code = (
        "import sys; from gdwidgets.core.surfaces import Surface\n"
        "try: Surface.from_formula('x.real')\n"
        "except ValueError: print('sympy' in sys.modules)\n"
        "Surface.from_formula('x'); print('sympy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]


def test_other_variables():
    formula = parse_formula("a^2 + 3*b", ("a", "b"))
    assert formula.height(2.0, 1.0) == 7.0


@pytest.mark.parametrize("variables", ["xy", ("x", "x"), ("e",), ("sin",), ("x_1",), ("1x",), (1,)])
def test_wrong_variables_are_refused(variables):
    with pytest.raises(ValueError, match="variables must be different names of letters and digits"):
        parse_formula("1", variables)


@pytest.mark.parametrize(
    ("text", "domain", "message"),
    [
        ("x + y", (-1, 1), "domain must have two pairs, for formula is in x and y, not"),
        ("x", [(-1, 1)] * 3, "domain must have one or two pairs, for formula is in x, not"),
        ("x", [], "domain must be"),
        ("x", 5, "domain must be"),
    ],
)
def test_the_domain_must_fit_the_formula(text, domain, message):
    with pytest.raises(ValueError, match=message):
        Surface.from_formula(text, domain=domain)


def test_the_domain_may_be_an_array_or_one_pair():
    assert Surface.from_formula("x", domain=np.array([[-1, 1]])).domain == ((-1.0, 1.0),)
    assert Surface.from_formula("x", domain=(-1, 1), start=0).start == (0.0,)
    assert Surface.from_formula("x", domain=[(-1, 1), (0, 2)]).n_params == 2


# What a mischievous or unlucky learner might type, and is let through: it must be computed
# quickly and without a warning.
ACCEPTED = [
    "10^100",
    "((x^100)^100)^100",
    "(x+y+1)^100*(x-y)^100",
    "x^(y^(x^(y^x)))",
    "exp(exp(exp(exp(exp(exp(exp(x)))))))",
    "(" * 40 + "x" + ")" * 40,
    "+".join(["x"] * 250),
    "0^0",
    "0^(x-x)",
    "sin(10^99)",
    "cos(10^99*pi/7)",
    "sin(pi*9007199254740993/9007199254740991)",
    "tan(pi/97)",
    "(10^99+7)^(1/3)",
    "log(10^99+7)",
    "exp(log(x)*pi)",
    "abs(abs(abs(abs(x))))",
    "abs(x)^abs(y)^abs(x)",
    "atan(tan(atan(tan(atan(tan(x*y))))))",
    "tan(tan(tan(tan(tan(x)))))",
    "tan(x*y)^50*tan(x/y)^50",
    "sqrt(sqrt(sqrt(sqrt(sqrt(x*y+1)))))",
    "(1/3)^(1/3)^(1/3)*x",
    "x^-100",
    "x**2**-1",
    "2**x**y",
    "x" + " " * 480 + "+y",
    "1e100*x*1e100*x",
    "1e-400*x",
    "acos(cos(x))*asin(sin(y))",
    "sinh(cosh(tanh(sinh(cosh(tanh(x))))))",
    "exp(230)",
    "x^(1/3)",
    "(x^3)^(1/3)",
    "x^99.5",
    "(sin(x)*cos(y)+exp(x*y))^30",
]


JUMPING = {"tan(tan(tan(tan(tan(x)))))"}


@pytest.mark.parametrize("text", ACCEPTED)
def test_extreme_formulas_are_computed_quickly_and_quietly(text):
    parse_formula("x")  # so that the time to load SymPy doesn't count
    began = time.perf_counter()
    surface = Surface.from_formula(text, domain=[(-2, 2), (-2, 2)])
    points = points_in(surface)
    for dtype in (np.float64, np.float32):
        gradients = surface.gradient(points)
        assert surface.value(points.astype(dtype)).dtype == dtype
        assert surface.hessian(points.astype(dtype)).dtype == dtype
    assert time.perf_counter() - began < 2
    nudges = 1e-6 * np.eye(2)
    with np.errstate(all="ignore"):
        rises = [surface.value(points + d) - surface.value(points - d) for d in nudges]
        numerical = np.stack(rises, axis=-1) / 2e-6
    # Where the slope changes much within a step, differences tell nothing.
    calm = np.isfinite(numerical).all(axis=-1) & (np.abs(gradients).max(axis=-1) < 1e3)
    if text not in JUMPING:
        assert_allclose(gradients[calm], numerical[calm], rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('touch hurt')",
        "().__class__.__bases__[0].__subclasses__()",
        "(lambda: open('hurt', 'w'))()",
        "exec('import os')",
        "x.__class__",
        "sin.__call__(x)",
        "Symbol('x')",
        "sin(open)",
        "9**9**9**9",
        "-" * 499 + "x",
        "x^2" * 100,
        "sin(x)" * 50,
        "*".join(["(x+y)^x"] * 60),
    ],
)
def test_hostile_formulas_are_refused_quickly_and_do_nothing(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    began = time.perf_counter()
    with pytest.raises(ValueError, match=r"^formula: "):
        Surface.from_formula(text, domain=[(-2, 2), (-2, 2)])
    assert time.perf_counter() - began < 2
    assert not list(tmp_path.iterdir())


def test_where_a_logarithm_has_no_value_it_has_no_slope_either():
    formula = parse_formula("log(x) + y^2")
    x, y = np.array([-1.0, 2.0]), np.array([3.0, 3.0])
    with np.errstate(all="ignore"):
        slope, curvature = formula.slope(x, y), formula.curvature(x, y)
    np.testing.assert_array_equal(slope, [[np.nan, 0.5], [np.nan, 6.0]])
    np.testing.assert_array_equal(curvature[0][0], [np.nan, -0.25])
    np.testing.assert_array_equal(curvature[1][1], [np.nan, 2.0])
