"""The formula of every method reads like its paper's, in plain text, in LaTeX and in pieces."""

import re

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import gdwidgets as gd
from gdwidgets.core.explain.symbols import symbol
from gdwidgets.core.explain.writing import CODE, FINE, LATEX, number
from tests.core.explain.problems import METHODS, OURS

o = gd.optimizers
H = gd.surfaces.himmelblau

MEAN, SQUARE = "m ← β₁ · m + (1 − β₁) · g", "v ← β₂ · v + (1 − β₂) · g²"
M_HAT, V_HAT = "m̂ ← m / (1 − β₁^t)", "v̂ ← v / (1 − β₂^t)"
ADAM = "x ← x − η · m̂ / (√v̂ + ε)"

WRITTEN = {
    "GradientDescent": ["x ← x − η · g"],
    "Momentum": ["v ← β · v + g", "x ← x − η · v"],
    "Nesterov": ["v ← β · v + g", "g̃ ← g + β · v", "x ← x − η · g̃"],
    "Adagrad": ["s ← s + g²", "ĝ ← g / (√s + ε)", "x ← x − η · ĝ"],
    "RMSprop": ["s ← α · s + (1 − α) · g²", "ĝ ← g / (√s + ε)", "x ← x − η · ĝ"],
    "Adadelta": [
        "s ← ρ · s + (1 − ρ) · g²",
        "ℓ ← √(u + ε)",
        "Δ ← ℓ / √(s + ε) · g",
        "u ← ρ · u + (1 − ρ) · Δ²",
        "x ← x − η · Δ",
    ],
    "Adam": ["t ← t + 1", MEAN, SQUARE, M_HAT, V_HAT, ADAM],
    "Adam without bias correction": ["t ← t + 1", MEAN, SQUARE, "x ← x − η · m / (√v + ε)"],
    "AMSGrad": [
        *("t ← t + 1", MEAN, SQUARE, "v̄ ← max(v̄, v)", M_HAT),
        *("v̂ ← v̄ / (1 − β₂^t)", ADAM),
    ],
    "AdamW": ["t ← t + 1", "x ← x − η · λ · x", MEAN, SQUARE, M_HAT, V_HAT, ADAM],
    "NAdam": [
        *("t ← t + 1", MEAN, SQUARE),
        "μₜ ← β₁ · (1 − 0.5 · 0.96^(t / 250))",
        "μₜ₊₁ ← β₁ · (1 − 0.5 · 0.96^((t + 1) / 250))",
        "∏μ ← μₜ · ∏μ",
        "m̂ ← μₜ₊₁ · m / (1 − ∏μ · μₜ₊₁) + (1 − μₜ) · g / (1 − ∏μ)",
        *(V_HAT, ADAM),
    ],
    "Lion": [
        "c ← β₁ · m + (1 − β₁) · g",
        "m ← β₂ · m + (1 − β₂) · g",
        "Δ ← sign(c) + λ · x",
        "x ← x − η · Δ",
    ],
    "Newton": ["x ← x − η · (H + λI)⁻¹g"],
    "SaddleFreeNewton": ["x ← x − η · (|H| + λI)⁻¹g"],
    "ConjugateGradients": [
        "β ← max(0, ⟨g, g − g₋⟩ / ‖g₋‖²)",
        "d ← −g + β · d",
        "x ← x + r · d",
    ],
    "BFGS": ["s ← x − x₋", "y ← g − g₋", "x ← x + r · (−Bg)"],
    "Backtracking": [
        "promise ← c · ‖g‖²",
        "r ← τ · r (4 times)",
        "trial ← f(x − r · g) (5 times)",
        "x ← x − r · g",
    ],
    "RandomSearch": ["x ← z"],
    "RandomSearch of one": ["z ← x₀ + r · U(−1, 1)", "x ← z"],
    "EvolutionStrategy": [
        "z ← x + σ · N(0, 1)",
        "grow ← exp(0.8 / √(n + 1))",
        "shrink ← exp(−0.2 / √(n + 1))",
        "σ ← grow · σ",
        "x ← z",
    ],
}
"""What is read, from the second step on (1, 2) with the settings of `OURS`."""

