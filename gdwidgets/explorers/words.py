"""Numbers and condition numbers as a learner reads them."""

from __future__ import annotations

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def in_figures(number: float, digits: int = 4) -> str:
    """Write a number with so many digits, and no exponent that a learner can't read.

    Examples
    --------
    >>> in_figures(-5.78083), in_figures(8.3467e6, 2), in_figures(1.64e-7)
    ('−5.781', '8,300,000', '1.64 × 10⁻⁷')
    """
    if number and not 1e-4 <= abs(number) < 1e9:
        mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
        text = f"{float(mantissa):g} × 10{str(int(exponent)).translate(_SUPERSCRIPT)}"
    else:
        text = f"{float(f'{number:.{digits}g}'):,}".removesuffix(".0")
    return text.replace("-", "−")


def condition_in_words(number: float) -> str:
    """Say what a condition number means for the way down.

    Examples
    --------
    >>> condition_in_words(1.0)
    'a round bowl, where the steepest way down leads straight to the bottom'
    """
    if number < 2:
        return "a round bowl, where the steepest way down leads straight to the bottom"
    if number < 30:
        return "an oval bowl, where the steepest way down bends before it gets to the bottom"
    if number < 1000:
        return "a valley: steps that are stable across it are short along it"
    return "a narrow ravine: steps that are stable across it hardly move along it"
