"""How names of an optimizer's code are written in formulas, and what part they play."""

from __future__ import annotations

from typing import NamedTuple


class Symbol(NamedTuple):
    """A name as it is written in a formula.

    Attributes
    ----------
    latex, text : str
        In LaTeX, and in plain characters.
    """

    latex: str
    text: str


SYMBOLS = {
    "params": Symbol("x", "x"),
    "gradient": Symbol("g", "g"),
    "g": Symbol("g", "g"),
    "learning_rate": Symbol(r"\eta", "η"),
    "velocity": Symbol("v", "v"),
    "momentum": Symbol(r"\beta", "β"),
    "alpha": Symbol(r"\alpha", "α"),
    "rho": Symbol(r"\rho", "ρ"),
    "epsilon": Symbol(r"\epsilon", "ε"),
    "beta1": Symbol(r"\beta_1", "β₁"),
    "beta2": Symbol(r"\beta_2", "β₂"),
    "first_moment": Symbol("m", "m"),
    "second_moment": Symbol("v", "v"),
    "m": Symbol("m", "m"),
    "v": Symbol("v", "v"),
    "m_hat": Symbol(r"\hat{m}", "m̂"),
    "v_hat": Symbol(r"\hat{v}", "v̂"),
    "largest": Symbol(r"\bar{v}", "v̄"),
    "mu": Symbol(r"\mu_t", "μₜ"),
    "next_mu": Symbol(r"\mu_{t+1}", "μₜ₊₁"),
    "momentum_product": Symbol(r"\prod\mu", "∏μ"),
    "product": Symbol(r"\prod\mu", "∏μ"),
    "sum_of_squares": Symbol("s", "s"),
    "squared_move": Symbol("u", "u"),
    "move": Symbol(r"\Delta", "Δ"),
    "direction": Symbol("c", "c"),
    "weight_decay": Symbol(r"\lambda", "λ"),
    "damping": Symbol(r"\lambda", "λ"),
    "hessian": Symbol("H", "H"),
    "value": Symbol("f(x)", "f(x)"),
    "step": Symbol("t", "t"),
    "t": Symbol("t", "t"),
    "sigma": Symbol(r"\sigma", "σ"),
}
"""The names that have a symbol; others stay words."""

PLACE, RATE, SLOPE, MEMORY, SETTING = "place", "rate", "slope", "memory", "setting"
"""The parts that a symbol can play, for a view to colour; '' is none of them."""


def symbol(name: str) -> Symbol:
    r"""Return a name of the code as a symbol.

    Examples
    --------
    >>> symbol("beta1").latex, symbol("my_own").text
    ('\\beta_1', 'my own')
    """
    if name in SYMBOLS:
        return SYMBOLS[name]
    if name[:1].isdigit():
        return Symbol(name, name)
    words = name.replace("_", " ")
    return Symbol(rf"\mathrm{{{words.replace(' ', chr(92) + ' ')}}}", words)