IN_LATEX = {
    "Momentum": [r"v \leftarrow \beta \cdot v + g", r"x \leftarrow x - \eta \cdot v"],
    "Adam": [
        r"t \leftarrow t + 1",
        r"m \leftarrow \beta_1 \cdot m + (1 - \beta_1) \cdot g",
        r"v \leftarrow \beta_2 \cdot v + (1 - \beta_2) \cdot g^{2}",
        r"\hat{m} \leftarrow \frac{m}{1 - \beta_1^{t}}",
        r"\hat{v} \leftarrow \frac{v}{1 - \beta_2^{t}}",
        r"x \leftarrow x - \frac{\eta \cdot \hat{m}}{\sqrt{\hat{v}} + \epsilon}",
    ],
    "Newton": [r"x \leftarrow x - \eta \cdot (H + \lambda I)^{-1} g"],
    "Backtracking": [
        r"\mathrm{promise} \leftarrow c \cdot \|g\|^2",
        r"r \leftarrow \tau \cdot r\;(\mathrm{4\ times})",
        r"\mathrm{trial} \leftarrow f(x - r \cdot g)\;(\mathrm{5\ times})",
        r"x \leftarrow x - r \cdot g",
    ],
    "RandomSearch of one": [
        r"z \leftarrow x_0 + r \cdot \mathcal{U}(-1, 1)",
        r"x \leftarrow z",
    ],
}

ROLES = {
    "x": "place",
    "η": "rate",
    "r": "rate",
    "g": "slope",
    **dict.fromkeys(["v", "m", "s", "u", "t", "v̄", "σ", "∏μ", "x₀"], "memory"),
    **dict.fromkeys(["β", "β₁", "β₂", "ε", "α", "ρ", "λ", "τ", "c"], "setting"),
    **dict.fromkeys(["g̃", "ĝ", "m̂", "v̂", "Δ", "ℓ", "μₜ", "μₜ₊₁", "grow", "shrink"], ""),
}
"""The part of each symbol; those of "" are worked out in the step and forgotten."""

OTHER_ROLES = {
    "Lion": {"c": ""},  # a direction, not a setting
    "RandomSearch of one": {"r": "setting"},  # a radius, not a rate
    "ConjugateGradients": {"β": "", "d": "memory", "g₋": "memory", "‖g₋‖²": ""},
    "BFGS": {"s": "", "y": "", "x₋": "memory", "g₋": "memory", "(−Bg)": ""},
}


def explained(name, step=2, n_steps=2):
    """A step of a method that moves in it, whatever it leaves to chance."""
    for seed in range(100):
        run = gd.descend(H, METHODS[name], [1.0, 2.0], n_steps, seed=seed)
        found = gd.explain_step(run, step)
        if (found.params != found.next_params).all() or name not in OURS:
            return found
    raise AssertionError


def read(line, coordinate=None):
    return "".join(piece.text for piece in line.pieces(coordinate))


@pytest.mark.parametrize("name", OURS)
def test_reads_like_its_paper(name):
    assert [read(line) for line in explained(name).lines] == WRITTEN[name]


@pytest.mark.parametrize("name", IN_LATEX)
def test_reads_so_in_latex(name):
    assert [line.latex() for line in explained(name).lines] == IN_LATEX[name]


@pytest.mark.parametrize("name", OURS)
def test_every_symbol_has_its_part(name):
    roles = ROLES | OTHER_ROLES.get(name, {})
    for line in explained(name).lines:
        for text, role in line.pieces():
            if text == "z":  # a candidate, which is a place once it is chosen
                assert role == ("place" if line.name == "params" else "")
            else:
                assert (text, role) == (text, roles.get(text, ""))


