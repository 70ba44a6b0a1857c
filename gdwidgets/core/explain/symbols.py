"""How names of an optimizer's code are written in formulas, and what part they play."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

PLACE, RATE, SLOPE, MEMORY, SETTING = "place", "rate", "slope", "memory", "setting"
"""The parts that a symbol can play, for a view to colour; '' is none of them."""


class Symbol(NamedTuple):
    """A name as it is written in a formula.

    Attributes
    ----------
    latex, text : str
        In LaTeX, and in plain characters.
    """

    latex: str
    text: str


GIVEN = {
    "params": (Symbol("x", "x"), PLACE),
    "gradient": (Symbol("g", "g"), SLOPE),
    "learning_rate": (Symbol(r"\eta", "η"), RATE),
    "step": (Symbol("t", "t"), ""),
    "value": (Symbol("f(x)", "f(x)"), ""),
    "hessian": (Symbol("H", "H"), ""),
}
"""What a step is given, by its name in a `Here` and as a function's parameter."""

SYMBOLS = {
    "params": Symbol("x", "x"),
    "gradient": Symbol("g", "g"),
    "grad": Symbol("g", "g"),
    "learning_rate": Symbol(r"\eta", "η"),
    "lr": Symbol(r"\eta", "η"),
    "velocity": Symbol("v", "v"),
    "momentum": Symbol(r"\beta", "β"),
    "eps": Symbol(r"\epsilon", "ε"),
    "first_moment": Symbol("m", "m"),
    "second_moment": Symbol("v", "v"),
    "weight_decay": Symbol(r"\lambda", "λ"),
    "damping": Symbol(r"\lambda", "λ"),
}
"""The words that have a symbol whoever writes them; letters have theirs by `symbol`."""

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "omega": "ω",
}

METHODS: dict[str, dict[str, Symbol]] = {
    "Nesterov momentum": {"ahead": Symbol(r"\tilde{g}", "g̃")},
    "Adagrad": {"sum_of_squares": Symbol("s", "s"), "scaled": Symbol(r"\hat{g}", "ĝ")},
    "RMSprop": {"second_moment": Symbol("s", "s"), "scaled": Symbol(r"\hat{g}", "ĝ")},
    "Adadelta": {
        "second_moment": Symbol("s", "s"),
        "squared_move": Symbol("u", "u"),
        "length": Symbol(r"\ell", "ℓ"),
        "move": Symbol(r"\Delta", "Δ"),
    },
    "Adam": {"step": Symbol("t", "t")},
    "AMSGrad": {"step": Symbol("t", "t"), "largest": Symbol(r"\bar{v}", "v̄")},
    "AdamW": {"step": Symbol("t", "t"), "decayed": Symbol("x", "x")},
    "NAdam": {
        "step": Symbol("t", "t"),
        "mu": Symbol(r"\mu_t", "μₜ"),
        "next_mu": Symbol(r"\mu_{t+1}", "μₜ₊₁"),
        "momentum_product": Symbol(r"\prod\mu", "∏μ"),
        "product": Symbol(r"\prod\mu", "∏μ"),
    },
    "Lion": {"direction": Symbol("c", "c"), "move": Symbol(r"\Delta", "Δ")},
    "Newton": {"jump": Symbol(r"(H + \lambda I)^{-1} g", "(H + λI)⁻¹g")},
    "Saddle-free Newton": {"jump": Symbol(r"(|H| + \lambda I)^{-1} g", "(|H| + λI)⁻¹g")},
    "Conjugate gradients": {
        "before": Symbol(r"\|g_{-}\|^2", "‖g₋‖²"),
        "last_gradient": Symbol("g_{-}", "g₋"),
        "last_direction": Symbol("d", "d"),
        "direction": Symbol("d", "d"),
        "rate": Symbol("r", "r"),
    },
    "BFGS": {
        "last_gradient": Symbol("g_{-}", "g₋"),
        "last_params": Symbol("x_{-}", "x₋"),
        "direction": Symbol("(-B g)", "(−Bg)"),
        "rate": Symbol("r", "r"),
    },
    "Backtracking line search": {
        "shrink": Symbol(r"\tau", "τ"),
        "sufficient": Symbol("c", "c"),
        "rate": Symbol("r", "r"),
    },
    "Random search": {
        "center": Symbol("x_0", "x₀"),
        "radius": Symbol("r", "r"),
        "candidates": Symbol("z", "z"),
        "candidate": Symbol("z", "z"),
    },
    "Evolution strategy": {
        "offspring": Symbol("z", "z"),
        "child": Symbol("z", "z"),
        "n_params": Symbol("n", "n"),
    },
}
"""The symbols of a method's paper, for the names in our code of it."""

METHOD_ROLES = {
    "Backtracking line search": {"rate": RATE},
    "Conjugate gradients": {"rate": RATE, "direction": MEMORY},
    "BFGS": {"rate": RATE},
    "AdamW": {"decayed": PLACE},
}
"""The parts that names in our code play beyond what they show by themselves."""

UNSHOWN = {
    "Newton": {"along_axes", "slope", "jump"},
    "Saddle-free Newton": {"along_axes", "slope", "jump"},
    "Conjugate gradients": {"before", "first", "rate"},
    "BFGS": {"direction", "rate"},
    "Random search": {"value"},
    "Evolution strategy": {"value"},
}
"""Lines of our code that carry a formula out but are no part of it."""

_LETTER = re.compile(rf"([A-Za-z]|{'|'.join(GREEK)})_?(\d*)(_hat|_bar|_tilde)?")
_ACCENTS = {"_hat": "\u0302", "_bar": "\u0304", "_tilde": "\u0303"}
_PLAIN = str.maketrans({"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim ", '"': "'"})


@functools.lru_cache(maxsize=1024)
def symbol(name: str) -> Symbol:
    r"""Return a name of the code as a symbol: a letter as that, other words as they are.

    Examples
    --------
    >>> symbol("beta1").latex, symbol("v_hat").text, symbol("my_own").text
    ('\\beta_1', 'v̂', 'my own')
    """
    bare = name.strip("_") or name
    if bare in SYMBOLS:
        return SYMBOLS[bare]
    letter = _LETTER.fullmatch(bare)
    if letter is None:
        return in_words(bare.replace("_", " ") if name.isidentifier() else name)
    base, digits, accent = letter.groups()
    latex, text = rf"\{base}" if base in GREEK else base, GREEK.get(base, base)
    if accent:
        latex, text = rf"\{accent[1:]}{{{latex}}}", text + _ACCENTS[accent]
    if digits:
        latex = f"{latex}_{digits}" if len(digits) == 1 else f"{latex}_{{{digits}}}"
        text += "".join(chr(ord("₀") + int(digit)) for digit in digits)
    return Symbol(latex, text)


def in_words(text: str) -> Symbol:
    """Return any text, upright in LaTeX."""
    # "#", "&" and "$" would be escaped, but Matplotlib can't read that.
    escaped = re.sub(r"([_%{}])", r"\\\1", re.sub(r"[#&$]", "", text).translate(_PLAIN))
    return Symbol(rf"\mathrm{{{escaped.replace(' ', chr(92) + ' ')}}}", text)


def call_of(name: str) -> Symbol:
    """Return how the call of a function is written, with braces for what it is given."""
    words = in_words((name.strip("_") or name).replace("_", " "))
    return Symbol(f"{words.latex}({{}})", f"{words.text}({{}})")