@pytest.mark.parametrize("name", METHODS)
def test_numbers_are_written_alike_everywhere(name):
    """At most four digits, one minus sign, parts that match those of the symbols."""
    for line in explained(name).lines:
        for coordinate in (0, 1):
            digits = re.findall(r"\d[\d.]*", re.sub(r"[₀-₉]|\[[^]]*\]", "", line.text(coordinate)))
            assert all(len(number.replace(".", "").lstrip("0")) <= 4 for number in digits)
            pieces = line.pieces(coordinate)
            assert not any("-" in piece.text for piece in pieces if "[" not in piece.text)
            assert "− −" not in read(line, coordinate)
            assert "−−" not in read(line, coordinate)
            assert pieces[0] == line.pieces()[0] == (line.symbol.text, line.role)
            assert pieces[-1 if line.times == 1 else -2].role == line.role
            # What stands in the middle is the formula, or nothing if that is the result again.
            formula = [piece.role for piece in line.pieces()[1:] if piece.role]
            numbers = [piece.role for piece in pieces[1:] if piece.role]
            assert set(numbers) <= {*formula, line.role}


@pytest.mark.parametrize("name", METHODS)
def test_latex_is_drawable(name):
    parser = MathTextParser("path")
    for line in explained(name).lines:
        for which in (None, 0, 1):
            parser.parse(f"${line.latex(which)}$")


@pytest.mark.parametrize("name", OURS)
def test_no_name_of_a_helper_is_shown(name):
    """Only the functions that a reader knows are named."""
    known = {"sign", "max", "exp", "promise", "trial", "grow", "shrink", "times"}
    for line in explained(name).lines:
        assert set(re.findall(r"[a-z]{2,}", read(line))) <= known
        assert "_" not in read(line)
        words = re.findall(r"\w+\(", line.text())
        assert set(words) <= {"sqrt(", "max(", "exp(", "sign("}


def test_the_whole_block():
    step = explained("Momentum")
    assert step.latex() == (
        r"\begin{aligned}v &\leftarrow \beta \cdot v + g \\ x &\leftarrow x - \eta \cdot v"
        r"\end{aligned}"
    )
    text = step.text(1).splitlines()
    assert len(text) == 2
    assert step.latex(1).startswith(r"\begin{aligned}v &= 0.9 \cdot ")
    assert repr(step.lines[0]) == "Line(v ← β · v + g)"


@pytest.mark.parametrize(
    ("value", "plain", "fine", "latex"),
    [
        (1.0, "1", "1", "1"),
        (-0.123456, "-0.1235", "−0.1235", "-0.1235"),
        (-0.0, "0", "0", "0"),
        (1e-8, "1e-08", "1e−08", "10^{-8}"),
        (-1.5e-8, "-1.5e-08", "−1.5e−08", r"-1.5 \cdot 10^{-8}"),
        (123456, "1.235e+05", "1.235e+05", r"1.235 \cdot 10^{5}"),
        (np.inf, "inf", "∞", r"\infty"),
        (-np.inf, "-inf", "−∞", r"-\infty"),
        (np.nan, "nan", "nan", r"\mathrm{nan}"),
        (np.float32(0.1), "0.1", "0.1", "0.1"),
    ],
)
def test_a_number(value, plain, fine, latex):
    assert [number(value, script) for script in (CODE, FINE, LATEX)] == [plain, fine, latex]
    MathTextParser("path").parse(f"${latex}$")


@pytest.mark.parametrize(
    ("name", "text", "latex"),
    [
        ("beta1", "β₁", r"\beta_1"),
        ("beta_2", "β₂", r"\beta_2"),
        ("beta12", "β₁₂", r"\beta_{12}"),
        ("v_hat", "v̂", r"\hat{v}"),
        ("x0", "x₀", "x_0"),
        ("lr", "η", r"\eta"),
        ("lambda_", "λ", r"\lambda"),
        ("my_own", "my own", r"\mathrm{my\ own}"),
        ("w", "w", "w"),
        ("β", "β", r"\mathrm{β}"),
    ],
)
def test_a_name(name, text, latex):
    assert symbol(name) == (latex, text)
    MathTextParser("path").parse(f"${latex}$")


def test_any_code_is_drawable():
    for code in [
        'memory["a#&$%^~b{}\\\\"]',
        "x @ {1: 2}[1]",
        "f'{x}'",
        "a if b else c",
        "x_1[0, :]",
    ]:
        MathTextParser("path").parse(f"${symbol(code).latex}$")
